"""Explain rows: which method, how many rows within the time, and whether it adds up."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.explain.cells import cells_of, numbers_of
from core.explain.explanation import Explanation, adds_up, gap_of, refuse_gap
from core.explain.methods import Method, batch_of, methods_for
from core.explain.read_trees import PROBABILITY, RAW, Unreadable
from core.progress import Event, Report, silent
from core.text import count, shown
from core.training.fit import FittedModel
from core.training.threads import one_thread

if TYPE_CHECKING:
    import pandas as pd

SAMPLE = 2_000
BACKGROUND = 1_000
FIRST = 100
FIRST_SAMPLED = 1
GROWTH = 4
TRIED = 5

Parts = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]


def sample_rows(frame: pd.DataFrame, seed: int = 0, limit: int = SAMPLE) -> pd.DataFrame:
    """Return at most `limit` rows in random order; the same seed gives the same rows."""
    chosen = np.random.default_rng(seed).permutation(len(frame))[:limit]
    return frame.iloc[chosen]


def shap_values(
    fitted: FittedModel,
    rows: pd.DataFrame,
    background: pd.DataFrame,
    report: Report = silent,
    seconds: float = 60.0,
) -> Explanation:
    """Explain prepared rows by original column, within a time limit.

    `background` are prepared training rows: what the base value is the mean of. The rows
    are explained in order, a part at a time; when `seconds` are over, the parts that are
    done are returned. Raises `ExplanationError` when the parts do not add up.
    """
    began = time.monotonic()
    typical = sample_rows(background, fitted.recipe.seed, BACKGROUND)
    with one_thread():
        method, tried = _first_that_adds_up(fitted, rows, typical)
        done = [] if method.exact else [tried]
        start, size = len(done), FIRST if method.exact else FIRST_SAMPLED
        most = batch_of(len(fitted.features), method.exact)
        while start < len(rows) and (not done or time.monotonic() - began < seconds):
            part_began = time.monotonic()
            stop = min(start + min(size, most), len(rows))
            done.append(_explain(method, rows.iloc[start:stop]))
            now = time.monotonic()
            pace = (now - part_began) / (stop - start)
            size = part_size(size, pace, began + seconds - now)
            start = stop
            report(Event(start, len(rows), f"{start:,} of {count(len(rows), 'row')} explained"))
    return _explanation(fitted, method, rows, done)


def part_size(size: int, pace: float, left: float) -> int:
    """Return how many rows to explain next, at the pace so far: at most half the time left."""
    room = left / (2 * pace) if pace else math.inf
    return max(1, int(min(size * GROWTH, room)))


def _first_that_adds_up(
    fitted: FittedModel, rows: pd.DataFrame, background: pd.DataFrame
) -> tuple[Method, Parts]:
    """Return the best method that adds up on a few rows, with what it gave for them."""
    for way in methods_for(fitted, background):
        try:
            method = way()
            few = rows.iloc[: TRIED if method.exact else FIRST_SAMPLED]
            parts = values, base, totals = _explain(method, few)
        except Unreadable:
            continue
        if adds_up(gap_of(values, base, totals), totals):
            return method, parts
    refuse_gap(gap_of(values, base, totals), totals)
    return method, parts


def _explain(method: Method, rows: pd.DataFrame) -> Parts:
    matrix = method.matrix(rows)
    values, base = method.values(matrix)
    return values, base, method.output(matrix)


def _explanation(
    fitted: FittedModel, method: Method, rows: pd.DataFrame, done: list[Parts]
) -> Explanation:
    values = np.concatenate([part[0] for part in done])
    totals = np.concatenate([part[2] for part in done])
    base = done[0][1]
    gap = gap_of(values, base, totals)
    refuse_gap(gap, totals)
    explained = rows.iloc[: len(values)]
    outputs = _outputs(fitted)
    return Explanation(
        columns=fitted.features,
        outputs=outputs,
        space=method.space,
        output=_phrase(method.space, outputs),
        values=values,
        base=base,
        totals=totals,
        predicted=_predicted(fitted, explained),
        cells=cells_of(explained),
        numbers=numbers_of(explained),
        positions=explained.index.to_numpy(dtype=np.int64),
        asked=len(rows),
        exact=method.exact,
        how=_how(fitted, method),
        error=gap,
    )


def _how(fitted: FittedModel, method: Method) -> str:
    once = " Each explained row counts once: weights of rows play no part here."
    return method.how + (once if fitted.recipe.problem.weight else "")


def _outputs(fitted: FittedModel) -> tuple[str, ...]:
    if not fitted.classes:
        return (fitted.recipe.problem.target,)
    return fitted.classes[1:] if len(fitted.classes) == 2 else fitted.classes


def _predicted(fitted: FittedModel, rows: pd.DataFrame) -> NDArray[np.float64]:
    predictions = fitted.predict_prepared(rows)
    if not fitted.classes:
        return np.asarray(predictions.values, dtype=np.float64)[:, None]
    both = predictions.probabilities
    return both[:, 1:] if both.shape[1] == 2 else both


def _phrase(space: str, outputs: tuple[str, ...]) -> str:
    name = f"'{shown(outputs[0], 40)}'" if len(outputs) == 1 else "each class"
    words = {
        RAW: f"log-odds of {name}" if len(outputs) == 1 else "score of each class (log scale)",
        PROBABILITY: f"probability of {name}",
    }
    return words.get(space, f"predicted {name}")
