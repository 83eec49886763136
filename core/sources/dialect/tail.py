"""Take off what stands below a table: a second table, or footnotes."""

from __future__ import annotations

from collections.abc import Sequence

from core.sources import SkippedRow
from core.sources.dialect.cells import type_of
from core.sources.dialect.header import filled
from core.sources.dialect.rows import TYPED, Head
from core.sources.dialect.tokens import Record
from core.text import count, shown


def without_tail(
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
    labels = not any(type_of(cell) in TYPED for cell in begins)
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
