"""Look at the end of a file, without reading what lies between."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from core.errors import LimitError
from core.sources.dialect.drawn import undrawn
from core.sources.dialect.encoding import decode_head
from core.sources.dialect.lines import lines_of, unwrapped
from core.sources.dialect.reading import Plan, head_of, lines_below
from core.sources.dialect.tail import Below
from core.sources.dialect.tokens import records_of

_WHOLE_BYTES = 256 * 1024
_TAIL_BYTES = 64 * 1024
_UNIT = 4  # the widest unit of an encoding: a cut there is in step with UTF-16 and UTF-32


def lines_after(file: Path, head: str, plan: Plan) -> int | None:
    """Return how many lines at the end are no rows, given the decoded head of the file.

    The end of a larger file is judged by its last lines; None where they tell nothing, as
    a second table may begin further up.
    """
    size = file.stat().st_size
    try:
        if size <= _WHOLE_BYTES:
            return lines_below(_lines(head, plan), plan)
        return _in_tail(_tail_lines(file, size, plan), _lines(head, plan)[:-1], plan) or None
    except LimitError:
        return 0


def _lines(text: str, plan: Plan) -> list[str]:
    lines = lines_of(text)
    lines = [unwrapped(line) for line in lines] if plan.wrapped else lines
    return [undrawn(line, plan.drawn) for line in lines]


def _tail_lines(file: Path, size: int, plan: Plan) -> list[str]:
    with file.open("rb") as opened:
        opened.seek((size - _TAIL_BYTES) // _UNIT * _UNIT)
        text = decode_head(opened.read(), _without_mark(plan.encoding))
    return _lines(text, plan)[1:]


def _without_mark(encoding: str) -> str:
    """Return the encoding for a piece of a file that begins with a byte order mark."""
    return {"utf-16": "utf-16-le", "utf-32": "utf-32-le"}.get(encoding, encoding)


def _in_tail(lines: Sequence[str], head_lines: Sequence[str], plan: Plan) -> int:
    head = head_of(head_lines, plan)
    if not head.width:
        return 0
    records = list(records_of(lines, plan.cut, head.width))
    return len(lines) + 1 - Below(records, head, lines, plan.cut).first_line
