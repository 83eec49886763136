"""Hold numbers to fixed limits that you know to be right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from core.errors import SettingError
from core.params import Choice, Columns, Number
from core.steps import STEPS, Step, each_column, source_of
from core.teaching import Teaching

if TYPE_CHECKING:
    import pandas as pd


def within(values: pd.Series, low: float | None, high: float | None, cap: bool) -> pd.Series:
    """Make numbers beyond the limits missing, or pull them back to the limit."""
    if values.dtype.kind not in "iuf":
        return values
    numbers = values.astype("float64")
    if cap:
        return numbers.clip(low, high)
    kept = numbers if low is None else numbers.where(numbers >= low)
    return kept if high is None else kept.where(kept <= high)


@STEPS.add
@dataclass(frozen=True)
class LimitNumbers(Step):
    """Hold numbers to limits that are known, such as an age of 0 to 120."""

    kind = "prepare"
    label = "Allowed range"
    takes = ("number",)
    teaching = Teaching(
        "Makes numbers outside the limits missing, or pulls them back to the limit. The limits "
        "are yours: nothing is learned from the rows.",
        "You know what is possible: no age is negative, no share is over 100. What lies outside "
        "is a typing error.",
        "The limits only look right in these rows: a limit that rows will cross later hides "
        "them. To find unusual values by the rows themselves, cap outliers instead.",
    )

    columns: Annotated[tuple[str, ...], Columns(kinds=("number",), required=True)] = ()
    low: Annotated[float | None, Number(-1e300, 1e300, optional=True, label="At least")] = None
    high: Annotated[float | None, Number(-1e300, 1e300, optional=True, label="At most")] = None
    action: Annotated[
        str,
        Choice(
            ("missing", "cap"), labels=("Make missing", "Use the limit"), label="What lies outside"
        ),
    ] = "missing"

    @classmethod
    def example(cls) -> tuple[LimitNumbers, pd.DataFrame]:
        import pandas as pd

        return cls(("age",), 0.0, 120.0), pd.DataFrame({"age": [31.0, -4.0, 999.0, 45.0]})

    def check(self) -> None:
        if self.low is not None and self.high is not None and self.low > self.high:
            raise SettingError(
                f"'high' of {self.label} must be at least {self.low:g}. Got {self.high:g}.",
                "Swap the limits.",
            )

    def bounded(self) -> bool:
        return self.low is not None and self.high is not None

    def describe(self) -> str:
        ends = [
            "" if self.low is None else f"below {self.low:g}",
            "" if self.high is None else f"above {self.high:g}",
        ]
        beyond = " or ".join(end for end in ends if end) or "beyond no limit"
        verb = "Make missing" if self.action == "missing" else "Pull to the limit"
        return f"{verb} what is {beyond} in {self.where()}"

    def apply(self, frame: pd.DataFrame) -> pd.DataFrame:
        table = frame.copy(deep=False)
        for column in table.columns.intersection(list(self.columns)):
            table[column] = within(table[column], self.low, self.high, self.action == "cap")
        return table

    def code(self) -> list[str]:
        call = f"within(table[column], {self.low!r}, {self.high!r}, {self.action == 'cap'!r})"
        return [*source_of(within), *each_column(self.columns, call)]
