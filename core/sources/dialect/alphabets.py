"""Judge 8-bit encodings by the words that they give: which are likely, and which are not.

Every encoding decodes almost every byte, so that a file gives letters in all of them. The
right one gives letters between such neighbours as a language has, and signs where signs stand:
£ before a number, ° behind one, ’ inside a word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import log2
from operator import add

from core.sources.dialect.letter_pairs import LEVELS, PAIRS

_WESTERN = ("de", "fr", "es", "pt", "it", "sv", "da", "nb", "fi", "nl", "ca", "gl", "is")
_CENTRAL = ("pl", "cs", "sk", "hu", "ro", "hr", "sl", "sq", "de")
_CYRILLIC = ("ru", "uk", "bg", "sr")
LANGUAGES = {
    "cp1252": _WESTERN,
    "cp850": _WESTERN,
    "mac_roman": _WESTERN,
    "cp1250": _CENTRAL,
    "iso8859-2": _CENTRAL,
    "cp852": _CENTRAL,
    "cp1257": ("et", "lt", "lv"),
    "cp1254": ("tr",),
    "cp1251": _CYRILLIC,
    "iso8859-5": _CYRILLIC,
    "koi8-r": ("ru",),
    "cp866": ("ru",),
    "cp1253": ("el",),
    "cp1255": ("he",),
    "cp1256": ("ar",),
    "cp874": ("th",),
}
_PRIORS = {"cp1252": 0.0, "cp1250": -2.0, "cp1251": -2.0, "cp1254": -3.0, "cp850": -4.0}
_RARE = -5.0
_SMALL = {"is": -2.0, "sq": -4.0}  # far fewer people write these than the others of the encoding
_MONEY = frozenset(("Kč", "zł", "лв", "руб", "грн"))  # in tables often their only such word
_LIKELY_MONEY = -4.0
_FOREIGN = 0.1  # the share of words that come from other languages of the same encoding
_MOST_BYTES = 4_000_000
MOST_WORDS = 300
_UNKNOWN_PAIR = -14.0
_UNKNOWN_LETTER = -18.0
_UNKNOWN_SIGN = -18.0
_BROKEN = -40.0
_ODD_CASE = -8.0
_ODD_PLACE = -4.0
_LONE = frozenset("àéóíèøåöаивсоуякє")
_WORDS = re.compile(rb"[^\s,;|\"]+")
_ON_THAI = "(?<=[\u0e01-\u0e4c])."  # vowels and tones are marks on the letter before
_BY_NUMBERS = r".(?=[\s\u00a0]?\d)|(?<=\d).|(?<![^\W\d_]).(?=[kKmM]?(?:\W|$))|(?<=\b[TkM])."
_SIGNS: tuple[tuple[str, float, re.Pattern[str]], ...] = tuple(
    (signs, likely, re.compile(place))
    for signs, likely, place in (
        ("£€", -5.0, _BY_NUMBERS),
        ("$¥¢", -8.0, r".(?=\s?\d)|(?<=\d)."),
        ("°º", -5.5, r"(?<=[\d ]).|.(?=[CF]\b)|(?<=\b[Nn])."),
        ("ª", -7.0, r"(?<=\d)."),
        ("²³", -6.0, r"(?<=m)."),
        ("µ", -7.0, r"(?<![^\W\d_]).(?=[gmlsSVAWF])"),
        ("½¼¾±", -8.0, r"(?<=[\d ]).|^.(?=\d)|^.$"),
        ("×", -8.0, r"(?<=[\d ]).(?=[\d ])"),
        ("’", -5.0, r"(?<=[^\W_]).(?=[^\W_])|(?<=s).(?=$|\W)"),
        ("“‘", -6.0, r"(?<![^\W_]).(?=\w)"),
        ("”’", -6.0, r"(?<=[\w.!?%)]).(?![^\W_])"),
        ("–—", -6.0, r"(?<=\d).(?=\d)|^.$|(?<=\s).(?=\s)"),
        ("…", -8.0, r"(?<=\w).(?!\w)|^.$"),
        ("†‡", -7.0, r"(?<![^\W_]).(?!\w)|(?<=\w).(?!\w)"),
        ("•·", -9.0, r"^.(?!\w)|(?<=\s).(?=\s)|(?<=l)·(?=l)"),
        ("„«", -8.0, r"(?<!\w).(?=\w)"),
        ("»", -8.0, r"(?<=[\w.!?]).(?!\w)"),
        ("¿¡", -6.0, r"(?<!\w).(?=\w)"),
        ("®©™", -8.0, r"(?<=\w).(?!\w)|^©$"),
        ("§", -8.0, r"^.(?!\w)|^.(?=\d)"),
        ("\u0e31\u0e34\u0e35\u0e36\u0e37\u0e38\u0e39\u0e47\u0e48\u0e49\u0e4c", -7.0, _ON_THAI),
        ("\u00a0", -7.0, r"(?<=[\d\W]).|.(?=[\d\W])|^.|.$"),
    )
)
_ANYWHERE = dict.fromkeys("£€°²³µ½±×’“”‘–—…•„«»¿¡®©™§\u00a0", -13.0)


@dataclass(frozen=True)
class _Model:
    """How likely each pair of letters of a language is, as a power of two."""

    pairs: dict[str, float]
    letters: frozenset[str]

    @classmethod
    @cache
    def of(cls, language: str) -> _Model:
        """Return the model of a language."""
        pairs = {
            text[at : at + 2]: likely
            for likely, text in zip(LEVELS, PAIRS[language], strict=True)
            for at in range(0, len(text), 2)
        }
        return cls(pairs, frozenset("".join(pairs)))

    def likeness(self, word: str) -> float:
        """Return how likely the letters of a word beyond ASCII are."""
        total = 0.0
        for at, char in enumerate(word):
            if not char.isascii() and char.isalpha():
                total += self._letter(word, at)
        return total

    def _letter(self, word: str, at: int) -> float:
        before = word[at - 1] if at else "_"
        after = word[at + 1] if at + 1 < len(word) else "_"
        char = _small(word[at])
        odd = _case(before, word[at], after) + _alone(before, char, after)
        if char not in self.letters:
            return _UNKNOWN_LETTER + odd
        left = self.pairs.get(_neighbour(before) + char, _UNKNOWN_PAIR)
        right = self.pairs.get(char + _neighbour(after), _UNKNOWN_PAIR)
        return (left + right) / 2 + odd


def often(words: re.Pattern[bytes], sample: bytes) -> list[tuple[bytes, int]]:
    """Return the most frequent words that hold more than ASCII, with their numbers."""
    found = words.findall(sample[:_MOST_BYTES])
    return Counter(word for word in found if not word.isascii()).most_common(MOST_WORDS)


def ranked(sample: bytes) -> list[tuple[str, float]]:
    """Return the 8-bit encodings whose words look most like a language, the likeliest first.

    >>> ranked("ciudad;España".encode("cp1252"))[0][0], ranked("prix (£)".encode("cp850"))[0][0]
    ('cp1252', 'cp850')
    """
    words = often(_WORDS, sample)
    read = {
        encoding: [(raw.decode(encoding, "replace"), number) for raw, number in words]
        for encoding in LANGUAGES
    }
    worth = {encoding: likeness(texts, encoding) for encoding, texts in read.items()}
    return sorted(worth.items(), key=lambda item: -item[1])


def likeness(words: Sequence[tuple[str, int]], encoding: str) -> float:
    """Return how likely words are in the language of an encoding that they fit best.

    A few words may come from its other languages, as names do. Further occurrences of a word
    tell less and less.
    """
    models = [_Model.of(language) for language in LANGUAGES[encoding]]
    priors = [_SMALL.get(language, 0.0) for language in LANGUAGES[encoding]]
    totals = priors.copy()
    for word, number in words:
        weight = 1 + log2(number)
        if word.strip(".\u00a0") in _MONEY:
            totals = [total + weight * _LIKELY_MONEY for total in totals]
            continue
        signs = _signs(word)
        each = [model.likeness(word) for model in models]
        foreign = max(map(add, each, priors)) + log2(_FOREIGN)
        for at, own in enumerate(each):
            totals[at] += weight * (signs + max(own, foreign))
    return max(totals) + _PRIORS.get(encoding, _RARE)


def _signs(word: str) -> float:
    """Return how likely the signs beyond ASCII are where they stand."""
    return sum(
        _sign(word, at)
        for at, char in enumerate(word)
        if not char.isascii() and not (char.isalpha() and char not in "ºª")
    )


def _sign(word: str, at: int) -> float:
    char = word[at]
    if char == "\ufffd" or "\x80" <= char < "\xa0":
        return _BROKEN
    for signs, likely, place in _SIGNS:
        if char in signs and place.match(word, at):
            return likely
    inside = 0 < at < len(word) - 1 and word[at - 1].isalpha() and word[at + 1].isalpha()
    return _ANYWHERE.get(char, _UNKNOWN_SIGN) - (4.0 if inside else 0.0)


def _small(char: str) -> str:
    low = char.lower()
    return low if len(low) == 1 else char


def _neighbour(char: str) -> str:
    return _small(char) if char.isalpha() else "_"


def _alone(before: str, char: str, after: str) -> float:
    """Return what a letter beside a digit costs, or one that is no word by itself."""
    if before.isdigit() or after.isdigit():
        return _ODD_PLACE
    lone = not before.isalpha() and not after.isalpha() and char not in _LONE
    return _ODD_PLACE if lone else 0.0


def _case(before: str, char: str, after: str) -> float:
    """Return what a capital inside of small letters costs, or the other way round."""
    if char.isupper() and before.islower():
        return _ODD_CASE
    lone = char.islower() and before.isupper() and after.isupper()
    return _ODD_CASE if lone else 0.0
