"""Guess the encoding of a text file, and turn its bytes into text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import log2
from pathlib import Path

from core.sources.dialect.alphabets import MOST_WORDS, likeness, often, ranked
from core.sources.dialect.asian import ASIAN, asian_likeness
from core.sources.sentence import BrokenTextError

ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16 (little-endian)",
    "utf-16-be": "UTF-16 (big-endian)",
    "utf-32": "UTF-32",
    "utf-32-le": "UTF-32 (little-endian)",
    "utf-32-be": "UTF-32 (big-endian)",
    "cp1252": "Windows-1252 (Western Europe)",
    "latin-1": "Latin-1 (Western Europe)",
    "iso8859-15": "Latin-9 (Western Europe with €)",
    "cp1250": "Windows-1250 (Central Europe)",
    "cp1251": "Windows-1251 (Cyrillic)",
    "cp1253": "Windows-1253 (Greek)",
    "cp1254": "Windows-1254 (Turkish)",
    "cp1255": "Windows-1255 (Hebrew)",
    "cp1256": "Windows-1256 (Arabic)",
    "cp1257": "Windows-1257 (Baltic)",
    "cp874": "Windows-874 (Thai)",
    "iso8859-2": "Latin-2 (Central Europe)",
    "iso8859-5": "ISO 8859-5 (Cyrillic)",
    "koi8-r": "KOI8-R (Russian)",
    "cp866": "DOS-866 (Russian)",
    "cp852": "DOS-852 (Central Europe)",
    "cp932": "Windows-932 (Japanese)",
    "shift_jis": "Shift-JIS (Japanese)",
    "euc_jp": "EUC-JP (Japanese)",
    "cp949": "CP949 (Korean)",
    "cp950": "Big5 (traditional Chinese)",
    "gb18030": "GB18030 (simplified Chinese)",
    "mac_roman": "Mac Roman",
    "cp850": "DOS (CP850)",
}
_C1 = re.compile("[\x80-\x84\x86-\x9f]")
_WORDS = re.compile('[^ \t\n\r,;|"]+')
_MISREAD = ("cp1252", "cp850", "mac_roman")
_UNDEFINED_1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_VALID_UTF8 = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_BYTE_WORDS = re.compile(rb"[^\s,;\"]+")  # | may be the second byte of a character
_ONE_BYTE = 0.7  # a letter of one byte stands in two pairs, and looks less likely than it is
_LEAST_UTF8 = 3  # one or two pairs of bytes look like UTF-8 by accident
_CLEAR_LEAD = 12.0  # of an East Asian encoding, or over one: the second is 2¹² times less likely
_CLEAR_LETTERS = 3.0  # of one 8-bit encoding over another
_UNLIKELY = -7.8  # for each byte beyond ASCII: the words are in none of the languages


@dataclass(frozen=True)
class Guess:
    """The likely encoding of a text; `sure` says that no other reading is nearly as likely."""

    encoding: str
    sure: bool = True


def guess_encoding(sample: bytes, whole: bool = True) -> str:
    """Return the likely encoding of a text file, or of its head when it is not `whole`.

    >>> guess_encoding("Müller;1".encode("cp1252")), guess_encoding(b"a,b")
    ('cp1252', 'utf-8')
    """
    return weigh_encoding(sample, whole).encoding


def weigh_encoding(sample: bytes, whole: bool = True) -> Guess:
    """Return the likely encoding of a text file, and whether another is nearly as likely."""
    if sample.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        return Guess("utf-32")
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Guess("utf-16")
    if not sample.startswith(b"\xef\xbb\xbf") and (wide := _wide(sample)):
        return Guess(wide)
    if _mostly_utf8(sample, whole):
        return Guess("utf-8")
    return _eight_bit(sample if whole else sample[: sample.rfind(b"\n") + 1] or sample)


def doubts(file: Path, encoding: str, most: int) -> list[str]:
    """Ask to check the letters of a file whose first `most` bytes allow several readings."""
    if encoding.startswith("utf"):
        return []
    with file.open("rb") as opened:
        sample = opened.read(most)
    guess = weigh_encoding(sample, whole=len(sample) < most)
    if guess.sure or guess.encoding != encoding:
        return []
    return [f"The encoding is a guess ({short_name(encoding)}): please check the letters."]


def short_name(encoding: str) -> str:
    """Return the name of an encoding without its languages."""
    return ENCODINGS[encoding].split(" (")[0]


def decode(content: bytes, encoding: str, replace: bool = False) -> str:
    """Decode bytes; broken ones are replaced, or raise with their line number."""
    errors = "replace" if replace else "strict"
    try:
        text = content.decode(encoding, errors)
    except UnicodeDecodeError as error:
        first = line_of(content[: error.start].decode(encoding, "replace"))
        others = [at for at in _broken_lines(content, encoding) if at > first]
        raise broken_bytes(first, encoding, others) from error
    return text.removeprefix("\ufeff")


def letters_again(text: str) -> tuple[str, str]:
    """Return a text without C1 control characters, and the encoding whose letters they were.

    Such characters come about where 8-bit letters were taken for Latin-1 and stored anew. Then
    either all letters were, or only those that are control characters now.

    >>> letters_again("caf\\x82 (\\x9c5)")
    ('café (£5)', 'cp850')
    """
    if not has_late_controls(text):
        return text, ""
    found = restored_letters(high_words(text), beyond=max(text) > "\xff")
    return text.translate(found.table), found.encoding


@dataclass(frozen=True)
class Letters:
    """The encoding whose letters became control characters, and what each of them is."""

    encoding: str
    table: Mapping[int, str]


def has_late_controls(text: str) -> bool:
    """Say whether a text holds C1 control characters, which no table needs."""
    return _C1.search(text) is not None


def high_words(text: str) -> Counter[str]:
    """Count the words that hold letters beyond ASCII."""
    return Counter(word for word in _WORDS.findall(text) if not word.isascii())


def restored_letters(words: Counter[str], beyond: bool) -> Letters:
    """Judge by the words of a text what its C1 control characters were.

    `beyond` says that it has letters that Latin-1 lacks, so that only those were misread.
    """
    often = words.most_common(MOST_WORDS)
    worth = {
        (encoding, last): likeness(
            [(word.translate(_table(encoding, last)), number) for word, number in often], encoding
        )
        for encoding in _MISREAD
        for last in ((0x9F,) if beyond else (0x9F, 0xFF))
    }
    encoding, last = max(worth, key=lambda way: worth[way])
    return Letters(encoding, _table(encoding, last))


@cache
def _table(encoding: str, last: int) -> dict[int, str]:
    """Return what each code from the first C1 character to a last one is in an encoding."""
    found = ((code, bytes([code]).decode(encoding, "replace")) for code in range(0x80, last + 1))
    return {code: char for code, char in found if char != "\ufffd" and code != 0x85}


def without_nul(text: str) -> str:
    """Take NUL characters out; one before a quote escapes it, as in some database exports."""
    return text.replace('\x00"', '""').replace("\x00", "")


def line_of(before: str) -> int:
    """Return the line number (from 1) that follows a text."""
    return before.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1


def broken_bytes(line: int, encoding: str, others: Sequence[int] = ()) -> BrokenTextError:
    """Say where a file does not fit its encoding: its first such line, and `others` below."""
    name = ENCODINGS.get(encoding, encoding)
    more = ""
    if others:
        shown = ", ".join(f"{other:,}" for other in others[:4])
        rest = f" and {len(others) - 4:,} more" if len(others) > 4 else ""
        more = f" So do {len(others):,} below (line {shown}{rest})."
    return BrokenTextError(
        f"Line {line:,} holds bytes that are not valid {name}.{more}",
        "Choose 'replace' for broken characters, or another encoding.",
    )


def _broken_lines(content: bytes, encoding: str) -> list[int]:
    """Return the numbers of lines that hold a character that cannot be decoded."""
    text = content.decode(encoding, "replace").replace("\r\n", "\n").replace("\r", "\n")
    return [at for at, line in enumerate(text.split("\n"), start=1) if "\ufffd" in line]


def decode_head(sample: bytes, encoding: str) -> str:
    """Decode the head of a file, which may end inside a character."""
    text = sample.decode(encoding, "replace").removeprefix("\ufeff").removesuffix("\ufffd")
    return letters_again(text)[0]


def _mostly_utf8(sample: bytes, whole: bool) -> bool:
    try:
        sample.decode("utf-8")
    except UnicodeDecodeError as error:
        if not whole and error.start >= len(sample) - 3:
            return True
        valid = len(_VALID_UTF8.findall(sample))
        stray = len(re.findall(rb"[\x80-\xff]", _VALID_UTF8.sub(b"", sample)))
        return valid >= max(2 * stray, _LEAST_UTF8)
    return True


def _wide(sample: bytes) -> str:
    """Return the encoding with two or four bytes a letter that a sample without a mark has.

    Line ends, digits and delimiters have zero bytes in fixed places, whatever the script.
    """
    size = len(sample) // 4 * 4
    if size < 8 or not sample.count(0):
        return ""
    zeros = [sample[at:size:4].count(0) / (size // 4) for at in range(4)]
    if min(zeros[2], zeros[3]) > 0.95 and zeros[0] < 0.3:
        return "utf-32-le"
    if min(zeros[0], zeros[1]) > 0.95 and zeros[3] < 0.3:
        return "utf-32-be"
    even, odd = sample[0:size:2].count(0), sample[1:size:2].count(0)
    ends = {"utf-16-le": b"\n\x00", "utf-16-be": b"\x00\n"}
    if even + odd > 0.3 * size:
        return "utf-16-le" if odd > even else "utf-16-be"
    for name, few, many in (("utf-16-le", even, odd), ("utf-16-be", odd, even)):
        if many > 20 * max(few, 0.01) and many > 0.04 * size and ends[name] in sample:
            return name
    return ""


def _eight_bit(sample: bytes) -> Guess:
    """Hold East Asian encodings, with two bytes a character, against those with one byte."""
    words = often(_BYTE_WORDS, sample)
    rivals = ranked(sample)
    first = rivals[0][0]
    scores = {first: _ONE_BYTE * likeness(_read(words, first), first)}
    scores |= {encoding: asian_likeness(words, encoding) for encoding in ASIAN}
    best, second = sorted(scores, key=lambda name: scores[name], reverse=True)[:2]
    clear = scores[best] - scores[second] >= _CLEAR_LEAD
    likely = scores[best] > _UNLIKELY * _high_bytes(words)
    sure = clear and likely and (best != first or _leads(rivals, words))
    return Guess(_variant(sample, best), sure)


def _leads(rivals: Sequence[tuple[str, float]], words: Sequence[tuple[bytes, int]]) -> bool:
    """Say whether the first 8-bit encoding is clearly likelier than all that read otherwise."""
    (first, worth), *others = rivals
    near = [encoding for encoding, rival in others if worth - rival < _CLEAR_LETTERS]
    return all(_read(words, encoding) == _read(words, first) for encoding in near)


def _high_bytes(words: Sequence[tuple[bytes, int]]) -> float:
    return sum((1 + log2(number)) * sum(byte > 0x7F for byte in raw) for raw, number in words)


def _read(words: Sequence[tuple[bytes, int]], encoding: str) -> list[tuple[str, int]]:
    return [(raw.decode(encoding, "replace"), number) for raw, number in words]


def _variant(sample: bytes, encoding: str) -> str:
    """Return the sibling of an encoding that has all characters of a sample, if there is one."""
    if encoding == "cp1252" and _UNDEFINED_1252.search(sample):
        return "latin-1"
    if encoding == "shift_jis" and _broken(sample, "cp932") < _broken(sample, "shift_jis"):
        return "cp932"
    return encoding


def _broken(sample: bytes, encoding: str) -> int:
    return sample.decode(encoding, "replace").count("\ufffd")
