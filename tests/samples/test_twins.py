"""The flawed twins: what is planted is found, and nothing is found that is not there."""

from __future__ import annotations

from collections import Counter
from functools import cache

import numpy as np
import pandas as pd
import pytest

from core.advice import findings, view_of
from core.checks import CHECKS, Finding
from core.recipe import Recipe
from core.samples import SAMPLES, Sample, sample_named
from core.samples.twins import FLAWS, Plant, flawed, planted
from core.sources.sample import SampleSource
from core.table import Dataset
from tests.samples.natural import LEFT, TRUE
from tests.samples.tables import suggested, table_of

EVERY = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)


@cache
def found_in(name: str, twin: bool) -> tuple[Finding, ...]:
    """Return what advice finds when only the question is asked and no step is set."""
    sample = sample_named(name)
    asked = Recipe()
    if sample.target:
        asked = asked.edit(target=sample.target, task=sample.task, metric=sample.expected[0])
    asked = asked.edit(problem=sample.asked(asked.problem))
    return findings(view_of(asked, table_of(name, twin)), seconds=600)


def is_found(plant: Plant, found: tuple[Finding, ...]) -> bool:
    return any(
        plant.code == finding.code and set(plant.columns) <= set(finding.columns)
        for finding in found
    )


@EVERY
def test_planted_problems_are_found(sample: Sample) -> None:
    plants = [plant for plant in planted(sample.name) if plant.code]
    missed = [p.done for p in plants if not is_found(p, found_in(sample.name, True))]
    assert missed == []


@EVERY
def test_what_no_check_finds_yet_is_said_and_not_counted(sample: Sample) -> None:
    for plant in planted(sample.name):
        assert bool(plant.code) != bool(plant.needs)
        assert plant.needs not in CHECKS, f"{plant.needs} exists now: make it the code"


@EVERY
def test_planted_problems_are_not_in_the_sample_itself(sample: Sample) -> None:
    before = [p for p in planted(sample.name) if is_found(p, found_in(sample.name, False))]
    assert {plant.code for plant in before} <= {"outliers", "missing", "duplicate_rows"}


@EVERY
def test_no_untouched_column_raises_a_new_finding(sample: Sample) -> None:
    touched = {column for plant in planted(sample.name) for column in plant.columns}
    before = {(f.code, column) for f in found_in(sample.name, False) for column in f.columns}
    after = {(f.code, column) for f in found_in(sample.name, True) for column in f.columns}
    assert {pair for pair in after - before if pair[1] not in touched} == set()


@EVERY
def test_the_clean_sample_raises_no_false_alarm(sample: Sample) -> None:
    found = {(f.code, name) for f in found_in(sample.name, False) for name in f.columns or ("",)}
    true = {(code, name) for code, names in TRUE[sample.name].items() for name in names}
    assert found - true == set()
    assert true - found == set()


def test_each_check_has_few_false_alarms_and_misses_nothing_planted() -> None:
    """Count over all samples and twins, check by check; `-s` prints the table."""
    planted_of, found_of, alarms_of = Counter[str](), Counter[str](), Counter[str]()
    for sample in SAMPLES:
        for plant in planted(sample.name):
            planted_of[plant.code] += 1
            found_of[plant.code] += is_found(plant, found_in(sample.name, True))
        for finding in found_in(sample.name, False):
            true = TRUE[sample.name].get(finding.code, ())
            alarms_of[finding.code] += any(name not in true for name in finding.columns or ("",))
    for code in CHECKS.names():
        print(
            f"{code:20} {planted_of[code]:3} planted {found_of[code]:3} found, "
            f"{alarms_of[code]} false alarms in {len(SAMPLES)} clean samples"
        )
    assert {code for code in CHECKS.names() if found_of[code] < planted_of[code]} == set()
    assert sum(alarms_of.values()) == 0


@EVERY
def test_the_suggested_recipe_of_a_clean_sample_leaves_only_what_is_known(sample: Sample) -> None:
    if not sample.trains:
        pytest.skip("no recipe is suggested without a target")
    table, recipe = table_of(sample.name, False), suggested(sample.name, False)
    found = findings(view_of(recipe, table), seconds=600)
    left = {finding.code for finding in found if finding.severity != "advice"}
    assert left <= LEFT.get(sample.name, set())


@EVERY
def test_a_twin_is_the_same_each_time_and_changes_no_input(sample: Sample) -> None:
    frame = table_of(sample.name, False).frame
    before = frame.copy()
    again = Dataset.of(flawed(frame, sample.name), "again").frame
    pd.testing.assert_frame_equal(again, table_of(sample.name, True).frame)
    pd.testing.assert_frame_equal(frame, before)


@EVERY
def test_a_twin_keeps_the_columns_and_rows_of_its_sample(sample: Sample) -> None:
    clean, twin = table_of(sample.name, False), table_of(sample.name, True)
    assert set(clean.columns) < set(twin.columns)
    assert twin.rows != clean.rows
    assert twin.name == f"{sample.title} (flawed twin)"


@EVERY
def test_the_list_of_planted_problems_is_whole(sample: Sample) -> None:
    plants = planted(sample.name)
    assert len([plant for plant in plants if plant.code]) >= 6
    for plant in plants:
        assert plant.flaw in FLAWS
        assert not plant.code or plant.code in CHECKS
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


def flawed_by(flaw: str, columns: tuple[str, ...], **settings: object) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "day": pd.date_range("2024-01-01", periods=8, freq="D"),
            "n": range(10, 18),
            "kind": ["a", "b"] * 4,
        }
    )
    plant = Plant(flaw, "", columns, "Done.", settings)
    return FLAWS[flaw](frame, plant, np.random.default_rng(0))


def test_missing_moments_keep_the_ends() -> None:
    frame = flawed_by("missing moments", ("day",), moments=3)
    assert len(frame) == 5
    assert (frame["n"].iloc[0], frame["n"].iloc[-1]) == (10, 17)


def test_repeated_moments_come_with_another_value() -> None:
    frame = flawed_by("repeated moments", ("day",), rows=2, value="n", factor=2)
    assert len(frame) == 10
    assert frame["day"].nunique() == 8
    first = frame.iloc[:8].set_index("day")["n"]
    assert all(row.n == first[row.day] * 2 + 1 for row in frame.iloc[8:].itertuples())


def test_wrong_labels_are_other_labels() -> None:
    frame = flawed_by("wrong labels", ("kind",), rows=3)
    assert (frame["kind"] != pd.Series(["a", "b"] * 4)).sum() == 3


def test_a_changed_level_begins_late() -> None:
    frame = flawed_by("changed level", ("n",), share=0.25, factor=10)
    assert list(frame["n"]) == [10, 11, 12, 13, 14, 15, 160, 170]


def test_another_key_is_new() -> None:
    frame = flawed_by("other key", ("n",), rows=2)
    assert len(frame) == 10
    assert set(frame["n"].iloc[8:]) == {18, 19}
