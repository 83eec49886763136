"""Gaps that go together with the target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.checks import CHECKS, Check, Finding, Fix, View
from core.checks.coverage import first_step, target_of
from core.teaching import Teaching
from core.text import listed, number, percent, shown

if TYPE_CHECKING:
    import pandas as pd

MIN_ROWS = 20
CLEAR = 4.0
NOTABLE = 0.2


@dataclass(frozen=True)
class Gap:
    """The outcome where a column is missing and where it is not.

    `distance` is in standard errors, `size` in standard deviations of the outcome.
    """

    column: str
    missing: float
    present: float
    distance: float
    size: float
    label: str = ""

    def sentence(self) -> str:
        """Say the difference with its numbers."""
        if self.label:
            return (
                f"Where '{shown(self.column)}' is missing, {percent(self.missing)} are "
                f"'{shown(self.label)}'; elsewhere {percent(self.present)}."
            )
        return (
            f"Where '{shown(self.column)}' is missing, the target averages "
            f"{number(self.missing)}; elsewhere {number(self.present)}."
        )


def look(view: View) -> Finding | None:
    """Report columns whose gaps predict the target, unless a marker for gaps is made."""
    told = [gap for gap in gaps(view) if not _marked(view, gap.column)]
    if not told:
        return None
    worst = max(told, key=lambda gap: gap.size)
    columns = tuple(gap.column for gap in told)
    numbers = [name for name in columns if view.kinds[name] == "number"]
    words = [name for name in columns if view.kinds[name] in ("category", "text")]
    steps = []
    if numbers:
        steps.append({"step": "impute", "columns": numbers, "indicator": True})
    if words:
        steps.append({"step": "impute_categories", "columns": words})
    return Finding(
        code="missing_signal",
        severity="warning",
        title=f"Missing values predict the target: {listed(columns)}",
        evidence=worst.sentence(),
        consequence="Filling the gaps without a mark throws this information away. If a value is "
        "missing because of the outcome, it gives the answer away: leave that column out.",
        columns=columns,
        fixes=(Fix("Fill, and mark what was missing", steps=tuple(steps)),),
        page="clean",
    )


def gaps(view: View) -> tuple[Gap, ...]:
    """Return the feature columns whose gaps clearly go together with the target."""
    target = target_of(view)
    if target is None or target.nunique() < 2 or target.isna().all():
        return ()
    holes = view.frame[list(view.features())].isna()
    found = []
    for column in holes.columns[holes.any()]:
        hole = holes[column]
        if view.kinds[column] != "date" and min(hole.sum(), (~hole).sum()) >= MIN_ROWS:
            gap = _gap(column, hole, target, view.problem.task)
            if gap is not None and abs(gap.distance) >= CLEAR and gap.size >= NOTABLE:
                found.append(gap)
    return tuple(found)


def _gap(column: str, hole: pd.Series, target: pd.Series, task: str) -> Gap | None:
    known = target.notna()
    if task == "regression":
        if target.dtype.kind not in "iuf":
            return None
        return _compared(column, hole[known], target[known].astype("float64"), "")
    labels = target[known].value_counts().index[::-1][:20]
    each = [
        _compared(column, hole[known], (target[known] == label).astype("float64"), str(label))
        for label in labels
    ]
    return max((gap for gap in each if gap is not None), key=lambda gap: gap.size, default=None)


def _compared(column: str, hole: pd.Series, values: pd.Series, label: str) -> Gap | None:
    inside, outside = values[hole], values[~hole]
    spread = float(values.std())
    if spread == 0 or min(len(inside), len(outside)) < MIN_ROWS:
        return None
    difference = float(inside.mean() - outside.mean())
    error = spread * (1 / len(inside) + 1 / len(outside)) ** 0.5
    return Gap(
        column,
        float(inside.mean()),
        float(outside.mean()),
        difference / error,
        abs(difference) / spread,
        label,
    )


def _marked(view: View, column: str) -> bool:
    if view.kinds[column] == "number":
        step = first_step(view, column, "impute", "impute_neighbours", "impute_iterative")
        return step is not None and bool(step.get("indicator"))
    step = first_step(view, column, "impute_categories", "one_hot", "ordinal", "target_encode")
    return step is not None


MISSING_SIGNAL = CHECKS.add(
    Check(
        name="missing_signal",
        label="Missing values that predict the target",
        teaching=Teaching(
            "Compares the target where a column is missing with the target elsewhere.",
            "The gap is known at the moment of prediction: mark it, so that the model can use it.",
            "The gap arises after the outcome, such as a closing date: leave the column out.",
        ),
        look=look,
    )
)
