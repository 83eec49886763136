"""The samples, their flawed twins and the recipes suggested for them, each made once."""

from __future__ import annotations

from functools import cache

from core.advice import suggest
from core.loading import load
from core.recipe import Recipe
from core.samples import sample_named
from core.sources.sample import SampleSource
from core.table import Dataset


@cache
def table_of(name: str, twin: bool) -> Dataset:
    """Return the table of a sample."""
    return load(None, SampleSource(name, twin))


@cache
def suggested(name: str, twin: bool) -> Recipe:
    """Return the recipe suggested for a sample and its question."""
    sample = sample_named(name)
    recipe = suggest(table_of(name, twin), sample.target, sample.task)
    return recipe.edit(problem=sample.asked(recipe.problem))
