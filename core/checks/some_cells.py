"""Whether most cells of a column have a form, told without looking at all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence


def mostly(cells: Sequence[str], fits: Callable[[str], object], least: float) -> bool:
    """Tell whether at least this share of the cells fits; of none, none does.

    >>> mostly(["1", "2", "x"], str.isdigit, 0.6), mostly(["1", "2", "x"], str.isdigit, 0.7)
    (True, False)
    """
    misses = 0
    for cell in cells:
        if not fits(cell):
            misses += 1
            if (len(cells) - misses) / len(cells) < least:
                return False
    return bool(cells)
