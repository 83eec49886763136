"""Choose the probability above which the positive class is predicted.

Choose it on out-of-fold predictions of the training rows: chosen on the test rows, the
test score would be too good. A row is positive when its probability is at least the
threshold.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import SettingError, UnknownNameError
from core.metrics import METRICS
from core.problem import Problem
from core.text import amount, count, cutoff, inside, number

GRID = 51
MOST_CUTS = 25


@dataclass(frozen=True)
class ThresholdRow:
    """What one threshold leads to, in rows or in their weight; `cost` is in the problem's currency.

    precision is 0 when nothing is selected; recall is 0 when there is nothing to find.
    """

    threshold: float
    selected: float
    true_positives: float
    false_positives: float
    false_negatives: float
    true_negatives: float
    precision: float
    recall: float
    f1: float
    cost: float


@dataclass(frozen=True)
class Costs:
    """What a false alarm and a miss cost; both 0 when costs were not stated."""

    false_positive: float = 0.0
    false_negative: float = 0.0

    @property
    def stated(self) -> bool:
        """Tell whether any cost was given."""
        return self.false_positive > 0 or self.false_negative > 0


NO_COSTS = Costs()


@dataclass(frozen=True)
class Pick:
    """A chosen threshold, what it leads to, and why, in one sentence."""

    threshold: float
    row: ThresholdRow
    sentence: str


@dataclass(frozen=True, eq=False)
class Cuts:
    """Every cut that makes a difference, from selecting no row to selecting all.

    levels      the distinct probabilities, highest first; cut i selects the first i of them
    thresholds  half way between neighbouring levels; above 1 where no threshold selects none
    selected    rows that each cut selects, and `hits`: true positives among them
    weighted    whether rows are not counted but their weights summed, here as in `rows`, all of
                them, and `positives`
    """

    levels: NDArray[np.float64]
    thresholds: NDArray[np.float64]
    selected: NDArray[Any]
    hits: NDArray[Any]
    rows: float
    positives: float
    weighted: bool = False

    @property
    def negatives(self) -> float:
        """The rows that are not positive, or their weight."""
        return self.rows - self.positives

    def at(self, threshold: float, costs: Costs = NO_COSTS) -> ThresholdRow:
        """Return what any threshold leads to."""
        place = int(np.searchsorted(-self.levels, -threshold, side="right"))
        chosen, found = self.selected[place].item(), self.hits[place].item()
        alarms, missed = chosen - found, self.positives - found
        return ThresholdRow(
            threshold=threshold,
            selected=chosen,
            true_positives=found,
            false_positives=alarms,
            false_negatives=missed,
            true_negatives=max(self.negatives - alarms, 0),
            precision=found / chosen if chosen else 0.0,
            recall=found / self.positives if self.positives else 0.0,
            f1=2 * found / (chosen + self.positives) if chosen + self.positives else 0.0,
            cost=alarms * costs.false_positive + missed * costs.false_negative,
        )

    def best(self, worth: NDArray[np.float64]) -> float:
        """Return the threshold of the cut that is worth most; among equals nearest to 0.5."""
        possible = self.thresholds <= 1
        top = worth[possible].max()
        near = self.thresholds[possible & (worth >= top - 1e-12 * max(1.0, abs(top)))]
        return float(near[np.abs(near - 0.5).argmin()])


def cuts_of(truth: NDArray[Any], scores: NDArray[Any], weights: NDArray[Any] | None = None) -> Cuts:
    """Rank rows by the probability of the positive class; `truth` is 1 where positive."""
    if weights is not None:
        truth, scores, weights = (part[weights > 0] for part in (truth, scores, weights))
    order = np.argsort(-scores, kind="stable")
    ranked = scores[order].astype("float64")
    ends = np.append(ranked[1:] != ranked[:-1], True)[: len(ranked)]
    last = np.flatnonzero(ends)
    positive = truth[order] == 1
    hits = _sums(positive if weights is None else positive * weights[order], last)
    selected = np.append(0, last + 1) if weights is None else _sums(weights[order], last)
    levels = ranked[last]
    return Cuts(
        levels=levels,
        thresholds=_between(levels),
        selected=selected,
        hits=hits,
        rows=selected[-1].item(),
        positives=hits[-1].item(),
        weighted=weights is not None,
    )


def table(
    cuts: Cuts, costs: Costs = NO_COSTS, also: Sequence[float] = ()
) -> tuple[ThresholdRow, ...]:
    """Return rows for charts: every fiftieth, 25 cuts spread over the rows, and `also`.

    Where costs are stated, the cut of lowest cost is among them.
    """
    usable = cuts.thresholds[cuts.thresholds <= 1]
    places = np.linspace(0, len(usable) - 1, min(MOST_CUTS, len(usable))).round().astype(int)
    even = np.arange(GRID) / (GRID - 1)
    named = [*also, cuts.best(-_cost(cuts, costs))] if costs.stated else also
    wanted = np.unique(np.concatenate([even, usable[places], np.asarray(named, dtype=float)]))
    return tuple(cuts.at(float(threshold), costs) for threshold in wanted)


@dataclass(frozen=True)
class Lines:
    """What every threshold leads to, as shares, from picking no row to picking all.

    alarms are of the negatives, found of the positives, picked of all rows; area is that
    under found over alarms, exactly.
    """

    thresholds: tuple[float, ...]
    alarms: tuple[float, ...]
    found: tuple[float, ...]
    precision: tuple[float, ...]
    picked: tuple[float, ...]
    area: float


def lines(cuts: Cuts) -> Lines:
    """Return the same cuts for every chart, so that a point on one is a point on all."""
    rows = [row for row in reversed(table(cuts)) if row.selected]
    negatives = cuts.negatives or 1
    exact = np.trapezoid(cuts.hits, cuts.selected - cuts.hits)
    return Lines(
        thresholds=tuple(row.threshold for row in rows),
        alarms=tuple(row.false_positives / negatives for row in rows),
        found=tuple(row.recall for row in rows),
        precision=tuple(row.precision for row in rows),
        picked=tuple(row.selected / cuts.rows for row in rows),
        area=float(exact) / (negatives * (cuts.positives or 1)),
    )


def best_by_metric(cuts: Cuts, metric: str) -> Pick:
    """Return the threshold that makes a metric of labels highest."""
    if metric not in WORTH:
        raise UnknownNameError.of("metric for a threshold", metric, WORTH)
    worth = WORTH[metric](cuts)
    threshold = cuts.best(worth)
    words = f"{cutoff(threshold)} gives the highest {inside(METRICS.get(metric).label)}"
    return Pick(threshold, cuts.at(threshold), f"{words}: {number(float(worth.max()))}.")


def best_by_cost(cuts: Cuts, costs: Costs, currency: str = "") -> Pick:
    """Return the threshold with the smallest total cost of false alarms and misses."""
    if not costs.stated:
        raise SettingError(
            "The cost of a false alarm and of a miss are both 0.",
            "State what each error costs on the Problem page.",
        )
    threshold = cuts.best(-_cost(cuts, costs))
    row, usual = cuts.at(threshold, costs), cuts.at(0.5, costs)
    unit = f" {currency}" if currency else ""
    sentence = (
        f"{cutoff(threshold)} costs least: {amount(row.cost)}{unit} for "
        f"{_rows(cuts, cuts.rows)}, against {amount(usual.cost)}{unit} at 0.5."
    )
    return Pick(threshold, row, sentence)


def by_capacity(cuts: Cuts, capacity: float, out_of: float = 0, costs: Costs = NO_COSTS) -> Pick:
    """Return the threshold that selects at most `capacity` of every `out_of` rows.

    Without `out_of` the capacity is meant for the rows at hand. Rows of equal probability
    are selected together or not at all. Where rows have weights, both are sums of them.
    """
    if cuts.weighted and capacity <= 0:
        raise SettingError(f"The capacity must be a weight above 0. Got {capacity}.")
    if (capacity < 1 and not cuts.weighted) or out_of < 0:
        raise SettingError(f"The capacity must be at least 1 row. Got {capacity}.")
    share = min(1.0, capacity / (out_of or cuts.rows or 1))
    room = share * cuts.rows * (1 + 1e-12) if cuts.weighted else int(share * cuts.rows + 1e-9)
    fits = np.flatnonzero((cuts.selected <= room) & (cuts.thresholds <= 1))
    place = int(fits[-1]) if len(fits) else int(np.flatnonzero(cuts.thresholds <= 1)[0])
    threshold = float(cuts.thresholds[place])
    row = cuts.at(threshold, costs)
    of = f" of {_rows(cuts, out_of)}" if out_of else ""
    start = f"{cutoff(threshold)} selects {_rows(cuts, row.selected)} of {amount(cuts.rows)}"
    if row.selected > room:
        tail = f"more than a capacity of {amount(capacity)}{of}: so many rows are equally likely."
    elif row.selected == 0:
        tail = "as more rows than there is room for are equally likely."
    else:
        tail = f"which keeps to a capacity of {amount(capacity)}{of}."
    return Pick(threshold, row, f"{start}, {tail}")


def costs_of(problem: Problem) -> Costs:
    """Return the costs that a problem states."""
    return Costs(problem.cost_false_positive, problem.cost_false_negative)


def _sums(counted: NDArray[Any], last: NDArray[Any]) -> NDArray[Any]:
    """Return how many are counted up to the end of each level, from none on."""
    return np.append(0, np.cumsum(counted)[last])


def _rows(cuts: Cuts, many: float) -> str:
    return f"a weight of {amount(many)}" if cuts.weighted else count(int(many), "row")


def _between(levels: NDArray[np.float64]) -> NDArray[np.float64]:
    if not len(levels):
        return np.array([0.5])
    middles = (levels[:-1] + levels[1:]) / 2
    # neighbours so close that nothing lies between them
    middles = np.where(middles > levels[1:], middles, levels[:-1])
    none = (1 + levels[0]) / 2
    return np.concatenate([[none if none > levels[0] else 2.0], middles, [0.0]])


def _cost(cuts: Cuts, costs: Costs) -> NDArray[np.float64]:
    """Return what false alarms and misses of each cut cost together."""
    alarms = cuts.selected - cuts.hits
    missed = cuts.positives - cuts.hits
    return np.asarray(alarms * costs.false_positive + missed * costs.false_negative, dtype=float)


def _accuracy(cuts: Cuts) -> NDArray[np.float64]:
    alarms = cuts.selected - cuts.hits
    right = cuts.hits + cuts.rows - cuts.positives - alarms
    return np.asarray(right / (cuts.rows or 1))


def _balanced_accuracy(cuts: Cuts) -> NDArray[np.float64]:
    found = cuts.hits / (cuts.positives or 1)
    spared = 1 - (cuts.selected - cuts.hits) / (cuts.negatives or 1)
    return np.asarray((found + spared) / 2)


def _f1(cuts: Cuts) -> NDArray[np.float64]:
    both = cuts.selected + cuts.positives
    return np.asarray(2 * cuts.hits / np.where(both > 0, both, 1))


def _mcc(cuts: Cuts) -> NDArray[np.float64]:
    selected = cuts.selected.astype("float64")
    together = cuts.hits * cuts.rows - selected * cuts.positives
    spread = selected * (cuts.rows - selected) * cuts.positives * cuts.negatives
    return np.asarray(together / np.sqrt(np.where(spread > 0, spread, np.inf)))


WORTH: dict[str, Callable[[Cuts], NDArray[np.float64]]] = {
    "accuracy": _accuracy,
    "balanced_accuracy": _balanced_accuracy,
    "f1": _f1,
    "mcc": _mcc,
}
