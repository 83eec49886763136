"""Which tables and raw files a project uses, and which of them nobody else needs.

A raw file lies under the hash of its content, without a name of an owner: whoever mentions it
in a recipe uses it. A file that no recipe mentions any more belongs to nobody.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from core.projects.schema import history, projects

Row = sa.Row[Any]
_HASH = re.compile(r"[0-9a-f]{64}")
_UPLOAD = re.compile(r'"upload": ?"([0-9a-f]{64})"')


@dataclass(frozen=True)
class TableUse:
    """A table that a project has had: when it came, and the source settings it came by.

    `number` is the last entry of the history that worked on it, `current` whether it is the
    project's table now.
    """

    fingerprint: str
    source: dict[str, Any]
    number: int
    first_seen: float
    last_seen: float
    current: bool


@dataclass(frozen=True)
class Forgotten:
    """What was removed from disk, and what stays because other projects use it."""

    tables: int = 0
    files: int = 0
    kept: int = 0


def tables_of(link: sa.Connection, row: Row) -> tuple[TableUse, ...]:
    """Return the tables that a project has had, the newest first."""
    found = link.execute(
        sa.select(history.c.number, history.c.recipe, history.c.saved)
        .filter_by(project=row.id)
        .order_by(history.c.number)
    )
    now = _current(link, row)
    uses: dict[str, TableUse] = {}
    for entry in found:
        source = json.loads(entry.recipe).get("source", {})
        mark = str(source.get("data", ""))
        if not mark:
            continue
        before = uses.get(mark)
        first = before.first_seen if before else entry.saved
        uses[mark] = TableUse(mark, source, entry.number, first, entry.saved, mark == now)
    return tuple(sorted(uses.values(), key=lambda use: use.first_seen, reverse=True))


def marks_of(link: sa.Connection, project_id: str) -> tuple[set[str], set[str]]:
    """Return the fingerprints of all tables, and the hashes of all files, a project mentions."""
    found = link.execute(sa.select(history.c.recipe).filter_by(project=project_id))
    sources = [json.loads(entry.recipe).get("source", {}) for entry in found]
    return _named(sources, "data"), _named(sources, "upload")


def files_of(link: sa.Connection, owner: str) -> set[str]:
    """Return the hashes of all files that the recipes of a person mention."""
    own = sa.select(projects.c.id).filter_by(owner=owner)
    found = link.execute(sa.select(history.c.recipe).where(history.c.project.in_(own))).scalars()
    return {mark for recipe in found for mark in _UPLOAD.findall(recipe)}


def is_mentioned(link: sa.Connection, mark: str, but: str = "") -> bool:
    """Tell whether a recipe of any project, save that of one, mentions a table or file."""
    wanted = sa.select(history.c.number).where(
        history.c.recipe.contains(mark, autoescape=True), history.c.project != but
    )
    return link.execute(wanted.limit(1)).first() is not None


def _current(link: sa.Connection, row: Row) -> str:
    wanted = sa.select(history.c.recipe).filter_by(project=row.id, number=row.position)
    return str(json.loads(link.execute(wanted).scalar_one()).get("source", {}).get("data", ""))


def _named(found: Any, name: str) -> set[str]:
    """Return the hashes that stand under a name, at any depth: a join has tables of its own."""
    if isinstance(found, list):
        return set().union(*(_named(item, name) for item in found))
    if not isinstance(found, dict):
        return set()
    inner = set().union(*(_named(value, name) for value in found.values()))
    mark = str(found.get(name, ""))
    return inner | {mark} if _HASH.fullmatch(mark) else inner
