"""One recipe gives one set of numbers: in any process, with any number of workers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import core
from core.loading import load
from core.models import MODELS
from core.recipe import Candidate, Recipe, Search, write_recipe
from core.samples import sample_named
from core.table import Dataset

ROOT = Path(__file__).parents[2]
FEW: dict[str, dict[str, Any]] = {
    "ridge": {},
    "logistic": {},
    "random_forest": {"n_estimators": 50},
    "hist_boosting": {"max_iter": 50},
}
TIMES = ("fit_seconds", "predict_ms")
RUN = """
import sys
from pathlib import Path
import core
recipe = core.read_recipe(Path(sys.argv[1]).read_text())
core.run(recipe, core.load(sys.argv[2]), Path(sys.argv[3]), cores=int(sys.argv[4]))
"""


def recipe_with(models: Mapping[str, Any], table: Dataset, target: str) -> Recipe:
    """Return the proposed recipe with some models and settings, or all, the last one tuned."""
    recipe = core.suggest(table, target)
    task = recipe.problem.task
    known = [m for m in MODELS if m.suits(task) and not m.missing_packages() and not m.baseline]
    wanted = [m.name for m in known if not models or m.name in models]
    candidates = tuple(Candidate(name, models.get(name, {})) for name in wanted)
    tuned = next(item.name for item in candidates if item.model == "hist_boosting")
    split = replace(recipe.problem.split, folds=2)
    search = Search(tuned, trials=2, minutes=None)
    return recipe.edit(candidates=candidates, split=split, search=search)


def without_times(value: Any) -> Any:
    """Return JSON values without what a clock has measured."""
    if isinstance(value, dict):
        return {name: without_times(inner) for name, inner in value.items() if name not in TIMES}
    return [without_times(inner) for inner in value] if isinstance(value, list) else value


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "every", "models"),
    [("churn", 18, {}), ("house_prices", 20, FEW), ("forest_cover", 120, FEW)],
    ids=["two classes", "numbers", "several classes"],
)
def test_processes_and_workers_change_no_number(
    name: str, every: int, models: Mapping[str, Any], tmp_path: Path
) -> None:
    sample = sample_named(name)
    load(sample.file).frame.iloc[::every].to_csv(tmp_path / "rows.csv", index=False)
    recipe = recipe_with(models, load(tmp_path / "rows.csv"), sample.target)
    (tmp_path / "recipe.json").write_text(write_recipe(recipe))
    told, running = [], []
    for cores in (1, 2):
        out = tmp_path / f"out{cores}"
        words = [str(tmp_path / "recipe.json"), str(tmp_path / "rows.csv"), str(out), str(cores)]
        environment = {**os.environ, "PYTHONHASHSEED": str(cores)}
        command = [sys.executable, "-c", RUN, *words]
        running.append((out, subprocess.Popen(command, cwd=ROOT, env=environment)))
    for out, process in running:
        assert process.wait(300) == 0
        results = json.loads((out / "results.json").read_text())
        names = [line["name"] for line in results["leaderboard"]]
        assert len(names) == len(set(names)) >= len(recipe.candidates)
        assert not [line["error"] for line in results["leaderboard"] if line["error"]]
        told.append(json.dumps(without_times(results), sort_keys=True))
    assert told[0] == told[1]
