"""Copy a large text in a regular form, mended as the reader of small files mends it.

Most lines are regular and are copied as they are. The others are cut, mended or left out one
record at a time, by the same rules and by the same first rows as in a small file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TextIO

from core.errors import SourceError
from core.progress import Event, Report
from core.sources import MAX_SKIPPED_SHOWN, SkippedRow
from core.sources.dialect.reading import (
    Plan,
    bad_rows_note,
    check_lines,
    decide,
    head_of,
    narrowed,
)
from core.sources.dialect.rows import (
    BLANK,
    MOST_ADDED,
    SAMPLE_ROWS,
    Fixes,
    Head,
    RowSorter,
    left_out,
)
from core.sources.dialect.tokens import MAX_QUOTED_LINES, Cut, RecordReader, is_left_out, records_of
from core.sources.large.cleaned import CleanLines
from core.sources.large.survey import surveyed
from core.text import count

_USUAL_QUOTE = '"'
_TAB = "\t"
_ADDED_PER_BYTE = 5
_SEPARATORS = ("\x1c", "\x1d", "\x1e", "\x1f")  # control characters, which cells do not keep


@dataclass(frozen=True)
class Mended:
    """What became of a text in its copy, which has no header and only regular rows.

    `skipped` has the first rows that were left out, of `left_out` in all.
    """

    head: Head
    plan: Plan
    notes: tuple[str, ...]
    skipped: tuple[SkippedRow, ...]
    left_out: int


def mended_copy(file: Path, plan: Plan, target: Path, report: Report) -> Mended:
    """Write a regular copy of a text, in UTF-8."""
    found = surveyed(file, plan)
    lines = CleanLines(file, plan, found)
    pieces = lines.pieces()
    first = next(pieces)
    head = head_of(first, plan)
    if not head.width:
        raise SourceError("The file holds no table.", "Choose a file with data.")
    narrowed(head, plan.only)
    with target.open("w", encoding="utf-8", newline="") as out:
        most_added = max(MOST_ADDED, _ADDED_PER_BYTE * file.stat().st_size)
        copier = _Copier(plan, head, first, out, Fixes(most_added))
        for piece in pieces:
            copier.take(piece)
            report(Event(copier.line, found.lines, f"Looking at {count(found.lines, 'line')}"))
        copier.finish()
    bad, unread = copier.skipped, copier.unread
    decide(bad, unread, copier.rows + unread, head, plan)
    said, below = lines.below()
    notes = [*lines.notes(), *copier.fixes.notes(), *said]
    if unread:
        notes.append(bad_rows_note(bad, unread))
    return Mended(
        replace(head, width=head.columns, first=0),
        Plan(cut=copier.cut, header_rows=0, skip_end=0),
        tuple(notes),
        (*bad, *below)[:MAX_SKIPPED_SHOWN],
        unread + len(below),
    )


class _Copier:
    """Takes the lines of a text and writes its rows; the last lines wait for what follows."""

    def __init__(self, plan: Plan, head: Head, first: list[str], out: TextIO, fixes: Fixes) -> None:
        self._from = plan.cut
        self._head = head
        body = records_of(first, plan.cut, head.width, head.first)
        rows = list(islice(body, SAMPLE_ROWS))
        self._sorter = RowSorter.of(rows, head, plan.cut, plan.bad_rows)
        self._out = out
        self._is_alike = _may_stay(plan.cut) and head.columns == head.width
        self.cut = Cut(plan.cut.delimiter if _may_stay(plan.cut) else ",",
                       plan.cut.quote or _USUAL_QUOTE)  # fmt: skip
        self._regular = _regular_line(self.cut, head.columns) if plan.cut.quote else _never
        self._starts = _starts(head, self.cut, plan.cut.comment)
        self._waiting = first[head.first :]
        self.line = head.first
        self.rows = self.unread = 0
        self.fixes = fixes
        self.skipped: list[SkippedRow] = []

    def take(self, lines: list[str]) -> None:
        """Take further lines."""
        self._waiting += lines
        self._write(is_end=False)

    def finish(self) -> None:
        """Write the lines that waited for others."""
        self._write(is_end=True)

    def _write(self, is_end: bool) -> None:
        lines, at = self._waiting, 0
        done: list[str] = []
        reader = RecordReader(lines, self._from, self._head.width)
        for place in self._odd(lines):
            if place < at:
                continue
            done += lines[at:place]
            at = place
            if not is_end and self._may_go_on(lines, at):
                break
            at += self._record(reader, lines, at, done)
        else:
            done += lines[at:]
            at = len(lines)
        if done:
            self._out.write("\n".join(done) + "\n")
        self.rows += len(done)
        self.line += at
        self._waiting = lines[at:]

    def _odd(self, lines: Sequence[str]) -> Iterable[int]:
        """Return the places of lines that are not plainly a row."""
        if not self._is_alike:
            return range(len(lines))
        mark, quote, gaps = self.cut.delimiter, self.cut.quote, self._head.width - 1
        regular, starts = self._regular, self._starts
        return [
            at
            for at, line in enumerate(lines)
            if (not regular(line) if quote in line else line.count(mark) != gaps)
            or line.startswith(starts)
        ]

    def _may_go_on(self, lines: Sequence[str], at: int) -> bool:
        """Tell whether a row may reach into lines that are not known yet."""
        is_near = at + 1 + MAX_QUOTED_LINES >= len(lines)
        return is_near and self._from.quote != "" and self._from.quote in lines[at]

    def _record(self, reader: RecordReader, lines: list[str], at: int, done: list[str]) -> int:
        """Add the row at a line, or leave it out; return how many lines it has."""
        line, cut = lines[at], self._from
        if is_left_out(line, cut):
            return 1
        check_lines((line,), cut, self.line + at)
        record = reader.at(at)
        row, what = self._sorter.judged(record, lines)
        number = self.line + record.line
        if row is not None:
            self.fixes.add(what, number, self._head.width - len(record.cells))
            done.append(self._as_line(row))
        elif what == BLANK:
            done.append(self.cut.delimiter * (self._head.columns - 1))
        else:
            self._leave_out(replace(left_out(record, lines, what), line=number))
        return record.span

    def _leave_out(self, row: SkippedRow) -> None:
        self.unread += 1
        if len(self.skipped) < MAX_SKIPPED_SHOWN:
            self.skipped.append(row)

    def _as_line(self, row: Sequence[str]) -> str:
        return self.cut.delimiter.join(map(self._cell, row))

    def _cell(self, text: str) -> str:
        mark, quote = self.cut.delimiter, self.cut.quote
        if self._from.delimiter in _SEPARATORS:
            text = text.replace(self._from.delimiter, " ")
        if mark in text or quote in text or "\n" in text:
            return quote + text.replace(quote, quote * 2) + quote
        return text


def _may_stay(cut: Cut) -> bool:
    """Tell whether lines that are cut in this way can be copied as they are."""
    mark = cut.delimiter
    plain = len(mark) == 1 and mark.isascii() and (mark.isprintable() or mark == _TAB)
    return plain and mark != " " and not cut.escape


def _starts(head: Head, cut: Cut, comment: str) -> tuple[str, ...]:
    """Return what a comment and the header, should it come again, begin with."""
    name = head.names[0] if any(head.names) else None
    header = () if name is None else (name or cut.delimiter, cut.quote + name)
    return (*header, comment) if comment else header


def _regular_line(cut: Cut, columns: int) -> Callable[[str], object]:
    """Return what tells a row whose quotes open and close cells or are doubled."""
    mark, quote = re.escape(cut.delimiter), re.escape(cut.quote)
    cell = f"(?:{quote}(?:[^{quote}]++|{quote}{quote})*+{quote}|[^{quote}{mark}]*+)"
    return re.compile(f"{cell}(?:{mark}{cell}){{{columns - 1}}}").fullmatch


def _never(line: str) -> None:
    """Say that a line with quotes is no regular one: where none are meant, all are letters."""
