"""Tell how much a file holds once unpacked, without keeping any of it."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from core.errors import AppError
from core.sources.unpack import kind_of_file, unpacked

_BATCH_ROWS = 4096
_BROKEN_STREAM = (zlib.error, lzma.LZMAError, EOFError, OSError)
_CELL_BYTES = 8
_CHUNK = 1_000_000
_MARKS = (b",", b";", b"\t", b"|")
_STREAMS = ("gzip", "bzip2", "xz", "zstandard")
MANY_LINES, MANY_CELLS = 500_000, 3_000_000


def weigh(file: Path, name: str, enough: int) -> int:
    """Return about how many bytes a file unpacks to, counted no further than `enough`.

    A damaged file weighs what it weighs on disk: reading it will say what is wrong.
    """
    from pyarrow import ArrowException

    try:
        return _SCALES.get(kind_of_file(file, name), _on_disk)(file, enough)
    except (ArrowException, zipfile.BadZipFile, AppError, *_BROKEN_STREAM):
        return _on_disk(file, enough)


def has_many_cells(file: Path, name: str) -> bool:
    """Tell whether a text, packed or not, has more lines or cells than are read while one waits.

    Short cells take far more memory than room on the disk: 30 MB of single digits take 4 GB.
    """
    lines, marks = 0, dict.fromkeys(_MARKS, 0)
    try:
        kind = kind_of_file(file, name)
        if kind in ("workbook", "parquet", "arrow"):
            return False
        for chunk in _contents(file, kind):
            lines += max(chunk.count(b"\n"), chunk.count(b"\r"))
            for mark in _MARKS:
                marks[mark] += chunk.count(mark)
            if lines > MANY_LINES or lines + max(marks.values()) > MANY_CELLS:
                return True
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, AppError, *_BROKEN_STREAM):
        return False  # reading it will say what is wrong
    return False


def _contents(file: Path, kind: str) -> Iterator[bytes]:
    """Yield the bytes of a text, unpacked; those of an archive are its files in turn."""
    if kind == "zip":
        with zipfile.ZipFile(file) as archive:
            for member in archive.infolist():
                with archive.open(member) as content:
                    yield from iter(partial(content.read, _CHUNK), b"")
    elif kind in _STREAMS:
        yield from unpacked(file, kind)
    else:
        with file.open("rb") as content:
            yield from iter(partial(content.read, _CHUNK), b"")


def _on_disk(file: Path, enough: int) -> int:
    del enough
    return file.stat().st_size


def _zip(file: Path, enough: int) -> int:
    """Trust the declared sizes: reading a member stops there."""
    del enough
    with zipfile.ZipFile(file) as archive:
        return sum(member.file_size for member in archive.infolist())


def _stream(kind: str) -> Callable[[Path, int], int]:
    def weight(file: Path, enough: int) -> int:
        total = 0
        for chunk in unpacked(file, kind):
            total += len(chunk)
            if total >= enough:
                break
        return total

    return weight


def _parquet(file: Path, enough: int) -> int:
    """Count texts by their dictionaries: a text that stands in many rows is stored once.

    Nested columns weigh nothing: reading refuses them by the schema.
    """
    import pyarrow as pa
    from pyarrow import parquet

    from core.sources.arrow_size import expanded_bytes

    schema = parquet.read_schema(file)
    texts = [field.name for field in schema if _is_text(field.type)]
    if any(pa.types.is_nested(field.type) for field in schema):
        return _on_disk(file, enough)
    opened = parquet.ParquetFile(file, read_dictionary=texts)
    total = int(opened.metadata.num_rows) * len(schema) * _CELL_BYTES
    if not texts:
        return total
    for batch in opened.iter_batches(batch_size=_BATCH_ROWS, columns=texts):
        if total >= enough:
            break
        total += expanded_bytes(batch)
    return total


def _is_text(kind: Any) -> bool:
    import pyarrow as pa

    value = kind.value_type if pa.types.is_dictionary(kind) else kind
    checks = (pa.types.is_string, pa.types.is_binary, pa.types.is_large_string)
    return any(check(value) for check in (*checks, pa.types.is_large_binary))


def _arrow(file: Path, enough: int) -> int:
    """Add up what the headers declare, which is what reading will ask the memory for."""
    from core.sources.arrow_size import unpacked_bytes

    del enough
    try:
        return unpacked_bytes(file)
    except (struct.error, IndexError, MemoryError):
        return file.stat().st_size


_SCALES: dict[str, Callable[[Path, int], int]] = {
    "zip": _zip,
    "workbook": _zip,
    **{kind: _stream(kind) for kind in _STREAMS},
    "parquet": _parquet,
    "arrow": _arrow,
}
