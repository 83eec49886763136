"""An axis of names from data: by place, so that names that look alike stay apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.charts.template import plain

LENGTH = 30


def name_axis(names: Sequence[str]) -> dict[str, Any]:
    """Return the layout of a vertical axis with one name per whole number, first on top."""
    return {
        "tickvals": list(range(len(names))),
        "ticktext": [plain(name, LENGTH) for name in names],
        "range": [len(names) - 0.5, -0.5],
        "showgrid": False,
    }
