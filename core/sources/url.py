"""A file on the web, read as an upload would be."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

from core.errors import SettingError
from core.params import Choice, Secret, Text
from core.progress import Report, silent
from core.sources import (
    MEMBER,
    SOURCES,
    Brought,
    Choices,
    Loaded,
    Source,
    source_from_json,
    source_to_json,
)
from core.sources.http_api import SENT, SENT_LABELS
from core.text import shown

if TYPE_CHECKING:
    from core.fetch import Ask, Fetcher
    from core.sources.unpack import Plain
    from core.sources.web.files import Fetched


@dataclass(frozen=True, eq=False)
class Look:
    """The beginning of a file on the web: what reads it, what it offers, its first rows."""

    name: str
    inner: Source
    choices: Choices
    loaded: Loaded


@SOURCES.add
@dataclass(frozen=True)
class UrlFile(Source):
    """A file that an address leads to: CSV, Excel, Parquet, JSON and all that uploads may be."""

    name: ClassVar[str] = "url"
    label: ClassVar[str] = "File on the web"
    what: ClassVar[str] = "Fetches a file from an address and reads it as if it were uploaded."
    right: ClassVar[str] = "For open data and exports that are published under a fixed address."
    wrong: ClassVar[str] = "For a web page with a table in it, or for an API that gives pages."
    needs_file: ClassVar[bool] = False

    url: Annotated[str, Text(4096, label="Address", help="Where the file is, with https://.")] = ""
    secret: Annotated[str, Secret(help="The name of the key, never the key itself.")] = ""
    sent_as: Annotated[str, Choice(SENT, labels=SENT_LABELS, label="How the secret is sent")] = (
        "bearer"
    )
    sent_name: Annotated[
        str, Text(100, label="Its name", help="The header, the parameter, or the user.")
    ] = ""
    reading: Annotated[
        str,
        Text(
            8000,
            label="How the file is read",
            help="Settings of the file's own source as JSON; empty to decide by its content.",
            advanced=True,
        ),
    ] = ""

    def describe(self) -> str:
        """Say which file is read; never its query, which may hold a key."""
        from core.fetch import parse

        return f"{shown(parse(self.url).plain, 160)}." if self.url else "A file on the web."

    def load(self, file: Path | None = None, rows: int | None = None) -> Loaded:
        """Fetch the file and read it, or only what the first `rows` need."""
        del file
        return self.read(self.fetch(enough=rows is not None), rows)

    def pieces(self, file: Path | None = None, report: Report = silent) -> Iterator[Loaded]:
        """Fetch the file, then read it piece by piece."""
        del file
        with self.brought(report) as (inner, found):
            notes = found.notes
            for piece in inner.pieces(found.file, report):
                yield replace(piece, notes=(*notes, *piece.notes))
                notes = ()

    @contextmanager
    def brought(self, report: Report = silent) -> Iterator[Brought]:
        """Fetch the file, and give it with the source that reads it."""
        fetched = self.fetch(report=report)
        with fetched.opened(self._member()) as found:
            yield self._inner(found), replace(found, notes=(fetched.origin, *found.notes))

    def fetch(
        self, fetcher: Fetcher | None = None, report: Report = silent, enough: bool = False
    ) -> Fetched:
        """Bring the file to a temporary place."""
        from core.sources.web.files import fetch_file

        return fetch_file(self.ask(), fetcher, report, enough)

    def read(self, fetched: Fetched, rows: int | None = None) -> Loaded:
        """Read a file that was fetched."""
        with fetched.opened(self._member()) as found:
            loaded = self._inner(found).load(found.file, rows)
            return replace(loaded, notes=(fetched.origin, *found.notes, *loaded.notes))

    def inner(self, fetched: Fetched) -> Source:
        """Return the source that reads the file, to be shown and corrected."""
        with fetched.opened(self._member()) as found:
            return self._inner(found)

    def look(self, fetched: Fetched, picked: Mapping[str, str], rows: int) -> Look:
        """Look at the beginning of a file that was fetched, with other parts of it picked."""
        member = picked.get(MEMBER, self._member())
        with fetched.opened(member) as found:
            inner = self._inner(found)
            inside = {name: value for name, value in picked.items() if name in inner.picked}
            if inside:
                inner = inner.pick(found.file, **inside)
            loaded = inner.load(found.file, rows)
            choices = {**found.choices, **inner.choices(found.file)}
        notes = (*found.notes, *loaded.notes)
        return Look(fetched.name, inner, choices, replace(loaded, notes=notes))

    def read_as(self, inner: Source) -> UrlFile:
        """Return the source with corrected settings for the file itself."""
        return self.edit(reading=json.dumps(source_to_json(inner), sort_keys=True))

    def ask(self) -> Ask:
        """Return the request for the file."""
        from core.fetch import Ask
        from core.sources.web.secrets import safe_url, with_secret

        return with_secret(Ask(safe_url(self.url)), self.secret, self.sent_as, self.sent_name)

    def _member(self) -> str:
        chosen = self._written()
        return chosen.member if chosen else ""

    def _inner(self, found: Plain) -> Source:
        from core.sources.guessing import guessed

        return self._written() or guessed(found)

    def _written(self) -> Source | None:
        if not self.reading:
            return None
        try:
            values = json.loads(self.reading)
            inner = source_from_json(values)
        except (ValueError, RecursionError, TypeError) as error:
            raise SettingError(
                "How the file is read is not written as JSON.", "Empty it."
            ) from error
        if not inner.needs_file:
            raise SettingError(f"A file cannot be read as '{inner.label}'.", "Empty the setting.")
        return inner
