"""The lines of a large text, without the characters that no table needs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import SourceError
from core.sources import SkippedRow
from core.sources.dialect.drawn import NONE, is_ruler, undrawn
from core.sources.dialect.encoding import ENCODINGS, without_nul
from core.sources.dialect.fields_line import comments_in
from core.sources.dialect.lines import unwrapped
from core.sources.dialect.tail import kind_below, left_below
from core.sources.dialect.tokens import records_of
from core.sources.large.survey import Survey, decoded
from core.text import count

if TYPE_CHECKING:
    from core.sources.dialect.reading import Plan

_LONGEST_LINE = 10_000_000
_CONTROLS = (*range(1, 9), 11, 12, *range(14, 32), *range(127, 160))
_LATE = 128
_LATE_CONTROLS = re.compile(rb"\xc2[\x80-\x9f]")
_NUL, _CONTROL, _BROKEN, _COMMENT, _RULER, _RETURN = range(6)
_SAID = {
    _NUL: ("NUL character", "removed"),
    _CONTROL: ("control character", "replaced by spaces"),
    _RETURN: ("carriage return", "in cells replaced by spaces"),
    _BROKEN: ("broken character", "replaced by \ufffd"),
    _COMMENT: ("comment line", "left out"),
    _RULER: ("ruler line", "left out"),
}


class CleanLines:
    """Yields the lines of a text in lists, and remembers what it took out.

    The lines below the table are kept aside.
    """

    def __init__(self, file: Path, plan: Plan, found: Survey) -> None:
        self._file = file
        self._plan = plan
        self._found = found
        self._numbers: Counter[int] = Counter()
        self._below: list[str] = []
        allowed = plan.cut.delimiter if len(plan.cut.delimiter) == 1 else ""
        odd = [code for code in _CONTROLS if chr(code) != allowed]
        self._odd = re.compile(f"[{re.escape(''.join(map(chr, odd)))}]")
        self._codes = bytes(code for code in odd if code < _LATE)
        keep = found.lines - (plan.skip_end or 0)
        self._last = keep if keep > plan.skip_lines else found.lines

    def pieces(self) -> Iterator[list[str]]:
        """Yield the lines, those of some megabytes at a time."""
        rest, line = "", 0
        for text in decoded(self._file, self._plan):
            *lines, rest = (rest + self._clean(text)).split("\n")
            if len(rest) > _LONGEST_LINE:
                raise too_long()
            yield self._above(lines, line)
            line += len(lines)
        if rest:
            yield self._above([rest], line)

    def notes(self) -> list[str]:
        """Say what was taken out of the lines."""
        said = [f"{count(self._numbers[k], noun)} {done}." for k, (noun, done) in _SAID.items()
                if self._numbers[k]]  # fmt: skip
        letters = self._found.letters
        if letters:
            name = ENCODINGS[letters.encoding]
            said.append(f"Control characters were read as the letters of {name}.")
        return said

    def below(self) -> tuple[list[str], list[SkippedRow]]:
        """Say what the lines below the table are, and list them."""
        if not self._below:
            return [], []
        what = kind_below(records_of(self._below, self._plan.cut))
        return left_below(self._below, self._last + 1, what)

    def _clean(self, text: str) -> str:
        plan, numbers = self._plan, self._numbers
        if "\x00" in text:
            numbers[_NUL] += text.count("\x00")
            text = without_nul(text)
        if plan.replace:
            numbers[_BROKEN] += text.count("\ufffd")
        if self._found.letters and not text.isascii():
            text = text.translate(self._found.letters.table)
        if "\r" in text:
            numbers[_RETURN] += 0 if self._found.at_returns else text.count("\r")
            text = text.replace("\r", "\n" if self._found.at_returns else " ")
        if self._holds_controls(text):
            text, changed = self._odd.subn(" ", text)
            numbers[_CONTROL] += changed
        return text

    def _holds_controls(self, text: str) -> bool:
        """Look for control characters in bytes, which is many times faster than in letters."""
        content = text.encode()
        early = len(content.translate(None, self._codes)) != len(content)
        return early or (not text.isascii() and _LATE_CONTROLS.search(content) is not None)

    def _above(self, lines: list[str], before: int) -> list[str]:
        """Return the lines of the table, as they stand within their quotes or frame."""
        comment = self._plan.cut.comment
        if self._plan.wrapped:
            lines = [unwrapped(line) for line in lines]
        if self._plan.drawn != NONE:
            self._numbers[_RULER] += sum(map(is_ruler, lines))
            lines = [undrawn(line, self._plan.drawn) for line in lines]
        if comment:
            self._numbers[_COMMENT] += comments_in(lines, comment)
        keep = max(0, self._last - before)
        self._below += lines[keep:]
        return lines[:keep]


def too_long() -> SourceError:
    """Say that a row is longer than any row is."""
    return SourceError(
        f"A row of the file is longer than {_LONGEST_LINE / 1e6:.0f} MB.",
        "Correct the quote character, or export the file again with a line for each row.",
    )
