"""Write the data contract of a project from its training rows."""

from __future__ import annotations

from dataclasses import replace

from core.contract import Contract, contract_of
from core.recipe import Recipe
from core.table import Dataset
from core.training.material import material_of


def written_contract(recipe: Recipe, dataset: Dataset) -> Contract:
    """Return what new rows must look like, as the training rows look now."""
    material = material_of(recipe, dataset)
    rows = dataset.frame.loc[material.train.index]
    keys = [name for name in recipe.problem.columns_with("id") if rows[name].is_unique]
    texts = [name for name, kind in dataset.kinds.items() if kind == "text"]
    needed = {column.name for column in material.schema.columns if column.required}
    longest = {n: int(rows[n].str.len().max()) for n in texts if n in needed and rows[n].any()}
    made = contract_of(material.schema.columns, keys, longest)
    return replace(made, data_version=dataset.fingerprint, rows=len(rows))
