"""The grid of columns tells what is known before what is guessed."""

from __future__ import annotations

from core.advice.columns import ColumnGuess
from pages.ui.column_grid import cells_of


def test_facts_and_examples_come_before_the_guess() -> None:
    row = {"Column": "age", "Kind": "number", "Role": "feature", "Missing": 0.0, "Examples": "1, 2"}
    told = list(cells_of(row, ColumnGuess("", "sure", "Numbers.")))
    assert told == ["Column", "Kind", "Role", "Missing", "Examples", "Guess", "Means", "Why"]
