"""The unit of comparison: one candidate fitted on one fold, scored by every metric."""

from __future__ import annotations

import math
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.errors import AppError
from core.metrics import Metric, offered
from core.pipeline import compile_pipeline
from core.progress import Cancelled
from core.recipe import Candidate, Recipe
from core.tasks.row_weights import weights_at
from core.training.fit import fit_pipeline, outputs_of
from core.training.material import Material
from core.training.size import size_of

if TYPE_CHECKING:
    import pandas as pd

TRAIN_SAMPLE = 1000
RATED = 1000  # rows whose prediction is timed


@dataclass(frozen=True, eq=False)
class Unit:
    """What one fit on one fold gave; `error` says in words why it failed.

    predict_ms  for 1,000 rows; of folds with fewer it is measured on the first alone
    size        bytes of the fitted pipeline, measured on the first fold alone
    outputs     predictions for the check rows: probabilities of shape (rows, classes) for
                classification, values of shape (rows, 1) for regression
    """

    scores: Mapping[str, float] = field(default_factory=dict)
    train_scores: Mapping[str, float] = field(default_factory=dict)
    fit_seconds: float = 0.0
    predict_ms: float = 0.0
    size: int = 0
    outputs: NDArray[np.float64] | None = None
    error: str = ""
    hint: str = ""
    trace: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return all but the outputs as JSON values."""
        names = ("fit_seconds", "predict_ms", "size", "error", "hint", "trace")
        return {
            "scores": _plain(self.scores),
            "train_scores": _plain(self.train_scores),
            **{name: getattr(self, name) for name in names},
        }


def run_unit(recipe: Recipe, candidate: Candidate, material: Material, fold: int) -> Unit:
    """Fit a candidate on one fold; whatever goes wrong inside a model becomes words."""
    try:
        return _fit_and_score(recipe, candidate, material, fold)
    except Cancelled:
        raise
    except AppError as error:
        return Unit(error=error.message, hint=error.hint)
    except MemoryError:
        return Unit(error="It ran out of memory.", hint="Try fewer rows or columns.")
    except Exception as error:  # noqa: BLE001 - a model may raise anything; the run goes on
        return Unit(
            error=f"It stopped with: {_first_line(error)}",
            hint="Other settings may help; the other candidates are not affected.",
            trace=traceback.format_exc(limit=-8),
        )


def score_all(
    metrics: Sequence[Metric],
    truth: NDArray[Any],
    predicted: NDArray[Any],
    probabilities: NDArray[Any],
    weights: NDArray[Any] | None = None,
) -> dict[str, float]:
    """Return every score; a metric that is not defined on these rows is NaN."""
    return {m.name: m.score(truth, predicted, probabilities, weights=weights) for m in metrics}


def rate(predict: Callable[[pd.DataFrame], object], rows: pd.DataFrame) -> float:
    """Return the milliseconds to predict 1,000 rows where there are fewer: they are repeated.

    Every call has a cost of its own. Scaled up from a few rows it would look like seconds.
    """
    more = rows.iloc[np.resize(np.arange(len(rows)), RATED)].reset_index(drop=True)
    started = time.perf_counter()
    predict(more)
    return (time.perf_counter() - started) * 1e3


def _fit_and_score(recipe: Recipe, candidate: Candidate, material: Material, fold: int) -> Unit:
    fit_rows, check_rows = material.folds[fold]
    rows, target, weights = material.train, material.target, material.weights
    classes = len(target.classes)
    fold_train = rows.iloc[fit_rows]
    pipeline = compile_pipeline(recipe, candidate, fold_train)
    started = time.perf_counter()
    fit_pipeline(pipeline, fold_train, target.values[fit_rows], weights_at(weights, fit_rows))
    fitted = time.perf_counter()
    values, probabilities = outputs_of(pipeline, rows.iloc[check_rows], classes)
    predicted = time.perf_counter()
    _refuse_nonsense(values if not classes else probabilities)
    predict_ms = (predicted - fitted) * 1e6 / len(check_rows)
    if len(check_rows) < RATED:
        few = rows.iloc[check_rows]
        predict_ms = 0.0 if fold else rate(lambda more: outputs_of(pipeline, more, classes), few)
    sample = fit_rows[:: max(1, len(fit_rows) // TRAIN_SAMPLE)]
    seen, seen_probabilities = outputs_of(pipeline, rows.iloc[sample], classes)
    metrics = offered(recipe.problem, material.naive_error(fit_rows))

    def scored(some: NDArray[Any], given: NDArray[Any], likely: NDArray[Any]) -> dict[str, float]:
        return score_all(metrics, target.values[some], given, likely, weights_at(weights, some))

    return Unit(
        scores=scored(check_rows, values, probabilities),
        train_scores=scored(sample, seen, seen_probabilities),
        fit_seconds=fitted - started,
        predict_ms=predict_ms,
        size=size_of(pipeline) if fold == 0 else 0,
        outputs=probabilities if classes else values.reshape(-1, 1),
    )


def _refuse_nonsense(outputs: NDArray[Any]) -> None:
    if not np.isfinite(outputs).all():
        raise AppError(
            "Some of its predictions are not numbers.",
            "Scale the columns, or make the model less free.",
        )


def _first_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return (lines[0] if lines else type(error).__name__)[:200]


def _plain(scores: Mapping[str, float]) -> dict[str, float | None]:
    return {name: value if math.isfinite(value) else None for name, value in scores.items()}
