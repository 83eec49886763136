"""Merged spellings on the Clean page: shown with counts, kept apart and renamed by the user."""

from __future__ import annotations

from core.recipe import Recipe
from core.steps import Group
from core.steps.merge_spellings import MergeSpellings
from pages.ui.spellings import edited, rows_of
from tests.pages.conftest import Opener, change_recipe, errors_of, recipe_of, words

GROUPS = (Group("town", "Zürich", (("Zürich", 4), ("zurich", 1))),)
PLAIN = {"columns": ["town"], "apart": [], "values": [], "into": []}


def test_each_spelling_is_a_row_with_its_count() -> None:
    rows = rows_of(GROUPS, ("Bern.",))
    assert [(row["Merge"], row["Spelling"], row["Written as"], row["Rows"]) for row in rows] == [
        (True, "Zürich", "Zürich", 4),
        (True, "zurich", "Zürich", 1),
        (False, "Bern.", "Bern.", None),
    ]


def test_a_spelling_that_is_unticked_is_kept_apart_and_back_again() -> None:
    rows = rows_of(GROUPS, ())
    made = edited(PLAIN, rows, {1: {"Merge": False}})
    assert made["apart"] == ["zurich"]
    back = edited(made, rows_of((), ("zurich",)), {0: {"Merge": True}})
    assert back["apart"] == []


def test_another_name_is_for_the_whole_group_and_can_be_changed_again() -> None:
    rows = rows_of(GROUPS, ())
    made = edited(PLAIN, rows, {1: {"Written as": " Zurich "}})
    assert (made["values"], made["into"]) == (["zurich"], ["Zurich"])
    again = edited(made, rows, {0: {"Written as": "Zürich ZH"}})
    assert (again["values"], again["into"]) == (["Zürich"], ["Zürich ZH"])


def test_the_groups_stand_beside_the_settings_of_the_step(show: Opener, project: str) -> None:
    whole: Recipe = recipe_of(project)
    recipe = whole.add(MergeSpellings(("plan",)))
    change_recipe(project, steps=recipe.steps)
    place = next(n for n, e in enumerate(recipe.steps) if isinstance(e.step, MergeSpellings))
    app = show("clean", project)
    app.session_state[f"step-{place}-open"] = True
    app.run()
    assert not errors_of(app)
    assert "No two spellings are alike in 64 training rows" in words(app)
