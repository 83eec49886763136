"""Read all rows of a text table, repairing what is certain and reporting the rest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pandas as pd

from core.errors import LimitError, SourceError
from core.sources import MAX_SKIPPED_SHOWN, SkippedRow
from core.sources.dialect.cells import column_type, type_of
from core.sources.dialect.encoding import decode, decode_head
from core.sources.dialect.header import Grid, filled
from core.sources.dialect.tokens import Cut, Record, lines_of, records_of, recut
from core.table import MAX_COLUMNS
from core.text import count, shown

FEW_BAD_SHARE = 0.05
FEW_BAD_ROWS = 5
_TYPED = ("number", "date", "time")
_SAMPLE_ROWS = 600
_NARROW = "The header has {} names, but rows have {} cells: the last columns are missing there."
_WIDE = "The header has {} names, but rows have {} cells: names were added."


@dataclass(frozen=True)
class Plan:
    """How a text file is read: every guess made, none left."""

    encoding: str = "utf-8"
    replace: bool = False
    cut: Cut = Cut()
    skip_lines: int = 0
    header_rows: int = 1
    bad_rows: str = "few"


@dataclass(frozen=True)
class TextTable:
    """Names and rows of texts, with notes and the rows that were left out."""

    names: list[str]
    frame: pd.DataFrame
    notes: list[str]
    skipped: list[SkippedRow]


@dataclass(frozen=True)
class Head:
    """What comes before the rows: names, the cells a row has, and the first line of rows."""

    names: list[str]
    width: int
    first: int
    note: str = ""

    @property
    def columns(self) -> int:
        """The number of columns of the table."""
        return len(self.names)


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
        text = text.replace("\x00", "")
    if plan.replace and "\ufffd" in text:
        notes.append(f"{count(text.count(chr(0xFFFD)), 'broken character')} replaced by \ufffd.")
    lines = lines_of(text)
    if cut_short and len(lines) > 1:
        lines.pop()
    return _read_lines(lines, plan, rows, notes)


def head_of(lines: Sequence[str], plan: Plan) -> Head:
    """Read the names and find where the rows begin and how many cells they have."""
    stream = records_of(lines, plan.cut, first=plan.skip_lines)
    header = list(islice(stream, plan.header_rows))
    first = header[-1].line - 1 + header[-1].span if header else plan.skip_lines
    sample = list(islice(records_of(lines, plan.cut, first=first), _SAMPLE_ROWS))
    names = joined_names([record.cells for record in header])
    width = Grid.of(sample).width_near(len(names))
    if len(names) == 1 and width > 2:
        names = recut(lines[first - 1], plan.cut, width) or names
    if not names:
        return Head([""] * width, width, first)
    if len(names) == width or not width:
        return Head(names, width or len(names), first)
    if len(names) > width:
        return Head(names, width, first, _NARROW.format(len(names), width))
    extra = [r.cells[len(names) :] for r in sample if len(r.cells) == width]
    if not any(filled(cells) for cells in extra):
        return Head(names, width, first, "Empty cells at the end of the rows left out.")
    note = _WIDE.format(len(names), width)
    if width == len(names) + 1:
        return Head(["", *names], width, first, note)
    return Head([*names, *[""] * (width - len(names))], width, first, note)


def check_columns(number: int) -> None:
    """Refuse tables that are wider than the limit."""
    if number > MAX_COLUMNS:
        raise LimitError(
            f"The table has {number:,} columns; the limit is {MAX_COLUMNS:,}.",
            "Keep only the columns you need.",
        )


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
    return [" ".join(dict.fromkeys(row[at] for row in padded if row[at])) for at in range(size)]


def _read_lines(lines: list[str], plan: Plan, rows: int | None, notes: list[str]) -> TextTable:
    if plan.cut.comment:
        marked = sum(line.startswith(plan.cut.comment) for line in lines)
        notes.append(f"{count(marked, 'comment line')} left out.")
    head = head_of(lines, plan)
    check_columns(head.columns)
    records = list(islice(records_of(lines, plan.cut, head.width, head.first), rows and rows + 20))
    body, tail_notes, skipped = _without_tail(records, head, lines)
    sorter = _Sorter.of(body, head)
    good, more, fixes = sorter.sort(body, lines)
    _decide(more, len(body), head, plan)
    notes += [*([head.note] if head.note else []), *fixes, *tail_notes]
    if more:
        notes.append(_bad_rows_note(more))
    frame = pd.DataFrame(good[:rows], columns=range(head.columns), dtype="str")
    return TextTable(head.names, frame, notes, [*more, *skipped][:MAX_SKIPPED_SHOWN])


@dataclass(frozen=True)
class _Sorter:
    """Sorts records into rows that fit, rows that can be mended, and bad ones."""

    head: Head
    types: tuple[str, ...]

    @classmethod
    def of(cls, body: Sequence[Record], head: Head) -> _Sorter:
        fitting = [r.cells for r in body[:_SAMPLE_ROWS] if len(r.cells) == head.width]
        types = [column_type(row[at] for row in fitting) for at in range(head.width)]
        return cls(head, tuple(types))

    def sort(
        self, body: Iterable[Record], lines: Sequence[str]
    ) -> tuple[list[list[str]], list[SkippedRow], list[str]]:
        good: list[list[str]] = []
        bad: list[SkippedRow] = []
        blank = mended = 0
        title = [name.strip() for name in self.head.names] if any(self.head.names) else []
        short: list[int] = []
        columns, width = self.head.columns, self.head.width
        for record in body:
            cells = record.cells
            if len(cells) == width:
                if columns > 1 and not filled(cells):
                    blank += 1
                    continue
                if title == [cell.strip() for cell in cells]:
                    bad.append(_bad(record, lines, width, "the header again"))
                    continue
                mended += not record.closed
            elif len(cells) > max(columns, width):
                if filled(cells[max(columns, width) :]):
                    bad.append(_bad(record, lines, width))
                    continue
            elif len(cells) < width:
                if not filled(cells):
                    blank += 1
                    continue
                if not self._conforms(cells):
                    bad.append(_bad(record, lines, width))
                    continue
                short.append(record.line)
            good.append(_fit(cells, columns))
        return good, bad, _fixes(blank, mended, short)

    def _conforms(self, cells: Sequence[str]) -> bool:
        """Say whether a short row can be read as one whose last cells are missing."""
        pairs = zip(self.types, cells, strict=False)
        return all(kind not in _TYPED or type_of(cell) in (kind, "empty") for kind, cell in pairs)


def _fit(cells: list[str], columns: int) -> list[str]:
    if len(cells) == columns:
        return cells
    return cells[:columns] + [""] * (columns - len(cells))


def _fixes(blank: int, mended: int, short: Sequence[int]) -> list[str]:
    notes = []
    if blank:
        notes.append(f"{count(blank, 'empty row')} left out.")
    if mended:
        notes.append(f"{count(mended, 'row')} with a stray quote mended.")
    if short:
        rows = "1 row ends" if len(short) == 1 else f"{len(short):,} rows end"
        notes.append(f"{rows} early (first on line {short[0]:,}): the last cells became missing.")
    return notes


def _bad(record: Record, lines: Sequence[str], width: int, why: str = "") -> SkippedRow:
    if why:
        reason = why
    elif not record.closed:
        reason = "a quote that is never closed"
    else:
        reason = f"{count(len(record.cells), 'cell')} instead of {width}"
    return SkippedRow(record.line, reason, shown(lines[record.line - 1], 200))


def _bad_rows_note(bad: Sequence[SkippedRow]) -> str:
    first = "; ".join(f"line {row.line:,}: {row.reason}" for row in bad[:5])
    return f"{count(len(bad), 'row')} could not be read and left out ({first})."


def _decide(bad: Sequence[SkippedRow], total: int, head: Head, plan: Plan) -> None:
    """Stop when rows do not fit and the plan says so, or they are many."""
    few = len(bad) <= max(FEW_BAD_ROWS, FEW_BAD_SHARE * total) and len(bad) < max(total, 2)
    if not bad or plan.bad_rows == "skip" or (plan.bad_rows == "few" and few):
        return
    first = "; ".join(f"line {row.line:,}: {row.reason}" for row in bad[:5])
    raise SourceError(
        f"{len(bad):,} of {total:,} rows do not have {head.width} cells. {first}.",
        "Correct the delimiter or the quote, or choose to skip these rows.",
    )


def _without_tail(
    records: list[Record], head: Head, lines: Sequence[str]
) -> tuple[list[Record], list[str], list[SkippedRow]]:
    """Take off a second table or footnotes below the rows."""
    second = _second_table(records, head)
    if second is not None:
        line = records[second].line
        left = [
            SkippedRow(r.line, "second table", shown(lines[r.line - 1], 200))
            for r in records[second:]
        ]
        return (
            records[:second],
            [f"A second table begins on line {line:,}: only the first was read."],
            left,
        )
    notes = _footnotes(records, head)
    if not notes:
        return records, [], []
    left = [SkippedRow(r.line, "footnote", shown(lines[r.line - 1], 200)) for r in records[-notes:]]
    return (
        records[:-notes],
        [f"{count(notes, 'footnote line')} below the table left out."],
        left,
    )


def _second_table(records: Sequence[Record], head: Head) -> int | None:
    position = len(records)
    if not records:
        return None
    last = len(records[-1].cells)
    again = _repeated_header(records, head)
    if again is not None or last == head.width or last < 2:
        return again
    while position and len(records[position - 1].cells) in {last, last + 1} - {head.width}:
        position -= 1
    if len(records) - position < 3 or position == 0:
        return None
    begins = records[position].cells
    labels = not any(type_of(cell) in _TYPED for cell in begins)
    return position if labels else None


def _repeated_header(records: Sequence[Record], head: Head) -> int | None:
    """Return where the names occur again as part of a header of another width."""
    names = [name.strip() for name in head.names]
    if len(names) < 3 or not all(names[:3]):
        return None
    for at, record in enumerate(records):
        cells = record.cells
        if len(cells) != head.width and [cell.strip() for cell in cells[: len(names)]] == names:
            return at
    return None


def _footnotes(records: Sequence[Record], head: Head) -> int:
    if head.columns < 3 or len(records) < 3:
        return 0
    number = 0
    while number < min(30, len(records) - 1) and _only_first(records[-number - 1].cells):
        number += 1
    if not number or number > 0.5 * len(records):
        return 0
    typical = sorted(filled(r.cells) for r in records[:-number])[(len(records) - number) // 2]
    before = records[-number - 1]
    apart = before.line + before.span < records[-number].line or not filled(before.cells)
    alone = all(len(r.cells) == 1 and len(r.cells[0]) > 20 for r in records[-number:])
    return number if typical > 1 and (apart or alone) else 0


def _only_first(cells: Sequence[str]) -> bool:
    return bool(cells and cells[0].strip()) and not filled(cells[1:]) or not filled(cells)
