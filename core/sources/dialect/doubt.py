"""Say what a text leaves open about its header, so that a person can look at it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from core.sources.dialect.cells import type_of
from core.sources.dialect.header import evidence, filled, rows_looked_at
from core.sources.dialect.tokens import Record
from core.sources.dialect.values import Rules, typed_column
from core.text import listed

TIED = "The first line was taken as names; nothing tells it from the rows."
_FEW_ROWS = 2
_FEW_TEXTS = 2
_FEW_VALUES, _MANY_ROWS = 0.3, 10
_TOP_ROWS = 50


def tied(header: Record, rows: Sequence[Record]) -> str:
    """Return a note when nothing tells a header from the rows, else an empty text.

    What may tell it: typed columns, a gap below it, another case of letters, or columns of
    a few values that are not its own.
    """
    width = len(header.cells)
    every = [row.cells for row in rows if len(row.cells) == width and filled(row.cells)]
    fitting = every[: rows_looked_at(width)]
    told = (
        not fitting
        or is_set_apart(header, rows)
        or any(True for _ in evidence(header.cells, fitting))
        or _is_corner(header.cells, fitting)
        or _is_another_case(header.cells, fitting)
        or _is_no_value(header.cells, fitting)
    )
    return "" if told else TIED


def is_set_apart(header: Record, rows: Sequence[Record]) -> bool:
    """Say whether a blank line or a ruler stands below a row, but not below each one."""
    lines = [header, *rows[:2]]
    gaps = [b.line - a.line - a.span for a, b in zip(lines, lines[1:], strict=False)]
    return gaps[:1] > [0] and gaps[1:] != [gaps[0]]


def leading_note(raw: pd.Series, rules: Rules) -> str:
    """Return a note when first cells alone keep a column of texts from being numbers."""
    rows = _texts_above_numbers(raw.iloc[:_TOP_ROWS].tolist())
    if not rows or typed_column(raw.iloc[rows:], rules).values.dtype.kind not in "if":
        return ""
    if rows == 1:
        return "All but the first row are numbers; it may belong to the header"
    return f"All but the first {rows} rows are numbers; these may belong to the header"


def leading_notes(frame: pd.DataFrame, typed: pd.DataFrame, rules: Rules) -> list[str]:
    """Return these notes on the texts of a table, each with the columns it is about."""
    found: dict[str, list[str]] = {}
    for at, (name, type_) in enumerate(typed.dtypes.items()):
        if type_.kind not in "ifM":
            note = leading_note(frame.iloc[:, at], rules)
            found.setdefault(note, []).append(str(name) or f"column {at + 1}")
    return [f"{note}: {listed(where)}." for note, where in found.items() if note]


def _texts_above_numbers(cells: Sequence[str]) -> int:
    """Count the cells above the first number of a column that else holds numbers."""
    if not cells or type_of(cells[-1]) not in ("number", "empty"):
        return 0
    kinds = [type_of(cell) for cell in cells]
    first = next((at for at, kind in enumerate(kinds) if kind == "number"), 0)
    below = [kind for kind in kinds[first:] if kind != "empty"]
    texts = any(kind != "empty" for kind in kinds[:first])
    few = first <= max(len(below), _FEW_TEXTS)
    return first if texts and few and set(below) == {"number"} else 0


def _is_corner(cells: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Say whether only the first row leaves the first column without a text."""
    return not cells[0].strip() and all(row[0].strip() for row in rows)


def _is_another_case(cells: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Say whether most texts of a row are written in another case than all those below them."""
    if len(rows) < _FEW_ROWS:
        return False
    other = 0
    for at, cell in enumerate(cells):
        below = {_case(row[at]) for row in rows} - {""}
        one = len(below) == 1 or (below and len(rows) >= _MANY_ROWS)
        other += bool(one and _case(cell) not in ("", *below))
    return 2 * other > len(cells)


def _case(cell: str) -> str:
    """Return whether a text has small letters, capitals, or begins with a capital."""
    text = cell.strip()
    if text.islower():
        return "small"
    if text.isupper():
        return "capitals"
    return "first" if text[:1].isupper() else ""


def _is_no_value(cells: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Say whether a column holds a few values again and again, but not the first cell."""
    if len(rows) < _MANY_ROWS:
        return False
    for at, cell in enumerate(cells):
        values = {row[at].strip() for row in rows}
        if cell.strip() and len(values) <= _FEW_VALUES * len(rows) and cell.strip() not in values:
            return True
    return False
