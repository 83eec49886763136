"""Read all rows of a text table, repairing what is certain and reporting the rest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import pandas as pd

from core.column_names import MAX_COLUMNS, clean_names, places_within
from core.errors import LimitError
from core.sources import MAX_SKIPPED_SHOWN, SkippedRow
from core.sources.dialect.doubt import tied
from core.sources.dialect.drawn import NONE, is_ruler, undrawn
from core.sources.dialect.encoding import (
    ENCODINGS,
    decode,
    decode_head,
    letters_again,
    without_nul,
)
from core.sources.dialect.fields_line import comments_in, fields_of
from core.sources.dialect.header import Grid, filled
from core.sources.dialect.lines import split_lines, unwrapped
from core.sources.dialect.rows import FIT, LINES_NAMED, SAMPLE_ROWS, STRICT, Head, RowSorter
from core.sources.dialect.tail import Below, kind_below, left_below
from core.sources.dialect.tokens import Cut, Record, records_of, recut
from core.sources.sentence import OddRowsError
from core.text import count

FEW_BAD_SHARE = 0.05
FEW_BAD_ROWS = 5
LEFT_OUT = "could not be read and left out"
_SKIP = "skip"
_FORGIVING = (_SKIP, STRICT, FIT)
_HEAD_ROWS = 5
_LONGEST_HEAD = 64_000_000
_MARK = re.compile(r"[#%!;*]+|//")
_STRAY = "A quote in the header has no partner and was kept."
_NARROW = "The header has {} names, but rows have {} cells: the last columns are missing there."
_WIDE = "The header has {} names, but rows have {} cells: names were added."


@dataclass(frozen=True)
class Plan:
    """How a text file is read: every guess made, none left.

    `skip_end` counts the lines at the end that are no rows; None finds them by their look.
    `drawn` tells what stands around cells and is taken off: rulers, or a frame of bars.
    `only` names the columns to read, or patterns of them; without any, all are read.
    """

    encoding: str = "utf-8"
    replace: bool = False
    cut: Cut = Cut()
    skip_lines: int = 0
    header_rows: int = 1
    bad_rows: str = "few"
    skip_end: int | None = None
    wrapped: bool = False
    drawn: str = NONE
    only: tuple[str, ...] = ()

    def forgiving(self) -> Plan:
        """Return a plan that does not stop at any row."""
        return self if self.bad_rows in _FORGIVING else replace(self, bad_rows=_SKIP)


@dataclass(frozen=True)
class TextTable:
    """Names and rows of texts, with notes and the rows that were left out."""

    names: list[str]
    frame: pd.DataFrame
    notes: list[str]
    skipped: list[SkippedRow]


def read_text(
    file: Path, plan: Plan, rows: int | None = None, most: int | None = None
) -> TextTable:
    """Read a whole file, or the rows in its first `most` bytes, with all repairs."""
    with file.open("rb") as opened:
        content = opened.read() if most is None else opened.read(most)
    cut_short = most is not None and len(content) >= most
    text = (
        decode_head(content, plan.encoding)
        if cut_short
        else decode(content, plan.encoding, plan.replace)
    )
    notes = []
    if most is None and "\n" in text.replace("\r\n", "") and "\r\n" in text:
        notes.append("Line ends of two kinds were read alike.")
    if "\x00" in text:
        notes.append(f"{count(text.count(chr(0)), 'NUL character')} removed.")
        text = without_nul(text)
    text, letters = letters_again(text)
    if letters:
        notes.append(f"Control characters were read as the letters of {ENCODINGS[letters]}.")
    if plan.replace and "\ufffd" in text:
        notes.append(f"{count(text.count(chr(0xFFFD)), 'broken character')} replaced by \ufffd.")
    lines, returns = split_lines(text)
    if returns:
        notes.append(f"{count(returns, 'carriage return')} in cells replaced by spaces.")
    if cut_short and len(lines) > 1:
        lines.pop()
    if plan.wrapped:
        lines = [unwrapped(line) for line in lines]
    if plan.drawn != NONE:
        rulers = sum(map(is_ruler, lines))
        notes += [f"{count(rulers, 'ruler line')} left out."] if rulers else []
        lines = [undrawn(line, plan.drawn) for line in lines]
    if cut_short:
        plan = replace(plan, skip_end=0)
    return _read_lines(lines, plan, rows, notes)


def bytes_of_head(file: Path, plan: Plan, usual: int) -> int:
    """Return how many bytes hold the header and some rows: more than is usual in wide tables."""
    wanted = plan.skip_lines + plan.header_rows + _HEAD_ROWS
    size = ends = 0
    with file.open("rb") as opened:
        while not size or (ends < wanted and size < _LONGEST_HEAD):
            content = opened.read(usual)
            if not content:
                break
            size += len(content)
            ends += max(content.count(b"\n"), content.count(b"\r"))
    return max(size, usual)


def head_of(lines: Sequence[str], plan: Plan) -> Head:
    """Read the names and find where the rows begin and how many cells they have."""
    header = _header(lines, plan)
    first = header[-1].line - 1 + header[-1].span if header else plan.skip_lines
    sample = list(islice(records_of(lines, plan.cut, first=first), SAMPLE_ROWS))
    head = _named(lines, plan, _Begin(header, sample, first))
    if all(record.closed for record in header):
        return head
    return replace(head, note=f"{head.note} {_STRAY}".strip())


def _header(lines: Sequence[str], plan: Plan) -> list[Record]:
    """Read the rows of the header; a comment may be one, if it names the columns."""
    at = plan.skip_lines
    if plan.cut.comment and plan.header_rows == 1 and (named := lines[at : at + 1]):
        names = fields_of(named[0], plan.cut)
        if names:
            return [Record(at + 1, names)]
    return list(islice(records_of(lines, plan.cut, first=at), plan.header_rows))


@dataclass(frozen=True)
class _Begin:
    """The records of the header, the first ones below it, and the line where these begin."""

    header: Sequence[Record]
    sample: Sequence[Record]
    first: int


def _named(lines: Sequence[str], plan: Plan, begin: _Begin) -> Head:
    header, sample, first = begin.header, begin.sample, begin.first
    names = joined_names([record.cells for record in header])
    width = Grid.of(sample).width_near(len(names))
    if len(names) == 1 and width > 2:
        names = recut(lines[first - 1], plan.cut, width) or names
    if len(names) == width + 1 and _MARK.fullmatch(names[0]):
        names = names[1:]  # the sign of a comment before the names, as in "# x y z"
    if not names:
        return Head([""] * width, width, first)
    if len(names) == width or not width:
        note = tied(header[0], sample) if plan.header_rows == 1 else ""
        return Head(names, width or len(names), first, note)
    if len(names) > width:
        return Head(names, width, first, _NARROW.format(len(names), width))
    extra = [r.cells[len(names) :] for r in sample if len(r.cells) == width]
    if not any(filled(cells) for cells in extra):
        return Head(names, width, first, "Empty cells at the end of the rows left out.")
    note = _WIDE.format(len(names), width)
    if width == len(names) + 1:
        return Head(["", *names], width, first, note)
    return Head([*names, *[""] * (width - len(names))], width, first, note)


def check_lines(lines: Sequence[str], cut: Cut, before: int = 0) -> None:
    """Refuse a line of absurdly many cells before it is cut into them."""
    for at, line in enumerate(lines, start=before + 1):
        if len(line) > 10 * MAX_COLUMNS and cut.delimiter and cut.delimiter in line:
            cells = line.count(cut.delimiter) + 1
            if cells > 20 * MAX_COLUMNS:
                raise LimitError(
                    f"Line {at:,} has {cells:,} cells; a table may have {MAX_COLUMNS:,} columns.",
                    "Correct the delimiter, or keep only the columns you need.",
                )


def narrowed(head: Head, only: Sequence[str]) -> Head:
    """Keep the columns that are asked for, if any are; refuse what is too wide then."""
    names = clean_names(head.names)[0] if only or head.columns > MAX_COLUMNS else head.names
    places = places_within(names, only)
    if not only:
        return head
    return replace(head, names=[names[at] for at in places], kept=places)


def joined_names(rows: Sequence[Sequence[str]]) -> list[str]:
    """Join the rows of a header from top to bottom; a gap takes the group name on its left."""
    size = max((len(row) for row in rows), default=0)
    padded = [[cell.strip() for cell in row] + [""] * (size - len(row)) for row in rows]
    if len(padded) == 1:
        return padded[0]
    for row, below in reversed(list(zip(padded, padded[1:], strict=False))):
        for at in range(1, size):
            if not row[at] and below[at]:
                row[at] = row[at - 1]
    told = [row for row in padded if not _is_for_programs(row)] or padded
    return [" ".join(dict.fromkeys(row[at] for row in told if row[at])) for at in range(size)]


def _is_for_programs(row: Sequence[str]) -> bool:
    """Say whether a row of a header has a record of JSON for each column, as surveys do."""
    return all(cell.startswith("{") and cell.endswith("}") for cell in row)


def _read_lines(lines: list[str], plan: Plan, rows: int | None, notes: list[str]) -> TextTable:
    if plan.cut.comment:
        marked = comments_in(lines, plan.cut.comment)
        notes += [f"{count(marked, 'comment line')} left out."] if marked else []
    lines, tail = _without_end(lines, plan)
    check_lines(lines, plan.cut)
    head = head_of(lines, plan)
    part = narrowed(head, plan.only)
    most = None if rows is None else rows + 20
    records = list(islice(records_of(lines, plan.cut, head.width, head.first), most))
    whole = most is None or len(records) < most
    body, tail_notes, skipped = (
        _without_tail(Below(records, head, lines, plan.cut))
        if plan.skip_end is None and whole
        else (records, *tail)
    )
    sorter = RowSorter.of(body, head, plan.cut, plan.bad_rows)
    good, more, fixes = sorter.sort(body, lines)
    decide(more, len(more), len(body), head, plan)
    notes += [*([head.note] if head.note else []), *fixes, *tail_notes]
    if more:
        notes.append(bad_rows_note(more, len(more)))
    good = good[:rows]
    if plan.only:
        good, said = _cut_to(good, part)
        notes += said
    frame = pd.DataFrame(good, columns=range(part.columns), dtype="str")
    return TextTable(part.names, frame, notes, [*more, *skipped][:MAX_SKIPPED_SHOWN])


def _cut_to(rows: Sequence[Sequence[str]], part: Head) -> tuple[list[list[str]], list[str]]:
    """Keep the cells of some columns, and the rows that have anything there."""
    cut = [[row[at] for at in part.kept] for row in rows]
    good = [row for row in cut if filled(row)]
    empty = len(cut) - len(good)
    return good, [f"{count(empty, 'empty row')} left out."] if empty else []


def _without_end(
    lines: list[str], plan: Plan
) -> tuple[list[str], tuple[list[str], list[SkippedRow]]]:
    """Leave out the lines at the end that the plan names, and say what they are."""
    keep = len(lines) - (plan.skip_end or 0)
    if keep >= len(lines) or keep <= plan.skip_lines:
        return lines, ([], [])
    below = list(records_of(lines, plan.cut, first=keep))
    return lines[:keep], left_below(lines[keep:], keep + 1, kind_below(below))


def _without_tail(below: Below) -> tuple[list[Record], list[str], list[SkippedRow]]:
    """Find what stands below the rows, and leave it out."""
    start = below.start
    left = below.records[start:]
    if not left:
        return list(below.records), [], []
    first = left[0].line
    notes, skipped = left_below(below.lines[first - 1 :], first, kind_below(left))
    return list(below.records[:start]), notes, skipped


def lines_below(lines: Sequence[str], plan: Plan) -> int:
    """Return how many lines at the end of a text are no rows of its table."""
    head = head_of(lines, plan)
    if not head.width:
        return 0
    records = list(records_of(lines, plan.cut, head.width, head.first))
    return len(lines) + 1 - Below(records, head, lines, plan.cut).first_line


def bad_rows_note(bad: Sequence[SkippedRow], number: int) -> str:
    """Say how many rows were left out, and name the first ones."""
    return f"{count(number, 'row')} {LEFT_OUT} ({_first(bad)})."


def decide(bad: Sequence[SkippedRow], number: int, total: int, head: Head, plan: Plan) -> None:
    """Stop when rows do not fit and the plan says so, or they are many; `bad` has the first."""
    few = number <= max(FEW_BAD_ROWS, FEW_BAD_SHARE * total) and number < max(total, 2)
    if not number or plan.bad_rows in _FORGIVING or (plan.bad_rows == "few" and few):
        return
    raise OddRowsError(
        f"{number:,} of {total:,} rows do not have {head.width} cells. {_first(bad)}.",
        "Correct the delimiter or the quote, or choose to skip or to keep these rows.",
    )


def _first(bad: Sequence[SkippedRow]) -> str:
    return "; ".join(f"line {row.line:,}: {row.reason}" for row in bad[:LINES_NAMED])
