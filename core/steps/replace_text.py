"""Find a text and replace it, letter by letter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from core.params import Choice, Columns, Flag, Text
from core.steps import STEPS, Step, each_column, source_of
from core.teaching import Teaching
from core.text import shown

if TYPE_CHECKING:
    import pandas as pd


def replaced(values: pd.Series, find: str, by: str, where: str, same_case: bool) -> pd.Series:
    """Replace a text wherever it stands; what is empty afterwards becomes missing."""
    import re

    if values.dtype.kind in "iufM" or not find:
        return values
    ends = {"whole": (r"\A", r"\Z"), "words": (r"(?<!\w)", r"(?!\w)"), "anywhere": ("", "")}
    before, after = ends[where]
    flags = re.NOFLAG if same_case else re.IGNORECASE
    pattern = re.compile(before + re.escape(find) + after, flags)
    texts = values.map(lambda text: pattern.sub(lambda _: by, text), na_action="ignore")
    texts = texts.astype("str")
    return texts.mask(texts == "")


@STEPS.add
@dataclass(frozen=True)
class ReplaceText(Step):
    """Find a text in columns and replace it by another one."""

    kind = "prepare"
    label = "Find and replace"
    takes = ("category",)
    teaching = Teaching(
        "Looks for the text as you type it, with no special signs, and replaces it. What is "
        "empty afterwards becomes missing.",
        "A sign or a word is in the way: “€ 12” becomes “12”, “St.” becomes “Street”, a name "
        "has changed.",
        "The text stands inside other words as well: choose whole words, or the whole value.",
    )

    columns: Annotated[tuple[str, ...], Columns(kinds=("category", "text"), required=True)] = ()
    find: Annotated[str, Text(label="Find")] = ""
    by: Annotated[str, Text(label="Replace by", help="Empty removes what was found.")] = ""
    matching: Annotated[
        str,
        Choice(
            ("anywhere", "words", "whole"),
            labels=("Anywhere", "Whole words", "Whole value"),
            label="Where",
        ),
    ] = "anywhere"
    same_case: Annotated[
        bool, Flag(label="Capitals matter", help="Off: “usa” is found in “USA” as well.")
    ] = True

    @classmethod
    def example(cls) -> tuple[ReplaceText, pd.DataFrame]:
        import pandas as pd

        frame = pd.DataFrame({"price": ["€ 12", "€ 7", "9"]}).astype("str")
        return cls(("price",), find="€ "), frame

    def describe(self) -> str:
        how = {"words": " as a word", "whole": " as the whole value"}.get(self.matching, "")
        by = f"by '{shown(self.by, 30)}'" if self.by else "by nothing"
        return f"In {self.where()}: replace '{shown(self.find, 30)}'{how} {by}"

    def apply(self, frame: pd.DataFrame) -> pd.DataFrame:
        table = frame.copy(deep=False)
        for column in table.columns.intersection(list(self.columns)):
            table[column] = replaced(table[column], *self._how())
        return table

    def code(self) -> list[str]:
        given = ", ".join(map(repr, self._how()))
        call = f"replaced(table[column], {given})"
        return [*source_of(replaced), *each_column(self.columns, call)]

    def _how(self) -> tuple[str, str, str, bool]:
        return self.find, self.by, self.matching, self.same_case
