"""How columns go together in pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.charts.headline import headline
from core.charts.template import DIVERGING, plain, scale
from core.text import number, shown

if TYPE_CHECKING:
    import plotly.graph_objects as go

LOOSE = 0.3
NAMED = 14


@dataclass(frozen=True)
class CorrelationMap:
    """Columns, ordered so that related ones are neighbours, and their associations."""

    columns: tuple[str, ...]
    matrix: tuple[tuple[float, ...], ...]
    strongest: tuple[str, str, float] | None


def data(columns: Sequence[str], matrix: Sequence[Sequence[float]]) -> CorrelationMap:
    """Order the columns of a symmetric matrix and find the strongest pair."""
    order = _neighbours(matrix)
    names = tuple(columns[place] for place in order)
    ordered = tuple(tuple(float(matrix[i][j]) for j in order) for i in order)
    pairs = [(i, j) for i in range(len(names)) for j in range(i)]
    best = max(pairs, key=lambda pair: abs(ordered[pair[0]][pair[1]]), default=None)
    strongest = None
    if best is not None:
        strongest = (names[best[1]], names[best[0]], ordered[best[0]][best[1]])
    return CorrelationMap(names, ordered, strongest)


def text(drawn: CorrelationMap) -> str:
    """Return the finding in one sentence."""
    if drawn.strongest is None:
        return "There are fewer than two columns to compare."
    one, two, value = drawn.strongest
    if abs(value) < LOOSE:
        return f"No two columns go together closely; the strongest pair reaches {number(value)}."
    return f"'{shown(one, 40)}' and '{shown(two, 40)}' go together most: {number(value)}."


def figure(drawn: CorrelationMap) -> go.Figure:
    """Draw the matrix as a heat map, from -1 to 1; many columns are named at the rows only."""
    import plotly.graph_objects as go

    names = [plain(column, 60) for column in drawn.columns]
    chart = go.Figure()
    chart.add_heatmap(
        z=drawn.matrix,
        zmin=-1,
        zmax=1,
        colorscale=scale(DIVERGING),
        customdata=[[f"{one} and {two}" for two in names] for one in names],
        hovertemplate="%{customdata}: %{z:.2f}<extra></extra>",
        colorbar={
            "title": {"text": "strength", "font": {"size": 12}},
            "orientation": "h",
            "thickness": 10,
            "y": 1.01,
            "yanchor": "bottom",
        },
    )
    axis = {
        "tickvals": list(range(len(names))),
        "ticktext": [plain(column, 16) for column in drawn.columns],
        "tickfont": {"size": 11},
        "showgrid": False,
    }
    chart.update_layout(
        **headline(text(drawn)),
        xaxis={**axis, "tickangle": -90, "showticklabels": len(names) <= NAMED},
        yaxis={**axis, "autorange": "reversed"},
        height=220 + 17 * len(names),
    )
    return chart


def _neighbours(matrix: Sequence[Sequence[float]]) -> list[int]:
    """Order columns so that each is followed by the one it goes with most."""
    left = list(range(len(matrix)))
    order = left[:1]
    left = left[1:]
    while left:
        row = matrix[order[-1]]
        nearest = max(left, key=lambda place: abs(row[place]))
        order.append(nearest)
        left.remove(nearest)
    return order
