"""Each check finds its planted flaw, stays silent on healthy tables, and its fixes work."""

from __future__ import annotations

import dataclasses
import json
from functools import cache

import pandas as pd
import pytest

from core.advice import view_of
from core.checks import CHECKS, SEVERITIES, View
from core.checks.id_like import named_like_id
from core.problem import Split
from core.recipe import Recipe
from core.steps import step_from
from tests.checks.planted import (
    FLAWS,
    HEALTHY,
    MORE_FLAWS,
    Planted,
    asked,
    healthy,
    ignoring,
    numbers,
)

CASES = [(name, name) for name in FLAWS] + [(name, code) for name, (code, _) in MORE_FLAWS.items()]


def planted(name: str) -> Planted:
    return FLAWS[name]() if name in FLAWS else MORE_FLAWS[name][1]()


@cache
def healthy_view(table: str) -> View:
    dataset, recipe = HEALTHY[table]()
    return view_of(recipe, dataset)


def test_every_check_has_a_planted_flaw() -> None:
    assert set(FLAWS) == set(CHECKS.names())


@pytest.mark.parametrize("name", CHECKS.names())
def test_a_check_teaches(name: str) -> None:
    check = CHECKS.get(name)
    teaching = check.teaching
    assert check.name == name
    assert check.label
    assert all(text.endswith(".") for text in (teaching.what, teaching.good_when))
    assert teaching.bad_when.endswith(".")


@pytest.mark.parametrize(("name", "code"), CASES)
def test_a_check_finds_its_flaw(name: str, code: str) -> None:
    dataset, recipe = planted(name)
    finding = CHECKS.get(code).look(view_of(recipe, dataset))
    assert finding is not None
    assert finding.code == code
    assert finding.severity in SEVERITIES
    assert finding.page in ("data", "explore", "clean", "features", "models")
    assert finding.evidence.endswith(".")
    assert any(char.isdigit() for char in finding.title + finding.evidence)
    assert finding.consequence.endswith((".", "?"))
    assert set(finding.columns) <= set(dataset.columns)


@pytest.mark.parametrize("table", HEALTHY)
@pytest.mark.parametrize("name", CHECKS.names())
def test_a_check_is_silent_on_a_healthy_table(name: str, table: str) -> None:
    assert CHECKS.get(name).look(healthy_view(table)) is None


@pytest.mark.parametrize(("name", "code"), CASES)
def test_the_fixes_of_a_finding_make_it_go_away(name: str, code: str) -> None:
    dataset, recipe = planted(name)
    check = CHECKS.get(code)
    finding = check.look(view_of(recipe, dataset))
    assert finding is not None
    for place, fix in enumerate(finding.fixes):
        fixed = recipe.apply(fix)
        assert Recipe.from_json(fixed.to_json()) == fixed
        after = check.look(view_of(fixed, dataset))
        if place == 0:
            assert after is None
        else:
            assert after is None or set(after.columns) < set(finding.columns)


def test_a_fix_that_never_hurts_has_a_button() -> None:
    for build in FLAWS.values():
        dataset, recipe = build()
        view = view_of(recipe, dataset)
        for check in CHECKS:
            finding = check.look(view)
            assert finding is None or not finding.safe or finding.fixes


def test_names_of_few_words_are_left_out_without_a_word() -> None:
    dataset, recipe = ignoring("person", healthy(person=[f"Anna Berg {n}" for n in range(400)]))
    assert CHECKS.get("text_left_out").look(view_of(recipe, dataset)) is None


def test_large_numbers_are_written_out() -> None:
    fees = [float(n % 90) * 1e6 for n in range(399)] + [2.76789e9]
    dataset, recipe = asked(healthy(fee=fees))
    finding = CHECKS.get("outliers").look(view_of(recipe, dataset))
    assert finding is not None
    assert "largest 2,767,890,000" in finding.evidence


def test_rows_of_two_days_are_no_copies_once_only_the_weekday_is_left() -> None:
    days = pd.date_range("2024-01-01", periods=400)
    table = pd.DataFrame({"day": days, "size": [1.0] * 400, "bought": ["yes", "no"] * 200})
    dataset, recipe = asked(table)
    parts = {"step": "date_parts", "columns": ["day"], "year": False, "month": False}
    taken = recipe.add(step_from({**parts, "weekday": True}))
    check = CHECKS.get("duplicate_rows")
    assert check.look(view_of(taken, dataset)) is None
    twice, _ = asked(pd.concat([table, table], ignore_index=True))
    assert check.look(view_of(taken, twice)) is not None


@pytest.mark.parametrize(("kind", "told"), [("time", False), ("random", True)])
def test_the_calendar_of_the_rows_in_order_gives_nothing_away(kind: str, told: bool) -> None:
    days = pd.date_range("2010-01-01", periods=400, freq="W")
    table = pd.DataFrame({"day": days, "sold": [row * 10 + row % 3 for row in range(400)]})
    split = Split(kind, column="day" if kind == "time" else "")
    dataset, recipe = asked(table, task="regression", metric="rmse", split=split)
    parts = {"step": "date_parts", "columns": ["day"], "month": False, "weekday": False}
    taken = recipe.add(step_from({**parts, "keep": True}))
    taken = taken.edit(problem=taken.problem.with_role("day", "time"))
    finding = CHECKS.get("leakage_suspect").look(view_of(taken, dataset))
    assert (finding is not None and finding.columns == ("day (year)",)) == told


def test_dates_written_as_text_are_no_phone_numbers() -> None:
    days = [f"{1 + row % 28:02d}.03.{2001 + row // 28}" for row in range(400)]
    dataset, recipe = asked(healthy(surveyed=days))
    assert CHECKS.get("personal_data").look(view_of(recipe, dataset)) is None
    assert CHECKS.get("high_cardinality").look(view_of(recipe, dataset)) is None


@pytest.mark.parametrize("name", ["customerID", "order_id", "PID", "Invoice No", "id", "column 3"])
def test_names_of_keys_are_known(name: str) -> None:
    assert named_like_id(name)


@pytest.mark.parametrize("name", ["paid", "grid", "humid", "idea", "age", "size"])
def test_other_names_are_no_keys(name: str) -> None:
    assert not named_like_id(name)


def test_a_repeated_number_without_a_name_is_no_group() -> None:
    for name, is_group in (("column 5", False), ("customer id", True)):
        dataset, recipe = asked(healthy(**{name: [row % 80 for row in range(400)]}))
        assert (CHECKS.get("group_column").look(view_of(recipe, dataset)) is not None) == is_group


@pytest.mark.parametrize(("name", "code"), CASES)
def test_a_finding_says_how_it_is_put_right(name: str, code: str) -> None:
    dataset, recipe = planted(name)
    finding = CHECKS.get(code).look(view_of(recipe, dataset))
    assert finding is not None
    assert finding.fixes or finding.done.endswith(".") or finding.elsewhere
    assert set(finding.to_json()) == {item.name for item in dataclasses.fields(finding)}
    json.dumps(finding.to_json())


def test_folds_of_few_rows_are_repeated_unless_rows_are_in_time() -> None:
    frame = healthy().head(90)
    dataset, recipe = asked(frame)
    check = CHECKS.get("few_rows")
    finding = check.look(view_of(recipe, dataset))
    assert finding is not None
    assert finding.fixes[0].label == "Repeat the 5 folds 5 times for steadier scores"
    assert recipe.apply(finding.fixes[0]).problem.split.repeats == 5
    days = frame.assign(size=pd.date_range("2024-01-01", periods=90))
    dataset, recipe = asked(days, split=Split(kind="time", column="size"))
    finding = check.look(view_of(recipe, dataset))
    assert finding is not None
    assert not finding.fixes
    assert finding.elsewhere is not None
    assert finding.elsewhere.page == "data"


def test_few_rows_of_a_number_speak_of_no_accuracy() -> None:
    dataset, recipe = asked(numbers().head(90), task="regression", metric="rmse")
    finding = CHECKS.get("few_rows").look(view_of(recipe, dataset))
    assert finding is not None
    assert "accuracy" not in finding.consequence


def test_a_column_with_gaps_is_named_once() -> None:
    frame = healthy()
    dataset, recipe = asked(frame.assign(size=frame["size"].mask(frame.index % 100 == 0)))
    finding = CHECKS.get("missing").look(view_of(recipe, dataset))
    assert finding is not None
    assert (finding.title + finding.evidence).count("'size'") == 1


def test_every_gap_of_a_country_can_be_namibia() -> None:
    dataset, recipe = planted("country_code")
    finding = CHECKS.get("country_code").look(view_of(recipe, dataset))
    assert finding is not None
    filled = recipe.apply(finding.fixes[0]).steps[-1].step.describe()
    assert "with the word 'NA'" in filled
