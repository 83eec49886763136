"""What a look leaves on its shelf comes back as the functions give it that found it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from core.advice import findings, suggest, view_of
from core.advice.columns import column_guesses
from core.advice.measures import misleading_metrics
from core.disk_shelf import DiskShelf
from core.errors import NotAllowedError
from core.looking import look, read
from core.profile import Profile, associations, missing_patterns, profile
from core.progress import Event, silent
from core.projects import Projects
from core.recipe import Recipe
from core.table import Dataset

ROWS = 60
FRAME = pd.DataFrame(
    {
        "age": [20.0 + row % 40 if row % 9 else None for row in range(ROWS)],
        "plan": ["gold", "basic", "basic"] * 20,
        "since": pd.to_datetime("2024-01-01") + pd.to_timedelta(range(ROWS), unit="D"),
        "same": [1] * ROWS,
        "left": ["yes", "no", "no", "no"] * 15,
    }
)


@pytest.fixture
def stored(tmp_path: Path) -> Dataset:
    version = Projects(tmp_path).store_dataset(Dataset(FRAME, "visits"), {}, "ann")
    return Projects(tmp_path).load_dataset(version.fingerprint)


def shelf_of(root: Path, job: str = "one") -> DiskShelf:
    return DiskShelf(root / "jobs" / job / "shelf")


def task_of(table: Dataset, recipe: Recipe, **more: Any) -> dict[str, Any]:
    plain = {"owner": "ann", "data": table.fingerprint, "recipe": recipe.to_json(), "earlier": []}
    return {**plain, **more}


def without_bars(found: Profile) -> Profile:
    columns = tuple(replace(column, edges=(), bars=()) for column in found.columns)
    return replace(found, columns=columns)


def test_the_training_rows_come_back_as_they_were_found(stored: Dataset, tmp_path: Path) -> None:
    recipe, shelf = suggest(stored, "left"), shelf_of(tmp_path)
    look(task_of(stored, recipe), shelf, silent, 1)
    view = view_of(recipe, stored)
    expected = {
        "findings": findings(view),
        "profile": without_bars(profile(view.frame, view.kinds, "left")),
        "missing": missing_patterns(view.frame, recipe.problem),
        "associations": associations(view.frame, recipe.problem),
    }
    assert shelf.get("misled") == misleading_metrics(view)
    assert expected["findings"] and expected["missing"].columns
    assert {name: read(name, shelf.get(name)) for name in expected} == expected


def test_the_columns_of_all_rows_come_back_with_what_they_seem(
    stored: Dataset, tmp_path: Path
) -> None:
    look(task_of(stored, Recipe()), shelf_of(tmp_path), silent, 1)
    facts, guesses = read("columns", shelf_of(tmp_path).get("columns"))
    whole = profile(stored.frame, stored.kinds)
    assert facts == without_bars(whole)
    of_name = {column.name: column for column in whole.columns}
    assert guesses == column_guesses(stored.frame, stored.kinds, of_name)


def test_columns_are_described_once_for_a_table(stored: Dataset, tmp_path: Path) -> None:
    look(task_of(stored, Recipe()), shelf_of(tmp_path), silent, 1)
    heard: list[Event] = []
    look(task_of(stored, Recipe(), earlier=["one"]), shelf_of(tmp_path, "two"), heard.append, 1)
    assert not any("what each holds" in event.message for event in heard)
    assert shelf_of(tmp_path, "two").get("columns") == shelf_of(tmp_path).get("columns")


def test_what_keeps_a_recipe_from_being_trained_comes_first(
    stored: Dataset, tmp_path: Path
) -> None:
    recipe, shelf = suggest(stored, "left"), shelf_of(tmp_path)
    nothing = recipe.problem.with_roles(("age", "plan", "since", "same"), "ignore")
    look(task_of(stored, recipe.edit(problem=nothing, steps=())), shelf, silent, 1)
    assert read("findings", shelf.get("findings"))[0].code == "cannot_train"


def test_a_recipe_is_proposed_as_it_is_elsewhere(stored: Dataset, tmp_path: Path) -> None:
    asked = {"target": "left", "task": "", "intent": ""}
    look(task_of(stored, Recipe(), propose=asked), shelf_of(tmp_path), silent, 1)
    found = shelf_of(tmp_path).get("proposal")
    assert found == {"recipe": suggest(stored, "left").to_json()}


def test_a_target_that_cannot_be_learned_is_told(stored: Dataset, tmp_path: Path) -> None:
    asked = {"target": "same", "task": "", "intent": ""}
    look(task_of(stored, Recipe(), propose=asked), shelf_of(tmp_path), silent, 1)
    (message, hint) = (shelf_of(tmp_path).get("proposal") or {})["refused"]
    assert "same" in message and hint


def test_it_tells_how_far_it_is(stored: Dataset, tmp_path: Path) -> None:
    heard: list[Event] = []
    look(task_of(stored, suggest(stored, "left")), shelf_of(tmp_path), heard.append, 1)
    assert [(event.done, event.total) for event in heard] == [
        (0, 5),
        *((place, 5) for place in range(5)),
    ]
    assert all(event.message.startswith("5 columns, ") for event in heard)


def test_the_table_of_another_person_is_refused(stored: Dataset, tmp_path: Path) -> None:
    with pytest.raises(NotAllowedError):
        look(task_of(stored, Recipe(), owner="bob"), shelf_of(tmp_path), silent, 1)
