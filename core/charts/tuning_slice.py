"""One setting of a search: the score of every trial against the value it tried."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.charts.baseline import baseline_line
from core.charts.log_scale import log_axis
from core.charts.template import ACCENT, AMOUNTS, BASELINE, CONTRAST, plain
from core.text import number, shown

if TYPE_CHECKING:
    import plotly.graph_objects as go

FEWEST = 4
BEST_SHARE = 0.25
Tried = tuple[Any, float | None]


@dataclass(frozen=True)
class TuningSlice:
    """Finished trials by the value of one setting.

    x         the values when all are numbers, else places in `words`
    best      place of the best trial in the lists, None before one has finished
    good      values of the best quarter of the trials, best first
    baseline  its score on the same folds, None where it is not known
    """

    setting: str
    metric: str
    trials: tuple[int, ...]
    x: tuple[float, ...]
    scores: tuple[float, ...]
    best: int | None
    good: tuple[float, ...] = ()
    words: tuple[str, ...] = ()
    log: bool = False
    baseline: float | None = None

    @property
    def drawn(self) -> tuple[int, ...]:
        """Places of the trials in the order of drawing: the first and the best lie on top."""
        places = range(len(self.trials))
        return tuple(sorted(places, key=lambda at: (at == self.best, self.trials[at] == 0)))

    def value(self, x: float) -> str:
        """Return a value of the setting in words, whole numbers as such."""
        whole = all(one.is_integer() for one in self.x)
        return f"{x:,.0f}" if whole else number(x)


def data(
    setting: str, metric: str, greater_is_better: bool, tried: Sequence[Tried], log: bool = False
) -> TuningSlice:
    """Return the trials of a search along one setting.

    `tried` holds value and score by trial number; failed trials (None) are left out.
    """
    done = [(trial, value, s) for trial, (value, s) in enumerate(tried) if s is not None]
    values = [value for _, value, _ in done]
    numbers = all(_is_number(value) for value in values)
    words = () if numbers else tuple(dict.fromkeys(sorted(map(_word, values))))
    x = [float(v) if numbers else float(words.index(_word(v))) for v in values]
    scores = [score for _, _, score in done]
    sign = -1 if greater_is_better else 1
    order = sorted(range(len(done)), key=lambda place: (sign * scores[place], place))
    most = max(1, round(BEST_SHARE * len(order)))
    return TuningSlice(
        setting,
        metric,
        tuple(trial for trial, _, _ in done),
        tuple(x),
        tuple(scores),
        order[0] if order else None,
        tuple(x[place] for place in order[:most]),
        words,
        log and numbers and min(x, default=0) > 0,
    )


def text(found: TuningSlice) -> str:
    """Return the finding in one sentence."""
    if len(found.trials) < FEWEST or found.best is None:
        return f"Too few trials to tell which values of “{found.setting}” do well."
    if len(set(found.x)) == 1:
        return f"Every trial had the same value of “{found.setting}”."
    if found.words:
        best = shown(found.words[int(found.x[found.best])], 30)
        return f"The best trial has “{found.setting}” set to {best}."
    low, high = min(found.good), max(found.good)
    if low == high:
        return f"The best trials have “{found.setting}” at {found.value(low)}."
    wide = low == min(found.x) and high == max(found.x)
    note = ": the whole range, so it hardly matters" if wide else ""
    ends = f"from {found.value(low)} to {found.value(high)}"
    return f"The best trials have “{found.setting}” {ends}{note}."


def figure(found: TuningSlice) -> go.Figure:
    """Draw one dot per trial, trial 0 and the best one by other forms; the baseline as a line."""
    import plotly.graph_objects as go

    marks = [_mark(found, place) for place in found.drawn]
    drawn = go.Figure()
    drawn.add_scatter(
        x=[found.x[place] for place in found.drawn],
        y=[found.scores[place] for place in found.drawn],
        mode="markers+text",
        marker={
            "color": [colour for colour, _, _ in marks],
            "symbol": [symbol for _, symbol, _ in marks],
            "size": 9,
            "opacity": [1.0 if label else 0.8 for _, _, label in marks],
        },
        text=[label for _, _, label in marks],
        textposition="top center",
        cliponaxis=False,
        customdata=[found.trials[place] for place in found.drawn],
        hovertemplate="trial %{customdata}<br>%{x:.4~g}<br>%{y:.4f}<extra></extra>",
    )
    if found.baseline is not None:
        baseline_line(drawn, found.scores, found.baseline, "dot")
    ticks: dict[str, Any] = log_axis(found.x) if found.log else {}
    if found.words:
        named = [plain(word, 30) for word in found.words]
        ticks = {"tickvals": list(range(len(named))), "ticktext": named}
    drawn.update_layout(
        title=text(found),
        xaxis={"title": {"text": plain(found.setting)}, **ticks},
        yaxis={"title": {"text": found.metric}, **AMOUNTS},
        showlegend=False,
    )
    return drawn


def _mark(found: TuningSlice, place: int) -> tuple[str, str, str]:
    if place == found.best:
        return CONTRAST, "diamond", "best"
    return (BASELINE, "square", "start") if found.trials[place] == 0 else (ACCENT, "circle", "")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _word(value: Any) -> str:
    return "none" if value is None else str(value)
