"""A number's quantiles against those of a normal distribution: does it follow the bell curve?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.charts.headline import headline
from core.charts.log_scale import log_axis, positive
from core.charts.template import ACCENT, BASELINE, CONTRAST, MUTED, plain
from core.text import shown

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

MAX_POINTS = 300
MIN_ROWS = 5
MOST_GROUPS = 3
STRAIGHT, NEARLY = 0.99, 0.98
FAR = 0.5
OFF = 0.25
LOOKS = ((ACCENT, "circle"), (CONTRAST, "diamond"), (MUTED, "square"))


@dataclass(frozen=True)
class Quantiles:
    """Ordered values of one group with the normal quantiles they are set against.

    line          value at the first and the last normal quantile if the group were normal
    straightness  correlation of values and normal quantiles, 1 for a bell curve
    """

    group: str
    rows: int
    normal: tuple[float, ...]
    values: tuple[float, ...]
    line: tuple[float, float]
    straightness: float
    shape: str


@dataclass(frozen=True)
class QuantilePlot:
    """The groups of a number column; `log` tells that logarithms were compared."""

    column: str
    groups: tuple[Quantiles, ...]
    log: bool = False


def data(values: pd.Series, groups: pd.Series | None = None, log: bool = False) -> QuantilePlot:
    """Compare a number, as a whole or in its 3 largest groups, with the normal distribution.

    The i-th of n ordered values is set against the normal quantile of
    (i - 3/8) / (n + 1/4) (Blom, 1958); the line runs through both quartiles. With `log`,
    logarithms are compared and values of zero or below are left out.
    """
    column = str(values.name)
    known = (positive(values) if log else values).dropna()
    if groups is None:
        parts = [("", known)]
    else:
        largest = groups[known.index].value_counts().index[:MOST_GROUPS]
        parts = [(str(group), known[groups[known.index] == group]) for group in largest]
    kept = [_quantiles(name, part, log) for name, part in parts if _is_enough(part)]
    return QuantilePlot(column, tuple(kept), log)


def text(plot: QuantilePlot) -> str:
    """Return the finding in one sentence."""
    name = f"the logarithm of {shown(plot.column, 40)}" if plot.log else shown(plot.column, 40)
    name = name[0].upper() + name[1:] if plot.log else name
    if not plot.groups:
        return f"{name} has too few different values to compare with a bell curve."
    told = [
        f"{group.shape} for '{shown(group.group, 30)}'" if group.group else group.shape
        for group in plot.groups
    ]
    same = len({group.shape for group in plot.groups}) == 1
    where = " in each group" if len(told) > 1 else ""
    return f"{name} {plot.groups[0].shape}{where}." if same else f"{name} {', '.join(told)}."


def figure(plot: QuantilePlot) -> go.Figure:
    """Draw dots for the quantiles of each group and the line that a bell curve would follow."""
    import plotly.graph_objects as go

    drawn = go.Figure()
    for group, (colour, symbol) in zip(plot.groups, LOOKS, strict=False):
        drawn.add_scatter(
            x=(group.normal[0], group.normal[-1]),
            y=group.line,
            mode="lines",
            line={"color": BASELINE, "dash": "dash", "width": 1.5},
            hoverinfo="skip",
            showlegend=False,
        )
        drawn.add_scatter(
            x=group.normal,
            y=group.values,
            mode="markers",
            marker={"color": colour, "symbol": symbol, "size": 6},
            name=plain(group.group, 30),
            hovertemplate="%{y:,.4~g}<extra></extra>",
        )
    ends = [
        end
        for group in plot.groups
        for end in (*group.line, *group.values[:: len(group.values) - 1])
    ]
    drawn.update_layout(
        **headline(text(plot)),
        xaxis={"title": {"text": "standard deviations from the middle of a bell curve"}},
        yaxis={"title": {"text": plain(plot.column, 40)}, **(log_axis(ends) if plot.log else {})},
        showlegend=len(plot.groups) > 1,
    )
    return drawn


def _is_enough(known: pd.Series) -> bool:
    return len(known) >= MIN_ROWS and known.nunique() > 2


def _quantiles(group: str, known: pd.Series, log: bool) -> Quantiles:
    from statistics import NormalDist

    import numpy as np

    ordered = np.sort(known.to_numpy(dtype="float64"))
    size_of = 1.0 if log else float(np.abs(ordered).max()) or 1.0
    compared = np.log10(ordered) if log else ordered / size_of  # so that squares stay finite
    size = len(ordered)
    places = (np.arange(1, size + 1) - 0.375) / (size + 0.25)
    thin = np.unique(np.linspace(0, size - 1, min(size, MAX_POINTS)).round().astype("int64"))
    curve = NormalDist()
    normal = np.array([curve.inv_cdf(place) for place in places[thin]])
    low, high = np.quantile(compared, [0.25, 0.75])
    slope = float(high - low) / (2 * curve.inv_cdf(0.75)) or float(compared.std())
    line = (low + high) / 2 + slope * normal
    straightness = float(np.corrcoef(compared[thin], normal)[0, 1])
    ends = [float((compared[thin][end] - line[end]) / slope) for end in (0, -1)]
    back = 10**line if log else line * size_of
    return Quantiles(
        group,
        size,
        tuple(map(float, normal)),
        tuple(map(float, ordered[thin])),
        (float(back[0]), float(back[-1])),
        straightness,
        _shape(straightness, ends[0], ends[1]),
    )


def _shape(straightness: float, low: float, high: float) -> str:
    """Say how the ends lie to the line, in standard deviations above it."""
    if straightness >= STRAIGHT and max(abs(low), abs(high)) <= FAR:
        return "follows a bell curve closely"
    if straightness >= NEARLY:
        return "roughly follows a bell curve"
    return next(_ends(low, high))


def _ends(low: float, high: float) -> Iterator[str]:
    if high > OFF and low > -OFF:
        yield "has a long tail of large values"
    if low < -OFF and high < OFF:
        yield "has a long tail of small values"
    if low < -OFF and high > OFF:
        yield "has more extreme values at both ends than a bell curve"
    if low > OFF and high < -OFF:
        yield "has fewer extreme values than a bell curve"
    yield "differs from a bell curve"
