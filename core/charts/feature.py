"""The right chart for a feature: chosen by its kind and the task, from one table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from core.charts import box, category_bars, histogram, qq, scatter
from core.charts.target_column import TargetColumn, target_column

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

    from core.problem import Problem

CHARTS: Mapping[str, Any] = {
    "histogram": histogram,
    "box": box,
    "category_bars": category_bars,
    "scatter": scatter,
    "qq": qq,
}
_BY_KIND = {
    ("number", "binary"): "histogram",
    ("number", "multiclass"): "box",
    ("number", "regression"): "scatter",
    ("date", "binary"): "histogram",
    ("date", "multiclass"): "histogram",
    ("date", "regression"): "histogram",
}
_FITTING = {
    "number": ("histogram", "box", "scatter", "qq"),
    "date": ("histogram",),
    "category": ("category_bars",),
    "text": ("lengths", "category_bars"),
}


def chart_for(kind: str, task: str) -> str:
    """Return the name of the chart that suits a feature of this kind best.

    >>> chart_for("number", "regression"), chart_for("text", "binary")
    ('scatter', 'lengths')
    """
    if kind == "text":
        return "lengths"
    return _BY_KIND.get((kind, task), "category_bars")


def charts_for(kind: str) -> tuple[str, ...]:
    """Return the names of all charts that can draw a feature of this kind."""
    return _FITTING[kind]


def data(frame: pd.DataFrame, column: str, problem: Problem, chart: str, log: bool = False) -> Any:
    """Return the data of one chart of a column beside the target.

    Without a target, or where a scatter has no number to set against, the histogram
    (or the bars) of the column alone is drawn. `log` gives a number a logarithmic scale.
    """
    values, target = frame[column], target_column(frame, problem)
    if target is None or target.name == column:
        target = None
    if chart == "lengths":
        return histogram.data(_lengths(values), target, log)
    if chart == "scatter":
        if target is None or target.label:
            return histogram.data(values, target, log)
        return scatter.data(values, target.values, log=log)
    if chart in ("box", "qq"):
        return CHARTS[chart].data(values, _groups(target), log)
    if chart == "histogram":
        return histogram.data(values, target, log)
    return CHARTS[chart].data(values, target)


def figure(drawn: Any) -> go.Figure:
    """Draw what `data` returned."""
    return _part_of(drawn).figure(drawn)


def text(drawn: Any) -> str:
    """Return the finding of what `data` returned, in one sentence."""
    return str(_part_of(drawn).text(drawn))


def _lengths(values: pd.Series) -> pd.Series:
    """Return how many characters each text has: texts that hardly repeat make no bars."""
    characters = values.astype("str").str.len().where(values.notna()).astype("float64")
    return characters.rename(f"length of {values.name} in characters")


def _groups(target: TargetColumn | None) -> pd.Series | None:
    return target.values if target is not None and target.label else None


def _part_of(drawn: Any) -> Any:
    parts = {
        histogram.Histogram: histogram,
        box.Boxes: box,
        category_bars.CategoryBars: category_bars,
        scatter.Scatter: scatter,
        qq.QuantilePlot: qq,
    }
    return parts[type(drawn)]
