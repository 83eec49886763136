"""How far numbers were missed, and in which direction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.metrics.weights import weighed_mean, weighed_quantile

MOST_POINTS = 2000
BINS = 31


@dataclass(frozen=True)
class Residuals:
    """Errors of predicted numbers, in target units; an error is truth minus prediction.

    actual, predicted  at most 2,000 rows, drawn at random
    edges, counts      a histogram of all errors; the outer bins hold the rest as well
    mean_error         above 0 when predictions are too low on average
    half, most         half (90 %) of the errors are at most this large; with weights these three
                       count rows by them, the histogram counts each once
    """

    rows: int
    actual: tuple[float, ...]
    predicted: tuple[float, ...]
    edges: tuple[float, ...]
    counts: tuple[int, ...]
    mean_error: float
    half: float
    most: float


def residuals_of(
    truth: NDArray[Any],
    predicted: NDArray[Any],
    seed: int = 0,
    weights: NDArray[Any] | None = None,
) -> Residuals:
    """Summarise the errors of at least one predicted number."""
    errors = truth - predicted
    rows = len(errors)
    keep = np.arange(rows)
    if rows > MOST_POINTS:
        keep = np.sort(np.random.default_rng(seed).choice(rows, MOST_POINTS, replace=False))
    low, high = np.quantile(errors, (0.005, 0.995))
    edge = float(max(abs(low), abs(high))) or 1.0
    edges = np.linspace(-edge, edge, BINS + 1)
    counts, _ = np.histogram(np.clip(errors, -edge, edge), edges)
    half, most = _typical(np.abs(errors), weights)
    return Residuals(
        rows=rows,
        actual=tuple(truth[keep].astype(float).tolist()),
        predicted=tuple(predicted[keep].astype(float).tolist()),
        edges=tuple(edges.tolist()),
        counts=tuple(counts.tolist()),
        mean_error=weighed_mean(errors, weights),
        half=half,
        most=most,
    )


def _typical(sizes: NDArray[Any], weights: NDArray[Any] | None) -> tuple[float, float]:
    """Return what half, and 90 %, of the sizes stay below."""
    if weights is None:
        half, most = np.quantile(sizes, (0.5, 0.9))
        return float(half), float(most)
    return weighed_quantile(sizes, weights, 0.5), weighed_quantile(sizes, weights, 0.9)
