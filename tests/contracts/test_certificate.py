"""Every step with every model keeps held-out rows out of what is learned; new ones are found."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pytest

from core.models import MODELS, Model
from core.problem import TASKS, Problem, Split
from core.recipe import Candidate, Entry, Recipe
from core.steps import STEPS, Step
from core.table import Dataset
from core.teaching import Teaching
from core.training.certificate import certify
from core.training.material import material_of

TARGETS = {"binary": "left", "multiclass": "grade", "regression": "spend"}
MODELS_OF = {
    task: [model for model in MODELS if model.suits(task) and not model.missing_packages()]
    for task in TASKS
}
MODEL_CASES = [
    pytest.param(model.name, task, id=f"{model.name}-{task}")
    for task in TASKS
    for model in MODELS_OF[task]
]
STEP_CASES = [
    pytest.param(part, task, id=f"{part.__name__}-{task}")
    for part in STEPS
    for task in TASKS
    if part.example()[0].suits(task)
]


def people(rows: int = 90) -> pd.DataFrame:
    """Return people with gaps and outliers, and one target for each task."""
    draw = np.random.default_rng(5)
    age = draw.normal(40, 12, rows).round(1)
    return pd.DataFrame(
        {
            "years": np.where(draw.random(rows) < 0.1, np.nan, age),
            "paid": np.exp(draw.normal(8, 1, rows)).round(2),
            "plan": pd.Series(draw.choice(["monthly", "yearly", "free", None], rows), dtype="str"),
            "left": pd.Series(np.where(age + draw.normal(0, 8, rows) > 40, "yes", "no")),
            "grade": pd.Series(draw.choice(["a", "b", "c"], rows), dtype="str"),
            "spend": (age * 2 + draw.normal(0, 3, rows)).round(2),
        }
    )


def recipe_for(task: str) -> Recipe:
    """Return a recipe that fills, scales, encodes and learns from all but the other targets."""
    problem = Problem(target=TARGETS[task], task=task, split=Split(folds=3))
    for name in set(TARGETS.values()) - {problem.target}:
        problem = problem.with_role(name, "ignore")
    recipe = Recipe(problem=problem)
    for name in ("impute", "impute_categories", "scale", "one_hot"):
        recipe = recipe.add(STEPS.get(name)())
    return recipe


def with_example(task: str, part: type[Step]) -> tuple[Recipe, pd.DataFrame]:
    """Return a recipe with the example of a step, and the people with its columns."""
    step, example = part.example()
    rows = people()
    shuffled = np.random.default_rng(1).integers(len(example), size=len(rows))
    frame = pd.concat([rows, example.iloc[shuffled].reset_index(drop=True)], axis=1)
    if step.needs_order:
        frame[step.group[0]] = [f"g{row % 12}" for row in range(len(frame))]
    recipe = recipe_for(task).add(step)
    prepared = recipe.prepare(frame, predicting=True)
    problem = recipe.problem
    if step.needs_order:
        problem = replace(problem, split=Split("group", folds=3, column=step.group[0]))
    for name in prepared.columns:
        if prepared[name].dtype.kind == "M":
            problem = problem.with_role(name, "ignore")
    return recipe.edit(problem=problem), frame


def is_clean(recipe: Recipe, model: str, frame: pd.DataFrame) -> bool:
    """Return the verdict on a recipe, a third of its training rows and the test rows hidden."""
    certificate = certify(recipe, Candidate(model), Dataset.of(frame, "people"))
    assert certificate.rows_scrambled >= 40
    return certificate.clean


def small(model: Model) -> Candidate:
    """Return a model with as few trees, rounds and units as it allows, that learns fast."""
    ends = {"n_estimators": "low", "max_iter": "low", "learning_rate_init": "high"}
    chosen = [item for item in model.settings if item.name in ends]
    return Candidate(model.name, {it.name: getattr(it.param, ends[it.name]) for it in chosen})


def verdicts(recipe: Recipe, frame: pd.DataFrame) -> dict[str, bool]:
    """Return the verdict on a recipe with each model of its task; the rows are prepared once."""
    dataset, found = Dataset.of(frame, "people"), {}
    material = material_of(recipe, dataset)
    for model in MODELS_OF[recipe.problem.task]:
        certificate = certify(recipe, small(model), dataset, material)
        assert certificate.rows_scrambled >= 40
        found[model.name] = certificate.clean
    return found


@pytest.mark.parametrize(("model", "task"), MODEL_CASES)
def test_every_model_learns_from_its_own_rows_only(model: str, task: str) -> None:
    assert is_clean(recipe_for(task), model, people())


@pytest.mark.parametrize(("part", "task"), STEP_CASES)
def test_every_step_learns_from_its_own_rows_only_with_every_model(
    part: type[Step], task: str
) -> None:
    recipe, frame = with_example(task, part)
    assert verdicts(recipe, frame) == {model.name: True for model in MODELS_OF[task]}


@dataclass(frozen=True)
class FillWithAll(Step):
    """Fill gaps with the mean of all rows: the classic mistake."""

    kind = "prepare"
    label = "Fill with all"
    teaching = Teaching("a", "b", "c")

    def apply(self, frame: pd.DataFrame) -> pd.DataFrame:
        return frame.assign(years=frame["years"].fillna(frame["years"].mean()))


@pytest.mark.parametrize("task", TASKS)
def test_a_step_that_looks_at_all_rows_is_found_with_every_model(task: str) -> None:
    honest = recipe_for(task)
    leaking = replace(honest, steps=(Entry(FillWithAll()), *honest.steps))
    assert verdicts(leaking, people()) == {model.name: False for model in MODELS_OF[task]}


@pytest.mark.parametrize("task", TASKS)
def test_rows_that_a_column_marks_as_test_rows_stay_hidden(task: str) -> None:
    frame = people().assign(usage=[("test", "train", "train")[row % 3] for row in range(90)])
    split = Split("column", folds=3, column="usage", test_values="test")
    recipe = recipe_for(task).edit(split=split)
    assert is_clean(recipe, "decision_tree", frame)
    leaking = replace(recipe, steps=(Entry(FillWithAll()), *recipe.steps))
    assert not is_clean(leaking, "decision_tree", frame)
