"""Which columns move the predictions most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.charts.headline import below
from core.charts.template import ACCENT, plain
from core.text import count, number, percent, shown

if TYPE_CHECKING:
    import plotly.graph_objects as go

MOST = 12


@dataclass(frozen=True)
class ImportanceBar:
    """The strongest columns with their mean absolute effect, the largest first.

    share is the first column's part of all effects; `hidden` columns are not drawn.
    """

    columns: tuple[str, ...]
    effects: tuple[float, ...]
    share: float
    unit: str
    hidden: int


def data(columns: Sequence[str], effects: Sequence[float], unit: str) -> ImportanceBar:
    """Return the twelve columns with the largest effect, in `unit`."""
    order = sorted(range(len(columns)), key=lambda place: (-effects[place], place))
    top = order[:MOST]
    total = sum(effects)
    return ImportanceBar(
        columns=tuple(columns[place] for place in top),
        effects=tuple(float(effects[place]) for place in top),
        share=float(effects[top[0]]) / total if top and total else 0.0,
        unit=unit,
        hidden=len(columns) - len(top),
    )


def text(bar: ImportanceBar) -> str:
    """Return the finding in one sentence."""
    if not bar.share:
        return "No column moves the predictions."
    return f"{shown(bar.columns[0], 40)} makes up {percent(bar.share)} of what moves predictions."


def figure(bar: ImportanceBar) -> go.Figure:
    """Draw one bar per column, labelled with its mean effect."""
    import plotly.graph_objects as go

    places = list(range(len(bar.columns)))
    bars = go.Bar(
        x=bar.effects,
        y=places,
        orientation="h",
        marker={"color": ACCENT},
        text=[number(effect) for effect in bar.effects],
        textposition="outside",
        cliponaxis=False,
        hoverinfo="skip",
    )
    names = [plain(column, 30) for column in bar.columns]
    if bar.hidden:
        names.append(f"{count(bar.hidden, 'smaller one')} not drawn")
    drawn = go.Figure(bars)
    drawn.update_layout(
        title=plain(text(bar), 120),
        xaxis={"title": {"text": below(f"mean effect on the {bar.unit}")}},
        yaxis={
            "tickvals": list(range(len(names))),
            "ticktext": names,
            "range": [len(names) - 0.5, -0.5],
            "showgrid": False,
        },
        height=140 + 32 * len(names),
        showlegend=False,
    )
    drawn.update_xaxes(range=[0, 1.25 * (max(bar.effects, default=0.0) or 1.0)])
    return drawn
