"""All settings of a search side by side: one line per trial, the best ones standing out."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.charts.template import ACCENT, BASELINE, CONTRAST, MUTED, plain
from core.text import number, shown

if TYPE_CHECKING:
    import plotly.graph_objects as go

FEWEST = 4
MOST = 8
BEST_SHARE = 0.25
NEAR = 0.25
ACROSS, BEYOND = 0.15, 0.2  # beyond the words at the ends of the axes
ROOM = 0.12
Tried = tuple[Mapping[str, Any], float | None]


@dataclass(frozen=True)
class Searched:
    """A setting that was searched: its name, its words, whether its scale multiplies."""

    name: str
    label: str
    log: bool = False


@dataclass(frozen=True)
class Axis:
    """One setting: the place of each trial from 0 to 1, and the words beside some places."""

    label: str
    places: tuple[float, ...]
    ticks: tuple[tuple[float, str], ...]


@dataclass(frozen=True)
class TuningParallel:
    """Finished trials along the settings that were searched, then their score.

    good    places of the best quarter of the trials in the lists, the best first
    first   place of trial 0, None where it failed
    agreed  labels of the settings in which the best quarter lies close together
    baseline  its place on the axis of the score, at most a little beyond the ends, and its words
    """

    axes: tuple[Axis, ...]
    trials: tuple[int, ...]
    good: tuple[int, ...]
    first: int | None
    agreed: tuple[str, ...]
    baseline: tuple[float, str] | None = None


def data(
    metric: str,
    greater_is_better: bool,
    settings: Sequence[Searched],
    tried: Sequence[Tried],
    baseline: float | None = None,
) -> TuningParallel:
    """Return the trials of a search along all its settings, in the order given.

    `tried` holds values by setting and the score of each trial. Failed trials are left out,
    and so are settings that had one value only. The upper end of the last axis is the best.
    """
    done = [(trial, values, s) for trial, (values, s) in enumerate(tried) if s is not None]
    scores = [score for _, _, score in done]
    columns = [(one, [values.get(one.name) for _, values, _ in done]) for one in settings]
    axes = [_axis(one, column) for one, column in columns if len(set(map(str, column))) > 1]
    order = sorted(
        range(len(done)), key=lambda at: -scores[at] if greater_is_better else scores[at]
    )
    good = tuple(order[: max(2, round(BEST_SHARE * len(order)))])
    agreed = tuple(axis.label for axis in axes[:MOST] if _near(axis, good))
    last = _axis(Searched("", metric), scores)
    if not greater_is_better:
        turned = tuple((1 - place, word) for place, word in last.ticks)
        last = Axis(metric, tuple(1 - place for place in last.places), turned)
    trials = tuple(trial for trial, _, _ in done)
    first = trials.index(0) if 0 in trials else None
    line = None if baseline is None else _beside(baseline, scores, greater_is_better)
    return TuningParallel((*axes[:MOST], last), trials, good, first, agreed, line)


def text(found: TuningParallel) -> str:
    """Return the finding in one sentence."""
    if len(found.trials) < FEWEST or len(found.axes) < 2:
        return "Too few trials to compare their settings."
    if not found.agreed:
        return "The best trials differ in every setting: several ways lead there."
    named = " and ".join(f"“{label}”" for label in found.agreed)
    return f"The best trials agree in {named}."


def figure(found: TuningParallel) -> go.Figure:
    """Draw one line per trial: the best quarter above the rest, the best and trial 0 named."""
    import plotly.graph_objects as go

    drawn = go.Figure()
    rest = [place for place in range(len(found.trials)) if place not in found.good]
    for places, line, opacity in (
        (rest, {"color": MUTED, "width": 1}, 0.45),
        (found.good[1:], {"color": ACCENT, "width": 2}, 0.8),
        ([] if found.first is None else [found.first], {"color": BASELINE, "dash": "dot"}, 1.0),
        (found.good[:1], {"color": CONTRAST, "width": 3}, 1.0),
    ):
        x, y, trials = _lines(found, places)
        hover = "trial %{customdata}<extra></extra>"
        drawn.add_scatter(
            x=x, y=y, customdata=trials, line=line, opacity=opacity, mode="lines+markers",
            marker={"size": 5}, hovertemplate=hover,
        )  # fmt: skip
    names = [plain(axis.label, 24).replace(" ", "<br>") for axis in found.axes]
    drawn.update_layout(
        title=text(found),
        annotations=_words(found),
        xaxis={"tickvals": list(range(len(names))), "ticktext": names, "showgrid": True},
        yaxis={"visible": False, "range": _range(found)},
        showlegend=False,
    )
    if found.baseline is not None:  # only now: an earlier note would take the place of a word
        _baseline(drawn, len(found.axes) - 1, found.baseline)
    return drawn


def _baseline(drawn: go.Figure, at: int, baseline: tuple[float, str]) -> None:
    """Draw the baseline across the axis of the score."""
    place, words = baseline
    drawn.add_shape(
        type="line", x0=at - ACROSS, x1=at + ACROSS, y0=place, y1=place,
        line={"color": BASELINE, "dash": "dash"},
    )  # fmt: skip
    drawn.add_annotation(
        x=at - ACROSS, y=place, text=words, showarrow=False, xanchor="right", font={"size": 11}
    )


def _range(found: TuningParallel) -> list[float]:
    """Return the ends of the picture, with room for a baseline that lies beyond the axes."""
    places = [0.0, 1.0] if found.baseline is None else [0.0, 1.0, found.baseline[0]]
    return [min(places) - ROOM, max(places) + ROOM]


def _beside(
    baseline: float, scores: Sequence[float], greater_is_better: bool
) -> tuple[float, str] | None:
    """Return where the baseline stands among scores, and how it is named there."""
    low, high = min(scores, default=0.0), max(scores, default=0.0)
    if high == low:
        return None
    place = (baseline - low) / (high - low)
    place = place if greater_is_better else 1 - place
    words = f"baseline {number(baseline)}"
    if 0 <= place <= 1:
        return place, words
    return (
        (-BEYOND, f"{words}, further down") if place < 0 else (1 + BEYOND, f"{words}, further up")
    )


def _lines(
    found: TuningParallel, places: Sequence[int]
) -> tuple[list[int | None], list[float | None], list[int | None]]:
    """Return lines one after the other, with a gap between two."""
    x: list[int | None] = []
    y: list[float | None] = []
    trials: list[int | None] = []
    for place in places:
        x += [*range(len(found.axes)), None]
        y += [*(axis.places[place] for axis in found.axes), None]
        trials += [found.trials[place]] * (len(found.axes) + 1)
    return x, y, trials


def _words(found: TuningParallel) -> list[dict[str, Any]]:
    """Return the ends of each axis, or its words, written beside it."""
    return [
        {
            "x": at,
            "y": place,
            "text": plain(word, 14),
            "showarrow": False,
            "yshift": -12 if place == 0 else 12,
            "font": {"size": 11},
        }
        for at, axis in enumerate(found.axes)
        for place, word in axis.ticks
    ]


def _axis(one: Searched, values: Sequence[Any]) -> Axis:
    if not all(isinstance(v, int | float) and not isinstance(v, bool) for v in values):
        named = sorted({_word(value) for value in values})
        last = max(len(named) - 1, 1)
        ticks = tuple((place / last, word) for place, word in enumerate(named))
        return Axis(one.label, tuple(named.index(_word(v)) / last for v in values), ticks)
    low, high = min(values, default=0), max(values, default=0)
    scaled = [math.log(v) for v in values] if one.log and low > 0 else [float(v) for v in values]
    least, span = min(scaled, default=0.0), max(scaled, default=0.0) - min(scaled, default=0.0)
    places = tuple((value - least) / span if span else 0.5 for value in scaled)
    return Axis(one.label, places, ((0.0, number(low)), (1.0, number(high))))


def _near(axis: Axis, good: Sequence[int]) -> bool:
    places = [axis.places[place] for place in good]
    return max(places, default=1.0) - min(places, default=0.0) <= NEAR


def _word(value: Any) -> str:
    return "none" if value is None else shown(value, 20)
