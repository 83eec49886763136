"""Merge categories that mean the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from core.params import Columns, Flag, Text, Words
from core.steps import STEPS, Step, each_column, source_of
from core.teaching import Teaching
from core.text import listed, shown

if TYPE_CHECKING:
    import pandas as pd


def tidy(values: pd.Series, fold_case: bool) -> pd.Series:
    """Remove needless spaces, and capital letters if asked; empty texts become missing."""
    if values.dtype.kind in "iufM":
        return values
    texts = values.str.normalize("NFC").str.replace(r"\s+", " ", regex=True).str.strip()
    texts = texts.str.casefold() if fold_case else texts
    return texts.mask(texts == "")


def merge(values: pd.Series, alike: list[str], into: str) -> pd.Series:
    """Replace each of the alike texts by one."""
    if values.dtype.kind in "iufM":
        return values
    return values.mask(values.isin(alike), into)


@STEPS.add
@dataclass(frozen=True)
class MergeCategories(Step):
    """Merge categories that differ only in spaces or capitals, or that you list."""

    kind = "prepare"
    label = "Merge categories"
    takes = ("category",)
    teaching = Teaching(
        "Writes categories that mean the same in one way: “ USA”, “usa” and “USA” become one. "
        "You can also list several categories that shall count as one.",
        "Rows were typed in by hand, or come from several systems. Each category then has more "
        "rows to learn from.",
        "Capitals carry a meaning, as in codes such as “a1” and “A1”. Rare categories need no "
        "merging here: one-hot encoding groups them.",
    )

    columns: Annotated[tuple[str, ...], Columns(kinds=("category", "text"), required=True)] = ()
    trim: Annotated[
        bool, Flag(label="Remove needless spaces", help="At both ends, and double ones within.")
    ] = True
    fold_case: Annotated[
        bool, Flag(label="Ignore capitals", help="Writes everything in small letters.")
    ] = False
    values: Annotated[
        tuple[str, ...],
        Words(label="Count as one", help="Categories to merge, as they read after tidying."),
    ] = ()
    into: Annotated[str, Text(label="Under the name", help="The name of the merged category.")] = (
        "other"
    )

    @classmethod
    def example(cls) -> tuple[MergeCategories, pd.DataFrame]:
        import pandas as pd

        frame = pd.DataFrame({"country": ["USA", " usa", "U.S.", "France"]}).astype("str")
        return cls(("country",), fold_case=True, values=("u.s.",), into="usa"), frame

    def describe(self) -> str:
        parts = [
            "remove needless spaces" if self.trim else "",
            "ignore capitals" if self.fold_case else "",
            f"count {listed(self.values)} as '{shown(self.into)}'" if self.values else "",
        ]
        done = ", ".join(part for part in parts if part) or "change nothing"
        return f"In {self.where()}: {done}"

    def apply(self, frame: pd.DataFrame) -> pd.DataFrame:
        table = frame.copy(deep=False)
        for column in table.columns.intersection(list(self.columns)):
            if self.trim or self.fold_case:
                table[column] = tidy(table[column], self.fold_case)
            if self.values:
                table[column] = merge(table[column], list(self.values), self.into)
        return table

    def code(self) -> list[str]:
        lines = source_of(tidy, merge)
        if self.trim or self.fold_case:
            lines += each_column(self.columns, f"tidy(table[column], {self.fold_case})")
        if self.values:
            call = f"merge(table[column], {list(self.values)!r}, {self.into!r})"
            lines += each_column(self.columns, call)
        return lines
