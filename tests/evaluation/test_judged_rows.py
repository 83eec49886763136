"""Test rows by choice: mistakes of each kind, ranges of values, and the worst; all by hand."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pandas as pd
import pytest

from core.errors import DataError
from core.evaluation import choice as choices
from core.evaluation.choice import (
    Cell,
    Choice,
    Within,
    Worst,
    choice_label,
    chosen,
    offers,
    peers,
    peers_label,
    within,
)
from core.evaluation.evaluation import judge_rows
from core.evaluation.judged_rows import JudgedRows, judged_array, judged_rows
from core.evaluation.rows_table import readable, rows_table
from core.problem import Problem
from core.recipe import Candidate, Recipe
from core.table import Dataset
from core.training.fit import Predictions, fit
from core.training.material import material_of


def numbers() -> JudgedRows:
    """Return four numbers, 10 to 40, with the errors 0, -5, 2 and 30."""
    truth, predicted = np.array([10.0, 20.0, 30.0, 40.0]), np.array([10.0, 25.0, 28.0, 10.0])
    found = Predictions(predicted, np.empty((4, 0)))
    return judged_rows(judged_array([2, 3, 5, 7], truth, found))


def two() -> JudgedRows:
    """Return five rows at the threshold 0.3: two found, one missed, one alarm, one spared."""
    positive = np.array([0.9, 0.4, 0.1, 0.8, 0.15])
    truth = np.array([1, 1, 1, 0, 0])
    found = Predictions((positive >= 0.3).astype(int), np.column_stack([1 - positive, positive]))
    return judged_rows(judged_array(range(5), truth, found), ("no", "yes"), 0.3)


def three() -> JudgedRows:
    """Return six rows of three classes: 'a' twice for 'b', once 'c' for 'a'."""
    truth = np.array([0, 0, 0, 1, 2, 2])
    predicted = np.array([1, 1, 0, 1, 0, 2])
    sure = np.array([0.5, 0.9, 0.6, 0.7, 0.8, 0.4])
    probabilities = np.full((6, 3), 0.05)
    probabilities[np.arange(6), predicted] = sure
    found = Predictions(predicted, probabilities)
    return judged_rows(judged_array(range(6), truth, found), ("a", "b", "c"))


def test_what_is_kept_of_rows_gives_them_back() -> None:
    assert numbers().rows.tolist() == [2, 3, 5, 7]
    assert numbers().errors.tolist() == [0, -5, 2, 30]
    assert np.isnan(numbers().score).all()
    assert two().score.tolist() == [0.9, 0.4, 0.1, 0.8, 0.15]
    assert two().wrong.tolist() == [False, False, True, True, False]
    assert three().score.tolist() == [0.5, 0.9, 0.6, 0.7, 0.8, 0.4]


@pytest.mark.parametrize(
    ("judged", "choice", "places"),
    [
        (numbers(), Within((("actual", 15, 40), ("predicted", 0, 26))), [3, 1]),
        (numbers(), Within((("error", -math.inf, 0),)), [1, 0]),
        (numbers(), Worst("largest"), [3, 1, 2, 0]),
        (numbers(), Worst("low"), [3, 2]),
        (numbers(), Worst("high"), [1]),
        (two(), Cell(1, 0), [2]),
        (two(), Cell(1, 1), [1, 0]),
        (two(), Within((("score", 0.15, 0.4),)), [1, 4]),
        (two(), Worst("sure"), [3, 2]),
        (two(), Worst("unsure"), [1, 4, 2, 3, 0]),
        (three(), Cell(0, 1), [1, 0]),
        (three(), Worst("sure"), [1, 4, 0]),
        (three(), Worst("unsure"), [5, 0, 2, 3, 4, 1]),
    ],
)
def test_chosen_rows_come_the_worst_first(
    judged: JudgedRows, choice: Choice, places: list[int]
) -> None:
    assert chosen(judged, choice).tolist() == places


def test_the_worst_are_a_twentieth_of_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    many = JudgedRows(np.arange(400), np.arange(400.0), np.zeros(400), np.full(400, np.nan))
    assert chosen(many, Worst("largest")).tolist() == list(range(399, 379, -1))
    monkeypatch.setattr(choices, "FEWEST_WORST", 50)
    assert len(chosen(many, Worst("largest"))) == 50


@pytest.mark.parametrize(
    ("judged", "labels"),
    [
        (
            numbers(),
            {"Largest errors": 4, "Predicted too low": 2, "Predicted too high": 1},
        ),
        (
            two(),
            {"Missed 'yes'": 1, "False alarms of 'yes'": 1, "Surest mistakes": 2, "Least sure": 5},
        ),
        (
            three(),
            {
                "'a' taken for 'b'": 2,
                "'c' taken for 'a'": 1,
                "Surest mistakes": 3,
                "Least sure": 6,
            },
        ),
    ],
)
def test_choices_without_a_chart_say_what_and_how_many(
    judged: JudgedRows, labels: dict[str, int]
) -> None:
    assert {offer.label: offer.rows for offer in offers(judged)} == labels


def test_a_model_without_mistakes_offers_none() -> None:
    right = JudgedRows(np.arange(2), np.ones(2), np.ones(2), np.array([0.9, 0.8]), ("no", "yes"))
    assert [offer.label for offer in offers(right)] == ["Least sure"]


def test_a_mistake_is_held_against_the_rest_of_its_class() -> None:
    assert peers(two(), Cell(1, 0)).tolist() == [0, 1]
    assert peers_label(two(), Cell(1, 0)) == "the other 2 test rows of 'yes'"
    assert peers(two(), Within((("score", 0.15, 0.4),))).tolist() == [0, 2, 3]
    assert peers_label(two(), Within((("score", 0.15, 0.4),))) == "the other 3 test rows"


def test_a_box_up_to_the_end_of_a_chart_has_what_lies_beyond() -> None:
    assert within(("error",), ((2.0, 8.0), (0, 9)), (-8.0, 8.0)) == Within(
        (("error", 2.0, math.inf),)
    )
    assert within(("error",), ((-9.0, 2.0), (0, 9)), (-8.0, 8.0)) == Within(
        (("error", -math.inf, 2.0),)
    )
    assert within(("actual", "predicted"), ((1.0, 2.0), (3.0, 4.0))) == Within(
        (("actual", 1.0, 2.0), ("predicted", 3.0, 4.0))
    )
    assert within(("error",), ()) is None


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (-math.inf, 2.0, "Error up to 2.00"),
        (2.0, math.inf, "Error of at least 2.00"),
        (-math.inf, math.inf, "Any error"),
    ],
)
def test_open_ends_are_said_in_words(low: float, high: float, words: str) -> None:
    assert choice_label(numbers(), Within((("error", low, high),))) == words


def test_rows_are_listed_with_answer_prediction_and_their_own_columns() -> None:
    loaded = pd.DataFrame({"age": [7, 5], "price": [40.0, 20.0], "error": ["x", "y"]})
    table = rows_table(numbers(), np.array([3, 1]), loaded, "price")
    assert list(table.columns) == [
        *("row", "true price", "predicted price", "error", "age", "error (2)"),
    ]
    assert table.iloc[0].tolist() == [8, 40.0, 10.0, 30.0, 7, "x"]


def test_rows_are_read_with_rounded_answers_and_whole_days() -> None:
    days = pd.to_datetime(["2012-10-30", "2012-11-22"])
    loaded = pd.DataFrame({"day": days, "time": days + pd.Timedelta(hours=7), "x": [0.12345, 1]})
    table = readable(rows_table(numbers(), np.array([3, 1]), loaded, "price"))
    assert table["day"].tolist() == [date(2012, 10, 30), date(2012, 11, 22)]
    assert table["time"].tolist() == loaded["time"].tolist()
    assert table["x"].tolist() == [0.12345, 1]
    sure = rows_table(two(), np.array([2]), pd.DataFrame({"age": [9]}), "left")
    sure["probability of yes"] = 0.123456
    assert readable(sure)["probability of yes"].tolist() == [0.1235]
    many = rows_table(numbers(), np.array([1]), pd.DataFrame({"age": [9]}), "price")
    many["predicted price"] = 4147.3699
    assert readable(many)["predicted price"].tolist() == [4147.0]


def test_classes_are_listed_by_name_with_their_probability() -> None:
    table = rows_table(two(), np.array([2]), pd.DataFrame({"age": [9]}), "left")
    assert table.to_dict("records") == [
        {"row": 3, "true left": "yes", "predicted left": "no", "probability of yes": 0.1, "age": 9}
    ]


def test_the_test_rows_of_a_fitted_model_are_judged_one_by_one() -> None:
    frame = pd.DataFrame({"x": np.arange(40.0), "y": np.arange(40.0) * 2})
    recipe = Recipe(problem=Problem(target="y", task="regression", metric="mae"))
    dataset = Dataset(frame, "line")
    fitted = fit(recipe, Candidate("linear"), dataset)
    judged = judge_rows(fitted, dataset)
    assert judged.rows.tolist() == material_of(recipe, dataset).test.index.tolist()
    assert judged.truth.tolist() == (judged.rows * 2.0).tolist()
    assert np.abs(judged.errors).max() < 1e-6
    with pytest.raises(DataError, match="not the table"):
        judge_rows(fitted, Dataset(frame.head(30), "other"))
