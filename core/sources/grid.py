"""Turn a grid of spreadsheet cells into a table: title lines, header, merged cells, footnotes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.column_names import check_width
from core.errors import SourceError
from core.sources import Loaded, SkippedRow
from core.sources.column import shown_cell, value_column
from core.sources.sheet import CellError, Heard, Merge, Row, Sheet, is_blank, unheard
from core.text import cells, count, listed, shown

if TYPE_CHECKING:
    import pandas as pd

    from core.sources.dialect.tokens import Record
    from core.sources.dialect.values import Rules

_SAMPLE_ROWS = 600
_MAX_HEADER_ROWS = 10
_TAIL_ROWS = 25
_FOOTNOTE = re.compile(
    r"\W*(?:sources?|notes?|footnotes?|quelle|hinweis|anmerkung|fuente|nota|fonte|©|\*|†|\(?\d\)\s)",
    re.I,
)
_LONG_NOTE = 40
_TYPED = ("number", "date", "time")
_YEARS = (1800, 2200)


@dataclass(frozen=True)
class Place:
    """Where the table stands in a sheet: rows above the header, and the header's rows."""

    skip_rows: int = 0
    header_rows: int = 1


def place_of(rows: Sequence[Row], merges: Sequence[Merge] = ()) -> Place:
    """Guess where the header stands; labels over several columns begin one of several rows."""
    from core.sources.dialect.header import Grid, filled, header_of
    from core.sources.dialect.tokens import Record

    texts = [[shown_cell(cell) for cell in row] for row in rows[:_SAMPLE_ROWS]]
    size = max((_last_filled(row) for row in texts), default=0)
    left = _first_filled(rows[:_SAMPLE_ROWS])
    records = [
        Record(at + 1, [*row[:size], *[""] * (size - len(row))][left:])
        for at, row in enumerate(texts)
        if filled(row)
    ]
    skip, header = header_of(Grid.of(_without_repeats(records)))
    if header == 1 and _is_all_numbers(rows[skip]):
        header = 0
    groups = _group_rows(rows, merges, size - left)
    if groups and skip - 1 <= groups[-1] < skip + max(header, 1):
        labels = groups[-1] + 1
        top = min(groups[0], skip) if groups[-1] - groups[0] < len(groups) else groups[-1]
        skip, header = top, min(max(skip + header, labels + 1) - top, _MAX_HEADER_ROWS)
    return Place(skip, _with_tall_labels(skip, header, merges))


def _without_repeats(records: list[Record]) -> list[Record]:
    """Leave out further copies of a first row of labels, which printed pages repeat."""
    from core.sources.dialect.cells import column_type, type_of

    label = next((record.cells for record in records if record.cells.count("") == 0), [])
    others = [record for record in records if record.cells != label]
    if len(label) < 2 or len(others) > len(records) - 2 or not others:
        return records
    types = [column_type(record.cells[at] for record in others) for at in range(len(label))]
    typed = [at for at, kind in enumerate(types) if kind in _TYPED]
    if not typed or any(type_of(label[at]) in _TYPED for at in typed):
        return records
    first = next(at for at, record in enumerate(records) if record.cells == label)
    return [record for at, record in enumerate(records) if at <= first or record.cells != label]


def _is_all_numbers(row: Row) -> bool:
    """Say whether a row holds numbers only, and not the years that columns can be named by."""
    filled = [cell for cell in row if not is_blank(cell)]
    numbers = all(isinstance(cell, int | float) for cell in filled)
    return bool(filled) and numbers and not all(_YEARS[0] <= cell <= _YEARS[1] for cell in filled)


def _with_tall_labels(skip: int, header: int, merges: Sequence[Merge]) -> int:
    """Return the height of a header whose labels may be merged over several rows."""
    inside = [merge.bottom for merge in merges if skip <= merge.top < skip + header]
    tall = max(inside) + 1 - skip if inside else header
    return max(header, tall) if tall <= _MAX_HEADER_ROWS else header


def _group_rows(rows: Sequence[Row], merges: Sequence[Merge], size: int) -> list[int]:
    """Return the top rows with labels merged over some of the columns, above other labels."""
    found = set()
    for merge in merges:
        wide = merge.right - merge.left + 1
        below = rows[merge.bottom + 1] if merge.bottom + 1 < len(rows) else ()
        labels = [cell for cell in below[merge.left : merge.right + 1] if not is_blank(cell)]
        full = len(labels) == wide and all(isinstance(label, str) for label in labels)
        flat = merge.top == merge.bottom < _SAMPLE_ROWS
        if 1 < wide < size and full and flat:
            found.add(merge.top)
    first = min(found, default=0)
    return sorted(at for at in found if at - first < _MAX_HEADER_ROWS)


def likeness(rows: Sequence[Row], place: Place) -> int:
    """Say how much rows are like a table, by what is below the header.

    3 for two rows or more of several columns, 2 for one, 1 for a single column, 0 otherwise.
    """
    filled = [sum(not is_blank(cell) for cell in row) for row in rows]
    body = [number for number in filled[place.skip_rows + place.header_rows :] if number]
    wide = sum(number > 1 for number in body)
    if 0 < wide >= 0.5 * len(body):
        return 3 if wide > 1 else 2
    return int(bool(body) and max(map(_width, rows)) == 1)


def table_of(sheet: Sheet, place: Place, rules: Rules, heard: Heard = unheard) -> Loaded:
    """Return the rows below the header with one type per column; blank rows are left out."""
    start = place.skip_rows + place.header_rows
    body, header = list(sheet.rows[start:]), sheet.rows[place.skip_rows : start]
    size = max((_width(row) for row in (*header, *body)), default=0)
    check_width(size)
    names = _names(header, size, sheet.merges, place)
    notes, filled_down = [], _fill_down(body, sheet.merges, start)
    if filled_down:
        where = listed(names[at] or f"column {at + 1}" for at in sorted(filled_down))
        notes.append(f"Merged cells were filled down: {where}.")
    kept, skipped, more = _rows(body, header, start)
    if not kept:
        raise SourceError(
            "The sheet has columns but no rows." if size else "The sheet is empty.",
            "Choose another sheet, or a file with data below the header.",
        )
    used = [at for at in range(size) if names[at] or any(_has(row, at) for row in kept)]
    if len(used) < size:
        more.append(f"{count(size - len(used), 'empty column')} without a name left out.")
    frame, changes = _frame(kept, [(at, names[at]) for at in used], rules, heard)
    facts = _facts(sheet, {at: names[at] or f"column {at + 1}" for at in used})
    return Loaded(frame, (*notes, *more, *facts, *changes), tuple(skipped))


def _rows(
    body: Sequence[Row], header: Sequence[Row], start: int
) -> tuple[list[Row], list[SkippedRow], list[str]]:
    """Leave out blank rows, the header where it is repeated, and notes below the table."""
    notes = []
    tail = _footnotes(body)
    end = len(body) - len(tail)
    skipped = [
        SkippedRow(start + end + at + 1, "below the table", shown(_words(row), 200))
        for at, row in enumerate(tail)
        if _width(row)
    ]
    if skipped:
        first = cells([skipped[0].text])
        notes.append(f"{count(len(skipped), 'line')} below the table left out: {first}.")
    last = max((at for at, row in enumerate(body[:end]) if _width(row)), default=-1)
    kept = [row for row in body[: last + 1] if _width(row)]
    if last + 1 > len(kept):
        notes.append(f"{count(last + 1 - len(kept), 'empty row')} left out.")
    label = header[-1][: _width(header[-1])] if len(header) == 1 else ()
    words = label[_first_filled([label]) :]
    if len(words) > 1 and all(isinstance(cell, str) for cell in words):
        fresh = [row for row in kept if row[: _width(row)] != label]
        if len(fresh) < len(kept):
            notes.append(f"{count(len(kept) - len(fresh), 'repeated header')} left out.")
        kept = fresh
    return kept, skipped, notes


def _footnotes(body: Sequence[Row]) -> Sequence[Row]:
    """Return the rows at the end that hold one remark each, below a table of several columns."""
    wide = [sum(not is_blank(cell) for cell in row) for row in body]
    if sum(number > 1 for number in wide) < 2:
        return ()
    start = len(body)
    for at in range(len(body) - 1, max(len(body) - _TAIL_ROWS, 0), -1):
        if wide[at] > 1:
            break
        if wide[at] == 1:
            gap = at > 0 and wide[at - 1] == 0
            if not _is_remark(_words(body[at]), gap):
                break
            start = at
    return body[start:]


def _is_remark(text: str, after_gap: bool) -> bool:
    if _FOOTNOTE.match(text):
        return True
    return (len(text) > _LONG_NOTE and " " in text) or (after_gap and " " in text.strip())


def _words(row: Row) -> str:
    return " ".join(shown_cell(cell) for cell in row if not is_blank(cell))


def _fill_down(body: list[Row], merges: Sequence[Merge], start: int) -> set[int]:
    """Repeat the value of cells merged over several rows; return the columns."""
    found = set()
    for merge in merges:
        top, bottom = merge.top - start, min(merge.bottom - start, len(body) - 1)
        if top < 0 or bottom <= top:
            continue
        value = body[top][merge.left] if merge.left < len(body[top]) else None
        if is_blank(value):
            continue
        found.add(merge.left)
        for at in range(top + 1, bottom + 1):
            row = list(body[at])
            row += [None] * (merge.left + 1 - len(row))
            row[merge.left] = value
            body[at] = tuple(row)
    return found


def _frame(
    rows: Sequence[Row], columns: Sequence[tuple[int, str]], rules: Rules, heard: Heard
) -> tuple[pd.DataFrame, list[str]]:
    import pandas as pd

    made, found = [], dict[str, list[str]]()
    for at, name in columns:
        values, changes = value_column([_cell(row, at) for row in rows], rules)
        made.append(values)
        heard(len(made))
        for change in changes:
            found.setdefault(change, []).append(name or f"column {at + 1}")
    frame = pd.concat(made, axis=1)
    frame.columns = pd.Index([name for _, name in columns], dtype=object)
    return frame, [f"{note}: {listed(where)}." for note, where in found.items()]


def _facts(sheet: Sheet, names: dict[int, str]) -> list[str]:
    """Say what the cells do not show: formulas without a value, hidden rows and columns."""
    notes = []
    empty = {at: number for at, number in sheet.uncomputed.items() if at in names}
    if empty:
        formulas = count(sum(empty.values()), "formula")
        where = listed(names[at] for at in sorted(empty))
        notes.append(
            f"{formulas} without a stored value became missing: {where}. "
            "Open the file in its program and save it there."
        )
    if sheet.hidden_rows:
        notes.append(f"{count(sheet.hidden_rows, 'hidden row')} read like the others.")
    hidden = [names[at] for at in sorted(sheet.hidden_columns) if at in names]
    if hidden:
        notes.append(f"Hidden columns read like the others: {listed(hidden)}.")
    return notes


def _names(header: Sequence[Row], size: int, merges: Sequence[Merge], place: Place) -> list[str]:
    """Join the rows of a header; a label over several columns is followed by a slash.

    A row of labels takes in gaps the label on its left, as group names stand once.
    """
    texts = [[shown_cell(cell).strip() for cell in row][:size] for row in header]
    texts = [row + [""] * (size - len(row)) for row in texts]
    group = [[False] * size for _ in texts]
    for merge in merges:
        _spread(texts, group, merge, place.skip_rows)
    for level, row in enumerate(texts[:-1]):
        for at in range(1, size):
            if not row[at] and any(below[at] for below in texts[level + 1 :]):
                row[at] = row[at - 1]
                group[level][at] = group[level][at - 1] = bool(row[at])
    return [_joined([row[at] for row in texts], [row[at] for row in group]) for at in range(size)]


def _spread(texts: list[list[str]], group: list[list[bool]], merge: Merge, top: int) -> None:
    rows = range(max(merge.top - top, 0), min(merge.bottom - top + 1, len(texts)))
    size = len(texts[0]) if texts else 0
    if merge.top < top or not rows or merge.left >= size:
        return
    if merge.right - merge.left + 1 >= max(size, 3) and len(rows) == len(texts):
        return  # a title over the whole table names no column
    label = texts[rows[0]][merge.left]
    for level in rows:
        for at in range(merge.left, min(merge.right + 1, size)):
            texts[level][at] = label
            group[level][at] = merge.right > merge.left


def _joined(labels: Iterable[str], groups: Iterable[bool]) -> str:
    name, slash = "", False
    seen: set[str] = set()
    for label, is_group in zip(labels, groups, strict=True):
        if not label or label in seen:
            continue
        seen.add(label)
        name = f"{name}{' / ' if slash else ' '}{label}" if name else label
        slash = is_group
    return name


def _cell(row: Row, at: int) -> Any:
    cell = row[at] if at < len(row) else None
    return None if is_blank(cell) and not isinstance(cell, CellError) else cell


def _has(row: Row, at: int) -> bool:
    return at < len(row) and not is_blank(row[at])


def _width(row: Row) -> int:
    size = len(row)
    while size and is_blank(row[size - 1]):
        size -= 1
    return size


def _last_filled(row: Sequence[str]) -> int:
    return max((at + 1 for at, cell in enumerate(row) if cell.strip()), default=0)


def _first_filled(rows: Sequence[Row]) -> int:
    """Return the first column that holds something: a table may stand apart from the edge."""
    firsts = (next((at for at, cell in enumerate(row) if not is_blank(cell)), None) for row in rows)
    return min((at for at in firsts if at is not None), default=0)
