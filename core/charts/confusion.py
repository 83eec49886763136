"""Which class is taken for which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.charts.headline import headline
from core.charts.pickable import pickable
from core.charts.template import CONTRAST, FADING, INK, plain
from core.text import amount, count, percent, shown

if TYPE_CHECKING:
    import plotly.graph_objects as go

MOST_WRITTEN = 12
WRITTEN_WHOLE = 4  # classes whose squares have room for shares beside counts
FAINT = 0.55
NAME = 20  # pixels down for the name of a class
MARKS = 260  # pixels across that all marks of a line share


@dataclass(frozen=True)
class ConfusionMap:
    """Counts of rows and their share of the true class: true down, predicted across.

    marked    how many rows of each square stand out
    across    whether predicted classes are named too: where there is no room, hovering names them
    weighted  whether the weights of rows were added up in place of counting them
    """

    classes: tuple[str, ...]
    counts: tuple[tuple[float, ...], ...]
    shares: tuple[tuple[float, ...], ...]
    worst: tuple[int, int] | None
    marked: tuple[tuple[int, ...], ...] = ()
    across: bool = True
    weighted: bool = False

    @property
    def large(self) -> bool:
        """Whether there are too many classes to write numbers into the squares."""
        return len(self.classes) > MOST_WRITTEN


def data(
    classes: Sequence[str], counts: Sequence[Sequence[float]], weighted: bool = False
) -> ConfusionMap:
    """Return counts with row shares, and the true and predicted class mixed up most often."""
    shares = tuple(tuple(cell / (sum(row) or 1) for cell in row) for row in counts)
    mistakes = [
        (cell, -true, -guess)
        for true, row in enumerate(counts)
        for guess, cell in enumerate(row)
        if true != guess and cell
    ]
    worst = max(mistakes, default=None)
    return ConfusionMap(
        classes=tuple(classes),
        counts=tuple(tuple(row) for row in counts),
        shares=shares,
        worst=None if worst is None else (-worst[1], -worst[2]),
        weighted=weighted,
    )


def text(confusion: ConfusionMap) -> str:
    """Return the finding in one sentence."""
    if confusion.worst is None:
        return f"All {_rows(confusion)} are classified correctly."
    true, guess = confusion.worst
    often, share = confusion.counts[true][guess], percent(confusion.shares[true][guess])
    many = f"{count(int(often), 'time')} ({share} of its rows)"
    if confusion.weighted:
        many = f"with a weight of {amount(often)} ({share} of its weight)"
    kind = "Heaviest" if confusion.weighted else "Most frequent"
    return (
        f"{kind} mistake: '{shown(confusion.classes[true], 30)}' taken for "
        f"'{shown(confusion.classes[guess], 30)}', {many}."
    )


def _rows(confusion: ConfusionMap) -> str:
    return "rows" if confusion.weighted else count(int(sum(map(sum, confusion.counts))), "row")


def figure(confusion: ConfusionMap) -> go.Figure:
    """Draw a map of squares, each with its count and its share of the true class."""
    import plotly.graph_objects as go

    places = list(range(len(confusion.classes)))
    names = [plain(name, 24) for name in confusion.classes]
    written = [
        [f"{amount(cell)}<br>{percent(share)}" for cell, share in zip(cells, shares, strict=True)]
        for cells, shares in zip(confusion.counts, confusion.shares, strict=True)
    ]
    for true, guess, rows in _marked(confusion):
        written[true][guess] += f"<br>{rows:,} selected"
    squares = go.Heatmap(
        z=confusion.shares,
        x=places,
        y=places,
        text=written,
        coloraxis="coloraxis",
        xgap=2,
        ygap=2,
        hoverinfo="skip",
    )
    drawn = go.Figure(squares)
    drawn.add_scatter(**_clicks(written, names))
    for true, guess, _ in _marked(confusion):
        drawn.add_shape(**_frame(true, guess))
    drawn.update_layout(
        **headline(text(confusion)),
        annotations=[] if confusion.large else _written(confusion, written),
        coloraxis={
            "cmin": 0,
            "cmax": 1,
            "showscale": False,
            "colorscale": FADING,
        },
        **_axes(confusion, names),
        showlegend=False,
        height=200 + (NAME if confusion.large else 48) * len(places),
    )
    return drawn


def _axes(confusion: ConfusionMap, names: list[str]) -> dict[str, Any]:
    ticks = {"tickvals": list(range(len(names))), "ticktext": names}
    return {
        "xaxis": {
            "title": {"text": "predicted"},
            **ticks,
            "tickangle": -90 if confusion.large else None,
            "showticklabels": confusion.across or not confusion.large,
        },
        "yaxis": {
            "title": {"text": "true"},
            **ticks,
            "autorange": "reversed",
            "showgrid": False,
        },
    }


def _marked(confusion: ConfusionMap) -> list[tuple[int, int, int]]:
    return [
        (true, guess, rows)
        for true, cells in enumerate(confusion.marked)
        for guess, rows in enumerate(cells)
        if rows
    ]


def _clicks(written: list[list[str]], names: list[str]) -> dict[str, Any]:
    """Return marks over the squares, which alone cannot be clicked; each carries its number."""
    each = [(true, guess) for true in range(len(written)) for guess in range(len(written))]
    clicks = pickable(range(len(each)))
    return {
        **clicks,
        "mode": "markers",
        "marker": {**clicks["marker"], "symbol": "square", "size": MARKS // len(written)},
        "x": [guess for _, guess in each],
        "y": [true for true, _ in each],
        "hovertext": [
            f"true {names[true]}, predicted {names[guess]}<br>{written[true][guess]}"
            for true, guess in each
        ],
        "hovertemplate": "%{hovertext} of the true class<extra></extra>",
    }


def _frame(true: int, guess: int) -> dict[str, Any]:
    return {
        "type": "rect",
        "x0": guess - 0.48,
        "x1": guess + 0.48,
        "y0": true - 0.48,
        "y1": true + 0.48,
        "line": {"color": CONTRAST, "width": 4},
    }


def _written(confusion: ConfusionMap, written: list[list[str]]) -> list[dict[str, Any]]:
    """Write each square's count on it, in ink on faint and in white on strong colours.

    The smaller squares of more classes carry counts alone, and none where no row is.
    """
    whole = len(confusion.classes) <= WRITTEN_WHOLE
    return [
        {
            "x": guess,
            "y": true,
            "text": written[true][guess] if whole else f"{confusion.counts[true][guess]:,}",
            "showarrow": False,
            "font": {"color": "#ffffff" if share > FAINT else INK},
        }
        for true, shares in enumerate(confusion.shares)
        for guess, share in enumerate(shares)
        if whole or share
    ]
