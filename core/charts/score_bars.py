"""How probable the model called each row: are the classes, or right and wrong, told apart?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.charts.headline import headline
from core.charts.pickable import ALONG_X
from core.charts.share_axis import share_axis, whole_share_axis
from core.charts.template import ACCENT, CONTRAST, MUTED, plain
from core.text import percent, shown

if TYPE_CHECKING:
    import plotly.graph_objects as go


Pair = tuple[tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True)
class ScoreBars:
    """Rows per bar of equal width from 0 to 1, for two groups, and those that stand out.

    Bars are as high as their share of the group: a rare class is seen beside a frequent one.

    groups     what the rows of each group have in common, in a word
    threshold  from which probability a row is predicted positive; None with several classes
    sure       share of each group's rows on its own side of the threshold, or, with several
               classes, of its rows that were given at least 90 %
    """

    of: str
    groups: tuple[str, str]
    counts: Pair
    sure: tuple[float, float]
    threshold: float | None = None
    marked: Pair = ((), ())


def data(
    of: str,
    groups: tuple[str, str],
    counts: Sequence[Sequence[int]],
    sure: tuple[float, float],
    threshold: float | None = None,
) -> ScoreBars:
    """Return the bars of two groups, those without and those with the answer first."""
    one, other = (tuple(rows) for rows in counts)
    return ScoreBars(of, groups, (one, other), sure, threshold)


def text(bars: ScoreBars) -> str:
    """Return the finding in one sentence."""
    names = [shown(name, 30) for name in bars.groups]
    shares = [percent(share) for share in bars.sure]
    if bars.threshold is None:
        return (
            f"At least 90 % sure: {shares[0]} of the rows predicted {names[0]}, "
            f"{shares[1]} of those predicted {names[1]}."
        )
    return (
        f"On the right side of the threshold: {shares[1]} of '{names[1]}', "
        f"{shares[0]} of '{names[0]}'."
    )


def figure(bars: ScoreBars) -> go.Figure:
    """Draw both groups over one another, with the threshold as a line."""
    import plotly.graph_objects as go

    width = 1 / len(bars.counts[0])
    middles = [(place + 0.5) * width for place in range(len(bars.counts[0]))]
    drawn = go.Figure()
    highest, group = 0.0, "class" if bars.threshold is not None else "group"
    for name, rows, whole, colour in _series(bars):
        shares = [row / max(sum(whole), 1) for row in rows]
        highest = max(highest, *shares)
        drawn.add_bar(
            x=middles,
            y=shares,
            customdata=rows,
            width=width * (0.45 if colour == CONTRAST else 0.95),
            marker={"color": colour, "opacity": 1.0 if colour == CONTRAST else 0.55},
            name=name,
            hovertemplate="about %{x:.2f}: %{customdata:,} rows<extra></extra>",
        )
    if bars.threshold is not None:
        drawn.add_vline(x=bars.threshold, line={"color": MUTED, "dash": "dot"})
    drawn.update_layout(
        **headline(text(bars)),
        **ALONG_X,
        xaxis=whole_share_axis(f"probability of {plain(bars.of, 40)}"),
        yaxis=share_axis(f"share of each {group}", highest),
        barmode="overlay",
        showlegend=True,
    )
    return drawn


def _series(bars: ScoreBars) -> list[tuple[str, tuple[int, ...], tuple[int, ...], str]]:
    """Return name, rows, all rows of the group and colour of what is drawn."""
    names = [plain(name, 30) for name in bars.groups]
    groups = zip(names, bars.counts, bars.counts, (MUTED, ACCENT), strict=True)
    marks = zip(bars.marked, bars.counts, strict=True)
    return [*groups, *(("selected", rows, whole, CONTRAST) for rows, whole in marks if any(rows))]
