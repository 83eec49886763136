"""Count the days between two dates of a row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from core.errors import RecipeError, SettingError
from core.params import Columns
from core.steps import STEPS, Step
from core.teaching import Teaching
from core.text import listed, shown

if TYPE_CHECKING:
    import pandas as pd


@STEPS.add
@dataclass(frozen=True)
class DaysBetween(Step):
    """Count the days from one date of a row to another, such as an age or a waiting time."""

    kind = "prepare"
    label = "Days between dates"
    page = "features"
    takes = ("date",)
    teaching = Teaching(
        "Makes a number column of the days from one date to another of the same row; negative "
        "when the second date comes first. The dates themselves stay.",
        "A span says more than its ends: the age at signing, the days from order to delivery.",
        "The second date is not known yet when the prediction is made: the span would then tell "
        "the future.",
    )

    columns: Annotated[tuple[str, ...], Columns(kinds=("date",), required=True, label="From")] = ()
    until: Annotated[
        tuple[str, ...],
        Columns(1, kinds=("date",), required=True, label="To", help="One date column."),
    ] = ()

    @classmethod
    def example(cls) -> tuple[DaysBetween, pd.DataFrame]:
        import pandas as pd

        frame = pd.DataFrame(
            {
                "ordered": pd.to_datetime(["2024-02-28", "2024-03-01"]),
                "delivered": pd.to_datetime(["2024-03-01", None]),
            }
        )
        return cls(("ordered",), ("delivered",)), frame.astype("datetime64[us]")

    def check(self) -> None:
        both = set(self.columns) & set(self.until)
        if both:
            raise SettingError(
                f"{self.label} needs two different dates. Got '{shown(both.pop())}' twice.",
                "Choose another column.",
            )

    def named_columns(self) -> tuple[str, ...]:
        return (*self.columns, *self.until)

    def describe(self) -> str:
        return f"Count the days from {listed(self.columns)} to {listed(self.until)}"

    def apply(self, frame: pd.DataFrame) -> pd.DataFrame:
        table = frame.copy(deep=False)
        for end in table.columns.intersection(list(self.until)):
            for start in table.columns.intersection(list(self.columns)):
                name = f"days from {start} to {end}"
                for column in (start, end):
                    if table[column].dtype.kind != "M":
                        raise RecipeError(
                            f"'{shown(column)}' does not hold dates.",
                            "Add “Read dates” before this step.",
                        )
                if name in frame.columns:
                    raise RecipeError(
                        f"The table already has a column '{shown(name)}'.",
                        "Remove the second step that makes it, or rename the column.",
                    )
                table[name] = (table[end] - table[start]).dt.total_seconds() / 86_400
        return table

    def code(self) -> list[str]:
        return [
            f"for end in table.columns.intersection({list(self.until)!r}):",
            f"    for start in table.columns.intersection({list(self.columns)!r}):",
            "        span = table[end] - table[start]",
            '        table[f"days from {start} to {end}"] = span.dt.total_seconds() / 86_400',
        ]
