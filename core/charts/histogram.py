"""How the values of a number or date column are spread, and what the target does along it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.charts.headline import headline
from core.charts.log_scale import log_ticks, positive
from core.charts.share_axis import share_axis
from core.charts.target_column import TargetColumn
from core.charts.template import CONTRAST, MUTED, plain
from core.text import as_written, number, percent, shown

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go
    from numpy.typing import NDArray

BINS = 30
NEARLY = 1e-6
MIN_ROWS = 10


@dataclass(frozen=True)
class Histogram:
    """Rows per bin, and the target's mean in each bin that has enough rows.

    edges      ends of the bins, one more than `bars`; dates as milliseconds since 1970,
               powers of ten when `log` is true
    line       share of the class or mean of the target per bin, None where rows are few
    ranges     what each bin holds, in words
    axis       what the line shows, '' without a target; `share` tells a share from a mean
    """

    column: str
    edges: tuple[float, ...]
    bars: tuple[int, ...]
    line: tuple[float | None, ...] = ()
    axis: str = ""
    share: bool = False
    dates: bool = False
    sentence: str = ""
    ranges: tuple[str, ...] = ()
    log: bool = False


def data(values: pd.Series, target: TargetColumn | None = None, log: bool = False) -> Histogram:
    """Cut a number or date column into at most 30 bins.

    With `log` the bins of a number column widen by the same factor each, and values of
    zero or below are left out.
    """
    import numpy as np

    name, dates = str(values.name), values.dtype.kind == "M"
    log = log and not dates
    gaps, values = values.isna(), positive(values) if log else values
    gaps, present = gaps.to_numpy(), values.notna().to_numpy()
    known = _numbers(values)[present]
    if not len(known):
        nothing = f"'{shown(name, 40)}' has no values{' above zero' if log else ''}."
        return Histogram(name, (), (), dates=dates, sentence=nothing, log=log)
    known = np.log10(known) if log else known
    say = _day if dates else _power if log else _amount
    edges = _edges(known, whole=not log)
    place = np.clip(np.searchsorted(edges, known, side="right") - 1, 0, len(edges) - 2)
    bars = np.bincount(place, minlength=len(edges) - 1)
    ends, counts = tuple(map(float, edges)), tuple(map(int, bars))
    ranges = _ranges(ends, known, say)
    if target is None:
        sentence = _spread(name, known, say)
        return Histogram(name, ends, counts, dates=dates, sentence=sentence, ranges=ranges, log=log)
    amounts = target.amounts.to_numpy()
    line = _line(place, amounts[present], bars)
    told: dict[int | None, float | None] = {**dict(enumerate(line)), None: _mean(amounts[gaps])}
    sentence = _trend(name, ranges, told, target) or _spread(name, known, say)
    share = bool(target.label)
    return Histogram(name, ends, counts, line, target.title, share, dates, sentence, ranges, log)


def text(histogram: Histogram) -> str:
    """Return the finding in one sentence."""
    return histogram.sentence


def figure(histogram: Histogram) -> go.Figure:
    """Draw bars of rows and, over them, the line of the target."""
    import plotly.graph_objects as go

    middles = [(a + b) / 2 for a, b in _pairs(histogram.edges)]
    widths = [b - a for a, b in _pairs(histogram.edges)]
    drawn = go.Figure()
    drawn.add_bar(
        x=middles,
        y=histogram.bars,
        width=widths,
        marker={"color": MUTED, "opacity": 0.45},
        customdata=histogram.ranges,
        hovertemplate="%{customdata}<br>%{y:,} rows<extra></extra>",
        name="rows",
    )
    if histogram.line:
        drawn.add_scatter(
            x=middles,
            y=histogram.line,
            yaxis="y2",
            mode="lines+markers",
            line={"color": CONTRAST, "width": 3},
            connectgaps=True,
            name=plain(histogram.axis),
            hovertext=[_amount_told(histogram, amount) for amount in histogram.line],
            hoverinfo="text",
        )
    drawn.update_layout(
        **headline(text(histogram)),
        xaxis={
            "title": {"text": plain(histogram.column, 40)},
            "type": "date" if histogram.dates else "linear",
            **_ticks(histogram),
        },
        yaxis={"title": {"text": "rows"}},
        bargap=0,
        showlegend=False,
    )
    if histogram.line:
        drawn.update_layout(yaxis2=_second(histogram))
    return drawn


def _amount_told(histogram: Histogram, amount: float | None) -> str:
    if amount is None:
        return ""
    return percent(amount, 1) if histogram.share else number(amount, 4)


def _ticks(histogram: Histogram) -> dict[str, object]:
    if not histogram.log or not histogram.edges:
        return {}
    return log_ticks(histogram.edges[0], histogram.edges[-1])


def _second(histogram: Histogram) -> dict[str, object]:
    name = plain(histogram.axis, 60)
    high = max((amount for amount in histogram.line if amount is not None), default=1.0)
    return {
        "overlaying": "y",
        "side": "right",
        "rangemode": "tozero",
        "showgrid": False,
        **(share_axis(name, high) if histogram.share else {"nticks": 6}),
        "title": {"text": name, "font": {"color": CONTRAST}},
    }


def _numbers(values: pd.Series) -> Any:
    if values.dtype.kind != "M":
        return values.to_numpy(dtype="float64")
    return values.to_numpy().astype("datetime64[ms]").astype("int64").astype("float64")


def _edges(known: NDArray[Any], whole: bool) -> NDArray[Any]:
    """Return bin edges; `whole` numbers are cut between numbers, never through one.

    So are numbers with one to three decimals: bins that hold two of them here and three there
    would draw peaks that are not in the data.
    """
    import numpy as np

    low, high = float(known.min()), float(known.max())
    if whole and (unit := _unit(known)):
        values = round((high - low) / unit) + 1
        width = math.ceil(values / BINS)
        return np.asarray(low - unit / 2 + unit * width * np.arange(math.ceil(values / width) + 1))
    return np.linspace(low, high if high > low else low + 1, BINS + 1)


def _unit(known: NDArray[Any]) -> float:
    """Return the step of which all numbers are multiples, 1 to 0.001; 0 without one.

    >>> import numpy as np
    >>> _unit(np.array([1.0, 3.0])), _unit(np.array([1.5, 2.25])), _unit(np.array([1 / 3]))
    (1.0, 0.01, 0.0)
    """
    span = float(known.max()) - float(known.min())
    for parts in (1, 10, 100, 1000):
        scaled = known * parts
        if span * parts < 1e6 and bool((abs(scaled - scaled.round()) < NEARLY).all()):
            return 1 / parts
    return 0.0


def _line(
    place: NDArray[Any], amounts: NDArray[Any], bars: NDArray[Any]
) -> tuple[float | None, ...]:
    import numpy as np

    known = ~np.isnan(amounts)
    rows = np.bincount(place[known], minlength=len(bars))
    sums = np.bincount(place[known], weights=amounts[known], minlength=len(bars))
    return tuple(
        float(total / size) if size >= MIN_ROWS else None
        for total, size in zip(sums, rows, strict=True)
    )


def _mean(amounts: NDArray[Any]) -> float | None:
    import numpy as np

    known = amounts[~np.isnan(amounts)]
    return float(known.mean()) if len(known) >= MIN_ROWS else None


def _trend(
    name: str,
    ranges: tuple[str, ...],
    amounts: Mapping[int | None, float | None],
    target: TargetColumn,
) -> str:
    """Say where the target is highest and lowest, by place of the bin; None: where cells miss."""
    told = {place: value for place, value in amounts.items() if value is not None}
    if len(told) < 2:
        return ""
    top, bottom = max(told, key=lambda p: told[p]), min(told, key=lambda p: told[p])
    if told[top] == told[bottom]:
        return ""
    what = f"'{shown(target.label, 30)}'" if target.label else shown(target.name, 40)
    column = shown(name, 40)
    high, low = (target.told(told[place]) for place in (top, bottom))
    most, least = ("most common", "rarest") if target.label else ("highest", "lowest")
    if top is None:
        there, other = f"where {column} is missing", f"for {ranges[bottom or 0]}"
    else:
        there = f"for {column} {ranges[top]}"
        other = "where it is missing" if bottom is None else f"for {ranges[bottom]}"
    return f"{what} is {most} {there} ({high}), {least} {other} ({low})."


def _spread(name: str, known: NDArray[Any], say: Callable[[float], str]) -> str:
    import numpy as np

    low, high = (float(value) for value in np.quantile(known, [0.25, 0.75]))
    ends = f"{say(low)} and {say(high)}"
    return f"Half of the rows have {shown(name, 40)} between {ends}."


def _ranges(
    edges: tuple[float, ...], known: NDArray[Any], say: Callable[[float], str]
) -> tuple[str, ...]:
    """Say what each bin holds; bins between numbers name the numbers themselves."""
    high = float(known.max())
    pairs = _pairs(edges)
    if say is _amount and (unit := _unit(known)):
        pairs = [(first + unit / 2, min(last - unit / 2, high)) for first, last in pairs]
        say = as_written
    return tuple(
        say(first) if first == last else f"{say(first)} to {say(last)}" for first, last in pairs
    )


def _day(value: float) -> str:
    import numpy as np

    return str(np.datetime64(round(value), "ms"))[:10]


def _power(value: float) -> str:
    return _amount(float(f"{10**value:.3g}"))


def _amount(value: float) -> str:
    return str(int(value)) if value % 1 == 0 and abs(value) < 10_000 else number(value)


def _pairs(edges: tuple[float, ...]) -> list[tuple[float, float]]:
    return list(zip(edges, edges[1:], strict=False))
