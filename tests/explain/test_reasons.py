"""Reasons and importance of a two-row explanation written out by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.explain import Explanation, global_importance, row_reasons, sentence


def explanation() -> Explanation:
    values = np.array([[[2.0], [-0.5], [0.0]], [[-1.0], [0.25], [0.0]]])
    base = np.array([-1.0])
    totals = values.sum(axis=1) + base
    return Explanation(
        columns=("contract", "tenure", "region"),
        outputs=("yes",),
        space="log-odds",
        output="log-odds of 'yes'",
        values=values,
        base=base,
        totals=totals,
        predicted=1 / (1 + np.exp(-totals)),
        cells=np.array([["month", "3", "north"], ["year", "missing", "north"]]),
        numbers=np.array([[np.nan, 3.0, np.nan], [np.nan, np.nan, np.nan]]),
        positions=np.array([4, 9]),
        asked=2,
        exact=True,
        how="Exact.",
        error=0.0,
    )


def test_importance_is_the_mean_absolute_effect():
    first, second, third = global_importance(explanation())
    assert (first.column, first.mean_effect) == ("contract", 1.5)
    assert (second.column, second.mean_effect) == ("tenure", 0.375)
    assert first.share == pytest.approx(0.8)
    assert third.share == 0.0


def test_reasons_add_up_and_are_sorted_by_size():
    reasons = row_reasons(explanation(), 0)
    assert [part.column for part in reasons.contributions] == ["contract", "tenure", "region"]
    assert reasons.base + sum(part.effect for part in reasons.contributions) == reasons.total
    assert reasons.prediction == pytest.approx(0.6225, abs=1e-4)


def test_the_sentence_names_what_raised_and_lowered():
    assert sentence(row_reasons(explanation(), 0)) == (
        "The probability of 'yes' is 62 %, raised mainly by contract = month "
        "and lowered mainly by tenure = 3."
    )


def test_the_sentence_begins_with_the_direction_that_won():
    assert sentence(row_reasons(explanation(), 1)) == (
        "The probability of 'yes' is 15 %, lowered mainly by contract = year "
        "and raised mainly by tenure missing."
    )


def test_a_row_like_the_average_says_so():
    still = replace(explanation(), values=np.zeros((2, 3, 1)), totals=np.full((2, 1), -1.0))
    assert sentence(row_reasons(still, 0)).endswith("; no column moves it from the average.")


def test_one_of_several_classes_is_named():
    one = explanation()
    assert one.words_for("yes") == one.words_for(None) == "log-odds of 'yes'"
    many = replace(one, outputs=("a", "b"), output="score of each class (log scale)")
    assert many.words_for("a") == "score of 'a' (log scale)"
    assert many.words_for(None) == "score of each class (log scale)"


def test_units_that_few_know_are_explained_once():
    one = explanation()
    assert "0 is one in two, and every 0.7 more doubles the odds" in one.scale
    many = replace(one, outputs=("a", "b"), output="score of each class (log scale)")
    assert many.scale.startswith("The score of a class is its probability on a scale")
    assert replace(one, space="probability").scale == replace(one, space="value").scale == ""


def test_the_commonest_class_is_the_one_to_begin_with():
    several = replace(
        explanation(),
        outputs=("a", "b", "c"),
        predicted=np.array([[0.1, 0.7, 0.2], [0.5, 0.3, 0.2]]),
    )
    assert several.likeliest == 1
    assert (several.place_of("c"), explanation().place_of(None)) == (2, 0)
