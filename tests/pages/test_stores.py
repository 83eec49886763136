"""What the server holds for everybody shows nobody what belongs to somebody else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.errors import NotAllowedError
from core.table import Dataset
from pages.ui import stores


def kept_for(owner: str, name: str, note: str) -> str:
    """Store the same content as another file of an owner, and return its fingerprint."""
    table = Dataset.of(pd.DataFrame({"a": [1, 2, 3]}), name, (note,))
    return stores.store().store_dataset(table, {"source": "csv"}, owner).fingerprint


def test_the_same_content_keeps_the_name_and_notes_of_each_owner(home: Path) -> None:
    mark = kept_for("ann", "salaries", "1 cell was odd: 'Bob'.")
    first = stores.table(mark, "ann")
    assert kept_for("ben", "numbers", "Read as it is.") == mark
    second = stores.table(mark, "ben")
    assert (first.name, second.name) == ("salaries", "numbers")
    assert second.notes == ("Read as it is.",)
    assert stores.table(mark, "ann").notes == ("1 cell was odd: 'Bob'.",)
    assert second.frame is first.frame


def test_a_file_loaded_later_says_how_it_was_read_itself(home: Path) -> None:
    mark = kept_for("ann", "spaces", "Separated by spaces.")
    assert stores.table(mark, "ann").notes == ("Separated by spaces.",)
    kept_for("ann", "commas", "Separated by commas.")
    assert stores.table(mark, "ann").notes == ("Separated by commas.",)


@pytest.mark.parametrize("held", [10, 2])
def test_rows_are_found_by_their_place_also_where_only_a_part_is_in_memory(
    home: Path, monkeypatch: pytest.MonkeyPatch, held: int
) -> None:
    monkeypatch.setattr(stores, "WHOLE_ROWS", held)
    monkeypatch.setattr(stores, "PART_ROWS", held)
    mark = kept_for("ann", "salaries", "")
    assert stores.rows(mark, "ann", np.array([2, 0]))["a"].tolist() == [3, 1]
    assert stores.rows(mark, "ann", np.array([], dtype="int64")).empty
    with pytest.raises(NotAllowedError):
        stores.rows(mark, "ben", np.array([2]))


def test_a_file_that_two_have_chosen_goes_with_the_second_of_them(
    home: Path, tmp_path: Path
) -> None:
    file = tmp_path / "plans.csv"
    file.write_text("plan,price\ngold,3\n")
    marks = {stores.store_upload(file, name) for name in ("plans.csv", "mine.csv")}
    mark = marks.pop()
    stores.drop_upload(mark, "ben")
    assert stores.upload_path(mark).exists()
    stores.drop_upload(mark, "ann")
    assert not stores.upload_path(mark).exists()
