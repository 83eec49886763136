"""Give a column another name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from core.errors import RecipeError, SettingError
from core.params import Columns, Text
from core.steps import STEPS, Step
from core.teaching import Teaching
from core.text import shown

if TYPE_CHECKING:
    import pandas as pd


@STEPS.add
@dataclass(frozen=True)
class RenameColumn(Step):
    """Give a feature column a name that people understand."""

    kind = "prepare"
    label = "Rename a column"
    takes = ("number", "category", "date")
    teaching = Teaching(
        "Changes the name that charts, explanations and reports show. Rows to predict still "
        "come with the old name.",
        "The name is a code, such as “X3” or “emp_var_rt”, and others will read the results.",
        "The column is the target or has a role of its own: roles go by name, so they would be "
        "lost. Rename it in the file instead.",
    )

    columns: Annotated[tuple[str, ...], Columns(1, required=True, label="Column")] = ()
    name: Annotated[str, Text(label="New name")] = "renamed"

    @classmethod
    def example(cls) -> tuple[RenameColumn, pd.DataFrame]:
        import pandas as pd

        return cls(("X3",), "age"), pd.DataFrame({"X3": [31, 45], "X4": [1, 0]})

    def check(self) -> None:
        if not self.name.strip():
            raise SettingError(f"'name' of {self.label} must not be empty.", "Type a name.")

    def describe(self) -> str:
        return f"Rename {self.where()} to '{shown(self.name, 40)}'"

    def apply(self, frame: pd.DataFrame) -> pd.DataFrame:
        there = [column for column in self.columns if column in frame.columns]
        if there and self.name in frame.columns:
            raise RecipeError(
                f"The table already has a column '{shown(self.name)}'.", "Choose another name."
            )
        return frame.rename(columns=dict.fromkeys(there, self.name))

    def code(self) -> list[str]:
        return [f"table = table.rename(columns={dict.fromkeys(self.columns, self.name)!r})"]
