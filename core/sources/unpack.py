"""Open compressed files into a plain one, within a budget of bytes."""

from __future__ import annotations

import bz2
import gzip
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from core.errors import LimitError, SourceError
from core.sources import MAX_DECODED_BYTES
from core.sources.content import HEAD_BYTES, content_of

_CHUNK = 1 << 20
_SUFFIXES = {"gzip": (".gz", ".gzip"), "bzip2": (".bz2",), "zip": (".zip",)}
_OFFICE_MARKS = ("[Content_Types].xml", "mimetype", "content.xml")


@dataclass(frozen=True)
class Plain:
    """A file ready to be read, its shown name, its kind of content, and notes."""

    file: Path
    name: str
    kind: str
    notes: tuple[str, ...] = ()


@contextmanager
def plain(file: Path, name: str, most: int | None = None) -> Iterator[Plain]:
    """Give the file itself, or what a gzip, bzip2 or zip archive holds.

    With `most`, unpacking stops after that many bytes (for a preview); without it,
    content over the budget raises a LimitError.
    """
    kind = kind_of_file(file, name)
    if kind not in _SUFFIXES:
        yield Plain(file, name, kind)
        return
    with tempfile.TemporaryDirectory(prefix="modelwright-") as folder:
        inside = Path(folder) / "content"
        inner = _unpack(file, name, inside, most)
        inner_kind = kind_of_file(inside, inner) if most is None else _kind_of_head(inside, inner)
        if most is not None and inner_kind != "text":
            inner = _unpack(file, name, inside, None)
            inner_kind = kind_of_file(inside, inner)
        if inner_kind in (*_SUFFIXES, "xz"):
            raise SourceError(
                f"'{name}' holds an archive inside an archive.", "Unpack the outer one first."
            )
        yield Plain(inside, inner, inner_kind, (f"Unpacked '{inner}' from {kind}.",))


def kind_of_file(file: Path, name: str) -> str:
    """Return the kind of content of a file; spreadsheets in zip form are `workbook`."""
    kind = _kind_of_head(file, name)
    if kind == "zip" and _is_workbook(file, name):
        return "workbook"
    return kind


def _kind_of_head(file: Path, name: str) -> str:
    with file.open("rb") as opened:
        return content_of(opened.read(HEAD_BYTES), name)


def _is_workbook(file: Path, name: str) -> bool:
    try:
        with zipfile.ZipFile(file) as archive:
            return any(mark in archive.namelist() for mark in _OFFICE_MARKS)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise SourceError(
            f"'{name}' is an incomplete or damaged archive.", "Upload it again."
        ) from error


def _unpack(file: Path, name: str, target: Path, most: int | None) -> str:
    try:
        kind = _kind_of_head(file, name)
        if kind == "zip":
            return _unpack_zip(file, name, target, most)
        opener = gzip.open if kind == "gzip" else bz2.open
        with opener(file, "rb") as packed:
            _copy(cast(IO[bytes], packed), target, name, most)
    except (EOFError, OSError, zlib.error, zipfile.BadZipFile, NotImplementedError) as error:
        raise SourceError(
            f"'{name}' is incomplete or damaged and cannot be unpacked.", "Upload it again."
        ) from error
    lower = name.lower()
    for suffix in _SUFFIXES[kind]:
        if lower.endswith(suffix):
            return name[: -len(suffix)]
    return name


def _unpack_zip(file: Path, name: str, target: Path, most: int | None) -> str:
    with zipfile.ZipFile(file) as archive:
        members = [
            item
            for item in archive.infolist()
            if not item.is_dir() and not _is_hidden(item.filename)
        ]
        if len(members) != 1:
            raise SourceError(
                f"'{name}' holds {len(members)} files; one table is expected.",
                "Unpack it and choose one file.",
            )
        _check_path(members[0].filename, name)
        if members[0].flag_bits & 1:
            raise SourceError(f"'{name}' is protected by a password.", "Unpack it first.")
        with archive.open(members[0]) as packed:
            _copy(packed, target, name, most)
    return members[0].filename.replace("\\", "/").rsplit("/", 1)[-1]


def _is_hidden(path: str) -> bool:
    return path.startswith("__MACOSX/") or path.rsplit("/", 1)[-1].startswith(".")


def _check_path(path: str, name: str) -> None:
    """Refuse names that lead outside, though nothing is ever written under them."""
    parts = path.replace("\\", "/").split("/")
    if ".." in parts or not parts[0] or ":" in parts[0]:
        raise SourceError(
            f"'{name}' holds a file whose name leads outside the archive.",
            "Unpack it with care, and upload the table itself.",
        )


def _copy(packed: IO[bytes], target: Path, name: str, most: int | None) -> None:
    total = 0
    with target.open("wb") as out:
        while chunk := packed.read(_CHUNK):
            total += len(chunk)
            out.write(chunk)
            if most is not None and total >= most:
                return
            if total > MAX_DECODED_BYTES:
                raise LimitError(
                    f"'{name}' unpacks to more than {MAX_DECODED_BYTES / 1e9:.0f} GB.",
                    "Keep only the rows and columns you need.",
                )
