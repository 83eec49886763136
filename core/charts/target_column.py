"""The target beside a feature: what share is positive, or how large it is on average."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.text import number, percent, shown

if TYPE_CHECKING:
    import pandas as pd

    from core.problem import Problem


@dataclass(frozen=True, eq=False)
class TargetColumn:
    """The target of the rows drawn, as labels or numbers.

    label    the class whose share is drawn: the positive one, or the most common of
             several; '' when the target is a number
    """

    name: str
    values: pd.Series
    label: str = ""

    @property
    def amounts(self) -> pd.Series:
        """1 where a row is of the class and 0 elsewhere, or the number itself."""
        if not self.label:
            return self.values.astype("float64")
        return (self.values == self.label).astype("float64").where(self.values.notna())

    def told(self, amount: float) -> str:
        """Return a mean amount in words: a percentage for a class."""
        return percent(amount) if self.label else number(amount)

    @property
    def average(self) -> str:
        """Return the mean amount in words."""
        return self.told(float(self.amounts.mean()))

    @property
    def title(self) -> str:
        """Name the amounts for an axis."""
        name = shown(self.name, 40)
        return f"share of '{shown(self.label, 30)}'" if self.label else f"mean of {name}"


def target_column(frame: pd.DataFrame, problem: Problem) -> TargetColumn | None:
    """Return the target of a frame, None while none is chosen or it does not fit the task."""
    if problem.target not in frame.columns:
        return None
    values = frame[problem.target]
    if problem.task == "regression":
        return TargetColumn(problem.target, values) if values.dtype.kind in "iuf" else None
    labels = values.map(_label, na_action="ignore")
    sizes = labels.value_counts()
    if sizes.empty:
        return None
    known = problem.task == "binary" and problem.positive in sizes.index
    label = problem.positive if known else str(sizes.index[-1 if len(sizes) == 2 else 0])
    return TargetColumn(problem.target, labels, label)


def _label(value: object) -> str:
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if whole else str(value)  # type: ignore[call-overload]
