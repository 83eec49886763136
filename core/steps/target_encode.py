"""Replace each category by what the target was like in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from core.params import Columns, Number
from core.steps import STEPS, Step
from core.teaching import Teaching

if TYPE_CHECKING:
    import pandas as pd


@STEPS.add
@dataclass(frozen=True)
class TargetEncode(Step):
    """Replace each category by the mean of the target in it, learned on other rows."""

    kind = "learn"
    label = "Target encode categories"
    takes = ("category",)
    gives = "encoded"
    fills = True
    teaching = Teaching(
        "Replaces a category by the average of the target in it, mixed with the overall average "
        "when it has few rows. Training rows get the average of other rows only, so that no "
        "row sees its own answer. Unknown categories get the overall average.",
        "There are many categories, such as postal codes, shops or products.",
        "There are only a few categories: one-hot encoding is simpler and says which category "
        "does what. Numbers for single rows, such as order numbers, have nothing to average.",
    )

    columns: Annotated[tuple[str, ...], Columns(kinds=("category", "text"))] = ()
    smooth: Annotated[
        float | None,
        Number(
            0,
            10_000,
            optional=True,
            label="Pull towards the overall average",
            unit="rows",
            advanced=True,
            help="A category with as many rows as this counts half. Empty: worked out from the "
            "data.",
        ),
    ] = None

    @classmethod
    def example(cls) -> tuple[TargetEncode, pd.DataFrame]:
        import pandas as pd

        frame = pd.DataFrame({"shop": list("aaaabbbbcccc")}).astype("str")
        return cls(("shop",)), frame

    def describe(self) -> str:
        return f"Replace {self.where()} by the average target of each category"

    def transformer(self, seed: int, task: str) -> Any:
        from sklearn.model_selection import KFold
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler, TargetEncoder

        encoder = TargetEncoder(
            target_type="continuous" if task == "regression" else "auto",
            smooth="auto" if self.smooth is None else self.smooth,
            cv=KFold(5, shuffle=True, random_state=seed),
        )
        # averages of, say, prices are far larger than any other encoded column
        return make_pipeline(encoder, StandardScaler()) if task == "regression" else encoder

    def origins(self, fitted: Any, columns: Sequence[str]) -> list[str]:
        if getattr(fitted, "target_type_", "") != "multiclass":
            return list(columns)
        return [column for column in columns for _ in fitted.classes_]
