"""Write several columns into one text column."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Annotated

from core.params import Columns, Flag, Text
from core.steps import STEPS, Step
from core.steps.cast import as_category
from core.steps.combining import code_with_column, need_name, with_column
from core.teaching import Teaching
from core.text import shown

if TYPE_CHECKING:
    import pandas as pd


def joined(table: pd.DataFrame, columns: list[str], sign: str) -> pd.Series:
    """Join the values of each row, missing ones left out; missing where all of them are."""
    whole = as_category(table[columns[0]])
    for column in columns[1:]:
        more = as_category(table[column])
        both = (whole + sign + more).astype("str")
        whole = both.where(whole.notna() & more.notna(), whole.where(whole.notna(), more))
    return whole.astype("str")


@STEPS.add
@dataclass(frozen=True)
class JoinColumns(Step):
    """Join the values of several columns into one text."""

    kind = "prepare"
    label = "Join columns"
    takes = ("number", "category", "date")
    teaching = Teaching(
        "Writes the values of a row one after the other into a new column. Missing values are "
        "left out; where all are missing, so is the result.",
        "Only together they tell something: brand and model, or the parts of a key that another "
        "table is joined by.",
        "The parts tell something on their own: the joined column has many rare values, so keep "
        "the parts as well.",
    )

    columns: Annotated[tuple[str, ...], Columns(required=True, help="In this order.")] = ()
    sign: Annotated[str, Text(20, label="Between them")] = " "
    name: Annotated[str, Text(label="Name of the new column")] = "joined"
    keep: Annotated[bool, Flag(label="Keep the columns")] = True

    @classmethod
    def example(cls) -> tuple[JoinColumns, pd.DataFrame]:
        import pandas as pd

        frame = pd.DataFrame({"brand": ["Fiat", "Opel"], "model": ["500", "Astra"]}).astype("str")
        return cls(("brand", "model"), name="car"), frame

    def check(self) -> None:
        need_name(self.name, self.label)

    def describe(self) -> str:
        return f"Join {self.where()} as '{shown(self.name, 40)}'"

    def apply(self, frame: pd.DataFrame) -> pd.DataFrame:
        make = partial(joined, sign=self.sign)
        return with_column(frame, self.columns, self.name, self.keep, make)

    def code(self) -> list[str]:
        functions, call = (as_category, joined), f"joined(table, columns, {self.sign!r})"
        return code_with_column(functions, self.columns, self.name, self.keep, call)
