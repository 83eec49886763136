"""Find where a table begins: title lines, the header and its height, or no header at all."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from core.sources.dialect.cells import MISSING, column_type, is_link, type_of
from core.sources.dialect.settings import MOST_HEADER_ROWS
from core.sources.dialect.tokens import Cut, Record, recut

_BODY_ROWS = 100
_BODY_CELLS = 30_000
_TYPED = ("number", "date", "time", "boolean")
_LONG = 100
_SHORT_NAME = 30
_FEW_ROWS = 2
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


def rows_looked_at(width: int) -> int:
    """Return how many rows tell the type of each column: fewer of a wide table."""
    return max(5, min(_BODY_ROWS, _BODY_CELLS // max(width, 1)))


def header_of(grid: Grid) -> tuple[int, int]:
    """Return the lines before the header (or the first row), and the header's rows."""
    records = grid.records
    if not records:
        return 0, 0
    start = _start(grid)
    body = [r.cells for r in records[start + 1 :] if len(r.cells) == grid.width and filled(r.cells)]
    body = body[: rows_looked_at(grid.width)]
    first = records[start]
    if len(first.cells) == 1 and grid.width > 2:
        first = Record(first.line, recut(first.cells[0], Cut(""), grid.width) or first.cells)
    if not _is_header(first.cells, body[_labels_at_top(body) :]):
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
    several = [number for number in body if number > 1]
    body = several if len(several) > max(_FEW_ROWS, 0.3 * len(body)) else body
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
    return number <= 2 and number < 0.34 * typical and not _names_groups(cells)


def _names_groups(cells: Sequence[str]) -> bool:
    """Say whether two labels stand above as many columns each, as groups have them."""
    at = [position for position, cell in enumerate(cells) if cell.strip()]
    return len(at) == 2 and at[1] - at[0] == len(cells) - at[1] > 1


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
    found = list(evidence(first, body))
    pro, contra = found.count(True), found.count(False)
    if (contra == 0 and pro > 0) or _years_above(first, body):
        return True
    if pro > 2 * contra or (contra and _counts_up(first)):
        return True
    if contra or any(type_of(cell) in _TYPED[:3] for cell in first):
        return False
    if any(is_link(cell) for cell in first) or (len(first) == 1 and _CODE.search(first[0])):
        return False
    return not _repeats(first, body) and not any(len(cell) > _LONG for cell in first)


def evidence(first: Sequence[str], body: Sequence[Sequence[str]]) -> Iterator[bool]:
    """Yield for each typed column whether the first cell differs from the type below it."""
    for position, cell in enumerate(first):
        column = [row[position] for row in body if position < len(row)]
        below, own = column_type(column), type_of(cell)
        if below not in _TYPED or own == "empty":
            continue
        if below != "boolean":
            yield own != below
        elif (cell.strip().lower() in _lowered(column)) == (own == below):
            # "y" above yes and no is a name; "y" above y and n is a value
            yield own != below


def _lowered(column: Sequence[str]) -> set[str]:
    return {cell.strip().lower() for cell in column}


def _years_above(first: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Say whether the numbers of a row are years that stand above other numbers."""
    at = [position for position, cell in enumerate(first) if type_of(cell) == "number"]
    return 0 < len(at) < len(first) and _are_years(first, at, body)


def _are_years(row: Sequence[str], at: Sequence[int], body: Sequence[Sequence[str]]) -> bool:
    """Say whether some cells of a row are years, and none below them is."""
    if not all(_YEAR.fullmatch(row[i].strip()) for i in at):
        return False
    return not any(
        _YEAR.fullmatch(below[i].strip()) for below in body for i in at if i < len(below)
    )


def _names_columns(cells: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Say whether what is typed in a row are labels: years, or dates above numbers."""
    numbers = [at for at, cell in enumerate(cells) if type_of(cell) == "number"]
    if not _are_years(cells, numbers, body):
        return False
    moments = [at for at, cell in enumerate(cells) if type_of(cell) in ("date", "time")]
    return all(column_type(row[at] for row in body if at < len(row)) == "number" for at in moments)


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


def _labels_at_top(body: Sequence[Sequence[str]]) -> int:
    """Count the rows above the first one that holds a value of its own, if that is near.

    They may go on with the header, so that they must not tell the type of a column.
    """
    for at, cells in enumerate(body[:MOST_HEADER_ROWS]):
        if _typed(cells) and not _names_columns(cells, body[at + 1 :]):
            return at
    return 0


def _more_header_rows(records: Sequence[Record], body: Sequence[Sequence[str]]) -> int:
    """Count further header rows: labels above columns that are typed further down."""
    more, labels = 0, _labels_at_top(body)
    for record in records[1:MOST_HEADER_ROWS]:
        tall = max(more + 1, labels)
        above = [row.cells for row in records[: more + 1]]
        if not body[tall:] or not (
            _is_label_row(record.cells, above, body[tall:], tall)
            or _completes(record.cells, above, body[more + 1 :])
        ):
            break
        more += 1
    return more


def _is_label_row(
    cells: Sequence[str], above: Sequence[Sequence[str]], rest: Sequence[Sequence[str]], tall: int
) -> bool:
    """Say whether a row has labels above typed columns, being one of so many such rows."""
    header = above[0]
    if [cell.strip() for cell in cells] == [cell.strip() for cell in header]:
        return True
    if len(cells) != len(header) or (_typed(cells) and not _parts_groups(cells, above, rest)):
        return False
    typed = [
        at
        for at in range(len(cells))
        if column_type(row[at] for row in rest if at < len(row)) in _TYPED[:3]
    ]
    labels = [at for at in typed if cells[at].strip() and cells[at].strip() not in MISSING]
    if len(labels) < 2 or all(type_of(cells[at]) == "empty" for at in labels):
        return False
    names = Counter(cell.strip() for cell in header if cell.strip())
    gaps = sum(not cell.strip() for cell in header)
    parted = sum(names[header[at].strip()] != 1 for at in labels)
    if len(rest) <= tall and gaps < len(labels) and 2 * parted < len(labels):
        return False
    return len(labels) >= 0.5 * len(typed) or gaps >= len(labels)


def _parts_groups(
    cells: Sequence[str], above: Sequence[Sequence[str]], rest: Sequence[Sequence[str]]
) -> bool:
    """Say whether years or dates tell columns apart to which the rows above give one name."""
    at = [position for position, cell in enumerate(cells) if type_of(cell) in _TYPED[:3]]
    names = {tuple(row[i].strip() for row in above if i < len(row)) for i in at}
    given = sum(any(name) for name in names)
    return len(at) > 1 and given < len(at) and _names_columns(cells, rest)


def _completes(
    cells: Sequence[str], above: Sequence[Sequence[str]], rest: Sequence[Sequence[str]]
) -> bool:
    """Say whether a row names the columns that the header above leaves without a name.

    A heading within the rows may fill one such column, but not several; below two rows of names
    it is the name of the index. Beside several, it may add to other names as well.
    """
    if any(len(row) != len(cells) for row in rest):
        return False
    places = range(len(cells))
    named = {at for at in places for row in above if at < len(row) and row[at].strip()}
    labels = [at for at in places if cells[at].strip()]
    unnamed = [at for at in places if at not in named]
    nameless = [at for at in unnamed if any(row[at].strip() for row in rest)]
    if len(named) < 2 or not labels or any(type_of(cells[at]) in _TYPED[:3] for at in labels):
        return False
    typed = {at for at in places if column_type(row[at] for row in rest) in _TYPED[:3]}
    if labels == nameless:
        return bool(typed & {*labels}) or len(labels) > 1 or len(above) > 1
    several = len({*nameless} | ({*unnamed} & {*labels})) > 1
    return several and {*nameless} <= {*labels} and len(typed) > 1
