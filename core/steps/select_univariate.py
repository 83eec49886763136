"""Keep the columns that say most about the target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from core.params import Choice, Number
from core.steps import STEPS, Step
from core.teaching import Teaching

if TYPE_CHECKING:
    import pandas as pd

_WORDS = {"f_test": "F-test", "mutual_info": "mutual information", "chi2": "chi-square"}


@STEPS.add
@dataclass(frozen=True)
class SelectUnivariate(Step):
    """Keep the columns that say most about the target, each judged by itself."""

    kind = "learn"
    label = "Keep the most telling columns"
    page = "features"
    whole_table = True
    teaching = Teaching(
        "Scores each column against the target and keeps the best. Columns are counted after "
        "encoding: each category of a one-hot column counts as one. It runs again inside each "
        "fold; choosing on all rows first would flatter the score.",
        "There are many columns and few rows, or the model must be short.",
        "Two columns matter only together: judged one at a time, both look useless. Tree models "
        "and penalised linear models choose for themselves.",
    )

    keep: Annotated[
        int, Number(1, 1000, integer=True, label="Keep at most", unit="columns", log=True)
    ] = 20
    score: Annotated[
        str,
        Choice(
            ("f_test", "mutual_info", "chi2"),
            labels=("F-test (ANOVA, correlation)", "Mutual information", "Chi-square"),
            label="Judge by",
            help="The F-test sees straight-line effects and differences of means, mutual "
            "information any effect but needs more rows, chi-square suits 0/1 columns and "
            "categories to predict.",
        ),
    ] = "f_test"

    @classmethod
    def example(cls) -> tuple[SelectUnivariate, pd.DataFrame]:
        import pandas as pd

        signal = [0.0, 0.1, 0.2, 0.3, 0.9, 1.0, 1.1, 1.2]
        noise = [1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0]
        return cls(keep=1), pd.DataFrame({"noise": noise, "signal": signal})

    def suits(self, task: str) -> bool:
        return self.score != "chi2" or task != "regression"

    def describe(self) -> str:
        return f"Keep the {self.keep} columns that score best by {_WORDS[self.score]}"

    def transformer(self, seed: int, task: str) -> Any:
        from core.estimators.select_best import SelectBest

        return SelectBest(self.keep, self.score, task == "regression", seed)

    def origins(self, fitted: Any, columns: Sequence[str]) -> list[str]:
        return [columns[index] for index in fitted.get_support(indices=True)]
