"""Find the tables on a sheet: side by side, one below the other, or just one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from core.errors import SourceError
from core.sources.column import shown_cell
from core.sources.grid import place_of
from core.sources.sheet import Merge, Row, Sheet, is_blank

_AREA = re.compile(r"([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)?", re.I)
_FEW = 3
_TYPED = ("number", "date", "time")


@dataclass(frozen=True)
class Area:
    """A block of a sheet; rows and columns count from 0, ends included; `bottom` may be open."""

    top: int
    left: int
    bottom: int | None
    right: int

    def __str__(self) -> str:
        """Return the block as a spreadsheet program writes it.

        >>> str(Area(2, 0, None, 27))
        'A3:AB'
        """
        end = "" if self.bottom is None else str(self.bottom + 1)
        return f"{letters(self.left)}{self.top + 1}:{letters(self.right)}{end}"


def area_of(text: str) -> Area:
    """Read a block such as A3:F20, or A3:F when it goes on to the end."""
    found = _AREA.fullmatch(text.strip())
    if found is None or int(found[2]) < 1:
        raise SourceError(
            f"'{text}' is not a block of cells.", "Write it as A3:F20, or A3:F to read to the end."
        )
    left, right = sorted((_index(found[1]), _index(found[3])))
    bottom = int(found[4]) - 1 if found[4] else None
    return Area(int(found[2]) - 1, left, bottom, right)


def letters(column: int) -> str:
    """Return what a spreadsheet program calls a column.

    >>> letters(0), letters(25), letters(26)
    ('A', 'Z', 'AA')
    """
    name, rest = "", column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        name = chr(65 + letter) + name
    return name


def cropped(sheet: Sheet, area: Area) -> Sheet:
    """Return only a block of a sheet, as if it were all there is."""
    bottom = len(sheet.rows) - 1 if area.bottom is None else area.bottom
    width = area.right + 1
    merges = [
        Merge(m.top - area.top, m.left - area.left, m.bottom - area.top, m.right - area.left)
        for m in sheet.merges
        if area.top <= m.top <= bottom and area.left <= m.left and m.right <= area.right
    ]
    hidden = frozenset(c - area.left for c in sheet.hidden_columns if area.left <= c <= area.right)
    missing = type(sheet.uncomputed)(
        {c - area.left: n for c, n in sheet.uncomputed.items() if area.left <= c <= area.right}
    )
    rows = [row[area.left : width] for row in sheet.rows[area.top : bottom + 1]]
    return Sheet(rows, tuple(merges), sheet.hidden_rows, hidden, missing)


def areas(sheet: Sheet, whole: bool = True) -> list[Area]:
    """Return the tables of a sheet, the largest first; `whole` says that all rows are there."""
    found = []
    for left, right in _columns(sheet.rows):
        rows = [row[left : right + 1] for row in sheet.rows]
        parts = _stacked(rows)
        for at, (top, bottom) in enumerate(parts):
            open_end = at == len(parts) - 1 and not whole
            found.append(Area(top, left, None if open_end else bottom, right))
    return sorted(found, key=lambda area: -_cells(sheet.rows, area))


def _cells(rows: Sequence[Row], area: Area) -> int:
    block = rows[area.top : None if area.bottom is None else area.bottom + 1]
    return sum(not is_blank(cell) for row in block for cell in row[area.left : area.right + 1])


def _columns(rows: Sequence[Row]) -> list[tuple[int, int]]:
    """Cut a sheet at blank columns where the two sides do not cover the same rows."""
    used: set[int] = set()
    for row in rows:
        used |= {at for at, cell in enumerate(row) if not is_blank(cell)}
    runs = _runs(sorted(used))
    parts: list[tuple[int, int]] = []
    for left, right in runs:
        if parts and not _apart(rows, parts[-1], (left, right)):
            parts[-1] = (parts[-1][0], right)
        elif right > left or not parts or _cells(rows, Area(0, left, None, right)) > _FEW:
            parts.append((left, right))
    return parts


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Return the first and last of each run of numbers that follow one another."""
    found = []
    for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        block = [number for _, number in run]
        found.append((block[0], block[-1]))
    return found


def _apart(rows: Sequence[Row], one: tuple[int, int], two: tuple[int, int]) -> bool:
    """Say whether two blocks of columns end on different rows, so belong to different tables."""
    if two[1] == two[0] and _cells(rows, Area(0, two[0], None, two[1])) > _FEW:
        return False
    ends = []
    for left, right in (one, two):
        filled = [at for at, row in enumerate(rows) if any(map(_has, row[left : right + 1]))]
        ends.append((filled[-1] if filled else 0, len(filled)))
    return ends[0][0] != ends[1][0]


def _stacked(rows: Sequence[Row]) -> list[tuple[int, int]]:
    """Cut rows at blank ones where a new header follows; return first and last rows."""
    filled = [at for at, row in enumerate(rows) if any(map(_has, row))]
    blocks = _runs(filled)
    if not blocks:
        return []
    parts = [blocks[0]]
    for top, bottom in blocks[1:]:
        above = rows[parts[-1][0] : parts[-1][1] + 1]
        if _is_another(above, rows[top : bottom + 1]):
            parts.append((top, bottom))
        else:
            parts[-1] = (parts[-1][0], bottom)
    return parts


def _is_another(above: Sequence[Row], block: Sequence[Row]) -> bool:
    """Say whether rows after a gap begin a table of their own: a header unlike the rows above."""
    above = [row for row in above if sum(map(_has, row)) > 1]
    if len(block) < 2 or len(above) < 2:
        return False
    place = place_of(block)
    rest = block[place.skip_rows :]
    if not place.header_rows or len(rest) <= place.header_rows:
        return False
    header = rest[0]
    named = {at for at, cell in enumerate(header) if _has(cell)}
    if len(named) < 2 or not all(isinstance(header[at], str) for at in named):
        return False
    if not place.skip_rows and header == above[0]:
        return False  # the next page of a printed table
    typed = {at for at in range(max(map(len, above))) if _is_typed(above[1:], at)}
    before = {at for row in above[:1] for at, cell in enumerate(row) if _has(cell)}
    return bool(typed & named) or named != before


def _is_typed(rows: Sequence[Row], at: int) -> bool:
    from core.sources.dialect.cells import column_type

    cells = [shown_cell(row[at]) for row in rows[:100] if at < len(row)]
    return column_type(cells) in _TYPED


def _has(cell: Any) -> bool:
    return not is_blank(cell)


def _index(name: str) -> int:
    number = 0
    for letter in name.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1
