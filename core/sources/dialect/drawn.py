"""Take off what is drawn around cells: ruler lines, and bars at both ends of a line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate

from core.sources.dialect.cells import SOFT_MISSING

NONE, RULERS, FRAME = "none", "rulers", "frame"
_BAR = "|"
_BARS, _DASHES, _JOINTS = "│┃║┆┊╎", "─━═┄┈╌", "┌┐└┘├┤┬┴┼╒╕╘╛╞╡╤╧╪╔╗╚╝╠╣╦╩╬╭╮╰╯┏┓┗┛┣┫┳┻╋┡┩╇┢┪╈"
BAR = re.compile(f"[{_BAR}{_BARS}]")
_UPRIGHT = str.maketrans(_BARS, _BAR * len(_BARS))
_BOX = str.maketrans(
    _BARS + _DASHES + _JOINTS,
    _BAR * len(_BARS) + "-" * len(_DASHES) + "+" * len(_JOINTS),
)
_BOXED = frozenset(_BARS + _JOINTS)
_DELIMITERS = (",", ";", "\t", _BAR)
_MARKS = re.compile(r"[-+|=:\s,;]+")
_DRAWN = re.compile(r".*[-=]{3}|.*[-=]{2}[^,;\t]*[|+]|\|(?::?-+:?\|)+")
_QUOTED_BY_BARS = re.compile(r"\|[,;\t]\|")
_SHARE = 0.9


def is_ruler(line: str) -> bool:
    """Say whether a line only parts the lines around it.

    >>> [is_ruler(line) for line in ("+----+---+", "|:--|--:|", "--,----", "---", "+,-", "| |")]
    [True, True, True, False, False, False]
    """
    line = _in_ascii(line)
    return bool(_MARKS.fullmatch(line) and _DRAWN.match(line)) and line.strip() not in SOFT_MISSING


def _in_ascii(line: str) -> str:
    """Return a line that is drawn with the characters of boxes as others draw it."""
    return line.translate(_BOX) if line.strip()[:1] in _BOXED else line


def undrawn(line: str, drawn: str) -> str:
    """Return a line without what is drawn around its cells; nothing is left of a ruler.

    >>> [undrawn(line, "frame") for line in ("| a | b |", "|---|---|", "a | b")]
    [' a | b ', '', 'a | b']
    """
    if drawn == NONE:
        return line
    if is_ruler(line):
        return ""
    if line.strip()[:1] in _BOXED:
        line = line.translate(_UPRIGHT)
    return line.strip()[1:-1] if drawn == FRAME and _is_framed(line) else line


def drawing(lines: Sequence[str]) -> str:
    """Return what is drawn around the cells of a text: nothing, rulers, or a frame.

    >>> [drawing(lines) for lines in (["a,b", "1,2"], ["a|b", "-+-", "---+---", "1|2"])]
    ['none', 'none']
    >>> [drawing(lines) for lines in (["a|b", "---+---", "1|2"], ["|a|b|", "|1|2|"])]
    ['rulers', 'frame']
    """
    filled = [_in_ascii(line) for line in lines if line.strip()]
    if _are_framed([line for line in filled if not is_ruler(line)]):
        return FRAME
    return RULERS if _holds_rulers(filled) else NONE


def _is_framed(line: str) -> bool:
    text = line.strip()
    return len(text) > 1 and text[0] == text[-1] == _BAR


def _are_framed(lines: Sequence[str]) -> bool:
    """Say whether bars stand at both ends of lines, but for titles and notes around them."""
    at = [place for place, line in enumerate(lines) if _is_framed(line)]
    if len(at) < max(2, 0.5 * len(lines)) or len(at) < _SHARE * (at[-1] + 1 - at[0]):
        return False
    texts = [lines[place].strip() for place in at]
    doubled = sum(text[:2] == text[-2:] == _BAR * 2 for text in texts)
    quoted = sum(bool(_QUOTED_BY_BARS.search(text)) for text in texts)
    return max(doubled, quoted) < 0.5 * len(at)


def _holds_rulers(lines: Sequence[str]) -> bool:
    """Say whether rulers stand between rows, and none within a quoted text."""
    places = [at for at, line in enumerate(lines) if is_ruler(line)]
    quotes = list(accumulate((line.count('"') for line in lines), initial=0))
    if any(quotes[at] % 2 for at in places):
        return False
    inner = [at for at in places if 0 < at < len(lines) - 1]
    return any(_parts(*lines[at - 1 : at + 2]) for at in inner)


def _parts(above: str, ruler: str, below: str) -> bool:
    """Say whether the lines around a ruler are rows of as many cells."""
    return any(
        above.count(mark) == below.count(mark) > 0 and ruler.count(mark) in (0, above.count(mark))
        for mark in _DELIMITERS
    )
