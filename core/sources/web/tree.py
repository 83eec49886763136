"""A JSON answer as the lines of a tree, so that a person can point at the records in it.

Only what is open is walked, and every part is cut to what somebody can look at: an answer of
any size is drawn at once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from itertools import islice
from pathlib import Path
from typing import Any

from core.sources.json_reader import HEAD_CHARS, opened
from core.sources.json_shape import TREE, look
from core.sources.json_shape import parts_of as keys_of
from core.sources.web.records import MOST_PLACES, Place, below, parts_of, place_at, value_at
from core.text import count, listed, shown

MOST_LINES, MOST_FIELDS, FIRST_ITEMS = 150, 30, 2
_LOOKED_AT = 200
_NAME, _TEXT, _NAMED, _STEPS = 40, 100, 3, 4


@dataclass(frozen=True)
class Line:
    """One line: where it points, how deep it stands, what it is called and holds.

    `folds` means that there is more inside, `place` that it may be the rows. `level` says how
    deep a record is nested in one of the chosen rows, 0 for the row itself, None elsewhere.
    """

    pointer: str
    depth: int
    name: str
    said: str
    folds: bool = False
    is_open: bool = False
    place: Place | None = None
    level: int | None = None


@dataclass(frozen=True)
class Pointed:
    """What a JSON file holds, its lists, and the path by which a source names each pointer."""

    answer: Any
    places: tuple[Place, ...]
    paths: Mapping[str, str]


def tree_of(file: Path) -> Pointed | None:
    """Return a JSON file to point into; None for one that is no tree, is large or needs mending."""
    found = look(file)
    with opened(file) as text:
        head = text.read(HEAD_CHARS + 1)
    if found.layout != TREE or len(head) > HEAD_CHARS:
        return None
    try:
        answer = json.loads(head)
    except (ValueError, RecursionError):
        return None
    paths = {reduce(below, keys_of(spot.path), ""): spot.path for spot in found.spots[:MOST_PLACES]}
    places = tuple(place_at(pointer, value_at(answer, pointer)) for pointer in paths)
    return Pointed(answer, places, paths)


@dataclass(frozen=True)
class _Node:
    pointer: str
    name: str
    value: Any
    depth: int
    level: int | None = None


def lines_of(
    answer: Any, places: Iterable[Place], chosen: str = "", folds: Mapping[str, bool] | None = None
) -> tuple[Line, ...]:
    """Return an answer from top to bottom, its lists of records and the way to them open.

    `folds` says of pointers whether somebody has opened or closed them.

    >>> answer = {"ok": 1, "data": {"people": [{"a": 1}]}}
    >>> places = (Place("/data/people", 1, ("a",)),)
    >>> [(line.depth, line.name, line.said) for line in lines_of(answer, places)]
    [(0, 'ok', '1'), (0, 'data → people', "1 record with 'a'")]
    """
    walk = _Walk({place.pointer: place for place in places}, chosen, folds or {})
    found = tuple(islice(walk.root(answer), MOST_LINES + 1))
    if len(found) <= MOST_LINES:
        return found
    return (*found[:MOST_LINES], Line("", 0, "", "… more follows: fold a part to see it"))


class _Walk:
    """A walk through an answer, into what is open."""

    def __init__(self, places: Mapping[str, Place], chosen: str, folds: Mapping[str, bool]) -> None:
        self._places, self._chosen, self._folds = places, chosen, folds
        self._ways = {way for pointer in places for way in _ways_to(pointer)}
        self._leads = self._ways | places.keys()

    def root(self, answer: Any) -> Iterator[Line]:
        if "" in self._places or not _folds(answer):
            yield from self._lines(_Node("", "the whole JSON", answer, 0))
        else:
            yield from self._children(_Node("", "", answer, -1))

    def _lines(self, given: _Node) -> Iterator[Line]:
        node = self._joined(given)
        place, folds = self._places.get(node.pointer), _folds(node.value)
        is_open = folds and self._folds.get(node.pointer, self._opens(node))
        said = _said_of(place) if place and folds else _said(node.value)
        level = node.level if isinstance(node.value, Mapping) else None
        yield Line(node.pointer, node.depth, node.name, said, folds, is_open, place, level)
        if is_open:
            yield from self._children(node)

    def _children(self, node: _Node) -> Iterator[Line]:
        of_list, drawn = isinstance(node.value, list), 0
        most = FIRST_ITEMS if of_list else MOST_FIELDS
        inside = enumerate(node.value) if of_list else node.value.items()
        level = 0 if self._is_chosen(node) else None if node.level is None else node.level + 1
        item = "row" if node.pointer in self._places else "item"
        for at, (part, value) in enumerate(islice(inside, _LOOKED_AT)):
            pointer = below(node.pointer, part)
            if at < most or pointer in self._leads:
                drawn += 1
                name = f"{item} {part + 1}" if of_list else shown(part, _NAME)
                yield from self._lines(_Node(pointer, name, value, node.depth + 1, level))
        left = len(node.value) - drawn
        if left:
            what = count(left, "more item" if of_list else "more field")
            yield Line(node.pointer, node.depth + 1, "", f"… {what}")

    def _joined(self, node: _Node) -> _Node:
        """Walk down while there is one way only: a chain of records is one line."""
        names, pointer, value = [node.name], node.pointer, node.value
        while node.level is None and pointer not in self._places and _one_way(value):
            ((part, value),) = value.items()
            pointer = below(pointer, part)
            names.append(shown(part, _NAME))
        if len(names) > _STEPS:
            names = [names[0], "…", *names[-2:]]
        return _Node(pointer, " → ".join(names), value, node.depth, node.level)

    def _opens(self, node: _Node) -> bool:
        """Say whether a part is open before anybody has touched it."""
        if node.pointer in self._places and node.pointer not in self._ways:
            # Of several lists all are seen at once; one alone shows what it holds.
            return self._is_chosen(node) and len(self._places) == 1
        above, _, part = node.pointer.rpartition("/")
        return (part == "0" and above in self._places) or node.pointer in self._ways

    def _is_chosen(self, node: _Node) -> bool:
        return node.pointer == self._chosen and node.pointer in self._places


def _ways_to(pointer: str) -> Iterator[str]:
    """Yield the pointers to everything that a place stands in."""
    way = ""
    for part in parts_of(pointer):
        yield way
        way = below(way, part)


def _folds(value: Any) -> bool:
    """Say whether there is more inside than fits a line."""
    if isinstance(value, Mapping):
        return bool(value)
    return isinstance(value, list) and any(
        isinstance(item, Mapping | list) and item for item in islice(value, _LOOKED_AT)
    )


def _one_way(value: Any) -> bool:
    return isinstance(value, Mapping) and len(value) == 1 and _folds(next(iter(value.values())))


def _said_of(place: Place) -> str:
    return f"{count(place.rows, 'record')} with {listed(place.fields, _NAMED)}"


def _said(value: Any) -> str:
    if isinstance(value, Mapping):
        return count(len(value), "field") if value else "empty"
    if not isinstance(value, list):
        return _text(value)
    if not value:
        return "empty list"
    if _folds(value):
        return count(len(value), "item")
    some = ", ".join(_text(item, _TEXT // 4) for item in value[:_NAMED])
    return f"{count(len(value), 'value')}: {some}{', …' if len(value) > _NAMED else ''}"


def _text(value: Any, limit: int = _TEXT) -> str:
    # A text is cut before it is written as JSON: it may be very long.
    some = value[: 2 * limit] if isinstance(value, str) else value
    return shown(json.dumps(some, ensure_ascii=False), limit)
