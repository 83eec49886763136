"""Write the data contract of a project from its training rows, or from all without a target."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from core.contract import Contract, contract_of
from core.errors import DataError
from core.recipe import Recipe
from core.table import Dataset
from core.training.material import material_of, unused
from core.training.schema import ColumnSchema, schema_of

NAMING = ("id", "group")


def written_contract(recipe: Recipe, dataset: Dataset) -> Contract:
    """Return what new rows must look like, as the training rows look now, or all rows.

    Without a target no rows are set apart, and what a column is for does not decide whether
    it is needed: all are but those to ignore. Names, as of customers, may be new ones later.
    """
    if recipe.problem.target:
        material = material_of(recipe, dataset)
        rows, columns = dataset.frame.loc[material.train.index], material.schema.columns
    else:
        rows, columns = dataset.frame, _columns(recipe, dataset)
    made = contract_of(columns, _unique(recipe, rows), _longest(rows, columns, dataset))
    if not made.rules:
        raise DataError("No column is left to write rules for.", "Give some another role.")
    training = bool(recipe.problem.target)
    return replace(made, data_version=dataset.fingerprint, rows=len(rows), training=training)


def _columns(recipe: Recipe, dataset: Dataset) -> tuple[ColumnSchema, ...]:
    problem = recipe.problem
    wanted = [name for name in dataset.columns if problem.role_of(name) != "ignore"]
    schema = schema_of(dataset.frame, "", unused(recipe, dataset.columns, wanted))
    return tuple(
        replace(column, low=None, high=None, levels=())
        if problem.role_of(column.name) in NAMING
        else column
        for column in schema.columns
    )


def _unique(recipe: Recipe, rows: pd.DataFrame) -> list[str]:
    return [name for name in recipe.problem.columns_with("id") if rows[name].is_unique]


def _longest(
    rows: pd.DataFrame, columns: Iterable[ColumnSchema], dataset: Dataset
) -> dict[str, int]:
    needed = {column.name for column in columns if column.required}
    texts = [name for name, kind in dataset.kinds.items() if kind == "text" and name in needed]
    return {name: int(rows[name].str.len().max()) for name in texts if rows[name].any()}
