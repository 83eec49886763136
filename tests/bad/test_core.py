"""Every bad table goes the whole way through the core, or stops in one sentence."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import core
from core.advice import view_of
from core.errors import AppError, SettingError
from core.problem import Problem
from core.recipe import Recipe
from core.table import Dataset
from tests.bad.advised import ADVISED
from tests.bad.conftest import Made, Read
from tests.bad.files import FILES
from tests.bad.names import NAMES
from tests.bad.registry import Bad, tried
from tests.bad.targets import TARGETS
from tests.bad.values import VALUES
from tests.bad.walk import OUTCOME, grown, quick, ship, walk

ODD = [bad for bad in (*NAMES, *VALUES) if bad.expect != "stop"]
TOGETHER = 12
GROUPS = [ODD[at : at + TOGETHER] for at in range(0, len(ODD), TOGETHER)]
SHORT = [bad for bad in (*FILES, *ODD) if bad.expect != "stop" and bad.name != "10,000 columns"]

LABELS = {  # classes keep their names in every output
    "labels 1 and 2": {"1", "2"},
    "labels yes and no": {"no", "yes"},
    "0 and 1 as decimals": {"0", "1"},
    "0 and 1 as truth values": {"false", "TRUE"},
    "0 and 1 as quoted text": {"0", "1"},
}


def in_words(error: AppError, folder: Path) -> str:
    """Require a sentence and a remedy that name no folder."""
    assert error.message.endswith((".", "?")) and error.hint.endswith((".", "?")), error.sentence()
    assert len(error.message) < 400
    assert str(folder) not in error.sentence()
    return error.message


def table_of(read: Read, bad: Bad) -> Dataset:
    table = read(bad)
    assert isinstance(table, Dataset), table
    return table


@pytest.fixture(scope="module")
def looked_at() -> set[str]:
    """Return the tables that were looked at: most odd files hold one of a few plain tables."""
    return set()


@pytest.mark.parametrize("bad", SHORT, ids=lambda bad: bad.name)
def test_what_is_too_short_to_learn_from_can_be_looked_at(
    bad: Bad, read: Read, tmp_path: Path, looked_at: set[str]
) -> None:
    table = table_of(read, bad)
    if table.fingerprint in looked_at:
        return
    looked_at.add(table.fingerprint)
    recipe = core.suggest(table)
    assert core.describe(table.frame, table.kinds).to_json()
    core.findings(view_of(recipe, table))
    if table.rows >= 20:
        return
    with pytest.raises(AppError) as refused:
        core.compare(quick(recipe), table)
    said = in_words(refused.value, tmp_path)
    assert "at least 20 rows" in said or "No target column" in said


@pytest.mark.parametrize("bad", ADVISED, ids=lambda bad: bad.name)
def test_advice_says_what_becomes_of_an_odd_column(bad: Bad, read: Read) -> None:
    table = table_of(read, bad)
    recipe = core.suggest(table, bad.target)
    reasons = [*recipe.reasons.values(), *(entry.reason for entry in recipe.steps)]
    found = [f"{f.title} {f.evidence}" for f in core.findings(view_of(recipe, table))]
    told = found if bad.expect == "asks" else reasons
    assert any(bad.says in words for words in told), told


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: f"{group[0].name} to {group[-1].name}")
def test_odd_columns_are_trained_on_shipped_and_predicted(
    group: list[Bad], read: Read, tmp_path: Path
) -> None:
    each = [grown(table_of(read, bad)).frame for bad in group]
    odd = [frame.drop(columns=OUTCOME) for frame in each]
    table = Dataset.of(pd.concat([*odd, each[0][[OUTCOME]]], axis=1), "odd")
    recipe = quick(core.suggest(table, OUTCOME), ("logistic",))
    assert set(walk(recipe, table, tmp_path).predicted["prediction"]) <= {"yes", "no"}
    again = core.read_recipe(core.write_recipe(recipe))
    assert again == recipe


@pytest.mark.parametrize("bad", NAMES, ids=lambda bad: bad.name)
def test_an_odd_name_can_be_the_target(bad: Bad, read: Read, tmp_path: Path) -> None:
    table = grown(table_of(read, bad))
    odd, *rest = table.columns[:-1]
    frame = table.frame[[*rest, OUTCOME]].rename(columns={OUTCOME: odd})
    table = Dataset(frame, table.name)
    recipe = quick(core.suggest(table, odd), ("logistic",))
    ship(recipe, recipe.candidates[0], table, tmp_path)


@pytest.mark.parametrize("bad", TARGETS, ids=lambda bad: bad.name)
def test_a_bad_target_is_handled_or_refused(bad: Bad, read: Read, tmp_path: Path) -> None:
    table = table_of(read, bad)
    try:
        recipe = core.suggest(table, bad.target, bad.task)
        recipe = quick(recipe, ("logistic", "ridge"), bad.folds)
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
    if bad.name in LABELS:
        assert core.suggest(table, bad.target).problem.task == "binary"
        assert labels_in(walked.predicted) == LABELS[bad.name]


def labels_in(predicted: pd.DataFrame) -> set[str]:
    """Return the names of the classes, as the columns of an output say them."""
    given = {c.removeprefix("probability_") for c in predicted if c.startswith("probability_")}
    assert set(predicted["prediction"]) <= given
    return given


def test_one_in_ten_thousand_is_weighted_and_judged_by_its_alarms(read: Read) -> None:
    bad = next(bad for bad in TARGETS if bad.name == "1 in 10,000")
    recipe = core.suggest(table_of(read, bad), "y")
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


@pytest.mark.parametrize("bad", tried("predict"), ids=lambda bad: bad.name)
def test_new_rows_that_differ_are_answered_or_refused(bad: Bad, made: Made, shipped: Path) -> None:
    rows = core.load(made(bad))
    if bad.expect == "stop":
        with pytest.raises(AppError) as refused:
            core.predict_file(shipped, rows)
        assert bad.says in in_words(refused.value, made(bad).parent)
        return
    predicted = core.predict_file(shipped, rows)
    assert set(predicted.frame["prediction"]) <= {"yes", "no"}
    assert len(predicted.frame) == rows.rows
    assert bad.expect == "fine" or any(bad.says in note for note in predicted.notes)


@pytest.mark.parametrize("bad", tried("bundle"), ids=lambda bad: bad.name)
def test_a_damaged_or_foreign_bundle_is_refused(bad: Bad, made: Made) -> None:
    with pytest.raises(AppError) as refused:
        core.predict_file(made(bad), Dataset.of(pd.DataFrame({"age": [1.0]}), "new"))
    assert bad.says in refused.value.message and refused.value.hint
