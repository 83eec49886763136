"""What a project stored is removed from disk once nobody uses it, without a trace."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from core.errors import NotAllowedError, UnknownNameError
from core.projects import Projects
from core.table import Dataset
from tests.traces import traces

CANARY = "canary-4711@mail.example"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Projects]:
    projects = Projects(tmp_path)
    yield projects
    projects.close()


def begun(store: Projects, owner: str = "ann") -> tuple[str, str, str]:
    """Begin a project with a table and a raw file that hold the canary."""
    table = Dataset.of(pd.DataFrame({"mail": [CANARY, "x"]}), "mails")
    version = store.store_dataset(table, {}, owner)
    upload = store.store_upload(f"mail\n{CANARY}\nx\n".encode(), "mails.csv")
    source = {"data": version.fingerprint, "upload": upload.sha256}
    reasons = {"role mail": f"Only {CANARY}."}
    made = store.create(owner, "Mails", {"source": source, "reasons": reasons})
    return made.id, version.fingerprint, upload.sha256


def test_a_project_is_deleted_with_all_it_stored(store: Projects) -> None:
    project, fingerprint, sha256 = begun(store)
    assert len(traces(store.root, CANARY)) >= 3
    marks = store.marks_of(project, "ann")
    assert marks == ({fingerprint}, {sha256})
    store.delete(project, "ann")
    gone = store.forget_unused(marks, "ann")
    assert (gone.tables, gone.files, gone.kept) == (1, 1, 0)
    assert traces(store.root, CANARY) == []
    with pytest.raises(UnknownNameError):
        store.load_dataset(fingerprint)


def test_the_tables_of_a_join_are_mentioned_too(store: Projects) -> None:
    own, second, file = "a" * 64, "b" * 64, "c" * 64
    sides = {"left": {"data": own}, "right": [{"data": second, "upload": file}, {"data": "x"}]}
    made = store.create("ann", "Joined", {"source": {"data": "d" * 64, **sides}})
    assert store.marks_of(made.id, "ann") == ({own, second, "d" * 64}, {file})


def test_what_another_project_uses_stays(store: Projects) -> None:
    project, fingerprint, _ = begun(store)
    copy = store.duplicate(project, "ann")
    marks = store.marks_of(project, "ann")
    store.delete(project, "ann")
    assert store.forget_unused(marks, "ann").kept == 2
    assert store.load_dataset(fingerprint, owner="ann").rows == 2
    again = store.marks_of(copy.id, "ann")
    store.delete(copy.id, "ann")
    assert store.forget_unused(again, "ann").tables == 1


def test_a_file_that_somebody_else_uploaded_too_stays(store: Projects) -> None:
    project, _, sha256 = begun(store)
    begun(store, "bob")
    marks = store.marks_of(project, "ann")
    store.delete(project, "ann")
    store.forget_unused(marks, "ann")
    assert (store.root / "uploads" / sha256).exists()


def test_a_table_of_somebody_else_cannot_be_forgotten(store: Projects) -> None:
    _, fingerprint, _ = begun(store, "bob")
    store.begin_again(store.list("bob")[0].id, "bob", {"seed": 1}, "Emptied")
    assert store.forget_unused(({fingerprint}, ()), "ann").tables == 0
    assert store.load_dataset(fingerprint, owner="bob").rows == 2


def test_beginning_again_leaves_nothing_to_undo(store: Projects) -> None:
    project, *_ = begun(store)
    store.save(project, "ann", {"seed": 1}, 1, "Seed")
    store.begin_again(project, "ann", {"seed": 2}, "Masked")
    state = store.open(project, "ann")
    assert (state.recipe, state.can_undo, state.can_redo) == ({"seed": 2}, False, False)
    store.forget_unused((set(), set()), "ann")
    assert "modelwright.db" not in traces(store.root, CANARY)


def test_only_the_owner_may_ask_and_begin_again(store: Projects) -> None:
    project, *_ = begun(store)
    for refused in (
        lambda: store.marks_of(project, "bob"),
        lambda: store.tables_of(project, "bob"),
        lambda: store.recipe_at(project, "bob", 1),
        lambda: store.begin_again(project, "bob", {}, "x"),
    ):
        with pytest.raises(NotAllowedError):
            refused()


def test_the_tables_of_a_project_are_listed_the_newest_first(store: Projects) -> None:
    project = store.create("ann", "P", {"source": {"data": "a"}}).id
    store.save(project, "ann", {"source": {"data": "b"}, "seed": 1}, 1)
    store.save(project, "ann", {"source": {"data": "b"}, "seed": 2}, 2)
    found = store.tables_of(project, "ann")
    assert [(use.fingerprint, use.number, use.current) for use in found] == [
        ("b", 3, True),
        ("a", 1, False),
    ]
    assert store.recipe_at(project, "ann", 1) == {"source": {"data": "a"}}
    store.undo(project, "ann")
    store.undo(project, "ann")
    assert [use.current for use in store.tables_of(project, "ann")] == [False, True]


def test_a_held_file_is_released_or_swept(tmp_path: Path) -> None:
    now = [1_000_000.0]
    store = Projects(tmp_path, clock=lambda: now[0])
    first = store.hold(CANARY.encode(), "a.csv")
    assert first.path.read_text() == CANARY
    assert CANARY not in first.path.name
    store.release(first)
    assert traces(tmp_path, CANARY) == []
    second = store.hold(CANARY.encode(), "b.csv")
    os.utime(second.path, (now[0], now[0]))
    now[0] += 4_000
    store.release(store.hold(b"other", "c.csv"))
    assert not second.path.exists()
    third = store.hold(CANARY.encode(), "d.csv")
    assert store.sweep() == (third.path,)
    store.close()
