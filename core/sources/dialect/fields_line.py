"""The comment in which a log names its columns, as in `#Fields: date time cs-method`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.sources.dialect.tokens import Cut, Record, split_line

_FIELDS = re.compile(r"#\s*fields:?\s+", re.I)


def is_fields_line(line: str) -> bool:
    """Say whether a comment names the columns."""
    return _FIELDS.match(line) is not None


def fields_of(line: str, cut: Cut) -> list[str]:
    """Return the names that a comment gives to the columns, none where it gives no names.

    Words stand for them where the rows have another delimiter.

    >>> fields_of("#Fields: date time", Cut("ws")), fields_of("#Fields: date time", Cut("\\t"))
    (['date', 'time'], ['date', 'time'])
    """
    found = _FIELDS.match(line)
    if found is None:
        return []
    rest = line[found.end() :].strip()
    cells = split_line(rest, cut)[0]
    return cells if len(cells) > 1 else rest.split()


def line_of_fields(lines: Sequence[str], records: Sequence[Record], width: int, cut: Cut) -> int:
    """Return the place of the last comment above the rows that names so many columns, else -1."""
    above = range(records[0].line - 1) if records and cut.comment else range(0)
    fitting = (at for at in reversed(above) if len(fields_of(lines[at], cut)) == width)
    return next(fitting, -1)


def comments_in(lines: Sequence[str], comment: str) -> int:
    """Count the comments, of which those that name the columns are none."""
    return sum(line.startswith(comment) and not is_fields_line(line) for line in lines)
