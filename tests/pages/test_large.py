"""Large tables on the Models page: a labelled sample, and times that rest on measured fits."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.advice import suggest
from core.loading import load
from core.problem import Split
from pages.ui import large, stores
from tests.pages.conftest import CSV, QUICK, Opener, errors_of, recipe_of, words, work


@pytest.fixture
def many(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return a project whose table of 400 rows counts as large."""
    monkeypatch.setattr(large, "LARGE", 200)
    monkeypatch.setattr(large, "START", 150)
    head, *rows = CSV.splitlines()
    (tmp_path / "many.csv").write_text("\n".join([head, *rows * 5]))
    table = load(tmp_path / "many.csv")
    version = stores.store().store_dataset(table, {"source": "csv"}, "local")
    recipe = suggest(table, "left").edit(
        source={"source": "csv", "data": version.fingerprint},
        candidates=QUICK,
        split=Split(folds=2),
    )
    return stores.store().create("local", "Many", recipe.to_json()).id


def test_a_small_table_offers_no_sample(show: Opener, project: str) -> None:
    app = show("models", project)
    assert not [toggle for toggle in app.toggle if toggle.key == "sample-on"]
    assert app.button(key="train").label == "Train"


def test_nothing_is_said_about_time_before_a_fit_was_measured(show: Opener, many: str) -> None:
    app = show("models", many)
    assert app.button(key="train").label == "Train"
    assert "not known yet: no fit was measured" in words(app)


def test_measuring_gives_a_time_beside_train(show: Opener, many: str) -> None:
    app = work(show("models", many), "measure", "measure")
    assert not errors_of(app)
    assert app.button(key="train").label.startswith("Train (about ")
    assert "Training takes about" in words(app)
    assert "From measured fits of" in words(app)


def test_the_switch_is_a_setting_of_the_recipe(show: Opener, many: str) -> None:
    app = show("models", many)
    app.toggle(key="sample-on").set_value(True).run()
    assert recipe_of(many).sample == 150
    assert "150 of about 320 training rows, chosen at random with the same share" in words(app)
    app.number_input(key="sample-rows").set_value(200).run()
    assert recipe_of(many).sample == 200
    app.toggle(key="sample-on").set_value(False).run()
    assert recipe_of(many).sample is None


def test_scores_say_that_they_are_of_a_sample(show: Opener, many: str) -> None:
    app = show("models", many)
    app.toggle(key="sample-on").set_value(True).run()
    app = work(app, "train", "compare")
    assert not errors_of(app)
    assert "Trained on 150 of 320 training rows" in words(app)
    app.toggle(key="sample-on").set_value(False).run()
    assert "out of date" in words(app)
