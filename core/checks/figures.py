"""Figures of all number columns at once: many columns are sorted side by side.

One call for each column costs more than the work itself as soon as there are thousands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from core.quantiles import quantiles

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

FENCE = 3.0
CELLS = 1_000_000  # sorted at a time
_QUARTILES = np.array([0.25, 0.75])


@dataclass(frozen=True)
class Figures:
    """What a number column holds, as far as checks ask.

    known     how many values are not missing
    distinct  how many of them are different
    low, high the smallest and the largest, NaN where there is none
    is_whole  whether all of them are whole numbers
    beyond    how many lie more than three interquartile ranges outside the quartiles
    spread    the interquartile range, NaN where there is none
    """

    known: int
    distinct: int
    low: float
    high: float
    is_whole: bool
    beyond: int
    spread: float


def figures_of(frame: pd.DataFrame, names: Sequence[str]) -> dict[str, Figures]:
    """Return the figures of each of these number columns.

    >>> import pandas as pd
    >>> figures_of(pd.DataFrame({"a": [3.0, 1.0, None, 3.0]}), ["a"])["a"].distinct
    2
    """
    found: dict[str, Figures] = {}
    for part in _parts(frame, names):
        found.update(zip(part, _of_block(frame[part].to_numpy()), strict=True))
    return {name: found[name] for name in names}


def _parts(frame: pd.DataFrame, names: Sequence[str]) -> Iterator[list[str]]:
    """Yield columns of one type, as many as are sorted at a time."""
    step = max(CELLS // max(len(frame), 1), 1)
    alike: dict[Any, list[str]] = {}
    types = dict(frame.dtypes)
    for name in names:
        alike.setdefault(types[name], []).append(name)
    for same in alike.values():
        yield from (same[at : at + step] for at in range(0, len(same), step))


def _of_block(values: NDArray[Any]) -> Iterator[Figures]:
    """Yield the figures of each column of a block of one type."""
    rows, columns = values.shape
    if not rows:
        yield from [Figures(0, 0, np.nan, np.nan, True, 0, np.nan)] * columns
        return
    ordered = np.sort(values.T, axis=1)
    gaps = np.isnan(ordered) if ordered.dtype.kind == "f" else np.zeros(ordered.shape, bool)
    known = rows - gaps.sum(axis=1)
    changes = (ordered[:, 1:] != ordered[:, :-1]) & ~gaps[:, 1:]
    distinct = changes.sum(axis=1) + (known > 0)
    last = np.take_along_axis(ordered, np.maximum(known - 1, 0)[:, None], axis=1)[:, 0]
    exact = ordered.astype("float64", copy=False)
    with np.errstate(all="ignore"):
        is_whole = ((exact == np.floor(exact)) & np.isfinite(exact) | gaps).all(axis=1)
        lower, upper = quantiles(exact, known, _QUARTILES).T
        spread = upper - lower
        below = exact < (lower - FENCE * spread)[:, None]
        above = exact > (upper + FENCE * spread)[:, None]
    beyond = below.sum(axis=1) + above.sum(axis=1)
    ends = (exact[:, 0].tolist(), last.astype("float64").tolist())
    sizes = (known.tolist(), distinct.tolist())
    rest = (is_whole.tolist(), beyond.tolist(), spread.tolist())
    yield from map(Figures, *sizes, *ends, *rest)
