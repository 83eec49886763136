"""How each column moves each prediction: one dot per row and column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.charts.template import ACCENT, CONTRAST, MUTED, plain
from core.text import count, shown

if TYPE_CHECKING:
    import plotly.graph_objects as go

MOST = 12
POINTS = 10_000
BINS = 80
HALF = 0.4
COLOURS = [(0.0, ACCENT), (0.5, MUTED), (1.0, CONTRAST)]
TREND = 0.3
HIGH, AGREE = 0.75, 0.8  # of the cells in the highest quarter, how many must go one way


@dataclass(frozen=True, eq=False)
class Beeswarm:
    """Dots of the strongest columns, at most 10,000.

    x         effect, `place` the row of the chart (0 on top) plus a small spread
    height    where the cell lies among the column's values, 0 low to 1 high; NaN: no order
    cells     the cell as text
    rows      rows drawn, of `asked`
    trend     of the first column: 1 high values raise, -1 high values lower, 0 neither; a column
              whose highest cells go both ways has none
    """

    columns: tuple[str, ...]
    unit: str
    x: NDArray[np.float64]
    place: NDArray[np.float64]
    height: NDArray[np.float64]
    cells: tuple[str, ...]
    rows: int
    asked: int
    trend: int


def data(
    columns: Sequence[str],
    values: NDArray[np.float64],
    numbers: NDArray[np.float64],
    cells: NDArray[Any],
    unit: str,
) -> Beeswarm:
    """Return the dots; `values`, `numbers` and `cells` have the shape (rows, columns)."""
    strength = np.abs(values).mean(axis=0) if len(values) else np.empty(0)
    order = np.argsort(-strength, kind="stable")[:MOST]
    rows = min(len(values), POINTS // max(len(order), 1))
    chosen = np.linspace(0, len(values) - 1, rows).round().astype(int)
    x = [values[chosen, column] for column in order]
    heights = [_heights(numbers[:, column])[chosen] for column in order]
    places = [place + _spread(effects) for place, effects in enumerate(x)]
    none = [np.empty(0)]
    return Beeswarm(
        columns=tuple(columns[column] for column in order),
        unit=unit,
        x=np.concatenate(x or none),
        place=np.concatenate(places or none),
        height=np.concatenate(heights or none),
        cells=tuple(str(cell) for column in order for cell in cells[chosen, column]),
        rows=rows,
        asked=len(values),
        trend=_trend(x[0], heights[0]) if x else 0,
    )


def text(swarm: Beeswarm) -> str:
    """Return the finding in one sentence."""
    if not swarm.columns:
        return "No rows are explained yet."
    first = shown(swarm.columns[0], 40)
    if swarm.trend:
        direction = "raise" if swarm.trend > 0 else "lower"
        return f"High values of {first} {direction} the {swarm.unit}."
    return f"{first} moves the {swarm.unit} most, in both directions."


def figure(swarm: Beeswarm) -> go.Figure:
    """Draw the dots, coloured from low to high cell values; grey where cells have no order."""
    import plotly.graph_objects as go

    ordered = ~np.isnan(swarm.height)
    drawn = go.Figure([_dots(swarm, ~ordered, None), _dots(swarm, ordered, swarm.height[ordered])])
    places = list(range(len(swarm.columns)))
    fewer = f" ({swarm.rows:,} of {count(swarm.asked, 'row')})"
    drawn.update_layout(
        title=plain(text(swarm), 120),
        xaxis={
            "title": {
                "text": plain(
                    f"effect on the {swarm.unit}{fewer if swarm.rows < swarm.asked else ''}", 120
                )
            },
            "zeroline": True,
            "zerolinecolor": MUTED,
        },
        yaxis={
            "tickvals": places,
            "ticktext": [plain(column, 30) for column in swarm.columns],
            "range": [len(places) - 0.5, -0.5],
            "showgrid": False,
            "zeroline": False,
        },
        height=160 + 40 * len(places),
        showlegend=False,
    )
    return drawn


def _dots(swarm: Beeswarm, which: NDArray[np.bool_], colour: NDArray[np.float64] | None) -> Any:
    import plotly.graph_objects as go

    marker: dict[str, Any] = {"size": 5, "opacity": 0.75, "color": MUTED}
    if colour is not None:
        marker |= {
            "color": colour.round(3),
            "cmin": 0,
            "cmax": 1,
            "colorscale": COLOURS,
            "showscale": len(colour) > 0,
            "colorbar": {
                "title": {"text": "cell value<br>(grey: text)<br> ", "font": {"size": 12}},
                "tickvals": [0, 1],
                "ticktext": ["low", "high"],
                "thickness": 10,
            },
        }
    names = np.array([plain(column, 30) for column in swarm.columns] or [""])
    column = swarm.place.round().astype(int)
    return go.Scatter(
        x=swarm.x[which].round(6),
        y=swarm.place[which].round(3),
        mode="markers",
        marker=marker,
        text=[
            f"{names[column[dot]]} = {plain(swarm.cells[dot], 30)}" for dot in np.flatnonzero(which)
        ],
        hovertemplate="%{text}<br>effect %{x:.3g}<extra></extra>",
    )


def _heights(numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the rank of each number from 0 to 1; equal numbers share a rank."""
    known = ~np.isnan(numbers)
    result = np.full(len(numbers), np.nan)
    distinct, place = np.unique(numbers[known], return_inverse=True)
    result[known] = place / (len(distinct) - 1) if len(distinct) > 1 else 0.5
    return result


def _spread(effects: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how far each dot moves up or down so that crowded effects look thick."""
    low, high = float(effects.min()), float(effects.max())
    if low == high:
        return np.linspace(-HALF, HALF, len(effects)) if len(effects) > 1 else np.zeros(1)
    bins = np.minimum(((effects - low) / (high - low) * BINS).astype(int), BINS - 1)
    crowd = np.bincount(bins, minlength=BINS)
    seen = np.zeros(BINS, dtype=int)
    result = np.empty(len(effects))
    for dot, where in enumerate(bins):
        turn = seen[where]
        seen[where] += 1
        result[dot] = ((turn + 1) // 2) * (1 if turn % 2 else -1)
    return result * (HALF / max((int(crowd.max()) + 1) // 2, 1))


def _trend(effects: NDArray[np.float64], heights: NDArray[np.float64]) -> int:
    known = ~np.isnan(heights)
    x, y = effects[known], heights[known]
    if len(x) < 3 or np.ptp(x) == 0 or np.ptp(y) == 0:
        return 0
    together = float(np.corrcoef(x, y)[0, 1])
    way = np.sign(together)
    agree = float(np.mean(np.sign(x[y >= HIGH * y.max()]) == way))
    return int(way) if abs(together) > TREND and agree >= AGREE else 0
