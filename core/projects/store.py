"""Projects on disk: every access checks the owner, every write is whole or not at all."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import sqlalchemy as sa

from core.errors import NotAllowedError, SettingError, UnknownNameError
from core.files import canonical_json, new_id
from core.projects import history as past
from core.projects import look_log, ownership, quota, stored_files
from core.projects.database import Database
from core.projects.schema import data_versions, history, looks, projects, tables
from core.projects.state import (
    DataVersion,
    Entry,
    Look,
    Origin,
    ProjectInfo,
    ProjectState,
    Upload,
)
from core.projects.tags import clean_tags, kept_text
from core.table import Dataset, Part
from core.table_file import TableFacts
from core.text import shown

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

MAX_NAME = 200


class Projects:
    """The store: a database for what is small, content-addressed files for what is big.

    `root` is the data folder. `url` names another database (for example PostgreSQL);
    without it SQLite in `root` is used. `clock` gives seconds since 1970.
    """

    def __init__(
        self, root: Path, url: str | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        self.root = root
        self._clock = clock
        self._database = Database(root, url, clock)

    # Projects

    def create(self, owner: str, name: str, recipe: dict[str, Any]) -> ProjectInfo:
        """Begin a project with its first recipe."""
        text, now = past.recipe_text(recipe), self._clock()
        row = _new_row(owner, name, now)
        with self._database.write() as link:
            link.execute(projects.insert(), row)
            link.execute(history.insert(), past.new_entry(row["id"], 1, ("Created", text), now))
            return past.info_of(past.own_project(link, row["id"], owner))

    def list(self, owner: str) -> tuple[ProjectInfo, ...]:
        """Return the owner's projects, last changed first."""
        wanted = sa.select(projects).filter_by(owner=owner)
        with self._database.read() as link:
            rows = link.execute(wanted.order_by(projects.c.changed.desc(), projects.c.id)).all()
        return tuple(past.info_of(row) for row in rows)

    def open(self, project_id: str, owner: str) -> ProjectState:
        """Return a project as it was last saved."""
        with self._database.read() as link:
            return past.state_of(link, past.own_project(link, project_id, owner))

    def history(self, project_id: str, owner: str) -> tuple[Entry, ...]:
        """Return the saved changes of a project, oldest first."""
        with self._database.read() as link:
            return past.entries(link, past.own_project(link, project_id, owner))

    def rename(self, project_id: str, owner: str, name: str) -> None:
        """Give a project another name. Its version stays: no recipe has changed."""
        clean = _good_name(name)
        with self._database.write() as link:
            past.own_project(link, project_id, owner)
            _put(link, project_id, {"name": clean, "changed": self._clock()})

    def tag(self, project_id: str, owner: str, tags: Iterable[str]) -> None:
        """Replace the tags of a project: ten at most, of 30 characters each.

        Its version and the date of its last change stay: nothing about the work has changed.
        """
        clean = clean_tags(tags)
        with self._database.write() as link:
            info = past.info_of(past.own_project(link, project_id, owner))
            _put(link, project_id, {"tags": kept_text(clean, info.marks)})

    def mark(self, project_id: str, owner: str, marks: Iterable[str]) -> None:
        """Replace the marks of a project, by which the app remembers what was done with it."""
        with self._database.write() as link:
            info = past.info_of(past.own_project(link, project_id, owner))
            values = {"tags": kept_text(info.tags, marks), "changed": self._clock()}
            _put(link, project_id, values)

    def delete(self, project_id: str, owner: str) -> None:
        """Remove a project with its history and log. Stored tables stay: others may use them."""
        with self._database.write() as link:
            past.own_project(link, project_id, owner)
            link.execute(history.delete().where(history.c.project == project_id))
            link.execute(looks.delete().where(looks.c.project == project_id))
            link.execute(projects.delete().where(projects.c.id == project_id))

    def duplicate(
        self, project_id: str, owner: str, name: str = "", recipe: dict[str, Any] | None = None
    ) -> ProjectInfo:
        """Save as a copy: the recipe as it stands, or the unsaved one given, and all looks."""
        now = self._clock()
        with self._database.write() as link:
            source = past.own_project(link, project_id, owner)
            shown_recipe = past.state_of(link, source).recipe if recipe is None else recipe
            row = _new_row(owner, name or f"{source.name[: MAX_NAME - 7]} (copy)", now)
            row |= {"tags": source.tags, "looks": source.looks, "last_look": source.last_look}
            entry = ("Copied", past.recipe_text(shown_recipe))
            link.execute(projects.insert(), row)
            link.execute(history.insert(), past.new_entry(row["id"], 1, entry, now))
            look_log.copy_looks(link, project_id, row["id"])
            return past.info_of(past.own_project(link, row["id"], owner))

    # Recipes

    def save(
        self, project_id: str, owner: str, recipe: dict[str, Any], based_on: int, label: str = ""
    ) -> int:
        """Save a changed recipe and return the new version, or refuse when it moved on."""
        change = (shown(label, MAX_NAME) or "Changed", past.recipe_text(recipe))
        with self._database.write() as link:
            row = past.own_project(link, project_id, owner)
            if row.version != based_on:
                raise past.conflict()
            return past.append(link, row, change, self._clock())

    def undo(self, project_id: str, owner: str, based_on: int | None = None) -> ProjectState:
        """Go one change back; at the first one nothing happens."""
        return self._step(project_id, owner, based_on, back=True)

    def redo(self, project_id: str, owner: str, based_on: int | None = None) -> ProjectState:
        """Go one undone change forward; at the last one nothing happens."""
        return self._step(project_id, owner, based_on, back=False)

    # Tables and uploads

    def table_before(self, project_id: str, owner: str) -> str:
        """Return the data version that a project had before its present one, '' if none."""
        with self._database.read() as link:
            return past.table_before(link, past.own_project(link, project_id, owner))

    def store_dataset(self, dataset: Dataset, source: dict[str, Any], owner: str) -> DataVersion:
        """Keep a table under its fingerprint; the same content is stored once."""
        fingerprint = dataset.fingerprint
        path = stored_files.table_path(self.root, fingerprint)
        with self._database.read() as link:
            known = link.execute(sa.select(tables).filter_by(fingerprint=fingerprint)).first()
        if known is None or not stored_files.is_whole(path, known.sha256):
            self.need_quota(owner, 0)
            sha256 = stored_files.write_table(path, dataset.frame)
            self._note_table(fingerprint, (dataset.rows, len(dataset.columns)), sha256)
        origin = Origin(dataset.name, source, dataset.notes, dataset.infinite)
        return self._note_version(fingerprint, origin, owner)

    def adopt_table(self, file: Path, facts: TableFacts, origin: Origin, owner: str) -> DataVersion:
        """Take over a table file that was written piece by piece; the file is moved."""
        path = stored_files.table_path(self.root, facts.fingerprint)
        with self._database.read() as link:
            same = sa.select(tables).filter_by(fingerprint=facts.fingerprint)
            known = link.execute(same).first()
        if known is None or not stored_files.is_whole(path, known.sha256):
            self.need_quota(owner, file.stat().st_size)
            sha256 = stored_files.move_table(file, path)
            self._note_table(facts.fingerprint, (facts.rows, len(facts.types)), sha256)
        return self._note_version(facts.fingerprint, origin, owner)

    def _note_version(self, fingerprint: str, origin: Origin, owner: str) -> DataVersion:
        version = {
            "owner": owner,
            "fingerprint": fingerprint,
            "name": origin.name,
            "source": canonical_json(origin.source),
            "notes": _notes_text(origin),
            "created": self._clock(),
        }
        mine = (data_versions.c.owner == owner, data_versions.c.fingerprint == fingerprint)
        with self._database.write() as link:
            link.execute(data_versions.delete().where(*mine))
            link.execute(data_versions.insert(), version)
        return self.data_version(fingerprint, owner)

    def data_version(self, fingerprint: str, owner: str | None = None) -> DataVersion:
        """Return what is known about a stored table, to its owner only when one is given."""
        found = self._versions(data_versions.c.fingerprint == fingerprint)
        mine = [version for holder, version in found if owner in (None, holder)]
        if found and not mine:
            raise NotAllowedError(
                "This table was loaded by somebody else.", "Load the data yourself."
            )
        if not mine:
            raise UnknownNameError(
                f"There is no stored table {shown(fingerprint, 12)}.",
                "Load the data again from its source.",
            )
        return mine[-1]

    def data_versions(self, owner: str) -> tuple[DataVersion, ...]:
        """Return the owner's stored tables, oldest first."""
        return tuple(version for _, version in self._versions(data_versions.c.owner == owner))

    def forget_dataset(self, fingerprint: str, owner: str) -> None:
        """Remove a stored table for its owner, and from disk when nobody else has it."""
        path = self.data_version(fingerprint, owner).path
        same = data_versions.c.fingerprint == fingerprint
        with self._database.write() as link:
            link.execute(data_versions.delete().where(same, data_versions.c.owner == owner))
            if link.execute(sa.select(data_versions).where(same)).first() is None:
                link.execute(tables.delete().where(tables.c.fingerprint == fingerprint))
                path.unlink(missing_ok=True)

    def tables_of(self, project_id: str, owner: str) -> tuple[ownership.TableUse, ...]:
        """Return the tables that a project has had, the newest first."""
        with self._database.read() as link:
            return ownership.tables_of(link, past.own_project(link, project_id, owner))

    def recipe_at(self, project_id: str, owner: str, number: int) -> dict[str, Any]:
        """Return the recipe of one saved change."""
        with self._database.read() as link:
            return past.recipe_at(link, past.own_project(link, project_id, owner), number)

    def begin_again(self, project_id: str, owner: str, recipe: dict[str, Any], label: str) -> None:
        """Make a recipe the only one of a project: what was before cannot be undone to."""
        change = (shown(label, MAX_NAME), past.recipe_text(recipe))
        with self._database.write() as link:
            row = past.own_project(link, project_id, owner)
            past.append(link, row, change, self._clock())
            past.forget_others(link, past.own_project(link, project_id, owner))

    def forget_unused(
        self, marks: tuple[Iterable[str], Iterable[str]], owner: str
    ) -> ownership.Forgotten:
        """Remove tables (fingerprints) and files (hashes) that no recipe mentions any more.

        Give it what `marks_of` returned before the recipes went.
        """
        tables_gone, files_gone, kept = 0, 0, 0
        for fingerprint in set(marks[0]):
            if self._is_mentioned(fingerprint):
                kept += 1
            elif any(version.fingerprint == fingerprint for version in self.data_versions(owner)):
                self.forget_dataset(fingerprint, owner)
                tables_gone += 1
        for sha256 in set(marks[1]):
            path = stored_files.upload_path(self.root, sha256)
            if self._is_mentioned(sha256):
                kept += 1
            elif path.exists():
                path.unlink()
                files_gone += 1
        self._database.scrub()
        return ownership.Forgotten(tables_gone, files_gone, kept)

    def marks_of(self, project_id: str, owner: str) -> tuple[set[str], set[str]]:
        """Return the fingerprints of tables and the hashes of files that a project mentions."""
        with self._database.read() as link:
            past.own_project(link, project_id, owner)
            return ownership.marks_of(link, project_id)

    def hold(self, content: bytes | Path | IO[bytes], name: str) -> Upload:
        """Keep a raw file aside until it is decided what of it may be stored; see `release`."""
        stored_files.sweep_waiting(self.root, self._clock())
        path, size = stored_files.hold(self.root, content)
        return Upload("", shown(name, MAX_NAME), size, path)

    def release(self, held: Upload) -> None:
        """Remove a file that was held."""
        held.path.unlink(missing_ok=True)

    def load_dataset(
        self, fingerprint: str, columns: Iterable[str] | None = None, owner: str | None = None
    ) -> Dataset:
        """Read a stored table back exactly, or only some columns of it.

        Give `owner` wherever the fingerprint came from a visitor or a recipe file.
        """
        version = self.data_version(fingerprint, owner)
        with self._database.read() as link:
            known = link.execute(sa.select(tables).filter_by(fingerprint=fingerprint)).one()
        wanted = None if columns is None else list(columns)
        frame = stored_files.read_table(version.path, known.sha256, wanted)
        infinite = tuple(pair for pair in version.infinite if pair[0] in frame.columns)
        whole = fingerprint if wanted is None else ""
        return Dataset(frame, version.name, version.notes, infinite, whole)

    def load_part(self, fingerprint: str, rows: int) -> Dataset:
        """Read `rows` of a stored table, chosen at random; all of it when there are no more."""
        version = self.data_version(fingerprint)
        if version.rows <= rows:
            return self.load_dataset(fingerprint)
        positions = stored_files.some_positions(version.rows, rows)
        frame = stored_files.read_rows(version.path, positions)
        part = Part(version.rows, positions, partial(stored_files.read_column, version.path))
        return Dataset(frame, version.name, version.notes, version.infinite, fingerprint, part)

    def load_rows(
        self, fingerprint: str, positions: NDArray[np.int64], owner: str | None = None
    ) -> pd.DataFrame:
        """Read the rows of a stored table at some positions, in the order of these."""
        import numpy as np

        path = self.data_version(fingerprint, owner).path
        wanted, places = np.unique(positions, return_inverse=True)
        return stored_files.read_rows(path, wanted).iloc[places].reset_index(drop=True)

    def kept(self, owner: str) -> quota.Kept:
        """Return how much room a person takes: tables with their files, and results."""
        with self._database.read() as link:
            return quota.kept_by(link, self.root, owner)

    def need_quota(self, owner: str, coming: int, remedy: Callable[[], str] = str) -> None:
        """Refuse so many bytes more where a person would keep more than this server allows.

        `remedy` is asked, only then, for the sentence on what would make room.
        """
        if math.isinf(quota.allowed_bytes()):
            return
        quota.refuse_above(self.kept(owner), coming, remedy)

    def store_upload(self, content: bytes | Path | IO[bytes], name: str) -> Upload:
        """Keep a raw file under the hash of its content, copied in pieces."""
        sha256, size, path = stored_files.store_stream(self.root / "uploads", content)
        return Upload(sha256, shown(name, MAX_NAME), size, path)

    # The log of the test set

    def log_look(
        self, project_id: str, owner: str, model: str, recipe_fingerprint: str, who: str = ""
    ) -> Look:
        """Write down that `who` (the owner, unless said) looks at the test set now."""
        facts = {
            "model": model,
            "recipe": recipe_fingerprint,
            "who": who or owner,
            "moment": self._clock(),
        }
        with self._database.write() as link:
            return look_log.add_look(link, past.own_project(link, project_id, owner), facts)

    def looks(self, project_id: str, owner: str) -> tuple[Look, ...]:
        """Return every look at the test set of a project, oldest first."""
        with self._database.read() as link:
            past.own_project(link, project_id, owner)
            return look_log.looks_of(link, project_id)

    def verify_looks(self, project_id: str, owner: str) -> str | None:
        """Return None when the log is whole, or a sentence on where it was tampered with."""
        with self._database.read() as link:
            return look_log.broken_at(link, past.own_project(link, project_id, owner))

    # Upkeep

    @property
    def notes(self) -> tuple[str, ...]:
        """What the user should know about the store: a restored backup, a failed backup."""
        with self._database.read():
            return self._database.notes

    def sweep(self) -> tuple[Path, ...]:
        """Remove half-written files that a kill left behind. Call it when a server starts."""
        return stored_files.sweep(self.root)

    def back_up(self) -> None:
        """Make a checked copy of the database now; it is also made by itself."""
        self._database.back_up()

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def _is_mentioned(self, mark: str) -> bool:
        with self._database.read() as link:
            return ownership.is_mentioned(link, mark)

    def _step(self, project_id: str, owner: str, based_on: int | None, back: bool) -> ProjectState:
        with self._database.write() as link:
            row = past.own_project(link, project_id, owner)
            if based_on not in (None, row.version):
                raise past.conflict()
            number = past.neighbour(link, row, back)
            if number is not None:
                past.move_to(link, row, number, self._clock())
            return past.state_of(link, past.own_project(link, project_id, owner))

    def _note_table(self, fingerprint: str, shape: tuple[int, int], sha256: str) -> None:
        row = {
            "fingerprint": fingerprint,
            "sha256": sha256,
            "bytes": stored_files.table_path(self.root, fingerprint).stat().st_size,
            "rows": shape[0],
            "columns": shape[1],
        }
        with self._database.write() as link:
            same = tables.c.fingerprint == fingerprint
            if link.execute(tables.update().where(same).values(row)).rowcount == 0:
                link.execute(tables.insert(), row)

    def _versions(self, condition: sa.ColumnElement[bool]) -> Sequence[tuple[str, DataVersion]]:
        wanted = sa.select(data_versions, tables.c.rows, tables.c.columns).join(tables)
        with self._database.read() as link:
            rows = link.execute(wanted.where(condition).order_by(data_versions.c.created)).all()
        paths = stored_files.table_paths(self.root, (row.fingerprint for row in rows))
        return [(row.owner, _version(row, path)) for row, path in zip(rows, paths, strict=True)]


def _version(row: sa.Row[Any], path: Path) -> DataVersion:
    notes, infinite = _notes_from(row.notes)
    return DataVersion(
        row.fingerprint,
        row.name,
        row.rows,
        row.columns,
        row.created,
        json.loads(row.source),
        notes,
        path,
        infinite,
    )


def _notes_text(origin: Origin) -> str:
    """Return the notes as JSON: a list, or an object when values were infinite as well."""
    if not origin.infinite:
        return json.dumps(origin.notes, ensure_ascii=False)
    both = {"notes": origin.notes, "infinite": origin.infinite}
    return json.dumps(both, ensure_ascii=False)


def _notes_from(text: str) -> tuple[tuple[str, ...], tuple[tuple[str, tuple[int, ...]], ...]]:
    kept = json.loads(text)
    if isinstance(kept, list):
        return tuple(kept), ()
    return tuple(kept["notes"]), tuple((name, tuple(rows)) for name, rows in kept["infinite"])


def _new_row(owner: str, name: str, now: float) -> dict[str, Any]:
    return {
        "id": new_id(),
        "owner": owner,
        "name": _good_name(name),
        "tags": kept_text((), ()),
        "version": 1,
        "position": 1,
        "created": now,
        "changed": now,
        "looks": 0,
        "last_look": look_log.START,
    }


def _put(link: sa.Connection, project_id: str, values: dict[str, Any]) -> None:
    link.execute(projects.update().where(projects.c.id == project_id).values(values))


def _good_name(name: str) -> str:
    clean = shown(name, MAX_NAME).strip()
    if not clean:
        raise SettingError("A name needs at least one visible character.", "Type a name.")
    return clean
