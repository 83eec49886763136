"""Columns in which some values are numbers and others are words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.checks import CHECKS, Check, Finding, Fix, View
from core.checks.coverage import affected, columns_that, undecided_texts
from core.checks.disguised_missing import WORDS
from core.checks.numbers_as_text import MOSTLY
from core.teaching import Teaching
from core.text import count, listed, percent

if TYPE_CHECKING:
    import pandas as pd

MIN_VALUES = 20
SOME_CODES = 0.5
_NUMERAL = re.compile(r"\s*[-+]?(?:[0-9.]|inf)", re.IGNORECASE)  # as every number begins


@dataclass(frozen=True)
class Mixture:
    """How many values of a text column are numbers and how many are words, with examples."""

    column: str
    numbers: int
    words: int
    some_numbers: tuple[str, ...]
    some_words: tuple[str, ...]

    @property
    def share(self) -> float:
        """Share of the values that are numbers."""
        return self.numbers / (self.numbers + self.words)

    def sentence(self) -> str:
        """Say it with counts and examples."""
        verbs = ["is a number" if self.numbers == 1 else "are numbers"]
        verbs.append("is not" if self.words == 1 else "are not")
        return (
            f"In {listed([self.column])} {count(self.numbers, 'value')} ({percent(self.share)}) "
            f"{verbs[0]}, such as {listed(self.some_numbers)}, and {self.words:,} {verbs[1]}, "
            f"such as {listed(self.some_words)}."
        )


def look(view: View) -> Finding | None:
    """Report text columns that mix numbers and words, unless their type is decided."""
    found = mixtures(view)
    if not found:
        return None
    names = tuple(mixture.column for mixture in found)
    lost = sum(mixture.words for mixture in found)
    return Finding(
        code="mixed_types",
        severity="warning",
        title=f"{columns_that(found, 'mixes', 'mix')} numbers and words",
        evidence=f"{found[0].sentence()}{affected(names)}",
        consequence="As it stands each number is a category of its own, and 9 is no closer to 10 "
        f"than to 900. As numbers, {count(lost, 'value')} would become missing.",
        columns=names,
        fixes=(_cast("Read as numbers", names, "number"), _cast("Keep as text", names, "category")),
        page="data",
    )


def mixtures(view: View) -> tuple[Mixture, ...]:
    """Return the mixed columns among the features, the evenest mixture first."""
    made = (mixture_of(name, view.frame[name]) for name in undecided_texts(view))
    found = [mixture for mixture in made if mixture is not None]
    return tuple(sorted(found, key=lambda mixture: abs(mixture.share - 0.5)))


def mixture_of(name: str, values: pd.Series) -> Mixture | None:
    """Return the mixture in a text column, None where nearly all values are of one sort.

    Marks for a gap are neither. Leading zeros, more digits than can be calculated with, or
    words such as “PC 17599” tell that the column holds codes: it is text as it should be.
    """
    import pandas as pd

    different = (text for text in values.unique().tolist() if isinstance(text, str))
    if not any(map(_NUMERAL.match, different)):
        return None
    sizes = values.value_counts(sort=False)
    numbers, words = _parted(pd.Series(sizes.index, dtype="str"))
    found = [int(sizes.iloc[part.index].sum()) for part in (numbers, words)]
    if sum(found) < MIN_VALUES or min(found) <= round(1 - MOSTLY, 6) * sum(found):
        return None
    numbers, words = _parted(values.dropna())
    if _are_codes(numbers, words):
        return None
    some = [tuple(part.value_counts().index[:2]) for part in (numbers, words)]
    return Mixture(name, len(numbers), len(words), *some)


def _parted(texts: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Return the texts that are numbers and those that are words; marks for a gap are neither."""
    import pandas as pd

    texts = texts.str.strip()
    texts = texts[(texts != "") & ~texts.str.lower().isin(WORDS)]
    number = pd.to_numeric(texts, errors="coerce").notna()
    return texts[number], texts[~number]


def _are_codes(numbers: pd.Series, words: pd.Series) -> bool:
    lettered = words.str.match(r"[^\W\d].*\d").mean()
    return bool(numbers.str.match(r"-?0\d|-?\d{16}").any() or lettered > SOME_CODES)


def _cast(label: str, columns: tuple[str, ...], to: str) -> Fix:
    return Fix(label, steps=({"step": "cast", "columns": list(columns), "to": to},))


MIXED_TYPES = CHECKS.add(
    Check(
        name="mixed_types",
        label="Numbers and words mixed",
        teaching=Teaching(
            "Counts how many values of each text column are numbers; between 5 % and 95 % of at "
            "least 20 values is a mixture.",
            "The column is an amount and the words say that it is not known: read it as numbers.",
            "The values are names that may be digits, such as sizes 38 and M or ticket numbers: "
            "keep them as text.",
        ),
        look=look,
    )
)
