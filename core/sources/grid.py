"""Turn a grid of spreadsheet cells into a table: title lines, header, types."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from core.errors import SourceError
from core.sources import Loaded
from core.text import count

if TYPE_CHECKING:
    import pandas as pd

    from core.sources.dialect.values import Rules

_SAMPLE_ROWS = 600


@dataclass(frozen=True)
class Place:
    """Where the table stands in a sheet: rows above the header, and the header's rows."""

    skip_rows: int = 0
    header_rows: int = 1


def place_of(rows: Sequence[Sequence[Any]]) -> Place:
    """Guess where the header stands."""
    from core.sources.dialect.header import Grid, filled, header_of
    from core.sources.dialect.tokens import Record

    texts = [[shown_cell(cell) for cell in row] for row in rows[:_SAMPLE_ROWS]]
    size = max((_last_filled(row) for row in texts), default=0)
    records = [
        Record(at + 1, row[:size] + [""] * (size - len(row)))
        for at, row in enumerate(texts)
        if filled(row)
    ]
    skip, header = header_of(Grid.of(records))
    return Place(skip, header)


def holds_table(rows: Sequence[Sequence[Any]], place: Place) -> bool:
    """Say whether rows look like a table: two columns or more, and something below the header."""
    body = rows[place.skip_rows + place.header_rows :]
    wide = any(sum(_has(cell) for cell in row) >= 2 for row in body)
    return wide or (bool(body) and all(len(row) == 1 for row in rows))


def table_of(rows: Sequence[Sequence[Any]], place: Place, rules: Rules) -> Loaded:
    """Return the rows below the header with one type per column; blank rows are left out."""
    import pandas as pd

    from core.sources.dialect.reading import check_columns

    body = [list(row) for row in rows[place.skip_rows + place.header_rows :]]
    header = rows[place.skip_rows : place.skip_rows + place.header_rows]
    size = max(
        (_last_filled([shown_cell(cell) for cell in row]) for row in (*header, *body)), default=0
    )
    check_columns(size)
    kept = [(row + [None] * size)[:size] for row in body if any(_has(cell) for cell in row)]
    names = _names(header, size)
    if not kept:
        raise SourceError(
            "The sheet has columns but no rows." if size else "The sheet is empty.",
            "Choose another sheet, or a file with data below the header.",
        )
    notes = []
    last = max(at for at, row in enumerate(body) if any(_has(cell) for cell in row))
    blank = last + 1 - len(kept)
    if blank:
        notes.append(f"{count(blank, 'empty row')} left out.")
    columns, found = [], dict[str, list[str]]()
    for at in range(size):
        values, changes = value_column([row[at] for row in kept], rules)
        columns.append(values)
        for change in changes:
            found.setdefault(change, []).append(names[at] or f"column {at + 1}")
    frame = pd.concat(columns, axis=1)
    frame.columns = names
    return Loaded(frame, (*notes, *_grouped(found)))


def shown_cell(cell: Any) -> str:
    """Return a cell as the text a person sees."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return str(cell)


def _grouped(found: dict[str, list[str]]) -> list[str]:
    from core.text import listed

    return [f"{note}: {listed(where)}." for note, where in found.items()]


def _has(cell: Any) -> bool:
    return cell is not None and not (isinstance(cell, str) and not cell.strip())


def _last_filled(row: Sequence[str]) -> int:
    return max((at + 1 for at, cell in enumerate(row) if cell.strip()), default=0)


def _names(header: Sequence[Sequence[Any]], size: int) -> list[str]:
    from core.sources.dialect.reading import joined_names

    texts = [[shown_cell(cell) for cell in row][:size] for row in header]
    names = joined_names(texts)
    return names + [""] * (size - len(names))


def value_column(cells: list[Any], rules: Rules) -> tuple[pd.Series, tuple[str, ...]]:
    """Return cells of mixed types as one column; texts among numbers make it text."""
    import pandas as pd

    from core.sources.dialect.values import typed_column

    known = [cell for cell in cells if _has(cell)]
    kinds = {type(cell) for cell in known}
    if known and kinds <= {int, float}:
        return pd.Series([cell if _has(cell) else None for cell in cells]), ()
    if known and kinds <= {datetime, date}:
        return pd.to_datetime(
            pd.Series([c if _has(c) else None for c in cells]), errors="coerce"
        ), ()
    if known and kinds <= {timedelta}:
        return pd.Series([cell if _has(cell) else None for cell in cells]), ()
    texts = pd.Series([shown_cell(cell) for cell in cells], dtype="str")
    column = typed_column(texts, rules)
    return column.values, column.notes
