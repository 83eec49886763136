"""Look into zip and tar archives: which files they hold, and which of them is the table."""

from __future__ import annotations

import stat
import tarfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from core.errors import LimitError, SourceError, UnknownNameError
from core.sources.content import HEAD_BYTES, content_of
from core.text import count

MAX_MEMBERS = 10_000
MAX_HEADER_BYTES = 1_000_000
_MAX_DIRECTORY_BYTES = 20_000_000
_END_OF_ZIP, _END_BYTES = b"PK\x05\x06", 22
_BLOCK = 512
_TAR_LONG = b"xgXLK"
_LOOKED_AT = 50
_TABLES = (
    *(".csv", ".tsv", ".tab", ".ssv", ".parquet", ".pq", ".feather", ".arrow", ".arrows"),
    *(".xlsx", ".xlsm", ".xls", ".ods", ".json", ".jsonl", ".ndjson", ".geojson"),
)
_OFFICE = (".xlsx", ".xlsm", ".ods")
_READABLE = ("text", "json", "parquet", "arrow", "ole", "spreadsheet xml")


@dataclass(frozen=True)
class Member:
    """A file in an archive: its path there, its size, and whether a password locks it."""

    path: str
    size: int
    locked: bool = False

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.replace("\\", "/").rsplit("/", 1)[-1]


def members(file: Path, kind: str, name: str) -> tuple[Member, ...]:
    """Return the files of an archive; links and names that lead outside refuse it whole."""
    every = _in_zip(file, name) if kind == "zip" else _in_tar(file, name)
    for member in every:
        _check_path(member.path, name)
    shown = tuple(member for member in every if not _is_hidden(member.path))
    if not shown:
        raise SourceError(f"'{name}' holds no files.", "Choose an archive that holds a table.")
    return shown


def chosen(file: Path, kind: str, every: Sequence[Member], path: str) -> Member:
    """Return the named member; without a name the largest that looks like a table."""
    if path:
        known = {member.path: member for member in every}
        if path not in known:
            raise UnknownNameError.of("file in the archive", path, known)
        return known[path]
    if len(every) == 1:
        return every[0]
    likely = sorted(every, key=lambda member: (_is_table(member), member.size), reverse=True)
    for member in likely[:_LOOKED_AT]:
        if not member.locked and _is_readable(file, kind, member):
            return member
    return likely[0]


@contextmanager
def member_opened(file: Path, kind: str, member: Member) -> Iterator[IO[bytes]]:
    """Open one member by its path; nothing is ever written under its name."""
    if kind == "zip":
        with zipfile.ZipFile(file) as archive, archive.open(member.path) as packed:
            yield packed
        return
    with tarfile.open(file, "r:") as tar:
        packed_member = tar.extractfile(member.path)
        if packed_member is None:
            raise tarfile.ReadError(member.path)
        with packed_member:
            yield packed_member


def _is_table(member: Member) -> bool:
    return member.name.lower().endswith(_TABLES)


def _is_readable(file: Path, kind: str, member: Member) -> bool:
    with member_opened(file, kind, member) as packed:
        found = content_of(packed.read(HEAD_BYTES), member.name)
    office = found == "zip" and member.name.lower().endswith(_OFFICE)
    return member.size > 0 and (office or found in _READABLE)


def _in_zip(file: Path, name: str) -> list[Member]:
    _check_directory(file, name)
    with zipfile.ZipFile(file) as archive:
        found = archive.infolist()
    _check_number(len(found), name)
    for item in found:
        if stat.S_ISLNK(item.external_attr >> 16):
            raise _link_error(name)
    return [
        Member(item.filename, item.file_size, bool(item.flag_bits & 1))
        for item in found
        if not item.is_dir()
    ]


def _check_directory(file: Path, name: str) -> None:
    """Refuse a list of millions of files before it is read into memory."""
    with file.open("rb") as opened:
        size = file.stat().st_size
        opened.seek(max(0, size - 65_536 - _END_BYTES))
        tail = opened.read()
    at = tail.rfind(_END_OF_ZIP)
    if at >= 0 and int.from_bytes(tail[at + 12 : at + 16], "little") > _MAX_DIRECTORY_BYTES:
        raise _many_error(name)


def _in_tar(file: Path, name: str) -> list[Member]:
    _check_headers(file, name)
    with tarfile.open(file, "r:") as archive:
        found = archive.getmembers()
    if any(item.issym() or item.islnk() or item.isdev() for item in found):
        raise _link_error(name)
    return [Member(item.name, item.size) for item in found if item.isreg()]


def _check_headers(file: Path, name: str) -> None:
    """Walk the headers first: long names and notes are read into memory whole by the library."""
    number = 0
    with file.open("rb") as opened:
        while len(header := opened.read(_BLOCK)) == _BLOCK and header.strip(b"\x00"):
            number += 1
            size = _size_of(header)
            if header[156:157] in _TAR_LONG and header[156:157] and size > MAX_HEADER_BYTES:
                raise LimitError(f"'{name}' holds a name of {size:,} bytes.", "Pack it again.")
            _check_number(number, name)
            opened.seek(-(-size // _BLOCK) * _BLOCK, 1)


def _size_of(header: bytes) -> int:
    field = header[124:136]
    if field[0] & 0x80:
        return int.from_bytes(field[1:], "big")
    digits = field.strip(b" \x00")
    return int(digits, 8) if digits.isdigit() else 0


def _check_number(number: int, name: str) -> None:
    if number > MAX_MEMBERS:
        raise _many_error(name)


def _many_error(name: str) -> LimitError:
    return LimitError(
        f"'{name}' holds more than {count(MAX_MEMBERS, 'file')}.",
        "Unpack it and choose the one that holds the table.",
    )


def _link_error(name: str) -> SourceError:
    return SourceError(
        f"'{name}' holds a link to another place on the disk.",
        "Unpack it with care, and upload the table itself.",
    )


def _is_hidden(path: str) -> bool:
    plain = path.replace("\\", "/")
    return plain.startswith("__MACOSX/") or plain.rsplit("/", 1)[-1].startswith(".")


def _check_path(path: str, name: str) -> None:
    """Refuse names that lead outside, though nothing is ever written under them."""
    parts = path.replace("\\", "/").split("/")
    if ".." in parts or not parts[0] or ":" in parts[0]:
        raise SourceError(
            f"'{name}' holds a file whose name leads outside the archive.",
            "Unpack it with care, and upload the table itself.",
        )
