"""The finding above a chart, broken into lines that fit half a page."""

from __future__ import annotations

import textwrap
from html import escape, unescape
from typing import Any

from core.charts.template import plain

WIDTH = 58
LINES = 3
SHORT = 12
NARROW = 30


def headline(sentence: str, width: int = WIDTH) -> dict[str, Any]:
    """Return the layout of a title: plain text in at most three lines, with room for them.

    >>> headline("One two three", width=8)["title"]["text"]
    'One two<br>three'
    """
    whole = sentence.replace(" %", "\N{NO-BREAK SPACE}%")
    lines = textwrap.wrap(whole, width, max_lines=LINES, placeholder=" …")
    text = "<br>".join(plain(line, width + 2) for line in lines)
    return {"title": {"text": text}, "margin": {"t": 28 + 21 * len(lines)}}


def below(sentence: str, width: int = NARROW) -> str:
    """Return the title of an axis in lines that fit a phone.

    >>> below("mean effect", width=6)
    'mean<br>effect'
    """
    lines = textwrap.wrap(sentence, width, max_lines=LINES, placeholder=" …")
    return "<br>".join(plain(line, width + 2) for line in lines)


def wrapped(title: str, width: int = NARROW) -> str:
    """Return the title of an axis with each of its lines broken to a width.

    >>> wrapped("mean &lt; 3 and more<br>per fold", width=8)
    'mean &lt; 3<br>and more<br>per fold'
    """
    lines = [
        part
        for line in title.split("<br>")
        for part in textwrap.wrap(unescape(line), width, break_long_words=False)
    ]
    return "<br>".join(escape(line, quote=False) for line in lines)


def beside(metric: str, words: str, between: str = " ") -> str:
    """Return the title of an axis; after a long name of the metric begins a new line.

    >>> beside("R²", "per fold"), beside("Root mean squared error", "per fold")
    ('R² per fold', 'Root mean squared error<br>per fold')
    """
    if len(metric) <= SHORT:
        return plain(f"{metric}{between}{words}", 90)
    return f"{plain(metric)}{between.strip()}<br>{words}"
