"""Setting rows apart, folds, and targets that can or cannot be learned."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.errors import DataError, TargetError
from core.problem import Problem, Split
from core.tasks.supervised import (
    check_target,
    class_names,
    encode_target,
    folds_of,
    set_apart,
    usable_folds,
)


def table(target: list[object], **columns: list[object]) -> pd.DataFrame:
    frame = pd.DataFrame({"x": range(len(target)), "y": target, **columns})
    return frame.astype({"y": "str"}) if isinstance(target[0], str) else frame


def problem(task: str = "binary", **split: object) -> Problem:
    return Problem(target="y", task=task, split=Split(**split))  # type: ignore[arg-type]


def test_the_split_is_stratified_and_repeatable() -> None:
    frame = table(["yes", "no", "no", "no"] * 25)
    one, two = set_apart(frame, problem(), 0), set_apart(frame, problem(), 0)
    assert (one.test == two.test).all()
    assert len(one.test) == 20
    assert (frame["y"].iloc[one.test] == "yes").sum() == 5
    assert not set(one.train) & set(one.test)
    assert set_apart(frame, problem(), 1).test.tolist() != one.test.tolist()


def test_rows_without_target_are_counted_and_kept_apart() -> None:
    frame = table(["yes", "no"] * 20)
    frame.loc[[3, 5], "y"] = None
    parts = set_apart(frame, problem(), 0)
    assert parts.unlabelled.tolist() == [3, 5]
    assert parts.notes == ("2 rows without a target left out of training, kept to predict.",)


def test_every_row_is_in_one_part_and_none_without_an_answer_is_learned_from() -> None:
    frame = table(["yes", "no", "no", "maybe", "maybe"] * 8 + ["odd"])
    frame.loc[:7, "y"] = None
    parts = set_apart(frame, problem("multiclass"), 0)
    every = [*parts.train, *parts.test, *parts.unlabelled, *parts.left_out]
    assert sorted(every) == list(range(41))
    assert parts.left_out.tolist() == [40]
    assert parts.unlabelled.tolist() == list(range(8))


def test_folds_by_time_are_cut_once_however_often_they_are_asked_for() -> None:
    frame = table([1.0 * n for n in range(50)], when=list(range(50)))
    asked = problem("regression", kind="time", column="when", folds=4, repeats=3)
    assert len(folds_of(frame, asked, 0)) == 4


def test_time_split_tests_on_the_latest_rows() -> None:
    frame = table([1.0 * n for n in range(50)], when=list(range(50, 0, -1)))
    parts = set_apart(frame, problem("regression", kind="time", column="when"), 0)
    assert parts.test.tolist() == list(range(10))


def test_time_folds_never_check_on_the_past() -> None:
    frame = table([1.0 * n for n in range(50)], when=list(range(50, 0, -1)))
    when = frame["when"].to_numpy()
    for fit, check in folds_of(frame, problem("regression", kind="time", column="when"), 0):
        assert when[fit].max() < when[check].min()


def test_groups_never_stand_on_both_sides() -> None:
    frame = table(["yes", "no"] * 30, who=[n // 4 for n in range(60)])
    split = problem(kind="group", column="who")
    parts = set_apart(frame, split, 0)
    assert not set(frame["who"].iloc[parts.train]) & set(frame["who"].iloc[parts.test])
    for fit, check in folds_of(frame, split, 0):
        assert not set(frame["who"].iloc[fit]) & set(frame["who"].iloc[check])


def test_repeats_cut_the_folds_anew_each_time() -> None:
    frame = table(["yes", "no"] * 30)
    once, twice = folds_of(frame, problem(), 0), folds_of(frame, problem(repeats=2), 0)
    assert len(twice) == 2 * len(once)
    assert all((a[1] == b[1]).all() for a, b in zip(once, twice, strict=False))
    assert any((a[1] != b[1]).any() for a, b in zip(once, twice[5:], strict=True))
    covered = np.concatenate([check for _, check in twice[5:]])
    assert sorted(covered) == list(range(60))


def test_a_small_class_of_two_means_fewer_folds() -> None:
    frame = table(["a"] * 40 + ["b"] * 3)
    assert usable_folds(frame, problem()) == 3


def test_one_tiny_class_of_several_leaves_three_folds() -> None:
    frame = table(["a"] * 40 + ["b"] * 20 + ["c"] * 2)
    folds = folds_of(frame, problem("multiclass"), 0)
    assert usable_folds(frame, problem("multiclass")) == len(folds) == 3
    assert all({"a", "b"} <= set(frame["y"].iloc[check]) for _, check in folds)
    assert all(set(frame["y"].iloc[fit]) == {"a", "b", "c"} for fit, _ in folds)


def test_classes_too_small_to_learn_are_left_out_and_named() -> None:
    frame = table(["a"] * 30 + ["b"] * 30 + ["odd"])
    parts = set_apart(frame, problem("multiclass"), 0)
    assert parts.left_out.tolist() == [60]
    assert "'odd'" in parts.notes[0]


def test_few_rows_are_counted_before_their_classes() -> None:
    with pytest.raises(DataError, match="Only 3 rows can be learned from"):
        set_apart(table(["a", "b", "c"]), problem("multiclass"), 0)


def test_the_positive_class_is_last_and_the_rarer_by_default() -> None:
    values = pd.Series(["yes", "no", "no"], dtype="str")
    assert class_names(values, problem()) == ("no", "yes")
    chosen = Problem(target="y", task="binary", positive="no")
    assert class_names(values, chosen) == ("yes", "no")
    assert encode_target(values, chosen).values.tolist() == [0, 1, 1]


def test_number_classes_sort_as_numbers() -> None:
    values = pd.Series([10.0, 2.0, 1.0, 10.0])
    assert class_names(values, problem("multiclass")) == ("1", "2", "10")


@pytest.mark.parametrize(
    ("target", "task", "says"),
    [
        ([np.nan] * 30, "regression", "no values at all"),
        (["a"] * 30, "binary", "only one value"),
        ([1.0, 2.0, 1e308] * 10, "regression", "too large to calculate with"),
        (["a"], "binary", "in only 1 row; at least 20"),
        ([float(n) for n in range(60)], "multiclass", "Every class has fewer than 3 rows"),
        (["a"] * 30 + ["b", "b"], "binary", "All but one class have fewer than 3 rows: 'b'"),
        (["a", "b", "c"] * 10, "binary", "3 different values, not two"),
        (["a", "b"] * 15, "regression", "is text, not a number"),
        ([float(n) for n in range(150)], "multiclass", "150 different values"),
        (list(pd.date_range("2020", periods=30)), "regression", "is a date"),
    ],
)
def test_unlearnable_targets_are_refused(target: list[object], task: str, says: str) -> None:
    with pytest.raises(TargetError, match=says) as refused:
        set_apart(table(target), problem(task), 0)
    assert refused.value.hint


def test_too_few_rows_are_refused() -> None:
    with pytest.raises(DataError, match="Only 10 rows"):
        set_apart(table(["a", "b"] * 5), problem(), 0)


def test_an_unknown_target_is_named() -> None:
    with pytest.raises(TargetError, match="'price' is not in the table"):
        set_apart(table(["a", "b"] * 15), Problem(target="price"), 0)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("group", "Choose the column that names the group."),
        ("time", "Choose the column that tells the time."),
    ],
)
def test_before_a_column_is_chosen_it_is_asked_for(kind: str, said: str) -> None:
    with pytest.raises(DataError) as caught:
        set_apart(table(["yes", "no"] * 20), problem(kind=kind), 0)
    assert "''" not in caught.value.message
    assert caught.value.hint == said


def marked(*values: object, **split: object) -> tuple[pd.DataFrame, Problem]:
    """Return 40 rows whose column `set` repeats some values, to be split by it."""
    cells = [values[row % len(values)] for row in range(40)]
    frame = table(["yes", "no", "no"] * 13 + ["no"], set=cells)
    return frame, problem(kind="column", **{"column": "set", "test_values": "test", **split})


def test_a_column_says_which_rows_are_test_rows() -> None:
    frame, asked = marked("test", "train", "train", None)
    parts = set_apart(frame, asked, 0)
    assert parts.test.tolist() == list(range(0, 40, 4))
    assert len(parts.train) == 30
    assert len(folds_of(frame.iloc[parts.train], asked, 0)) == 5


def test_a_gap_is_not_the_word_for_missing() -> None:
    frame, asked = marked("nan", None, "train", "train", test_values="nan")
    parts = set_apart(frame, asked, 0)
    assert frame["set"].iloc[parts.test].tolist() == ["nan"] * 10


def test_whole_numbers_mark_test_rows_without_their_decimal_point() -> None:
    frame, asked = marked(1.0, 0.0, None, 0.0, test_values="1")
    assert set_apart(frame, asked, 0).test.tolist() == list(range(0, 40, 4))


@pytest.mark.parametrize(
    ("values", "split", "said"),
    [
        (("test", "train"), {"column": ""}, "no column is chosen"),
        (("test", "train"), {"column": "usage"}, "'usage' of the split is not in the table"),
        (("test", "train"), {"test_values": ""}, "No value of 'set' means test yet"),
        (("dev", "train"), {}, "No row with a target has 'test' in 'set'"),
        (("test",), {}, "Every row with a target has 'test' in 'set'"),
        (("test", "test", "train"), {}, "Only 13 rows can be learned from"),
    ],
)
def test_a_column_that_cannot_split_is_refused_in_words(
    values: tuple[object, ...], split: dict[str, object], said: str
) -> None:
    frame, asked = marked(*values, **split)
    with pytest.raises(DataError, match=said) as caught:
        set_apart(frame, asked, 0)
    assert caught.value.hint


def test_a_class_that_only_test_rows_have_is_refused() -> None:
    frame, asked = marked("test", "train")
    frame["y"] = ["yes" if row % 2 == 0 else "no" for row in range(40)]
    with pytest.raises(DataError, match="No row to learn from has the class 'yes'"):
        set_apart(frame, asked, 0)


def test_the_column_of_a_split_is_never_a_feature() -> None:
    _, asked = marked("test", "train")
    assert asked.role_of("set") == "ignore"
    assert asked.with_role("set", "feature").role_of("set") == "ignore"
    assert asked.with_split(Split()).role_of("set") == "feature"


@pytest.mark.parametrize(
    ("number", "hint"), [(True, "Predict a number"), (False, "Choose a column")]
)
def test_too_many_classes_are_refused_with_what_can_be_done(number: bool, hint: str) -> None:
    values: list[object] = [float(n) if number else f"remark {n}" for n in range(150)]
    with pytest.raises(TargetError, match="150 different values") as caught:
        check_target(table(values), problem("multiclass"))
    assert caught.value.hint.startswith(hint)


@pytest.mark.parametrize(
    ("values", "hint"),
    [
        ([float(n) for n in range(150)], "Choose the problem type “Predict a number”."),
        ([f"remark {n}" for n in range(150)], "Choose a column with fewer answers."),
        (["a", "b", "c"] * 50, "Choose the problem type “Predict one of several categories”."),
    ],
)
def test_more_than_two_outcomes_lead_to_a_question_that_fits(
    values: list[object], hint: str
) -> None:
    with pytest.raises(TargetError, match="not two") as caught:
        check_target(table(values), problem("binary"))
    assert caught.value.hint == hint
