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
ACROSS, BEYOND = 0.15, 0.15
APART = 0.14  # of the height, that two lines of small type take
ROOM = 0.18  # of the width, for words beside the axis of the score
SMALL = 11
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
    baseline  its place on the axis of the score, at most a little beyond the ends, and its words;
            an arrow where it is further away
    """

    axes: tuple[Axis, ...]
    trials: tuple[int, ...]
    good: tuple[int, ...]
    first: int | None
    agreed: tuple[str, ...]
    baseline: tuple[float, str] | None = None

    @property
    def beside(self) -> tuple[tuple[float, str], ...]:
        """What is named beside the axis of the score, from the top, none upon another."""
        score = self.axes[-1].places
        best = self.good[:1]
        named = [(score[at], "best, the start" if at == self.first else "best") for at in best]
        if self.first is not None and self.first not in best:
            named.append((score[self.first], "start"))
        placed: list[tuple[float, str]] = []
        for place, words in sorted([*named, *filter(None, [self.baseline])], reverse=True):
            lowest = placed[-1][0] - APART if placed else place
            placed.append((min(place, lowest), words))
        return tuple(placed)


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
    *others, last = (f"“{label}”" for label in found.agreed)
    named = f"{', '.join(others)} and {last}" if others else last
    return f"The best {len(found.good)} of {len(found.trials)} trials agree in {named}."


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
    last = len(found.axes) - 1
    if found.baseline is not None:
        place = found.baseline[0]
        drawn.add_shape(
            type="line", x0=last - ACROSS, x1=last + ACROSS, y0=place, y1=place,
            line={"color": BASELINE, "dash": "dot"},
        )  # fmt: skip
    names = [plain(axis.label, 24).replace(" ", "<br>") for axis in found.axes]
    drawn.update_layout(
        title=text(found),
        annotations=[*_ends(found), *_named(found, last + ACROSS)],
        xaxis={
            "tickvals": list(range(len(names))),
            "ticktext": names,
            "showgrid": True,
            "range": [-0.5, last + ROOM * (last + 0.5)],
        },
        yaxis={"visible": False, "range": [-0.05 - BEYOND, 1.05 + BEYOND]},
        showlegend=False,
    )
    return drawn


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
    return (-BEYOND, f"{words} ↓") if place < 0 else (1 + BEYOND, f"{words} ↑")


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


def _ends(found: TuningParallel) -> list[dict[str, Any]]:
    """Return the ends of each axis, or its words, written beside it."""
    return [
        {
            "x": at,
            "y": place,
            "text": plain(word, 14),
            "showarrow": False,
            "yshift": -12 if place == 0 else 12,
            "font": {"size": SMALL},
        }
        for at, axis in enumerate(found.axes)
        for place, word in axis.ticks
    ]


def _named(found: TuningParallel, at: float) -> list[dict[str, Any]]:
    """Return the names of the best trial, the first and the baseline, right of the last axis."""
    return [
        {
            "x": at,
            "y": place,
            "text": words.replace(" ", "<br>", 1),
            "showarrow": False,
            "xanchor": "left",
            "xshift": 4,
            "align": "left",
            "font": {"size": SMALL},
        }
        for place, words in found.beside
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
    return Axis(one.label, places, ((0.0, _end(low)), (1.0, _end(high))))


def _end(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else number(value)


def _near(axis: Axis, good: Sequence[int]) -> bool:
    places = [axis.places[place] for place in good]
    return max(places, default=1.0) - min(places, default=0.0) <= NEAR


def _word(value: Any) -> str:
    return "none" if value is None else shown(value, 20)
