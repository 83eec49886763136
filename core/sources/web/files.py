"""Fetch a file from the web to a temporary place, and know where it came from."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from core.errors import SourceError
from core.fetch import Answer, Ask, Fetcher, Head, Url, need_ok, parse
from core.files import sha256_of
from core.progress import Event, Report, silent
from core.sources.content import HEAD_BYTES, content_of, refuse
from core.sources.unpack import Plain, plain
from core.sources.web.secrets import blanked
from core.text import shown

FILE_SECONDS = 300.0
PREVIEW_BYTES = 4_000_000
_SAID_BYTES = 100_000
_TOLD_BYTES = 1_000_000


def usual_fetcher() -> Fetcher:
    """Return a fetcher that has the time to fetch a large file."""
    return Fetcher().within(seconds=FILE_SECONDS)


@dataclass(frozen=True, eq=False)
class Fetched:
    """A file that was fetched, its name, and the head of the answer that it came with."""

    path: Path
    name: str
    head: Head = field(repr=False)
    whole: bool = True

    @property
    def origin(self) -> str:
        """Say where the file came from, when, and what it was to the last bit."""
        mark = f" (SHA-256 {sha256_of(self.path)})" if self.whole else ""
        return f"Read from {shown(self.head.url.plain, 160)} on {self.head.when}{mark}."

    @contextmanager
    def opened(self, member: str = "") -> Iterator[Plain]:
        """Give what the file holds, unpacked where it is packed."""
        most = None if self.whole else PREVIEW_BYTES
        with plain(self.path, self.name, most, member) as found:
            if found.kind == "html":
                raise SourceError(
                    f"The address leads to a web page of '{shown(self.head.url.host)}', "
                    "not to a file.",
                    _better_address(self.head.url),
                )
            refuse(found.kind, found.name)
            yield found


def fetch_file(
    ask: Ask, fetcher: Fetcher | None = None, report: Report = silent, enough: bool = False
) -> Fetched:
    """Fetch a file; with `enough` a text that is long is cut after some megabytes.

    The file goes when nobody holds what is returned any more.
    """
    until = _Until(report, enough)
    return _in_a_folder(lambda path: _fetch_into(path, ask, fetcher or usual_fetcher(), until))


def held(content: bytes, name: str, head: Head) -> Fetched:
    """Put what was fetched into a file, which goes when nobody holds what is returned any more."""

    def write(path: Path) -> Fetched:
        path.write_bytes(content)
        return Fetched(path, name, head)

    return _in_a_folder(write)


def _in_a_folder(bring: Callable[[Path], Fetched]) -> Fetched:
    folder = Path(tempfile.mkdtemp(prefix="modelwright-"))
    try:
        fetched = bring(folder / "file")
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    weakref.finalize(fetched, shutil.rmtree, folder, ignore_errors=True)
    return fetched


def facts_of(fetched: Fetched) -> dict[str, Any]:
    """Return as JSON what reading a fetched file needs; never its query, which may hold a key."""
    head = fetched.head
    return {
        "name": fetched.name,
        "whole": fetched.whole,
        "url": head.url.plain,
        "type": head.headers.get("content-type", ""),
        "at": head.at.isoformat(),
    }


def fetched_from(path: Path, facts: Mapping[str, Any]) -> Fetched:
    """Return a file that another process has fetched, and keeps."""
    at = datetime.fromisoformat(str(facts["at"]))
    head = Head(parse(str(facts["url"])), 200, {"content-type": str(facts["type"])}, at)
    return Fetched(path, str(facts["name"]), head, bool(facts["whole"]))


@dataclass(frozen=True)
class _Until:
    """Who listens to the fetching, and whether the beginning of a text is enough."""

    report: Report
    enough: bool


def _fetch_into(path: Path, ask: Ask, fetcher: Fetcher, until: _Until) -> Fetched:
    with fetcher.open(ask) as (head, pieces):
        if not head.ok:
            need_ok(Answer(head, _first(pieces, _SAID_BYTES)), blanked)
        name, whole = file_name(head), True
        size = int(head.headers.get("content-length") or 0)
        told = 0
        with path.open("wb") as file:
            for piece in pieces:
                file.write(piece)
                done = file.tell()
                if done - told >= _TOLD_BYTES:
                    told = done
                    until.report(Event(done, max(size, 0), f"{done / 1e6:,.0f} MB fetched"))
                if until.enough and done >= PREVIEW_BYTES and _is_text(path, name):
                    whole = False
                    break
    if not path.stat().st_size:
        raise SourceError(f"The file is empty: '{name}'.", "Check the address.")
    return Fetched(path, name, head, whole)


def file_name(head: Head) -> str:
    """Return the name of a file: as its server calls it, or as it stands in the address."""
    message = Message()
    message["Content-Disposition"] = head.headers.get("content-disposition", "")
    named = shown(unquote(message.get_filename() or ""), 120)
    return named.replace("\\", "/").rsplit("/", 1)[-1].strip() or head.url.file_name


def _first(pieces: Iterator[bytes], most: int) -> bytes:
    body = b""
    for piece in pieces:
        body += piece
        if len(body) > most:
            break
    return body


def _is_text(path: Path, name: str) -> bool:
    with path.open("rb") as file:
        return content_of(file.read(HEAD_BYTES), name) == "text"


def _better_address(url: Url) -> str:
    """Name the address of the file itself where a well-known site has a page around it."""
    if url.host == "github.com" and "/blob/" in url.path:
        return "On GitHub, use the address behind 'Raw'."
    if url.host == "docs.google.com":
        return "In Google Sheets, use File > Share > Publish to the web, as CSV."
    return "Copy the address of the download, or load a table of the page as a web page."
