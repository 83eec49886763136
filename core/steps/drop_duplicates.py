"""Keep the first of rows that say the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from core.params import Columns
from core.steps import STEPS, Step
from core.teaching import Teaching
from core.text import listed

if TYPE_CHECKING:
    import pandas as pd


@STEPS.add
@dataclass(frozen=True)
class DropDuplicates(Step):
    """Keep the first of several equal rows, so that no row is learned and tested at once."""

    kind = "prepare"
    label = "Remove duplicate rows"
    takes = ("number", "category", "date")
    drops_rows = True
    teaching = Teaching(
        "Keeps the first of rows that are equal. It runs before the split, so that no copy of "
        "a training row sits in the test rows. Rows to predict are never removed.",
        "The same event was recorded twice by mistake.",
        "Equal rows are different events, such as two buyers of the same product: removing "
        "them changes how common that case is.",
    )

    columns: Annotated[
        tuple[str, ...],
        Columns(
            label="Equal in",
            help="Rows that agree in these columns count as equal; none means in all columns.",
        ),
    ] = ()

    @classmethod
    def example(cls) -> tuple[DropDuplicates, pd.DataFrame]:
        import pandas as pd

        frame = pd.DataFrame({"order": [7, 7, 8], "amount": [5.0, 5.0, 5.0]})
        return cls(), frame

    def describe(self) -> str:
        within = f" in {listed(self.columns)}" if self.columns else ""
        return f"Keep the first of rows that are equal{within}"

    def apply(self, frame: pd.DataFrame) -> pd.DataFrame:
        return frame.drop_duplicates(subset=list(self.columns) or None)

    def code(self) -> list[str]:
        subset = f"subset={list(self.columns)!r}" if self.columns else ""
        return [f"table = table.drop_duplicates({subset})"]
