"""Parquet files, read in pieces within a budget of decoded bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from core.column_names import clean_names, places_within
from core.errors import SourceError
from core.progress import Report, silent
from core.sources import MAX_DECODED_BYTES, SOURCES, Loaded, ReadColumns, Source, need_file
from core.sources.sentence import typed_sentence

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow import parquet

    from core.sources.arrow import Batches

_PROBE_ROWS = 16
_WIDE_BYTES = 100_000


@SOURCES.add
@dataclass(frozen=True)
class Parquet(Source):
    """A Parquet file; its column types are kept, its metadata is not."""

    name: ClassVar[str] = "parquet"
    label: ClassVar[str] = "Parquet"
    what: ClassVar[str] = "Reads a Parquet file with the types it declares."
    right: ClassVar[str] = "For large tables: it is small, fast, and knows its types."
    wrong: ClassVar[str] = "For lists in cells: expand them into rows first."
    suffixes: ClassVar[tuple[str, ...]] = (".parquet", ".pq")

    columns: ReadColumns = ()

    @classmethod
    def sniff(cls, head: bytes, name: str) -> float:
        """Recognise the four letters that every Parquet file begins with."""
        del name
        return 1.0 if head.startswith(b"PAR1") else 0.0

    def describe(self) -> str:
        """Say that types are kept, and which columns are read."""
        return typed_sentence("Parquet", self.columns)

    def load(self, file: Path | None = None, rows: int | None = None) -> Loaded:
        """Read batch by batch, so that a small file cannot fill the memory."""
        from core.sources.arrow import loaded

        with _batches(need_file(file), self.columns) as table:
            return loaded(table, rows, MAX_DECODED_BYTES)

    def pieces(self, file: Path | None = None, report: Report = silent) -> Iterator[Loaded]:
        """Yield the rows some megabytes at a time."""
        from core.sources.arrow import pieces

        with _batches(need_file(file), self.columns) as table:
            yield from pieces(table, report, MAX_DECODED_BYTES)


@contextmanager
def _batches(file: Path, only: Sequence[str]) -> Iterator[Batches]:
    import pyarrow as pa
    from pyarrow import parquet

    from core.sources.arrow import BATCH_ROWS, Batches, check_schema
    from core.sources.arrow_extension import with_joined_names

    try:
        with parquet.ParquetFile(file) as opened:
            schema, notes = with_joined_names(opened.schema_arrow)
            names = clean_names(schema.names)[0]
            places = places_within(names, only)
            if only:
                schema = pa.schema([schema.field(at).with_name(names[at]) for at in places])
            check_schema(schema)
            read = partial(_read, opened, places)
            probe = next(read(_PROBE_ROWS), None)
            wide = probe is not None and probe.nbytes / max(probe.num_rows, 1) > _WIDE_BYTES
            size = _PROBE_ROWS if wide else BATCH_ROWS
            rows = opened.metadata.num_rows
            yield Batches(schema, rows, lambda: _named(read(size), schema), notes)
    except MemoryError:
        raise
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise SourceError(
            "The Parquet file is incomplete or damaged.", "Upload it again."
        ) from error


def _read(
    opened: parquet.ParquetFile, places: Sequence[int], size: int
) -> Iterator[pa.RecordBatch]:
    """Read the columns at some places; names that the format takes for others need all of them."""
    names = opened.schema_arrow.names
    plain = len(set(names)) == len(names) and not any("." in name for name in names)
    wanted = [names[at] for at in places] if plain and len(places) < len(names) else None
    for batch in opened.iter_batches(size, columns=wanted):
        yield batch if batch.num_columns == len(places) else batch.select(list(places))


def _named(batches: Iterator[pa.RecordBatch], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        yield batch if batch.schema.names == schema.names else batch.rename_columns(schema.names)
