"""Bring numbers to comparable sizes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from core.params import Choice, Columns
from core.steps import STEPS, Step
from core.teaching import Teaching

if TYPE_CHECKING:
    import pandas as pd

_WORDS = {
    "standard": "mean 0 and standard deviation 1",
    "minmax": "the range 0 to 1",
    "robust": "median 0 and interquartile range 1",
}

COMPARISON = (
    ("Method", "Best for", "Sensitive to outliers", "Output range"),
    ("Standard", "most models that weigh columns", "yes", "no limits, mostly -3 to 3"),
    ("MinMax", "neural networks, columns with fixed ends", "very", "0 to 1 in training"),
    ("Robust", "columns with outliers", "no", "no limits"),
    ("Normalizer", "rows of word counts; not offered, as it mixes columns", "–", "-1 to 1"),
    ("None", "tree models, which ignore scale", "–", "as it is"),
)


@STEPS.add
@dataclass(frozen=True)
class Scale(Step):
    """Bring number columns to comparable sizes; models that ignore scale skip it."""

    kind = "learn"
    label = "Scale numbers"
    takes = ("number",)
    scales = True
    comparison = COMPARISON
    teaching = Teaching(
        "Moves and stretches each number column, so that euros and years weigh alike.",
        "The model is linear, a neighbour model, a support vector machine or a network. Robust "
        "scaling withstands outliers (a column that is nearly always the same is divided by its "
        "standard deviation); MinMax keeps training values between 0 and 1.",
        "Tree models ignore scale, so the step is left out for them. MinMax lets a single "
        "outlier squeeze all other values together.",
    )

    columns: Annotated[tuple[str, ...], Columns(kinds=("number",))] = ()
    method: Annotated[
        str,
        Choice(
            ("standard", "minmax", "robust", "none"),
            labels=("Standard", "MinMax", "Robust", "None"),
            help="Standard: mean 0, deviation 1. MinMax: 0 to 1. Robust: median and quartiles.",
        ),
    ] = "standard"

    @classmethod
    def example(cls) -> tuple[Scale, pd.DataFrame]:
        import pandas as pd

        return cls(("income",)), pd.DataFrame({"income": [10.0, 20.0, 30.0]})

    def describe(self) -> str:
        if self.method == "none":
            return f"Leave the scale of {self.where()} as it is"
        return f"Scale {self.where()} to {_WORDS[self.method]}"

    def transformer(self, seed: int, task: str) -> Any:
        from sklearn.preprocessing import MinMaxScaler, StandardScaler

        from core.estimators.robust_scale import RobustScale

        made = {"standard": StandardScaler, "minmax": MinMaxScaler, "robust": RobustScale}
        return made[self.method]() if self.method in made else "passthrough"
