"""Split a text column at a sign into several columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from core.errors import RecipeError, SettingError
from core.params import Columns, Flag, Number, Text
from core.steps import STEPS, Step, source_of
from core.steps.cast import as_category
from core.teaching import Teaching
from core.text import shown

if TYPE_CHECKING:
    import pandas as pd


def split_at(values: pd.Series, sign: str, parts: int) -> list[pd.Series]:
    """Return the parts of each text in order; parts that are not there are missing."""
    from functools import partial

    texts = as_category(values)

    def part(text: str, place: int) -> str:
        pieces = text.split(sign, parts - 1)
        return pieces[place].strip() if place < len(pieces) else ""

    found = []
    for place in range(parts):
        column = texts.map(partial(part, place=place), na_action="ignore").astype("str")
        found.append(column.mask(column == ""))
    return found


@STEPS.add
@dataclass(frozen=True)
class SplitColumn(Step):
    """Split a column at a sign into a fixed number of columns."""

    kind = "prepare"
    label = "Split a column"
    takes = ("category",)
    teaching = Teaching(
        "Cuts each text at a sign. The first part goes to the first new column and so on; the "
        "last one holds the rest. A part that is not there is missing.",
        "One column holds two facts: “Berlin, DE”, “12/80 mmHg”, “red|large”.",
        "The sign also stands inside the facts, or rows have different numbers of parts: what "
        "stands third in one row is then second in the next.",
    )

    columns: Annotated[tuple[str, ...], Columns(kinds=("category", "text"), required=True)] = ()
    sign: Annotated[str, Text(20, label="Split at", help="One sign or word, as it stands.")] = ","
    parts: Annotated[
        int, Number(2, 10, integer=True, label="Parts", help="How many columns to make.")
    ] = 2
    keep: Annotated[bool, Flag(label="Keep the column")] = False

    @classmethod
    def example(cls) -> tuple[SplitColumn, pd.DataFrame]:
        import pandas as pd

        frame = pd.DataFrame({"place": ["Berlin, DE", "Bern, CH", "Paris"]}).astype("str")
        return cls(("place",)), frame

    def check(self) -> None:
        if not self.sign:
            raise SettingError(f"'sign' of {self.label} must not be empty.", "Type a sign.")

    def describe(self) -> str:
        return f"Split {self.where()} at '{shown(self.sign, 20)}' into {self.parts} columns"

    def apply(self, frame: pd.DataFrame) -> pd.DataFrame:
        table = frame.copy(deep=False)
        for column in table.columns.intersection(list(self.columns)):
            for place, part in enumerate(split_at(table[column], self.sign, self.parts), 1):
                name = f"{column} ({place})"
                if name in frame.columns:
                    raise RecipeError(
                        f"The table already has a column '{shown(name)}'.",
                        "Remove the second step that makes it, or rename the column.",
                    )
                table[name] = part
            if not self.keep:
                table = table.drop(columns=column)
        return table

    def code(self) -> list[str]:
        lines = [
            *source_of(as_category, split_at),
            f"for column in table.columns.intersection({list(self.columns)!r}):",
            f"    parts = split_at(table[column], {self.sign!r}, {self.parts!r})",
            "    for place, part in enumerate(parts, 1):",
            '        table[f"{column} ({place})"] = part',
        ]
        return lines if self.keep else [*lines, "    table = table.drop(columns=column)"]
