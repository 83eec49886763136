"""What is predicted again and again: which rows, with which model, when."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from core.data_folder import check_outside
from core.errors import SourceError
from core.files import typed_path
from core.reach import is_shared
from core.schedules.timing import Timing
from core.sources import Source, source_from_json, source_to_json
from core.text import shown

COPY = "predictions"  # how the name of a list in a folder begins


@dataclass(frozen=True)
class Rows:
    """Where new rows are found each time: a source without a file, or a path on this computer.

    The name at the end of a `path` may hold * and ?: of the files that fit, the one that was
    changed last is read.
    """

    source: Source | None = None
    path: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return where the rows are as JSON values."""
        return source_to_json(self.source) if self.source else {"path": self.path}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Rows:
        """Build what `to_json` wrote."""
        if "path" in values and "source" not in values:
            return cls(path=str(values["path"]))
        return cls(source_from_json(values))

    def words(self) -> str:
        """Say where the rows are."""
        return self.source.describe().rstrip(".") if self.source else shown(self.path, 120)

    def file(self) -> Path:
        """Return the file to read now; raises SourceError where there is none.

        On a server that others can reach no path may be named.
        """
        if is_shared():
            raise SourceError("Files of this server cannot be named.", "Use an address instead.")
        place = typed_path(self.path)
        try:
            found = [place] if place.is_file() else _fitting(place)
        except OSError as error:
            raise SourceError(
                f"'{shown(self.path, 120)}' cannot be looked at: {error.strerror}.",
                "Check the path, and who may read it.",
            ) from error
        if not found:
            raise SourceError(
                f"There is no file '{shown(self.path, 120)}' on this computer.",
                "Check the path; * stands for any letters of the name.",
            )
        newest = max(found, key=_changed)
        check_outside(newest)
        return newest


@dataclass(frozen=True)
class Packed:
    """The bundle that a schedule keeps: the job that packed it, when, and its model."""

    job: str = ""
    moment: float = 0.0
    model: str = ""


@dataclass(frozen=True)
class Schedule:
    """One project's schedule. Moments are seconds since 1970.

    due      when it happens next
    bundle   what it predicts with
    folder   where each list of predictions is written as well, empty for nowhere
    problem  why it could not begin when it was due, empty when it could
    """

    project: str
    owner: str
    rows: Rows
    timing: Timing
    due: float
    bundle: Packed = Packed()
    folder: str = ""
    problem: str = field(default="", kw_only=True)

    def to_json(self) -> dict[str, Any]:
        """Return the schedule as JSON values."""
        values = {"rows": self.rows.to_json(), "timing": self.timing.to_json()}
        return {**vars(self), **values, "bundle": dict(vars(self.bundle))}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Schedule:
        """Build what `to_json` wrote."""
        facts = dict(values)
        facts |= {
            "rows": Rows.from_json(facts["rows"]),
            "timing": Timing.from_json(facts["timing"]),
            "due": float(facts["due"]),
            "bundle": Packed(**facts["bundle"]),
        }
        return cls(**facts)

    def following(self, now: float) -> float:
        """Return when it happens first after `now`."""
        return self.timing.next_after(datetime.fromtimestamp(now, UTC)).timestamp()


def check_folder(folder: str, rows: Rows) -> None:
    """Refuse a folder for predictions that is not there, may not be named, or is read for rows."""
    if not folder:
        return
    if is_shared():
        raise SourceError("Folders of this server cannot be named.", "Download the predictions.")
    if not os.path.isdir(typed_path(folder)):  # noqa: PTH112 - says no to what no disk can hold
        raise SourceError(
            f"There is no folder '{shown(folder, 120)}' on this computer.",
            "Make it first, or leave the field empty.",
        )
    check_outside(typed_path(folder))
    read = typed_path(rows.path)
    if rows.path and read.parent.resolve() == typed_path(folder).resolve() and _may_fit(read.name):
        raise SourceError(
            "The predictions would be read as new rows the next time.",
            "Choose another folder for them, or a path that does not fit their names.",
        )


def _fitting(place: Path) -> list[Path]:
    """Return the files of one folder whose names fit; a ** means no more than a *."""
    if not os.path.isdir(place.parent):  # noqa: PTH112 - says no to what no disk can hold
        return []
    beside = place.parent.iterdir()
    return [file for file in beside if fnmatchcase(file.name, place.name) and file.is_file()]


def _changed(file: Path) -> tuple[int, str]:
    try:
        return file.stat().st_mtime_ns, file.name
    except FileNotFoundError:  # it went meanwhile
        return -1, file.name


def _may_fit(pattern: str) -> bool:
    """Tell whether a list of predictions may have a name that fits a pattern."""
    parts = re.split(r"[*?\[\]]", pattern)
    head, tail = parts[0], parts[-1]
    begins = head.startswith(COPY) or COPY.startswith(head)
    return len(parts) > 1 and begins and (tail.endswith(".csv") or ".csv".endswith(tail))
