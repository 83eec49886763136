"""What crosses the fence comes out as it went in, and runs nothing."""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import core
from core import fenced
from core.column_names import TooManyColumnsError
from core.errors import AppError, LimitError, SourceError, UnknownNameError
from core.fenced import answers
from core.fenced.answers import Answer
from core.sources.sentence import OddColumnsError
from core.table import Dataset


def errors() -> Iterator[type[AppError]]:
    """Return every expected error but those of answers to requests."""
    for found in pkgutil.walk_packages(core.__path__, "core."):
        if not found.name.endswith("__main__"):
            importlib.import_module(found.name)
    waiting = [AppError]
    while waiting:
        kind = waiting.pop()
        if not kind.__module__.startswith(("core.serve.", "tests.")):
            yield kind
            waiting += kind.__subclasses__()


def crossed(folder: Path, answer: Answer) -> Answer:
    answers.leave(folder, answer)
    found = answers.taken(folder)
    assert found is not None
    return found


def test_a_table_comes_out_as_it_went_in(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "whole": [1, 2**53, -3],
            "number": [0.1, np.nan, np.inf],
            "text": ["a", None, "\u00fc\U0001f600"],
            "empty": [None, None, None],
            "day": pd.to_datetime(["2024-01-31", None, "0001-01-01"], format="%Y-%m-%d"),
        }
    )
    table = Dataset.of(frame, "t\u00e4ble", ("a note",))
    found = crossed(tmp_path, Answer({"skipped": [[3, "odd", "a\ud800"]]}, table))
    assert found.values == {"skipped": [[3, "odd", "a\ud800"]]}
    assert found.table is not None
    pd.testing.assert_frame_equal(found.table.frame, table.frame)
    for name in ("name", "notes", "infinite", "kinds", "fingerprint"):
        assert getattr(found.table, name) == getattr(table, name)


def test_every_error_of_ours_comes_out_as_it_went_in(tmp_path: Path) -> None:
    special = {
        TooManyColumnsError: TooManyColumnsError(["a", "b"]),
        OddColumnsError: OddColumnsError("m", "h", ["a", "b"]),
    }
    kinds = list(errors())
    assert UnknownNameError in kinds
    for kind in kinds:
        error = special.get(kind) or kind("what happened", "what to do")
        answers.leave_refusal(tmp_path, error)
        with pytest.raises(kind) as found:
            answers.taken(tmp_path)
        assert type(found.value) is kind
        assert (found.value.message, found.value.hint) == (error.message, error.hint)
        assert found.value.__dict__ == error.__dict__


@pytest.mark.parametrize(
    ("module", "name"),
    [("os", "system"), ("core.files", "new_id"), ("core.fenced.answers", "Answer")],
)
def test_nothing_but_an_error_of_ours_is_ever_built(tmp_path: Path, module: str, name: str) -> None:
    named = {"error": {"module": module, "name": name, "given": []}}
    (tmp_path / "answer.json").write_text(json.dumps(named))
    with pytest.raises(answers.ReadingFaultError, match="no error of ours"):
        answers.taken(tmp_path)


def test_a_reading_that_was_cut_off_has_answered_nothing(tmp_path: Path) -> None:
    (tmp_path / "rows.arrow").write_bytes(b"ARROW1")
    assert answers.taken(tmp_path) is None


def test_no_file_is_refused_in_a_sentence() -> None:
    for ask in (fenced.read, fenced.preview, fenced.detect):
        with pytest.raises(SourceError, match="No file was given"):
            ask(fenced.File(None))


def test_an_answer_beyond_all_measure_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "MOST_BYTES", 1_000)
    with pytest.raises(LimitError, match="takes more than"):
        answers.leave(tmp_path, Answer({"choices": "x" * 1_000}))
    assert answers.taken(tmp_path) is None


def test_an_answer_beyond_all_measure_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers.leave(tmp_path, Answer({"choices": "x" * 1_000}))
    monkeypatch.setattr(answers, "MOST_BYTES", 1_000)
    with pytest.raises(LimitError, match="takes more than"):
        answers.taken(tmp_path)


def test_rows_that_point_outside_of_their_memory_are_not_taken(tmp_path: Path) -> None:
    rows = pd.DataFrame({"a": ["x" * 7, "y" * 11]})
    answers.leave(tmp_path, Answer(table=Dataset.of(rows, "t")))
    file = tmp_path / "rows.arrow"
    content = file.read_bytes()
    kind = next(k for k in ("int64", "int32") if np.array([0, 7, 18], k).tobytes() in content)
    places = (np.array(ends, kind).tobytes() for ends in ([0, 7, 18], [0, 10**9, 18]))
    file.write_bytes(content.replace(*places))
    with pytest.raises(answers.ReadingFaultError, match="damaged"):
        answers.taken(tmp_path)
