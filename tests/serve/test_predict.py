"""The server answers as the app does, and a row's answer does not depend on its neighbours."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core.contract import Contract, Rule
from core.export import LoadedBundle, load_bundle, predict_table
from core.serve.answers import answer
from core.serve.refusal import Refusal
from core.table import Dataset
from tests.export.shipped import customers, shipped
from tests.serve.conftest import served

ROW = {"tenure": 12, "age": 41.5, "contract": "month"}


def as_rows(frame: pd.DataFrame) -> list[dict[str, object]]:
    named = frame[["tenure", "age", "contract"]].astype(object)
    return named.where(named.notna(), None).to_dict("records")


@pytest.mark.parametrize(
    ("model", "task"),
    [("logistic", "binary"), ("xgboost", "multiclass"), ("random_forest", "regression")],
)
def test_the_answers_are_those_of_the_app(bundles, model, task):
    frame = customers().frame.head(40)
    expected = predict_table(shipped(model, task), Dataset.of(frame, "new")).frame
    with served(load_bundle(bundles(model, task))) as client:
        answer = client.predict(as_rows(frame))
    assert answer.status == 200
    rows = answer.json["predictions"]
    assert [row["prediction"] for row in rows] == expected["prediction"].tolist()
    for name in shipped(model, task).classes:
        shares = [row["probabilities"][name] for row in rows]
        assert np.array_equal(shares, expected[f"probability_{name}"])


def test_a_row_alone_gets_the_answer_it_gets_in_company(client):
    company = [ROW, {**ROW, "tenure": "13"}, {**ROW, "contract": 1}, {**ROW, "age": None}]
    together = client.predict(company).json["predictions"]
    alone = [client.predict([row]).json["predictions"][0] for row in company]
    assert together == alone


def test_a_number_may_come_as_text_and_fields_in_any_order(client):
    plain = client.predict([ROW]).json
    texts = {"contract": "month", "age": " 41.5 ", "tenure": "12"}
    assert client.predict([texts]).json == plain
    assert client.predict([{**ROW, "left": "yes"}]).json == plain


def test_an_unseen_category_is_counted_in_the_answer(client):
    answer = client.predict([{**ROW, "contract": "weekly"}, ROW, {**ROW, "contract": "daily"}])
    assert answer.status == 200
    assert answer.json["notes"] == [
        "2 values of 'contract' never seen in training, treated as unknown: 'weekly' and 'daily'."
    ]


def test_a_gap_where_training_had_none_is_counted_in_the_answer(client):
    answer = client.predict([{**ROW, "contract": None}, ROW])
    assert answer.status == 200
    assert "1 missing value in 'contract'" in answer.json["notes"][0]


def test_unknown_fields_are_named(client):
    answer = client.predict([{**ROW, "shoe size": 43}])
    assert answer.json["notes"] == ["1 field unknown to the model ignored: 'shoe size'."]


def test_a_column_that_never_reached_the_model_may_hold_anything(client):
    assert client.predict([{**ROW, "joined": "yesterday", "id": 5}]).status == 200


def test_no_rows_get_an_empty_list(client):
    answer = client.predict([])
    assert (answer.status, answer.json) == (200, {"predictions": [], "notes": []})


def test_ten_thousand_rows_are_answered_and_one_more_is_refused(client):
    assert len(client.predict([ROW] * 10_000).json["predictions"]) == 10_000
    answer = client.predict([{}] * 10_001)
    assert answer.status == 413
    assert answer.json["error"] == "The request has 10,001 rows; the limit is 10,000."


def test_health_and_schema_say_what_a_caller_needs(client):
    assert client.ask("GET", "/health").json == {"status": "ok"}
    schema = client.ask("GET", "/schema").json
    assert (schema["model"], schema["task"], schema["target"]) == (
        "Logistic regression",
        "binary",
        "left",
    )
    assert schema["classes"] == ["no", "yes"]
    assert [(field["name"], field["kind"]) for field in schema["fields"]] == [
        ("tenure", "number"),
        ("age", "number"),
        ("contract", "category"),
    ]
    assert schema["limits"] == {"bytes": 10_000_000, "rows": 10_000}


def test_a_request_is_held_against_the_contract(bundles):
    bundle = load_bundle(bundles())

    def under(severity: str) -> LoadedBundle:
        rule = Rule("range", ("tenure",), severity, high=20.0)
        recipe = bundle.fitted.recipe.edit(contract=Contract((rule,)))
        return replace(bundle, fitted=replace(bundle.fitted, recipe=recipe))

    rows = [ROW, {**ROW, "tenure": 99}]
    said = "1 value of 'tenure' outside at most 20: 99"
    assert f"{said}." in answer(under("warn"), rows)["notes"]
    with pytest.raises(Refusal, match=re.escape(f"{said} (row 2)")) as refused:
        answer(under("stop"), rows)
    assert refused.value.status == 422
