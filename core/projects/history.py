"""Recipes of a project in the order they were saved, with undo and redo.

The history is a row of numbered entries and a position in it. Saving cuts what lies
after the position and adds one entry; undo and redo only move the position. The version
of the project rises with every change of either kind, so two tabs never overwrite each
other silently.
"""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa

from core.errors import (
    ConflictError,
    LimitError,
    NotAllowedError,
    RecipeError,
    StorageError,
    UnknownNameError,
)
from core.files import canonical_json, text_hash
from core.projects.schema import history, projects
from core.projects.state import Entry, ProjectInfo, ProjectState
from core.projects.tags import kept_in
from core.text import shown

MAX_RECIPE_BYTES = 1_000_000
MAX_ENTRIES = 200
Row = sa.Row[Any]


def recipe_text(recipe: dict[str, Any]) -> str:
    """Return the one text that equal recipes share, or refuse what is not a recipe."""
    try:
        text = canonical_json(recipe)
    except (TypeError, ValueError) as error:
        raise RecipeError(f"The recipe cannot be written as JSON: {error}.") from error
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > MAX_RECIPE_BYTES:
        raise LimitError(
            f"The recipe takes {size / 1e6:.1f} MB; the limit is {MAX_RECIPE_BYTES / 1e6:.0f} MB.",
            "Remove steps or long lists of settings.",
        )
    return text


def own_project(link: sa.Connection, project_id: str, owner: str) -> Row:
    """Return the row of a project, or refuse when there is none or it is somebody else's."""
    row = link.execute(sa.select(projects).filter_by(id=project_id)).first()
    if row is None:
        raise UnknownNameError(
            f"There is no project '{shown(project_id)}'.", "Open one from the list on Home."
        )
    if row.owner != owner:
        raise NotAllowedError(
            "This project belongs to somebody else.", "Ask its owner for the recipe file."
        )
    return row


def info_of(row: Row) -> ProjectInfo:
    """Return what lists show about a project."""
    return ProjectInfo(
        row.id,
        row.name,
        row.owner,
        row.version,
        row.created,
        row.changed,
        *kept_in(row.tags),
    )


def state_of(link: sa.Connection, row: Row) -> ProjectState:
    """Return the project at its position in the history."""
    found = link.execute(sa.select(history.c.number, history.c.label).filter_by(project=row.id))
    labels = {entry.number: entry.label for entry in found}
    before = [number for number in labels if number < row.position]
    after = [number for number in labels if number > row.position]
    return ProjectState(
        info=info_of(row),
        recipe=_recipe_at(link, row),
        undo_label=labels[row.position] if before else "",
        redo_label=labels[min(after)] if after else "",
        can_undo=bool(before),
        can_redo=bool(after),
    )


def entries(link: sa.Connection, row: Row) -> tuple[Entry, ...]:
    """Return the saved changes of a project, oldest first."""
    found = link.execute(
        sa.select(history.c.number, history.c.label, history.c.saved)
        .filter_by(project=row.id)
        .order_by(history.c.number)
    )
    return tuple(Entry(n, label, saved, n == row.position) for n, label, saved in found)


def table_before(link: sa.Connection, row: Row) -> str:
    """Return the data version that the project had before the one it has now, '' if none."""
    found = link.execute(
        sa.select(history.c.recipe)
        .where(history.c.project == row.id, history.c.number <= row.position)
        .order_by(history.c.number.desc())
    )
    now = ""
    for entry in found:
        data = str(json.loads(entry.recipe).get("source", {}).get("data", ""))
        now = now or data
        if data and data != now:
            return data
    return ""


def forget_others(link: sa.Connection, row: Row) -> None:
    """Remove every entry but the one at the position."""
    others = history.c.number != row.position
    link.execute(history.delete().where(history.c.project == row.id, others))


def recipe_at(link: sa.Connection, row: Row, number: int) -> dict[str, Any]:
    """Return the recipe of one entry, or say that it is no longer kept."""
    found = link.execute(sa.select(history.c.recipe).filter_by(project=row.id, number=number))
    text = found.scalar()
    if text is None:
        raise UnknownNameError("This change is no longer kept.", "Choose a later one.")
    recipe: dict[str, Any] = json.loads(text)
    return recipe


def append(link: sa.Connection, row: Row, change: tuple[str, str], now: float) -> int:
    """Save a changed recipe (its label and text) and return the new version."""
    label, text = change
    if text_hash(text) == _text_row(link, row).sha256:
        return int(row.version)
    number = row.position + 1
    link.execute(history.delete().where(history.c.project == row.id, history.c.number >= number))
    link.execute(history.insert(), new_entry(row.id, number, change, now))
    link.execute(
        history.delete().where(
            history.c.project == row.id, history.c.number <= number - MAX_ENTRIES
        )
    )
    return move_to(link, row, number, now)


def new_entry(project: str, number: int, change: tuple[str, str], now: float) -> dict[str, Any]:
    """Return the row of one saved change."""
    label, text = change
    return {
        "project": project,
        "number": number,
        "label": label,
        "recipe": text,
        "sha256": text_hash(text),
        "saved": now,
    }


def neighbour(link: sa.Connection, row: Row, back: bool) -> int | None:
    """Return the entry before or after the position, if there is one."""
    number = history.c.number
    wanted = sa.select(sa.func.max(number) if back else sa.func.min(number))
    beyond = number < row.position if back else number > row.position
    found = link.execute(wanted.where(history.c.project == row.id, beyond)).scalar()
    return None if found is None else int(found)


def move_to(link: sa.Connection, row: Row, number: int, now: float) -> int:
    """Set the position in the history and return the new version."""
    changed = link.execute(
        projects.update()
        .where(projects.c.id == row.id, projects.c.version == row.version)
        .values(position=number, version=row.version + 1, changed=now)
    )
    if changed.rowcount != 1:
        raise conflict()
    return int(row.version) + 1


def conflict() -> ConflictError:
    """Return the refusal to save over somebody else's change."""
    return ConflictError(
        "This project was changed in another tab.", "Reload, or save yours as a copy."
    )


def _text_row(link: sa.Connection, row: Row) -> Row:
    return link.execute(sa.select(history).filter_by(project=row.id, number=row.position)).one()


def _recipe_at(link: sa.Connection, row: Row) -> dict[str, Any]:
    entry = _text_row(link, row)
    if text_hash(entry.recipe) != entry.sha256:
        raise StorageError(
            f"The saved recipe of '{shown(row.name)}' ({shown(entry.label)}) is damaged on disk.",
            "Undo to return to the version before it.",
        )
    recipe: dict[str, Any] = json.loads(entry.recipe)
    return recipe
