"""A data set of OpenML, by its number."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Protocol

from core.errors import LimitError, SourceError
from core.params import Choice, Number, Text
from core.sources import SOURCES, Loaded, Source
from core.text import listed, shown

if TYPE_CHECKING:
    from core.fetch import Fetcher, Url
    from core.sources.web.files import Fetched

SERVER = "https://www.openml.org"
_UNKNOWN = 412  # what this service answers for a number that it does not know
_DESCRIPTION_BYTES = 1_000_000
_NAMED = "data_set_description"
_FORMATS = ("parquet", "arff")


class Load(Protocol):
    """Parse a file that was fetched, all of it or its first rows."""

    def __call__(self, source: Source, path: Path, /, most: int | None) -> Loaded: ...


Parsed = Callable[[Source, Path], Loaded]


def load_here(source: Source, path: Path, /, most: int | None) -> Loaded:
    """Parse a file in this process."""
    return source.load(path, most)


@dataclass(frozen=True)
class Description:
    """What OpenML says about a data set."""

    number: int
    name: str
    version: str = ""
    status: str = ""
    licence: str = ""
    citation: str = ""
    target: str = ""
    not_features: tuple[str, ...] = ()
    arff: str = ""
    parquet: str = ""
    md5: str = ""

    def notes(self) -> list[str]:
        """Say whose data it is, and what its columns are for."""
        licence = f", licence {shown(self.licence, 80)}" if self.licence else ""
        version = f", version {shown(self.version, 10)}" if self.version else ""
        notes = [f"OpenML {self.number}: {shown(self.name)}{version}{licence}."]
        if self.citation:
            notes.append(f"To be cited as: {shown(self.citation, 300)}")
        if self.target:
            notes.append(f"OpenML predicts {listed(self.target.split(','))}.")
        if self.not_features:
            notes.append(f"OpenML uses no features from {listed(self.not_features)}.")
        if self.status not in ("active", ""):
            notes.append(f"OpenML marks this data set as '{shown(self.status, 30)}'.")
        return notes


@SOURCES.add
@dataclass(frozen=True)
class OpenMl(Source):
    """A public data set that OpenML keeps under a number."""

    name: ClassVar[str] = "openml"
    label: ClassVar[str] = "OpenML"
    what: ClassVar[str] = "Loads a public data set of openml.org by its number."
    right: ClassVar[str] = "To compare with published results, to teach, or to try something out."
    wrong: ClassVar[str] = "Without a connection to the internet: use a bundled sample."
    needs_file: ClassVar[bool] = False

    number: Annotated[
        int,
        Number(1, 10_000_000, integer=True, help="As in openml.org/d/61, which is Iris."),
    ] = 61
    prefer: Annotated[
        str, Choice(_FORMATS, labels=("Parquet", "ARFF"), label="Format", advanced=True)
    ] = "parquet"
    server: Annotated[str, Text(300, help="Another server with the same API.", advanced=True)] = (
        SERVER
    )

    def describe(self) -> str:
        """Say which data set is read."""
        return f"OpenML data set {self.number}."

    def load(self, file: Path | None = None, rows: int | None = None) -> Loaded:
        """Ask for the description, then for the rows in the best form that there is."""
        from core.sources.web.files import usual_fetcher

        del file
        return self.read(usual_fetcher(), rows)

    def read(self, fetcher: Fetcher, rows: int | None = None, load: Load = load_here) -> Loaded:
        """Read the data set by a fetcher; its file is parsed by `load`."""
        about = self.about(fetcher)
        loaded, origin, more = self._rows(about, fetcher, partial(load, most=rows))
        return replace(loaded, notes=(*about.notes(), *more, origin, *loaded.notes))

    def about(self, fetcher: Fetcher) -> Description:
        """Return what OpenML says about the data set."""
        from core.fetch import Ask, Unreached, parse
        from core.sources.web.answers import json_of

        address = f"{self.server.rstrip('/')}/api/v1/json/data/{self.number}"
        try:
            answer = fetcher.within(seconds=30.0, bytes=_DESCRIPTION_BYTES).fetch(
                Ask(parse(address))
            )
        except Unreached as error:
            raise SourceError(
                f"OpenML cannot be reached: {error.message}",
                "Check your connection, or use a bundled sample, which needs none.",
            ) from error
        if answer.head.status in (_UNKNOWN, 404):
            raise SourceError(
                f"OpenML has no data set {self.number}.", "Look its number up on openml.org."
            )
        value = json_of(answer)
        about = value.get(_NAMED) if isinstance(value, dict) else None
        if not isinstance(about, dict):
            raise SourceError(
                f"OpenML does not describe data set {self.number}.", "Try again later."
            )
        return _described(self.number, about)

    def _rows(
        self, about: Description, fetcher: Fetcher, parsed: Parsed
    ) -> tuple[Loaded, str, tuple[str, ...]]:
        """Return the rows, where they came from, and what went wrong on the way."""
        ways = {"parquet": _parquet, "arff": _arff}
        order = [way for way in dict.fromkeys((self.prefer, *_FORMATS)) if getattr(about, way)]
        failed: list[str] = []
        for way in order:
            try:
                fetched = _fetched(getattr(about, way), self.server, fetcher)
                loaded = parsed(ways[way](fetched, about), fetched.path)
            except LimitError:
                raise
            except SourceError as error:
                if way == order[-1]:
                    raise
                failed.append(f"Its {way.capitalize()} file was not used: {error.message}")
                continue
            return loaded, fetched.origin, tuple(failed)
        raise SourceError(
            f"OpenML gives no file for data set {self.number}.", "Choose another data set."
        )


def _described(number: int, about: dict[str, Any]) -> Description:
    def text(name: str) -> str:
        value = about.get(name)
        return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")

    unused = [text("row_id_attribute"), *text("ignore_attribute").split(",")]
    return Description(
        number,
        text("name") or f"data set {number}",
        text("version"),
        text("status"),
        text("licence"),
        text("citation"),
        text("default_target_attribute"),
        tuple(dict.fromkeys(name.strip() for name in unused if name.strip())),
        arff=text("url"),
        parquet=text("parquet_url"),
        md5=text("md5_checksum"),
    )


def _fetched(address: str, server: str, fetcher: Fetcher) -> Fetched:
    from core.fetch import Ask, parse
    from core.sources.web.files import fetch_file

    return fetch_file(Ask(_secure(parse(address), parse(server))), fetcher)


def _secure(url: Url, server: Url) -> Url:
    """Old descriptions name addresses with http; the same hosts answer on https."""
    if server.scheme == "https" and url.scheme == "http" and url.port == 80:
        return replace(url, scheme="https", port=443)
    return url


def _parquet(fetched: Fetched, about: Description) -> Source:
    from core.sources.parquet import Parquet

    del fetched, about
    return Parquet()


def _arff(fetched: Fetched, about: Description) -> Source:
    from core.sources.arff import Arff

    digest = hashlib.md5(fetched.path.read_bytes(), usedforsecurity=False).hexdigest()
    if about.md5 and digest != about.md5.strip().lower():
        raise SourceError(
            "The file of OpenML is not the one that it describes: their checksums differ.",
            "Try again later.",
        )
    return Arff()
