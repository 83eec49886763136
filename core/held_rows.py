"""Rows that wait, unreadable, while somebody decides what may be stored of them.

A database or an address that is asked a second time may give other rows than those a person was
asked about. So the rows of one reading wait for the answer. They must not be stored before they
are masked, and a process that holds them in memory would keep its place in the queue from
others. Therefore they lie aside as one Parquet file that is encrypted as a whole (AES-GCM): its
key is made for this reading alone and is only in the memory of the server, so without it, as
after a restart, the file tells nothing. It goes with the answer, with a refusal, and by its age
as any file that waits. What is very large is not held: it is asked for again, as without a key.

One row of the file is one piece of the table, in canonical types, with what was said of it.
"""

from __future__ import annotations

import json
import os
import secrets
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from core.canonical import canonical
from core.errors import AppError
from core.files import make_folder, new_id, safe_path, storage_error
from core.fingerprint import Infinite, arrow_of
from core.projects import sweep_waiting
from core.secret_store import forget, is_held, remember, reveal
from core.sources import MAX_SKIPPED_SHOWN, Loaded, SkippedRow
from core.table import infinite_in

if TYPE_CHECKING:
    import pyarrow as pa

HELD = "held_rows"
MOST_BYTES = 500_000_000
_KEY_BYTES = 32
_FOR = "waiting-rows.invalid"


@dataclass(frozen=True, eq=False)
class Piece:
    """Rows in canonical types, with what was said of them; rows are counted from the piece's."""

    frame: pd.DataFrame
    notes: tuple[str, ...] = ()
    skipped: tuple[SkippedRow, ...] = ()
    infinite: Infinite = ()


def piece_of(loaded: Loaded) -> Piece:
    """Bring rows into canonical types."""
    frame, changes = canonical(loaded.frame)
    infinite = infinite_in(loaded.frame, frame.columns)
    skipped = loaded.skipped[: 2 * MAX_SKIPPED_SHOWN]
    return Piece(frame, (*loaded.notes, *changes), skipped, infinite)


def place_for(owner: str) -> dict[str, Any]:
    """Return what a task says of the place where rows may wait, and make the key to it."""
    mark = new_id()
    name = f".held.{os.getpid()}.{mark[:8]}.tmp"
    return {HELD: {"file": name, "key": _new_key(owner, mark), "mark": mark}}


def with_key(task: Mapping[str, Any], owner: str) -> None:
    """Make the key of a task anew where it was forgotten: what waited is asked for again then."""
    place = task.get(HELD)
    if place and not is_held(place["key"], owner):
        _new_key(owner, place["mark"])


def is_waiting(task: Mapping[str, Any], root: Path, owner: str) -> bool:
    """Tell whether rows wait for the answer to a task, and can be read."""
    place = task.get(HELD)
    return bool(place and is_held(place["key"], owner) and _path(place, root).exists())


def let_go(task: Mapping[str, Any], root: Path, owner: str) -> None:
    """Remove the rows that wait for a task, and forget the key to them."""
    place = task.get(HELD)
    if place:
        _path(place, root).unlink(missing_ok=True)
        forget(place["key"], owner)


def held_rows(task: Mapping[str, Any], root: Path) -> HeldRows | None:
    """Return where the rows of a task may wait, None without a key for them."""
    place = task.get(HELD)
    if not place:
        return None
    try:
        key = bytes.fromhex(reveal(place["key"], _FOR))
    except AppError:  # it was forgotten with the server that had it
        return None
    return HeldRows(_path(place, root), key)


@dataclass(frozen=True, repr=False)
class HeldRows:
    """The rows of one reading under a key that is nowhere on disk."""

    path: Path
    key: bytes

    def keep(self, pieces: Iterable[Piece]) -> bool:
        """Hold all pieces and say so; what is too large is not held, and nothing is there."""
        sweep_waiting(self.path.parent.parent, time.time())
        make_folder(self.path.parent)
        partial = self.path.with_name(f".held.{os.getpid()}.{new_id()[:8]}.tmp")
        try:
            done = self._write(partial, pieces)
            if done:
                partial.replace(self.path)
        except OSError as error:
            raise storage_error(error, self.path) from error
        finally:
            partial.unlink(missing_ok=True)
        return done

    def pieces(self) -> Iterator[Piece] | None:
        """Return the pieces that wait, None where there are none that this key opens."""
        from pyarrow import parquet
        from pyarrow.parquet.encryption import create_decryption_properties

        opens = create_decryption_properties(self.key)
        try:
            file = parquet.ParquetFile(self.path, decryption_properties=opens)
        except (OSError, ValueError):
            return None
        return _read(file)

    def remove(self) -> None:
        """Let nothing wait any longer."""
        self.path.unlink(missing_ok=True)

    def _write(self, partial: Path, pieces: Iterable[Piece]) -> bool:
        from pyarrow import parquet
        from pyarrow.parquet.encryption import create_encryption_properties

        closes, size = create_encryption_properties(self.key), 0
        with (
            os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file,
            parquet.ParquetWriter(
                file, _schema(), compression="zstd", encryption_properties=closes
            ) as writer,
        ):
            for piece in pieces:
                row = _row(piece)
                size += row.nbytes
                if size > MOST_BYTES:
                    return False
                writer.write_table(row)
        return True


def _schema() -> pa.Schema:
    import pyarrow as pa

    return pa.schema([("rows", pa.large_binary()), ("said", pa.large_string())])


def _row(piece: Piece) -> pa.Table:
    import pyarrow as pa

    table, sink = arrow_of(piece.frame), pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    told = {
        "notes": piece.notes,
        "skipped": [asdict(row) for row in piece.skipped],
        "infinite": piece.infinite,
    }
    columns = [[sink.getvalue().to_pybytes()], [json.dumps(told)]]
    return pa.Table.from_arrays(
        [pa.array(values, field.type) for values, field in zip(columns, _schema(), strict=True)],
        schema=_schema(),
    )


def _read(file: Any) -> Iterator[Piece]:
    import pyarrow as pa

    with file:
        for number in range(file.num_row_groups):
            (row,) = file.read_row_group(number).to_pylist()
            with pa.ipc.open_stream(row["rows"]) as stream:
                frame = stream.read_pandas()
            said = json.loads(row["said"])
            yield Piece(
                frame,
                tuple(said["notes"]),
                tuple(SkippedRow(**skipped) for skipped in said["skipped"]),
                tuple((name, tuple(rows)) for name, rows in said["infinite"]),
            )


def _new_key(owner: str, mark: str) -> str:
    value = secrets.token_bytes(_KEY_BYTES).hex()
    return remember(value, owner, _FOR, mark)


def _path(place: Mapping[str, Any], root: Path) -> Path:
    return safe_path(root / "waiting", str(place["file"]))
