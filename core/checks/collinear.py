"""Number columns that move together almost exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.checks import CHECKS, Check, Finding, View
from core.checks.coverage import features_of_kind, leave_out, them
from core.checks.identical_columns import twins_of
from core.teaching import Teaching
from core.text import count, listed, shown

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

LIMIT = 0.999
MAX_COLUMNS = 300
MAX_ROWS = 5_000
MIN_ROWS = 20
LARGEST = 1e100
LEFT_OVER = 1e-6
WEIGHT = 1e-3


def look(view: View) -> Finding | None:
    """Report number columns that an exact formula of earlier ones gives."""
    found = followers_of(view)
    if not found:
        return None
    told = "; ".join(_told(later, earlier) for later, earlier in list(found.items())[:2])
    more = f", and {count(len(found) - 2, 'more column')}" if len(found) > 2 else ""
    return Finding(
        code="collinear",
        severity="advice",
        title=f"{count(len(found), 'column')} can be worked out from others",
        evidence=f"{told}{more}.",
        consequence="Linear models share the weight among such columns at random, so what they "
        "explain is unsteady. Scores hardly change.",
        columns=tuple(found),
        fixes=(leave_out(found, f"Leave {them(found)} out"),),
        page="features",
    )


def _told(later: str, earlier: tuple[str, ...]) -> str:
    if len(earlier) == 1:
        return f"'{shown(later)}' moves exactly with {listed(earlier)} (correlation above {LIMIT})"
    return f"'{shown(later)}' is a fixed sum of {listed(earlier)}"


def followers_of(view: View) -> dict[str, tuple[str, ...]]:
    """Return each number column that earlier ones give exactly, with those earlier ones."""
    import numpy as np

    twins = twins_of(view)
    names = tuple(n for n in features_of_kind(view, "number") if n not in twins)[:MAX_COLUMNS]
    rows = view.frame.iloc[:: -(-len(view.frame) // MAX_ROWS) or 1]
    names = tuple(name for name in names if _varies(rows[name]))
    if len(names) < 2 or len(rows) < MIN_ROWS:
        return {}
    table = rows[list(names)].to_numpy(dtype="float64")
    filled = np.where(np.isnan(table), np.nanmean(table, axis=0), table)
    found: dict[str, tuple[str, ...]] = {
        later: (first,) for later, first in _pairs(filled, names).items()
    }
    alone = [at for at, name in enumerate(names) if name not in found]
    if 2 < len(alone) < len(rows) / 2:
        sums = _sums(filled[:, alone])
        found |= {
            names[alone[later]]: tuple(names[alone[at]] for at in earlier)
            for later, earlier in sums.items()
        }
    return found


def _pairs(filled: NDArray[np.float64], names: tuple[str, ...]) -> dict[str, str]:
    import numpy as np

    close = np.abs(np.corrcoef(filled, rowvar=False)) > LIMIT
    pairs: dict[str, str] = {}
    for later in range(1, len(names)):
        for first in np.flatnonzero(close[later, :later]):
            if names[first] not in pairs:
                pairs.setdefault(names[later], names[first])
    return pairs


def _sums(filled: NDArray[np.float64]) -> dict[int, tuple[int, ...]]:
    """Return the columns that are a weighted sum of earlier ones, with those that count.

    The triangle of a QR decomposition holds on its diagonal what earlier columns leave over.
    """
    import numpy as np

    scaled = (filled - filled.mean(axis=0)) / filled.std(axis=0)
    triangle = np.linalg.qr(scaled, mode="r")
    over = np.abs(np.diag(triangle)) / np.sqrt(len(scaled))
    found: dict[int, tuple[int, ...]] = {}
    for later in np.flatnonzero(over < LEFT_OVER):
        earlier = [at for at in range(later) if at not in found]
        weights = np.linalg.lstsq(scaled[:, earlier], scaled[:, later], rcond=None)[0]
        used = [at for at, weight in zip(earlier, weights, strict=True) if abs(weight) > WEIGHT]
        found[int(later)] = tuple(used)
    return found


def _varies(values: pd.Series) -> bool:
    full = values.notna().mean() > 0.5
    return bool(full and values.max() > values.min() and values.abs().max() < LARGEST)


COLLINEAR = CHECKS.add(
    Check(
        name="collinear",
        label="Columns that move together",
        teaching=Teaching(
            "Looks for number columns with a correlation above 0.999, such as metres and feet, "
            "and for those that are an exact sum of others, such as a total of its parts.",
            "One of them is enough, and explanations become steady.",
            "The tiny difference between the two is what matters: build it as a column.",
        ),
        look=look,
    )
)
