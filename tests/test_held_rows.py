"""Rows about people wait unreadable for the answer, and are not asked for a second time."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from core import held_rows
from core.disk_shelf import DiskShelf
from core.held_rows import HeldRows, is_waiting, let_go, piece_of, place_for, with_key
from core.importing import import_table
from core.masking import Mask, Masks, masks_to
from core.progress import Cancelled, Event, Report, silent
from core.projects import Projects
from core.secret_store import acting_for, forget, is_held
from core.sources import Loaded, SkippedRow
from tests.fetch.server import Reply, Web
from tests.traces import traces

CANARY = "canary4711"
ROWS = "contact,spend,when\n" + "".join(
    f"{CANARY}{at}@site.example,{at},2024-01-{at % 28 + 1:02}\n" for at in range(40)
)
OTHERS = ROWS.replace("site.example", "later.example")
DOMAIN = masks_to(Masks((Mask("contact", "domain"),)))
KEY = bytes(range(32))


def task_of(web: Web) -> dict[str, Any]:
    """Return a task that asks an address, which gives other rows after the first time."""
    replies = [
        Reply(text.encode(), headers={"Content-Type": "text/csv"}) for text in (ROWS, OTHERS)
    ]
    source = {"source": "url", "url": web.give("/people.csv", *replies)}
    return {"source": source, "owner": "ann", "ask": True, **place_for("ann")}


def run(root: Path, task: dict[str, Any], report: Report = silent) -> dict[str, Any]:
    return import_table(task, DiskShelf(root / "jobs" / "one" / "shelf"), report, 1)


def domains(root: Path, found: dict[str, Any]) -> set[str]:
    return set(pd.read_parquet(root / "data" / f"{found['data']}.parquet")["contact"])


def fetched(web: Web) -> int:
    return web.paths().count("/people.csv")


def test_the_answer_gives_the_rows_that_were_asked_about(tmp_path: Path, web: Web) -> None:
    task = task_of(web)
    found = run(tmp_path, task)
    assert [one["mask"]["column"] for one in found["personal"]] == ["contact"]
    assert is_waiting(task, tmp_path, "ann")
    done = run(tmp_path, {**task, "masks": DOMAIN})
    assert domains(tmp_path, done) == {"site.example"}
    assert fetched(web) == 1
    assert not is_waiting(task, tmp_path, "ann")
    assert list((tmp_path / "waiting").iterdir()) == []


def test_the_table_is_the_one_that_a_reading_without_a_question_gives(
    tmp_path: Path, web: Web
) -> None:
    task = task_of(web)
    run(tmp_path, task)
    asked = run(tmp_path, {**task, "masks": DOMAIN})
    plain = task_of(web)
    direct = run(tmp_path / "other", {**plain, "masks": DOMAIN})
    assert asked == direct
    notes = []
    for root in (tmp_path, tmp_path / "other"):
        store = Projects(root)
        notes.append(store.data_version(asked["data"]).notes)
        store.close()
    assert notes[0] == notes[1]


def test_a_column_of_later_rows_that_wait_is_asked_about_too(tmp_path: Path, web: Web) -> None:
    task = task_of(web)
    run(tmp_path, task)
    people = pd.DataFrame({"contact": [f"{CANARY}{at}@site.example" for at in range(40)]})
    with acting_for("ann"):
        waiting = held_rows.held_rows(task, tmp_path)
    assert waiting is not None
    waiting.keep(
        [piece_of(Loaded(people)), piece_of(Loaded(people.assign(mail=people["contact"])))]
    )
    again = run(tmp_path, {**task, "masks": DOMAIN})
    assert [one["mask"]["column"] for one in again["personal"]] == ["mail"]
    assert is_waiting(task, tmp_path, "ann")
    assert not list((tmp_path / "data").iterdir())
    both = masks_to(Masks((Mask("contact", "domain"), Mask("mail", "drop"))))
    assert domains(tmp_path, run(tmp_path, {**task, "masks": both})) == {"site.example"}
    assert fetched(web) == 1


def test_what_waits_tells_nothing_without_its_key(tmp_path: Path, web: Web) -> None:
    task = task_of(web)
    run(tmp_path, task)
    assert traces(tmp_path, CANARY) == []
    assert traces(tmp_path, "contact") == []
    (file,) = (tmp_path / "waiting").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert HeldRows(file, bytes(32)).pieces() is None


def test_without_the_key_the_source_is_asked_again(tmp_path: Path, web: Web) -> None:
    task = task_of(web)
    run(tmp_path, task)
    forget(task["held_rows"]["key"], "ann")
    assert not is_waiting(task, tmp_path, "ann")
    with_key(task, "ann")
    assert is_held(task["held_rows"]["key"], "ann")
    done = run(tmp_path, {**task, "masks": DOMAIN})
    assert domains(tmp_path, done) == {"later.example"}
    assert fetched(web) == 2


def test_what_is_too_large_does_not_wait(
    tmp_path: Path, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held_rows, "MOST_BYTES", 100)
    task = task_of(web)
    assert run(tmp_path, task)["personal"]
    assert list((tmp_path / "waiting").iterdir()) == []
    assert domains(tmp_path, run(tmp_path, {**task, "masks": DOMAIN})) == {"later.example"}


def test_pieces_that_are_too_large_together_do_not_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    piece = piece_of(Loaded(pd.DataFrame({"a": range(100)})))
    monkeypatch.setattr(held_rows, "MOST_BYTES", 3_000)
    place = HeldRows(tmp_path / "waiting" / "held.tmp", KEY)
    assert place.keep([piece])
    assert not place.keep([piece] * 3)


def test_a_refusal_or_a_cancelled_answer_leaves_nothing(tmp_path: Path, web: Web) -> None:
    task = task_of(web)
    run(tmp_path, task)
    let_go(task, tmp_path, "ann")
    assert list((tmp_path / "waiting").iterdir()) == []

    def stop(event: Event) -> None:
        if "taken over" in event.message:
            raise Cancelled("enough")

    again = task_of(web)
    run(tmp_path, again)
    with pytest.raises(Cancelled):
        run(tmp_path, {**again, "masks": DOMAIN}, stop)
    assert list((tmp_path / "waiting").iterdir()) == []


def test_what_nobody_answers_goes_by_its_age_and_with_a_restart(tmp_path: Path) -> None:
    old = HeldRows(tmp_path / "waiting" / ".held.1.aaaaaaaa.tmp", KEY)
    assert old.keep(())
    os.utime(old.path, (0, 0))
    new = HeldRows(tmp_path / "waiting" / f".held.{os.getpid()}.bbbbbbbb.tmp", KEY)
    assert new.keep(())
    assert not old.path.exists()
    store = Projects(tmp_path)
    assert store.sweep() == (new.path,)
    store.close()


def test_pieces_come_back_as_they_were(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "n": [1.5, np.inf, np.nan],
            "text": ["a", None, "ü"],
            "day": pd.to_datetime(["2024-01-01", None, "2024-01-03"]),
            "empty": [None, None, None],
        }
    )
    skipped = (SkippedRow(7, "too short", "x;y"),)
    pieces = [piece_of(Loaded(frame, ("A note.",), skipped)), piece_of(Loaded(frame.head(1)))]
    held = HeldRows(tmp_path / "waiting" / ".held.1.cccccccc.tmp", KEY)
    assert held.keep(pieces)
    back = list(held.pieces() or ())
    assert [piece.notes for piece in back] == [piece.notes for piece in pieces]
    assert back[0].skipped == skipped
    assert back[0].infinite == (("n", (1,)),)
    for one, other in zip(back, pieces, strict=True):
        pd.testing.assert_frame_equal(one.frame, other.frame, check_dtype=False)
