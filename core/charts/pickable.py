"""Lines whose points can be clicked: each point carries the value that a click chooses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

REACH = 14  # pixels across each point that catch a click
_UNSEEN = {"marker": {"opacity": 0}}


def pickable(values: Sequence[float]) -> dict[str, Any]:
    """Return what makes the points of a line clickable; without values it stays a line.

    Plotly can only choose markers, so each point gets one that is not seen.
    """
    if not values:
        return {"mode": "lines"}
    return {
        "mode": "lines+markers",
        "marker": {"size": REACH, "opacity": 0},
        "selected": _UNSEEN,
        "unselected": _UNSEEN,
        "customdata": tuple(values),
    }


def picked(selection: Mapping[str, Any] | None) -> float | None:
    """Return the value of the point that was clicked last, None without one.

    >>> picked({"points": [{"customdata": 0.3}]}), picked({"points": []})
    (0.3, None)
    """
    points = (selection or {}).get("points") or []
    value = points[-1].get("customdata") if points else None
    if isinstance(value, Sequence) and not isinstance(value, str):
        value = value[0] if value else None
    return float(value) if isinstance(value, int | float) else None
