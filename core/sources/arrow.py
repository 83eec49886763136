"""Tables that know their types (Parquet, Feather, Arrow), read batch by batch within a budget."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from core.column_names import check_width, clean_names, places_within
from core.errors import DataError, LimitError, SourceError
from core.progress import Event, Report, silent
from core.sources import MAX_DECODED_BYTES, Loaded
from core.sources.arrow_extension import INTERVAL, extension_of, without_extension
from core.sources.arrow_size import expanded_bytes
from core.sources.sentence import OddColumnsError
from core.text import count, listed, shown

if TYPE_CHECKING:
    import pyarrow as pa

BATCH_ROWS = 4096
PIECE_BYTES = 64_000_000
MAX_STRUCT_DEPTH = 2
_INDEX = "__index_level_"


@dataclass(frozen=True)
class Batches:
    """A schema, how many rows there are if that is known, the batches that hold them, notes."""

    schema: pa.Schema
    rows: int | None
    batches: Callable[[], Iterable[pa.RecordBatch]]
    notes: tuple[str, ...] = ()


def some_columns(table: Batches, only: Sequence[str]) -> Batches:
    """Keep the columns that are asked for, if any are; refuse what is too wide then."""
    import pyarrow as pa

    names = clean_names(table.schema.names)[0]
    places = list(places_within(names, only))
    if not only:
        return table
    schema = pa.schema([table.schema.field(at).with_name(names[at]) for at in places])

    def batches() -> Iterator[pa.RecordBatch]:
        for batch in table.batches():
            yield batch.select(places).rename_columns(schema.names)

    return replace(table, schema=schema, batches=batches)


def loaded(table: Batches, rows: int | None = None, most: int = MAX_DECODED_BYTES) -> Loaded:
    """Return all rows, or the first ones, as one frame."""
    import pyarrow as pa

    check_schema(table.schema)
    found = list(_within(table.batches(), rows, most))
    whole = pa.Table.from_batches(found, schema=table.schema)
    whole = whole if rows is None else whole.slice(0, rows)
    if not whole.num_rows:
        raise SourceError("The file has columns but no rows.", "Choose a file with data.")
    return _as_loaded(whole, table.notes)


def pieces(
    table: Batches, report: Report = silent, most: int = MAX_DECODED_BYTES
) -> Iterator[Loaded]:
    """Yield the rows in pieces of some megabytes, each with the same columns and types."""
    import pyarrow as pa

    check_schema(table.schema)
    waiting: list[pa.RecordBatch] = []
    size = done = 0
    for batch in table.batches():
        weight = expanded_bytes(batch)
        if weight > most:
            raise too_large(most)
        waiting.append(batch)
        size += weight
        if size >= PIECE_BYTES:
            done += sum(part.num_rows for part in waiting)
            yield _as_loaded(pa.Table.from_batches(waiting, schema=table.schema), table.notes)
            report(Event(done, table.rows or done, f"{count(done, 'row')} read"))
            waiting, size = [], 0
    if waiting and any(part.num_rows for part in waiting):
        done += sum(part.num_rows for part in waiting)
        yield _as_loaded(pa.Table.from_batches(waiting, schema=table.schema), table.notes)
    if not done:
        raise SourceError("The file has columns but no rows.", "Choose a file with data.")


def check_schema(schema: pa.Schema) -> None:
    """Refuse by the schema, before a cell is read: some cells unpack to any size."""

    check_width(len(schema))
    names = clean_names(schema.names)[0]
    found = [(name, _refusal(field)) for name, field in zip(names, schema, strict=True)]
    odd = [(name, error) for name, error in found if error is not None]
    if odd:
        first = odd[0][1]
        raise OddColumnsError(first.message, first.hint, [name for name, _ in odd]) from first


def _refusal(field: pa.Field) -> DataError | None:
    """Return why a column cannot be read, None where it can."""
    import pyarrow as pa

    from core.canonical import nested_error

    if extension_of(field) == INTERVAL:
        return None
    if pa.types.is_nested(field.type):
        plain = pa.types.is_struct(field.type) and _is_plain_record(field, 1)
        return None if plain else nested_error(field.name)
    if _is_binary(field.type):
        words = "holds binary data, which is not a table value"
    elif not _is_known(field.type):
        words = f"is of type {field.type}, which is not read here"
    else:
        return None
    return DataError(f"Column '{shown(field.name)}' {words}.", "Leave the column out of the file.")


def _is_plain_record(field: pa.Field, depth: int) -> bool:
    """Let records through that become columns, as in JSON; not lists, nor deeper records."""
    import pyarrow as pa

    for inner in field.type:
        deeper = pa.types.is_struct(inner.type) and depth < MAX_STRUCT_DEPTH
        if deeper and not _is_plain_record(inner, depth + 1):
            return False
        if not deeper and (pa.types.is_nested(inner.type) or _is_binary(inner.type)):
            return False
    return True


def _is_known(kind: Any) -> bool:
    import pyarrow as pa

    if isinstance(kind, pa.ExtensionType):
        return _is_known(kind.storage_type)
    if pa.types.is_dictionary(kind):
        return _is_known(kind.value_type)
    checks = (
        *(pa.types.is_integer, pa.types.is_floating, pa.types.is_boolean, pa.types.is_null),
        *(pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view),
        *(pa.types.is_decimal, pa.types.is_date, pa.types.is_time),
        *(pa.types.is_timestamp, pa.types.is_duration),
    )
    return any(check(kind) for check in checks)


def _is_binary(kind: Any) -> bool:
    import pyarrow as pa

    value = kind.value_type if pa.types.is_dictionary(kind) else kind
    checks = (pa.types.is_binary, pa.types.is_large_binary, pa.types.is_fixed_size_binary)
    return any(check(value) for check in checks)


def _within(
    batches: Iterable[pa.RecordBatch], rows: int | None, most: int
) -> Iterator[pa.RecordBatch]:
    """Stop at the budget of decoded bytes: the size that a file declares can lie."""
    total = found = 0
    for batch in batches:
        total += expanded_bytes(batch)
        found += batch.num_rows
        if total > most:
            raise too_large(most)
        yield batch
        if rows is not None and found >= rows:
            return


def too_large(most: int) -> LimitError:
    """Return the refusal of what unpacks to more than the budget."""
    return LimitError(
        f"The file unpacks to more than {most / 1e9:.0f} GB.",
        "Keep only the rows and columns you need.",
    )


def _as_loaded(table: pa.Table, said: tuple[str, ...]) -> Loaded:
    """Return a table as a frame in plain types; what was stored beside the rows is dropped."""
    import pyarrow as pa

    notes = list(said)
    index = [name for name in table.column_names if name.startswith(_INDEX)]
    if index:
        table = table.drop_columns(index)
        notes.append(f"{count(len(index), 'stored row index', 'stored row indexes')} left out.")
    changed = dict[str, list[str]]()
    for at, field in enumerate(table.schema):
        if extension_of(field):
            plain, note = without_extension(field, table.column(at))
            table = table.set_column(at, field.name, plain)
            changed.setdefault(note, []).append(field.name)
    nested = [field.name for field in table.schema if pa.types.is_struct(field.type)]
    while any(pa.types.is_struct(field.type) for field in table.schema):
        table = table.flatten()
    if nested:
        notes.append(f"Nested records became columns such as 'outer.inner': {listed(nested)}.")
    columns = []
    for field, column in zip(table.schema, table.columns, strict=True):
        plain, note = _plain(column)
        columns.append(plain)
        if note:
            changed.setdefault(note, []).append(field.name)
    plain_table = pa.Table.from_arrays(columns, names=table.column_names)
    frame = plain_table.to_pandas(ignore_metadata=True)
    notes += [f"{note}: {listed(where)}." for note, where in changed.items()]
    return Loaded(frame, tuple(notes))


def _plain(column: pa.ChunkedArray) -> tuple[pa.ChunkedArray, str]:
    """Convert the types that pandas holds as Python objects, or not at all."""
    import pyarrow as pa

    kind = column.type
    if isinstance(kind, pa.ExtensionType):
        storage = [chunk.storage for chunk in column.chunks]
        return _plain(pa.chunked_array(storage, kind.storage_type))
    if pa.types.is_dictionary(kind):
        return _plain(column.cast(kind.value_type))
    if pa.types.is_decimal(kind) and kind.scale == 0 and kind.precision > 15:
        return _integers(column), ""
    if pa.types.is_time(kind):
        return _seconds(column), "Times of day became seconds since midnight"
    if pa.types.is_integer(kind) and column.null_count:
        return _with_gaps(column)
    target = _simpler(kind)
    return (column if target is None else column.cast(target, safe=False)), ""


def _simpler(kind: Any) -> Any:
    """Return the type to convert to, None when pandas knows this one."""
    import pyarrow as pa

    if pa.types.is_timestamp(kind) and kind.unit == "ns":
        return pa.timestamp("us", kind.tz)
    if pa.types.is_date(kind):
        return pa.timestamp("s")
    floats = pa.types.is_decimal(kind) or kind == pa.float16() or pa.types.is_null(kind)
    return pa.float64() if floats else None


def _seconds(column: pa.ChunkedArray) -> pa.ChunkedArray:
    import pyarrow as pa
    import pyarrow.compute as pc

    ticks = column.cast(pa.int64() if column.type.bit_width == 64 else pa.int32())
    scale = {"s": 1.0, "ms": 1e3, "us": 1e6, "ns": 1e9}[column.type.unit]
    return pc.divide(ticks.cast(pa.float64()), scale)


def _integers(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return whole decimals as integers where they fit, as texts where they do not."""
    import pyarrow as pa

    try:
        return column.cast(pa.int64())
    except pa.ArrowInvalid:
        return column.cast(pa.string())


def _with_gaps(column: pa.ChunkedArray) -> tuple[pa.ChunkedArray, str]:
    """Keep integers exact: with gaps they are calculated with as floats, or stay texts."""
    import pyarrow as pa
    import pyarrow.compute as pc

    ends = pc.min_max(column)
    low, high = ends["min"].as_py() or 0, ends["max"].as_py() or 0
    if max(-low, high) <= 2**53:
        return column, ""
    return column.cast(pa.string()), "Integers too long to calculate with were kept as text"
