"""Batch predictions keep every row and its order, whatever the table looks like."""

from __future__ import annotations

import csv
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core.contract import Contract, Rule
from core.errors import SchemaError
from core.export import load_bundle, make_bundle, predict_file, predict_table, write_predictions
from core.export.spreadsheet import harmless
from core.masking import Mask, Masks, masked, masks_to
from core.models import MODELS
from core.problem import TASKS
from core.table import Dataset
from tests.export.shipped import customers, shipped

PAIRS = [
    (model.name, task)
    for model in MODELS
    for task in TASKS
    if model.suits(task) and not model.missing_packages()
]


def table(frame: pd.DataFrame) -> Dataset:
    return Dataset.of(frame, "new rows")


def raw() -> pd.DataFrame:
    return customers().frame.head(6).drop(columns=["left", "plan", "spend", "joined"])


def test_rows_keep_their_order_and_get_their_answers(tmp_path):
    bundle = make_bundle(shipped(), customers().frame, tmp_path / "b.zip")
    backwards = raw().iloc[::-1].reset_index(drop=True)
    result = predict_file(bundle, table(backwards))
    expected = shipped().predict(raw())
    assert result.frame["id"].tolist() == ["c005", "c004", "c003", "c002", "c001", "c000"]
    assert result.frame["prediction"].tolist() == list(expected.labels[::-1])
    assert np.array_equal(result.frame["probability_yes"], expected.probabilities[::-1, 1])
    assert list(result.frame.columns[-3:]) == ["prediction", "probability_no", "probability_yes"]
    assert result.unpredicted == 0


@pytest.mark.parametrize(("model", "task"), PAIRS)
def test_a_changed_schema_never_gives_a_silently_wrong_answer(model, task):
    fitted = shipped(model, task)
    expected = fitted.predict(raw())
    shuffled = raw()[["contract", "id", "age", "tenure"]].assign(extra="x")
    as_text = raw().assign(tenure=raw()["tenure"].map(str))
    for changed in (shuffled, as_text):
        answers = fitted.predict(table(changed).frame)
        assert np.array_equal(answers.values, expected.values)
        assert np.array_equal(answers.probabilities, expected.probabilities)
    with pytest.raises(SchemaError, match="'tenure'"):
        predict_table(fitted, table(raw().rename(columns={"tenure": "tenor"})))


@pytest.mark.parametrize(("model", "task"), PAIRS)
def test_unknown_categories_and_new_gaps_are_answered_or_named(model, task):
    strange = raw().assign(contract=["weekly"] + raw()["contract"].tolist()[1:])
    strange.loc[1, "contract"] = None
    result = predict_table(shipped(model, task), table(strange))
    assert result.unpredicted == 0
    assert result.frame["prediction"].notna().all()
    assert any("1 value of 'contract' never seen in training" in note for note in result.notes)
    assert any("1 missing value in 'contract'" in note for note in result.notes)


def test_a_bad_cell_spoils_its_own_row_only():
    rows = raw().assign(tenure=["3", "abc", "5", "6", "7", "8"])
    result = predict_table(shipped(), table(rows))
    assert result.frame["prediction"].isna().tolist() == [False, True, False, False, False, False]
    assert result.frame.loc[1, "problem"] == "'abc' in 'tenure' is not a number"
    assert np.isnan(result.frame.loc[1, "probability_yes"])
    assert result.frame.loc[1, "tenure"] == "abc"
    assert result.counted == "5 of 6 rows predicted"
    assert result.problems == ("Row 2: 'abc' in 'tenure' is not a number.",)
    whole = predict_table(shipped(), table(rows.drop(index=1)))
    for name in ("prediction", "probability_yes"):
        assert whole.frame[name].tolist() == result.frame[name].dropna().tolist()


def test_the_class_of_each_row_stands_beside_its_row():
    rows = customers().frame.head(30).drop(columns=["left", "plan", "spend", "joined"])
    labels = list(shipped().predict(rows).labels)
    assert labels != labels[::-1]
    assert predict_table(shipped(), table(rows)).frame["prediction"].tolist() == labels


def test_a_table_predicted_in_parts_has_every_answer_in_its_place(monkeypatch):
    whole = predict_table(shipped(), table(raw())).frame
    monkeypatch.setattr("core.export.predict.PART", 4)
    pd.testing.assert_frame_equal(predict_table(shipped(), table(raw())).frame, whole)


def test_a_gap_and_a_cell_that_is_no_number_are_counted_apart():
    rows = raw().assign(tenure=["3", None, "abc", "6", "7", "8"])
    notes = predict_table(shipped("hist_boosting"), table(rows)).notes
    about = [note for note in notes if "'tenure'" in note]
    assert about == [
        "1 missing value in 'tenure', which was never missing in training.",
        "1 value of 'tenure' is not a number: 'abc'.",
    ]


def test_many_rows_without_an_answer_are_told_in_a_few_lines():
    result = predict_table(shipped(), table(raw().assign(tenure=["x", "y", "z", "u", "v", "8"])))
    assert result.counted == "1 of 6 rows predicted"
    assert result.problems[0] == "Row 1: 'x' in 'tenure' is not a number."
    assert result.problems[3:] == ("2 more rows have no prediction: see 'problem' in the file.",)
    assert any(
        "5 values of 'tenure' are not numbers: 'x', 'y', 'z' and 2 more" in note
        for note in result.notes
    )


def test_every_missing_column_is_named_whatever_the_contract_says():
    few = table(raw()[["id", "age"]])
    with pytest.raises(SchemaError, match="no columns 'tenure' and 'contract'"):
        predict_table(shipped(), few)
    own = tuple(Rule("present", (name,), "stop") for name in ("tenure", "contract", "age"))
    kept = shipped().recipe.edit(contract=Contract(own))
    with pytest.raises(SchemaError, match="no columns 'tenure' and 'contract'") as caught:
        predict_table(replace(shipped(), recipe=kept), few)
    assert "more rule" not in caught.value.message


def test_a_gap_that_no_step_fills_is_named_in_its_row():
    rows = raw().assign(tenure=[1.0, None, 3.0, 4.0, 5.0, 6.0])
    result = predict_table(shipped("logistic"), table(rows))
    assert result.frame["problem"].notna().tolist() == [False, True, False, False, False, False]
    assert "no value in 'tenure', which was never missing in training" in result.frame["problem"][1]
    assert predict_table(shipped("hist_boosting"), table(rows)).unpredicted == 0


def test_a_number_too_large_to_calculate_with_is_named_in_its_row():
    rows = raw().assign(tenure=[1.0, 1e300, 3.0, 4.0, 5.0, 6.0])
    result = predict_table(shipped("random_forest"), table(rows))
    assert result.frame["problem"][1] == "the number in 'tenure' is too large"
    assert result.unpredicted == 1


def test_one_row_no_row_and_every_row_bad_are_answered():
    assert len(predict_table(shipped(), table(raw().head(1))).frame) == 1
    assert len(predict_table(shipped(), table(raw().head(0))).frame) == 0
    rows = raw().assign(tenure="?")
    result = predict_table(shipped(), table(rows))
    assert result.unpredicted == 6
    assert result.frame["prediction"].isna().all()


def test_input_columns_called_like_an_answer_are_kept_beside_it():
    result = predict_table(shipped(), table(raw().assign(prediction=1)))
    assert result.frame["prediction (input)"].tolist() == [1] * 6
    assert set(result.frame["prediction"]) <= {"yes", "no"}


def test_numbers_are_predicted_for_regression():
    result = predict_table(shipped("linear", "regression"), table(raw()))
    expected = shipped("linear", "regression").predict(raw()).values
    assert np.array_equal(result.frame["prediction"], expected)
    assert not any(name.startswith("probability") for name in result.frame.columns)


def test_progress_is_told():
    seen: list[int] = []
    predict_table(shipped(), table(raw()), lambda event: seen.append(event.done))
    assert seen == [6]


def test_a_loaded_bundle_predicts_every_training_row_as_before(tmp_path):
    bundle = make_bundle(shipped("xgboost"), customers().frame, tmp_path / "b.zip")
    again = load_bundle(bundle).fitted.predict(customers().frame)
    expected = shipped("xgboost").predict(customers().frame)
    assert np.array_equal(again.probabilities, expected.probabilities)


def test_the_exact_file_reads_back_bit_for_bit(tmp_path):
    frame = pd.DataFrame({"x": [0.1 + 0.2, 1e-300], "=t": ["=1+1", "a,\rb"]})
    write_predictions(tmp_path / "p.csv", frame)
    with (tmp_path / "p.csv").open(newline="", encoding="utf-8") as file:
        names, *rows = csv.reader(file)
    assert names == ["x", "=t"]
    assert [float(row[0]) for row in rows] == frame["x"].tolist()
    assert [row[1] for row in rows] == ["=1+1", "a,\rb"]


FORMULAS = [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    " =1+1",
    '"=1+1',
    "'=1+1",
    '=HYPERLINK("http://x")',
    "＝1+1",
    "\n=1",
    "\u200b=1+1",
    "\ufeff=1+1",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_formulas_become_text_for_spreadsheets(text, tmp_path):
    frame = pd.DataFrame({"a": [text, "fine"]}).astype("str")
    write_predictions(tmp_path / "p.csv", frame, for_spreadsheets=True)
    with (tmp_path / "p.csv").open(newline="", encoding="utf-8") as file:
        cells = [row[0] for row in csv.reader(file)]
    assert cells[1] == f"'{text}"
    assert cells[2] == "fine"


def test_a_name_that_a_mark_of_encoding_hides_starts_no_formula():
    assert harmless(pd.DataFrame({"\ufeff=1+1": [1]})).columns.tolist() == ["'\ufeff=1+1"]


def test_numbers_names_and_gaps_are_left_alone_for_spreadsheets():
    frame = pd.DataFrame(
        {"=x": ["-5", "+49 170", None], "n": [-1.5, 2.0, np.nan], "d": ["a-b", "1e-5", "-5 %"]}
    )
    safe = harmless(frame.astype({"=x": "str", "d": "str"}))
    assert list(safe.columns) == ["'=x", "n", "d"]
    assert safe["'=x"].tolist()[:2] == ["-5", "'+49 170"]
    assert safe["'=x"].isna().tolist() == [False, False, True]
    assert safe["n"].tolist()[:2] == [-1.5, 2.0]
    assert safe["d"].tolist() == ["a-b", "1e-5", "-5 %"]


def test_rows_for_a_bundle_are_masked_as_its_training_rows_were(tmp_path):
    masks = Masks((Mask("id", "constant"), Mask("tenure", "bins", 10.0)))
    fitted = shipped()
    source = {**fitted.recipe.source, "masks": masks_to(masks)}
    private = replace(fitted, recipe=fitted.recipe.edit(source=source))
    bundle = make_bundle(private, customers().frame, tmp_path / "b.zip")
    answered = predict_file(bundle, table(raw())).frame
    assert set(answered["id"]) == {"hidden"}
    assert (answered["tenure"] % 10 == 0).all()
    expected = fitted.predict(masked(raw(), masks)[0])
    assert answered["prediction"].tolist() == list(expected.labels)


def test_a_stop_rule_of_the_contract_refuses_a_batch():
    rule = Rule("range", ("tenure",), "stop", high=-1.0)
    fitted = shipped()
    strict = replace(fitted, recipe=fitted.recipe.edit(contract=Contract((rule,))))
    with pytest.raises(SchemaError, match="6 values of 'tenure' outside at most -1"):
        predict_table(strict, table(raw()))
    soft = replace(rule, severity="warn")
    warned = replace(fitted, recipe=fitted.recipe.edit(contract=Contract((soft,))))
    assert any("outside at most -1" in note for note in predict_table(warned, table(raw())).notes)
