"""What each threshold leads to: precision and recall, or cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from core.charts.headline import headline
from core.charts.pickable import pickable
from core.charts.share_axis import KNOWN_ROOM, whole_share_axis
from core.charts.template import ACCENT, AMOUNTS, CONTRAST, MUTED, plain
from core.text import amount, cutoff, percent

if TYPE_CHECKING:
    import plotly.graph_objects as go

NAMED = 14  # pixels between a line and its name
EDGE = 0.1  # of the chart at each end, where a name would be cut off
ROOM = 0.15  # between two lines, for both names


class Row(Protocol):
    """What one threshold leads to."""

    @property
    def threshold(self) -> float:
        """The probability from which a row is positive."""

    @property
    def precision(self) -> float:
        """The share of picks that are right."""

    @property
    def recall(self) -> float:
        """The share of positives that are found."""

    @property
    def selected(self) -> float:
        """The number of rows picked, or their weight."""

    @property
    def cost(self) -> float:
        """What false alarms and misses cost together."""


@dataclass(frozen=True)
class Thresholds:
    """Lines over the threshold; `chosen` is the place of the threshold in use, `label` of names:
    a quarter of the way, or where both lines are furthest apart if they meet there.

    costs is empty when no costs were stated; else they are drawn, in `currency`.
    """

    thresholds: tuple[float, ...]
    precision: tuple[float, ...]
    recall: tuple[float, ...]
    costs: tuple[float, ...]
    chosen: int
    label: int
    currency: str = ""


def data(rows: Sequence[Row], threshold: float, currency: str = "") -> Thresholds:
    """Return the lines of at least one threshold row; nothing selected has no precision."""
    picked = [row for row in rows if row.selected] or list(rows)
    costs = tuple(row.cost for row in picked)
    return Thresholds(
        thresholds=tuple(row.threshold for row in picked),
        precision=tuple(row.precision for row in picked),
        recall=tuple(row.recall for row in picked),
        costs=costs if any(costs) else (),
        chosen=_nearest(picked, threshold),
        label=_clear(picked),
        currency=currency,
    )


def text(lines: Thresholds) -> str:
    """Return the finding in one sentence."""
    at = cutoff(lines.thresholds[lines.chosen])
    found, right = percent(lines.recall[lines.chosen]), percent(lines.precision[lines.chosen])
    if not lines.costs:
        return f"At {at}, {found} of the positives are found and {right} of the picks are right."
    unit = f" {lines.currency}" if lines.currency else ""
    cost, least = lines.costs[lines.chosen], min(lines.costs)
    best = lines.thresholds[lines.costs.index(least)]
    if cost <= least:
        return f"At {at} the errors cost least: {amount(cost)}{unit}."
    return (
        f"At {at} the errors cost {amount(cost)}{unit}; least is {amount(least)}{unit} "
        f"at {cutoff(best)}."
    )


def figure(lines: Thresholds) -> go.Figure:
    """Draw precision and recall, or the cost, with the threshold as a vertical line."""
    import plotly.graph_objects as go

    above = lines.recall[lines.label] >= lines.precision[lines.label]
    series = (
        [("cost", lines.costs, ACCENT, True)]
        if lines.costs
        else [
            ("recall", lines.recall, ACCENT, above),
            ("precision", lines.precision, CONTRAST, not above),
        ]
    )
    drawn = go.Figure()
    for name, values, colour, upper in series:
        drawn.add_scatter(
            x=lines.thresholds,
            y=values,
            line={"color": colour, "width": 3},
            name=name,
            hovertext=[
                f"{name} {amount(value) if lines.costs else percent(value)} at {cutoff(at)}"
                for at, value in zip(lines.thresholds, values, strict=True)
            ],
            hoverinfo="text",
            **pickable(lines.thresholds),
        )
        if not lines.costs:  # their name stands beside the axis
            drawn.add_annotation(
                x=lines.thresholds[lines.label],
                y=values[lines.label],
                text=name,
                font={"color": colour},
                showarrow=False,
                xanchor="left" if upper == (name == "recall") else "right",
                yshift=NAMED if upper else -NAMED,
            )
    drawn.add_vline(x=lines.thresholds[lines.chosen], line={"color": MUTED, "dash": "dot"})
    unit = plain(f"cost in {lines.currency}" if lines.currency else "cost", 20)
    drawn.update_layout(
        **headline(text(lines)),
        xaxis={"title": {"text": "threshold: positive from this probability"}, **KNOWN_ROOM},
        yaxis={"title": {"text": unit}, **AMOUNTS} if lines.costs else whole_share_axis(""),
        showlegend=False,
    )
    return drawn


def _clear(rows: Sequence[Row]) -> int:
    """Return where both lines leave room for their names, away from the ends of the chart."""
    first, last = rows[0].threshold, rows[-1].threshold
    quarter = _nearest(rows, (3 * first + last) / 4)
    apart = [abs(row.precision - row.recall) for row in rows]
    if apart[quarter] >= ROOM:
        return quarter
    edge = EDGE * (last - first)
    inner = [n for n, row in enumerate(rows) if first + edge <= row.threshold <= last - edge]
    return max(inner or range(len(rows)), key=apart.__getitem__)


def _nearest(rows: Sequence[Row], threshold: float) -> int:
    return min(range(len(rows)), key=lambda place: abs(rows[place].threshold - threshold))
