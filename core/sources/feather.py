"""Feather files (both versions) and Arrow streams, read within a budget of decoded bytes."""

from __future__ import annotations

import struct
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from core.errors import LimitError, SourceError
from core.progress import Report, silent
from core.sources import MAX_DECODED_BYTES, SOURCES, Loaded, ReadColumns, Source, need_file
from core.sources.content import content_of
from core.sources.feather_first import converted
from core.sources.sentence import typed_sentence

if TYPE_CHECKING:
    import pyarrow as pa

    from core.sources.arrow import Batches

_FIRST_VERSION = b"FEA1"


@SOURCES.add
@dataclass(frozen=True)
class Feather(Source):
    """An Arrow table on disk: a Feather file or a stream; types are kept, metadata is not."""

    name: ClassVar[str] = "feather"
    label: ClassVar[str] = "Feather or Arrow"
    what: ClassVar[str] = "Reads a Feather file or an Arrow stream with the types it declares."
    right: ClassVar[str] = "For tables passed on by R, Python or a database without loss."
    wrong: ClassVar[str] = "For lists in cells: expand them into rows first."
    suffixes: ClassVar[tuple[str, ...]] = (".feather", ".arrow", ".arrows", ".ipc")

    columns: ReadColumns = ()

    @classmethod
    def sniff(cls, head: bytes, name: str) -> float:
        """Recognise the marks that Arrow files and streams begin with."""
        return 1.0 if content_of(head, name) == "arrow" else 0.0

    def describe(self) -> str:
        """Say that types are kept, and which columns are read."""
        return typed_sentence("Arrow", self.columns)

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

    from core.sources.arrow import some_columns

    try:
        with _stream(file) as path, pa.OSFile(str(path)) as source:
            yield some_columns(_opened(path, source), only)
    except MemoryError as error:
        raise LimitError(
            "The Arrow file asks for more memory than there is.",
            "Keep only the rows and columns you need, or save it as Parquet.",
        ) from error
    except (pa.ArrowException, OSError, struct.error, IndexError, UnicodeDecodeError) as error:
        raise SourceError("The Arrow file is incomplete or damaged.", "Upload it again.") from error


@contextmanager
def _stream(file: Path) -> Iterator[Path]:
    """Give the file itself, or what the first version of the format is converted to."""
    with file.open("rb") as opened:
        first = opened.read(len(_FIRST_VERSION)) == _FIRST_VERSION
    if not first:
        yield file
        return
    with tempfile.TemporaryDirectory(prefix="modelwright-") as folder:
        target = Path(folder) / "stream"
        converted(file, target)
        yield target


def _opened(file: Path, source: Any) -> Batches:
    import pyarrow as pa

    from core.sources.arrow import Batches, too_large
    from core.sources.arrow_size import at_stream, unpacked_bytes

    if unpacked_bytes(file) > MAX_DECODED_BYTES:
        raise too_large(MAX_DECODED_BYTES)
    at_stream(source)
    stream = pa.ipc.open_stream(source)
    return Batches(stream.schema.remove_metadata(), None, lambda: _small(stream))


def _small(stream: Any) -> Iterator[pa.RecordBatch]:
    """Check every value, which a forged file may point anywhere; then cut batches small.

    The weight of a small batch is known before its dictionaries are written out.
    """
    from core.sources.arrow import BATCH_ROWS

    for batch in stream:
        batch.validate(full=True)
        for start in range(0, batch.num_rows, BATCH_ROWS):
            yield batch.slice(start, BATCH_ROWS)
