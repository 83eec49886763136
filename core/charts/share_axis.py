"""An axis of shares, written as percentages are everywhere."""

from __future__ import annotations

from typing import Any

from core.text import percent

KNOWN_ROOM = {"automargin": False}
STEPS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25)
MOST = 4


def share_axis(title: str, high: float = 1.0) -> dict[str, Any]:
    """Return the layout of an axis from 0 to `high` with at most five ticks.

    >>> share_axis("found")["ticktext"], share_axis("missing", 0.012)["ticktext"]
    (['0 %', '25 %', '50 %', '75 %', '100 %'], ['0.0 %', '0.5 %', '1.0 %'])
    """
    step = next((step for step in STEPS if high <= MOST * step), STEPS[-1])
    ticks = [place * step for place in range(MOST + 1) if place * step <= high + 1e-9]
    return {
        "title": {"text": title},
        "tickvals": ticks,
        "ticktext": [percent(tick, 0 if step >= 0.01 else 1) for tick in ticks],
    }


def whole_share_axis(title: str) -> dict[str, Any]:
    """Return the layout of an axis from nothing to all, with room for the words at its ends.

    Its labels are known, so whoever draws it gives it its room (`KNOWN_ROOM`): to find that
    out, Plotly would lay the chart out a second time.
    """
    return {**share_axis(title), "range": [-0.04, 1.08], **KNOWN_ROOM}
