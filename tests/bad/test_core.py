"""Every bad table goes the whole way through the core, or stops in one sentence."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import core
from core.advice import view_of
from core.errors import AppError, SettingError
from core.loading import load
from core.problem import Problem
from core.recipe import Recipe
from core.table import Dataset
from tests.bad.files import FILES
from tests.bad.names import NAMES
from tests.bad.registry import Bad
from tests.bad.targets import TARGETS
from tests.bad.values import VALUES
from tests.bad.walk import OUTCOME, grown, quick, walk

ODD = [bad for bad in (*NAMES, *VALUES) if "stop" not in bad.expect]
EACH_ODD = pytest.mark.parametrize("bad", ODD, ids=lambda bad: bad.name)
SHORT = [bad for bad in (*FILES, *ODD) if "stop" not in bad.expect]


def in_words(error: AppError, folder: Path) -> str:
    """Require a sentence and a remedy that name no folder."""
    assert error.message.endswith((".", "?")) and error.hint.endswith((".", "?")), error.sentence()
    assert len(error.message) < 400
    assert str(folder) not in error.sentence()
    return error.message


@pytest.mark.parametrize("bad", SHORT, ids=lambda bad: bad.name)
def test_what_is_too_short_to_learn_from_can_be_looked_at(bad: Bad, tmp_path: Path) -> None:
    table = load(bad.make(tmp_path))
    recipe = core.suggest(table)
    assert core.describe(table.frame, table.kinds).to_json()
    core.findings(view_of(recipe, table))
    if table.rows >= 20:
        return
    with pytest.raises(AppError) as refused:
        core.compare(quick(recipe), table)
    said = in_words(refused.value, tmp_path)
    assert "at least 20 rows" in said or "No target column" in said


@EACH_ODD
def test_odd_columns_are_trained_on_shipped_and_predicted(bad: Bad, tmp_path: Path) -> None:
    table = grown(load(bad.make(tmp_path)))
    recipe = quick(core.suggest(table, OUTCOME))
    assert set(walk(recipe, table, tmp_path).predicted["prediction"]) <= {"yes", "no"}
    again = core.read_recipe(core.write_recipe(recipe))
    assert again == recipe


@pytest.mark.parametrize("bad", NAMES, ids=lambda bad: bad.name)
def test_an_odd_name_can_be_the_target(bad: Bad, tmp_path: Path) -> None:
    table = grown(load(bad.make(tmp_path)))
    odd, *rest = table.columns[:-1]
    frame = table.frame[[*rest, OUTCOME]].rename(columns={OUTCOME: odd})
    table = Dataset(frame, table.name)
    walk(quick(core.suggest(table, odd), ("logistic",)), table, tmp_path)


@pytest.mark.parametrize("bad", TARGETS, ids=lambda bad: bad.name)
def test_a_bad_target_is_handled_or_refused(bad: Bad, tmp_path: Path) -> None:
    table = load(bad.make(tmp_path))
    try:
        recipe = quick(core.suggest(table, bad.target, bad.task), folds=5)
        walked = walk(recipe, table, tmp_path)
    except AppError as error:
        assert bad.expect == "stop", error.sentence()
        assert bad.says in in_words(error, tmp_path)
        return
    assert bad.expect != "stop"
    if bad.expect == "asks":
        asked = [f"{f.title} {f.evidence}" for f in core.findings(view_of(recipe, table))]
        assert any(bad.says in words for words in asked), asked
    if bad.expect == "auto":
        assert any(bad.says in note for note in walked.comparison.notes), walked.comparison.notes


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("labels 1 and 2", {"1", "2"}),
        ("labels yes and no", {"no", "yes"}),
        ("0 and 1 as decimals", {"0", "1"}),
        ("0 and 1 as truth values", {"false", "TRUE"}),
        ("0 and 1 as quoted text", {"0", "1"}),
    ],
)
def test_classes_keep_their_names_in_every_output(
    name: str, labels: set[str], tmp_path: Path
) -> None:
    bad = next(bad for bad in TARGETS if bad.name == name)
    table = load(bad.make(tmp_path))
    recipe = core.suggest(table, "y")
    assert recipe.problem.task == "binary"
    predicted = walk(quick(recipe), table, tmp_path).predicted
    given = {c.removeprefix("probability_") for c in predicted if c.startswith("probability_")}
    assert given == labels
    assert set(predicted["prediction"]) <= labels


def test_one_in_ten_thousand_is_weighted_and_judged_by_its_alarms(tmp_path: Path) -> None:
    bad = next(bad for bad in TARGETS if bad.name == "1 in 10,000")
    recipe = core.suggest(load(bad.make(tmp_path)), "y")
    assert recipe.problem.metric == "pr_auc"
    assert recipe.candidate("Logistic regression").params["class_weight"] == "balanced"


def test_the_target_can_never_be_a_feature_too() -> None:
    problem = Problem(target="y").with_role("x", "target")
    assert (problem.target, problem.role_of("y")) == ("x", "feature")
    with pytest.raises(SettingError, match="is the target and cannot also be"):
        problem.with_role("x", "feature")
    forced = replace(problem, roles=(("x", "feature"),))
    assert forced.role_of("x") == "target"
    values = Recipe(problem=forced).to_json()
    with pytest.raises(AppError, match="is the target and cannot also be"):
        Recipe.from_json(values)
