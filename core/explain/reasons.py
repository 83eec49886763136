"""Why one row got its prediction: parts that add up, and one sentence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.explain.explanation import Explanation
from core.text import listed, number, percent, shown

NAMED = 2
NEGLIGIBLE = 0.05


@dataclass(frozen=True)
class Contribution:
    """What one cell did: its value in original units, and how far it moved the output."""

    column: str
    cell: str
    effect: float


@dataclass(frozen=True)
class Reasons:
    """One prediction taken apart: base + the effects = total.

    `prediction` is a probability or a value in target units; `total` and the effects are
    in units of `space`. Contributions are sorted by size, the largest first.
    """

    output: str
    space: str
    base: float
    contributions: tuple[Contribution, ...]
    total: float
    prediction: float
    exact: bool


def row_reasons(explanation: Explanation, row: int, output: str | None = None) -> Reasons:
    """Take one explained row apart; of several classes, the most probable one by default."""
    if output is None:
        place = int(np.argmax(explanation.predicted[row]))
    else:
        place = explanation.outputs.index(output)
    effects = explanation.values[row, :, place]
    order = sorted(range(len(effects)), key=lambda column: (-abs(effects[column]), column))
    return Reasons(
        output=explanation.outputs[place],
        space=explanation.space,
        base=float(explanation.base[place]),
        contributions=tuple(
            Contribution(
                explanation.columns[column],
                str(explanation.cells[row, column]),
                float(effects[column]),
            )
            for column in order
        ),
        total=float(explanation.totals[row, place]),
        prediction=float(explanation.predicted[row, place]),
        exact=explanation.exact,
    )


def sentence(reasons: Reasons) -> str:
    """Say in one sentence what the prediction is and what moved it most."""
    opening = _opening(reasons)
    sizes = [abs(part.effect) for part in reasons.contributions]
    least = NEGLIGIBLE * max(sizes, default=0.0)
    strong = [part for part in reasons.contributions if abs(part.effect) > least]
    up = [_cell(part) for part in strong if part.effect > 0][:NAMED]
    down = [_cell(part) for part in strong if part.effect < 0][:NAMED]
    if not up and not down:
        return f"{opening}; no column moves it from the average."
    raised = f"raised mainly by {_joined(up)}" if up else ""
    lowered = f"lowered mainly by {_joined(down)}" if down else ""
    first, second = (raised, lowered) if reasons.total >= reasons.base else (lowered, raised)
    parts = [part for part in (first, second) if part]
    return f"{opening}, {' and '.join(parts)}."


def _opening(reasons: Reasons) -> str:
    name = listed([reasons.output])
    if reasons.space == "value":
        return f"The predicted {name} is {number(reasons.prediction)}"
    return f"The probability of {name} is {percent(reasons.prediction)}"


def _cell(part: Contribution) -> str:
    name = shown(part.column, 40)
    return f"{name} missing" if part.cell == "missing" else f"{name} = {part.cell}"


def _joined(words: list[str]) -> str:
    return " and ".join(words)
