"""Which of the judged rows are looked at: a range of values, a kind of mistake, or the worst."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.evaluation.judged_rows import JudgedRows
from core.text import count, number, shown

WORST_SHARE = 0.05
FEWEST_WORST = 10
MOST_PAIRS = 3
Range = tuple[str, float, float]


@dataclass(frozen=True)
class Within:
    """Rows whose values lie in every range: its name in `VALUES`, its low and its high end."""

    ranges: tuple[Range, ...]


@dataclass(frozen=True)
class Cell:
    """Rows of one true class that were taken for one class, by their positions."""

    true: int
    guess: int


@dataclass(frozen=True)
class Worst:
    """The first rows of one of the `ORDERS`, by name."""

    order: str


Choice = Within | Cell | Worst


@dataclass(frozen=True)
class Offer:
    """A choice that needs no chart: its words and how many rows it has."""

    choice: Choice
    label: str
    rows: int


@dataclass(frozen=True)
class Order:
    """Puts rows in an order: those with the highest value first, without those of -infinity."""

    label: str
    value: Callable[[JudgedRows], NDArray[np.float64]]


VALUES: dict[str, Callable[[JudgedRows], NDArray[np.float64]]] = {
    "actual": lambda judged: judged.truth,
    "predicted": lambda judged: judged.predicted,
    "error": lambda judged: judged.errors,
    "score": lambda judged: judged.score,
}
ORDERS = {
    "largest": Order("Largest errors", lambda judged: np.abs(judged.errors)),
    "low": Order("Predicted too low", lambda judged: _above_zero(judged.errors)),
    "high": Order("Predicted too high", lambda judged: _above_zero(-judged.errors)),
    "sure": Order("Surest mistakes", lambda judged: _only(judged.sureness, judged.wrong)),
    "unsure": Order("Least sure", lambda judged: -judged.sureness),
}
_OF_NUMBERS, _OF_CLASSES = ("largest", "low", "high"), ("sure", "unsure")


def within(
    names: tuple[str, ...],
    box: tuple[tuple[float, float], ...],
    ends: tuple[float, float] = (-math.inf, math.inf),
) -> Within | None:
    """Return the choice that a box on a chart makes, None without a box.

    `names` are those of its sides. What lies beyond the `ends` of a chart is drawn at them.

    >>> within(("error",), ((-9.0, 2.0), (0.0, 40.0)), (-8.0, 8.0))
    Within(ranges=(('error', -inf, 2.0),))
    """
    if not box:
        return None
    low, high = ends
    return Within(
        tuple(
            (name, -math.inf if first <= low else first, math.inf if last >= high else last)
            for name, (first, last) in zip(names, box, strict=False)
        )
    )


def cell_at(place: int, classes: int) -> Cell:
    """Return the cell with a number, counted along the lines of the matrix.

    >>> cell_at(2, 2)
    Cell(true=1, guess=0)
    """
    return Cell(*divmod(place, classes))


def chosen(judged: JudgedRows, choice: Choice) -> NDArray[np.int64]:
    """Return the places of the chosen rows among those judged, the worst first."""
    if isinstance(choice, Worst):
        value = ORDERS[choice.order].value(judged)
        most = max(FEWEST_WORST, math.ceil(WORST_SHARE * len(value)))
        return _ordered(np.flatnonzero(np.isfinite(value)), value)[:most]
    return _ordered(np.flatnonzero(_fits(judged, choice)), judged.badness)


def peers(judged: JudgedRows, choice: Choice) -> NDArray[np.int64]:
    """Return the places of the rows that the chosen ones are fairly held against.

    Rows of one cell are held against the rest of their class: against all rows they would differ
    as their class does, and that is what the model is there to tell.
    """
    beside = np.ones(len(judged.rows), dtype=bool)
    if isinstance(choice, Cell):
        beside = judged.truth == choice.true
    beside[chosen(judged, choice)] = False
    return np.flatnonzero(beside)


def offers(judged: JudgedRows) -> tuple[Offer, ...]:
    """Return the choices that have rows: mistakes of each kind, and the worst."""
    choices: list[Choice] = [*map(Worst, _OF_CLASSES if judged.classes else _OF_NUMBERS)]
    if judged.classes:
        choices = [*_mistakes(judged), *choices]
    sized = [(choice, len(chosen(judged, choice))) for choice in choices]
    return tuple(Offer(c, choice_label(judged, c), rows) for c, rows in sized if rows)


def choice_label(judged: JudgedRows, choice: Choice) -> str:
    """Say in a few words which rows are chosen.

    >>> choice_label(None, Within((("error", -2.0, 0.5),)))
    'Error from -2.00 to 0.500'
    """
    if isinstance(choice, Worst):
        return ORDERS[choice.order].label
    if isinstance(choice, Within):
        return ", ".join(map(_range_label, choice.ranges)).capitalize()
    true, guess = (shown(judged.classes[place], 30) for place in (choice.true, choice.guess))
    if len(judged.classes) == 2 and choice.true != choice.guess:
        return f"Missed '{true}'" if choice.true else f"False alarms of '{guess}'"
    return f"'{true}' taken for '{guess}'" if true != guess else f"'{true}' recognised"


def peers_label(judged: JudgedRows, choice: Choice) -> str:
    """Name the rows that the chosen ones are held against."""
    rows = len(peers(judged, choice))
    if isinstance(choice, Cell):
        name = shown(judged.classes[choice.true], 30)
        return f"the other {count(rows, 'test row')} of '{name}'"
    return f"the other {count(rows, 'test row')}"


def _range_label(range_of: Range) -> str:
    name, low, high = range_of
    if math.isinf(low) and math.isinf(high):
        return f"any {name}"
    if math.isinf(low):
        return f"{name} up to {number(high)}"
    if math.isinf(high):
        return f"{name} of at least {number(low)}"
    return f"{name} from {number(low)} to {number(high)}"


def _mistakes(judged: JudgedRows) -> list[Choice]:
    """Return the kinds of mistakes, the most frequent of several classes."""
    if len(judged.classes) == 2:
        return [Cell(1, 0), Cell(0, 1)]
    pairs = np.column_stack([judged.truth, judged.predicted])[judged.wrong].astype("int64")
    kinds, sizes = np.unique(pairs, axis=0, return_counts=True)
    most = np.argsort(-sizes, kind="stable")[:MOST_PAIRS]
    return [Cell(int(true), int(guess)) for true, guess in kinds[most]]


def _fits(judged: JudgedRows, choice: Within | Cell) -> NDArray[np.bool_]:
    if isinstance(choice, Cell):
        return np.asarray((judged.truth == choice.true) & (judged.predicted == choice.guess))
    inside = np.ones(len(judged.rows), dtype=bool)
    for name, low, high in choice.ranges:
        values = VALUES[name](judged)
        inside &= (values >= low) & (values <= high)
    return inside


def _ordered(places: NDArray[Any], value: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.asarray(places[np.argsort(-value[places], kind="stable")], dtype="int64")


def _only(value: NDArray[np.float64], rows: NDArray[np.bool_]) -> NDArray[np.float64]:
    return np.where(rows, value, -np.inf)


def _above_zero(value: NDArray[np.float64]) -> NDArray[np.float64]:
    return _only(value, value > 0)
