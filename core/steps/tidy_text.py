"""Write texts in one way: spaces, capitals, accents, forms of one letter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from core.params import Choice, Columns, Flag
from core.steps import STEPS, Step, each_column, source_of
from core.teaching import Teaching

if TYPE_CHECKING:
    import pandas as pd


def tidied(values: pd.Series, spaces: bool, case: str, accents: bool, wide: bool) -> pd.Series:
    """Write texts in one way; a text of nothing but spaces becomes missing."""
    if values.dtype.kind in "iufM":
        return values
    texts = values.str.normalize("NFKC" if wide else "NFC")
    if spaces:
        blank = "[\\s\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000\ufeff]+"
        texts = texts.str.replace(blank, " ", regex=True).str.strip()
    if not accents:
        marks = "[\u0300-\u036f]"
        texts = texts.str.normalize("NFKD").str.replace(marks, "", regex=True)
        texts = texts.str.normalize("NFC")
    if case != "keep":
        texts = getattr(texts.str, case)()
    return texts.mask(texts.str.strip() == "")


@STEPS.add
@dataclass(frozen=True)
class TidyText(Step):
    """Tidy texts, so that one thing is written in one way."""

    kind = "prepare"
    label = "Tidy text"
    takes = ("category",)
    teaching = Teaching(
        "Removes needless spaces and, where asked, writes capitals, accents and forms of one "
        "letter in one way. A text of nothing but spaces becomes missing.",
        "Rows were typed in by hand or come from several systems: “ Zürich”, “zurich” and "
        "“ZÜRICH” are one town.",
        "Capitals or accents carry a meaning, as in codes such as “a1” and “A1”, or in words of "
        "one language that differ by an accent only.",
    )

    columns: Annotated[tuple[str, ...], Columns(kinds=("category", "text"), required=True)] = ()
    spaces: Annotated[
        bool, Flag(label="Remove needless spaces", help="At both ends, and double ones within.")
    ] = True
    case: Annotated[
        str,
        Choice(
            ("keep", "lower", "upper", "title"),
            labels=("As it is", "small letters", "CAPITALS", "First Letters"),
            label="Capitals",
        ),
    ] = "keep"
    accents: Annotated[
        bool, Flag(label="Keep accents", help="Off: “é” becomes “e”, “ü” becomes “u”.")
    ] = True
    wide: Annotated[
        bool,
        Flag(
            label="Unite forms of one letter",
            help="“ＡＢＣ” becomes “ABC”, “ﬁ” becomes “fi”, “²” becomes “2”.",
            advanced=True,
        ),
    ] = False

    @classmethod
    def example(cls) -> tuple[TidyText, pd.DataFrame]:
        import pandas as pd

        frame = pd.DataFrame({"town": [" Zürich", "ZÜRICH", "zurich ", "Bern"]}).astype("str")
        return cls(("town",), case="lower", accents=False), frame

    def describe(self) -> str:
        cases = {"lower": "small letters", "upper": "capitals", "title": "first letters large"}
        parts = [
            "no needless spaces" if self.spaces else "",
            cases.get(self.case, ""),
            "" if self.accents else "no accents",
            "one form of each letter" if self.wide else "",
        ]
        done = ", ".join(part for part in parts if part) or "change nothing"
        return f"Tidy {self.where()}: {done}"

    def apply(self, frame: pd.DataFrame) -> pd.DataFrame:
        table = frame.copy(deep=False)
        for column in table.columns.intersection(list(self.columns)):
            table[column] = tidied(table[column], *self._how())
        return table

    def code(self) -> list[str]:
        given = ", ".join(map(repr, self._how()))
        return [*source_of(tidied), *each_column(self.columns, f"tidied(table[column], {given})")]

    def _how(self) -> tuple[bool, str, bool, bool]:
        return self.spaces, self.case, self.accents, self.wide
