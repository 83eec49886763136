"""Work that nothing shows any more can go; what is shown, runs or is read by others stays."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pytest

from core.jobs import Engine
from core.jobs.board import Board


@pytest.fixture
def board(tmp_path: Path) -> Board:
    return Board(tmp_path / "jobs")


def ended(
    board: Board,
    kind: str = "compare",
    state: str = "finished",
    owner: str = "ann",
    **asked: object,
) -> str:
    """Put a job on disk as it is once it has ended, the newest of all."""
    job = {"kind": kind, "project_id": "churn", "owner": owner, "key": "old", "task": {}, **asked}
    with board.lock():
        job_id = board.add(job)
        folder = board.folder(job_id)
        folder.save_state({**folder.state(), "state": state})
    (folder.path / "shelf").mkdir()
    (folder.path / "shelf" / "unit").write_bytes(b"x" * 1_000)
    return job_id


def old(board: Board, keys: Collection[str] = ()) -> set[str]:
    found = Engine(board.path.parent).old_work("ann", lambda _: keys)
    return {job_id for work in found for job_id in work.jobs}


def test_the_newest_and_the_newest_that_ended_well_stay(board: Board) -> None:
    first, second = ended(board), ended(board)
    ended(board)
    failed = ended(board, state="failed")
    ended(board, state="cancelled")
    assert old(board) == {first, second, failed}


def test_each_kind_and_project_has_a_newest_of_its_own(board: Board) -> None:
    first = ended(board)
    ended(board, "tune")
    ended(board, project_id="other")
    ended(board)
    assert old(board) == {first}


def test_work_that_fits_the_project_as_it_stands_stays(board: Board) -> None:
    first, fits = ended(board, key="now"), ended(board, key="now")
    ended(board)
    assert old(board) == {first, fits}
    assert old(board, ("now",)) == {first}


def test_how_tables_came_in_stays(board: Board) -> None:
    ended(board, "import")
    ended(board, "import")
    assert old(board) == set()


def test_what_running_work_reads_stays(board: Board) -> None:
    read, packed, first = ended(board), ended(board, "bundle"), ended(board)
    ended(board)
    ended(board, "bundle")
    ended(board, "predict", "queued", task={"earlier": [read], "bundle": packed})
    assert old(board) == {first}


def test_old_work_goes_with_its_room_and_that_of_others_stays(board: Board) -> None:
    first = ended(board)
    newest = ended(board)
    others = {ended(board, owner="bob", project_id="b") for _ in range(2)}
    engine = Engine(board.path.parent)
    (gone,) = engine.remove_old("ann", lambda _: ())
    assert (gone.kind, gone.jobs) == ("compare", (first,))
    assert 1_000 < gone.bytes < 2_000
    assert {path.parent.name for path in board.path.glob("*/job.json")} == {newest, *others}
    assert engine.old_work("ann", lambda _: ()) == ()
