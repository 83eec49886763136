"""Say how long a comparison will take, from fits that were really measured, with its doubt.

A measured fit of about the same size counts as it is. Otherwise the times of at least two
sizes are carried on along their growth; without them there is no estimate at all.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from core.problem import Split
from core.recipe import Candidate, Recipe
from core.text import listed

NEAR = 1.3
SAME_DOUBT = 1.25
LESS_GROWTH, MORE_GROWTH = 0.15, 0.25
READY = "ready"  # reading the table and making its rows ready, timed as a fit of its own
LEAST_GROWTH, MOST_GROWTH = 1.0, 3.0


@dataclass(frozen=True)
class Point:
    """One measured size: `fit` says of what, `seconds` of one fit with its scores."""

    fit: str
    rows: int
    seconds: float


@dataclass(frozen=True)
class Span:
    """Seconds, with the ends between which they will probably lie."""

    low: float
    middle: float
    high: float

    def words(self) -> str:
        """Say the time and its ends.

        >>> Span(130, 240, 400).words()
        'about 4 min (2 to 7 min)'
        """
        ends = f"{_rough(self.low)} to {_rough(self.high)}"
        first, last = _rough(self.low).split(), _rough(self.high).split()
        if len(first) == len(last) == 2 and first[1] == last[1]:
            ends = f"{first[0]} to {_rough(self.high)}"
        if _rough(self.low) == _rough(self.high):
            return f"about {_rough(self.middle)}"
        return f"about {_rough(self.middle)} ({ends})"


@dataclass(frozen=True)
class Estimate:
    """How long fits take together; `unknown` names the candidates without a measured fit.

    span   None while a candidate is unknown: a part of the sum would mislead
    basis  what was measured, in words
    """

    span: Span | None
    unknown: tuple[str, ...] = ()
    basis: str = ""

    def words(self) -> str:
        """Say the time, or whose time is not known."""
        if self.span is None:
            return f"No time is known yet for {listed(self.unknown)}." if self.unknown else ""
        return self.span.words()


def timing_key(recipe: Recipe, candidate: Candidate) -> str:
    """Return what the time of a fit depends on, but for the number of rows."""
    alike = replace(recipe, sample=None, seed=0, problem=replace(recipe.problem, split=Split()))
    return alike.fingerprint("fit", candidate)[:20]


def fit_sizes(rows: int, split: Split) -> tuple[int, ...]:
    """Return how many rows each fit of a comparison gets.

    >>> fit_sizes(1000, Split(folds=4)), fit_sizes(1000, Split(kind="time", folds=3))
    ((750, 750, 750, 750), (250, 500, 750))
    """
    folds = split.folds
    if split.kind == "time":
        return tuple(rows * turn // (folds + 1) for turn in range(1, folds + 1))
    return (rows - rows // folds,) * (folds * split.repeats)


def estimate(
    recipe: Recipe, candidates: Sequence[Candidate], rows: int, points: Iterable[Point], cores: int
) -> Estimate:
    """Return how long the candidates take on `rows` training rows."""
    known = by_fit(points)
    sizes = fit_sizes(rows, recipe.problem.split)
    spans, unknown, measured = [], [], []
    for candidate in candidates:
        of_it = known.get(timing_key(recipe, candidate), {})
        found = [unit_span(of_it, size) for size in sizes]
        told = [span for span in found if span is not None]
        if len(told) < len(sizes):
            unknown.append(candidate.name)
        spans.append(told)
        measured += list(of_it)
    if unknown or not candidates:
        return Estimate(None, tuple(unknown))
    fits, ready = together(spans, cores), max(known.get(READY, {}).values(), default=0.0)
    span = Span(fits.low + ready / SAME_DOUBT, fits.middle + ready, fits.high + ready * SAME_DOUBT)
    return Estimate(span, basis=_basis(measured))


def together(spans: Sequence[Sequence[Span]], cores: int) -> Span:
    """Return the time of fits that run on `cores` cores; each row of spans is one candidate's.

    The fits of one candidate err alike; candidates err independently of each other.
    """
    sums = [
        Span(*(math.fsum(getattr(span, end) for span in row) for end in ("low", "middle", "high")))
        for row in spans
    ]
    middle = math.fsum(span.middle for span in sums)
    below = math.hypot(*(span.middle - span.low for span in sums))
    above = math.hypot(*(span.high - span.middle for span in sums))
    fits = sum(map(len, spans))
    share = 1 / max(min(cores, fits), 1)
    longest = max((span.middle for row in spans for span in row), default=0.0)
    likely = max(middle * share, longest)
    return Span((middle - below) * share, likely, max((middle + above) * share, likely))


def by_fit(points: Iterable[Point]) -> dict[str, dict[int, float]]:
    """Return the mean seconds of each measured size, by fit and number of rows."""
    found: dict[str, dict[int, list[float]]] = {}
    for point in points:
        found.setdefault(point.fit, {}).setdefault(point.rows, []).append(point.seconds)
    return {
        fit: {rows: math.fsum(times) / len(times) for rows, times in sizes.items()}
        for fit, sizes in found.items()
    }


def unit_span(measured: Mapping[int, float], rows: int) -> Span | None:
    """Return the seconds of one fit on `rows` rows, None where nothing supports a number."""
    near = [size for size in measured if 1 / NEAR <= rows / size <= NEAR]
    if near:
        size = min(near, key=lambda size: abs(size - rows))
        seconds = measured[size] * rows / size
        return Span(seconds / SAME_DOUBT, seconds, seconds * SAME_DOUBT)
    if len(measured) < 2:
        return None
    sizes = sorted(measured)
    size = sizes[-1] if rows > sizes[-1] else min(sizes, key=lambda one: abs(one - rows))
    slow, likely, fast = _growth(measured, sizes)
    ratio, seconds = rows / size, measured[size]
    ends = sorted(seconds * ratio**power for power in (slow, fast))
    return Span(ends[0] / SAME_DOUBT, seconds * ratio**likely, ends[1] * SAME_DOUBT)


def _growth(measured: Mapping[int, float], sizes: Sequence[int]) -> tuple[float, float, float]:
    """Return the least, likely and greatest power of rows that time grows with.

    Fixed costs hide the growth of quick fits; as every fit reads each row, time grows at
    least in proportion in the end.
    """
    slopes = [
        math.log(measured[b] / measured[a]) / math.log(b / a)
        for a, b in zip(sizes, sizes[1:], strict=False)
    ][-2:]
    slopes = [min(max(slope, 0.0), MOST_GROWTH) for slope in slopes]
    likely = max(slopes[-1], LEAST_GROWTH)
    low = max(min(slopes) - LESS_GROWTH, 0.0)
    return min(low, likely), likely, max(*slopes, likely) + MORE_GROWTH


def points_json(points: Iterable[Point]) -> list[dict[str, Any]]:
    """Return measured sizes as JSON values."""
    return [dict(vars(point)) for point in points]


def points_from(values: Iterable[Mapping[str, Any]]) -> tuple[Point, ...]:
    """Build measured sizes from JSON values."""
    return tuple(
        Point(str(item["fit"]), int(item["rows"]), float(item["seconds"])) for item in values
    )


def _basis(sizes: Sequence[int]) -> str:
    low, high = min(sizes), max(sizes)
    span = f"{high:,} rows" if low == high else f"{low:,} to {high:,} rows"
    return f"From measured fits of {span}; the machine as busy as it was then"


def _rough(seconds: float) -> str:
    """Return a time as a person says it: no more digits than an estimate has."""
    if seconds < 1:
        return "1 s"
    if seconds < 10:
        return f"{seconds:.0f} s"
    if seconds < 55:
        return f"{5 * round(seconds / 5)} s"
    if seconds < 55 * 60:
        return f"{max(round(seconds / 60), 1)} min"
    hours, minutes = divmod(round(seconds / 600) * 10, 60)
    return f"{hours} h {minutes} min" if minutes and hours < 5 else f"{round(seconds / 3600)} h"
