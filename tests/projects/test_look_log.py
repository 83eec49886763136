"""The log of the test set shows every kind of tampering."""

from __future__ import annotations

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
    link = sqlite3.connect(tmp_path / "modelwright.db")
    link.execute(attack)
    link.commit()
    link.close()
    found = store.verify_looks(project, "ann")
    assert found is not None
    assert re.search(sentence, found), found


def test_a_copy_does_not_unsee_the_test_set(store: Projects, project: str) -> None:
    copy = store.duplicate(project, "ann").id
    store.log_look(copy, "ann", "svm", "e" * 64)
    assert [look.number for look in store.looks(copy, "ann")] == [1, 2, 3, 4]
    assert store.verify_looks(copy, "ann") is None
    assert len(store.looks(project, "ann")) == 3
