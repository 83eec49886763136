"""What jobs do: one function per kind of work, called by workers and by the command line.

Each function has the signature `(task, shelf, report, cores) -> JSON values`. A task names
the recipe as JSON values (`recipe`), the stored table by fingerprint (`data`), who may read
it (`owner`), and, where it matters, the candidate (`candidate`) and the ids of earlier jobs
whose finished units may be used again (`earlier`).
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.batch import Batch, not_predicted
from core.disk_shelf import DiskShelf
from core.errors import DataError
from core.evaluation.evaluation import evaluate_each, evaluation_from
from core.evaluation.judged_rows import KEY as JUDGED_ROWS
from core.explain import sample_rows, shap_values
from core.export import export_script
from core.files import safe_path
from core.loading import load
from core.progress import Event, Report, silent
from core.projects import Projects
from core.recipe import Recipe
from core.shelf import Shelf
from core.shipping import BUNDLE, Known, ship
from core.table import Dataset
from core.training.certificate import Certificate, certify
from core.training.compare import begin, out_of_fold, with_baseline
from core.training.compare import compare as compare_candidates
from core.training.conformal import with_margin_of
from core.training.estimate import READY, Point, points_json
from core.training.fit import fit_material
from core.training.material import material_of
from core.training.nested import check_choice
from core.training.results import comparison_from
from core.training.timing import TIMING, Bench
from core.training.timing import measure as measure_fits
from core.training.tune import tune as tune_candidate

Task = Mapping[str, Any]
EXPLAIN_SECONDS = 60.0
EXPLANATION = "explanation.npz"


class Layered:
    """A shelf that also finds what earlier jobs left on theirs."""

    def __init__(self, own: Shelf, earlier: Sequence[Shelf]) -> None:
        self._own = own
        self._all = (own, *earlier)

    def put(self, key: str, value: Any) -> None:
        """Keep a JSON value on the own shelf."""
        self._own.put(key, value)

    def get(self, key: str) -> Any | None:
        """Return a value from the first shelf that has it."""
        return next((v for shelf in self._all if (v := shelf.get(key)) is not None), None)

    def put_array(self, key: str, values: NDArray[Any]) -> None:
        """Keep an array on the own shelf."""
        self._own.put_array(key, values)

    def get_array(self, key: str) -> NDArray[Any] | None:
        """Return an array from the first shelf that has it."""
        return next((v for shelf in self._all if (v := shelf.get_array(key)) is not None), None)


def compare(task: Task, shelf: DiskShelf, report: Report, cores: int) -> dict[str, Any]:
    """Compare the candidates of a recipe; keep what thresholds are chosen on."""
    recipe, dataset = _opened(task, shelf)
    layered = _layered(task, shelf)
    comparison = compare_candidates(recipe, dataset, report, layered, cores)
    if recipe.nested:
        check_choice(begin(recipe, dataset, layered, report), dataset, comparison, cores)
    if recipe.problem.task == "binary":
        _keep_rankings(recipe, dataset, layered)
    return comparison.to_json()


def measure(task: Task, shelf: DiskShelf, report: Report, cores: int) -> dict[str, Any]:
    """Time small fits of the candidates, to say how long a comparison would take."""
    began = time.monotonic() - time.process_time()  # loading the program counts too
    recipe, dataset = _opened(task, shelf)
    candidates = with_baseline(recipe)
    report(Event(0, len(candidates), "Making the rows ready"))
    bench = Bench(recipe, candidates, material_of(recipe, dataset), report)
    ready = Point(READY, dataset.rows, time.monotonic() - began)
    points = points_json((ready, *measure_fits(bench, cores)))
    shelf.put(TIMING, points)
    return {"points": len(points)}


def tune(task: Task, shelf: DiskShelf, report: Report, cores: int) -> dict[str, Any]:
    """Tune the candidate that the recipe's search names."""
    recipe, dataset = _opened(task, shelf)
    return tune_candidate(recipe, dataset, report, _layered(task, shelf), cores).to_json()


def evaluate(task: Task, shelf: DiskShelf, report: Report, cores: int) -> dict[str, Any]:
    """Open the locked test rows for the chosen candidate, and log the look first."""
    recipe, dataset = _opened(task, shelf)
    candidate = recipe.candidate(recipe.chosen)
    report(Event(0, 3, f"Fitting {candidate.name} on the training rows"))
    material = material_of(recipe, dataset)
    fitted = fit_material(recipe, candidate, material, dataset.fingerprint)
    fitted = with_margin_of(fitted, material, _layered(task, shelf), cores)
    base = fit_material(recipe, with_baseline(recipe)[0], material, dataset.fingerprint)
    report(Event(1, 3, "Opening the test rows"))
    _log_look(task, shelf, recipe, dataset)
    evaluation, each = evaluate_each(fitted, material, base)
    shelf.put_array(JUDGED_ROWS, each)
    report(Event(2, 3, "Checking for leaks"))
    certificate = certify(recipe, candidate, dataset, material)
    return {
        "evaluation": evaluation.to_json(),
        "certificate": vars(certificate),
        "chosen": candidate.name,
        "rows": {"train": len(material.train), "test": len(material.test)},
    }


def explain(task: Task, shelf: DiskShelf, report: Report, cores: int) -> dict[str, Any]:
    """Explain the chosen candidate on a sample of the training rows, within a time limit."""
    recipe, dataset = _opened(task, shelf)
    candidate = recipe.candidate(recipe.chosen)
    report(Event(0, 1, f"Fitting {candidate.name} on the training rows"))
    material = material_of(recipe, dataset)
    fitted = fit_material(recipe, candidate, material, dataset.fingerprint)
    rows = sample_rows(material.train, recipe.seed)
    seconds = float(task.get("seconds", EXPLAIN_SECONDS))
    explanation = shap_values(fitted, rows, material.train, report, seconds)
    explanation.save(shelf.result_folder / EXPLANATION)
    return {"chosen": candidate.name, "note": explanation.note, "rows": explanation.rows}


def bundle(task: Task, shelf: DiskShelf, report: Report, cores: int) -> dict[str, Any]:
    """Pack the chosen candidate; what pages found out before comes with the task."""
    recipe, dataset = _opened(task, shelf)
    candidate = recipe.candidate(recipe.chosen)
    report(Event(0, 2, f"Fitting {candidate.name} on the training rows"))
    material = material_of(recipe, dataset)
    fitted = fit_material(recipe, candidate, material, dataset.fingerprint)
    fitted = with_margin_of(fitted, material, _layered(task, shelf), cores)
    report(Event(1, 2, "Packing, and checking that the file answers the same"))
    judged = task.get("evaluation")
    known = Known(
        comparison=comparison_from(task["comparison"]),
        evaluation=evaluation_from(judged["evaluation"]) if judged else None,
        certificate=Certificate(**judged["certificate"]) if judged else None,
        importance=tuple((str(name), float(share)) for name, share in task.get("importance", ())),
        explained=str(task.get("explained", "")),
        looks=int(task.get("looks", 0)),
    )
    ship(fitted, dataset, known, shelf.result_folder, datetime.datetime.now(datetime.UTC))
    return {"chosen": candidate.name, "size": (shelf.result_folder / BUNDLE).stat().st_size}


def script(task: Task, shelf: DiskShelf, report: Report, cores: int) -> dict[str, Any]:
    """Write the chosen candidate as a plain script, and prove that it repeats the scores."""
    recipe, dataset = _opened(task, shelf)
    candidate = recipe.candidate(recipe.chosen)
    alone = recipe.edit(candidates=(candidate,), minutes=None)
    report(Event(0, 2, "Collecting the scores of the folds"))
    comparison = compare_candidates(alone, dataset, silent, _layered(task, shelf), cores)
    result = next(item for item in comparison.results if item.name == candidate.name)
    fitted = fit_material(recipe, candidate, material_of(recipe, dataset), dataset.fingerprint)
    report(Event(1, 2, "Running the script in a process of its own"))
    export_script(fitted, dataset, recipe.problem.metric, result, shelf.result_folder)
    return {"chosen": candidate.name, "folds": len(result.scores(recipe.problem.metric))}


def predict(task: Task, shelf: DiskShelf, report: Report, cores: int) -> dict[str, Any]:
    """Predict a table with the bundle that an earlier job packed; the file goes afterwards."""
    packed = safe_path(shelf.root / "jobs", task["bundle"], shelf.result_folder.name)
    rows = safe_path(shelf.root / "waiting", task["held"])
    if not rows.exists():
        raise DataError("The rows were kept only to be predicted.", "Upload the file again.")
    try:
        table = load(rows, name=task["name"])
        found = Batch(packed / BUNDLE, shelf.result_folder).predict(table, report)
    except DataError as error:
        raise not_predicted(task["name"], error) from error
    rows.unlink(missing_ok=True)
    return found


def ranking_key(candidate: str) -> str:
    """Return the shelf key of a candidate's out-of-fold ranking: truth, probability, any weight."""
    return f"ranking-{candidate}"


def _keep_rankings(recipe: Recipe, dataset: Dataset, shelf: Shelf) -> None:
    work = begin(recipe, dataset, shelf)
    for candidate in work.candidates:
        rows = out_of_fold(work, candidate)
        if rows is not None and np.isfinite(rows).all():
            columns = [work.material.target.values, rows[:, 1]]
            if work.material.weights is not None:
                columns.append(work.material.weights)
            shelf.put_array(ranking_key(candidate.name), np.column_stack(columns))


def _log_look(task: Task, shelf: DiskShelf, recipe: Recipe, dataset: Dataset) -> None:
    if not task.get("project"):
        return
    candidate = recipe.candidate(recipe.chosen)
    print_of = f"{recipe.fingerprint('fit', candidate)}:{dataset.fingerprint}"
    Projects(shelf.root).log_look(
        task["project"], task["owner"], candidate.name, print_of, task["owner"]
    )


def _opened(task: Task, shelf: DiskShelf) -> tuple[Recipe, Dataset]:
    recipe = Recipe.from_json(task["recipe"])
    return recipe, Projects(shelf.root).load_dataset(task["data"], owner=task["owner"])


def _layered(task: Task, shelf: DiskShelf) -> Layered:
    jobs: Path = shelf.folder.parent.parent
    earlier = [DiskShelf(jobs / job / shelf.folder.name) for job in task.get("earlier", ())]
    return Layered(shelf, earlier)
