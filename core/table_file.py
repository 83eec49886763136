"""Write a table to a Parquet file piece by piece, whatever its size.

Pieces may disagree about a column: the first has whole numbers, a later one fractions, gaps
or texts. The widest type wins, and rows already written are brought into it at the end::

    nothing < whole number < number < text        nothing < date < text
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import LimitError
from core.fingerprint import Digest, Infinite
from core.table import MAX_COLUMNS

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow.parquet import ParquetWriter

GROUP_ROWS = 131_072
GROUP_BYTES = 64_000_000
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
        self._parts: list[Path] = []
        self._writer: ParquetWriter | None = None
        self._waiting: list[pa.Table] = []
        self._digest = Digest()
        self.rows = 0

    def add(self, table: pa.Table) -> None:
        """Take the next rows."""
        types = joined(self._types, {name: _type_of(table, name) for name in table.column_names})
        if types != self._types:
            if len(types) > MAX_COLUMNS:
                raise LimitError(
                    f"The table has {len(types):,} columns; the limit is {MAX_COLUMNS:,}.",
                    "Keep only the columns you need.",
                )
            self._end_part()
            self._types = types
            self._digest = Digest()  # holds for one part; several are read again at the end
        self.rows += table.num_rows
        self._waiting.append(_as(table, types))
        waiting = sum(piece.num_rows for piece in self._waiting)
        if waiting >= GROUP_ROWS or sum(piece.nbytes for piece in self._waiting) >= GROUP_BYTES:
            self._write_group()

    def finish(self, infinite: Infinite = ()) -> TableFacts:
        """Put the whole table at `target` and return its facts."""
        self._end_part()
        if len(self._parts) == 1:
            self._parts.pop().replace(self._target)
        else:
            self._unite()
        return TableFacts(self._digest.hexdigest(infinite), self.rows, dict(self._types))

    def close(self) -> None:
        """Let go of everything that was not finished."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None
        for part in self._parts:
            part.unlink(missing_ok=True)

    def _write_group(self) -> None:
        import pyarrow as pa

        if not self._waiting:
            return
        group = pa.concat_tables(self._waiting).combine_chunks()
        self._waiting = []
        if self._writer is None:
            self._parts.append(_beside(self._target, len(self._parts)))
            self._writer = _writer(self._parts[-1], group.schema)
        self._digest.add(group)
        self._writer.write_table(group, row_group_size=GROUP_ROWS)

    def _end_part(self) -> None:
        self._write_group()
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def _unite(self) -> None:
        """Write the parts once more, all in the types that were found in the end."""
        self._digest = Digest()
        whole = _beside(self._target, len(self._parts))
        with _writer(whole, _schema(self._types)) as writer:
            for table in self._written():
                self._digest.add(table)
                writer.write_table(table, row_group_size=GROUP_ROWS)
        for part in self._parts:
            part.unlink()
        self._parts = []
        whole.replace(self._target)

    def _written(self) -> Iterator[pa.Table]:
        import pyarrow as pa
        from pyarrow import parquet

        for part in self._parts:
            with parquet.ParquetFile(part) as opened:
                for batch in opened.iter_batches(batch_size=GROUP_ROWS):
                    yield _as(pa.Table.from_batches([batch]), self._types)


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


def _writer(path: Path, schema: pa.Schema) -> ParquetWriter:
    import pyarrow as pa
    from pyarrow import parquet

    texts = [field.name for field in schema if pa.types.is_large_string(field.type)]
    return parquet.ParquetWriter(path, schema, compression="zstd", use_dictionary=texts or False)


def _beside(target: Path, number: int) -> Path:
    """Return a name that a sweep after a kill recognises when the target's name is such."""
    return target.with_name(f"{target.name.removesuffix('.tmp')[:-8]}{number:08x}.tmp")
