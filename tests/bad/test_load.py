"""Every bad input is loaded with a note, or refused in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import AppError, LimitError
from core.loading import load
from core.sources import MAX_IMPORT_BYTES
from tests.bad.registry import Bad, all_bad

AT_LOAD = tuple(bad for bad in all_bad() if bad.where == "load")


@pytest.mark.parametrize("bad", AT_LOAD, ids=lambda bad: bad.name)
def test_a_bad_file_is_handled_or_refused_in_a_sentence(bad: Bad, tmp_path: Path) -> None:
    path = bad.make(tmp_path)
    try:
        table = load(path)
    except AppError as error:
        assert "stop" in bad.expect, error.sentence()
        assert bad.says in error.message
        assert error.hint
        assert str(tmp_path) not in error.sentence()
        return
    assert bad.expect != "stop", table.notes
    assert table.rows
    said = [note for note in table.notes if bad.says in note]
    assert said or bad.expect == "fine", table.notes


def test_a_file_over_the_limit_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(MAX_IMPORT_BYTES + 1)  # a hole: it takes no room on the disk
    with pytest.raises(LimitError, match="the limit is"):
        load(path)


@pytest.mark.parametrize("bad", all_bad(), ids=lambda bad: bad.name)
def test_an_entry_is_complete(bad: Bad) -> None:
    assert bad.expect in ("auto", "fine", "stop", "asks", "auto or stop")
    assert bad.where != "load" or bad.says or bad.expect == "fine"
    assert bad.where == "load" or (bad.target and bad.task)


def test_no_two_entries_have_the_same_name() -> None:
    names = [bad.name for bad in all_bad()]
    assert len(names) == len(set(names))
