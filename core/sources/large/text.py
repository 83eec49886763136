"""Large delimited text: written to disk as a stream, so its size does not matter.

The result is the same as that of the reader for small files. A regular text is read in blocks
on several threads; of any other a regular copy is made first, with its rows mended. See `kinds`
for how a column's kind is found, and for what happens when a cell far down does not fit it.
"""

from __future__ import annotations

from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from core.errors import SourceError
from core.progress import Event, Report
from core.sources import Written
from core.sources.dialect.encoding import decode_head
from core.sources.dialect.lines import lines_of
from core.sources.dialect.reading import Plan, bytes_of_head, head_of, narrowed, read_text
from core.sources.dialect.values import Rules
from core.sources.large import regular
from core.sources.large.blocks import Irregular
from core.sources.large.cleaned import too_long
from core.sources.large.columns import Columns
from core.sources.large.kinds import BigText, Demotion, Kinds, Misjudged, judged
from core.sources.large.mended import Mended, mended_copy
from core.sources.large.survey import is_odd
from core.table_file import TableWriter
from core.text import about

BIG_BYTES = 30_000_000
HEAD_BYTES = 500_000


@dataclass(frozen=True)
class Manner:
    """How a text is cut, how its cells are read, and by how much of it columns are judged."""

    plan: Plan
    rules: Rules
    head_bytes: int = HEAD_BYTES


def write_text(file: Path, manner: Manner, target: Path, report: Report) -> Written:
    """Write a whole file as a table."""
    if not is_odd(file, manner.plan):
        with suppress(Irregular):
            return _write(_known(file, manner), target, report)
    copy = target.with_name(f"{target.name}.text")
    try:
        mended = mended_copy(file, manner.plan, copy, report)
        done = _write(_copied(copy, mended, manner), target, report)
    except Irregular as error:
        raise too_long() from error
    finally:
        copy.unlink(missing_ok=True)
    notes = (*mended.notes, *done.notes)
    return replace(done, notes=notes, skipped=mended.skipped, skipped_count=mended.left_out)


def _known(file: Path, manner: Manner) -> BigText:
    plan = manner.plan
    size = bytes_of_head(file, plan, manner.head_bytes)
    with file.open("rb") as opened:
        beginning = opened.read(size)
    head = head_of(lines_of(decode_head(beginning, plan.encoding))[:-1], plan)
    part = narrowed(head, plan.only)
    if head.columns != head.width:
        raise Irregular
    sample = read_text(file, plan.forgiving(), None, size)
    marked = replace(plan, cut=plan.cut.marked())
    return BigText(file, marked, manner.rules, part, sample, file.stat().st_size)


def _copied(copy: Path, mended: Mended, manner: Manner) -> BigText:
    head = narrowed(mended.head, manner.plan.only)
    size = bytes_of_head(copy, mended.plan, manner.head_bytes)
    sample = read_text(copy, mended.plan, None, size)
    if head.kept:
        sample = replace(sample, names=head.names, frame=sample.frame.iloc[:, list(head.kept)])
    return BigText(copy, mended.plan, manner.rules, head, sample, copy.stat().st_size)


def _write(text: BigText, target: Path, report: Report) -> Written:
    """Read until every column has a kind that all its cells fit."""
    kinds = judged(text)
    while True:
        try:
            with closing(TableWriter(target)) as writer:
                return _pass(text, kinds, writer, report)
        except Demotion as found:
            kinds = kinds.demoted(found)
        except Misjudged as found:
            kinds = found.kinds


def _pass(text: BigText, kinds: Kinds, writer: TableWriter, report: Report) -> Written:
    """Read the file once; a cell that does not fit raises a `Demotion` or `Misjudged`."""
    columns = Columns(text, kinds)
    done, total = 0, max(1, int(text.size / _row_bytes(text)))
    with closing(regular.batches(text, kinds)) as batches:
        for batch in batches:
            if batch.columns:
                writer.add(columns.converted(batch))
            done += batch.rows
            total = max(total, done)
            report(Event(done, total, f"Reading {about(total, 'row')}"))
    if not writer.rows:
        raise SourceError("The file has columns but no rows.", "Choose a file with data.")
    facts = writer.finish(columns.infinite)
    head = (text.head.note,) if text.head.note else ()
    return Written(facts, (*head, *columns.notes(facts)), infinite=columns.infinite)


def _row_bytes(text: BigText) -> float:
    """Return about how many bytes a row has, by the rows at the beginning."""
    rows = text.sample.frame.head(2000)
    cells = sum(int(rows.iloc[:, at].str.len().sum()) for at in range(rows.shape[1]))
    return float(max(1.0, cells / max(len(rows), 1) + rows.shape[1]))
