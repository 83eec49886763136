"""Which single columns tell most about the target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.charts.headline import headline
from core.charts.names import name_axis
from core.charts.template import ACCENT, CONTRAST, plain
from core.text import number, shown

if TYPE_CHECKING:
    import plotly.graph_objects as go

TOP = 20
SUSPICIOUS = 0.85
WEAK = 0.05


@dataclass(frozen=True)
class AssociationBars:
    """Features and their Gini (0 guessing, 1 perfect), strongest first, with other measures."""

    target: str
    columns: tuple[str, ...]
    powers: tuple[float, ...]
    measures: tuple[str, ...]


def data(target: str, ranking: Sequence[tuple[str, float, str, float]]) -> AssociationBars:
    """Take (column, Gini, name of the classical measure, its value), strongest first."""
    top = ranking[:TOP]
    return AssociationBars(
        target,
        tuple(column for column, *_ in top),
        tuple(float(power) for _, power, *_ in top),
        tuple(f"{measure} {number(value)}" for *_, measure, value in top),
    )


def text(bars: AssociationBars) -> str:
    """Return the finding in one sentence."""
    target = shown(bars.target, 40)
    if not bars.columns:
        return "No column can be compared with the target yet."
    first, power = shown(bars.columns[0], 40), bars.powers[0]
    if power < WEAK:
        return f"No column tells much about '{target}' alone."
    doubt = "; that is suspiciously much" if power >= SUSPICIOUS else ""
    scale = "where 0 is guessing and 1 is perfect"
    return f"'{first}' tells most about '{target}' alone: {number(power)}, {scale}{doubt}."


def figure(bars: AssociationBars) -> go.Figure:
    """Draw one bar per column; suspiciously strong ones in another colour."""
    import plotly.graph_objects as go

    drawn = go.Figure()
    drawn.add_bar(
        y=list(range(len(bars.columns))),
        hovertext=[plain(name, 60) for name in bars.columns],
        x=bars.powers,
        orientation="h",
        marker={"color": [CONTRAST if p >= SUSPICIOUS else ACCENT for p in bars.powers]},
        customdata=[plain(measure) for measure in bars.measures],
        texttemplate="%{x:.2f}",
        textposition="outside",
        cliponaxis=False,
        hovertemplate="%{hovertext}: Gini %{x:.3f}<br>%{customdata}<extra></extra>",
    )
    drawn.update_layout(
        **headline(text(bars)),
        xaxis={"title": {"text": "Gini of the column alone<br>(0 guessing, 1 perfect)"},
               "range": [0, max([*bars.powers, 0.2]) * 1.2]},
        yaxis=name_axis(bars.columns),
        height=120 + 22 * len(bars.columns),
        showlegend=False,
    )  # fmt: skip
    return drawn
