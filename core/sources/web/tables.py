"""Find the tables of a web page, lay out their cells, and name them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from core.column_names import MAX_COLUMNS
from core.errors import LimitError
from core.sources import Loaded
from core.sources.web.html import is_hidden, text_of
from core.text import count, shown

if TYPE_CHECKING:
    from core.sources.dialect.values import Rules
    from core.sources.grid import Place

MAX_CELLS = 5_000_000
MAX_SPAN = 1000
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_TITLE = 200
_NAME, _FIRST_NAMES = 80, 8
_COMMA = re.compile(r"-?(?:\d+|\d{1,3}(?:[. ]\d{3})+),(?:\d{1,2}|\d{4,})\s*%?")
_NUMBER = re.compile(r"(?!(?:19|20)\d\d$)-?\d[\d., ]*")
_POINT = re.compile(r"-?(?:\d+|\d{1,3}(?:[, ]\d{3})+)\.(?:\d{1,2}|\d{4,})\s*%?")
_OTHER = {",": ".", ".": ","}  # one sign cannot be both marks of a number
Row = tuple[str, ...]


@dataclass(frozen=True)
class WebTable:
    """A table of a page: its number there, a name, and its cells as texts.

    header  how many rows of `rows` name the columns, None when the page does not say
    across  rows whose one cell spans the whole table: headings inside it
    footer  rows that the page sets apart at the end
    nests   whether it holds other tables, as those do that only arrange a page
    """

    number: int
    title: str
    rows: tuple[Row, ...]
    header: int | None = None
    across: tuple[str, ...] = ()
    footer: tuple[Row, ...] = ()
    nests: bool = False

    @property
    def width(self) -> int:
        """Return the number of columns."""
        return max(map(len, self.rows), default=0)

    @property
    def is_data(self) -> bool:
        """Tell whether it is likely to hold data rather than to arrange the page."""
        return len(self.rows) > 1 and self.width > 1 and not self.nests


@dataclass(frozen=True)
class Sketch:
    """What a person needs to tell the tables of a page apart."""

    number: int
    title: str
    rows: int
    width: int
    names: tuple[str, ...]
    is_data: bool


def sketch_of(table: WebTable) -> Sketch:
    """Return the number, the name, the size and the first names of a table."""
    first = (shown(cell, _NAME) for cell in table.rows[0][:_FIRST_NAMES])
    names = tuple(dict.fromkeys(filter(None, first)))
    rows = len(table.rows) - (table.header or 0)
    return Sketch(table.number, table.title, rows, table.width, names, table.is_data)


@dataclass
class _Cell:
    """A cell that reaches into the rows below."""

    text: str
    heads: bool
    left: int


def tables_in(root: Any) -> tuple[WebTable, ...]:
    """Return every table of a page that has cells, in the order of the page."""
    title, found = "", []
    number = 0
    for element in root.iter("table", *_HEADINGS):
        if element.tag in _HEADINGS:
            title = shown(text_of(element), _TITLE) or title
            continue
        number += 1
        if is_hidden(element):
            continue
        table = _table(element, number)
        if table.rows:
            found.append(replace(table, title=table.title or title or f"Table {number}"))
    return tuple(found)


def loaded(table: WebTable, rules: Rules) -> Loaded:
    """Return a table with one type per column; its header and a decimal "guess" are found."""
    place = place_in(table)
    body = table.rows[place.skip_rows + place.header_rows :]
    if rules.decimal == "guess":
        rules = replace(rules, decimal=_OTHER.get(rules.thousands) or decimal_of(body))
    return placed(table, place, rules)


def placed(table: WebTable, place: Place, rules: Rules) -> Loaded:
    """Return a table whose header is known, with notes on what was left out."""
    import pandas as pd

    from core.sources.dialect.reading import joined_names
    from core.sources.dialect.values import typed_frame

    top, width = place.skip_rows + place.header_rows, table.width
    header = table.rows[place.skip_rows : top]
    names = [*joined_names([list(row) for row in header])] if header else []
    names += [""] * (width - len(names))
    repeats = set(header)
    body = [_filled(row, width) for row in table.rows[top:] if row not in repeats]
    kept = [row for row in body if any(row)]
    frame = pd.DataFrame(kept, columns=range(width), dtype="str")
    frame.columns = names
    typed, changes = typed_frame(frame, rules)
    left_out = (
        (len(table.across), "heading inside the table", "headings inside the table"),
        (len(table.footer), "row of its footer", "rows of its footer"),
        (max(len(table.rows) - top - len(body), 0), "repeated header", "repeated headers"),
        (len(body) - len(kept), "empty row", "empty rows"),
    )
    notes = [f"{count(number, *words)} left out." for number, *words in left_out if number]
    return Loaded(typed, (*notes, *changes))


def place_in(table: WebTable) -> Place:
    """Return where the header stands: as the page says, or by its look."""
    from core.sources.grid import Place, place_of

    if table.header is not None:
        return Place(0, table.header)
    place = place_of(table.rows)
    first = table.rows[place.skip_rows] if place.header_rows else ()
    # Names are rarely numbers, except for years.
    return Place(place.skip_rows, 0) if any(_NUMBER.fullmatch(cell) for cell in first) else place


def _filled(row: Row, width: int) -> Row:
    return row + ("",) * (width - len(row))


def decimal_of(rows: Sequence[Row]) -> str:
    """Return the decimal mark that the numbers of a table show."""
    cells = [cell for row in rows[:500] for cell in row]
    commas = sum(_COMMA.fullmatch(cell) is not None for cell in cells)
    return "," if commas > sum(_POINT.fullmatch(cell) is not None for cell in cells) else "."


def _table(element: Any, number: int) -> WebTable:
    caption = next((text_of(child) for child in element.iterchildren("caption")), "")
    heads: list[bool] = []
    rows: list[Row] = []
    footer: list[Row] = []
    across: list[str] = []
    parts: list[str] = []
    for part, cells in _laid_out(element):
        texts = tuple(cell.text for cell in cells)
        if not any(texts):
            continue
        if part == "tfoot":
            footer.append(texts)
        elif _is_across(cells):
            across.append(texts[0])
        else:
            rows.append(texts)
            parts.append(part)
            heads.append(all(cell.heads or not cell.text for cell in cells))
    if across and not rows:
        rows, across = [(text,) for text in across], []
        parts, heads = [""] * len(rows), [False] * len(rows)
    return WebTable(
        number,
        shown(caption, _TITLE),
        tuple(rows),
        _header(parts, heads),
        tuple(across),
        tuple(footer),
        nests=next(element.iterdescendants("table"), None) is not None,
    )


def _header(parts: list[str], heads: list[bool]) -> int | None:
    """Return the rows of a header that the page marks as such: by `thead`, or by `th` alone."""
    marked = 0
    while marked < len(parts) and parts[marked] == "thead":
        marked += 1
    if not marked:
        while marked < len(heads) and heads[marked]:
            marked += 1
    return marked if 0 < marked < len(parts) else None


def _is_across(cells: list[_Cell]) -> bool:
    """Tell whether one cell spans a row of several columns."""
    return len(cells) > 1 and all(cell is cells[0] for cell in cells)


def _laid_out(table: Any) -> Iterator[tuple[str, list[_Cell]]]:
    """Yield the rows of a table with every cell where a browser would draw it."""
    below: dict[int, _Cell] = {}
    cells_so_far, part_before = 0, None
    for row in table.iterdescendants("tr"):
        if next(row.iterancestors("table")) is not table or is_hidden(row):
            continue
        part = row.getparent()
        if part is not part_before:
            below, part_before = {}, part  # a cell never reaches into the next part
        cells = _row(row, below)
        cells_so_far += len(cells)
        if len(cells) > MAX_COLUMNS or cells_so_far > MAX_CELLS:
            raise LimitError(
                f"A table of the page has more than {MAX_COLUMNS:,} columns or "
                f"{MAX_CELLS:,} cells.",
                "Look for the same data in a file.",
            )
        yield part.tag, cells


def _row(row: Any, below: dict[int, _Cell]) -> list[_Cell]:
    """Lay out one row: its own cells go where no cell from above reaches."""
    cells: list[_Cell] = []
    for element in row.iterchildren("td", "th"):
        if is_hidden(element):
            continue
        _fill_from_above(cells, below)
        deep = _span(element.get("rowspan"), MAX_CELLS)
        cell = _Cell(text_of(element), element.tag == "th", deep)
        for _ in range(_span(element.get("colspan"), MAX_SPAN)):
            if deep > 1:
                below[len(cells)] = cell
            cells.append(cell)
    for at in range(len(cells), max(below, default=-1) + 1):
        cells.append(below.get(at) or _Cell("", False, 0))
    _one_row_less(below)
    return cells


def _fill_from_above(cells: list[_Cell], below: dict[int, _Cell]) -> None:
    while len(cells) in below:
        cells.append(below[len(cells)])


def _one_row_less(below: dict[int, _Cell]) -> None:
    for cell in {id(cell): cell for cell in below.values()}.values():
        cell.left -= 1
    for at in [at for at, cell in below.items() if cell.left < 1]:
        del below[at]


def _span(text: str | None, most: int) -> int:
    """Return how far a cell reaches; 0 means to the end of its part."""
    if text is None:
        return 1
    plain = text.strip()
    if not (plain.isascii() and plain.isdigit()):
        return 1
    span = int(plain[:9])
    return most if span == 0 and most == MAX_CELLS else max(1, min(span, most))
