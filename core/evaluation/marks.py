"""Where judged rows lie on the charts of an evaluation, so that each chart can mark them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.evaluation.judged_rows import JudgedRows
from core.evaluation.threshold import cuts_of
from core.metrics.weights import weighed_mean, weighed_quantile
from core.tasks.row_weights import weights_at

MOST_DOTS, MOST_SPREAD, MOST_ON_CURVE = 500, 2000, 40
BARS = 25
SURE = 0.9
Pair = tuple[tuple[int, ...], tuple[int, ...]]
Dots = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class CurveDots:
    """Places on the curves of two classes where rows are the last to be picked."""

    roc: Dots = ()
    recall: Dots = ()
    gain: Dots = ()


@dataclass(frozen=True)
class ErrorPlaces:
    """Prediction and error of rows, for a chart of at most 2,000; `halves` of all rows.

    halves  half of the errors are at most this large, below and above the middle prediction
    """

    predicted: tuple[float, ...]
    errors: tuple[float, ...]
    halves: tuple[float, float]


@dataclass(frozen=True)
class ScoreGroups:
    """How probable the model called rows, counted in bars of equal width from 0 to 1.

    of      the class that the probability is of
    groups  the two classes, or the rows predicted wrong and right where there are several
    counts  rows of each group in each bar
    sure    share of each group on its own side of the threshold, or given at least 90 %, by weight
            where rows have one
    """

    of: str
    groups: tuple[str, str]
    counts: Pair
    sure: tuple[float, float]


def marked_dots(judged: JudgedRows, places: NDArray[np.int64]) -> Dots:
    """Return truth and prediction of the rows, of many a part from the worst to the best."""
    some = _spread(places, MOST_DOTS)
    return _pairs(judged.truth[some], judged.predicted[some])


def error_places(judged: JudgedRows) -> ErrorPlaces:
    """Return errors over predictions: rows spread evenly over the test rows, and two medians."""
    some = _spread(np.arange(len(judged.rows)), MOST_SPREAD)
    high = judged.predicted > np.median(judged.predicted)
    sizes = np.abs(judged.errors)
    low_half = _half(sizes, ~high, judged.weights)
    high_half = _half(sizes, high, judged.weights) if high.any() else low_half
    return ErrorPlaces(
        tuple(judged.predicted[some].tolist()),
        tuple(judged.errors[some].tolist()),
        (low_half, high_half),
    )


def marked_errors(judged: JudgedRows, places: NDArray[np.int64]) -> Dots:
    """Return prediction and error of the same rows as `marked_dots`."""
    some = _spread(places, MOST_DOTS)
    return _pairs(judged.predicted[some], judged.errors[some])


def marked_bars(
    judged: JudgedRows, places: NDArray[np.int64], edges: Sequence[float]
) -> tuple[int, ...]:
    """Count the rows whose error lies in each bar; the outer bars hold the rest as well."""
    errors = np.clip(judged.errors[places], edges[0], edges[-1])
    return _counts(errors, np.asarray(edges))


def marked_cells(judged: JudgedRows, places: NDArray[np.int64]) -> tuple[tuple[int, ...], ...]:
    """Count the rows of each true class (down) that were taken for each class (across)."""
    size = len(judged.classes)
    flat = judged.truth[places] * size + judged.predicted[places]
    counts = np.bincount(flat.astype("int64"), minlength=size * size).reshape(size, size)
    return tuple(tuple(map(int, row)) for row in counts)


def marked_scores(judged: JudgedRows, places: NDArray[np.int64]) -> Pair:
    """Count the rows of each group in each bar of their probability."""
    high, edges = _high(judged)[places], np.linspace(0, 1, BARS + 1)
    low, rest = places[~high], places[high]
    return _counts(judged.score[low], edges), _counts(judged.score[rest], edges)


def marked_curves(judged: JudgedRows, places: NDArray[np.int64]) -> CurveDots:
    """Return where rows lie on the curves of two classes; of several the curves know no rows."""
    if len(judged.classes) != 2 or not len(places):
        return CurveDots()
    cuts = cuts_of(judged.truth, judged.score, judged.weights)
    negatives = cuts.rows - cuts.positives
    if not cuts.positives or not negatives:
        return CurveDots()
    levels = _spread(np.unique(judged.score[places]), MOST_ON_CURVE)
    at = np.searchsorted(-cuts.levels, -levels, side="right")
    picked, hits = cuts.selected[at], cuts.hits[at]
    found = hits / cuts.positives
    return CurveDots(
        roc=_pairs((picked - hits) / negatives, found),
        recall=_pairs(found, hits / np.where(picked > 0, picked, 1)),
        gain=_pairs(picked / cuts.rows, found),
    )


def score_groups(judged: JudgedRows) -> ScoreGroups:
    """Count how probable the model called the rows of two groups, the one to be low first."""
    two, high = len(judged.classes) == 2, _high(judged)
    groups = judged.classes[:2] if two else ("wrong", "right")
    sure = ~judged.wrong if two else judged.score >= SURE
    parts = (np.flatnonzero(~high), np.flatnonzero(high))
    return ScoreGroups(
        of=judged.classes[1] if two else "the predicted class",
        groups=(groups[0], groups[1]),
        counts=marked_scores(judged, np.arange(len(high))),
        sure=(_share(sure, parts[0], judged.weights), _share(sure, parts[1], judged.weights)),
    )


def _high(judged: JudgedRows) -> NDArray[np.bool_]:
    """Tell which rows a good model calls probable: those with the answer, or the right ones."""
    return np.asarray(judged.truth == 1 if len(judged.classes) == 2 else ~judged.wrong)


def _spread(values: NDArray[Any], most: int) -> NDArray[Any]:
    """Return at most so many values, spread evenly over their order."""
    if len(values) <= most:
        return values
    return np.asarray(values[np.linspace(0, len(values) - 1, most).round().astype("int64")])


def _pairs(x: NDArray[Any], y: NDArray[Any]) -> Dots:
    return tuple(zip(x.astype(float).tolist(), y.astype(float).tolist(), strict=True))


def _counts(values: NDArray[np.float64], edges: NDArray[np.float64]) -> tuple[int, ...]:
    return tuple(map(int, np.histogram(values, edges)[0]))


def _share(
    marked: NDArray[np.bool_], rows: NDArray[Any], weights: NDArray[np.float64] | None
) -> float:
    share = weighed_mean(marked[rows], weights_at(weights, rows))
    return share if share > 0 else 0.0


def _half(
    sizes: NDArray[np.float64], rows: NDArray[np.bool_], weights: NDArray[np.float64] | None
) -> float:
    """Return what half of the sizes stay below, by weight where the rows have any."""
    if weights is None or not weights[rows].any():
        return float(np.median(sizes[rows]))
    return weighed_quantile(sizes[rows], weights[rows], 0.5)
