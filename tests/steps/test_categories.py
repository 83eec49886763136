"""Encoding categories: rare, unseen, ordered and many."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.base import ClassifierMixin
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.tree import DecisionTreeClassifier

from core.errors import SettingError
from core.steps.impute_categories import ImputeCategories
from core.steps.one_hot import OneHot
from core.steps.ordinal import Ordinal, guess_order
from core.steps.target_encode import TargetEncode


def words(*values: str | None) -> pd.DataFrame:
    return pd.DataFrame({"a": pd.Series(list(values), dtype="str")})


def test_rare_and_unseen_categories_share_a_column() -> None:
    step = OneHot(min_rows=2)
    encoder = step.transformer(0, "binary").fit(words("x", "x", "y", "y", "rare", "odd"))
    encoded = encoder.transform(words("x", "y", "rare", "odd", "never seen"))
    assert encoded.tolist() == [[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 1], [0, 0, 1]]
    assert step.origins(encoder, ["a"]) == ["a"] * 3


def test_an_unseen_category_is_all_zeros_when_none_is_rare() -> None:
    encoder = OneHot(min_rows=1).transformer(0, "binary").fit(words("x", "y"))
    assert encoder.transform(words("never seen")).tolist() == [[0, 0]]


def test_many_categories_never_make_more_columns_than_allowed() -> None:
    step = OneHot(min_rows=1, max_categories=50)
    encoder = step.transformer(0, "binary")
    matrix = encoder.fit_transform(words(*[f"c{n}" for n in range(20_000)]))
    assert matrix.shape == (20_000, 50)
    assert len(step.origins(encoder, ["a"])) == 50


def test_missing_is_a_category_of_its_own() -> None:
    matrix = OneHot(min_rows=1).transformer(0, "binary").fit_transform(words("x", None))
    assert matrix.tolist() == [[1, 0], [0, 1]]


def test_codes_leave_unseen_and_missing_categories_missing() -> None:
    encoder = OneHot(min_rows=1).native().fit(words("x", "y", None))
    assert encoder.transform(words("y", "never seen", None)).ravel().tolist()[0] == 1
    assert np.isnan(encoder.transform(words("never seen", None))).all()


def test_missing_categories_get_a_word_or_the_most_frequent_one() -> None:
    frame = words("x", "y", "y", None)
    own = ImputeCategories(word="none").transformer(0, "binary").fit_transform(frame)
    common = ImputeCategories(strategy="most_frequent").transformer(0, "binary")
    assert own[-1, 0] == "none"
    assert common.fit_transform(frame)[-1, 0] == "y"


def test_ordered_categories_get_their_position() -> None:
    step = Ordinal(("a",), ("low", "medium", "high"))
    encoder = step.transformer(0, "binary").fit(words("low", "high"))
    codes = encoder.transform(words("low", "medium", "high", "extreme", None))
    assert codes.ravel().tolist() == [0, 1, 2, -1, -1]


def test_without_an_order_codes_are_alphabetical() -> None:
    encoder = Ordinal(("a",)).transformer(0, "binary").fit(words("b", "a", "c"))
    assert encoder.transform(words("a", "b", "c", "d", None)).ravel().tolist() == [0, 1, 2, -1, -1]


def test_columns_share_an_order() -> None:
    frame = pd.DataFrame({"a": ["low", "high"], "b": ["high", "high"]}).astype("str")
    encoder = Ordinal(("a", "b"), ("low", "high")).transformer(0, "binary")
    assert encoder.fit_transform(frame).tolist() == [[0, 1], [1, 1]]


def test_an_order_that_names_a_category_twice_is_refused() -> None:
    with pytest.raises(SettingError, match="'low' more than once"):
        Ordinal(("a",), ("low", "high", "low")).check()


@pytest.mark.parametrize(
    "order",
    [
        ("Low", "Medium", "High"),
        ("very_low", "low", "high", "very_high"),
        ("January", "March", "December"),
        ("Mon", "Wed", "Sun"),
        ("F", "C", "B", "A", "A+"),
        ("XS", "S", "M", "L", "XL"),
        ("small", "medium", "large"),
        ("Po", "Fa", "TA", "Gd", "Ex"),
        ("never", "sometimes", "always"),
        ("Strongly disagree", "Neutral", "Strongly agree"),
        ("<18", "18-25", "26-40", "41+"),
        ("0 to 5", "6 to 10", "11 to 100"),
    ],
)
def test_known_orders_are_guessed_from_any_mixture(order: tuple[str, ...]) -> None:
    assert guess_order(sorted(order)) == order
    assert guess_order(order[::-1]) == order


@pytest.mark.parametrize(
    "levels", [(), ("low",), ("red", "blue"), ("low", "red"), ("M", "F"), ("12", "7"), ("low", "5")]
)
def test_no_order_is_guessed_where_there_is_none(levels: tuple[str, ...]) -> None:
    assert guess_order(levels) is None


def test_a_category_counts_its_average_mixed_with_the_overall_one() -> None:
    # x has 3 of 4 and y 1 of 4; with 4 rows of the overall 0.5 that is 5/8 and 3/8
    frame, y = words(*"xxxxyyyy"), np.array([1, 1, 1, 0, 1, 0, 0, 0])
    encoder = TargetEncode(smooth=4).transformer(0, "binary").fit(frame, y)
    encoded = encoder.transform(words("x", "y", "never seen", None)).ravel()
    assert encoded.tolist() == pytest.approx([0.625, 0.375, 0.5, 0.5])


def test_no_training_row_sees_its_own_answer() -> None:
    frame, y = words(*[f"order {n}" for n in range(40)]), np.arange(40) % 2
    encoded = TargetEncode(smooth=0).transformer(0, "binary").fit_transform(frame, y).ravel()
    assert encoded.min() > 0
    assert encoded.max() < 1


def test_several_classes_make_a_column_each() -> None:
    step, y = TargetEncode(), np.arange(30) % 3
    frame = pd.DataFrame({"a": ["x", "y"] * 15, "b": ["u"] * 30}).astype("str")
    encoder = step.transformer(0, "multiclass")
    assert encoder.fit_transform(frame, y).shape == (30, 6)
    assert step.origins(encoder, ["a", "b"]) == ["a", "a", "a", "b", "b", "b"]


def test_counts_to_predict_are_numbers_not_classes() -> None:
    step, y = TargetEncode(), np.arange(30.0) % 3
    encoder = step.transformer(0, "regression")
    encoded = encoder.fit_transform(words(*["x", "y"] * 15), y)
    assert encoded.shape == (30, 1)
    assert abs(encoded.mean()) < 1e-9
    assert step.origins(encoder, ["a"]) == ["a"]


def random_shops() -> tuple[pd.DataFrame, np.ndarray]:
    generator = np.random.default_rng(8)
    return words(*generator.integers(0, 1000, 3000).astype(str)), generator.integers(0, 2, 3000)


@pytest.mark.parametrize(
    "model", [LogisticRegression(), DecisionTreeClassifier(max_depth=4, random_state=0)]
)
def test_a_random_column_of_a_thousand_categories_says_nothing(model: ClassifierMixin) -> None:
    pipeline = make_pipeline(TargetEncode().transformer(0, "binary"), model)
    scores = cross_val_score(pipeline, *random_shops(), cv=5, scoring="roc_auc")
    assert 0.46 < scores.mean() < 0.54


def test_training_rows_learn_nothing_from_random_categories_either() -> None:
    frame, y = random_shops()
    encoder = TargetEncode().transformer(0, "binary")
    assert 0.46 < roc_auc_score(y, encoder.fit_transform(frame, y)) < 0.54
    assert roc_auc_score(y, encoder.transform(frame)) > 0.7
