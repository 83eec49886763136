"""The choice itself is scored on rows that had no say in it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.pipeline import compile_pipeline
from core.problem import Split
from core.recipe import Candidate, Recipe
from core.shelf import MemoryShelf
from core.table import Dataset
from core.training.compare import begin, best_place, compare
from core.training.fit import fit_pipeline, outputs_of
from core.training.material import material_of
from core.training.nested import (
    NESTED,
    Nested,
    check_choice,
    inner_material,
    nested_fits,
    nested_from,
)
from tests.training.tables import customers, recipe


def checked(wanted: Recipe, table: Dataset, shelf: MemoryShelf | None = None) -> Nested:
    kept = shelf or MemoryShelf()
    comparison = compare(wanted, table, shelf=kept)
    return check_choice(begin(wanted, table, kept), table, comparison)


def test_each_score_is_of_the_inner_pick_on_rows_that_had_no_say() -> None:
    wanted, table = recipe("logistic", "decision_tree"), customers()
    nested = checked(wanted, table)
    material = material_of(wanted, table)
    fit, check = material.folds[1]
    alone = Dataset.of(table.frame.loc[material.train.index[fit]].reset_index(drop=True), "inner")
    inner = inner_material(wanted, table, material, 1)
    assert len(alone.frame) == len(inner.train)
    pipeline = compile_pipeline(wanted, wanted.candidate(nested.picks[1]), inner.train)
    fit_pipeline(pipeline, inner.train, inner.target.values, None)
    _, probability = outputs_of(pipeline, material.train.iloc[check], 2)
    truth = material.target.values[check]
    pairs = [
        1.0 if hit > miss else 0.5 if hit == miss else 0.0
        for hit in probability[truth == 1, 1]
        for miss in probability[truth == 0, 1]
    ]
    assert nested.scores[1] == pytest.approx(float(np.mean(pairs)))


def test_rows_of_the_outer_check_are_in_no_inner_fold() -> None:
    wanted, table = recipe("logistic"), customers()
    material = material_of(wanted, table)
    for place, (_, check) in enumerate(material.folds):
        inner = inner_material(wanted, table, material, place)
        assert not set(inner.train.index) & set(material.train.index[check])
        assert all(len(rows) for pair in inner.folds for rows in pair)


def test_noise_is_seen_through() -> None:
    generator = np.random.default_rng(0)
    columns = {f"x{place}": generator.normal(size=90) for place in range(4)}
    left = generator.permutation(["yes", "no"] * 45)
    table = Dataset.of(pd.DataFrame({**columns, "left": left}), "noise")
    lucky = tuple(
        Candidate("decision_tree", {"max_depth": depth}, label=f"Depth {depth}")
        for depth in (1, 2, 3, 4, 6, 9)
    )
    plain = recipe("logistic")
    wanted = plain.edit(problem=replace(plain.problem, roles=()), steps=(), candidates=lucky)
    nested = checked(wanted, table)
    assert nested.interval.low < 0.5 < nested.interval.high


def test_groups_stay_together_inside_as_well() -> None:
    table = customers()
    frame = table.frame.assign(house=[f"h{row % 20}" for row in range(len(table.frame))])
    table = Dataset.of(frame, "houses")
    split = Split(kind="group", column="house", folds=3)
    wanted = recipe("logistic").edit(split=split)
    wanted = wanted.edit(problem=wanted.problem.with_role("house", "group"))
    material = material_of(wanted, table)
    inner = inner_material(wanted, table, material, 0)
    house = frame["house"].loc[inner.train.index].to_numpy()
    for fit, check in inner.folds:
        assert not set(house[fit]) & set(house[check])


def test_by_time_the_inner_check_is_later_than_the_inner_fit() -> None:
    table = customers()
    day = pd.date_range("2026-01-01", periods=len(table.frame))[::-1]
    table = Dataset.of(table.frame.assign(day=day), "days")
    wanted = recipe("logistic").edit(split=Split(kind="time", column="day", folds=3))
    wanted = wanted.edit(problem=wanted.problem.with_role("day", "time"))
    material = material_of(wanted, table)
    inner = inner_material(wanted, table, material, 2)
    when = table.frame["day"].loc[inner.train.index].to_numpy()
    for fit, check in inner.folds:
        assert when[fit].max() < when[check].min()


def test_a_second_run_repeats_no_fit() -> None:
    wanted, table, shelf = recipe("logistic"), customers(), MemoryShelf()
    first = checked(wanted, table, shelf)
    events: list[str] = []
    work = begin(wanted, table, shelf, lambda event: events.append(event.message))
    again = check_choice(work, table, compare(wanted, table, shelf=shelf))
    assert again == first
    assert not [message for message in events if "fitting" in message]


def test_the_comparison_on_the_shelf_stays_that_of_all_training_rows() -> None:
    wanted, table, shelf = recipe("logistic"), customers(), MemoryShelf()
    comparison = compare(wanted, table, shelf=shelf)
    check_choice(begin(wanted, table, shelf), table, comparison)
    assert shelf.get("comparison") == comparison.to_json()
    assert shelf.get(NESTED) is not None


def test_the_sentence_says_what_the_choice_flatters_by() -> None:
    nested = Nested("roc_auc", ("Ridge", "Ridge", "Forest"), (0.7, 0.8, 0.75), 0.8, 0.5)
    assert nested.flatters == pytest.approx(0.05)
    assert "flatters by 0.05" in nested.sentence()
    assert "Ridge in 2 of 3" in nested.sentence()
    assert nested_from(nested.to_json()) == nested


def test_the_cost_is_known_before() -> None:
    assert nested_fits(recipe("logistic", "dummy", folds=3)) == 18


def test_the_choice_is_part_of_the_recipe() -> None:
    wanted = recipe("logistic").edit(nested=True)
    assert Recipe.from_json(wanted.to_json()) == wanted
    assert "nested" not in recipe("logistic").to_json()
    assert best_place(compare(wanted, customers())) == "Logistic regression"


def test_a_run_without_a_window_adds_the_check_to_its_results(tmp_path: Path) -> None:
    from core.headless import run

    results = run(recipe("logistic").edit(nested=True), customers(), tmp_path)
    found = json.loads((tmp_path / "results.json").read_text())["nested"]
    assert found == results["nested"]
    assert found["picks"] == ["Logistic regression"] * 3
    assert found["interval"]["low"] <= found["leader"] <= found["interval"]["high"]
