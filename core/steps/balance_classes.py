"""Give rare classes as many training rows as common ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from core.params import Choice
from core.steps import STEPS, Step
from core.teaching import Teaching

if TYPE_CHECKING:
    import pandas as pd


@STEPS.add
@dataclass(frozen=True)
class BalanceClasses(Step):
    """Balance the classes of the training rows; rows to check or predict stay as they are."""

    kind = "resample"
    label = "Balance classes"
    teaching = Teaching(
        "Repeats rows of rare classes, or leaves out rows of common ones, until all classes "
        "have the same number of training rows. It happens inside each fold, after the split, "
        "so that no copy of a training row is tested.",
        "A model that has no class weights ignores a rare class altogether.",
        "Probabilities shift: the model believes that all classes are equally common, so its "
        "probabilities are too high for rare ones. Class weights and a chosen threshold do the "
        "same with less harm; calibrate afterwards if probabilities matter.",
    )

    strategy: Annotated[
        str,
        Choice(
            ("over", "under"),
            labels=("Repeat rare rows", "Leave out common rows"),
            help="Repeating keeps all rows and takes longer; leaving out is fast and loses rows.",
        ),
    ] = "over"

    @classmethod
    def example(cls) -> tuple[BalanceClasses, pd.DataFrame]:
        import pandas as pd

        return cls(), pd.DataFrame({"age": [20.0, 30.0, 40.0, 50.0, 60.0, 70.0]})

    def suits(self, task: str) -> bool:
        return task != "regression"

    def describe(self) -> str:
        if self.strategy == "over":
            return "Repeat rows of rare classes until all classes are equally common"
        return "Leave out rows of common classes until all classes are equally common"

    def sampler(self, seed: int, task: str) -> Any:
        from imblearn import over_sampling, under_sampling

        if self.strategy == "over":
            return over_sampling.RandomOverSampler(random_state=seed)
        return under_sampling.RandomUnderSampler(random_state=seed)
