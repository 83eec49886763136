"""Exported scripts run without this project and repeat the app's scores to the last bit."""

from __future__ import annotations

import ast
import importlib.util
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.errors import AppError, JobError
from core.export import export_script, run_script, script, write_data
from core.export.code_of import code_of
from core.export.sources import parted, source_of_function
from core.metrics import METRICS
from core.models import MODELS
from core.problem import TASKS, Split
from core.recipe import Recipe
from core.steps import STEPS
from core.steps.balance_classes import BalanceClasses
from core.steps.cap_outliers import CapOutliers
from core.steps.cast import Cast
from core.steps.date_parts import DateParts
from core.steps.drop_duplicates import DropDuplicates
from core.steps.filter_rows import FilterRows
from core.steps.impute import Impute
from core.steps.merge_categories import MergeCategories
from core.steps.merge_spellings import MergeSpellings
from core.steps.one_hot import OneHot
from core.steps.scale import Scale
from core.steps.select_univariate import SelectUnivariate
from core.steps.target_encode import TargetEncode
from core.table import Dataset
from core.training.compare import compare
from core.training.fit import fit
from core.training.scored import Result
from tests.export.scripts import Scripts, scripts
from tests.export.shipped import candidate, customers, recipe_for

PAIRS = [
    (model.name, task)
    for model in MODELS
    for task in TASKS
    if model.suits(task) and not model.missing_packages()
]
USUAL = (Impute(("age",)), OneHot(min_rows=2), Scale())


@pytest.fixture(scope="module")
def running() -> Iterator[Scripts]:
    with scripts() as started:
        yield started


@pytest.fixture
def repeats(running: Scripts, tmp_path: Path) -> Callable[..., None]:
    """Return a function that requires equal scores of the app and of the script."""

    def checked(recipe: Recipe, model: str, data: Dataset | None = None) -> None:
        data = data or customers()
        other = "ridge" if recipe.problem.task == "regression" else "decision_tree"
        models = (model, other) if MODELS.get(model).baseline else (model,)
        one = replace(recipe, candidates=tuple(candidate(name) for name in models))
        result = next(r for r in compare(one, data).results if r.model == model)
        assert not result.error, result.error
        text = script(fit(one, candidate(model), data), recipe.problem.metric)
        expected = result.scores(recipe.problem.metric)
        assert len(expected) >= 2
        assert running.run(text, data, tmp_path) == expected

    return checked


@pytest.mark.parametrize(("model", "task"), PAIRS)
def test_every_model_is_repeated_bit_for_bit(model, task, repeats):
    repeats(recipe_for(task), model)


@pytest.mark.parametrize(
    ("task", "split"),
    [
        ("binary", Split(folds=3)),
        ("regression", Split(folds=3)),
        ("multiclass", Split(kind="group", column="id", folds=3)),
        ("regression", Split(kind="time", column="joined", folds=3)),
        ("binary", Split(kind="column", column="contract", test_values="year", folds=3)),
    ],
    ids=["classes", "numbers", "groups", "time", "column"],
)
def test_a_sample_is_repeated_bit_for_bit(task, split, repeats):
    repeats(recipe_for(task, split=split).edit(sample=100), "decision_tree")


@pytest.mark.parametrize(
    "steps",
    [
        (*USUAL, CapOutliers(("tenure",)), SelectUnivariate(keep=3)),
        (Impute(("age",)), TargetEncode(("contract",)), Scale()),
        (Impute(("age",)), OneHot(min_rows=2), Scale(method="robust")),
        (*USUAL, BalanceClasses()),
        (*USUAL, DropDuplicates(("tenure", "contract"))),
        (*USUAL, MergeCategories(("contract",), values=("year", "two years"), into="long")),
        (*USUAL, Cast(("tenure",), to="number")),
        (*USUAL, MergeSpellings(("contract",), apart=("year",), values=("month",), into=("m",))),
    ],
    ids=[
        "outliers and selection",
        "target encoding",
        "robust",
        "balancing",
        "dropping",
        "merging",
        "cast",
        "spellings",
    ],
)
def test_steps_are_repeated_bit_for_bit(steps, repeats):
    repeats(recipe_for("binary", *steps), "logistic")


def test_dates_are_repeated_bit_for_bit(repeats):
    recipe = recipe_for("binary", *USUAL, DateParts(("joined",)))
    problem = recipe.problem.with_role("joined", "feature")
    repeats(replace(recipe, problem=problem), "random_forest")


@pytest.mark.parametrize("task", ["binary", "regression"])
@pytest.mark.parametrize("kind", ["group", "time"])
def test_splits_by_group_and_time_are_repeated(kind, task, repeats):
    split = Split(kind, folds=3, column={"group": "tenure", "time": "joined"}[kind])
    repeats(recipe_for(task, split=split), {"binary": "logistic", "regression": "ridge"}[task])


@pytest.mark.parametrize("task", ["binary", "regression"])
@pytest.mark.parametrize(
    ("column", "values"), [("contract", ("year", "two years")), ("tenure", ("7", "12", "30"))]
)
def test_splits_by_a_column_are_repeated(column, values, task, repeats):
    split = Split("column", folds=3, repeats=2, column=column, test_values="\n".join(values))
    recipe = recipe_for(task, Impute(), OneHot(min_rows=2), Scale(), split=split)
    repeats(recipe, {"binary": "logistic", "regression": "ridge"}[task])


@pytest.mark.parametrize(
    "split",
    [
        Split(folds=3),
        Split("group", folds=3, column="shop"),
        Split("time", folds=3, column="year"),
        Split("column", folds=3, column="shop", test_values="3\nnan"),
    ],
    ids=["random", "group", "time", "column"],
)
def test_gaps_ties_and_tiny_classes_are_repeated(split, repeats):
    rows = np.arange(150)
    frame = customers().frame.assign(year=2000.0 + rows * 7 % 3)
    frame["shop"] = pd.Series(
        [None if row % 11 == 5 else str(row % 9) for row in rows], dtype="str"
    )
    frame["plan"] = frame["plan"].where(rows % 13 > 0).mask(rows < 2, "odd")
    recipe = recipe_for("multiclass", split=split)
    for name in {"shop", "year"} - {split.column}:
        recipe = recipe.edit(problem=recipe.problem.with_role(name, "ignore"))
    repeats(recipe, "decision_tree", Dataset.of(frame, "gaps"))


@pytest.mark.parametrize("task", ["binary", "regression"])
def test_folds_cut_anew_are_repeated(task, repeats):
    split = Split(folds=3, repeats=2)
    repeats(recipe_for(task, split=split), {"binary": "logistic", "regression": "ridge"}[task])


@pytest.mark.parametrize("model", ["ridge", "svm", "neighbours"])
def test_weights_are_repeated(model, repeats):
    data = Dataset.of(customers().frame.assign(weight=1.0 + np.arange(150) % 3), "weighted")
    recipe = recipe_for("regression")
    problem = recipe.problem.with_role("weight", "weight")
    repeats(replace(recipe, problem=problem), model, data)


@pytest.mark.parametrize(
    ("task", "model", "metric"),
    [
        *(("binary", "logistic", name) for name in ("roc_auc", "pr_auc", "f1", "mcc", "log_loss")),
        *(("multiclass", "decision_tree", name) for name in ("roc_auc", "balanced_accuracy")),
        *(("regression", "ridge", name) for name in ("median_ae", "r2", "mape", "rmse")),
    ],
)
def test_weighted_scores_are_repeated_in_every_metric(task, model, metric, repeats):
    data = Dataset.of(customers().frame.assign(weight=0.1 * (np.arange(150) % 7)), "weighted")
    recipe = recipe_for(task)
    problem = replace(recipe.problem.with_role("weight", "weight"), metric=metric)
    repeats(replace(recipe, problem=problem), model, data)


def test_weighted_scores_against_the_naive_forecast_are_repeated(repeats):
    data = Dataset.of(customers().frame.assign(weight=1.0 + np.arange(150) % 3), "weighted")
    steps, roles = (Impute(), OneHot(min_rows=2)), {"joined": "time"}
    recipe = against_naive(*steps, roles=roles, split=Split(folds=3))
    problem = recipe.problem.with_role("weight", "weight")
    repeats(replace(recipe, problem=problem), "ridge", data)


def test_numeric_classes_and_rows_without_a_target_are_repeated(repeats):
    frame = customers().frame
    target = np.where(frame["left"] == "yes", 1.0, 0.0)
    target[:4] = np.nan
    repeats(recipe_for("binary"), "logistic", Dataset.of(frame.assign(left=target), "numbers"))


@pytest.mark.parametrize(
    ("roles", "split"),
    [
        ({}, Split(kind="time", column="joined", folds=3)),
        ({"joined": "time", "contract": "group"}, Split(folds=3, repeats=2)),
        ({"joined": "time"}, Split(kind="group", column="tenure", folds=3)),
    ],
    ids=["split by time", "time beside groups", "split by group"],
)
def test_scores_against_the_naive_forecast_are_repeated(roles, split, repeats):
    repeats(against_naive(Impute(), OneHot(min_rows=2), roles=roles, split=split), "ridge")


@pytest.mark.parametrize("sample", [None, 300])
def test_they_are_where_rows_between_are_dropped_or_sampled_away(sample, repeats):
    keep = FilterRows(("contract",), rule="is", values=("month", "year"))
    recipe = against_naive(keep, Impute(), OneHot(), roles={"joined": "time"}, split=Split(folds=2))
    rows = customers().frame
    later = [pd.Timedelta(400 * year, "D") for year in range(4)]
    years = [rows.assign(joined=rows["joined"] + days) for days in later]
    repeats(recipe.edit(sample=sample), "ridge", Dataset.of(pd.concat(years), "four years"))


def against_naive(*steps, roles, split):
    recipe = recipe_for("regression", *steps, split=split)
    problem = replace(recipe.problem, metric="mase")
    for column, role in roles.items():
        problem = problem.with_role(column, role)
    return replace(recipe, problem=problem)


@pytest.mark.parametrize("metric", [metric.name for metric in METRICS])
def test_every_metric_can_be_carried_along(metric, tmp_path):
    part = METRICS.get(metric)
    source = source_of_function(part.score)
    lines = ["from __future__ import annotations", *sorted(source.imports)]
    text = "\n\n".join([*lines, *(text for _, text in source.definitions)])
    (tmp_path / "carried.py").write_text(text)
    assert "core" not in {name.split(".")[0] for name in text.split()}
    spec = importlib.util.spec_from_file_location("carried", tmp_path / "carried.py")
    carried = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(carried)
    truth, predicted = np.array([0, 1, 1, 0, 1, 1]), np.array([0, 1, 0, 0, 1, 1])
    chance = np.array([0.1, 0.8, 0.4, 0.3, 0.7, 0.2])
    rows = (truth + 1.5, predicted + 1.25, np.empty((6, 0)))
    rows += (0.7,) if part.against_naive else ()
    if "regression" not in part.tasks:
        rows = (truth, predicted, np.column_stack([1 - chance, chance]))
    assert getattr(carried, part.score.__name__)(*rows) == part.score(*rows)


def test_hostile_names_stay_names(tmp_path, repeats):
    evil = "a'); import os; os.system('touch canary') #\\ \"\"\"\n"
    frame = customers().frame.rename(columns={"tenure": evil, "left": 'left"""\\'})
    data = Dataset.of(frame, "evil")
    names = dict(zip(frame.columns, data.columns, strict=True))
    recipe = recipe_for("binary")
    problem = replace(recipe.problem, target=names['left"""\\'])
    recipe = replace(recipe, problem=problem, candidates=(candidate("logistic"),))
    named = replace(recipe, candidates=(replace(candidate("logistic"), label=evil),))
    text = script(fit(named, named.candidates[0], data), "roc_auc")
    ast.parse(text)
    repeats(recipe, "logistic", data)
    assert not list(Path.cwd().glob("canary"))


def test_the_script_imports_nothing_of_this_project():
    recipe = recipe_for("binary", *USUAL, CapOutliers(), SelectUnivariate(keep=2))
    text = script(fit(recipe, candidate("logistic"), customers()), "roc_auc")
    modules = {
        (node.module or "") if isinstance(node, ast.ImportFrom) else node.names[0].name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert {module.split(".")[0] for module in modules} <= {
        "__future__",
        "typing",
        "numpy",
        "pandas",
        "sklearn",
        "threadpoolctl",
    }
    assert "class Clip(" in text


def result_with(scores: tuple[float, ...]) -> Result:
    return Result("x", "logistic", "finished", fold_scores={"roc_auc": scores})


def test_a_script_that_differs_is_not_offered(tmp_path):
    fitted = fit(recipe_for("binary"), candidate("logistic"), customers())
    with pytest.raises(JobError, match="does not repeat the scores"):
        export_script(fitted, customers(), "roc_auc", result_with((0.5, 0.5, 0.5)), tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_proven_script_is_written_with_its_data(tmp_path):
    recipe = replace(recipe_for("binary"), candidates=(candidate("logistic"),))
    result = next(r for r in compare(recipe, customers()).results if r.model == "logistic")
    fitted = fit(recipe, candidate("logistic"), customers())
    path, data = export_script(fitted, customers(), "roc_auc", result, tmp_path)
    assert f"EXPECTED = {list(result.scores('roc_auc'))!r}" in path.read_text()
    assert data.name == "data.parquet"


def test_a_script_that_breaks_says_how():
    with pytest.raises(AppError, match="ZeroDivisionError"):
        run_script("1 / 0", customers())


def test_the_data_keep_every_type_and_bit(tmp_path):
    frame = pd.DataFrame(
        {
            "whole": [1, 2**62],
            "number": [0.1 + 0.2, np.nan],
            "text": pd.Series(["a", None], dtype="str"),
            "empty": pd.Series([None, None], dtype="str"),
            "date": pd.Series(["2024-01-01T10:00:00.123456", None], dtype="datetime64[us]"),
        }
    )
    write_data(Dataset(frame, "t"), tmp_path / "data.parquet")
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "data.parquet"), frame)


def test_functions_of_different_steps_do_not_share_a_name():
    found: dict[str, str] = {}
    for part in STEPS:
        if part.kind == "prepare":
            for name, text in parted(part.example()[0].code()).definitions:
                assert found.setdefault(name, text) == text


def test_settings_are_written_only_where_they_differ():
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import FunctionTransformer, OrdinalEncoder

    assert code_of(LogisticRegression()).text == "LogisticRegression()"
    assert code_of(LogisticRegression(C=0.1 + 0.2)).text == f"LogisticRegression(C={0.1 + 0.2!r})"
    code = code_of(OrdinalEncoder(unknown_value=np.nan, handle_unknown="use_encoded_value"))
    assert "unknown_value=np.nan" in code.text
    assert "import numpy as np" in code.imports
    assert code_of(FunctionTransformer(np.log1p)).text == "FunctionTransformer(func=np.log1p)"


def test_two_classes_of_one_name_are_told_apart():
    from imblearn.pipeline import Pipeline as Sampling
    from sklearn.pipeline import Pipeline

    code = code_of(Sampling([("a", Pipeline([("b", None)]))]))
    assert "from imblearn.pipeline import Pipeline" in code.imports
    assert "from sklearn.pipeline import Pipeline as SklearnPipeline" in code.imports
    assert "SklearnPipeline(" in code.text
