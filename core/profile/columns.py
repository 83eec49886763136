"""What one column holds: numbers sorted once, words counted once."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.text import shown

if TYPE_CHECKING:
    import pandas as pd

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
BINS = 30
TOP = 10
LONG = 200


@dataclass(frozen=True)
class ColumnProfile:
    """The facts of one column; figures that do not fit its kind are None or empty.

    low, high    smallest and largest value: a number, or an ISO date as text
    quantiles    values at 5, 25, 50, 75 and 95 %
    top          most frequent values with their rows, as text
    edges        histogram edges (numbers; dates in seconds since 1970), one more than `bars`
    length       mean number of characters of a text
    """

    name: str
    kind: str
    rows: int
    missing: int
    distinct: int
    low: float | str | None = None
    high: float | str | None = None
    quantiles: tuple[float | str, ...] = ()
    mean: float | None = None
    deviation: float | None = None
    skew: float | None = None
    zeros: int = 0
    negative: int = 0
    top: tuple[tuple[str, int], ...] = ()
    edges: tuple[float, ...] = ()
    bars: tuple[int, ...] = ()
    length: float | None = None

    @property
    def missing_share(self) -> float:
        """Share of missing values, from 0 to 1."""
        return self.missing / self.rows if self.rows else 0.0


def column_profile(values: pd.Series, name: str, kind: str) -> ColumnProfile:
    """Return the facts of a column of the given kind."""
    if kind == "number":
        return _of_numbers(values, name)
    return _of_dates(values, name) if kind == "date" else _of_words(values, name, kind)


def _of_numbers(values: pd.Series, name: str) -> ColumnProfile:
    numbers = values.to_numpy()
    known = np.sort(numbers if numbers.dtype.kind in "iu" else numbers[~np.isnan(numbers)])
    facts: dict[str, Any] = {"missing": len(numbers) - len(known)}
    if not len(known):
        return ColumnProfile(name, "number", len(numbers), distinct=0, **facts)
    starts = _runs(known)
    zero = np.searchsorted(known, 0), np.searchsorted(known, 0, side="right")
    exact = known.astype("float64")
    edges, bars = _histogram(exact)
    return ColumnProfile(
        name,
        "number",
        len(numbers),
        distinct=len(starts),
        low=float(known[0]),
        high=float(known[-1]),
        quantiles=tuple(float(value) for value in _quantiles(exact)),
        **_moments(exact),
        zeros=int(zero[1] - zero[0]),
        negative=int(zero[0]),
        top=_top_runs(known, starts),
        edges=edges,
        bars=bars,
        **facts,
    )


def _of_dates(values: pd.Series, name: str) -> ColumnProfile:
    present = values.notna().to_numpy()
    seconds = np.sort(values.to_numpy()[present].astype("datetime64[us]").astype("int64") / 1e6)
    missing = len(values) - len(seconds)
    if not len(seconds):
        return ColumnProfile(name, "date", len(values), missing, 0)
    edges, bars = _histogram(seconds)
    return ColumnProfile(
        name,
        "date",
        len(values),
        missing,
        distinct=len(_runs(seconds)),
        low=_iso(seconds[0]),
        high=_iso(seconds[-1]),
        quantiles=tuple(_iso(second) for second in _quantiles(seconds)),
        edges=edges,
        bars=bars,
    )


def _of_words(values: pd.Series, name: str, kind: str) -> ColumnProfile:
    sizes = values.value_counts()
    known = int(sizes.sum())
    length = values.dropna().str.len().mean() if kind == "text" and known else None
    return ColumnProfile(
        name,
        kind,
        len(values),
        missing=len(values) - known,
        distinct=len(sizes),
        top=tuple((shown(word, LONG), int(rows)) for word, rows in sizes.iloc[:TOP].items()),
        length=None if length is None else float(length),
    )


def _runs(known: NDArray[Any]) -> NDArray[np.int64]:
    """Return the positions at which a new value begins in sorted values."""
    return np.concatenate([[0], np.flatnonzero(known[1:] != known[:-1]) + 1])


def _top_runs(known: NDArray[Any], starts: NDArray[np.int64]) -> tuple[tuple[str, int], ...]:
    if len(starts) == len(known):
        return ()
    sizes = np.diff(np.append(starts, len(known)))
    best = np.argsort(-sizes, kind="stable")[:TOP] if len(sizes) < 1000 else _largest(sizes)
    return tuple((f"{known[starts[place]]:.10g}", int(sizes[place])) for place in best)


def _largest(sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    some = np.argpartition(-sizes, TOP)[:TOP]
    return some[np.argsort(-sizes[some], kind="stable")]


def _quantiles(known: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return quantiles of sorted values, interpolated linearly."""
    places = np.asarray(QUANTILES) * (len(known) - 1)
    return np.asarray(np.interp(places, np.arange(len(known)), known), dtype="float64")


def _moments(known: NDArray[np.float64]) -> dict[str, Any]:
    with np.errstate(over="ignore", invalid="ignore"):
        mean = float(known.mean())
        centred = known - mean
        squares = centred * centred
        variance = float(squares.mean())
        third = float(np.dot(squares, centred)) / len(known)
    if not np.isfinite(variance) or variance == 0:
        mean_told = mean if np.isfinite(mean) else None
        return {"mean": mean_told, "deviation": 0.0 if variance == 0 else None, "skew": None}
    scale = variance * float(np.sqrt(variance))
    skew = third / scale if np.isfinite(scale) and scale else np.nan
    deviation = (variance * len(known) / max(len(known) - 1, 1)) ** 0.5
    return {"mean": mean, "deviation": deviation, "skew": skew if np.isfinite(skew) else None}


def _histogram(known: NDArray[np.float64]) -> tuple[tuple[float, ...], tuple[int, ...]]:
    """Cut sorted values into equal bins; whole numbers in steps of whole numbers."""
    low, high = float(known[0]), float(known[-1])
    if not np.isfinite(high - low):
        return (), ()
    if abs(high - low) < 1e6 and bool((known % 1 == 0).all()):
        width = math.ceil((high - low + 1) / BINS)
        edges = low - 0.5 + width * np.arange(math.ceil((high - low + 1) / width) + 1)
    else:
        edges = np.linspace(low, high if high > low else low + 1, BINS + 1)
    ends = np.searchsorted(known, edges[1:-1])
    counts = np.diff(np.concatenate([[0], ends, [len(known)]]))
    return tuple(map(float, edges)), tuple(map(int, counts))


def _iso(seconds: float) -> str:
    moment = np.datetime64(round(float(seconds) * 1e6), "us")
    text = str(moment.astype("datetime64[s]"))
    return text.removesuffix("T00:00:00").replace("T", " ")
