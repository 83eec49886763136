"""How the target itself is spread: the sizes of its classes, or its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.charts import category_bars, histogram
from core.charts.category_bars import CategoryBars
from core.charts.histogram import Histogram
from core.charts.target_column import TargetColumn
from core.text import percent, shown

if TYPE_CHECKING:
    import plotly.graph_objects as go


def data(target: TargetColumn) -> CategoryBars | Histogram:
    """Count the classes of the target, or cut its numbers into bins."""
    known = target.values.dropna().rename(target.name)
    return category_bars.data(known) if target.label else histogram.data(known)


def text(drawn: CategoryBars | Histogram) -> str:
    """Return the finding in one sentence."""
    if isinstance(drawn, Histogram):
        return histogram.text(drawn)
    if len(drawn.rows) != 2:
        return category_bars.text(drawn)
    share = drawn.rows[1] / sum(drawn.rows)
    return (
        f"{percent(share)} are '{shown(drawn.categories[1], 30)}': always answering "
        f"'{shown(drawn.categories[0], 30)}' is right for {percent(1 - share)}."
    )


def figure(drawn: CategoryBars | Histogram) -> go.Figure:
    """Draw bars of the classes, or the histogram of the numbers."""
    from core.charts.headline import headline

    if isinstance(drawn, Histogram):
        return histogram.figure(drawn)
    return category_bars.figure(drawn).update_layout(**headline(text(drawn)))
