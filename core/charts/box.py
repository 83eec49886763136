"""A number compared between groups: medians and quartiles side by side."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.charts.headline import headline
from core.charts.log_scale import log_axis, positive
from core.charts.names import name_axis
from core.charts.template import ACCENT, plain
from core.text import number, shown

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

GROUPS = 12
FENCE = 1.5
_NUMBERS = ("low", "first", "median", "third", "high")


@dataclass(frozen=True)
class Box:
    """Five numbers of one group: whiskers end within 1.5 interquartile ranges."""

    group: str
    rows: int
    low: float
    first: float
    median: float
    third: float
    high: float
    beyond: int


@dataclass(frozen=True)
class Boxes:
    """Boxes of a number column, one for each group, highest median first."""

    column: str
    by: str
    boxes: tuple[Box, ...]
    log: bool = False


def data(values: pd.Series, groups: pd.Series | None = None, log: bool = False) -> Boxes:
    """Summarise a number in the 12 largest groups, or as a whole.

    With `log` the whiskers are measured in logarithms, and values of zero or below are left
    out.
    """
    if log:
        import numpy as np

        powers = data(np.log10(positive(values)), groups)
        return replace(powers, boxes=tuple(_raised(box) for box in powers.boxes), log=True)
    name = str(values.name)
    if groups is None:
        boxes = [_box("", values.dropna())] if values.notna().any() else []
        return Boxes(name, "", tuple(boxes))
    largest = groups.value_counts().index[:GROUPS]
    parts = [(str(group), values[groups == group].dropna()) for group in largest]
    boxes = [_box(group, part) for group, part in parts if len(part)]
    ordered = sorted(boxes, key=lambda box: -box.median)
    return Boxes(name, str(groups.name), tuple(ordered))


def text(boxes: Boxes) -> str:
    """Return the finding in one sentence."""
    name = shown(boxes.column, 40)
    if not boxes.boxes:
        return f"'{name}' has no values."
    top, bottom = boxes.boxes[0], boxes.boxes[-1]
    if len(boxes.boxes) == 1:
        return (
            f"Half of {name} lies between {number(top.first)} and {number(top.third)}; "
            f"{top.beyond:,} rows are far outside."
        )
    return (
        f"The middle {name} is {number(top.median)} for '{shown(top.group, 30)}' and "
        f"{number(bottom.median)} for '{shown(bottom.group, 30)}'."
    )


def figure(boxes: Boxes) -> go.Figure:
    """Draw one box per group from its five numbers."""
    import plotly.graph_objects as go

    drawn = go.Figure()
    every = boxes.boxes
    drawn.add_box(
        y=list(range(len(every))),
        lowerfence=[box.low for box in every],
        q1=[box.first for box in every],
        median=[box.median for box in every],
        q3=[box.third for box in every],
        upperfence=[box.high for box in every],
        orientation="h",
        marker={"color": ACCENT},
    )
    drawn.update_layout(
        **headline(text(boxes)),
        xaxis={
            "title": {"text": plain(boxes.column, 40)},
            **(log_axis(end for box in every for end in (box.low, box.high)) if boxes.log else {}),
        },
        yaxis={
            **name_axis([box.group or boxes.column for box in every]),
            "title": {"text": plain(boxes.by, 40)},
        },
        showlegend=False,
    )
    return drawn


def _raised(box: Box) -> Box:
    numbers = {name: 10 ** getattr(box, name) for name in _NUMBERS}
    return replace(box, **numbers)


def _box(group: str, known: pd.Series) -> Box:
    first, median, third = (float(value) for value in known.quantile([0.25, 0.5, 0.75]))
    reach = FENCE * (third - first)
    inside = known[(known >= first - reach) & (known <= third + reach)]
    beyond = len(known) - len(inside)
    low, high = float(inside.min()), float(inside.max())
    return Box(group, len(known), low, first, median, third, high, beyond)
