"""Two numbers against each other, as dots or, for many rows, as a map of their density."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.charts.headline import headline
from core.charts.log_scale import log_ticks, positive
from core.charts.template import ACCENT, CONTRAST, SEQUENTIAL_LIGHT, plain, scale
from core.text import count, number, shown

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

MAX_POINTS = 10_000
CELLS = 60
CLEAR = 0.1


@dataclass(frozen=True)
class Scatter:
    """Dots, or the rows per cell of a grid when there are more than 10,000.

    marked    tells which dots are of the class shown in another colour, empty for none
    grid      rows per cell, lowest y first; empty when dots are drawn
    log       tells that `x` holds powers of ten
    """

    x_name: str
    y_name: str
    rows: int
    correlation: float
    x: tuple[float, ...] = ()
    y: tuple[float, ...] = ()
    marked: tuple[bool, ...] = ()
    grid: tuple[tuple[int, ...], ...] = ()
    label: str = ""
    log: bool = False


def data(
    x: pd.Series,
    y: pd.Series,
    marked: pd.Series | None = None,
    label: str = "",
    log: bool = False,
) -> Scatter:
    """Take rows that have both numbers; `marked` names the rows of the class `label`.

    With `log` the scale of `x` is logarithmic, and rows without an `x` above zero are left out.
    """
    import numpy as np

    if log:
        return replace(data(np.log10(positive(x)), y, marked, label), log=True)

    from core.association import spearman

    both = (x.notna() & y.notna()).to_numpy()
    left, right = x.to_numpy(dtype="float64")[both], y.to_numpy(dtype="float64")[both]
    names = str(x.name), str(y.name)
    correlation = spearman(x[both], y[both])
    if len(left) <= MAX_POINTS:
        dots = () if marked is None else tuple(map(bool, marked.to_numpy()[both]))
        return Scatter(
            *names, len(left), correlation, tuple(map(float, left)), tuple(map(float, right)),
            dots, label=label,
        )  # fmt: skip
    grid, across, up = np.histogram2d(left, right, bins=CELLS)
    return Scatter(
        *names,
        len(left),
        correlation,
        _middles(tuple(map(float, across))),
        _middles(tuple(map(float, up))),
        grid=tuple(tuple(map(int, row)) for row in grid.T),
    )


def text(scatter: Scatter) -> str:
    """Return the finding in one sentence."""
    x, y = shown(scatter.x_name, 40), shown(scatter.y_name, 40)
    if abs(scatter.correlation) < CLEAR:
        moves = "neither rises nor falls"
    else:
        moves = "rises" if scatter.correlation > 0 else "falls"
    return f"{y} {moves} with {x} (rank correlation {number(round(scatter.correlation, 2))})."


def figure(scatter: Scatter) -> go.Figure:
    """Draw dots, or a map of how many rows lie where."""
    import plotly.graph_objects as go

    drawn = go.Figure()
    if scatter.grid:
        drawn.add_heatmap(
            x=scatter.x,
            y=scatter.y,
            z=[[cell or None for cell in row] for row in scatter.grid],
            colorscale=scale(SEQUENTIAL_LIGHT[1:]),
            colorbar={"title": {"text": "rows", "font": {"size": 12}}, "thickness": 12},
            hovertemplate="%{z:,} rows<extra></extra>",
        )
    else:
        colours = [CONTRAST if mark else ACCENT for mark in scatter.marked] or ACCENT
        drawn.add_scattergl(
            x=scatter.x,
            y=scatter.y,
            mode="markers",
            marker={"color": colours, "size": 6, "opacity": 0.5},
            customdata=[10**power for power in scatter.x] if scatter.log else scatter.x,
            hovertemplate="%{customdata:,.4~g}, %{y:,.4~g}<extra></extra>",
        )
    note = f"; orange: {plain(scatter.label, 30)}" if scatter.marked else ""
    rows = f" ({count(scatter.rows, 'row')}{note})"
    drawn.update_layout(
        **headline(text(scatter)),
        xaxis={"title": {"text": plain(scatter.x_name, 40) + rows}, **_ticks(scatter)},
        yaxis={"title": {"text": plain(scatter.y_name, 40)}},
        showlegend=False,
    )
    return drawn


def _ticks(scatter: Scatter) -> dict[str, object]:
    if not scatter.log or not scatter.x:
        return {}
    return log_ticks(min(scatter.x), max(scatter.x))


def _middles(edges: tuple[float, ...]) -> tuple[float, ...]:
    return tuple((a + b) / 2 for a, b in zip(edges, edges[1:], strict=False))
