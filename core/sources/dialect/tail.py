"""Tell what stands below a table: a second table, or footnotes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from core.sources import SkippedRow
from core.sources.dialect.cells import column_type, type_of
from core.sources.dialect.header import filled
from core.sources.dialect.rows import TYPED, Head
from core.sources.dialect.tokens import Cut, Record, split_line
from core.text import count, shown

FOOTNOTE, SECOND_TABLE = "footnote", "second table"
_MOST_NOTES = 30
_TYPE_ROWS = 150
_LONG_NOTE = 20
_NOTE_MARK = re.compile(r"[*†‡§¹²³]|\(?\d{1,2}\)\s|\(?\d+ rows?\b|\[\w+\]\s")


@dataclass(frozen=True)
class Below:
    """The rows of a table with what may stand below them, and how their lines were cut."""

    records: Sequence[Record]
    head: Head
    lines: Sequence[str]
    cut: Cut

    @property
    def start(self) -> int:
        """The position of the first record that is no row of the table."""
        second = self._second_table()
        return len(self.records) - self._footnotes() if second is None else second

    @property
    def first_line(self) -> int:
        """The line (from 1) where the rows end; one past the last line when nothing follows."""
        start = self.start
        if start == len(self.records):
            return len(self.lines) + 1
        return self.records[start].line

    @cached_property
    def types(self) -> tuple[str, ...]:
        """The type of each column, by the first rows that fit."""
        width = self.head.width
        rows = [r.cells for r in self.records[:_TYPE_ROWS] if len(r.cells) == width]
        return tuple(column_type([row[at] for row in rows]) for at in range(width))

    def _second_table(self) -> int | None:
        records, width = self.records, self.head.width
        if not records:
            return None
        again = self._repeated_header()
        again = self._another_header() if again is None else again
        last = len(records[-1].cells)
        if again is not None or last == width or last < 2:
            return again
        position = len(records)
        while position and len(records[position - 1].cells) in {last, last + 1} - {width}:
            position -= 1
        if len(records) - position < 3 or position == 0:
            return None
        labels = not any(type_of(cell) in TYPED for cell in records[position].cells)
        return position if labels else None

    def _repeated_header(self) -> int | None:
        """Return where the names occur again as part of a header of another width."""
        names = [name.strip() for name in self.head.names]
        if len(names) < 3 or not all(names[:3]):
            return None
        for at, record in enumerate(self.records):
            cells = record.cells
            if len(cells) == self.head.width or cells[0].strip() != names[0]:
                continue
            if [cell.strip() for cell in cells[: len(names)]] == names:
                return at
        return None

    def _another_header(self) -> int | None:
        """Return where, below a blank line, other names stand above typed columns."""
        width = self.head.width
        typed = [at for at, kind in enumerate(self.types) if kind in TYPED]
        names = [name.strip() for name in self.head.names]
        for at in range(1, len(self.records) - 1):
            record = self.records[at]
            if len(record.cells) != width or not self._is_apart(at) or not typed:
                continue
            cells = [cell.strip() for cell in record.cells]
            labels = all(cells) and not any(type_of(cells[place]) in TYPED for place in typed)
            if labels and cells != names and len(set(cells)) == width:
                return at
        return None

    def _is_apart(self, at: int) -> bool:
        before = self.records[at - 1]
        gap = before.line + before.span < self.records[at].line
        return gap or not any(cell.strip() for cell in before.cells)

    def _footnotes(self) -> int:
        records = self.records
        if self.head.columns < 2 or len(records) < 3:
            return 0
        number = 0
        while number < min(_MOST_NOTES, len(records) // 2) and self._may_be_note(-number - 1):
            number += 1
        while number and not filled(records[-number].cells):
            number -= 1
        if not number:
            return 0
        body = records[:-number]
        typical = sorted(filled(record.cells) for record in body)[len(body) // 2]
        if typical < 2:
            return 0
        sure = self._is_apart(len(records) - number) or all(
            self._is_plainly_note(at) for at in range(-number, 0)
        )
        return number if sure else 0

    def _raw(self, at: int) -> list[str]:
        """Return the cells of a record before any repair."""
        return split_line(self.lines[self.records[at].line - 1], self.cut)[0]

    def _may_be_note(self, at: int) -> bool:
        if self.records[at].span > 1:
            return False
        cells = self._raw(at)
        if not filled(cells):
            return True
        if self.head.columns == 2 and len(cells) > 1 and not _NOTE_MARK.match(cells[0]):
            return False
        if not cells[0].strip():
            return False
        return not filled(cells[1:]) or self._is_cut_prose(cells)

    def _is_cut_prose(self, cells: Sequence[str]) -> bool:
        """Say whether cells are a sentence that happens to hold the delimiter."""
        words = cells[0].split()
        if len(cells) >= self.head.width or len(words) < 2:
            return False
        return all(type_of(cell) in ("text", "empty") or cell[:1] == " " for cell in cells)

    def _is_plainly_note(self, at: int) -> bool:
        """Say whether a line can be no row, even though none is blank above it."""
        cells = self._raw(at)
        first = cells[0].strip()
        if not first:
            return not filled(cells)
        if _NOTE_MARK.match(first) or (len(cells) == 1 and len(first) > _LONG_NOTE):
            return True
        if len(first) > 2 and not any(map(str.isalnum, first)):
            return True
        kind = self.types[0] if self.types else "empty"
        return len(first.split()) > 2 and (kind in TYPED or len(first) > _LONG_NOTE)


def left_below(lines: Sequence[str], first: int, what: str) -> tuple[list[str], list[SkippedRow]]:
    """Say what the lines below a table are, of which the first has a number (from 1)."""
    left = [
        SkippedRow(at, what, shown(line, 200))
        for at, line in enumerate(lines, start=first)
        if line.strip(' ,;\t"')
    ]
    if not left:
        return [], []
    if what == SECOND_TABLE:
        said = f"A second table begins on line {first:,}: only the first was read."
    else:
        said = f"{count(len(left), 'footnote line')} below the table left out."
    return [said], left


def kind_below(records: Iterable[Record]) -> str:
    """Return whether the records below a table are a table themselves."""
    rows = [filled(record.cells) for record in records]
    return SECOND_TABLE if sum(number > 1 for number in rows) >= 3 else FOOTNOTE
