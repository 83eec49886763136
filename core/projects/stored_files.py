"""Tables and uploads on disk, named by what they contain.

The name is the hash, so the same content is stored once, a file never changes, and a
damaged one is recognised. Parquet files hold plain columns: no index, no pandas notes.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from core.errors import LimitError, StorageError
from core.files import CHUNK, new_id, safe_path, sha256_of, storage_error, write_atomic
from core.text import shown

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

MAX_UPLOAD_BYTES = 2_000_000_000
_BATCH_ROWS = 131_072
WAITING_SECONDS = 3600.0
_PARTIAL = re.compile(r"^\..+\.(\d+)\.[0-9a-f]{8}\.tmp$")


def table_path(root: Path, fingerprint: str) -> Path:
    """Return where the table with this fingerprint lies."""
    return safe_path(root / "data", f"{fingerprint}.parquet")


def table_paths(root: Path, fingerprints: Iterable[str]) -> list[Path]:
    """Return where tables lie whose fingerprints the store has made itself.

    The folder is looked up once: for a long list that is most of the work.
    """
    folder = (root / "data").resolve()
    return [
        folder / f"{mark}.parquet" if mark.isalnum() else table_path(root, mark)
        for mark in fingerprints
    ]


def write_table(path: Path, frame: pd.DataFrame) -> str:
    """Write a frame as Parquet, whole or not at all, and return the SHA-256 of the file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    need_room(path, int(frame.memory_usage(deep=False).sum()))
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    written: list[str] = []

    def fill(partial: Path) -> None:
        try:
            pq.write_table(table, partial, compression="zstd")
        except pa.ArrowException as error:
            raise StorageError(f"The table could not be written: {error}.") from error
        written.append(sha256_of(partial))

    write_atomic(path, fill)
    return written[0]


def move_table(file: Path, path: Path) -> str:
    """Put a finished table file in place and return its SHA-256."""
    sha256 = sha256_of(file)
    write_atomic(path, lambda partial: _move(file, partial))
    return sha256


def is_whole(path: Path, sha256: str) -> bool:
    """Say whether a file is there and still has the content it was stored with."""
    with _in_words(path):
        return path.exists() and sha256_of(path) == sha256


def read_table(path: Path, sha256: str, columns: Iterable[str] | None) -> pd.DataFrame:
    """Read a table, or only some of its columns, after checking that the file is whole."""
    import pyarrow.parquet as pq

    if not path.exists():
        raise _damaged(path, "is missing")
    with _in_words(path):
        if sha256_of(path) != sha256:
            raise _damaged(path, "was changed or damaged on disk")
        wanted = None if columns is None else list(columns)
        # Names with a dot are read by their beginning too, hence the exact choice after it.
        table = pq.ParquetFile(path).read(columns=wanted)
        frame: pd.DataFrame = (table if wanted is None else table.select(wanted)).to_pandas()
    return frame


def some_positions(total: int, rows: int) -> NDArray[np.int64]:
    """Choose `rows` of `total` positions at random, always the same ones, in order."""
    import numpy as np

    chosen = np.random.default_rng(0).choice(total, rows, replace=False)
    return np.sort(chosen).astype("int64")


def read_rows(path: Path, positions: NDArray[np.int64]) -> pd.DataFrame:
    """Read the rows at some positions, in order, holding one group of rows at a time."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    if not path.exists():
        raise _damaged(path, "is missing")
    taken, first = [], 0
    with _in_words(path), pq.ParquetFile(path) as opened:
        for batch in opened.iter_batches(batch_size=_BATCH_ROWS):
            low, high = np.searchsorted(positions, (first, first + batch.num_rows))
            if high > low:
                taken.append(batch.take(pa.array(positions[low:high] - first)))
            first += batch.num_rows
    return pa.Table.from_batches(taken).to_pandas()


def read_column(path: Path, name: str) -> pd.Series:
    """Read one column of a table."""
    import pyarrow.parquet as pq

    with _in_words(path), pq.ParquetFile(path) as opened:
        # A name with a dot also reads others that begin like it.
        return opened.read(columns=[name]).column(name).to_pandas()


def store_stream(folder: Path, content: bytes | Path | IO[bytes]) -> tuple[str, int, Path]:
    """Copy content into `folder` under its SHA-256; return hash, size in bytes and path."""
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / f".upload.{os.getpid()}.{new_id()[:8]}.tmp"
    digest, size = hashlib.sha256(), 0
    try:
        with _in_words(partial), partial.open("wb") as file:
            for chunk in _chunks(content):
                size += len(chunk)
                if size > MAX_UPLOAD_BYTES:
                    raise LimitError(
                        f"The file is over {MAX_UPLOAD_BYTES / 1e9:.0f} GB.",
                        "Load a part of it, or convert it to Parquet.",
                    )
                digest.update(chunk)
                file.write(chunk)
        path = safe_path(folder, digest.hexdigest())
        if not is_whole(path, digest.hexdigest()):
            write_atomic(path, lambda whole: _move(partial, whole))
    finally:
        partial.unlink(missing_ok=True)
    return digest.hexdigest(), size, path


def upload_path(root: Path, sha256: str) -> Path:
    """Return where a raw file is kept under the hash of its content."""
    return safe_path(root / "uploads", sha256)


def hold(root: Path, content: bytes | Path | IO[bytes]) -> tuple[Path, int]:
    """Copy content aside, under a name that says nothing; return its path and size.

    A restart of the server sweeps it away like any half-written file.
    """
    folder = root / "waiting"
    _, size, path = store_stream(folder, content)
    held = folder / f".held.{os.getpid()}.{new_id()[:8]}.tmp"
    with _in_words(held):
        path.replace(held)
    return held, size


def sweep_waiting(root: Path, now: float, seconds: float = WAITING_SECONDS) -> None:
    """Remove files that were held and never decided on."""
    for path in (root / "waiting").glob(".held.*.tmp"):
        try:
            if now - path.stat().st_mtime > seconds:
                path.unlink(missing_ok=True)
        except FileNotFoundError:
            continue


def need_room(path: Path, size: int) -> None:
    """Refuse before a big write when the disk has less room than it needs (bytes)."""
    with _in_words(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(path.parent).free
    if free < size:
        raise StorageError(
            f"The disk is full: up to {size / 1e6:.0f} MB are needed and {free / 1e6:.0f} MB"
            " are free. Nothing was changed.",
            "Free some space and try again.",
        )


def sweep(root: Path) -> tuple[Path, ...]:
    """Remove half-written files of processes that are gone; return what was removed.

    Call it when a server starts, before it writes: a half-written file with the number
    of this very process is from an earlier life of it.
    """
    removed = []
    for path in sorted(root.rglob(".*.tmp")):
        match = _PARTIAL.match(path.name)
        if match and not _is_writing(int(match[1])):
            path.unlink(missing_ok=True)
            removed.append(path)
    return tuple(removed)


def _is_writing(process: int) -> bool:
    if process == os.getpid():
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _chunks(content: bytes | Path | IO[bytes]) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
    elif isinstance(content, Path):
        with content.open("rb") as file:
            yield from _chunks(file)
    else:
        if content.seekable():
            content.seek(0)
        while chunk := content.read(CHUNK):
            yield bytes(chunk)


def _move(source: Path, target: Path) -> None:
    source.replace(target)


def _damaged(path: Path, what: str) -> StorageError:
    return StorageError(
        f"The stored table {shown(path.name, 20)} {what}.",
        "Load the data again from its source; other data versions are not touched.",
    )


@contextmanager
def _in_words(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise storage_error(error, path) from error
