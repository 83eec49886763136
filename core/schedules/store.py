"""Schedules on disk: one for each project, with a copy of the bundle that it predicts with."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from core.errors import AppError, NotAllowedError, StorageError
from core.files import (
    make_private_folder,
    read_json,
    safe_path,
    storage_error,
    write_atomic,
    write_json,
)
from core.kept_work import SCHEDULES
from core.locks import locked
from core.schedules.schedule import Schedule

_FACTS = "schedule.json"


class Schedules:
    """The schedules of a data folder. Every access names the owner and is held to it."""

    def __init__(self, root: Path) -> None:
        self._root = root / SCHEDULES

    def put(self, schedule: Schedule, bundle: Path | None = None) -> None:
        """Set a project's schedule in place of the one before, and copy its bundle if one is given.

        The copy keeps predictions the same until somebody asks for another bundle. The one before
        stays as well: a run that began with it may still be at work.
        """
        with self._held(schedule.project):
            before = self._read(schedule.project, schedule.owner)
            if bundle is not None:
                target = bundle_of(self._root.parent, schedule.project, schedule.bundle.job)
                write_atomic(target, lambda partial: _copied(bundle, partial))
            self._write(schedule)
            used = {found.bundle.job for found in (schedule, before) if found}
            for path in self._folder(schedule.project).glob("*.zip"):
                if path.stem not in used:
                    path.unlink(missing_ok=True)

    def of(self, project: str, owner: str) -> Schedule | None:
        """Return a project's schedule to its owner, None where there is none."""
        return self._read(project, owner)

    def all(self) -> tuple[Schedule, ...]:
        """Return every schedule that can be read; a damaged one is told by `of`."""
        found = []
        for path in sorted(self._root.glob(f"*/{_FACTS}")):
            try:
                found.append(_schedule_in(path))
            except StorageError:
                continue
        return tuple(found)

    def change(self, seen: Schedule, changed: Callable[[Schedule], Schedule]) -> None:
        """Put what `changed` makes of a schedule in its place.

        Unless it was set anew or removed since it was seen; nobody does so meanwhile.
        """
        with self._held(seen.project):
            if self._read(seen.project, seen.owner) != seen:
                return
            fresh = changed(seen)
            if fresh != seen:
                self._write(fresh)

    def remove(self, project: str, owner: str) -> None:
        """Stop predicting by the clock, and remove the kept bundle."""
        with self._held(project):
            with suppress(StorageError):  # what cannot be read can still be stopped
                self._read(project, owner)
            folder = self._folder(project)
            try:
                (folder / _FACTS).unlink(missing_ok=True)  # first: it never lacks its bundle
            except OSError as error:
                raise storage_error(error, folder) from error
            shutil.rmtree(folder, ignore_errors=True)

    def _read(self, project: str, owner: str) -> Schedule | None:
        path = self._folder(project) / _FACTS
        if not path.exists():
            return None
        schedule = _schedule_in(path)
        if schedule.owner != owner:
            raise NotAllowedError("This schedule belongs to somebody else.", "Open your own.")
        return schedule

    def _write(self, schedule: Schedule) -> None:
        folder = self._folder(schedule.project)
        make_private_folder(folder)
        write_json(folder / _FACTS, schedule.to_json())

    def _folder(self, project: str) -> Path:
        return safe_path(self._root, project)

    @contextmanager
    def _held(self, project: str) -> Iterator[None]:
        with locked(self._folder(project).with_suffix(".lock")):
            yield


def bundle_of(root: Path, project: str, job: str) -> Path:
    """Return where the bundle that a job packed lies for a project's schedule, below `root`."""
    return safe_path(root / SCHEDULES, project, f"{job}.zip")


def _copied(bundle: Path, target: Path) -> None:
    shutil.copyfile(bundle, target)


def _schedule_in(path: Path) -> Schedule:
    try:
        return Schedule.from_json(read_json(path))
    except FileNotFoundError as error:
        raise StorageError("The schedule was removed meanwhile.") from error
    except (AppError, OSError, ValueError, KeyError, TypeError) as error:
        raise StorageError(
            "The schedule of this project cannot be read.", "Stop it, and set it anew."
        ) from error
