"""The intervals of predicted numbers go with the bundle, and older bundles do without."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import BundleError
from core.export import Evidence, load_bundle, make_bundle, predict_file
from core.serve.answers import answer, describe
from core.training.conformal import with_margin
from core.training.fit import FittedModel
from core.training.margin import Margin
from tests.export.shipped import customers, shipped
from tests.export.test_bundle import rewrite

ROWS = customers().frame


@pytest.fixture(scope="module")
def measured() -> FittedModel:
    return with_margin(shipped("ridge", "regression"), customers())


@pytest.fixture
def packed(measured: FittedModel, tmp_path: Path) -> Path:
    return make_bundle(measured, ROWS, tmp_path / "bundle.zip", Evidence(held=0.887))


def test_the_margin_survives_the_bundle(measured: FittedModel, packed: Path) -> None:
    assert measured.margin is not None
    assert load_bundle(packed).fitted.margin == measured.margin


def test_predictions_have_a_low_and_a_high_end(measured: FittedModel, packed: Path) -> None:
    frame = predict_file(packed, customers()).frame
    assert list(frame)[-3:] == ["prediction", "prediction_low", "prediction_high"]
    assert measured.margin is not None
    assert (frame["prediction"] - measured.margin.half).equals(frame["prediction_low"])
    assert (frame["prediction"] + measured.margin.half).equals(frame["prediction_high"])


def test_a_served_answer_has_both_ends_and_the_schema_says_so(packed: Path) -> None:
    opened = load_bundle(packed)
    row = {"id": "x", "tenure": 12, "age": 40.0, "contract": "year"}
    (given,) = answer(opened, [row])["predictions"]
    assert list(given) == ["prediction", "prediction_low", "prediction_high"]
    assert given["prediction_low"] < given["prediction"] < given["prediction_high"]
    assert opened.fitted.margin is not None
    assert describe(opened)["interval"] == {"half": opened.fitted.margin.half, "rows": 120} | {
        "level": 0.9
    }


def test_the_card_names_the_interval(packed: Path) -> None:
    card = load_bundle(packed).card
    assert "## The 90 % interval" in card
    assert "from the errors on 120 training rows" in card
    assert "It held 88.7 % of the test rows." in card


def test_a_bundle_made_before_there_were_intervals_still_predicts(packed: Path) -> None:
    def older(members: dict[str, bytes]) -> None:
        values = json.loads(members["model.json"])
        del values["interval"]
        members["model.json"] = json.dumps(values).encode()

    old = rewrite(packed, older)
    assert list(predict_file(old, customers()).frame)[-1] == "prediction"
    opened = load_bundle(old)
    assert describe(opened)["interval"] is None
    row = {"id": "x", "tenure": 12, "age": 40.0, "contract": "year"}
    assert list(answer(opened, [row])["predictions"][0]) == ["prediction"]


def test_a_column_of_the_same_name_is_kept_under_another(packed: Path) -> None:
    table = replace(customers(), frame=ROWS.assign(prediction_low=1.0))
    frame = predict_file(packed, table).frame
    assert set(frame["prediction_low (input)"]) == {1.0}


@pytest.mark.parametrize(
    "wrong",
    [{"half": -1.0}, {"half": "wide"}, {"half": float("nan")}, {"level": 2.0}, {"rows": None}],
)
def test_a_margin_that_is_none_is_refused(packed: Path, wrong: dict[str, object]) -> None:
    def change(members: dict[str, bytes]) -> None:
        values = json.loads(members["model.json"])
        values["interval"] |= wrong
        members["model.json"] = json.dumps(values).encode()

    with pytest.raises(BundleError, match="does not hold together"):
        load_bundle(rewrite(packed, change))


def test_a_model_of_classes_has_no_interval(tmp_path: Path) -> None:
    opened = load_bundle(make_bundle(shipped(), ROWS, tmp_path / "bundle.zip"))
    assert opened.fitted.margin is None
    assert "interval" not in opened.card.split("## Limits")[0].replace("95 % interval", "")


def test_a_margin_of_zero_still_gives_both_ends(measured: FittedModel, tmp_path: Path) -> None:
    exact = replace(measured, margin=Margin(0.0, 120))
    path = make_bundle(exact, ROWS, tmp_path / "exact.zip")
    frame = predict_file(path, customers()).frame
    assert frame["prediction_low"].equals(frame["prediction_high"])
