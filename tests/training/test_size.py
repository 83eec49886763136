"""The size of a fitted model: all of it, the same from anywhere, whatever it is made of."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from core.training.size import size_of


class Itself:
    """A model that refers to itself."""

    def __init__(self) -> None:
        self.values = np.zeros(1000)
        self.parts = {"whole": self}


def deep(levels: int) -> list[Any]:
    """Return a list in a list in a list."""
    found: list[Any] = []
    for _ in range(levels):
        found = [found]
    return found


@pytest.mark.parametrize(
    "values",
    [np.zeros((100, 10)), np.zeros((100, 10), order="F"), np.zeros((200, 30))[::2, ::3]],
    ids=["rows first", "columns first", "a part of a larger one"],
)
def test_every_value_of_an_array_counts(values: np.ndarray) -> None:
    assert 8000 < size_of({"weights": values}) < 8500


def test_the_same_text_counts_alike_whether_or_not_it_is_one_object() -> None:
    text = "a name" * 20
    other = "".join(list(text))
    assert size_of([text, text]) == size_of([text, other])


def test_a_model_that_refers_to_itself_has_a_size() -> None:
    assert 8000 < size_of(Itself()) < 8500
    assert size_of(deep(100)) > 100
