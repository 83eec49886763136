"""Fit one candidate on the training rows, and predict with it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.contract import Contract, check, contract_of
from core.errors import RecipeError
from core.pipeline import compile_pipeline
from core.recipe import Candidate, Recipe
from core.table import Dataset
from core.text import shown
from core.training.margin import Margin
from core.training.material import Material, material_of
from core.training.schema import Schema, conform
from core.training.threads import one_thread

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Predictions:
    """What a model says about rows.

    values         numbers in target units, or class positions
    probabilities  shape (rows, classes); no columns for regression
    labels         class names as text; empty for regression
    notes          what was done to make the rows fit, with counts
    """

    values: NDArray[Any]
    probabilities: NDArray[np.float64]
    labels: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class FittedModel:
    """A pipeline that has seen exactly the training rows, ready to predict.

    `features` are the prepared columns it reads; `schema` the raw columns rows must have.
    `rows` is how many rows it was fitted on, `whole` how many training rows there were;
    `margin` how far predicted numbers may be off, where that was measured; `naive_error` how far
    off the naive forecast is on those rows, NaN where they have no order in time.
    """

    pipeline: Any
    recipe: Recipe
    candidate: Candidate
    classes: tuple[str, ...]
    features: tuple[str, ...]
    schema: Schema
    data_version: str
    rows: int
    whole: int = 0
    margin: Margin | None = None
    naive_error: float = math.nan

    @property
    def contract(self) -> Contract:
        """What rows must look like: as the recipe says, or as the training rows looked.

        Rows to predict have no target, so nothing is said about it.
        """
        kept = self.recipe.contract
        return kept.without([self.recipe.problem.target]) if kept else _written(self.schema)

    def prepare(
        self, frame: pd.DataFrame, written: pd.DataFrame | None = None
    ) -> tuple[pd.DataFrame, tuple[str, ...]]:
        """Bring raw rows into the prepared feature columns, with notes on what was done.

        `written` holds the rows before cells that cannot be read were blanked.
        """
        target = self.recipe.problem.target
        conformed = conform(frame.drop(columns=target, errors="ignore"), self.schema)
        unusual = check(conformed.frame, self.contract, "warn", written=written)
        prepared = self.recipe.prepare(conformed.frame, predicting=True)
        return prepared[list(self.features)], (*conformed.notes, *unusual.notes)

    def predict(self, frame: pd.DataFrame) -> Predictions:
        """Predict raw rows, in their order, by column name."""
        rows, notes = self.prepare(frame)
        return self.predict_prepared(rows, notes)

    def predict_prepared(self, rows: pd.DataFrame, notes: tuple[str, ...] = ()) -> Predictions:
        """Predict rows that are already prepared."""
        if len(rows) == 0:
            none = np.empty((0, len(self.classes)))
            return Predictions(np.empty(0), none, (), notes)
        values, probabilities = outputs_of(self.pipeline, rows, len(self.classes))
        if self.classes and len(self.classes) == 2:
            values = (probabilities[:, 1] >= self.recipe.threshold).astype("int64")
        labels = tuple(self.classes[int(code)] for code in values) if self.classes else ()
        return Predictions(values, probabilities, labels, notes)


def fit(recipe: Recipe, candidate: Candidate, dataset: Dataset) -> FittedModel:
    """Fit a candidate on all training rows; the test rows are not seen."""
    return fit_material(recipe, candidate, material_of(recipe, dataset), dataset.fingerprint)


def fit_material(
    recipe: Recipe, candidate: Candidate, material: Material, data_version: str
) -> FittedModel:
    """Fit a candidate on the training rows of material that is already made."""
    pipeline = compile_pipeline(recipe, candidate, material.train)
    fit_pipeline(pipeline, material.train, material.target.values, material.weights)
    return FittedModel(
        pipeline=pipeline,
        recipe=recipe,
        candidate=candidate,
        classes=material.target.classes,
        features=tuple(material.train.columns),
        schema=material.schema,
        data_version=data_version,
        rows=len(material.train),
        whole=material.whole,
        naive_error=material.naive_error(),
    )


def fit_pipeline(
    pipeline: Any, rows: pd.DataFrame, target: NDArray[Any], weights: NDArray[Any] | None
) -> None:
    """Fit in one thread, with row weights where the model takes them."""
    extra = {}
    if weights is not None and takes_weights(pipeline.steps[-1][1]):
        _refuse_changed_rows(pipeline)
        extra = {"model__sample_weight": weights}
    with one_thread():
        pipeline.fit(rows, target, **extra)


def outputs_of(
    pipeline: Any, rows: pd.DataFrame, classes: int
) -> tuple[NDArray[Any], NDArray[np.float64]]:
    """Return predicted values and probabilities of shape (rows, classes).

    A class that a fold's training rows lacked gets probability 0.
    """
    with one_thread():
        if not classes:
            values = np.asarray(pipeline.predict(rows), dtype="float64")
            return values, np.empty((len(rows), 0))
        known = np.asarray(pipeline.classes_, dtype="int64")
        probabilities = np.zeros((len(rows), classes))
        probabilities[:, known] = pipeline.predict_proba(rows)
    return probabilities.argmax(axis=1), probabilities


@lru_cache(maxsize=8)
def _written(schema: Schema) -> Contract:
    return contract_of(schema.columns)


def _refuse_changed_rows(pipeline: Any) -> None:
    if any(name.startswith("rows") for name, _ in pipeline.steps):
        raise RecipeError(
            "Row weights cannot be used with a step that changes which rows are trained on.",
            "Switch that step off, or take the role of weight from its column.",
        )


def takes_weights(estimator: Any) -> bool:
    """Tell whether an estimator, or the one it wraps, can count some rows more than others."""
    from sklearn.utils.validation import has_fit_parameter

    return bool(has_fit_parameter(getattr(estimator, "regressor", estimator), "sample_weight"))


def weighed_words(fitted: FittedModel) -> str:
    """Say by which column rows count, and where; empty where each counts once."""
    column = fitted.recipe.problem.weight
    if not column:
        return ""
    if weight_of(fitted):
        return f"Rows count by their weight in '{shown(column)}', in learning and in every score."
    return (
        f"Rows count by their weight in '{shown(column)}' in every score. The model takes no "
        "weights: it learned from every row alike."
    )


def weight_of(fitted: FittedModel) -> str:
    """Return the column that said how much each row counts in training, empty when none did."""
    column = fitted.recipe.problem.weight
    return column if column and takes_weights(fitted.pipeline.steps[-1][1]) else ""
