"""Which columns have gaps, and how many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.charts.headline import headline
from core.charts.names import name_axis
from core.charts.share_axis import share_axis
from core.charts.template import ACCENT, plain
from core.text import count, percent, shown

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

TOP = 25


@dataclass(frozen=True)
class MissingBars:
    """Columns with gaps, most first, with the share of missing values; at most 25 drawn."""

    columns: tuple[str, ...]
    shares: tuple[float, ...]
    affected: int
    of: int


def data(frame: pd.DataFrame) -> MissingBars:
    """Return the share of missing values of each column that has some."""
    shares = frame.isna().mean()
    holes = shares[shares > 0].sort_values(ascending=False, kind="stable")
    top = holes.iloc[:TOP]
    return MissingBars(tuple(map(str, top.index)), tuple(map(float, top)), len(holes), len(shares))


def text(bars: MissingBars) -> str:
    """Return the finding in one sentence."""
    if not bars.columns:
        return f"Nothing is missing in {count(bars.of, 'column')}."
    return (
        f"{bars.affected:,} of {count(bars.of, 'column')} have gaps, "
        f"most of all '{shown(bars.columns[0], 40)}' ({percent(bars.shares[0])})."
    )


def figure(bars: MissingBars) -> go.Figure:
    """Draw one bar per column with gaps."""
    import plotly.graph_objects as go

    most = max(bars.shares, default=1.0)
    drawn = go.Figure()
    drawn.add_bar(
        y=list(range(len(bars.columns))),
        hovertext=[plain(name, 60) for name in bars.columns],
        x=bars.shares,
        orientation="h",
        marker={"color": ACCENT},
        text=[percent(share, 1) for share in bars.shares],
        textposition="outside",
        cliponaxis=False,
        hovertemplate="%{hovertext}: %{text} missing<extra></extra>",
    )
    drawn.update_layout(
        **headline(text(bars)),
        xaxis={**share_axis("missing", most), "range": [0, 1.25 * most]},
        yaxis=name_axis(bars.columns),
        height=120 + 24 * len(bars.columns),
        showlegend=False,
    )
    return drawn
