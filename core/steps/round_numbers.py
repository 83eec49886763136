"""Round numbers to steps of a fixed width."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from core.params import Choice, Columns, Number
from core.steps import STEPS, Step, each_column, source_of
from core.teaching import Teaching

if TYPE_CHECKING:
    import pandas as pd


def rounded(values: pd.Series, width: float, way: str) -> pd.Series:
    """Round numbers to multiples of a width; texts and dates stay."""
    import numpy as np

    if values.dtype.kind not in "iuf":
        return values
    steps = values.astype("float64") / width
    near = {"nearest": np.rint, "down": np.floor, "up": np.ceil}[way](steps.round(9))
    numbers = (near * width).round(10)
    return numbers.where(numbers.abs() != float("inf"))


@STEPS.add
@dataclass(frozen=True)
class RoundNumbers(Step):
    """Round numbers to steps of a fixed width, such as ages to decades."""

    kind = "prepare"
    label = "Round numbers"
    takes = ("number",)
    teaching = Teaching(
        "Rounds each number to a multiple of the width. With “down”, 37 becomes 30 at a width "
        "of 10: bins with equal borders that stay numbers.",
        "The last digits are noise or promise a precision that nobody measured, or exact values "
        "would point at a person.",
        "The digits matter: tree models find their own borders, and finer ones. Bins of equal "
        "width are nearly empty where values are rare.",
    )

    columns: Annotated[tuple[str, ...], Columns(kinds=("number",), required=True)] = ()
    width: Annotated[
        float,
        Number(
            1e-6, 1e9, log=True, label="Width", help="1 gives whole numbers, 0.01 two decimals."
        ),
    ] = 1.0
    way: Annotated[
        str, Choice(("nearest", "down", "up"), labels=("To the nearest", "Down", "Up"))
    ] = "nearest"

    @classmethod
    def example(cls) -> tuple[RoundNumbers, pd.DataFrame]:
        import pandas as pd

        return cls(("age",), width=10.0, way="down"), pd.DataFrame({"age": [37.0, 40.0, 52.5]})

    def describe(self) -> str:
        way = "" if self.way == "nearest" else f" {self.way}"
        return f"Round {self.where()}{way} to steps of {self.width:g}"

    def apply(self, frame: pd.DataFrame) -> pd.DataFrame:
        table = frame.copy(deep=False)
        for column in table.columns.intersection(list(self.columns)):
            table[column] = rounded(table[column], self.width, self.way)
        return table

    def code(self) -> list[str]:
        call = f"rounded(table[column], {self.width!r}, {self.way!r})"
        return [*source_of(rounded), *each_column(self.columns, call)]
