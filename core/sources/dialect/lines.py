"""Cut a text into lines, whatever ends them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

LOOKED_AT = 1000


def lines_of(text: str) -> list[str]:
    """Split at every kind of line end, and drop the empty piece after the last one.

    A lone carriage return is part of a text where only the line around it has as many
    delimiters as the others.
    """
    return split_lines(text)[0]


def split_lines(text: str) -> tuple[list[str], int]:
    """Return the lines of a text, and how many carriage returns within cells became spaces."""
    lines, within = text.replace("\r\n", "\n").split("\n"), 0
    if "\r" in text and any("\r" in line for line in lines):
        if len(lines) < 3 or not holds_returns(lines):
            lines = "\n".join(lines).replace("\r", "\n").split("\n")
        else:
            within = sum(line.count("\r") for line in lines)
            lines = [line.replace("\r", " ") for line in lines]
    if lines and not lines[-1]:
        lines.pop()
    return lines, within


def holds_returns(lines: Sequence[str]) -> bool:
    """Say whether carriage returns stand inside of cells: only whole lines are as the others."""
    whole = [line for line in lines if line.strip() and "\r" not in line][:LOOKED_AT]
    held = [line for line in lines if "\r" in line][:LOOKED_AT]
    for mark in (",", ";", "\t", "|"):
        typical, number = (
            Counter(line.count(mark) for line in whole).most_common(1)[0] if whole else (0, 0)
        )
        if typical and number >= 0.5 * len(whole):
            fit = sum(line.count(mark) == typical for line in held)
            apart = sum(
                all(p.count(mark) == typical for p in line.split("\r") if p) for line in held
            )
            return fit > apart
    return False


def unwrapped(line: str, quote: str = '"') -> str:
    """Take off the quotes around a whole line, which some exports put there by mistake.

    >>> unwrapped('"a,""b, c"",d"')
    'a,"b, c",d'
    """
    text = line.strip()
    if len(text) < 2 or not (text.startswith(quote) and text.endswith(quote)):
        return line
    return text[1:-1].replace(quote * 2, quote)
