"""Look through a large text for what only the whole of it tells, before it is copied."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.sources.dialect.drawn import NONE
from core.sources.dialect.encoding import (
    Letters,
    broken_bytes,
    has_late_controls,
    high_words,
    line_of,
    restored_letters,
)
from core.sources.dialect.lines import LOOKED_AT, holds_returns

if TYPE_CHECKING:
    from core.sources.dialect.reading import Plan

AS_IT_IS = ("utf-8", "latin-1")
_CHUNK = 1 << 22
_MOST_WORDS = 200_000
_BEYOND_LATIN = re.compile("[^\x00-\xff]")


@dataclass(frozen=True)
class Survey:
    """What a look through a whole text found.

    lines     how many there are
    at_returns  whether a lone carriage return ends a line rather than stands inside a cell
    letters   what its control characters were once, None where it has none
    """

    lines: int
    at_returns: bool
    letters: Letters | None


def is_odd(file: Path, plan: Plan) -> bool:
    """Tell by how a file is read whether it needs a plainer copy before it can be cut."""
    cut = plan.cut
    if plan.encoding not in AS_IT_IS or plan.replace or cut.comment or cut.escape:
        return True
    if plan.skip_end or plan.wrapped or plan.drawn != NONE or len(cut.delimiter) > 1:
        return True
    return not plan.skip_lines and not plan.header_rows and _begins_with_mark(file)


def surveyed(file: Path, plan: Plan) -> Survey:
    """Look through a whole text."""
    feeds = returns = 0
    is_late, last, lines = False, "\n", list[str]()
    for text in decoded(file, plan):
        feeds += text.count("\n")
        returns += text.count("\r")
        is_late = is_late or (not text.isascii() and has_late_controls(text))
        last = text[-1:] or last
        if len(lines) < 4 * LOOKED_AT and (not lines or "\r" in text):
            lines += _telling(text if lines else f"\n{text}")
    at_returns = returns > 0 and not holds_returns(lines)
    is_open = last != "\n" and not (at_returns and last == "\r")
    number = feeds + returns * at_returns + is_open
    return Survey(number, at_returns, _letters(file, plan) if is_late else None)


def decoded(file: Path, plan: Plan) -> Iterator[str]:
    """Yield a text piece by piece, with plain line ends where Windows has two characters.

    No piece ends before what belongs to its last character.
    """
    decoder = codecs.getincrementaldecoder(plan.encoding)("replace" if plan.replace else "strict")
    lines, rest, mark = 0, "", "\ufeff"
    with file.open("rb") as source:
        while raw := source.read(_CHUNK):
            try:
                text = rest + decoder.decode(raw)
            except UnicodeDecodeError as error:
                before = raw[: error.start].decode(plan.encoding, "replace")
                raise broken_bytes(lines + line_of(before), plan.encoding) from error
            text, rest = (text[:-1], text[-1]) if text[-1:] in ("\r", "\x00") else (text, "")
            text, mark = text.removeprefix(mark).replace("\r\n", "\n"), ""
            lines += text.count("\n")
            yield text
    try:
        yield rest + decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise broken_bytes(lines + 1, plan.encoding) from error


def _telling(text: str) -> list[str]:
    """Return whole lines of a piece: some with carriage returns and some without."""
    whole = text.split("\n")[1:-1]
    held = [line for line in whole if "\r" in line]
    return [*whole[:LOOKED_AT], *held[:LOOKED_AT]]


def _letters(file: Path, plan: Plan) -> Letters:
    words, is_beyond = Counter[str](), False
    for text in decoded(file, plan):
        if text.isascii():
            continue
        is_beyond = is_beyond or _BEYOND_LATIN.search(text) is not None
        words.update(high_words(text))
        if len(words) > _MOST_WORDS:
            words = Counter(dict(words.most_common(_MOST_WORDS // 2)))
    return restored_letters(words, is_beyond)


def _begins_with_mark(file: Path) -> bool:
    with file.open("rb") as opened:
        return opened.read(3) == codecs.BOM_UTF8
