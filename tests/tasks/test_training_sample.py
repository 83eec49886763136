"""A sample of the training rows follows the split, and says what it is."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.problem import Problem, Split
from core.tasks.training_sample import (
    even_sample,
    group_sample,
    latest_sample,
    sample_words,
    sampled,
)


def test_classes_keep_their_shares() -> None:
    classes = np.array([0] * 80 + [1] * 20)
    kept = even_sample(classes, 50, 2, seed=1)
    assert len(kept) == len(set(kept)) == 50
    assert (classes[kept] == 1).sum() == 10


def test_a_rare_class_keeps_as_many_rows_as_there_are_folds() -> None:
    classes = np.array([0] * 994 + [1] * 6)
    kept = even_sample(classes, 100, 5, seed=1)
    assert (classes[kept] == 1).sum() == 5


def test_another_seed_gives_other_rows_and_the_same_one_the_same() -> None:
    classes = np.zeros(200, dtype=int)
    one, two, again = (even_sample(classes, 20, 5, seed) for seed in (1, 2, 1))
    assert one.tolist() == again.tolist() != two.tolist()


def test_groups_stay_whole() -> None:
    groups = np.repeat(np.arange(20), 5)
    kept = group_sample(groups, 32, 3, seed=0)
    assert len(kept) == 30
    assert all((groups[kept] == group).sum() == 5 for group in set(groups[kept]))


def test_groups_are_never_fewer_than_needed() -> None:
    groups = np.repeat(np.arange(10), 50)
    assert len(set(groups[group_sample(groups, 60, 5, seed=0)])) == 5


def test_of_a_series_the_latest_rows_are_kept() -> None:
    assert latest_sample(np.array([5, 1, 4, 2, 3]), 2).tolist() == [0, 2]


@pytest.mark.parametrize("wanted", [None, 8, 100])
def test_no_sample_is_taken_where_it_would_be_all_rows(wanted: int | None) -> None:
    frame = pd.DataFrame({"y": list("abababab")})
    train = np.arange(8)
    assert sampled(frame, Problem(target="y"), train, wanted, 0) is train


@pytest.mark.parametrize(
    ("split", "how"),
    [
        (Split(), "at random with the same share of each class"),
        (Split(kind="group", column="g"), "whole groups, chosen at random"),
        (Split(kind="time", column="t"), "the latest before the test rows"),
    ],
)
def test_the_words_say_how_many_of_how_many_and_how(split: Split, how: str) -> None:
    words = sample_words(50_000, 3_000_000, Problem(split=split))
    assert words.startswith("Trained on 50,000 of 3,000,000 training rows")
    assert how in words
    assert sample_words(80, 80, Problem(split=split)) == ""
