"""Turn stand-ins for “unknown” into missing values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from core.params import Columns, Words
from core.steps import STEPS, Step, each_column, source_of
from core.teaching import Teaching
from core.text import listed

if TYPE_CHECKING:
    import pandas as pd


def without(values: pd.Series, unwanted: list[str]) -> pd.Series:
    """Make the unwanted values missing: numbers and dates by value, texts letter by letter."""
    import pandas as pd

    if values.dtype.kind in "iuf":
        numbers = pd.to_numeric(pd.Series(unwanted, dtype="str"), errors="coerce").dropna()
        return values.astype("float64").mask(values.isin(numbers.tolist()))
    if values.dtype.kind == "M":
        dates = pd.to_datetime(pd.Series(unwanted, dtype="str"), format="ISO8601", errors="coerce")
        return values.mask(values.isin(dates.dropna().tolist()))
    return values.mask(values.isin(unwanted))


@STEPS.add
@dataclass(frozen=True)
class TreatAsMissing(Step):
    """Turn values that stand for “unknown”, such as -1, 999 or “?”, into missing ones."""

    kind = "prepare"
    label = "Treat values as missing"
    takes = ("number", "category", "date")
    teaching = Teaching(
        "Makes the listed values missing, so that they can be filled or flagged like any other "
        "gap.",
        "A value is a stand-in: an age of -1, an income of 999999, a “?” or “n/a”, the date "
        "1900-01-01.",
        "The value is real, such as 0 children, or a word that says something of its own, such "
        "as “none”.",
    )

    columns: Annotated[tuple[str, ...], Columns(required=True)] = ()
    values: Annotated[
        tuple[str, ...],
        Words(
            100,
            label="Values that mean missing",
            help="Numbers match by value (-1 also means -1.0), texts exactly, dates as 1900-01-31.",
        ),
    ] = ("?", "-", "n/a", "-1", "999")

    @classmethod
    def example(cls) -> tuple[TreatAsMissing, pd.DataFrame]:
        import pandas as pd

        return cls(("age",), ("-1", "999")), pd.DataFrame({"age": [31, -1, 999, 45]})

    def describe(self) -> str:
        return f"Treat {listed(self.values)} in {self.where()} as missing"

    def apply(self, frame: pd.DataFrame) -> pd.DataFrame:
        table = frame.copy(deep=False)
        for column in table.columns.intersection(list(self.columns)):
            table[column] = without(table[column], list(self.values))
        return table

    def code(self) -> list[str]:
        call = f"without(table[column], {list(self.values)!r})"
        return [*source_of(without), *each_column(self.columns, call)]
