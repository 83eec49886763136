"""Which settings made the difference in a search."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.charts.template import ACCENT, plain
from core.text import percent

if TYPE_CHECKING:
    import plotly.graph_objects as go

MOST = 10


@dataclass(frozen=True)
class TuningImportance:
    """Settings and the share of the differences in score each explains, largest first."""

    labels: tuple[str, ...]
    shares: tuple[float, ...]


def data(importance: Mapping[str, float], labels: Mapping[str, str]) -> TuningImportance:
    """Return the ten most important settings under the words shown for them."""
    ordered = sorted(importance.items(), key=lambda item: (-item[1], item[0]))[:MOST]
    return TuningImportance(
        labels=tuple(labels.get(name, name) for name, _ in ordered),
        shares=tuple(share for _, share in ordered),
    )


def text(importance: TuningImportance) -> str:
    """Return the finding in one sentence."""
    if not importance.labels:
        return "Too few trials to tell which settings matter."
    return (
        f"“{importance.labels[0]}” explains {percent(importance.shares[0])} "
        "of the differences between trials."
    )


def figure(importance: TuningImportance) -> go.Figure:
    """Draw one bar per setting, labelled with its share."""
    import plotly.graph_objects as go

    bars = go.Bar(
        x=importance.shares[::-1],
        y=[plain(label, 40) for label in importance.labels[::-1]],
        orientation="h",
        marker={"color": ACCENT},
        text=[percent(share) for share in importance.shares[::-1]],
        textposition="outside",
        cliponaxis=False,
        hoverinfo="skip",
    )
    drawn = go.Figure(bars)
    drawn.update_layout(
        title=text(importance),
        xaxis={"visible": False, "range": [0, 1.15 * max(importance.shares, default=1.0)]},
        yaxis={"showgrid": False},
        showlegend=False,
    )
    return drawn
