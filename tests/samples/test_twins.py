"""The flawed twins: what is planted is found, and nothing is found that is not there."""

from __future__ import annotations

from functools import cache

import pandas as pd
import pytest

from core.advice import findings, suggest, view_of
from core.checks import CHECKS, Finding
from core.loading import load
from core.recipe import Recipe
from core.samples import SAMPLES, Sample, sample_named
from core.samples.twins import FLAWS, Plant, flawed, planted
from core.sources.sample import SampleSource
from core.table import Dataset

RECALL = 0.9
MOST_WARNINGS = 4
EVERY = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)


@cache
def table_of(name: str, twin: bool) -> Dataset:
    return load(None, SampleSource(name, twin))


@cache
def found_in(name: str, twin: bool) -> tuple[Finding, ...]:
    """Return what advice finds when only the question is asked and no step is set."""
    sample = sample_named(name)
    asked = Recipe().edit(target=sample.target, task=sample.task, metric=sample.expected[0])
    return findings(view_of(asked, table_of(name, twin)))


def is_found(plant: Plant, found: tuple[Finding, ...]) -> bool:
    return any(
        plant.code == finding.code and set(plant.columns) <= set(finding.columns)
        for finding in found
    )


@EVERY
def test_planted_problems_are_found(sample: Sample) -> None:
    plants = planted(sample.name)
    missed = [p.done for p in plants if not is_found(p, found_in(sample.name, True))]
    assert len(missed) <= (1 - RECALL) * len(plants), missed


@EVERY
def test_most_planted_problems_are_not_in_the_sample_itself(sample: Sample) -> None:
    before = [p for p in planted(sample.name) if is_found(p, found_in(sample.name, False))]
    assert {plant.code for plant in before} <= {"outliers", "missing"}


@EVERY
def test_no_untouched_column_raises_a_new_finding(sample: Sample) -> None:
    touched = {column for plant in planted(sample.name) for column in plant.columns}
    before = {(f.code, column) for f in found_in(sample.name, False) for column in f.columns}
    after = {(f.code, column) for f in found_in(sample.name, True) for column in f.columns}
    assert {pair for pair in after - before if pair[1] not in touched} == set()


@EVERY
def test_the_clean_sample_raises_no_false_alarm(sample: Sample) -> None:
    found = found_in(sample.name, False)
    assert [finding.code for finding in found if finding.severity == "stop"] == []
    assert len([f for f in found if f.severity == "warning"]) <= MOST_WARNINGS
    keys = [f.columns for f in found if f.code == "id_like"]
    assert all(set(columns) <= set(sample.ids) for columns in keys)


@EVERY
def test_the_suggested_recipe_of_a_clean_sample_leaves_no_warning(sample: Sample) -> None:
    table = table_of(sample.name, False)
    recipe = suggest(table, sample.target, sample.task)
    found = findings(view_of(recipe, table))
    assert [finding.code for finding in found if finding.severity != "advice"] == []


@EVERY
def test_a_twin_is_the_same_each_time_and_changes_no_input(sample: Sample) -> None:
    frame = table_of(sample.name, False).frame.copy()
    before = frame.copy()
    pd.testing.assert_frame_equal(flawed(frame, sample.name), flawed(frame, sample.name))
    pd.testing.assert_frame_equal(frame, before)


@EVERY
def test_a_twin_keeps_the_columns_and_rows_of_its_sample(sample: Sample) -> None:
    clean, twin = table_of(sample.name, False), table_of(sample.name, True)
    assert set(clean.columns) < set(twin.columns)
    assert twin.rows > clean.rows
    assert twin.name == f"{sample.title} (flawed twin)"


@EVERY
def test_the_list_of_planted_problems_is_whole(sample: Sample) -> None:
    plants = planted(sample.name)
    assert len(plants) >= 10
    for plant in plants:
        assert plant.flaw in FLAWS
        assert plant.code in CHECKS
        assert plant.done.endswith(".")
        assert set(plant.columns) <= set(table_of(sample.name, True).columns)


def test_the_first_rows_of_a_twin_are_those_of_the_whole() -> None:
    first = SampleSource("penguins", twin=True).load(rows=5).frame
    assert list(first.columns) == list(table_of("penguins", True).columns)
    assert len(first) == 5


def test_some_flaws_by_hand() -> None:
    """Penguins: 344 rows, 5 % copied; 9 targets gone before, so at least 9 are missing."""
    twin = table_of("penguins", True)
    assert twin.rows == 344 + 17
    assert 9 <= twin.frame["species"].isna().sum() <= 9 + 17
    assert (twin.frame["body_mass_g"] == 9999).sum() >= 9
    assert twin.frame.duplicated().sum() == 17
