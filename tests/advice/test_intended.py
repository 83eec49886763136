"""What was asked for before the data is followed, or the reasons say why not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.advice import suggest
from core.table import Dataset

ROWS = 480
CUSTOMERS = Dataset.of(
    pd.DataFrame(
        {
            "fee": np.arange(ROWS) * 37 % 463 / 4,
            "months": np.arange(ROWS) % 12 + 1,
            "plan": ["gold", "basic", "none"] * (ROWS // 3),
            "left": ["yes", "no", "no", "no"] * (ROWS // 4),
        }
    ),
    "customers",
)


def shuffled(**columns: object) -> Dataset:
    """Return rows in no order, with a number to predict."""
    frame = pd.DataFrame({**columns, "sold": np.arange(ROWS) * 37 % 463})
    return Dataset.of(frame.sample(frac=1, random_state=1).reset_index(drop=True), "sales")


@pytest.mark.parametrize(
    ("intent", "target", "task"),
    [
        ("", "left", "binary"),
        ("yes_no", "left", "binary"),
        ("amount", "fee", "regression"),
        ("kinds", "plan", "multiclass"),
        ("groups_known", "plan", "multiclass"),
    ],
)
def test_a_target_is_proposed_that_can_be_what_was_asked(
    intent: str, target: str, task: str
) -> None:
    problem = suggest(CUSTOMERS, intent=intent).problem
    assert (problem.intent, problem.target, problem.task) == (intent, target, task)


@pytest.mark.parametrize(("intent", "task"), [("amount", "regression"), ("kinds", "multiclass")])
@pytest.mark.parametrize("name", ["rating", "target"])
def test_a_name_that_says_so_counts_more_than_what_suits_better(
    intent: str, task: str, name: str
) -> None:
    stars = (np.arange(ROWS) % 5 + 1).tolist()
    frame = pd.DataFrame({name: stars}).join(CUSTOMERS.frame[["plan", "fee"]])
    problem = suggest(Dataset.of(frame, "stars"), intent=intent).problem
    assert (problem.target, problem.task) == (name, task)


@pytest.mark.parametrize(
    ("intent", "task", "read"),
    [("kinds", "multiclass", "each is a class"), ("amount", "regression", "it is an amount")],
)
def test_numbers_that_could_be_either_are_read_as_asked(intent: str, task: str, read: str) -> None:
    recipe = suggest(CUSTOMERS, "months", intent=intent)
    assert recipe.problem.task == task
    assert "12 different numbers" in recipe.reasons["task"]
    assert read in recipe.reasons["task"]


def test_few_whole_numbers_are_an_amount_where_one_was_asked_for() -> None:
    stars = Dataset.of(CUSTOMERS.frame.assign(stars=np.arange(ROWS) % 5 + 1), "stars")
    assert suggest(stars, "stars").problem.task == "multiclass"
    recipe = suggest(stars, "stars", intent="amount")
    assert (recipe.problem.task, recipe.problem.differs) == ("regression", False)
    assert "You asked for a number, so each is an amount" in recipe.reasons["task"]


@pytest.mark.parametrize(
    ("intent", "target", "task", "needs"),
    [
        ("yes_no", "plan", "multiclass", "that needs a target with two values"),
        ("amount", "left", "binary", "that needs a target of three or more different numbers"),
        ("kinds", "fee", "regression", "that needs a target with three to"),
    ],
)
def test_a_target_that_cannot_be_what_was_asked_says_why(
    intent: str, target: str, task: str, needs: str
) -> None:
    recipe = suggest(CUSTOMERS, target, intent=intent)
    assert (recipe.problem.task, recipe.problem.differs) == (task, True)
    assert needs in recipe.reasons["task"]
    assert recipe.candidates


def test_a_type_chosen_by_hand_counts_more() -> None:
    assert suggest(CUSTOMERS, "months", "regression", "kinds").problem.task == "regression"


def test_what_comes_next_is_tested_on_the_latest_rows() -> None:
    table = shuffled(day=np.repeat(pd.date_range("2024-01-01", periods=ROWS // 4), 4))
    assert suggest(table, "sold").problem.split.kind == "random"
    recipe = suggest(table, "sold", intent="series_known")
    split = recipe.problem.split
    assert (split.kind, split.column) == ("time", "day")
    assert recipe.problem.role_of("day") == "time"
    assert "You asked for what comes next" in recipe.reasons["split"]
    assert "in the order of time" in recipe.reasons["folds"]


def test_the_rows_of_a_person_stay_together_not_those_of_a_thing() -> None:
    table = shuffled(film_id=np.arange(ROWS) % 200 + 1, user_id=np.arange(ROWS) // 8 + 1)
    assert suggest(table, "sold").problem.split.kind == "random"
    recipe = suggest(table, "sold", intent="offer_rated")
    assert (recipe.problem.split.kind, recipe.problem.split.column) == ("group", "user_id")
    assert recipe.problem.role_of("user_id") == "group"
    assert "people it has not met" in recipe.reasons["split"]


def test_a_person_who_is_not_named_is_told_to_be_missing() -> None:
    recipe = suggest(shuffled(size=np.arange(ROWS) % 7), "sold", intent="offer_rated")
    assert recipe.problem.split.kind == "random"
    assert "no column names the same person" in recipe.reasons["split"]


@pytest.mark.parametrize("intent", ["groups_unknown", "odd_unknown", "offer_taken"])
def test_without_known_answers_no_target_is_proposed(intent: str) -> None:
    recipe = suggest(CUSTOMERS, intent=intent)
    assert (recipe.problem.target, recipe.problem.intent) == ("", intent)
    assert "You asked for" in recipe.reasons["target"]
    assert not recipe.candidates
    assert suggest(CUSTOMERS, "left", intent=intent).problem.task == "binary"
