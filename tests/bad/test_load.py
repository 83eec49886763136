"""Every bad input is loaded with a note, or refused in one sentence, and no case is missing."""

from __future__ import annotations

import pytest

from core.errors import AppError
from core.table import Dataset
from tests.bad.conftest import Made, Read
from tests.bad.frames import FRAMES, BadFrame
from tests.bad.registry import EXPECTED, PLACES, Bad, all_bad, tried

PROMISED = {*range(1, 92), *range(96, 107), 108, *range(109, 113), 116}
THE_TARGET_AS_A_FEATURE = 108  # no table has that: test_core.py asks for it in words
AT_LOAD = tried("load", "advice")


@pytest.mark.parametrize("bad", AT_LOAD, ids=lambda bad: bad.name)
def test_a_bad_file_is_handled_or_refused_in_a_sentence(bad: Bad, made: Made, read: Read) -> None:
    table = read(bad)
    if isinstance(table, AppError):
        assert bad.expect == "stop", table.sentence()
        assert bad.says in table.message
        assert table.hint and bad.offers in table.hint
        assert str(made(bad).parent) not in table.sentence()
        return
    assert bad.expect != "stop", table.notes
    assert table.rows
    assert not table.frame.attrs
    said = [note for note in table.notes if bad.says in note]
    assert said or bad.expect == "fine" or bad.where == "advice", table.notes


@pytest.mark.parametrize("bad", FRAMES, ids=lambda bad: bad.name)
def test_a_frame_from_code_is_handled_or_refused_in_a_sentence(bad: BadFrame) -> None:
    if bad.expect == "stop":
        with pytest.raises(AppError) as refused:
            Dataset.of(bad.make(), "odd")
        assert bad.says in refused.value.message and refused.value.hint
        return
    table = Dataset.of(bad.make(), "odd")
    assert table.rows == 3
    assert all(isinstance(name, str) for name in table.columns)
    assert set(table.kinds.values()) <= {"number", "category", "date"}
    assert bad.expect == "fine" or any(bad.says in note for note in table.notes), table.notes


def test_every_promised_case_has_an_entry() -> None:
    listed = {case for bad in (*all_bad(), *FRAMES) for case in bad.cases}
    assert PROMISED - listed == {THE_TARGET_AS_A_FEATURE}


@pytest.mark.parametrize("bad", all_bad(), ids=lambda bad: bad.name)
def test_an_entry_is_complete(bad: Bad) -> None:
    assert bad.expect in EXPECTED and bad.where in PLACES
    assert bad.says or bad.expect == "fine"
    assert not bad.offers or bad.expect == "stop"
    assert bool(bad.target) == (bad.where in ("advice", "train"))
    assert bool(bad.task) == (bad.where == "train")


def test_no_two_entries_have_the_same_name() -> None:
    names = [bad.name for bad in all_bad()]
    assert len(names) == len(set(names))
