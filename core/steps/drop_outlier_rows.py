"""Leave training rows with extreme values out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from core.params import Number
from core.steps import STEPS, Step
from core.teaching import Teaching

if TYPE_CHECKING:
    import pandas as pd


@STEPS.add
@dataclass(frozen=True)
class DropOutlierRows(Step):
    """Leave training rows with an extreme number out; rows to check or predict all stay."""

    kind = "resample"
    label = "Leave out outlier rows"
    teaching = Teaching(
        "Leaves training rows out when one of their numbers lies far beyond the quartiles. The "
        "limits are learned inside each fold, and every row to check or predict is still "
        "predicted.",
        "Extreme rows are errors of measurement, and there are only a few of them.",
        "Extreme rows are real: the model has then never seen the like of them and is wrong "
        "about them. Capping keeps the rows; in fraud or faults outliers are the point.",
    )

    factor: Annotated[
        float,
        Number(
            1,
            20,
            label="Interquartile ranges",
            help="How far beyond the quartiles a row is left out; 3 takes only far outliers.",
        ),
    ] = 3.0

    @classmethod
    def example(cls) -> tuple[DropOutlierRows, pd.DataFrame]:
        import pandas as pd

        return cls(), pd.DataFrame({"income": [20.0, 22.0, 24.0, 26.0, 28.0, 900.0]})

    def describe(self) -> str:
        return f"Leave out rows beyond {self.factor:g} interquartile ranges from the quartiles"

    def sampler(self, seed: int, task: str) -> Any:
        from core.estimators.drop_outliers import DropOutliers

        return DropOutliers(self.factor, classes=task != "regression")
