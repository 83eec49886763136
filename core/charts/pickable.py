"""Charts that choose: a click on a point that carries a value, or a box drawn over rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

REACH = 14  # pixels across each point that catch a click
BY_BOX = {"dragmode": "select"}
ALONG_X = {**BY_BOX, "selectdirection": "h"}
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


def boxed(selection: Mapping[str, Any] | None) -> tuple[tuple[float, float], ...]:
    """Return the ends of the box that was drawn last, along x and along y; empty without one.

    >>> boxed({"box": [{"x": [3, 1], "y": [0, 2]}]}), boxed({"box": []})
    (((1.0, 3.0), (0.0, 2.0)), ())
    """
    boxes = (selection or {}).get("box") or []
    sides = [boxes[-1].get(side) for side in "xy"] if boxes else []
    if not all(isinstance(ends, Sequence) and len(ends) == 2 for ends in sides):
        return ()
    return tuple((float(min(ends)), float(max(ends))) for ends in sides)
