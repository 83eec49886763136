"""Take the first value that is there from several columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from core.params import Columns, Flag, Text
from core.steps import STEPS, Step
from core.steps.cast import as_category
from core.steps.combining import code_with_column, need_name, with_column
from core.teaching import Teaching
from core.text import shown

if TYPE_CHECKING:
    import pandas as pd


def first_of(table: pd.DataFrame, columns: list[str]) -> pd.Series:
    """Return the first known value of each row; columns of different kinds give texts."""
    every = [table[name].dtype.kind for name in columns]
    kinds = {"number" if kind in "iuf" else kind for kind in every}
    parts = [table[name] if len(kinds) == 1 else as_category(table[name]) for name in columns]
    parts = [part.astype("float64") for part in parts] if kinds == {"number"} else parts
    found = parts[0]
    for part in parts[1:]:
        found = found.where(found.notna(), part)
    return found


@STEPS.add
@dataclass(frozen=True)
class FirstKnown(Step):
    """Take the first known value of several columns, in the order you name them."""

    kind = "prepare"
    label = "First known value"
    takes = ("number", "category", "date")
    teaching = Teaching(
        "Makes a column that holds the value of the first column, or of the next one where that "
        "is missing, and so on.",
        "The same fact was recorded in several places: mobile or landline, the corrected or the "
        "first reading.",
        "The columns mean different things: a model could not tell which one it sees.",
    )

    columns: Annotated[
        tuple[str, ...], Columns(required=True, help="The first one that is known counts.")
    ] = ()
    name: Annotated[str, Text(label="Name of the new column")] = "first known"
    keep: Annotated[bool, Flag(label="Keep the columns")] = False

    @classmethod
    def example(cls) -> tuple[FirstKnown, pd.DataFrame]:
        import pandas as pd

        frame = pd.DataFrame({"weighed": [71.0, None, 64.5], "told": [70.0, 82.0, 60.0]})
        return cls(("weighed", "told"), name="weight"), frame

    def check(self) -> None:
        need_name(self.name, self.label)

    def describe(self) -> str:
        return f"Take the first known value of {self.where()} as '{shown(self.name, 40)}'"

    def apply(self, frame: pd.DataFrame) -> pd.DataFrame:
        return with_column(frame, self.columns, self.name, self.keep, first_of)

    def code(self) -> list[str]:
        functions, call = (as_category, first_of), "first_of(table, columns)"
        return code_with_column(functions, self.columns, self.name, self.keep, call)
