"""The weights of rows: what is taken, and what is refused in one sentence."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from core.errors import DataError
from core.problem import Problem
from core.tasks.row_weights import refuse_weightless, row_weights, weight_words, weights_at

PLAIN = Problem(target="y")
PROBLEM = PLAIN.with_role("w", "weight")
FOLDS = ((np.array([0, 1]), np.array([2])), (np.array([2]), np.array([0, 1])))


def test_whole_numbers_are_weights_too() -> None:
    found = row_weights(PROBLEM, pd.DataFrame({"w": [0, 2]}))
    assert found is not None
    assert found.tolist() == [0.0, 2.0]
    assert row_weights(PLAIN, pd.DataFrame({"w": [0, 2]})) is None


@pytest.mark.parametrize("values", [[1.0, np.nan], [1.0, -0.1], [1.0, np.inf], ["1", "2"]])
def test_what_is_no_weight_is_refused(values: list[Any]) -> None:
    with pytest.raises(DataError, match="'w' must hold numbers of at least 0, none missing"):
        row_weights(PROBLEM, pd.DataFrame({"w": values}))


def test_a_weight_that_is_not_in_the_table_is_refused() -> None:
    with pytest.raises(DataError, match="The weight column 'w' is not in the table"):
        row_weights(PROBLEM, pd.DataFrame({"x": [1.0]}))


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ([0.0, 0.0, 0.0], "All training rows have the weight 0 in 'w'."),
        ([1.0, 1.0, 0.0], "All rows that fold 1 is scored on have the weight 0 in 'w'."),
        ([0.0, 0.0, 1.0], "All rows that fold 1 learns from have the weight 0 in 'w'."),
    ],
)
def test_rows_and_folds_without_any_weight_are_refused(weights: list[float], said: str) -> None:
    with pytest.raises(DataError) as refused:
        refuse_weightless(PROBLEM, np.array(weights), "training rows", FOLDS)
    assert refused.value.message == said
    assert refused.value.hint


def test_nothing_is_refused_or_said_where_rows_have_no_weight() -> None:
    refuse_weightless(PLAIN, None, "training rows", FOLDS)
    assert weights_at(None, np.array([0])) is None
    assert weight_words(PLAIN) == ()
    assert weight_words(PROBLEM) == ("Rows count by their weight in 'w' in every score.",)
