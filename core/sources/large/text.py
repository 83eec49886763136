"""Large delimited text: read by DuckDB as a stream, so its size does not matter.

The result is the same as that of the readers for small files, which also take over when a
file needs mending and is not too large for it. See `columns` for how a column's kind is
found, and for what happens when a cell far down does not fit it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from core.canonical import canonical
from core.errors import SourceError
from core.fingerprint import Infinite, arrow_of
from core.progress import Event, Report
from core.sources import MAX_SKIPPED_SHOWN, SkippedRow, Written
from core.sources.dialect.encoding import broken_bytes, decode_head
from core.sources.dialect.reading import Plan, TextTable, check_columns, head_of, read_text
from core.sources.dialect.rows import Head
from core.sources.dialect.tokens import lines_of
from core.sources.dialect.values import Rules, typed_column
from core.sources.large.columns import (
    DATE,
    PATIENT,
    TEXT,
    Cells,
    Demotion,
    demotion_in,
    expression,
    kind_of,
    literal,
)
from core.sources.large.survey import is_odd, plain_copy
from core.table import MAX_SHOWN_ROWS, clean_names, infinite_in
from core.table_file import TableFacts, TableWriter
from core.text import count, listed, shown

if TYPE_CHECKING:
    import duckdb

BIG_BYTES = 30_000_000
BATCH_ROWS = 131_072
HEAD_BYTES = 500_000
CAREFUL_BYTES = 200_000_000
MEMORY = "600MB"
MOST_REJECTS = 100_000
_BLANK = "blank"
_ORDERS: dict[str, bool | None] = {"day first": True, "month first": False}
_REASONS = {
    "MISSING COLUMNS": "too few cells",
    "TOO MANY COLUMNS": "too many cells",
    "UNQUOTED VALUE": "a quote that is not closed",
    "LINE SIZE OVER MAXIMUM": "a line that is too long",
    "INVALID ENCODING": "broken characters",
}


Item = TypeVar("Item")


@dataclass(frozen=True)
class BigText:
    """A text file, how it is cut, how its cells are read, and its first rows as texts."""

    file: Path
    plan: Plan
    rules: Rules
    head: Head
    sample: TextTable
    size: int


@dataclass(frozen=True)
class _Kinds:
    """What each column is read as, and the order of day and month in patient dates."""

    kinds: tuple[str, ...]
    cells: Cells
    orders: tuple[bool | None, ...]
    notes: tuple[tuple[str, str], ...]

    def demoted(self, found: Demotion) -> _Kinds:
        place, kind = found.place, found.kind
        if kind in _ORDERS:
            return replace(self, orders=_with(self.orders, place, _ORDERS[kind]))
        return replace(self, kinds=_with(self.kinds, place, kind))


def _with(values: tuple[Item, ...], place: int, value: Item) -> tuple[Item, ...]:
    return (*values[:place], value, *values[place + 1 :])


@dataclass(frozen=True)
class Manner:
    """How a text is cut, how its cells are read, and by how much of it columns are judged."""

    plan: Plan
    rules: Rules
    head_bytes: int = HEAD_BYTES


def write_text(file: Path, manner: Manner, target: Path, report: Report) -> Written | None:
    """Write a whole file as a table, or return None when a reader for small files must.

    What cannot be cut as it is (other encodings, NUL characters, comments) is copied in a
    plainer form first, beside the target, when the file is too large for careful reading.
    """
    plan = manner.plan
    if not is_odd(file, plan):
        return _written(_known(file, manner), target, report)
    if file.stat().st_size <= CAREFUL_BYTES:
        return None
    copy = target.with_name(f"{target.name}.text")
    try:
        notes = plain_copy(file, plan, copy)
        plainer = replace(plan, encoding="utf-8", cut=replace(plan.cut, comment=""), replace=False)
        done = _written(_known(copy, replace(manner, plan=plainer)), target, report)
    finally:
        copy.unlink(missing_ok=True)
    return done and replace(done, notes=(*notes, *done.notes))


def _known(file: Path, manner: Manner) -> BigText:
    plan = manner.plan
    with file.open("rb") as opened:
        beginning = opened.read(manner.head_bytes)
    head = head_of(lines_of(decode_head(beginning, plan.encoding))[:-1], plan)
    check_columns(head.columns)
    sample = read_text(file, plan, None, manner.head_bytes)
    return BigText(file, plan, manner.rules, head, sample, file.stat().st_size)


def _written(text: BigText, target: Path, report: Report) -> Written | None:
    cut = text.plan.cut
    if len(cut.delimiter) != 1 or text.head.columns != text.head.width:
        if text.size <= CAREFUL_BYTES:
            return None
        raise _too_uneven()
    try:
        return _write(text, target, report)
    except _Uneven:
        if text.size <= CAREFUL_BYTES:
            return None
        raise


def _write(text: BigText, target: Path, report: Report) -> Written:
    """Read until every column has a kind that all its cells fit."""
    kinds = _judged(text)
    while True:
        writer = TableWriter(target)
        try:
            with closing(writer):
                return _pass(text, kinds, writer, report)
        except Demotion as found:
            kinds = kinds.demoted(found)


class _Uneven(SourceError):
    """A file that needs mending row by row."""


def _too_uneven() -> _Uneven:
    return _Uneven(
        "The file is uneven and too large to be mended row by row.",
        "Export it again, with every text in quotes, or as Parquet.",
    )


def _judged(text: BigText) -> _Kinds:
    """Judge every column by the first rows."""
    frame = text.sample.frame
    kinds, orders, notes, keeps = [], [], list[tuple[str, str]](), set()
    cells = Cells(text.rules.missing, text.rules.decimal)
    for place, name in enumerate(text.head.names):
        raw = frame.iloc[:, place]
        column = typed_column(raw, text.rules)
        kind = kind_of(raw.tolist(), column.values, cells)
        kinds.append(kind)
        orders.append(_order(column.notes, text.rules.day_first))
        if any(note.startswith("'NA' was kept") for note in column.notes):
            keeps.add(place)
        if kind == TEXT:
            called = name or f"column {place + 1}"
            notes += [(note, called) for note in column.notes if not _is_about_gaps(note)]
    return _Kinds(
        tuple(kinds), replace(cells, keeps_na=frozenset(keeps)), tuple(orders), tuple(notes)
    )


def _order(notes: tuple[str, ...], asked: bool | None) -> bool | None:
    """Return whether the day leads, None when nothing speaks for either."""
    said = next((note for note in notes if note.startswith("Dates were read as")), "")
    if asked is not None or not said or "please check" in said:
        return asked
    return "day/month" in said


def _is_about_gaps(note: str) -> bool:
    return note.startswith("Read as missing") or "became missing" in note


def _pass(text: BigText, kinds: _Kinds, writer: TableWriter, report: Report) -> Written:
    """Read the file once; a cell that does not fit raises a Demotion."""
    link = _connected(text.file.parent)
    with closing(link):
        columns = _Columns(text, kinds)
        total = max(1, int(text.size / _row_bytes(text)))
        for batch in _batches(link, _statement(text, kinds)):
            writer.add(columns.converted(batch))
            total = max(total, writer.rows)
            report(Event(writer.rows, total, f"Reading {count(total, 'row')} or so"))
        rejected = _rejected(link)
    if rejected and text.size <= CAREFUL_BYTES:
        raise _too_uneven()
    skipped = _skipped(rejected, text.plan.encoding)
    if not writer.rows and not skipped:
        raise SourceError("The file has columns but no rows.", "Choose a file with data.")
    facts = writer.finish(columns.infinite)
    notes = (*_head_notes(text), *columns.notes(facts), *_skipped_notes(skipped, facts.rows, text))
    return Written(facts, notes, skipped[:MAX_SKIPPED_SHOWN], len(skipped), columns.infinite)


def _connected(folder: Path) -> duckdb.DuckDBPyConnection:
    import duckdb

    return duckdb.connect(
        config={
            "memory_limit": MEMORY,
            "threads": 2,
            "temp_directory": str(folder),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
    )


def _statement(text: BigText, kinds: _Kinds) -> str:
    plan, width = text.plan, text.head.width
    names = ", ".join(f"'f{at}': 'VARCHAR'" for at in range(width))
    quote = plan.cut.quote
    options = {
        "auto_detect": "false",
        "header": "false",
        "skip": str(text.head.first),
        "delim": literal(plan.cut.delimiter),
        "quote": literal(quote),
        "escape": literal(plan.cut.escape or quote),
        "columns": "{" + names + "}",
        "nullstr": "['']",
        "encoding": literal(plan.encoding),
        "store_rejects": "true",
        "rejects_limit": str(MOST_REJECTS),
        "max_line_size": "10000000",
    }
    how = ", ".join(f"{name}={value}" for name, value in options.items())
    wanted = ", ".join(
        f"{expression(at, kind, kinds.cells)} AS f{at}" for at, kind in enumerate(kinds.kinds)
    )
    filled = ", ".join(f"nullif(trim(f{at}), '')" for at in range(width))
    blank = f"coalesce({filled}, NULL) IS NULL AS {_BLANK}"
    return f"SELECT {wanted}, {blank} FROM read_csv({literal(str(text.file))}, {how})"  # noqa: S608


def _batches(link: duckdb.DuckDBPyConnection, statement: str) -> Iterator[pa.RecordBatch]:
    import duckdb

    try:
        yield from link.sql(statement).to_arrow_reader(BATCH_ROWS)
    except duckdb.Error as error:
        found = demotion_in(str(error))
        if found is not None:
            raise found from error
        if "memory" in str(error).lower():
            raise MemoryError(str(error)) from error
        raise _too_uneven() from error
    except OSError as error:  # Arrow wraps what the engine says while rows are fetched
        found = demotion_in(str(error))
        if found is None:
            raise
        raise found from error


class _Columns:
    """Brings batches into canonical types, and collects what has to be noted."""

    def __init__(self, text: BigText, kinds: _Kinds) -> None:
        self._text = text
        self._kinds = kinds
        self._gaps = [0] * text.head.width
        self._blank_rows = 0
        self._said: dict[tuple[str, str], None] = dict.fromkeys(kinds.notes)
        self._types: dict[int, str] = {}
        self._rows = 0
        self._infinite: dict[str, tuple[int, ...]] = {}

    def converted(self, batch: pa.RecordBatch) -> pa.Table:
        """Return the rows of a batch that hold anything, in canonical types and names."""
        batch = self._without_blank_rows(batch)
        names, notes = clean_names(self._text.head.names)
        for note in notes:
            self._said[(note, "")] = None
        columns = []
        for place, kind in enumerate(self._kinds.kinds):
            column = batch.column(place)
            if kind == PATIENT:
                column = self._patient(place, column)
            else:
                self._gaps[place] += column.null_count
            columns.append(column.cast(pa.timestamp("us")) if kind == DATE else column)
        self._rows += batch.num_rows
        return pa.Table.from_arrays(columns, names=names)

    @property
    def infinite(self) -> Infinite:
        """The columns with infinite values that became missing, with the first such rows."""
        return tuple(self._infinite.items())

    def notes(self, facts: TableFacts) -> tuple[str, ...]:
        """Return everything that has to be said about the columns."""
        found: dict[str, list[str]] = {}
        for note, name in self._said:
            found.setdefault(note, [])
            if name:
                found[note].append(name)
        said = [f"{n.rstrip('.')}: {listed(w)}." if w else n for n, w in found.items()]
        if self._blank_rows:
            said.append(f"{count(self._blank_rows, 'empty row')} left out.")
        return (*said, *self._gap_note(), *_empty_columns(facts))

    def _gap_note(self) -> tuple[str, ...]:
        names = self._text.head.names
        where = [names[at] or f"column {at + 1}" for at, gaps in enumerate(self._gaps) if gaps]
        if not where:
            return ()
        cells = count(sum(self._gaps), "cell")
        marks = "'NA', 'null', '?' or the like"
        return (f"{cells}, empty or with {marks}, became missing: {listed(where)}.",)

    def _without_blank_rows(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        blank = batch.column(_BLANK)
        rows = int(pc.sum(blank).as_py() or 0)
        self._blank_rows += rows
        return batch.filter(pc.invert(blank)) if rows else batch

    def _patient(self, place: int, raw: pa.Array) -> pa.Array:
        """Convert a chunk as a small file would be, and hold the column to one kind."""
        order = self._kinds.orders[place]
        rules = replace(self._text.rules, day_first=order)
        texts = raw.to_pandas().astype("str")
        column = typed_column(texts, rules)
        if order is None and (proof := _order(column.notes, None)) is not None:
            raise Demotion(place, "day first" if proof else "month first")
        clean, changes = canonical(column.values.to_frame("cell"))
        values = arrow_of(clean).column("cell").combine_chunks()
        name = clean_names(self._text.head.names)[0][place]
        for _, rows in infinite_in(column.values.to_frame(name), [name], self._rows):
            self._infinite[name] = (*self._infinite.get(name, ()), *rows)[:MAX_SHOWN_ROWS]
        for note in (*column.notes, *(change.split(":")[0] for change in changes)):
            if not note.startswith("Columns without any value"):
                self._said[(_without_count(note), name)] = None
        kind = column.values.dtype.kind
        if column.values.notna().any() and self._types.setdefault(place, kind) != kind:
            numbers = {kind, self._types[place]} == {"i", "f"}
            if not numbers:
                raise Demotion(place, TEXT)
        return values


def _without_count(note: str) -> str:
    """Say what happened without how often: a chunk knows only its own rows."""
    first, _, rest = note.partition(" ")
    if not first.replace(",", "").isdigit():
        return note
    noun, _, what = rest.partition(" became")
    plural = noun if noun.endswith("s") else f"{noun}s"
    return f"{plural[:1].upper()}{plural[1:]} became{what}" if what else note


def _row_bytes(text: BigText) -> float:
    """Return about how many bytes a row has, by the rows at the beginning."""
    rows = text.sample.frame.head(2000)
    cells = sum(int(rows.iloc[:, at].str.len().sum()) for at in range(rows.shape[1]))
    return float(max(1.0, cells / max(len(rows), 1) + rows.shape[1]))


def _rejected(link: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    found = link.sql(
        "SELECT line, error_type, any_value(csv_line) FROM reject_errors"
        " GROUP BY line, error_type ORDER BY line"
    )
    return list(found.fetchall())


def _skipped(rejected: list[tuple[Any, ...]], encoding: str) -> tuple[SkippedRow, ...]:
    broken = next((line for line, why, _ in rejected if why == "INVALID ENCODING"), None)
    if broken is not None:
        raise broken_bytes(int(broken), encoding)
    return tuple(
        SkippedRow(int(line), _REASONS.get(str(why), "not readable"), shown(content, 200))
        for line, why, content in rejected
    )


def _head_notes(text: BigText) -> tuple[str, ...]:
    return (text.head.note,) if text.head.note else ()


def _skipped_notes(skipped: tuple[SkippedRow, ...], rows: int, text: BigText) -> tuple[str, ...]:
    if not skipped:
        return ()
    first = "; ".join(f"line {row.line:,}: {row.reason}" for row in skipped[:5])
    few = len(skipped) <= max(5, 0.05 * rows)
    if text.plan.bad_rows == "stop" or (text.plan.bad_rows == "few" and not few):
        raise SourceError(
            f"{len(skipped):,} of {rows + len(skipped):,} rows do not have"
            f" {text.head.width} cells. {first}.",
            "Correct the delimiter or the quote, or choose to skip these rows.",
        )
    return (f"{count(len(skipped), 'row')} could not be read and left out ({first}).",)


def _empty_columns(facts: TableFacts) -> tuple[str, ...]:
    empty = [name for name, kind in facts.types.items() if kind == "nothing"]
    return (f"Columns without any value: {listed(empty)}.",) if empty else ()
