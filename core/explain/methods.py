"""Ways to compute SHAP values: exactly for linear models and trees, sampled for any model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.explain.forest import TooDeep, contributions
from core.explain.read_trees import PROBABILITY, RAW, Unreadable, read_forest
from core.models import MODELS
from core.pipeline import origins_of, transform_features
from core.training.fit import FittedModel

if TYPE_CHECKING:
    import pandas as pd

VALUE = "value"
ORDERS = 32
BATCH_CELLS = 2_000_000
TOGETHER = 4_000  # rows predicted at once: each call makes all columns ready again

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Method:
    """One way to explain a fitted model.

    matrix   prepared rows -> what `values` and `output` take: a matrix, or the rows themselves
    values   matrix -> SHAP values (rows, columns, outputs) and base (outputs,)
    output   matrix -> what the model gives, shape (rows, outputs), in units of `space`
    """

    space: str
    exact: bool
    how: str
    matrix: Callable[[pd.DataFrame], Any]
    values: Callable[[Any], tuple[Matrix, Matrix]]
    output: Callable[[Any], Matrix]


def methods_for(fitted: FittedModel, background: pd.DataFrame) -> Sequence[Callable[[], Method]]:
    """Return the ways to explain a model, the best first; each may raise `Unreadable`."""
    kind = MODELS.get(fitted.candidate.model).explainer
    exact = {"linear": _linear, "tree": _trees}.get(kind)
    ways = [exact, _sampled] if exact else [_sampled]
    return [lambda way=way: way(fitted, background) for way in ways]  # type: ignore[misc]


def groups_of(fitted: FittedModel, frame: pd.DataFrame) -> NDArray[np.int64]:
    """Return, for each matrix column, the position of its original column."""
    names = origins_of(fitted.pipeline, fitted.recipe, fitted.candidate, frame)
    if len(names) != fitted.pipeline.steps[-1][1].n_features_in_:
        raise Unreadable("a step mixes columns")
    places = {column: place for place, column in enumerate(fitted.features)}
    return np.array([places[name] for name in names], dtype=np.int64)


def dense(matrix: Any) -> Matrix:
    """Return a matrix as plain numbers."""
    return np.asarray(matrix, dtype=np.float64)


# ---- linear models -------------------------------------------------------------------


def _linear(fitted: FittedModel, background: pd.DataFrame) -> Method:
    model = fitted.pipeline.steps[-1][1]
    if not hasattr(model, "coef_"):
        raise Unreadable(type(model).__name__)
    weights = np.atleast_2d(np.asarray(model.coef_, dtype=np.float64))
    intercept = np.ravel(np.asarray(model.intercept_, dtype=np.float64))
    mean = dense(transform_features(fitted.pipeline, background)).mean(axis=0)
    belongs = np.eye(len(fitted.features))[groups_of(fitted, background)]
    base = intercept + weights @ mean

    def values(matrix: Matrix) -> tuple[Matrix, Matrix]:
        parts = [((matrix - mean) * line) @ belongs for line in weights]
        return np.stack(parts, axis=2), base

    return Method(
        space=RAW if fitted.classes else VALUE,
        exact=True,
        how="Exact: each weight times the distance of the cell from its training mean.",
        matrix=lambda rows: dense(transform_features(fitted.pipeline, rows)),
        values=values,
        output=lambda matrix: raw_output(model, matrix, bool(fitted.classes)),
    )


# ---- trees ---------------------------------------------------------------------------


def _trees(fitted: FittedModel, background: pd.DataFrame) -> Method:
    model = fitted.pipeline.steps[-1][1]
    groups = groups_of(fitted, background)
    forest, space = read_forest(model)
    width = len(fitted.features)
    output = raw_output if space == RAW else probability_output

    def values(matrix: Matrix) -> tuple[Matrix, Matrix]:
        try:
            return contributions(forest, matrix, groups, width)
        except TooDeep as error:
            raise Unreadable("paths over 62 columns") from error

    return Method(
        space=space if fitted.classes else VALUE,
        exact=True,
        how="Exact: every path of every tree, weighed by the training rows that took it.",
        matrix=lambda rows: dense(transform_features(fitted.pipeline, rows)),
        values=values,
        output=lambda matrix: output(model, matrix, bool(fitted.classes)),
    )


# ---- any model -----------------------------------------------------------------------


def _sampled(fitted: FittedModel, background: pd.DataFrame) -> Method:
    stand_in = background.iloc[:ORDERS]
    rng = np.random.default_rng(fitted.recipe.seed)
    orders = _orders(rng, len(fitted.features), len(stand_in))
    output = partial(probability_output, fitted.pipeline, classifies=bool(fitted.classes))
    return Method(
        space=PROBABILITY if fitted.classes else VALUE,
        exact=False,
        how=f"Sampled: the cells of {len(stand_in)} training rows are replaced one column at "
        "a time, each in a random order. Small values are uncertain.",
        matrix=lambda rows: rows,
        values=lambda rows: _walks(rows, stand_in, orders, output),
        output=output,
    )


def _orders(rng: np.random.Generator, width: int, number: int) -> NDArray[np.int64]:
    """Return random orders of the columns, in pairs of one order and its reverse."""
    orders: list[NDArray[np.int64]] = []
    while len(orders) < number:
        order = rng.permutation(width)
        orders += [order, order[::-1]]
    return np.array(orders[:number], dtype=np.int64)


def _walks(
    rows: pd.DataFrame,
    stand_in: pd.DataFrame,
    orders: NDArray[np.int64],
    output: Callable[[pd.DataFrame], Matrix],
) -> tuple[Matrix, Matrix]:
    """Walk from each stand-in row to each explained row; a column earns what its step changed."""
    import pandas as pd

    width, count = orders.shape[1], len(rows)
    both = pd.concat([stand_in, rows], ignore_index=True)
    start, end = output(stand_in), output(rows)
    result = np.zeros((count, width, end.shape[1]))
    steps = np.repeat(np.arange(width - 1), count)
    own = np.tile(np.arange(count), width - 1) + len(stand_in)
    together = max(1, TOGETHER // max(len(own), 1))
    for begin in range(0, len(orders), together):
        places = range(begin, min(begin + together, len(orders)))
        turns = np.argsort(orders[places.start : places.stop], axis=1)
        mixed = {
            name: both[name].array.take(
                np.concatenate(
                    [
                        np.where(turn[column] <= steps, own, place)
                        for turn, place in zip(turns, places, strict=True)
                    ]
                )
            )
            for column, name in enumerate(both.columns)
        }
        seen = output(pd.DataFrame(mixed)) if len(own) else np.empty((0, end.shape[1]))
        paths = seen.reshape(len(places), width - 1, count, end.shape[1])
        for place, between in zip(places, paths, strict=True):
            first = np.broadcast_to(start[place], end.shape)[None]
            path = np.concatenate([first, between, end[None]])
            result[:, orders[place]] += np.diff(path, axis=0).transpose(1, 0, 2) / len(orders)
    return result, start.mean(axis=0)


def batch_of(columns: int, exact: bool) -> int:
    """Return how many rows to explain at once, so that memory stays within bounds."""
    return 20_000 if exact else max(1, BATCH_CELLS // max(columns * columns, 1))


# ---- what the model gives ------------------------------------------------------------


def raw_output(model: Any, matrix: Any, classifies: bool) -> Matrix:
    """Return log-odds or class scores (rows, outputs), or values for regression."""
    if not classifies:
        result = model.predict(matrix)
    elif hasattr(model, "get_booster"):
        result = model.predict(matrix, output_margin=True)
    elif hasattr(model, "booster_"):
        result = model.predict(matrix, raw_score=True)
    else:
        result = model.decision_function(matrix)
    return np.asarray(result, dtype=np.float64).reshape(len(matrix), -1)


def probability_output(model: Any, matrix: Any, classifies: bool) -> Matrix:
    """Return probabilities (rows, outputs), of the positive class alone when there are two."""
    if not classifies:
        return raw_output(model, matrix, classifies)
    result = np.asarray(model.predict_proba(matrix), dtype=np.float64)
    return result[:, 1:] if result.shape[1] == 2 else result
