"""Fill missing values with what is typical in the training rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from core.params import Choice, Columns, Flag, Number
from core.steps import STEPS, Step
from core.teaching import Teaching

if TYPE_CHECKING:
    import pandas as pd


@STEPS.add
@dataclass(frozen=True)
class Impute(Step):
    """Fill missing numbers with a value learned from the training rows."""

    kind = "learn"
    label = "Fill missing numbers"
    takes = ("number",)
    fills = True
    teaching = Teaching(
        "Replaces each missing number by one typical value of its column.",
        "Few values are missing, or missingness itself carries no message. The median "
        "withstands outliers; the mean suits symmetric columns.",
        "Much is missing: the column shrinks towards one value. Tick the indicator, so that "
        "the model still sees what was missing.",
    )

    columns: Annotated[tuple[str, ...], Columns(kinds=("number",))] = ()
    strategy: Annotated[
        str,
        Choice(
            ("median", "mean", "most_frequent", "constant"),
            labels=("Median", "Mean", "Most frequent", "A fixed value"),
            help="What to fill in; learned from the training rows of each fold.",
        ),
    ] = "median"
    value: Annotated[
        float, Number(-1e300, 1e300, label="Fixed value", help="Used with “A fixed value”.")
    ] = 0.0
    indicator: Annotated[
        bool,
        Flag(label="Add a “was missing” column", help="1 where the value was missing, else 0."),
    ] = False

    @classmethod
    def example(cls) -> tuple[Impute, pd.DataFrame]:
        import pandas as pd

        return cls(("age",)), pd.DataFrame({"age": [20.0, None, 40.0, 60.0]})

    def describe(self) -> str:
        how = f"the value {self.value:g}" if self.strategy == "constant" else f"the {self.strategy}"
        return f"Fill missing in {self.where()} with {how.replace('_', ' ')}"

    def transformer(self, seed: int, task: str) -> Any:
        from sklearn.impute import SimpleImputer

        fixed = {"fill_value": self.value} if self.strategy == "constant" else {}
        return SimpleImputer(
            strategy=self.strategy,
            add_indicator=self.indicator,
            keep_empty_features=True,
            **fixed,
        )

    def origins(self, fitted: Any, columns: Sequence[str]) -> list[str]:
        if not self.indicator:
            return list(columns)
        return [*columns, *(columns[index] for index in fitted.indicator_.features_)]
