"""What the store says about a project: plain frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class ProjectInfo:
    """A project in a list. Times are seconds since 1970.

    `tags` are its owner's; `marks` are what the app remembers about it, and are shown nowhere.
    """

    id: str
    name: str
    owner: str
    version: int
    created: float
    changed: float
    tags: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProjectState:
    """An open project: its recipe now, and what undo and redo would do."""

    info: ProjectInfo
    recipe: dict[str, Any]
    undo_label: str = ""
    redo_label: str = ""
    can_undo: bool = False
    can_redo: bool = False


@dataclass(frozen=True)
class Entry:
    """One saved change in the history of a project."""

    number: int
    label: str
    saved: float
    current: bool


@dataclass(frozen=True)
class DataVersion:
    """A stored table: content by fingerprint, and where its owner got it from.

    `infinite` names columns whose infinite values became missing, with the first rows.
    """

    fingerprint: str
    name: str
    rows: int
    columns: int
    created: float
    source: dict[str, Any]
    notes: tuple[str, ...]
    path: Path
    infinite: tuple[tuple[str, tuple[int, ...]], ...] = ()


@dataclass(frozen=True)
class Origin:
    """Where a table came from: its name, source settings, notes and infinite values."""

    name: str
    source: dict[str, Any]
    notes: tuple[str, ...] = ()
    infinite: tuple[tuple[str, tuple[int, ...]], ...] = ()


@dataclass(frozen=True)
class Upload:
    """A raw file as it came, under the hash of its content."""

    sha256: str
    name: str
    size: int
    path: Path


@dataclass(frozen=True)
class Look:
    """One look at the locked test set, sealed by the hash of the look before it."""

    number: int
    model: str
    recipe_fingerprint: str
    who: str
    when: float
    sha256: str
