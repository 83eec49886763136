"""Fitted models: predictions by name, in order, with every repair counted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core.errors import SchemaError
from core.table import Dataset
from core.training.fit import FittedModel, fit
from core.training.schema import read_cells, schema_from
from tests.training.tables import customers, recipe


@pytest.fixture(scope="module")
def model() -> FittedModel:
    whole = recipe("logistic")
    return fit(whole, whole.candidates[0], customers())


def new_rows() -> pd.DataFrame:
    return customers(5, seed=9).frame[["age", "plan", "spend"]].assign(age=[20.0, 30, 40, 50, 60])


def test_rows_keep_their_order_and_sum_to_one(model: FittedModel) -> None:
    rows = new_rows()
    there = model.predict(rows)
    back = model.predict(rows[::-1])
    assert there.labels == back.labels[::-1]
    assert np.allclose(there.probabilities.sum(axis=1), 1)
    assert set(there.labels) <= {"yes", "no"}


def test_columns_are_found_by_name(model: FittedModel) -> None:
    rows = new_rows()
    swapped = model.predict(rows[["spend", "plan", "age"]])
    assert (swapped.probabilities == model.predict(rows).probabilities).all()


def test_a_missing_column_is_named(model: FittedModel) -> None:
    with pytest.raises(SchemaError, match="no column 'plan'"):
        model.predict(new_rows().drop(columns="plan"))


def test_an_id_column_is_not_needed_and_extra_ones_are_noted(model: FittedModel) -> None:
    notes = model.predict(new_rows().assign(shoe=1, hat=2)).notes
    assert notes == ("2 columns unknown to the model ignored: 'shoe' and 'hat'.",)


def test_an_unseen_category_is_counted(model: FittedModel) -> None:
    rows = new_rows()
    rows["plan"] = pd.Series(["weekly", "weekly", "free", "free", "free"], dtype="str")
    assert model.predict(rows).notes == (
        "2 values of 'plan' never seen in training, treated as unknown: 'weekly'.",
    )


def test_new_missing_values_are_counted(model: FittedModel) -> None:
    rows = new_rows()
    rows.loc[1, "spend"] = np.nan
    assert "1 missing value in 'spend'" in model.predict(rows).notes[0]


def test_text_that_is_a_number_is_read_and_other_text_named_by_row(model: FittedModel) -> None:
    rows = new_rows()
    as_text = rows.assign(age=rows["age"].astype("str"))
    assert (model.predict(as_text).probabilities == model.predict(rows).probabilities).all()
    rows["age"] = pd.Series(["20", "old", "40", "50", "60"], dtype="str")
    with pytest.raises(SchemaError, match="Row 2 has 'old' in the column 'age'"):
        model.predict(rows)


def test_nonsense_in_a_column_the_model_does_not_read_is_passed_over() -> None:
    frame = customers().frame.assign(visits=range(120))
    whole = recipe("logistic")
    whole = replace(whole, problem=whole.problem.with_role("visits", "ignore"))
    fitted = fit(whole, whole.candidates[0], Dataset.of(frame, "with visits"))
    rows = new_rows()
    odd = rows.assign(visits=pd.Series(["many"] * 5, dtype="str"))
    assert fitted.predict(odd).labels == fitted.predict(rows).labels


def test_texts_with_a_time_zone_become_utc() -> None:
    texts = pd.Series(["2024-01-01T10:00:00+02:00", "2024-01-02", "x"], dtype="str")
    read = read_cells(texts, "date")
    assert read[0] == pd.Timestamp("2024-01-01 08:00")
    assert read[1] == pd.Timestamp("2024-01-02")
    assert pd.isna(read[2])


def test_no_rows_give_no_predictions(model: FittedModel) -> None:
    assert model.predict(new_rows().iloc[:0]).labels == ()


def test_the_threshold_of_the_recipe_decides(model: FittedModel) -> None:
    strict = FittedModel(**{**vars(model), "recipe": model.recipe.edit(threshold=1.0)})
    assert set(strict.predict(new_rows()).labels) == {"no"}


def test_the_schema_survives_json(model: FittedModel) -> None:
    assert schema_from(model.schema.to_json()) == model.schema


def test_regression_predicts_numbers() -> None:
    whole = recipe("linear", task="regression")
    predictions = fit(whole, whole.candidates[0], customers()).predict(
        customers(4, seed=8).frame.drop(columns="spend")
    )
    assert predictions.labels == ()
    assert predictions.values.shape == (4,)
    assert predictions.probabilities.shape == (4, 0)
