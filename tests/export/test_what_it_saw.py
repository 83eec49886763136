"""Every result names the data version it was made from, and the sample it was trained on."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import numpy as np
import pytest

from core.evaluation.evaluation import evaluate, evaluation_from
from core.export import load_bundle, script
from core.export.card import Evidence, card_text
from core.headless import run
from core.recipe import Recipe
from core.shipping import BUNDLE, REPORT, Known, ship
from core.table import Dataset
from core.training.compare import compare
from core.training.fit import FittedModel, fit
from tests.export.shipped import candidate, customers, recipe_for

NOW = datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC)
VERSION = customers().fingerprint
SAMPLE = "sample of 100 of the 120 training rows"


def asked(sample: int | None) -> Recipe:
    one = candidate("logistic")
    return recipe_for("binary").edit(candidates=(one,), chosen=one.name, sample=sample)


def fitted(sample: int | None) -> FittedModel:
    recipe = asked(sample)
    return fit(recipe, recipe.candidates[0], customers())


@pytest.fixture(scope="module")
def shipped_files(tmp_path_factory: pytest.TempPathFactory) -> dict[int | None, Path]:
    folders = {}
    for sample in (None, 100):
        folder = tmp_path_factory.mktemp("out")
        model = fitted(sample)
        known = Known(compare(asked(sample), customers()), evaluate(model, customers()))
        ship(model, customers(), known, folder, NOW)
        folders[sample] = folder
    return folders


def test_the_report_names_the_data_version(shipped_files: dict[int | None, Path]) -> None:
    assert f"Data version {VERSION[:16]}" in (shipped_files[None] / REPORT).read_text()


def test_the_model_card_names_the_data_version(shipped_files: dict[int | None, Path]) -> None:
    assert f"data version `{VERSION[:16]}`" in load_bundle(shipped_files[None] / BUNDLE).card


def test_the_bundle_names_the_data_version(shipped_files: dict[int | None, Path]) -> None:
    loaded = load_bundle(shipped_files[None] / BUNDLE)
    assert loaded.manifest["data_version"] == loaded.fitted.data_version == VERSION


def test_the_comparison_and_the_evaluation_name_the_data_version() -> None:
    assert compare(asked(None), customers()).data_version == VERSION
    found = evaluate(fitted(None), customers())
    assert found.data_version == VERSION
    assert evaluation_from(json.loads(json.dumps(found.to_json()))).data_version == VERSION


def test_an_evaluation_from_before_is_still_read() -> None:
    values = evaluate(fitted(None), customers()).to_json()
    del values["data_version"]
    assert evaluation_from(values).data_version == ""


def test_the_script_names_the_data_version_and_the_sample() -> None:
    text = script(fitted(100), "roc_auc")
    assert f"# Data version {VERSION[:19]}" in text
    assert "# Trained on 100 of 120 training rows" in text


def test_report_and_card_say_that_it_is_a_sample(shipped_files: dict[int | None, Path]) -> None:
    report = (shipped_files[100] / REPORT).read_text()
    card = load_bundle(shipped_files[100] / BUNDLE).card
    assert "a sample of 100 of 120 training rows" in report
    assert "Trained on 100 of 120 training rows" in report
    assert SAMPLE in card
    assert "sample" not in (shipped_files[None] / REPORT).read_text()
    assert "sample" not in load_bundle(shipped_files[None] / BUNDLE).card


def test_the_bundle_keeps_how_many_rows_of_how_many(shipped_files: dict[int | None, Path]) -> None:
    model = load_bundle(shipped_files[100] / BUNDLE).fitted
    assert (model.rows, model.whole, model.recipe.sample) == (100, 120, 100)


def test_the_evaluation_says_that_it_is_a_sample() -> None:
    assert evaluate(fitted(100), customers()).notes[0].startswith("Trained on 100 of 120")
    assert evaluate(fitted(None), customers()).notes == ()


def test_a_run_without_a_window_writes_both_numbers(tmp_path: Path) -> None:
    found = run(asked(100), customers(), tmp_path, cores=1)
    assert (found["rows"], found["training_rows"]) == (100, 120)
    assert found["data_version"] == VERSION


@pytest.mark.parametrize(
    ("model", "told"),
    [
        ("logistic", "Rows count by their weight in 'w', in learning and in every score."),
        (
            "neighbours",
            "Rows count by their weight in 'w' in every score. The model takes no weights: it "
            "learned from every row alike.",
        ),
    ],
)
def test_the_weight_of_rows_is_told_where_it_counted(model: str, told: str) -> None:
    table = Dataset.of(customers().frame.assign(w=1.0 + np.arange(150) % 3), "weighted")
    recipe = recipe_for("binary").edit(candidates=(candidate(model),))
    recipe = recipe.edit(problem=recipe.problem.with_role("w", "weight"))
    ours = fit(recipe, recipe.candidates[0], table)
    assert evaluate(ours, table).notes == (told,)
    assert f"\n\n{told}\n" in card_text(ours, Evidence(), "now")


def test_nothing_is_told_of_weights_where_rows_have_none() -> None:
    assert "weight" not in card_text(fitted(None), Evidence(), "now")
    assert not evaluate(fitted(None), customers()).weighted
