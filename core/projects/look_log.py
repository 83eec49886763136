"""A log of every look at the locked test set that shows when it was tampered with.

Each look carries a SHA-256 over itself and the hash of the look before it, and the
project carries the number and hash of the last one. Changing, removing or inserting a
look breaks the chain from there on.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from core.files import canonical_json, text_hash
from core.projects.schema import looks, projects
from core.projects.state import Look

START = "0" * 64
_SEALED = ("number", "origin", "model", "recipe", "who", "moment", "previous")


def add_look(link: sa.Connection, project: sa.Row[Any], facts: dict[str, Any]) -> Look:
    """Append a look; `facts` are its model, recipe, who and moment."""
    entry = {
        **facts,
        "project": project.id,
        "origin": project.id,
        "number": project.looks + 1,
        "previous": project.last_look,
    }
    entry["sha256"] = _seal(entry)
    link.execute(looks.insert(), entry)
    link.execute(
        projects.update()
        .where(projects.c.id == project.id)
        .values(looks=entry["number"], last_look=entry["sha256"])
    )
    return _look(entry)


def looks_of(link: sa.Connection, project_id: str) -> tuple[Look, ...]:
    """Return the looks of a project, oldest first."""
    return tuple(_look(row) for row in _rows(link, project_id))


def broken_at(link: sa.Connection, project: sa.Row[Any]) -> str | None:
    """Return a sentence on the first break in the chain, or None when it is whole."""
    previous, expected = START, 1
    for row in _rows(link, project.id):
        if row["number"] != expected:
            return f"Look {expected} was removed from the log of the test set."
        if row["previous"] != previous or _seal(row) != row["sha256"]:
            return f"Look {expected} in the log of the test set was changed after it was written."
        previous, expected = row["sha256"], expected + 1
    if (expected - 1, previous) != (project.looks, project.last_look):
        return f"The log of the test set ends at look {expected - 1}, not at {project.looks}."
    return None


def copy_looks(link: sa.Connection, source: str, target: str) -> None:
    """Give a copied project the looks of its source: a copy does not unsee the test set."""
    copies = [{**row, "project": target} for row in _rows(link, source)]
    if copies:
        link.execute(looks.insert(), copies)


def _rows(link: sa.Connection, project_id: str) -> list[dict[str, Any]]:
    found = link.execute(sa.select(looks).filter_by(project=project_id).order_by(looks.c.number))
    return [dict(row) for row in found.mappings()]


def _seal(entry: dict[str, Any]) -> str:
    return text_hash(canonical_json([entry[name] for name in _SEALED]))


def _look(entry: dict[str, Any]) -> Look:
    return Look(
        entry["number"],
        entry["model"],
        entry["recipe"],
        entry["who"],
        entry["moment"],
        entry["sha256"],
    )
