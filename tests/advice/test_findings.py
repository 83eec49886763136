"""Findings come from training rows only, the gravest first, and never break a page."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest

from core.advice import findings, view_of
from core.advice.findings import obstacles
from core.advice.view import training_rows
from core.checks import CHECKS, SEVERITIES
from core.recipe import Recipe
from core.steps.date_parts import DateParts
from core.table import Dataset
from tests.advice.odd_tables import ODD, base
from tests.checks.planted import FLAWS, HEALTHY

CHURN = Recipe().edit(target="left")


def codes(recipe: Recipe, dataset: Dataset) -> set[str]:
    return {finding.code for finding in findings(view_of(recipe, dataset))}


def test_the_test_rows_are_invisible() -> None:
    dataset = Dataset.of(base(key=range(120)), "x")
    view = view_of(CHURN, dataset)
    seen = set(view.frame["key"]) | set(view.before["key"])
    assert seen == set(training_rows(CHURN, dataset))
    assert len(seen) == 96


def test_changing_test_rows_changes_no_finding() -> None:
    dataset = Dataset.of(base(fee=np.arange(120.0) % 17), "x")
    locked = np.setdiff1d(np.arange(120), training_rows(CHURN, dataset))
    other = dataset.frame.copy()
    other.loc[locked, ["size", "fee"]] = 5e6
    assert findings(view_of(CHURN, Dataset(other, "x"))) == findings(view_of(CHURN, dataset))


def test_rows_are_locked_away_before_a_target_is_chosen() -> None:
    dataset = Dataset.of(base(), "x")
    assert len(view_of(Recipe(), dataset).frame) == 96
    assert all(f.severity in SEVERITIES for f in findings(view_of(Recipe(), dataset)))


def test_the_gravest_comes_first() -> None:
    dataset = Dataset.of(base(unit="kg", customer=[f"c{n}" for n in range(120)]), "x")
    order = [SEVERITIES.index(f.severity) for f in findings(view_of(CHURN, dataset))]
    assert len(order) > 1
    assert order == sorted(order)


@pytest.mark.parametrize("name", FLAWS)
def test_each_planted_flaw_is_among_the_findings(name: str) -> None:
    dataset, recipe = FLAWS[name]()
    assert name in codes(recipe, dataset)


@pytest.mark.parametrize("name", HEALTHY)
def test_a_healthy_table_has_no_findings(name: str) -> None:
    dataset, recipe = HEALTHY[name]()
    assert codes(recipe, dataset) == set()


@pytest.mark.parametrize(
    ("name", "target"), [*((name, "last") for name in ODD), *((name, "") for name in [*ODD][::4])]
)
def test_no_check_fails_on_an_odd_table(name: str, target: str) -> None:
    dataset = Dataset.of(ODD[name](), name)
    recipe = Recipe().edit(target=dataset.columns[-1]) if target else Recipe()
    assert not [code for code in codes(recipe, dataset) if code.startswith("failed")]


def test_checks_that_find_no_time_are_named() -> None:
    dataset = Dataset.of(base(), "x")
    ticks: Iterator[float] = iter(range(1000))
    found = findings(view_of(CHURN, dataset), seconds=3, clock=lambda: float(next(ticks)))
    assert f"{len(CHECKS) - 2} checks not done" in found[-1].title


def test_large_tables_are_sampled_and_say_so() -> None:
    dataset = Dataset.of(base(unit="kg"), "x")
    constant = next(f for f in findings(view_of(CHURN, dataset), limit=50) if f.code == "constant")
    assert constant.evidence.endswith("(In a sample of 50 of 96 rows.)")


def test_a_step_that_removes_the_date_does_not_hide_shuffled_time() -> None:
    days = pd.date_range("2024-01-01", periods=120)
    dataset = Dataset.of(base(day=days), "x")
    recipe = Recipe().edit(target="left").add(DateParts(("day",)))
    assert "day" not in view_of(recipe, dataset).frame.columns
    assert "time_order" in codes(recipe, dataset)


def test_what_stops_training_is_a_finding() -> None:
    dataset = Dataset.of(base(target="same"), "x")
    (found,) = obstacles(CHURN, dataset)
    assert found.severity == "stop"
    assert "only one value" in found.title
    assert obstacles(CHURN, Dataset.of(base(), "x")) == ()


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_tables_with_hardly_any_rows_have_findings(rows: int) -> None:
    dataset = Dataset.of(base().head(rows), "x")
    assert not [code for code in codes(CHURN, dataset) if code.startswith("failed")]
