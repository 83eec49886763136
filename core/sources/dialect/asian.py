"""Judge East Asian encodings by the characters that they give: which are in use, and which not.

Two bytes make one character, and a wrong encoding finds a character for most pairs, but one
that few people ever write. National codes keep what is common apart from what is rare: the
first byte tells the level of a character.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import log2

from core.sources.dialect import common_characters as common

ASIAN = ("shift_jis", "euc_jp", "cp949", "cp950", "gb18030")
_USUAL = -9.5
_KNOWN = -12.0
_OTHER = -20.0
_BROKEN = -40.0
_PRIOR = -6.0
_ASCII_LETTER = 4.5
_KOREAN_USUAL = 1.0  # there are fewer syllables than Chinese characters, so that each is likelier
_MARKS = ((0xA1, 0xA1, -10.0), (0xA3, 0xA3, -10.0))


@dataclass(frozen=True)
class Script:
    """How likely the characters of a language are, as a power of two.

    `decodes` is the codec that reads a file; `levels` give for ranges of the first byte in the
    national code `code` how likely a character is that is neither usual nor known.
    """

    decodes: str
    usual: frozenset[str]
    known: frozenset[str]
    code: str
    levels: tuple[tuple[int, int, float], ...]
    more: float = 0.0

    def likeness(self, char: str) -> float:
        """Return how likely a character beyond ASCII is."""
        if char in self.usual:
            return _USUAL + self.more
        if char in self.known:
            return _KNOWN + self.more
        if char == "\ufffd" or "\x80" <= char < "\xa0":
            return _BROKEN
        try:
            lead = char.encode(self.code)[0]
        except UnicodeEncodeError:
            return _OTHER
        return next((likely for a, b, likely in self.levels if a <= lead <= b), _OTHER)


@cache
def scripts() -> dict[str, Script]:
    """Return what is known of each encoding."""
    kana = ((0xA4, 0xA4, -6.5), (0xA5, 0xA5, -7.5), (0x8E, 0x8E, -7.5))
    kanji = (*_MARKS, *kana, (0xB0, 0xCF, -16.0), (0xD0, 0xF4, -18.5))
    hanzi = (*_MARKS, (0xB0, 0xD7, -16.0), (0xD8, 0xF7, -18.5))
    traditional = (*_MARKS, (0xA2, 0xA2, -11.0), (0xA4, 0xC6, -16.0), (0xC9, 0xF9, -18.5))
    hangul = (*_MARKS, (0xB0, 0xC8, -17.0), (0xCA, 0xFD, -19.0))
    japanese = (frozenset(common.USUAL_JAPANESE), frozenset(common.KNOWN_JAPANESE))
    return {
        "shift_jis": Script("cp932", *japanese, "euc_jp", kanji),
        "euc_jp": Script("euc_jp", *japanese, "euc_jp", kanji),
        "gb18030": Script(
            "gb18030",
            frozenset(common.USUAL_SIMPLIFIED),
            frozenset(common.KNOWN_SIMPLIFIED),
            "gb2312",
            hanzi,
        ),
        "cp950": Script(
            "cp950",
            frozenset(common.USUAL_TRADITIONAL),
            frozenset(common.KNOWN_TRADITIONAL),
            "big5",
            traditional,
        ),
        "cp949": Script(
            "cp949",
            frozenset(common.USUAL_KOREAN),
            frozenset(common.KNOWN_KOREAN),
            "euc_kr",
            hangul,
            _KOREAN_USUAL,
        ),
    }


def asian_likeness(words: Sequence[tuple[bytes, int]], encoding: str) -> float:
    """Return how likely words and their numbers are in an East Asian encoding, as a power of two.

    A letter of ASCII that is the second byte of a character need not be explained any more.
    """
    script = scripts()[encoding]
    total = _PRIOR
    for raw, number in words:
        text = raw.decode(script.decodes, "replace")
        worth = sum(script.likeness(char) for char in text if not char.isascii())
        taken = sum(byte < 0x80 for byte in raw) - sum(map(str.isascii, text))
        total += (1 + log2(number)) * (worth + _ASCII_LETTER * taken)
    return total
