"""Find where a table begins: title lines, the header and its height, or no header at all."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from core.sources.dialect.cells import MISSING, column_type, is_link, type_of
from core.sources.dialect.tokens import Cut, Record, recut

_BODY_ROWS = 100
_BODY_CELLS = 30_000
_TYPED = ("number", "date", "time", "boolean")
_MAX_HEADER_ROWS = 4
_LONG = 100
_SHORT_NAME = 30
_CODE = re.compile(r'["<>{}\\|=]')
_YEAR = re.compile(r"(?:19|20)\d{2}")


@dataclass(frozen=True)
class Grid:
    """The rows of a sample, and the number of cells that most of them have."""

    records: tuple[Record, ...]

    @classmethod
    def of(cls, records: Iterable[Record]) -> Grid:
        """Take records as they come, without the tail beyond a few hundred."""
        return cls(tuple(record for _, record in zip(range(600), records, strict=False)))

    @cached_property
    def width(self) -> int:
        """The commonest number of cells, the first seen on a tie; one only when all have one."""
        widths = self._widths
        several = Counter({width: number for width, number in widths.items() if width > 1})
        if sum(several.values()) >= 0.3 * sum(widths.values()) and several:
            return several.most_common(1)[0][0]
        return widths.most_common(1)[0][0] if widths else 0

    @cached_property
    def _widths(self) -> Counter[int]:
        return Counter(len(record.cells) for record in self.records if filled(record.cells))

    def width_near(self, expected: int) -> int:
        """Return the expected number of cells when many rows have it, else the commonest."""
        often = self._widths[expected] >= 0.5 * max(self._widths.values(), default=1)
        return expected if often and expected > 1 else self.width


def filled(cells: Sequence[str]) -> int:
    """Count the cells that are not blank."""
    return sum(map(bool, map(str.strip, cells)))


def header_of(grid: Grid) -> tuple[int, int]:
    """Return the lines before the header (or the first row), and the header's rows."""
    records = grid.records
    if not records:
        return 0, 0
    start = _start(grid)
    body = [r.cells for r in records[start + 1 :] if len(r.cells) == grid.width and filled(r.cells)]
    body = body[: max(5, min(_BODY_ROWS, _BODY_CELLS // max(grid.width, 1)))]
    first = records[start]
    if len(first.cells) == 1 and grid.width > 2:
        first = Record(first.line, recut(first.cells[0], Cut(""), grid.width) or first.cells)
    if not _is_header(first.cells, body):
        above = _short_header(records, start, grid.width)
        return (above.line - 1, 1) if above else (first.line - 1, 0)
    return first.line - 1, 1 + _more_header_rows(records[start:], body)


def _short_header(records: Sequence[Record], start: int, width: int) -> Record | None:
    """Return the row right above the first one when it holds the few names that there are.

    Like a title it fills only some cells; a blank row above it tells it from one.
    """
    if start < 2 or width < 3:
        return None
    row, before = records[start - 1], records[start - 2]
    apart = before.line + before.span < row.line or not filled(before.cells)
    close = row.line + row.span == records[start].line
    short = all(
        len(cell) <= _SHORT_NAME and type_of(cell) in ("text", "empty") for cell in row.cells
    )
    full = len(row.cells) == width and filled(row.cells) > 0
    return row if apart and close and short and full else None


def _start(grid: Grid) -> int:
    """Return the position of the first record that is neither a title nor blank."""
    records, width = grid.records, grid.width
    body = [filled(r.cells) for r in records if len(r.cells) == width]
    typical = sorted(body)[len(body) // 2] if body else 1
    typed = sorted(_typed(r.cells) for r in records[:_BODY_ROWS] if len(r.cells) == width)
    usual = typed[len(typed) // 2] if typed else 1
    for position, record in enumerate(records):
        cells = record.cells
        if len(cells) == width:
            if not _is_title(cells, typical):
                return position
        elif _odd_header(records, position, width) or _otherwise_cut(records, position, width):
            return position
        elif len(cells) > width > 1 and _typed(cells) >= max(1, usual):
            return position  # a row whose unquoted text holds the delimiter
    return 0


def _typed(cells: Sequence[str]) -> int:
    """Count the cells that are numbers, dates or times."""
    return sum(type_of(cell) in _TYPED[:3] for cell in cells)


def _otherwise_cut(records: Sequence[Record], position: int, width: int) -> bool:
    """Say whether a lone cell is a header written with another delimiter than its table."""
    cells = records[position].cells
    if len(cells) > 1 or width <= 2 or not recut(cells[0], Cut(""), width):
        return False
    return not _header_follows(records, position, width)


def _header_follows(records: Sequence[Record], position: int, width: int) -> bool:
    """Say whether one of the next rows of full width is a header itself."""
    rest = [r.cells for r in records[position + 1 : position + 60] if len(r.cells) == width]
    return len(rest) > 1 and _is_header(rest[0], rest[1:])


def _is_title(cells: Sequence[str], typical: int) -> bool:
    """Say whether a row of full width is only a title or blank, padded with empty cells."""
    number = filled(cells)
    if number == 0:
        return True
    if len(cells) == 1 or typical <= 1:
        return False
    if number == 1 and cells[0].strip():
        return len(cells) > 2 or typical == len(cells)
    return number <= 2 and number < 0.34 * typical


def _odd_header(records: Sequence[Record], position: int, width: int) -> bool:
    """Say whether a row of another width is the header: all text, above typed rows."""
    cells = records[position].cells
    if len(cells) < max(width - 1, 2) or any(type_of(cell) in _TYPED[:3] for cell in cells):
        return False
    if position + 1 >= len(records):
        return True
    return not _header_follows(records, position, width)


def _is_header(first: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    if not any(char.isalnum() for cell in first for char in cell):
        return False
    if not body:
        return not any(type_of(cell) in ("number", "date", "time") for cell in first)
    pro, contra = _evidence(first, body)
    if (contra == 0 and pro > 0) or _years_above(first, body):
        return True
    if pro > 2 * contra or (contra and _counts_up(first)):
        return True
    if contra or any(type_of(cell) in _TYPED[:3] for cell in first):
        return False
    if any(is_link(cell) for cell in first) or (len(first) == 1 and _CODE.search(first[0])):
        return False
    return not _repeats(first, body) and not any(len(cell) > _LONG for cell in first)


def _evidence(first: Sequence[str], body: Sequence[Sequence[str]]) -> tuple[int, int]:
    """Count columns where the first cell differs from the type below it, and where not."""
    pro = contra = 0
    for position, cell in enumerate(first):
        column = [row[position] for row in body if position < len(row)]
        below, own = column_type(column), type_of(cell)
        if below not in _TYPED or own == "empty":
            continue
        if below == "boolean":
            # "y" above yes and no is a name; "y" above y and n is a value
            contra += own == below and cell.strip().lower() in _lowered(column)
            pro += own != below and cell.strip().lower() not in _lowered(column)
        elif own == below:
            contra += 1
        else:
            pro += 1
    return pro, contra


def _lowered(column: Sequence[str]) -> set[str]:
    return {cell.strip().lower() for cell in column}


def _years_above(first: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Say whether the numbers of a row are years that stand above other numbers."""
    at = [position for position, cell in enumerate(first) if type_of(cell) == "number"]
    if not at or len(at) == len(first) or not all(_YEAR.fullmatch(first[i].strip()) for i in at):
        return False
    below = [row[i].strip() for row in body for i in at if i < len(row) and row[i].strip()]
    return not any(_YEAR.fullmatch(cell) for cell in below)


def _counts_up(first: Sequence[str]) -> bool:
    """Say whether the numbers of a row are labels such as the years 2000, 2001, 2002."""
    numbers = [cell.strip() for cell in first if type_of(cell) == "number"]
    if len(numbers) < 3 or not all(text.isdigit() for text in numbers) or filled(first[:1]) == 0:
        return False
    values = [int(text) for text in numbers]
    even = len({b - a for a, b in zip(values, values[1:], strict=False)}) == 1
    return even and values[0] != values[-1] and len(numbers) < len(first)


def _repeats(first: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Say whether a cell of the first row occurs again in its own column."""
    if tuple(first) == tuple(body[0]):
        return False
    return any(
        cell.strip() and any(row[at] == cell for row in body[1:] if at < len(row))
        for at, cell in enumerate(first)
    )


def _more_header_rows(records: Sequence[Record], body: Sequence[Sequence[str]]) -> int:
    """Count further header rows: labels above columns that are typed further down."""
    more = 0
    for record in records[1:_MAX_HEADER_ROWS]:
        rest = body[more + 1 :]
        above = [row.cells for row in records[: more + 1]]
        if not rest or not (
            _is_label_row(record.cells, above[0], rest) or _completes(record.cells, above, rest)
        ):
            break
        more += 1
    return more


def _is_label_row(
    cells: Sequence[str], header: Sequence[str], rest: Sequence[Sequence[str]]
) -> bool:
    if [cell.strip() for cell in cells] == [cell.strip() for cell in header]:
        return True
    if any(type_of(cell) in _TYPED[:3] for cell in cells) or len(cells) != len(header):
        return False
    typed = [
        at
        for at in range(len(cells))
        if column_type(row[at] for row in rest if at < len(row)) in _TYPED[:3]
    ]
    labels = [at for at in typed if cells[at].strip() and cells[at].strip() not in MISSING]
    gaps = sum(not cell.strip() for cell in header)
    if len(labels) < 2 or (len(rest) < 2 and gaps < len(labels)):
        return False
    return len(labels) >= 0.5 * len(typed) or gaps >= len(labels)


def _completes(
    cells: Sequence[str], above: Sequence[Sequence[str]], rest: Sequence[Sequence[str]]
) -> bool:
    """Say whether a row names just the columns that the header above leaves without a name.

    A heading within the rows may fill one such column, but not several.
    """
    if any(len(row) != len(cells) for row in rest):
        return False
    places = range(len(cells))
    named = {at for at in places for row in above if at < len(row) and row[at].strip()}
    labels = [at for at in places if cells[at].strip()]
    nameless = [at for at in places if at not in named and any(row[at].strip() for row in rest)]
    if len(named) < 2 or labels != nameless or not labels:
        return False
    if any(type_of(cells[at]) in _TYPED[:3] for at in labels):
        return False
    typed = any(column_type(row[at] for row in rest) in _TYPED[:3] for at in labels)
    return typed or len(labels) > 1
