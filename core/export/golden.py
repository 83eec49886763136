"""Golden rows: known rows with known answers, replayed wherever a bundle is opened."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from core.errors import BundleError
from core.export.rows_file import rows_from, rows_to
from core.table import with_columns
from core.text import count
from core.training.fit import FittedModel, Predictions

if TYPE_CHECKING:
    import pandas as pd

TYPICAL = 8
STRANGE = "never seen in training"
TOLERANCE = 1e-6


@dataclass(frozen=True, eq=False)
class Case:
    """Rows of one kind, and what the model said about them when the bundle was made."""

    name: str
    rows: pd.DataFrame
    values: tuple[float, ...]
    probabilities: tuple[tuple[float, ...], ...]

    def to_json(self) -> dict[str, Any]:
        """Return JSON values; `cases_from` gives equal cases back."""
        return {
            "name": self.name,
            "input": rows_to(self.rows),
            "values": list(self.values),
            "probabilities": [list(row) for row in self.probabilities],
        }


def golden_cases(fitted: FittedModel, rows: pd.DataFrame) -> tuple[Case, ...]:
    """Return typical and nasty rows, with the model's answers.

    `rows` are raw rows with the columns of the schema. The nasty ones: a single row,
    categories never seen, cells missing wherever they were missing in training, columns
    in another order with a strange one added.
    """
    names = [column.name for column in fitted.schema.columns]
    spread = np.linspace(0, len(rows) - 1, min(TYPICAL, len(rows))).round().astype(int)
    typical = rows[names].iloc[spread].reset_index(drop=True)
    inputs = {"typical rows": typical, "a single row": typical.iloc[:1]}
    inputs |= _unknown(fitted, typical) | _with_gaps(fitted, typical)
    inputs["columns in another order, one too many"] = typical[names[::-1]].assign(
        **{_free_name(names): 1.0}
    )
    return tuple(_case(fitted, name, frame) for name, frame in inputs.items())


def cases_from(values: Sequence[Any]) -> tuple[Case, ...]:
    """Build cases from JSON values."""
    return tuple(
        Case(
            name=str(item["name"]),
            rows=rows_from(item["input"]),
            values=tuple(item["values"]),
            probabilities=tuple(tuple(row) for row in item["probabilities"]),
        )
        for item in values
    )


def replay(fitted: FittedModel, cases: Sequence[Case]) -> float:
    """Predict the golden rows again and return the largest difference from what was kept.

    0.0 means equal to the last bit; another predicted class counts as 1.
    """
    worst = 0.0
    for case in cases:
        values, probabilities = _answers(fitted.predict(case.rows))
        if len(values) != len(case.values):
            return math.inf
        worst = max(worst, _gap(values, case.values, scaled=not fitted.classes))
        for now, then in zip(probabilities, case.probabilities, strict=True):
            worst = max(worst, _gap(now, then, scaled=False))
    return worst


def refuse_difference(worst: float, cases: Sequence[Case]) -> None:
    """Refuse a model that answers its golden rows differently from when it was made."""
    if worst > TOLERANCE:
        rows = count(sum(len(case.rows) for case in cases), "golden row")
        raise BundleError(
            f"The model answers its {rows} differently from when it was made "
            f"(largest difference {worst:.3g}).",
            "Export the bundle again, or install the library versions of its requirements.txt.",
        )


def _case(fitted: FittedModel, name: str, rows: pd.DataFrame) -> Case:
    kept = rows_from(rows_to(rows))
    values, probabilities = _answers(fitted.predict(kept))
    return Case(name, kept, values, probabilities)


def _answers(
    predictions: Predictions,
) -> tuple[tuple[float, ...], tuple[tuple[float, ...], ...]]:
    values = tuple(float(value) for value in predictions.values)
    rows = tuple(tuple(float(cell) for cell in row) for row in predictions.probabilities)
    return values, rows


def _gap(now: Sequence[float], then: Sequence[float], scaled: bool) -> float:
    return max((_apart(a, b, scaled) for a, b in zip(now, then, strict=True)), default=0.0)


def _apart(now: float, then: float, scaled: bool) -> float:
    """Return how far two answers lie apart: infinitely, where one of them is no number."""
    if now == then:
        return 0.0
    far = abs(now - then) / (max(1.0, abs(then)) if scaled else 1.0)
    return math.inf if math.isnan(far) else far


def _unknown(fitted: FittedModel, typical: pd.DataFrame) -> dict[str, pd.DataFrame]:
    texts = [c.name for c in fitted.schema.columns if c.kind == "category" and c.levels]
    if not texts:
        return {}
    return {"unknown categories": with_columns(typical.iloc[:2], dict.fromkeys(texts, STRANGE))}


def _with_gaps(fitted: FittedModel, typical: pd.DataFrame) -> dict[str, pd.DataFrame]:
    holes = [c for c in fitted.schema.columns if c.missing > 0]
    if not holes:
        return {}
    rows = typical.iloc[:2].copy()
    for column in holes:
        rows[column.name] = rows[column.name].where([False] * len(rows))
    return {"missing cells": rows}


def _free_name(names: Sequence[str]) -> str:
    name = "a column the model does not know"
    while name in names:
        name += " (2)"
    return name
