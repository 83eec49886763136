"""Cut a regular text into blocks of whole rows, which can be read side by side.

A text is regular when each quote opens or closes a cell or is doubled inside one, and no
control character stands anywhere: then every line end outside quotes ends a row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from core.sources.dialect.tokens import Cut

LONGEST_ROW = 10_000_000
_TAB, _NEWLINE, _RETURN, _SPACE, _DELETE = 9, 10, 13, 32, 127
_LATE_CONTROLS = re.compile(rb"\xc2[\x80-\x9f]")


class Irregular(Exception):
    """The text holds something that only a more careful reader tells apart."""


@dataclass(frozen=True)
class Block:
    """Whole rows of a text: the first `size` bytes of `content`."""

    content: bytes
    size: int

    def has(self, mark: bytes) -> bool:
        """Tell whether a mark stands anywhere in the rows."""
        return self.content.find(mark, 0, self.size) >= 0


def blocks(file: Path, skip: int, quote: bytes, size: int) -> Iterator[Block]:
    """Cut the rows below the first `skip` lines into blocks of about `size` bytes."""
    with file.open("rb") as opened:
        rest = b""
        for _ in range(skip):
            check(Block(line := opened.readline(), len(line)), None)
        while new := opened.read(size):
            content = rest + new if rest else new
            end = _end_of_rows(content, quote)
            if end:
                yield Block(content, end)
            rest = content[end:]
            if len(rest) > LONGEST_ROW:
                raise Irregular
        if rest:
            yield Block(rest, len(rest))


def _end_of_rows(content: bytes, quote: bytes) -> int:
    """Return where the last whole row ends: after a line end with all quotes before it closed."""
    end = content.rfind(b"\n") + 1
    if not quote or quote not in content:
        return end
    is_open = int(np.count_nonzero(np.frombuffer(content, np.uint8, end) == quote[0])) % 2
    while is_open:
        before = content.rfind(b"\n", 0, content.rfind(quote, 0, end)) + 1
        is_open = (is_open + content.count(quote, before, end)) % 2
        end = before
    return end


def check(block: Block, cut: Cut | None) -> int:
    """Return the number of line ends of a regular block; raise `Irregular` for any other.

    Without a `cut`, as in the lines above the rows, quotes and delimiters are not looked at.
    """
    codes = np.frombuffer(block.content, np.uint8, block.size)
    lines, returns = _count(codes, _NEWLINE), 0
    low = np.count_nonzero(codes < _SPACE) - lines
    if low:
        returns = _count(codes, _RETURN)
        low -= returns + _count(codes, _TAB)
    if low and cut is not None and _TAB != ord(cut.delimiter) < _SPACE:
        low -= _count(codes, ord(cut.delimiter))
    if low or block.has(bytes((_DELETE,))):
        raise Irregular
    if returns and block.content.count(b"\r\n", 0, block.size) != returns:
        raise Irregular
    if not block.content.isascii() and _LATE_CONTROLS.search(block.content, 0, block.size):
        raise Irregular
    if cut is not None and cut.quote and block.has(cut.quote.encode()):
        _check_quotes(codes, cut)
    return lines


def _count(codes: NDArray[np.uint8], code: int) -> int:
    return int(np.count_nonzero(codes == code))


def _check_quotes(codes: NDArray[np.uint8], cut: Cut) -> None:
    """Refuse a quote that neither opens nor closes a cell nor is doubled."""
    quote, delimiter = ord(cut.quote), ord(cut.delimiter)
    places = np.flatnonzero(codes == quote)
    if len(places) % 2:
        raise Irregular
    beside = np.zeros(256, bool)
    beside[[delimiter, _NEWLINE, quote]] = True
    first, last = places[0] == 0, places[-1] == len(codes) - 1
    opens = beside[codes[places[2 * first :: 2] - 1]].all()
    beside[_RETURN] = True
    closes = beside[codes[places[1 : len(places) - last : 2] + 1]].all()
    if not (opens and closes):
        raise Irregular
