"""Open compressed files and archives into a plain file, within a budget of bytes."""

from __future__ import annotations

import bz2
import gzip
import lzma
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import IO

from core.errors import LimitError, SourceError
from core.files import PACKED_ENDINGS
from core.sources import MAX_DECODED_BYTES, MEMBER, Choices
from core.sources.archive import Member, chosen, member_opened, members
from core.sources.content import HEAD_BYTES, content_of
from core.text import count, listed, shown

_CHUNK = 1 << 20
_XZ_MEMORY = 200_000_000
_ARCHIVES = ("zip", "tar")
_PACKED = (*PACKED_ENDINGS, *_ARCHIVES)
_OFFICE_MARKS = ("[Content_Types].xml", "mimetype", "content.xml", "xl/workbook.bin")
_BROKEN = (
    *(EOFError, OSError, zlib.error, lzma.LZMAError, NotImplementedError),
    *(zipfile.BadZipFile, tarfile.TarError, RuntimeError),
)


@dataclass(frozen=True)
class Plain:
    """A file ready to be read, its shown name, its kind of content, and notes.

    `member` is its path in an archive of several files, which `choices` lists.
    """

    file: Path
    name: str
    kind: str
    notes: tuple[str, ...] = ()
    member: str = ""
    choices: Choices = field(default_factory=dict)


@contextmanager
def plain(file: Path, name: str, most: int | None = None, member: str = "") -> Iterator[Plain]:
    """Give the file itself, or what it is packed around: one member of an archive.

    With `most`, unpacking stops after that many bytes (for a preview); without it,
    content over the budget raises a LimitError.
    """
    kind = kind_of_file(file, name)
    if kind not in _PACKED:
        yield Plain(file, name, kind)
        return
    with tempfile.TemporaryDirectory(prefix="modelwright-") as folder:
        try:
            found = _Packed(file, name, kind, Path(folder)).opened(most, member)
        except _BROKEN as error:
            raise SourceError(
                f"'{name}' is incomplete or damaged and cannot be unpacked.", "Upload it again."
            ) from error
        yield found


def kind_of_file(file: Path, name: str) -> str:
    """Return the kind of content of a file; spreadsheets in zip form are `workbook`."""
    kind = _kind_of_head(file, name)
    if kind == "zip" and _is_workbook(file, name):
        return "workbook"
    return kind


def unpacked(file: Path, kind: str) -> Iterator[bytes]:
    """Yield what a compressed file holds, piece by piece."""
    return _STREAMS[kind](file)


@dataclass(frozen=True)
class _Packed:
    """A packed file and the folder to unpack it into."""

    file: Path
    name: str
    kind: str
    folder: Path

    def opened(self, most: int | None, member: str) -> Plain:
        """Unpack a stream, or one member of an archive, which may be inside a stream."""
        if self.kind in PACKED_ENDINGS:
            found = self._stream(most)
            if found.kind != "tar":
                return self._checked(found)
            return replace(self, file=found.file, kind="tar").opened(most, member)
        every = members(self.file, self.kind, self.name)
        return self._checked(self._member(chosen(self.file, self.kind, every, member), every, most))

    def _checked(self, found: Plain) -> Plain:
        if found.kind in (*_PACKED, "7z", "rar"):
            raise SourceError(
                f"'{self.name}' holds an archive inside an archive.", "Unpack the outer one first."
            )
        return found

    def _stream(self, most: int | None) -> Plain:
        inside, inner = self.folder / "content", _without_suffix(self.name, self.kind)
        kind = self._written(partial(unpacked, self.file, self.kind), inside, inner, most)
        return Plain(inside, inner, kind, (f"Unpacked '{inner}' from {self.kind}.",))

    def _member(self, one: Member, every: tuple[Member, ...], most: int | None) -> Plain:
        if one.locked:
            raise SourceError(f"'{self.name}' is protected by a password.", "Unpack it first.")
        inside = self.folder / "member"
        inner = shown(one.name, 200)
        kind = self._written(partial(self._chunks, one), inside, inner, most)
        note = f"Unpacked '{inner}' from {self.kind}."
        if len(every) == 1:
            return Plain(inside, inner, kind, (note,))
        others = listed(shown(other.path) for other in every if other != one)
        note = f"'{self.name}' holds {len(every):,} files: '{inner}' was read, not {others}."
        words = {item.path: f"{shown(item.path)} ({_size(item.size)})" for item in every}
        return Plain(inside, inner, kind, (note,), one.path, {MEMBER: words})

    def _chunks(self, one: Member) -> Iterator[bytes]:
        with member_opened(self.file, self.kind, one) as packed:
            yield from _read(packed)

    def _written(
        self, chunks: Callable[[], Iterable[bytes]], target: Path, inner: str, most: int | None
    ) -> str:
        """Unpack as much as is asked for, or all of it where a part is of no use."""
        _copy(chunks(), target, self.name, most)
        if most is not None and _kind_of_head(target, inner) != "text":
            _copy(chunks(), target, self.name, None)
        return kind_of_file(target, inner)


def _kind_of_head(file: Path, name: str) -> str:
    with file.open("rb") as opened:
        return content_of(opened.read(HEAD_BYTES), name)


def _is_workbook(file: Path, name: str) -> bool:
    try:
        with zipfile.ZipFile(file) as archive:
            held = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise SourceError(
            f"'{name}' is an incomplete or damaged archive.", "Upload it again."
        ) from error
    return any(mark in held for mark in _OFFICE_MARKS)


def _without_suffix(name: str, kind: str) -> str:
    lower = name.lower()
    if lower.endswith((".tgz", ".tbz", ".tbz2", ".txz", ".tzst")):
        return name.rpartition(".")[0] + ".tar"
    for suffix in PACKED_ENDINGS[kind]:
        if lower.endswith(suffix):
            return name[: -len(suffix)]
    return name


def _size(size: int) -> str:
    if size < 1000:
        return count(size, "byte")
    return f"{size / 1e3:,.0f} kB" if size < 1e6 else f"{size / 1e6:,.0f} MB"


def _read(packed: IO[bytes]) -> Iterator[bytes]:
    while chunk := packed.read(_CHUNK):
        yield chunk


def _gzip(file: Path) -> Iterator[bytes]:
    with gzip.open(file, "rb") as packed:
        yield from _read(packed)  # type: ignore[arg-type]


def _bzip2(file: Path) -> Iterator[bytes]:
    with bz2.open(file, "rb") as packed:
        yield from _read(packed)


def _xz(file: Path) -> Iterator[bytes]:
    """Unpack stream after stream; a dictionary that would not fit the memory is refused."""
    with file.open("rb") as packed:
        engine, rest = lzma.LZMADecompressor(memlimit=_XZ_MEMORY), b""
        while True:
            if engine.eof:
                rest = (engine.unused_data or packed.read(_CHUNK)).lstrip(b"\x00")
                if not rest:
                    return
                engine = lzma.LZMADecompressor(memlimit=_XZ_MEMORY)
            elif engine.needs_input:
                rest = packed.read(_CHUNK)
                if not rest:
                    raise EOFError("the stream ends too early")
            yield engine.decompress(rest, max_length=_CHUNK)
            rest = b""


def _zstandard(file: Path) -> Iterator[bytes]:
    import pyarrow as pa

    with pa.OSFile(str(file)) as source, pa.CompressedInputStream(source, "zstd") as packed:
        yield from _read(packed)


_STREAMS: dict[str, Callable[[Path], Iterator[bytes]]] = {
    "gzip": _gzip,
    "bzip2": _bzip2,
    "xz": _xz,
    "zstandard": _zstandard,
}


def _copy(chunks: Iterable[bytes], target: Path, name: str, most: int | None) -> None:
    total = 0
    with target.open("wb") as out:
        for chunk in chunks:
            total += len(chunk)
            out.write(chunk)
            if most is not None and total >= most:
                return
            if total > MAX_DECODED_BYTES:
                raise LimitError(
                    f"'{name}' unpacks to more than {MAX_DECODED_BYTES / 1e9:.0f} GB.",
                    "Keep only the rows and columns you need.",
                )
