"""Judge 8-bit encodings by the letters that they give: which are likely, and which are not.

Every encoding decodes almost every byte, so that a file gives letters in all of them. The
right one gives letters that its languages use often, in words of one script and one case.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

_WESTERN = "éèàüöäßñóíáçêøåæãúâôëïîûùõìòýœÉÈÀÜÖÄÑÓÍÁÇÊØÅÆÚÂÔÕ"
_CENTRAL = "ąćęłńóśźżáčďéěíňřšťúůýžőűöüäßľôĺŕăâîșțşţđŁŚŻŹĆĄĘŃÓÁČĎÉĚÍŇŘŠŤÚŮÝŽŐŰÖÜÄĂÂÎŞŢĐ"
_BALTIC = "āčēģīķļņšūžąęėįųõäöüĀČĒĢĪĶĻŅŠŪŽĄĘĖĮŲÕÄÖÜ"
_TURKISH = "çğıöşüâîûÇĞİÖŞÜ"
_CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЫЬЭЮЯІЇЄ"
_GREEK = "αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώϊΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΆΈΉΊΌΎΏ"
_HEBREW = "אבגדהוזחטיךכלםמןנסעףפץצקרשת"
_ARABIC = "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي"
_THAI = "กขคงจฉชซญดตถทธนบปผฝพฟภมยรลวศษสหอฮะัาำิีึืุูเแโใไ็่้์"
_SIGNS = "€£°²³½§µ«»©®¡¿·ºª"
_QUOTES = "‘’“”–—…„‚•"
_FINALS = frozenset("ςךםןףץ")
_COMMON_CYRILLIC = "оеаинтсрвлкмдпу"
_WORD = re.compile(r"[^\W\d_]+")
_QUOTED = re.compile(r"(?<![^\W\d_])[‘“„‚](?=\w)|(?<=[\w.!?])[’”“](?![^\W\d_])|(?<= )–(?= )")
_PRICED = re.compile(r"[€£](?=\s?[\d)\]])|(?<=[\d(\[ ])[€£]")
_PRIORS = {"cp1252": 0.05, "cp1251": 0.03, "cp1250": 0.02, "cp850": -0.02, "mac_roman": -0.02}


@dataclass(frozen=True)
class Alphabet:
    """The letters beyond ASCII that the languages of an encoding write, frequent ones first."""

    encoding: str
    letters: str
    own_script: bool = False


ALPHABETS = (
    Alphabet("cp1252", _WESTERN),
    Alphabet("cp850", _WESTERN),
    Alphabet("mac_roman", _WESTERN),
    Alphabet("cp1250", _CENTRAL),
    Alphabet("iso8859-2", _CENTRAL),
    Alphabet("cp852", _CENTRAL),
    Alphabet("cp1257", _BALTIC),
    Alphabet("cp1254", _TURKISH),
    Alphabet("cp1251", _CYRILLIC, True),
    Alphabet("koi8-r", _CYRILLIC, True),
    Alphabet("cp866", _CYRILLIC, True),
    Alphabet("cp1253", _GREEK, True),
    Alphabet("cp1255", _HEBREW, True),
    Alphabet("cp1256", _ARABIC, True),
    Alphabet("cp874", _THAI, True),
)


def likeliest(sample: bytes) -> str:
    """Return the 8-bit encoding whose letters look most like a language."""
    high = _pieces(sample)
    best = max(ALPHABETS, key=lambda alphabet: _likeness(high, alphabet))
    return best.encoding


def _pieces(sample: bytes) -> bytes:
    """Return the words of a sample that hold bytes beyond ASCII, each once per occurrence."""
    words = re.findall(rb"[^\s,;|\t\"]*[\x80-\xff][^\s,;|\t\"]*", sample[:_MOST_BYTES])
    return b" ".join(words[:_MOST_WORDS])


_MOST_BYTES = 4_000_000
_MOST_WORDS = 4000


def _likeness(high: bytes, alphabet: Alphabet) -> float:
    text = high.decode(alphabet.encoding, "replace")
    foreign = Counter(char for char in text if ord(char) > 127)
    total = sum(foreign.values())
    if not total:
        return 0.0
    points = sum(number * _point(char, alphabet) for char, number in foreign.items())
    points += 0.55 * len(_QUOTED.findall(text)) + 0.6 * len(_PRICED.findall(text))
    words = _WORD.findall(text)
    odd = sum(_oddness(word) for word in words) + _out_of_place(text)
    prior = _PRIORS.get(alphabet.encoding, 0.0)
    return points / total - 1.5 * odd / max(total, len(words) / 2) + prior


def _point(char: str, alphabet: Alphabet) -> float:
    place = alphabet.letters.find(char)
    if place >= 0:
        if alphabet.own_script:
            return 1.2 if char in _COMMON_CYRILLIC or alphabet.letters is not _CYRILLIC else 1.0
        return 1.0 - 0.4 * place / len(alphabet.letters)
    if char in _SIGNS or char in _QUOTES:
        return 0.35
    if char == "\u00a0":
        return 0.2
    return 0.0 if char.isalpha() else -1.0


def _oddness(word: str) -> float:
    """Return 1 for a word of two scripts, with capitals or final letters inside; less alone."""
    if len(word) < 2:
        return 0.0 if word.isascii() or word in "àÀéÉóÓаАиИвВсСоОуУяЯкК" else 0.3
    latin = any(char.isascii() for char in word)
    other = any(not char.isascii() and ord(char) > 0x24F for char in word)
    small = any(char.islower() for char in word[1:])
    capital = small and any(char.isupper() and ord(char) > 127 for char in word[1:])
    final = any(char in _FINALS for char in word[:-1])
    return float((latin and other) or capital or final)


def _out_of_place(text: str) -> int:
    """Count signs in the middle of words, where only letters and apostrophes stand."""
    return len(re.findall(r"(?<=[^\W\d_])[^\w\s'’.\-/&()+:@,;\"–—`*%=](?=[^\W\d_])", text))
