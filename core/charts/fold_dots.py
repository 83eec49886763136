"""How much each candidate's score depends on the rows it is checked on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.charts.headline import beside, headline
from core.charts.template import ABOVE, ACCENT, AMOUNTS, BASELINE, CONTRAST, plain
from core.text import inside, number, shown

if TYPE_CHECKING:
    import plotly.graph_objects as go


@dataclass(frozen=True)
class FoldDots:
    """The fold scores of each candidate with their mean, in the order given."""

    metric: str
    names: tuple[str, ...]
    scores: tuple[tuple[float, ...], ...]
    means: tuple[float, ...]
    baseline: float | None


def data(
    metric: str, scores: Mapping[str, Sequence[float]], baseline: float | None = None
) -> FoldDots:
    """Return the dots of all candidates that have a score."""
    scored = {name: tuple(folds) for name, folds in scores.items() if folds}
    means = tuple(sum(folds) / len(folds) for folds in scored.values())
    return FoldDots(metric, tuple(scored), tuple(scored.values()), means, baseline)


def text(dots: FoldDots) -> str:
    """Return the finding in one sentence."""
    if not dots.names:
        return "No fold is finished yet."
    spreads = [max(folds) - min(folds) for folds in dots.scores]
    place = spreads.index(max(spreads))
    low, high = min(dots.scores[place]), max(dots.scores[place])
    name = shown(dots.names[place], 30)
    if low == high:
        return f"{name} scores {number(low)} on every fold."
    most = f"{name} varies most" if len(dots.names) > 1 else f"{name} varies"
    return f"{most} from fold to fold: {inside(dots.metric)} {number(low)} to {number(high)}."


def figure(dots: FoldDots) -> go.Figure:
    """Draw a dot per fold and a bar at the mean of each candidate."""
    import plotly.graph_objects as go

    places = list(range(len(dots.names)))
    drawn = go.Figure()
    for place, folds in zip(places, dots.scores, strict=True):
        drawn.add_scatter(
            x=folds,
            y=[place] * len(folds),
            mode="markers",
            marker={"color": ACCENT, "size": 9, "opacity": 0.6},
            customdata=list(range(1, len(folds) + 1)),
            hovertemplate="fold %{customdata}: %{x:.4~g}<extra></extra>",
        )
    drawn.add_scatter(
        x=dots.means,
        y=places,
        mode="markers",
        marker={"color": CONTRAST, "symbol": "line-ns", "size": 18, "line": {"width": 3}},
        marker_line_color=CONTRAST,
        hovertemplate="mean %{x:.4~g}<extra></extra>",
    )
    if dots.baseline is not None:
        drawn.add_vline(
            x=dots.baseline,
            line={"color": BASELINE, "dash": "dash"},
            annotation={"text": "baseline", "font": {"size": 12}, "yshift": ABOVE},
        )
    drawn.update_layout(
        **headline(text(dots)),
        xaxis={"title": {"text": beside(dots.metric, "per fold; bar: mean")}, **AMOUNTS},
        yaxis={
            "tickvals": places,
            "ticktext": [plain(name, 30) for name in dots.names],
            "range": [len(places) - 0.5, -0.5],
            "showgrid": False,
        },
        height=150 + 40 * len(places),
        showlegend=False,
    )
    return drawn
