"""Do everything a recipe says without a window: compare, tune, evaluate, explain, pack.

The folder gets `results.json`, `bundle.zip`, `report.html`, `recipe.json` and `units/`, where
finished fits are kept: a run that is stopped goes on where it was.
"""

from __future__ import annotations

import datetime
import os
from pathlib import Path
from typing import Any

from core.contract import check, refuse
from core.disk_shelf import DiskShelf
from core.evaluation.evaluation import evaluate_test
from core.explain import Explanation, ExplanationError, sample_rows, shap_values
from core.files import make_folder, write_json
from core.progress import Event, Report, silent
from core.recipe import Recipe
from core.shelf import Shelf
from core.shipping import Known, results_json, shares, ship
from core.table import Dataset
from core.training.certificate import certify
from core.training.compare import begin, best_place, compare, with_baseline
from core.training.conformal import with_margin_of
from core.training.fit import FittedModel, fit_material
from core.training.material import Material, material_of
from core.training.nested import check_choice
from core.training.results import Comparison
from core.training.tune import adopted, tune, tuned_candidate, with_settings

EXPLAIN_SECONDS = 60.0
STEPS = 4


def run(
    recipe: Recipe, dataset: Dataset, out: Path, report: Report = silent, cores: int | None = None
) -> dict[str, Any]:
    """Carry out a recipe on a table and return what stands in `results.json`.

    Without a chosen candidate the first of the leaderboard is chosen, which is the simplest of
    those at most one standard error behind the best. A candidate named in `recipe.search` is
    tuned first and its best trial joins the comparison, unless a result of that search is a
    candidate already. The numbers are the same whatever `cores` is.
    """
    if recipe.contract is not None:
        refuse(check(dataset.frame, recipe.contract, "stop"))
    workers = cores or os.cpu_count() or 1
    make_folder(out)
    units = DiskShelf(out / "units" / "shelf")
    recipe = tuned(recipe, dataset, report, units, workers)
    comparison = compare(recipe, dataset, report, units, workers)
    checked = _choice(recipe, dataset, comparison, units, workers)
    recipe = recipe.edit(chosen=recipe.chosen or best_place(comparison))
    material = material_of(recipe, dataset)
    report(Event(0, STEPS, f"Fitting {recipe.chosen} on all training rows"))
    fitted = fit_material(recipe, recipe.candidate(recipe.chosen), material, dataset.fingerprint)
    fitted = with_margin_of(fitted, material, units, workers)
    known = _judged(fitted, material, dataset, comparison, report)
    report(Event(3, STEPS, "Packing"))
    ship(fitted, dataset, known, out, datetime.datetime.now(datetime.UTC))
    results = results_json(recipe, known) | checked
    write_json(out / "results.json", results)
    report(Event(STEPS, STEPS, "Done"))
    return results


def tuned(recipe: Recipe, dataset: Dataset, report: Report, units: Shelf, cores: int) -> Recipe:
    """Return the recipe with the best trial of its search among the candidates.

    Nothing is searched where a result of this search was adopted before, and no trial is added
    that stands among the candidates under another name.
    """
    if not recipe.search.candidate or adopted(recipe):
        return recipe
    best = (tuning := tune(recipe, dataset, report, units, cores)).best
    if best is None or best.number == 0 or with_settings(recipe, tuning.model, best.params):
        return recipe
    return recipe.edit(candidates=(*recipe.candidates, tuned_candidate(recipe, tuning)))


def _choice(
    recipe: Recipe, dataset: Dataset, comparison: Comparison, units: Shelf, cores: int
) -> dict[str, Any]:
    if not recipe.nested:
        return {}
    nested = check_choice(begin(recipe, dataset, units), dataset, comparison, cores)
    return {"nested": {**nested.to_json(), "interval": vars(nested.interval)}}


def _judged(
    fitted: FittedModel,
    material: Material,
    dataset: Dataset,
    comparison: Comparison,
    report: Report,
) -> Known:
    recipe = fitted.recipe
    report(Event(1, STEPS, "Opening the test rows"))
    base = fit_material(recipe, with_baseline(recipe)[0], material, dataset.fingerprint)
    evaluation = evaluate_test(fitted, material, base)
    report(Event(2, STEPS, "Explaining"))
    explanation = _explained(fitted, material)
    return Known(
        comparison=comparison,
        evaluation=evaluation,
        certificate=certify(recipe, fitted.candidate, dataset, material),
        importance=shares(explanation),
        explained=explanation.note if explanation else "",
        looks=1,
    )


def _explained(fitted: FittedModel, material: Material) -> Explanation | None:
    rows = sample_rows(material.train, fitted.recipe.seed)
    try:
        return shap_values(fitted, rows, material.train, seconds=EXPLAIN_SECONDS)
    except ExplanationError:
        return None
