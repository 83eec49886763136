"""Give all spellings of one category one name, by a key that ignores what spelling varies in."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin
from sklearn.utils.validation import check_is_fitted

_LATIN = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
# Signs that tell things apart are hidden as letters of nobody while the others are taken out:
# between digits, a minus before a number, and a minus behind a mark of one or two letters.
_TELLING = (
    re.compile(r"(?<=\d)[.,:/-](?=\d)"),
    re.compile(r"(?<!\S)-(?=[.,]?\d)"),
    re.compile(r"(?<!\S)\w{1,2}-(?!\S)"),
)
_HIDDEN = {ord(sign): 0xE000 + place for place, sign in enumerate("-.,:/")}
_SHOWN = {hidden: sign for sign, hidden in _HIDDEN.items()}
_SPACING = re.compile(r"[-_,;:/\\|]")
_SILENT = re.compile(r"[^\w\s+#%&<>=@€$£°\ue000-\ue004]")


class MergeSpellings(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):
    """Write every text under the most frequent spelling, in training, of those with its key.

    method   "fingerprint": words in any order, without case, accents and punctuation;
             "ngram": letter pairs, which also forgives spaces and doubled letters
    apart    texts that are never merged with others
    values   texts that go under the names `into`, with every spelling that has their key

    Signs that tell things apart stay in the key (C++ is not C, A- is not A), and numbers keep
    their order. A text whose key was never seen stays as it is; missing values stay missing.
    """

    def __init__(
        self, method: str = "fingerprint", apart: Any = (), values: Any = (), into: Any = ()
    ) -> None:
        self.method = method
        self.apart = apart
        self.values = values
        self.into = into

    def fit(self, X: Any, y: Any = None) -> MergeSpellings:  # noqa: ARG002 (scikit-learn)
        """Learn the name of each key of each column from its spellings."""
        table = np.asarray(X, dtype=object)
        self.n_features_in_ = table.shape[1]
        if hasattr(X, "columns"):
            self.feature_names_in_ = np.asarray(X.columns, dtype=object)
        self.names_ = [self._names(column) for column in table.T]
        return self

    def transform(self, X: Any) -> Any:
        """Return the texts under their names."""
        check_is_fitted(self)
        table = np.asarray(X, dtype=object)
        merged = np.empty(table.shape, dtype=object)
        for place, names in enumerate(self.names_):
            known: dict[str, str] = {}
            merged[:, place] = [self._named(text, names, known) for text in table[:, place]]
        return merged

    def _names(self, column: Any) -> dict[str, str]:
        found = spellings_of(column, self.method, self.apart)
        names = {key: name_of(spellings) for key, spellings in found.items()}
        given = zip(self.values, self.into, strict=True)
        return names | {key_of(text, self.method): name for text, name in given}

    def _named(self, text: Any, names: dict[str, str], known: dict[str, str]) -> Any:
        if not isinstance(text, str):
            return np.nan
        if text not in known:
            kept = text in self.apart
            known[text] = text if kept else names.get(key_of(text, self.method), text)
        return known[text]

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.input_tags.string = True
        return tags


def key_of(text: str, method: str = "fingerprint") -> str:
    """Return what all spellings of a text have in common; empty for a text of signs alone."""
    words = _words(text)
    numbers = [word for word in words if any(letter.isdigit() for letter in word)]
    others = [word for word in words if word not in numbers]
    if not any(letter.isalnum() for word in words for letter in word):
        return ""
    if method == "fingerprint":
        return " ".join([*sorted(set(others)), *numbers])
    letters = "".join(others)
    pairs = {letters[place : place + 2] for place in range(max(len(letters) - 1, 1))}
    return " ".join([*sorted(pairs), *numbers]).strip()


def spellings_of(texts: Any, method: str, apart: Any = ()) -> dict[str, dict[str, int]]:
    """Return the spellings of each key with their number of rows, those kept apart left out."""
    found: dict[str, dict[str, int]] = {}
    cells = texts.tolist() if hasattr(texts, "tolist") else texts  # one by one is slow
    for text, rows in Counter(cell for cell in cells if isinstance(cell, str)).items():
        if text not in apart and (key := key_of(text, method)):
            found.setdefault(key, {})[text] = rows
    return found


def name_of(spellings: dict[str, int]) -> str:
    """Return the most frequent spelling; among equals the first by alphabet."""
    return min(spellings, key=lambda text: (-spellings[text], text))


def _words(text: str) -> list[str]:
    """Part a text into words, freed of case, accents and the signs that say nothing."""
    plain = _without_accents(unicodedata.normalize("NFKC", text).casefold())
    for rule in _TELLING:
        plain = rule.sub(lambda sign: sign[0].translate(_HIDDEN), plain)
    words = _SPACING.sub(" ", plain)
    return _SILENT.sub("", words).translate(_SHOWN).split()


def _without_accents(text: str) -> str:
    """Drop the accents of Latin letters; in other scripts a mark makes another letter."""
    if text.isascii():
        return text
    letters = []
    for letter in unicodedata.normalize("NFC", text):
        base = unicodedata.normalize("NFD", letter)[0]
        letters.append(base if base.isascii() and base.isalpha() else _LATIN.get(letter, letter))
    return "".join(letters)
