"""Limit numbers far outside the usual range."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from core.params import Choice, Columns, Number
from core.steps import STEPS, Step
from core.teaching import Teaching

if TYPE_CHECKING:
    import pandas as pd


@STEPS.add
@dataclass(frozen=True)
class CapOutliers(Step):
    """Pull extreme numbers back to a limit learned from the training rows, or flag them."""

    kind = "learn"
    label = "Cap outliers"
    takes = ("number",)
    teaching = Teaching(
        "Learns what range is usual from the training rows of each fold, and pulls values "
        "outside it back to its ends. No row is lost.",
        "A few extreme values are errors or accidents, and the model is linear, a network or "
        "measures distances.",
        "Outliers may be the point: in fraud or faults they are what you look for. Then flag "
        "them, or choose anomaly detection as the problem. Tree models hardly notice outliers.",
    )

    columns: Annotated[tuple[str, ...], Columns(kinds=("number",))] = ()
    rule: Annotated[
        str,
        Choice(
            ("iqr", "z", "quantile"),
            labels=("Interquartile range", "Z-score", "Quantiles"),
            label="Usual range",
            help="Interquartile range withstands outliers itself; z-score suits bell-shaped "
            "columns; quantiles always cap the same share of rows.",
        ),
    ] = "iqr"
    factor: Annotated[
        float,
        Number(
            0.5,
            10,
            label="Interquartile ranges",
            help="Used with “Interquartile range”: how far beyond the quartiles is still usual. "
            "1.5 is common, 3 caps only far outliers.",
        ),
    ] = 1.5
    deviations: Annotated[
        float,
        Number(
            1,
            10,
            label="Standard deviations",
            help="Used with “Z-score”: how far from the mean is still usual.",
        ),
    ] = 3.0
    tail: Annotated[
        float,
        Number(
            0.0001,
            0.25,
            label="Share at each end",
            help="Used with “Quantiles”: 0.01 caps the lowest and the highest 1 % of the rows.",
        ),
    ] = 0.01
    action: Annotated[
        str,
        Choice(
            ("cap", "flag"),
            labels=("Cap", "Keep and flag"),
            help="Keep and flag leaves the values and adds a 0/1 column “is an outlier” for each.",
        ),
    ] = "cap"

    @classmethod
    def example(cls) -> tuple[CapOutliers, pd.DataFrame]:
        import pandas as pd

        frame = pd.DataFrame({"income": [20.0, 22.0, 24.0, 26.0, 28.0, 900.0]})
        return cls(("income",)), frame

    def describe(self) -> str:
        verb = "Cap" if self.action == "cap" else "Flag"
        limits = {
            "iqr": f"beyond {self.factor:g} interquartile ranges from the quartiles",
            "z": f"beyond {self.deviations:g} standard deviations from the mean",
            "quantile": f"in the outer {self.tail * 100:g} % at each end",
        }
        return f"{verb} values of {self.where()} {limits[self.rule]}"

    def bounded(self) -> bool:
        return self.action == "cap"

    def transformer(self, seed: int, task: str) -> Any:
        from core.estimators.clip import Clip

        strength = {"iqr": self.factor, "z": self.deviations, "quantile": self.tail}
        return Clip(self.rule, strength[self.rule], flag=self.action == "flag")

    def origins(self, fitted: Any, columns: Sequence[str]) -> list[str]:
        return [*columns, *columns] if self.action == "flag" else list(columns)
