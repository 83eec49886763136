"""Leave columns out for good."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from core.params import Columns
from core.steps import STEPS, Step
from core.teaching import Teaching

if TYPE_CHECKING:
    import pandas as pd


@STEPS.add
@dataclass(frozen=True)
class DropColumns(Step):
    """Leave columns out of the table, before anything is learned from them."""

    kind = "prepare"
    label = "Drop columns"
    takes = ("number", "category", "date")
    teaching = Teaching(
        "Removes the columns from the table, in training and in prediction alike.",
        "A column is constant, a copy of another one, a running number, or not known yet "
        "when the prediction is made.",
        "A column only looks useless. Give it the role “ignore” if you may want it back, or "
        "let the selection inside the folds decide.",
    )

    columns: Annotated[tuple[str, ...], Columns(required=True)] = ()

    @classmethod
    def example(cls) -> tuple[DropColumns, pd.DataFrame]:
        import pandas as pd

        return cls(("row",)), pd.DataFrame({"row": [1, 2, 3], "age": [30, 40, 50]})

    def describe(self) -> str:
        return f"Drop {self.where()}"

    def apply(self, frame: pd.DataFrame) -> pd.DataFrame:
        return frame.drop(columns=list(self.columns), errors="ignore")

    def code(self) -> list[str]:
        return [f'table = table.drop(columns={list(self.columns)!r}, errors="ignore")']
