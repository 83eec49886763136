"""Spellings of one category: what has one key, what must not, and what the user decides."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.errors import SettingError
from core.estimators.merge_spellings import key_of
from core.steps.merge_spellings import MergeSpellings


def texts(*values: str | None) -> pd.DataFrame:
    return pd.DataFrame({"town": pd.Series(values, dtype="str")})


def merged(step: MergeSpellings, train: pd.DataFrame, rows: pd.DataFrame) -> list[object]:
    return step.transformer(0, "binary").fit(train).transform(rows)[:, 0].tolist()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Müller, Anna", "anna  Muller"),
        ("New-York", "new york"),
        ("U.S.A.", "USA"),
        ("O'Brien", "OBrien"),
        ("Straße", "STRASSE"),
        ("12 Main St", "Main St. 12"),
        ("Øster", "oster"),
    ],
)
def test_spellings_of_one_thing_have_one_key(one: str, other: str) -> None:
    assert key_of(one) == key_of(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("C++", "C"),
        ("C#", "C"),
        ("A-", "A"),
        ("A+", "A-"),
        ("1.5L", "15L"),
        ("1.5", "5.1"),
        ("2 of 3", "3 of 2"),
        ("-5", "5"),
        ("мой", "мои"),
        ("か", "が"),
    ],
)
@pytest.mark.parametrize("method", ["fingerprint", "ngram"])
def test_signs_and_marks_that_tell_things_apart_stay(one: str, other: str, method: str) -> None:
    assert key_of(one, method) != key_of(other, method)


def test_a_text_of_signs_alone_has_no_key_and_is_merged_with_nothing() -> None:
    assert key_of("???") == key_of("!") == ""
    rows = texts("?", "!", "!")
    assert merged(MergeSpellings(("town",)), rows, rows) == ["?", "!", "!"]


def test_letter_pairs_forgive_spaces() -> None:
    assert key_of("Wal-Mart", "ngram") == key_of("walmart", "ngram")
    assert key_of("Wal-Mart") != key_of("walmart")


def test_the_most_frequent_training_spelling_wins_and_equals_go_by_alphabet() -> None:
    train = texts("zurich", "Zürich", "Zürich", "bern", "Bern")
    found = merged(MergeSpellings(("town",)), train, texts("ZURICH", "bern"))
    assert found == ["Zürich", "Bern"]


def test_new_spellings_of_a_known_key_fall_under_its_name_and_others_stay() -> None:
    found = merged(MergeSpellings(("town",)), texts("Zürich"), texts("zürich ", "Basel", None))
    assert found[:2] == ["Zürich", "Basel"]
    assert pd.isna(found[2])


def test_a_spelling_kept_apart_is_neither_merged_nor_gives_its_name() -> None:
    step = MergeSpellings(("town",), apart=("zurich",))
    train = texts("zurich", "zurich", "Zürich", "ZÜRICH")
    assert merged(step, train, texts("zurich", "zürich")) == ["zurich", "ZÜRICH"]


def test_a_name_of_ones_own_takes_every_spelling_with_its_key() -> None:
    step = MergeSpellings(("town",), values=("nyc", "new york"), into=("New York",) * 2)
    train = texts("NYC", "New York", "york, new")
    assert set(merged(step, train, train)) == {"New York"}


def test_names_and_texts_must_be_as_many() -> None:
    with pytest.raises(SettingError, match="as many names"):
        MergeSpellings(("town",), values=("a", "b"), into=("c",)).check()


def test_the_groups_say_what_is_merged_and_count_it() -> None:
    frame = texts("Zürich", "Zürich", "zurich", "Bern", "bern", "Basel")
    groups = MergeSpellings(("town",)).groups(frame)
    assert [(group.name, group.texts) for group in groups] == [
        ("Zürich", (("Zürich", 2), ("zurich", 1))),
        ("Bern", (("Bern", 1), ("bern", 1))),
    ]
    assert groups[0].rows == 3


def test_groups_under_one_name_of_ones_own_are_one_group() -> None:
    step = MergeSpellings(("town",), values=("nyc",), into=("New York",))
    (group,) = step.groups(texts("NYC", "New York", "new york"))
    assert group.texts == (("NYC", 1), ("New York", 1), ("new york", 1))


def test_what_is_learned_depends_on_the_training_rows_alone() -> None:
    step = MergeSpellings(("town",))
    rows = texts("bern", "bern", "bern")
    assert merged(step, texts("Bern"), rows) == ["Bern"] * 3
    assert np.array_equal(merged(step, rows, texts("Bern")), ["bern"])
