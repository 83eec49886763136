"""Large delimited text: written to disk as a stream, so its size does not matter.

The result is the same as that of the readers for small files, which also take over when a
file needs mending and is not too large for it. A regular text is read in blocks on several
threads; what is not as regular is read by DuckDB. See `kinds` for how a column's kind is
found, and for what happens when a cell far down does not fit it.
"""

from __future__ import annotations

from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from core.errors import SourceError
from core.progress import Event, Report
from core.sources import MAX_SKIPPED_SHOWN, SkippedRow, Written
from core.sources.dialect.encoding import decode_head
from core.sources.dialect.reading import Plan, check_columns, head_of, read_text
from core.sources.dialect.tokens import lines_of
from core.sources.dialect.values import Rules
from core.sources.large import engine, regular
from core.sources.large.batch import Reader, Reject
from core.sources.large.blocks import Irregular
from core.sources.large.columns import Columns
from core.sources.large.kinds import BigText, Demotion, Kinds, Misjudged, judged
from core.sources.large.survey import has_odd_bytes, is_odd, plain_copy
from core.sources.large.uneven import Uneven, too_uneven
from core.table_file import TableWriter
from core.text import count, shown

BIG_BYTES = 30_000_000
HEAD_BYTES = 500_000
CAREFUL_BYTES = 200_000_000


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
        with suppress(Irregular):
            return _read(_known(file, manner), target, report)
    if file.stat().st_size <= CAREFUL_BYTES:
        return None
    copy = target.with_name(f"{target.name}.text")
    try:
        notes = plain_copy(file, plan, copy)
        plainer = replace(plan, encoding="utf-8", cut=replace(plan.cut, comment=""), replace=False)
        text = _known(copy, replace(manner, plan=plainer))
        done = _read(text, target, report, copied=True)
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


def _read(text: BigText, target: Path, report: Report, copied: bool = False) -> Written | None:
    """Write a text by the first reader that can cut it; raise `Irregular` when none can."""
    try:
        return _written(text, regular.batches, target, report)
    except Irregular:
        if not copied and has_odd_bytes(text.file, text.plan.cut):
            raise
    return _written(text, engine.batches, target, report)


def _written(text: BigText, reader: Reader, target: Path, report: Report) -> Written | None:
    cut = text.plan.cut
    try:
        if len(cut.delimiter) != 1 or text.head.columns != text.head.width:
            raise too_uneven()
        return _write(_Way(text, reader), target, report)
    except Uneven:
        if text.size <= CAREFUL_BYTES:
            return None
        raise


@dataclass(frozen=True)
class _Way:
    """A text and the reader that cuts it."""

    text: BigText
    reader: Reader


def _write(way: _Way, target: Path, report: Report) -> Written:
    """Read until every column has a kind that all its cells fit."""
    kinds = judged(way.text)
    while True:
        try:
            with closing(TableWriter(target)) as writer:
                return _pass(way, kinds, writer, report)
        except Demotion as found:
            kinds = kinds.demoted(found)
        except Misjudged as found:
            kinds = found.kinds


def _pass(way: _Way, kinds: Kinds, writer: TableWriter, report: Report) -> Written:
    """Read the file once; a cell that does not fit raises a `Demotion` or `Misjudged`."""
    text = way.text
    columns, rejects = Columns(text, kinds), list[Reject]()
    done, total = 0, max(1, int(text.size / _row_bytes(text)))
    with closing(way.reader(text, kinds, rejects)) as batches:
        for batch in batches:
            if batch.columns:
                writer.add(columns.converted(batch))
            done += batch.rows
            total = max(total, done)
            report(Event(done, total, f"Reading {count(total, 'row')} or so"))
            _check_even(rejects, text)
    _check_even(rejects, text)
    skipped = tuple(SkippedRow(row.line, row.why, shown(row.text, 200)) for row in rejects)
    if not writer.rows and not skipped:
        raise SourceError("The file has columns but no rows.", "Choose a file with data.")
    facts = writer.finish(columns.infinite)
    notes = (*_head_notes(text), *columns.notes(facts), *_skipped_notes(skipped, facts.rows, text))
    return Written(facts, notes, skipped[:MAX_SKIPPED_SHOWN], len(skipped), columns.infinite)


def _check_even(rejects: list[Reject], text: BigText) -> None:
    """Leave a file that is not too large to a reader that may mend its rows."""
    if rejects and text.size <= CAREFUL_BYTES:
        raise too_uneven()


def _row_bytes(text: BigText) -> float:
    """Return about how many bytes a row has, by the rows at the beginning."""
    rows = text.sample.frame.head(2000)
    cells = sum(int(rows.iloc[:, at].str.len().sum()) for at in range(rows.shape[1]))
    return float(max(1.0, cells / max(len(rows), 1) + rows.shape[1]))


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
