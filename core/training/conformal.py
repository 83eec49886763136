"""Give a model of numbers the margin of its predictions, from rows its folds had not seen."""

from __future__ import annotations

from dataclasses import replace

from core.shelf import MemoryShelf, Shelf
from core.table import Dataset
from core.training.compare import Work, out_of_fold, rounds_of, unit_key
from core.training.fit import FittedModel
from core.training.margin import Margin, margin_of
from core.training.material import Material, material_of
from core.training.threads import one_thread
from core.training.unit import Unit, run_unit


def with_margin(
    fitted: FittedModel, dataset: Dataset, shelf: Shelf | None = None, cores: int = 1
) -> FittedModel:
    """Return a model whose predictions of numbers come with 90 % intervals.

    The candidate is fitted on every fold of the table it was trained on, unless the shelf of
    a comparison holds that already. Models of classes are returned as they are.
    """
    return with_margin_of(fitted, material_of(fitted.recipe, dataset), shelf, cores)


def with_margin_of(
    fitted: FittedModel, material: Material, shelf: Shelf | None = None, cores: int = 1
) -> FittedModel:
    """Return a model with its margin, from material that is already made."""
    if fitted.classes:
        return fitted
    candidates = (fitted.candidate,)
    keep = MemoryShelf() if shelf is None else shelf
    work = Work(fitted.recipe, candidates, material, fitted.data_version, keep)
    return replace(fitted, margin=_margin(work, cores))


def _margin(work: Work, cores: int) -> Margin | None:
    candidate = work.candidates[0]
    if not _fill(work, cores):
        return None
    outputs = out_of_fold(work, candidate)
    if outputs is None:
        return None
    errors = work.material.target.values - outputs[:, 0]
    return margin_of(errors, weights=work.material.weights)


def _fill(work: Work, cores: int) -> bool:
    """Fit the folds that the shelf lacks; tell whether all of them have predictions."""
    from joblib import Parallel, delayed

    candidate, material = work.candidates[0], work.material
    folds = len(material.folds) // rounds_of(work.recipe)
    keys = {fold: unit_key(work, candidate, fold) for fold in range(folds)}
    lacking = [fold for fold in keys if work.shelf.get_array(keys[fold]) is None]
    with one_thread():
        units: list[Unit] = Parallel(n_jobs=cores, backend="threading")(
            delayed(run_unit)(work.recipe, candidate, material, fold) for fold in lacking
        )
    for fold, unit in zip(lacking, units, strict=True):
        if unit.outputs is None:
            return False
        work.shelf.put_array(keys[fold], unit.outputs)
    return True
