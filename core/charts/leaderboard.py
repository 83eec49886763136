"""All candidates with their intervals, against the baseline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.charts.headline import beside, headline
from core.charts.template import ABOVE, ACCENT, AMOUNTS, BASELINE, MUTED, plain
from core.text import count, inside, number, shown

if TYPE_CHECKING:
    import plotly.graph_objects as go

EDGE = 0.85


@dataclass(frozen=True)
class Entry:
    """One candidate: its mean score with the ends of the interval; `tie` with the best."""

    name: str
    mean: float
    low: float
    high: float
    tie: bool = False
    baseline: bool = False


@dataclass(frozen=True)
class Leaderboard:
    """Candidates in order, the best first; the baseline's score if it has one.

    ahead  the baseline stands before all of them
    """

    metric: str
    entries: tuple[Entry, ...]
    baseline: float | None
    ahead: bool = False


def data(metric: str, entries: Sequence[Entry]) -> Leaderboard:
    """Return the leaderboard in the order given; the baseline becomes a line."""
    base = [entry.mean for entry in entries if entry.baseline]
    rest = tuple(entry for entry in entries if not entry.baseline)
    ahead = bool(entries) and entries[0].baseline
    return Leaderboard(metric, rest, base[0] if base else None, ahead)


def text(board: Leaderboard) -> str:
    """Return the finding in one sentence."""
    if not board.entries:
        return "No candidate has a score yet."
    best = board.entries[0]
    if board.ahead:
        return (
            f"No model clearly beats the baseline ({inside(board.metric)} "
            f"{number(board.baseline)}): {shown(best.name, 30)} reaches {number(best.mean)}."
        )
    start = f"{shown(best.name, 30)} reaches {inside(board.metric)} {number(best.mean)}"
    others = sum(entry.tie for entry in board.entries[1:])
    if best.tie and others:
        return f"{start}; {count(others, 'other')} cannot be told apart from it."
    base = f" (baseline {number(board.baseline)})" if board.baseline is not None else ""
    return f"{start}{base} and leads." if len(board.entries) > 1 else f"{start}{base}."


def figure(board: Leaderboard) -> go.Figure:
    """Draw a dot with its interval per candidate, the baseline as a dashed line."""
    import plotly.graph_objects as go

    places = list(range(len(board.entries)))
    drawn = go.Figure()
    for place, entry in zip(places, board.entries, strict=True):
        leading = entry.tie or (place == 0 and not board.ahead)
        drawn.add_scatter(
            x=(entry.mean,),
            y=(place,),
            mode="markers+text",
            marker={"color": ACCENT if leading else MUTED, "size": 12},
            error_x={
                "type": "data",
                "symmetric": False,
                "array": (entry.high - entry.mean,),
                "arrayminus": (entry.mean - entry.low,),
                "thickness": 2,
            },
            text=(number(entry.mean) + (" · tie" if entry.tie else ""),),
            textposition=_side(entry.mean, board),
            cliponaxis=False,
            hovertemplate=f"{number(entry.low)} to {number(entry.high)}<extra></extra>",
        )
    if board.baseline is not None:
        words = f"baseline {number(board.baseline)}"
        drawn.add_vline(
            x=board.baseline,
            line={"color": BASELINE, "dash": "dash"},
            annotation={"text": words, "font": {"size": 12}, "yshift": ABOVE},
        )
    drawn.update_layout(
        **headline(text(board)),
        xaxis={
            "title": {"text": beside(board.metric, "mean and 95 % interval", ", ")},
            **AMOUNTS,
        },
        yaxis={
            "tickvals": places,
            "ticktext": [plain(entry.name, 30) for entry in board.entries],
            "range": [len(places) - 0.5, -0.7],
            "showgrid": False,
            "zeroline": False,
        },
        height=150 + 52 * len(places),
        showlegend=False,
    )
    return drawn


def _side(mean: float, board: Leaderboard) -> str:
    """Return where the words beside a dot stand, so that none leaves the drawing."""
    ends = [end for entry in board.entries for end in (entry.low, entry.high)]
    ends += [] if board.baseline is None else [board.baseline]
    place = (mean - min(ends)) / ((max(ends) - min(ends)) or 1)
    return "top left" if place > EDGE else "top right" if place < 1 - EDGE else "top center"
