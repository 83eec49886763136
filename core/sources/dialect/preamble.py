"""Find the main table of a text in which facts about it, or a small table, come first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.sources.dialect.cells import type_of
from core.sources.dialect.header import Grid, evidence, filled
from core.sources.dialect.tokens import Record

_FARTHEST = 60
_FEW_ABOVE = 12
_TYPED = ("number", "date", "time")
_SECTION = re.compile(r"\[[A-Za-z][\w .-]*\]")


def main_part(grid: Grid) -> Grid:
    """Return the rows from the main table on, which are all where nothing of size comes first."""
    for find in (_last_section, _wider_table, _second_header):
        start = find(grid)
        if start:
            return Grid(grid.records[start:])
    return grid


def _last_section(grid: Grid) -> int:
    """Return where the last of the parts begins that names in brackets part, as in [Data].

    Such a name comes first of all. A lone [deleted] further down is a value, also below such a
    name: the rows go on as they were.
    """
    records = grid.records
    marks = [at for at, record in enumerate(records[:_FARTHEST]) if _is_section(record.cells)]
    if not marks or any(filled(record.cells) for record in records[: marks[0]]):
        return 0
    while len(marks) > 1 and _goes_on(records, marks[-1]):
        marks.pop()
    start = marks[-1] + 1
    rows = [record.cells for record in records[start:]]
    above = sum(filled(record.cells) for record in records[:start])
    return start if len(rows) > 1 and sum(map(filled, rows)) >= above else 0


def _goes_on(records: Sequence[Record], at: int) -> bool:
    """Say whether the rows around a lone cell have values of the same types."""
    if at + 1 >= len(records):
        return True
    above, below = ([type_of(c) for c in records[at + step].cells] for step in (-1, 1))
    return above == below and any(kind in _TYPED for kind in below)


def _is_section(cells: Sequence[str]) -> bool:
    return filled(cells) == 1 and _SECTION.fullmatch(cells[0].strip()) is not None


@dataclass(frozen=True)
class _Rows:
    """A row that may be a header, with the rows below it that have as many cells."""

    header: Sequence[str]
    below: Sequence[Sequence[str]]

    @classmethod
    def at(cls, records: Sequence[Record], start: int) -> _Rows:
        """Take the rows down to the first of another width; blank ones are none."""
        width = len(records[start].cells)
        below = []
        for record in records[start + 1 :]:
            if len(record.cells) != width:
                break
            if filled(record.cells):
                below.append(record.cells)
        return cls(records[start].cells, below)

    def has_names(self, least: int) -> bool:
        """Say whether labels stand above at least so many typed columns, and no other value."""
        if any(type_of(cell) in _TYPED for cell in self.header):
            return False
        found = list(evidence(self.header, self.below))
        return len(found) >= least and all(found)


def _wider_table(grid: Grid) -> int:
    """Return where a table begins below facts of two cells each, such as a name and a value."""
    records = grid.records
    for at, record in enumerate(records[:_FARTHEST]):
        width = len(record.cells)
        if width <= max(2, grid.width) or filled(record.cells) < 3:
            continue
        above = [row.cells for row in records[:at] if filled(row.cells)]
        if any(filled(cells) > max(2, width // 3) for cells in above):
            return 0
        found = _Rows.at(records, at)
        size = filled(found.header) + sum(map(filled, found.below))
        if found.has_names(1) and size >= sum(map(filled, above)):
            return 0 if _are_table(above) else at
    return 0


def _are_table(rows: Sequence[Sequence[str]]) -> bool:
    """Say whether rows have a header of their own."""
    wide = [cells for cells in rows if len(cells) > 1]
    return len(wide) > 2 and _Rows(wide[0], wide[1:]).has_names(1)


def _second_header(grid: Grid) -> int:
    """Return where other names stand above more rows than there are between both headers.

    A title or a blank line tells a table of its own from a table in which a row has only words.
    """
    records, width = grid.records, grid.width
    typed, apart = 0, False
    seen: set[str] = set()
    for at, record in enumerate(records[:_FEW_ABOVE]):
        cells = [cell.strip() for cell in record.cells]
        full = len(cells) == width > 2 and all(cells) and len(set(cells)) == width
        apart = apart or filled(cells) == 1 or len(cells) != width or _has_gap(records, at)
        if typed and apart and full and not seen.intersection(cells):
            found = _Rows.at(records, at)
            if found.has_names(2) and 3 * typed <= len(found.below):
                return at
        seen.update(cell for cell in cells if cell)
        typed += any(type_of(cell) in _TYPED for cell in cells)
    return 0


def _has_gap(records: Sequence[Record], at: int) -> bool:
    """Say whether a line that is blank stands right above a record."""
    above = records[at - 1] if at else None
    return above is not None and records[at].line > above.line + above.span
