"""How far off predicted numbers are, and in which direction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.charts.headline import headline
from core.charts.pickable import ALONG_X
from core.charts.template import ACCENT, AMOUNTS, BASELINE, CONTRAST, plain
from core.text import number, shown

if TYPE_CHECKING:
    import plotly.graph_objects as go

NOTABLE = 0.25


@dataclass(frozen=True)
class ResidualBars:
    """A histogram of truth minus prediction, in the units of the target.

    ends are those of the axis, one bar beyond the first and the last. leans is above 0 when
    predictions are notably too low on average, below 0 when too high, and 0 when the mean
    error is under a quarter of a typical one. marked are the rows of each bar that stand out.
    """

    target: str
    middles: tuple[float, ...]
    ends: tuple[float, float]
    width: float
    counts: tuple[int, ...]
    mean_error: float
    leans: int
    marked: tuple[int, ...] = ()


def data(
    target: str,
    edges: Sequence[float],
    counts: Sequence[int],
    mean_error: float,
    half: float,
) -> ResidualBars:
    """Return the bars; half of all errors are at most `half` in size."""
    notable = abs(mean_error) > NOTABLE * half
    return ResidualBars(
        target=target,
        middles=tuple((a + b) / 2 for a, b in zip(edges, edges[1:], strict=False)),
        ends=(2 * edges[0] - edges[1], 2 * edges[-1] - edges[-2]),
        width=edges[1] - edges[0],
        counts=tuple(counts),
        mean_error=mean_error,
        leans=0 if not notable else 1 if mean_error > 0 else -1,
    )


def text(bars: ResidualBars) -> str:
    """Return the finding in one sentence."""
    name = shown(bars.target, 40)
    if not bars.leans:
        return f"Predictions of {name} are neither too high nor too low on average."
    word = "low" if bars.leans > 0 else "high"
    return f"Predictions of {name} are too {word} by {number(abs(bars.mean_error))} on average."


def figure(bars: ResidualBars) -> go.Figure:
    """Draw the bars around a line at zero, and the mean error where it is notable."""
    import plotly.graph_objects as go

    drawn = go.Figure(
        go.Bar(
            x=bars.middles,
            y=bars.counts,
            width=bars.width * 0.95,
            marker={"color": ACCENT, "opacity": 0.45 if bars.marked else 1},
            hovertemplate="error about %{x:,.3~g}: %{y:,} rows<extra></extra>",
        )
    )
    if any(bars.marked):
        drawn.add_bar(
            x=bars.middles,
            y=bars.marked,
            width=bars.width * 0.95,
            marker={"color": CONTRAST},
            hovertemplate="error about %{x:,.3~g}: %{y:,} selected rows<extra></extra>",
        )
    drawn.add_vline(x=0, line={"color": BASELINE})
    if bars.leans:
        drawn.add_vline(
            x=bars.mean_error,
            line={"color": CONTRAST},
            annotation={"text": "mean error", "font": {"color": CONTRAST}},
            annotation_position="top left" if bars.mean_error < 0 else "top right",
        )
    drawn.update_layout(
        **headline(text(bars)),
        **ALONG_X,
        xaxis={
            **AMOUNTS,
            "title": {"text": f"actual minus predicted {plain(bars.target, 40)}"},
            "range": list(bars.ends),
        },
        yaxis={"title": {"text": "rows"}, **AMOUNTS},
        barmode="overlay",
        showlegend=False,
    )
    return drawn
