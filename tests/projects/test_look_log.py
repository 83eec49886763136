"""The log of the test set shows every kind of tampering."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.projects import Projects


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Projects]:
    projects = Projects(tmp_path, clock=lambda: 1000.0)
    yield projects
    projects.close()


@pytest.fixture
def project(store: Projects) -> str:
    made = store.create("ann", "Churn", {}).id
    for model in ("logistic", "forest", "xgboost"):
        store.log_look(made, "ann", model, "f" * 64)
    return made


def test_each_look_is_counted_and_sealed(store: Projects, project: str) -> None:
    found = store.looks(project, "ann")
    assert [(look.number, look.model, look.who) for look in found] == [
        (1, "logistic", "ann"),
        (2, "forest", "ann"),
        (3, "xgboost", "ann"),
    ]
    assert len({look.sha256 for look in found}) == 3
    assert store.verify_looks(project, "ann") is None


@pytest.mark.parametrize(
    ("attack", "sentence"),
    [
        ("UPDATE looks SET model = 'svm' WHERE number = 2", "Look 2 .* was changed"),
        ("UPDATE looks SET moment = 5 WHERE number = 1", "Look 1 .* was changed"),
        ("UPDATE looks SET recipe = 'e' WHERE number = 3", "Look 3 .* was changed"),
        ("UPDATE looks SET who = 'bob' WHERE number = 2", "Look 2 .* was changed"),
        ("UPDATE looks SET origin = 'o' WHERE number = 2", "Look 2 .* was changed"),
        ("DELETE FROM looks WHERE number = 1", "Look 1 was removed"),
        ("DELETE FROM looks WHERE number = 3", "ends at look 2, not at 3"),
        ("DELETE FROM looks", "ends at look 0, not at 3"),
        (
            "INSERT INTO looks SELECT project, 4, origin, model, recipe, who, moment, sha256,"
            " sha256 FROM looks WHERE number = 3",
            "Look 4 .* was changed",
        ),
    ],
)
def test_tampering_is_found(
    tmp_path: Path, store: Projects, project: str, attack: str, sentence: str
) -> None:
    in_database(tmp_path, attack)
    found = store.verify_looks(project, "ann")
    assert found is not None
    assert re.search(sentence, found), found


@pytest.mark.parametrize(
    ("number", "sentence"),
    [(1, "Look 2 .* was changed"), (2, "Look 3 .* was changed"), (3, "ends at look 3, not at 3")],
)
def test_a_changed_look_that_was_sealed_anew_breaks_the_chain(
    tmp_path: Path, store: Projects, project: str, number: int, sentence: str
) -> None:
    asked = (
        "SELECT number, origin, model, recipe, who, moment, previous FROM looks WHERE number = ?"
    )
    ((_, origin, _, *rest),) = in_database(tmp_path, asked, number)
    text = json.dumps([number, origin, "svm", *rest], separators=(",", ":"))
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    attack = "UPDATE looks SET model = 'svm', sha256 = ? WHERE number = ?"
    in_database(tmp_path, attack, sha256, number)
    found = store.verify_looks(project, "ann")
    assert found is not None
    assert re.search(sentence, found), found


def test_whoever_looked_for_the_owner_is_named(store: Projects, project: str) -> None:
    store.log_look(project, "ann", "forest", "f" * 64, who="a colleague")
    assert store.looks(project, "ann")[-1].who == "a colleague"


def test_a_copy_of_a_project_looked_at_once_keeps_that_look(store: Projects) -> None:
    made = store.create("ann", "Churn", {}).id
    store.log_look(made, "ann", "forest", "f" * 64)
    copy = store.duplicate(made, "ann").id
    assert len(store.looks(copy, "ann")) == 1
    assert store.verify_looks(copy, "ann") is None


def in_database(folder: Path, statement: str, *values: object) -> list[tuple[object, ...]]:
    """Do to the database of a store what somebody with its file could do."""
    link = sqlite3.connect(folder / "modelwright.db")
    found = link.execute(statement, values).fetchall()
    link.commit()
    link.close()
    return found


def test_a_copy_does_not_unsee_the_test_set(store: Projects, project: str) -> None:
    copy = store.duplicate(project, "ann").id
    store.log_look(copy, "ann", "svm", "e" * 64)
    assert [look.number for look in store.looks(copy, "ann")] == [1, 2, 3, 4]
    assert store.verify_looks(copy, "ann") is None
    assert len(store.looks(project, "ann")) == 3
