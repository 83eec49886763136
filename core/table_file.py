"""Write a table to a Parquet file piece by piece, whatever its size.

Pieces may disagree about a column: the first has whole numbers, a later one fractions, gaps
or texts. The widest type wins, and rows already written are brought into it at the end::

    nothing < whole number < number < text        nothing < date < text
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.column_names import check_width
from core.fingerprint import Digest, Infinite
from core.pictures import LOOKED_AT, refuse_pictures

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow.parquet import ParquetWriter

GROUP_ROWS = 131_072
GROUP_BYTES = 64_000_000
_FEW = 0.25  # of the values of a column: a dictionary of them is smaller than they are
_RANK = {"nothing": 0, "integer": 1, "number": 2, "date": 1, "text": 3}


@dataclass(frozen=True)
class TableFacts:
    """What was written: the fingerprint, the number of rows, and columns with their types."""

    fingerprint: str
    rows: int
    types: Mapping[str, str]


class TableWriter:
    """Takes Arrow tables of plain columns in order; `finish` gives the facts.

    Nothing is at `target` before `finish` has returned.
    """

    def __init__(self, target: Path) -> None:
        self._target = target
        self._types: dict[str, str] = {}
        self._parts: list[_Part] = []
        self._waiting: list[pa.Table] = []
        self.rows = 0

    def add(self, table: pa.Table) -> None:
        """Take the next rows."""
        if not self.rows:
            _refuse_pictures(table)
        types = joined(self._types, {name: _type_of(table, name) for name in table.column_names})
        if types != self._types:
            check_width(len(types))
            self._end_part()
            self._types = types
        self.rows += table.num_rows
        self._waiting.append(_as(table, types))
        waiting = sum(piece.num_rows for piece in self._waiting)
        if waiting >= GROUP_ROWS or sum(piece.nbytes for piece in self._waiting) >= GROUP_BYTES:
            self._write_group()

    def finish(self, infinite: Infinite = ()) -> TableFacts:
        """Put the whole table at `target` and return its facts."""
        self._end_part()
        if len(self._parts) > 1:
            self._unite()
        whole = self._parts.pop()
        whole.path.replace(self._target)
        return TableFacts(whole.digest.hexdigest(infinite), self.rows, dict(self._types))

    def close(self) -> None:
        """Let go of everything that was not finished."""
        for part in self._parts:
            try:
                part.close()
            finally:
                part.path.unlink(missing_ok=True)

    def _write_group(self) -> None:
        import pyarrow as pa

        if not self._waiting:
            return
        group = pa.concat_tables(self._waiting)
        self._waiting = []
        if not self._parts or self._parts[-1].closed:
            self._begin_part()
        self._parts[-1].write(group)

    def _begin_part(self) -> _Part:
        self._parts.append(_Part(_beside(self._target, len(self._parts))))
        return self._parts[-1]

    def _end_part(self) -> None:
        self._write_group()
        if self._parts:
            self._parts[-1].close()

    def _unite(self) -> None:
        """Write the parts once more, all in the types that were found in the end."""
        parts = list(self._parts)
        whole = self._begin_part()
        for part in parts:
            for table in _written(part.path):
                whole.write(_as(table, self._types))
            part.path.unlink()
            self._parts.remove(part)
        whole.close()


class _Part:
    """A file of rows that agree about types, and their fingerprint, both made in threads.

    One group is at work while the next one is gathered, so few are in memory.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.digest = Digest()
        self.closed = False
        self._writer: ParquetWriter | None = None
        self._threads = ThreadPoolExecutor(2)
        self._at_work: tuple[Future[None], ...] = ()

    def write(self, group: pa.Table) -> None:
        """Write rows that all together make a group of the file."""
        if self._writer is None:
            self._writer = _writer(self.path, group)
        self._wait()
        self._at_work = (
            self._threads.submit(self._writer.write_table, group, row_group_size=GROUP_ROWS),
            self._threads.submit(self.digest.add, group),
        )

    def close(self) -> None:
        """Finish the file; it can be read afterwards."""
        if self.closed:
            return
        self.closed = True
        self._threads.shutdown()
        if self._writer is not None:
            self._writer.close()
        self._wait()

    def _wait(self) -> None:
        for work in self._at_work:
            work.result()


def _written(part: Path) -> Iterator[pa.Table]:
    import pyarrow as pa
    from pyarrow import parquet

    with parquet.ParquetFile(part) as opened:
        for batch in opened.iter_batches(batch_size=GROUP_ROWS):
            yield pa.Table.from_batches([batch])


def _refuse_pictures(table: pa.Table) -> None:
    for name in table.column_names:
        if _type_of(table, name) == "text":
            refuse_pictures(name, table.column(name).slice(0, 10 * LOOKED_AT).to_pylist())


def joined(before: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    """Return the types of columns after another piece; new columns come last.

    >>> joined({"a": "integer", "b": "date"}, {"a": "number", "b": "integer", "c": "text"})
    {'a': 'number', 'b': 'text', 'c': 'text'}
    """
    types = dict(before)
    for name, kind in now.items():
        old = types.get(name, "nothing")
        clash = {old, kind} in ({"date", "integer"}, {"date", "number"})
        types[name] = "text" if clash else max(old, kind, key=_RANK.__getitem__)
    return types


def _type_of(table: pa.Table, name: str) -> str:
    import pyarrow as pa

    column = table.column(name)
    if column.null_count == len(column):
        return "nothing"
    if pa.types.is_integer(column.type):
        return "integer"
    if pa.types.is_floating(column.type):
        return "number"
    return "date" if pa.types.is_timestamp(column.type) else "text"


def _schema(types: Mapping[str, str]) -> pa.Schema:
    import pyarrow as pa

    kinds = {
        "nothing": pa.float64(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "date": pa.timestamp("us"),
        "text": pa.large_string(),
    }
    return pa.schema([(name, kinds[kind]) for name, kind in types.items()])


def _as(table: pa.Table, types: Mapping[str, str]) -> pa.Table:
    """Return the table with all the columns, in the types that they must have now."""
    import pyarrow as pa

    schema = _schema(types)
    present = set(table.column_names)
    columns = [
        table.column(field.name).cast(field.type, safe=False)
        if field.name in present and table.column(field.name).null_count < table.num_rows
        else pa.chunked_array([pa.nulls(table.num_rows, field.type)])
        for field in schema
    ]
    return pa.Table.from_arrays(columns, schema=schema)


def _writer(path: Path, first: pa.Table) -> ParquetWriter:
    """Open a file for rows like the first ones: their values decide what gets a dictionary."""
    import pyarrow.compute as pc
    from pyarrow import parquet

    most = _FEW * first.num_rows
    few = [name for name in first.column_names if pc.count_distinct(first[name]).as_py() <= most]
    schema = first.schema
    return parquet.ParquetWriter(path, schema, compression="zstd", use_dictionary=few or False)


def _beside(target: Path, number: int) -> Path:
    """Return a name that a sweep after a kill recognises when the target's name is such."""
    return target.with_name(f"{target.name.removesuffix('.tmp')[:-8]}{number:08x}.tmp")
