"""Curves of ranked rows: ROC, precision over recall, and gain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.evaluation.threshold import Cuts, cuts_of

MOST_POINTS = 500
MOST_CLASSES = 10


@dataclass(frozen=True)
class Curve:
    """Points of a line, from left to right; `name` is the class it is about."""

    name: str
    x: tuple[float, ...]
    y: tuple[float, ...]


@dataclass(frozen=True)
class Curves:
    """The curves of one class against the rest.

    roc     false alarms per negative row -> share of positives found
    recall  share of positives found -> precision
    gain    share of all rows selected, best first -> share of positives found
    """

    name: str
    share: float
    roc: Curve
    recall: Curve
    gain: Curve


def curves_of(
    truth: NDArray[Any],
    probabilities: NDArray[Any],
    classes: tuple[str, ...],
    weights: NDArray[Any] | None = None,
) -> tuple[Curves, ...]:
    """Return the curves of the positive class, or of the ten most common of several.

    Classes without rows, or without other rows, have no curves. With weights every share is one
    of their sum.
    """
    if weights is not None:
        truth, probabilities, weights = (p[weights > 0] for p in (truth, probabilities, weights))
    sizes = np.bincount(truth.astype(np.int64), minlength=len(classes))
    if len(classes) == 2:
        places, most = [1], MOST_POINTS
    else:
        places = sorted(np.argsort(-sizes, kind="stable")[:MOST_CLASSES].tolist())
        most = MOST_POINTS // 5
    usable = [place for place in places if 0 < sizes[place] < len(truth)]
    return tuple(
        _curves(classes[c], cuts_of(truth == c, probabilities[:, c], weights), most) for c in usable
    )


def commonest(curves: Sequence[Curves]) -> int:
    """Return the place of the class with the most rows, whose curves say most."""
    return max(range(len(curves)), key=lambda place: curves[place].share)


def _curves(name: str, cuts: Cuts, most: int) -> Curves:
    negatives = cuts.rows - cuts.positives
    found = cuts.hits / cuts.positives
    alarms = (cuts.selected - cuts.hits) / negatives
    selected = cuts.selected / cuts.rows
    precise = cuts.hits[1:] / cuts.selected[1:]
    return Curves(
        name=name,
        share=cuts.positives / cuts.rows,
        roc=thinned(name, alarms, found, most),
        recall=thinned(name, np.append(0.0, found[1:]), np.append(precise[0], precise), most),
        gain=thinned(name, selected, found, most),
    )


def thinned(name: str, x: NDArray[Any], y: NDArray[Any], most: int = MOST_POINTS) -> Curve:
    """Keep at most `most` points, evenly spaced along the line, both ends among them."""
    if len(x) > most:
        way = np.append(0.0, np.cumsum(np.abs(np.diff(x)) + np.abs(np.diff(y))))
        keep = np.unique(np.searchsorted(way, np.linspace(0, way[-1], most - 1)))
        keep = np.unique(np.append(keep, len(x) - 1))
        x, y = x[keep], y[keep]
    return Curve(name, tuple(x.astype(float).tolist()), tuple(y.astype(float).tolist()))


def found_at(curve: Curve, share: float) -> float:
    """Return the height of a line at a place, between points in proportion.

    >>> found_at(Curve("yes", (0.0, 0.5, 1.0), (0.0, 0.8, 1.0)), 0.25)
    0.4
    """
    return float(np.interp(share, curve.x, curve.y))
