"""Point at the records in a JSON answer: the answer as a tree, its lists as things to click."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import streamlit as st

from core.files import text_hash
from core.sources.web.records import Place, said_of
from core.sources.web.tree import Line
from pages.ui.guards import LONG, attempt
from pages.ui.safe import align_tree_lines, esc
from pages.ui.session import held, put

TALL, HEIGHT = 16, 480
Lines = Callable[[str, Mapping[str, bool] | None], Sequence[Line]]
"""What an answer looks like, by the pointer that is chosen and what was opened or closed."""
INDENT, MOST_INDENTS = 18, 7


@dataclass(frozen=True)
class Pointing:
    """A key for the controls, the lists to choose from, and how deep rows are taken apart.

    `depth_key` is the key of the control that says how deep; empty where there is none.
    """

    key: str
    places: Sequence[Place]
    depth: int = 0
    depth_key: str = ""

    @property
    def chosen_key(self) -> str:
        """Where the pointer to the chosen list is kept."""
        return f"{self.key}-place"

    @property
    def folds_key(self) -> str:
        """Where it is kept what somebody has opened or closed."""
        return f"{self.key}-folds"


def point(where: Pointing, lines: Lines, start: str = "") -> str:
    """Draw the answer and return the pointer to the list that is chosen in it."""
    pointers = [place.pointer for place in where.places]
    put(where.chosen_key, start if start in pointers else pointers[0], once=True)
    chosen = str(held(where.chosen_key))
    draw_tree(where, lines, chosen)
    place = where.places[pointers.index(chosen)]
    said = f"**{esc(place.label, 80)}**: {esc(said_of(place), LONG)}."
    st.markdown(f":material/check: The rows come from {said}")
    return chosen


def draw_tree(where: Pointing, lines_at: Lines, chosen: str = "") -> None:
    """Draw what can be opened, closed and chosen."""
    lines = lines_at(chosen, held(where.folds_key))
    tall = len(lines) > TALL
    align_tree_lines()
    with st.container(
        border=True, gap=None, height=HEIGHT if tall else "content", key=f"{where.key}-tree"
    ):
        for line, plain in _drawn(lines):
            with _indented(line):
                if plain:
                    st.text(plain)
                else:
                    _line(where, line, chosen)


def _drawn(lines: Sequence[Line]) -> Iterator[tuple[Line, str]]:
    """Yield lines to click, and single values that follow one another as one text."""
    for group, several in groupby(lines, lambda line: (line.depth, _is_plain(line))):
        found = list(several)
        if group[1]:
            yield found[0], "\n".join(map(_plain, found))
        else:
            yield from ((line, "") for line in found)


def _is_plain(line: Line) -> bool:
    return not line.folds and line.place is None


def _plain(line: Line) -> str:
    return f"{line.name}: {line.said}" if line.name else line.said


def _indented(line: Line) -> Any:
    row = st.container(horizontal=True, wrap=False, gap=None, vertical_alignment="center")
    if line.depth:
        row.space(INDENT * min(line.depth, MOST_INDENTS))
    return row.container(horizontal=True, gap="small", vertical_alignment="center")


def _line(where: Pointing, line: Line, chosen: str) -> None:
    name = esc(line.name) or '""'
    words = f"**{name}** · {esc(line.said, LONG)}{_becomes(where, line)}"
    if line.folds:
        st.button(
            words,
            key=f"{where.key}-fold-{text_hash(line.pointer)[:12]}",
            type="tertiary",
            wrap=True,
            icon=":material/expand_more:" if line.is_open else ":material/chevron_right:",
            help=f"{'Close' if line.is_open else 'Open'} {name}",
            on_click=attempt(_fold, where, line.pointer, not line.is_open),
        )
    else:
        st.markdown(words)
    if line.place:
        used = line.pointer == chosen
        st.button(
            "These rows are used" if used else "Use these rows",
            key=f"{where.key}-use-{list(where.places).index(line.place)}",
            type="primary" if used else "secondary",
            icon=":material/check:" if used else ":material/table_rows:",
            help=f"Rows from {esc(line.place.label, 80)}",
            on_click=attempt(put, where.chosen_key, line.pointer),
        )
    elif line.level and where.depth_key:
        apart = line.level <= where.depth
        st.button(
            "Keep whole" if apart else "Take apart",
            key=f"{where.key}-depth-{text_hash(line.pointer)[:12]}",
            help=f"Make {name} one text" if apart else f"Make columns of what is in {name}",
            on_click=attempt(put, where.depth_key, line.level - (1 if apart else 0)),
        )


def _becomes(where: Pointing, line: Line) -> str:
    """Say what becomes of a record within the rows."""
    if not line.level or not where.depth_key:
        return ""
    return ", columns of their own" if line.level <= where.depth else ", kept as JSON text"


def _fold(where: Pointing, pointer: str, is_open: bool) -> None:
    put(where.folds_key, {**(held(where.folds_key) or {}), pointer: is_open})
