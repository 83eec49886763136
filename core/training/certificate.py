"""The leakage certificate: proof that a fit did not look at held-out rows.

Every held-out row is scrambled, values and target alike, and the pipeline is fitted
again from the raw rows. If anything that was learned depends on a held-out row, the two
fitted pipelines differ, and the certificate says so.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.pipeline import compile_pipeline, features_of, transform_features
from core.recipe import Candidate, Recipe
from core.table import Dataset
from core.tasks.supervised import encode_target
from core.training.fit import fit_pipeline, outputs_of
from core.training.material import Material, material_of

PROBE_ROWS = 2000


@dataclass(frozen=True)
class Certificate:
    """The verdict for one candidate: `clean`, and the sentence that explains it."""

    candidate: str
    clean: bool
    sentence: str
    rows_scrambled: int


@dataclass(frozen=True, eq=False)
class _Run:
    recipe: Recipe
    candidate: Candidate
    material: Material


def certify(
    recipe: Recipe, candidate: Candidate, dataset: Dataset, material: Material | None = None
) -> Certificate:
    """Scramble all held-out rows of the first fold and the test part, refit, and compare."""
    made = material_of(recipe, dataset) if material is None else material
    kept = made.train.index[made.folds[0][0]]
    frame = dataset.frame
    held_out = frame.index.difference(kept)
    ordered = any(step.needs_order for step in recipe.active("prepare"))
    # steps that follow the order read it from the column that says which rows are held out
    kept_column = recipe.problem.split.column if ordered else ""
    scrambled = _scrambled(frame, held_out, recipe.seed, kept_column)
    run = _Run(recipe, candidate, made)
    one, two = _learned(run, frame), _learned(run, scrambled)
    clean = all(np.array_equal(a, b, equal_nan=True) for a, b in zip(one, two, strict=True))
    sentence = (
        f"The test rows and those that one fold holds out ({len(held_out):,}) were scrambled; the "
        "fitted pipeline stayed the same."
        if clean
        else "The fitted pipeline changed when held-out rows were scrambled: something that is "
        "learned looks at rows it must not see."
    )
    return Certificate(candidate.name, clean, sentence, len(held_out))


def _learned(run: _Run, frame: pd.DataFrame) -> tuple[NDArray[np.float64], ...]:
    recipe, material = run.recipe, run.material
    kept = material.train.index[material.folds[0][0]]
    prepared = recipe.prepare(frame, predicting=True).loc[kept]
    rows = prepared[list(features_of(recipe.problem, tuple(prepared.columns)))]
    classes = material.target.classes
    target = encode_target(prepared[recipe.problem.target], recipe.problem, classes)
    pipeline = compile_pipeline(recipe, run.candidate, rows)
    weights = None if material.weights is None else material.weights[material.folds[0][0]]
    fit_pipeline(pipeline, rows, target.values, weights)
    probe = material.train.iloc[material.folds[0][0][:PROBE_ROWS]]
    matrix = transform_features(pipeline, probe)
    values, probabilities = outputs_of(pipeline.steps[-1][1], matrix, len(classes))
    numbers = rows.select_dtypes("number").to_numpy(dtype="float64")
    return numbers, np.asarray(matrix, dtype="float64"), values, probabilities


def _scrambled(frame: pd.DataFrame, rows: pd.Index, seed: int, but: str = "") -> pd.DataFrame:
    """Shuffle each column among the held-out rows, and stretch its numbers."""
    generator = np.random.default_rng(seed)
    columns = {}
    for name in frame.columns:
        values = frame[name].copy()
        if name == but:
            columns[name] = values
            continue
        mixed = values.loc[rows].sample(frac=1, random_state=int(generator.integers(2**31)))
        if values.dtype.kind == "f":
            mixed = mixed * 7.0 + 1000.0
        elif values.dtype.kind == "i":
            mixed = mixed * 7 + 1000
        values.loc[rows] = mixed.to_numpy()
        columns[name] = values
    return pd.DataFrame(columns)
