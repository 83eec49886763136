"""How often each category occurs, and what the target does in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.charts.headline import headline
from core.charts.names import name_axis
from core.charts.share_axis import share_axis
from core.charts.target_column import TargetColumn
from core.charts.template import ACCENT, BASELINE, MUTED, plain
from core.text import number, percent, shown

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

TOP = 12
ROOM = 0.3
MIN_ROWS = 10
MISSING = "missing"
OTHERS = "all others"


@dataclass(frozen=True)
class CategoryBars:
    """Categories by rows, most first; with a target, by its mean, highest first.

    amounts    share of the class or mean of the target per category, empty without target
    overall    the same over all rows, drawn as a line
    """

    column: str
    categories: tuple[str, ...]
    rows: tuple[int, ...]
    amounts: tuple[float, ...] = ()
    overall: float | None = None
    axis: str = ""
    share: bool = False
    sentence: str = ""


def data(values: pd.Series, target: TargetColumn | None = None) -> CategoryBars:
    """Count the 12 most frequent categories; the rest and gaps get a bar of their own."""
    name = str(values.name)
    named = _named(values)
    sizes = named.value_counts()
    if target is None or sizes.empty:
        words = tuple(map(str, sizes.index))
        rows = tuple(map(int, sizes))
        return CategoryBars(name, words, rows, sentence=_common(name, words, rows))
    amounts = target.amounts
    means = amounts.groupby(named).mean().dropna().sort_values(ascending=False, kind="stable")
    rows = tuple(int(sizes[word]) for word in means.index)
    bars = CategoryBars(
        name,
        tuple(map(str, means.index)),
        rows,
        tuple(map(float, means)),
        float(amounts.mean()) if len(means) else None,
        target.title,
        bool(target.label),
    )
    return CategoryBars(**{**vars(bars), "sentence": _difference(bars, target)})


def text(bars: CategoryBars) -> str:
    """Return the finding in one sentence."""
    return bars.sentence


def figure(bars: CategoryBars) -> go.Figure:
    """Draw one bar per category, and a line for the mean of all rows."""
    import plotly.graph_objects as go

    lengths = bars.amounts or bars.rows
    drawn = go.Figure()
    drawn.add_bar(
        y=list(range(len(bars.categories))),
        hovertext=[plain(name, 60) for name in bars.categories],
        x=lengths,
        orientation="h",
        marker={"color": [MUTED if w in (MISSING, OTHERS) else ACCENT for w in bars.categories]},
        customdata=bars.rows,
        text=_labels(bars),
        textposition="none",
        hovertemplate="%{hovertext}: %{text}<br>%{customdata:,} rows<extra></extra>",
    )
    low, high = _ends(lengths)
    drawn.add_scatter(
        x=[high] * len(bars.categories),
        y=list(range(len(bars.categories))),
        mode="text",
        text=_labels(bars),
        textposition="middle left",
        hoverinfo="skip",
    )
    if bars.overall is not None:
        drawn.add_vline(
            x=bars.overall,
            line={"color": BASELINE, "dash": "dash"},
            annotation={"text": f"all rows {_told(bars, bars.overall)}", "font": {"size": 12}},
            annotation_position="top",
        )
    name = plain(bars.axis or "rows", 60)
    axis = share_axis(name, max(lengths, default=1.0)) if bars.share else {"title": {"text": name}}
    drawn.update_layout(
        **headline(text(bars)),
        xaxis={**axis, "range": [low, high]},
        yaxis=name_axis(bars.categories),
        showlegend=False,
    )
    return drawn


def _labels(bars: CategoryBars) -> list[str]:
    return [_told(bars, amount) for amount in bars.amounts] or [f"{rows:,}" for rows in bars.rows]


def _told(bars: CategoryBars, amount: float) -> str:
    return percent(amount) if bars.share else number(amount)


def _ends(lengths: Sequence[float]) -> tuple[float, float]:
    """Return the ends of the axis: on the right, a column for values that no bar reaches."""
    low, high = min(0.0, *lengths, 0.0), max(0.0, *lengths, 0.0)
    return low, high + ROOM * (high - low or 1.0)


def _named(values: pd.Series) -> pd.Series:
    words = values.astype("str").where(values.notna())
    top = words.value_counts().index[:TOP]
    return words.where(words.isin(top) | words.isna(), OTHERS).fillna(MISSING)


def _common(name: str, words: tuple[str, ...], rows: tuple[int, ...]) -> str:
    if not rows:
        return f"'{shown(name, 40)}' has no values."
    return (
        f"'{shown(words[0], 40)}' is the most common {shown(name, 40)}: "
        f"{percent(rows[0] / sum(rows))} of the rows."
    )


def _difference(bars: CategoryBars, target: TargetColumn) -> str:
    told = [
        (word, amount)
        for word, amount, rows in zip(bars.categories, bars.amounts, bars.rows, strict=True)
        if rows >= MIN_ROWS and word != OTHERS
    ]
    if len(told) < 2:
        few = "No value" if not told else "Only one value"
        return (
            f"{few} of {shown(bars.column, 40)} has {MIN_ROWS} rows or more: what the bars "
            "differ by may be chance."
        )
    (most, high), (least, low) = told[0], told[-1]
    top, bottom = f"'{shown(most, 30)}'", f"'{shown(least, 30)}'"
    column = shown(bars.column, 40)
    if high == low:
        amount = f"{shown(target.title, 60)} is {target.told(high)}"
        values = f"{len(told)} values of {column} with {MIN_ROWS} rows or more"
        return f"The {amount} for each of the {values}."
    if not target.label:
        return (
            f"{shown(target.name, 40)} is highest for {column} {top} ({target.told(high)}), "
            f"lowest for {bottom} ({target.told(low)})."
        )
    numbers = f"({percent(high)} against {percent(low)})"
    if low > 0 and high / low >= 1.5:
        times = f"{high / low:.0f}" if high / low >= 10 else f"{high / low:.1f}"
        return (
            f"{column} {top} is '{shown(target.label, 30)}' {times.removesuffix('.0')} times as "
            f"often as {bottom} {numbers}."
        )
    return f"{column} {top} is most often '{shown(target.label, 30)}', {bottom} least {numbers}."
