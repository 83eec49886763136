"""Where rows come from: the contract of every source.

A source is a frozen value: its fields say *how* to read (delimiter, sheet, encoding) and a
person can correct each of them. A file is always given as a path; a source never keeps it.
`sniff` recognises content, `guess` fills in the settings, `load` reads.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self

from core.column_names import MAX_COLUMNS
from core.errors import SourceError
from core.params import Setting, Text, Words, checked, settings_of
from core.progress import Report, silent
from core.registry import Registry
from core.sources.sentence import Part, Remedy

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    import pandas as pd

    from core.fingerprint import Infinite
    from core.sources.unpack import Plain
    from core.table_file import TableFacts

MAX_FILE_BYTES = 500_000_000
MAX_IMPORT_BYTES = 20_000_000_000
MAX_DECODED_BYTES = 2_000_000_000
MAX_SKIPPED_SHOWN = 1000
MEMBER = "member"

ReadColumns = Annotated[
    tuple[str, ...],
    Words(
        MAX_COLUMNS,
        label="Columns to read",
        help="Names, ranges such as age..income, patterns such as gene_*; !name leaves one out. "
        "Empty: all columns.",
    ),
]
Choices = dict[str, dict[str, str]]
"""Setting -> value -> words shown: what a person can pick from what a file really holds."""


@dataclass(frozen=True)
class SkippedRow:
    """A row that could not be read: where it stands, why, and its text (shortened)."""

    line: int
    reason: str
    text: str


@dataclass(frozen=True, eq=False)
class Loaded:
    """What a source read: rows, what was guessed or repaired, and what was left out."""

    frame: pd.DataFrame
    notes: tuple[str, ...] = ()
    skipped: tuple[SkippedRow, ...] = ()


@dataclass(frozen=True)
class Written:
    """A table that went straight to disk: its facts, notes, and the rows left out."""

    facts: TableFacts
    notes: tuple[str, ...] = ()
    skipped: tuple[SkippedRow, ...] = ()
    skipped_count: int = 0
    infinite: Infinite = ()


@dataclass(frozen=True)
class Source:
    """The law of the family.

    `load` returns all rows (or the first `rows`), changes no file, runs nothing that a
    file contains, and raises a `SourceError` or `LimitError` for what it cannot read.
    """

    name: ClassVar[str]
    label: ClassVar[str]
    what: ClassVar[str]
    right: ClassVar[str]
    wrong: ClassVar[str]
    suffixes: ClassVar[tuple[str, ...]] = ()
    needs_file: ClassVar[bool] = True
    at_once: ClassVar[bool] = False  # without a file, and quick enough for a page to wait
    picked: ClassVar[tuple[str, ...]] = (MEMBER,)
    """Settings whose values the file itself offers; a form shows them only then."""

    member: Annotated[
        str, Text(1000, label="File in the archive", help="Which file of an archive to read.")
    ] = field(default="", kw_only=True)

    @classmethod
    def settings(cls) -> tuple[Setting, ...]:
        """Return the settings a person may correct, in order."""
        every = settings_of(cls)
        return every if cls.needs_file else tuple(s for s in every if s.name != MEMBER)

    @classmethod
    def sniff(cls, head: bytes, name: str) -> float:
        """Say from 0 to 1 how surely the first bytes of a file are of this kind."""
        del head, name
        return 0.0

    @classmethod
    def guess(cls, file: Path) -> Self:
        """Return the source with its settings guessed from the file."""
        del file
        return cls()

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """Build a source from JSON values, checked against its settings."""
        return cls(**checked(cls.label, cls.settings(), values))

    def to_json(self) -> dict[str, Any]:
        """Return the settings as JSON values."""
        values = {setting.name: getattr(self, setting.name) for setting in self.settings()}
        return {key: list(v) if isinstance(v, tuple) else v for key, v in values.items()}

    def edit(self, **changes: Any) -> Self:
        """Return a copy with some settings changed, checked."""
        return dataclasses.replace(self, **checked(self.label, self.settings(), changes))

    def choices(self, file: Path) -> Choices:
        """Return what the file offers for each setting in `picked`, read at little cost."""
        del file
        return {}

    def pick(self, file: Path, **picked: Any) -> Self:
        """Return a copy that reads another part of the file, its settings guessed for that."""
        del file
        return self.edit(**picked)

    def describe(self) -> str:
        """Say in one sentence how the rows are read."""
        return f"{self.label}."

    def parts(self) -> tuple[Part, ...]:
        """Return the sentence of `describe` in parts with the settings that correct each.

        A source whose sentence has no parts is corrected by one form of all its settings.
        """
        return ()

    def remedies(self, notes: Sequence[str] = ()) -> tuple[Remedy, ...]:
        """Return the corrections that are often needed, for one click each.

        `notes` are those of the table that was read: they tell what the reading left open.
        """
        del notes
        return ()

    def load(self, file: Path | None = None, rows: int | None = None) -> Loaded:
        """Read all rows, or the first `rows`."""
        raise NotImplementedError

    def pieces(self, file: Path | None = None, report: Report = silent) -> Iterator[Loaded]:
        """Yield all rows in order, in pieces that fit in memory; each has its own notes.

        `report` hears of progress between two pieces, and may raise to stop the reading.
        A source that reads everything at once gives one piece.
        """
        del report
        yield self.load(file)

    def write(self, file: Path, target: Path, report: Report = silent) -> Written | None:
        """Write all rows to a table file without holding them; None where pieces serve.

        The rows and notes are those of `load`, whatever the size of the file.
        """
        del file, target, report
        return None

    def brought(self, report: Report = silent) -> AbstractContextManager[Brought] | None:
        """Bring the file of a source without one to this computer; None where rows are asked for.

        It is then read as any other file, and goes at the end.
        """
        del report
        return None


Brought = tuple[Source, "Plain"]
"""A file that lay elsewhere, as it can be read now, and the source that reads it."""

SOURCES: Registry[type[Source]] = Registry("sources", "source")


def source_to_json(source: Source) -> dict[str, Any]:
    """Return a source as JSON: its name and its settings."""
    return {"source": source.name, **source.to_json()}


def source_from_json(values: Mapping[str, Any]) -> Source:
    """Build any source from what `source_to_json` wrote."""
    settings = dict(values)
    return SOURCES.get(settings.pop("source", "")).from_json(settings)


def need_file(file: Path | None) -> Path:
    """Return the file, or say that one is missing."""
    if file is None:
        raise SourceError("No file was given.", "Choose a file to read.")
    return file


__all__ = [
    "MAX_DECODED_BYTES",
    "MAX_FILE_BYTES",
    "MAX_IMPORT_BYTES",
    "MAX_SKIPPED_SHOWN",
    "MEMBER",
    "SOURCES",
    "Brought",
    "Choices",
    "Loaded",
    "ReadColumns",
    "SkippedRow",
    "Source",
    "Written",
    "need_file",
    "source_from_json",
    "source_to_json",
]
