"""The order of steps: where a step is safe, and why another place would leak or do nothing.

Steps stand in ranks, from changing the table to changing which rows are trained on. Within a
rank a step may need all rows, or come before one that would leave nothing for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from core.errors import RecipeError
from core.steps import Step

_RANKS = (
    "changes the table before anything is learned",
    "learns from a column",
    "brings columns to one scale",
    "turns categories into numbers",
    "looks at all columns at once",
    "changes which rows are trained on",
)


def rank_of(step: Step) -> int:
    """Return the place of a step in the only safe order; see `check_order`."""
    if step.kind == "prepare":
        return 0
    if step.kind == "resample":
        return 5
    if step.whole_table:
        return 4
    if step.gives:
        return 3
    return 2 if step.scales else 1


def place_for(step: Step, steps: Sequence[Step]) -> int:
    """Return the last place among steps where another one is safe."""
    rank = rank_of(step)
    place = sum(1 for other in steps if rank_of(other) <= rank)
    place = next((n for n, other in enumerate(steps[:place]) if _takes_from(other, step)), place)
    if step.needs_order:
        place = next((n for n, other in enumerate(steps[:place]) if other.drops_rows), place)
    if step.drops_rows and not step.named_columns():
        place = _before_building(steps[:place])
    return place


def check_order(steps: Sequence[Step]) -> None:
    """Refuse an order that would leak or cannot work, in one sentence."""
    for before, after in pairwise(steps):
        first, second = rank_of(before), rank_of(after)
        if first > second:
            raise RecipeError(
                f"'{after.label}' {_RANKS[second]} and must come before "
                f"'{before.label}', which {_RANKS[first]}.",
                "Keep the order: clean, fill, scale, encode, select, balance.",
            )
    dropping = next((n for n, step in enumerate(steps) if step.drops_rows), len(steps))
    late = next((step for step in steps[dropping:] if step.needs_order), None)
    if late is not None:
        raise RecipeError(
            f"'{late.label}' needs all rows in their order and must come before "
            f"'{steps[dropping].label}', which removes some.",
            "Move it up.",
        )


def _takes_from(first: Step, second: Step) -> bool:
    """Tell whether `first` works on all columns and would leave nothing for `second`."""
    alike = type(first) is type(second) or bool(first.gives and second.gives)
    both = first.kind == second.kind == "learn" and not first.whole_table
    return both and alike and not first.named_columns() and bool(second.named_columns())


def _before_building(steps: Sequence[Step]) -> int:
    """Return the place for a step that compares whole rows: before columns are taken apart.

    Two days of the same month and weekday would be copies of each other behind it.
    """
    ordered = max((n for n, step in enumerate(steps, 1) if step.needs_order), default=0)
    built = next((n for n, step in enumerate(steps) if step.page == "features"), len(steps))
    return max(ordered, built)
