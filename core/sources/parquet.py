"""Parquet files, read in pieces within a budget of decoded bytes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from core.errors import LimitError, SourceError
from core.sources import MAX_DECODED_BYTES, SOURCES, Loaded, Source, need_file
from core.table import MAX_COLUMNS
from core.text import count

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow.parquet import ParquetFile

_BATCH_ROWS = 4096
_PROBE_ROWS = 16
_INDEX = "__index_level_"


@SOURCES.add
@dataclass(frozen=True)
class Parquet(Source):
    """A Parquet file; its column types are kept, its metadata is not."""

    name: ClassVar[str] = "parquet"
    label: ClassVar[str] = "Parquet"
    what: ClassVar[str] = "Reads a Parquet file with the types it declares."
    right: ClassVar[str] = "For large tables: it is small, fast, and knows its types."
    wrong: ClassVar[str] = "For nested records: expand them into columns first."
    suffixes: ClassVar[tuple[str, ...]] = (".parquet", ".pq")

    @classmethod
    def sniff(cls, head: bytes, name: str) -> float:
        """Recognise the four letters that every Parquet file begins with."""
        del name
        return 1.0 if head.startswith(b"PAR1") else 0.0

    def describe(self) -> str:
        """Say that types are kept."""
        return "Parquet, with the types it declares."

    def load(self, file: Path | None = None, rows: int | None = None) -> Loaded:
        """Read batch by batch, so that a small file cannot fill the memory."""
        import pyarrow as pa
        from pyarrow import parquet

        try:
            opened = parquet.ParquetFile(need_file(file))
            _check_columns(opened)
            _refuse_nested(opened)
            table = _read(opened, rows)
        except MemoryError:
            raise
        except (pa.ArrowException, OSError) as error:
            raise SourceError(
                "The Parquet file is incomplete or damaged.", "Upload it again."
            ) from error
        if not table.num_rows:
            raise SourceError("The file has columns but no rows.", "Choose a file with data.")
        index = [name for name in table.column_names if name.startswith(_INDEX)]
        frame = table.drop_columns(index).to_pandas(ignore_metadata=True)
        notes = (f"{count(len(index), 'stored row index')} left out.",) if index else ()
        return Loaded(frame, notes)


def _check_columns(opened: ParquetFile) -> None:
    columns = opened.metadata.num_columns
    if columns > MAX_COLUMNS:
        raise LimitError(
            f"The table has {columns:,} columns; the limit is {MAX_COLUMNS:,}.",
            "Keep only the columns you need.",
        )


def _refuse_nested(opened: ParquetFile) -> None:
    """Refuse by the schema, before a cell is read: nested cells unpack to any size."""
    import pyarrow as pa

    from core.canonical import nested_error

    for field in opened.schema_arrow:
        if pa.types.is_nested(field.type):
            raise nested_error(field.name)


def _read(opened: ParquetFile, rows: int | None) -> pa.Table:
    """Stop at the budget of decoded bytes: the size that a file declares can lie."""
    import pyarrow as pa

    probe = next(opened.iter_batches(batch_size=_PROBE_ROWS), None)
    wide = probe is not None and probe.nbytes / max(probe.num_rows, 1) > 100_000
    total, found = 0, 0
    batches = []
    for batch in opened.iter_batches(batch_size=_PROBE_ROWS if wide else _BATCH_ROWS):
        total += batch.nbytes
        found += batch.num_rows
        if total > MAX_DECODED_BYTES:
            raise LimitError(
                f"The file unpacks to more than {MAX_DECODED_BYTES / 1e9:.0f} GB.",
                "Keep only the rows and columns you need.",
            )
        batches.append(batch)
        if rows is not None and found >= rows:
            break
    table = pa.Table.from_batches(batches, schema=opened.schema_arrow)
    return table if rows is None else table.slice(0, rows)
