"""How exactly a number of test rows will tell the score, before anything is trained."""

from __future__ import annotations

import math

from core.text import count, number

Z = 1.96


def half_width(task: str, rows: int) -> float:
    """Return half the expected width of the 95 % interval from so many test rows.

    Classification: of a share near one half, in points of 100; the normal approximation
    1.96 * sqrt(p * (1 - p) / n) with p = 0.5, the widest case. Regression: of an error such
    as RMSE, in percent of itself; 1.96 / sqrt(2 * n), which holds for normal errors.
    """
    if task == "regression":
        return 100 * Z / math.sqrt(2 * rows)
    return 100 * Z * 0.5 / math.sqrt(rows)


def expected_width(task: str, rows: int) -> str:
    """Say in one sentence how exactly so many test rows will tell the score.

    >>> expected_width("binary", 1409)
    '1,409 test rows tell a share such as accuracy to about ± 2.61 points.'
    """
    if rows < 1:
        return "There are no test rows yet."
    width = number(half_width(task, rows))
    if task == "regression":
        return f"{count(rows, 'test row')} tell an error such as RMSE to about ± {width} %."
    return f"{count(rows, 'test row')} tell a share such as accuracy to about ± {width} points."
