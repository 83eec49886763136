"""Find the rows in a JSON text: one record per line, a list, columns, or a list deep inside."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import SourceError
from core.sources.json_reader import DEEP, HEAD_CHARS, opened

LINES, VALUES, TREE = "lines", "values", "tree"
MAX_PATH = 6
_TRIED_LINES = 100
_RANKS = ("records", "lists", "columns", "keyed", "values", "single")
TABLES = _RANKS[:4]
_SPACE = " \t\r\n\x1e"
_PARTS = re.compile(r"(?:\\.|[^.\\])+")


@dataclass(frozen=True)
class Spot:
    """A place where rows may be: its path, how many, and how they are written.

    `open_end` means that the beginning of the file was looked at only.
    """

    path: str
    rows: int
    kind: str
    open_end: bool = False


@dataclass(frozen=True)
class Look:
    """How a JSON text is laid out, and where its rows may be, the likeliest first."""

    layout: str
    spots: tuple[Spot, ...] = ()


def look(file: Path) -> Look:
    """Look at the beginning of a file, the whole of it when it is small."""
    with opened(file) as text:
        head = text.read(HEAD_CHARS)
    if not head.strip(_SPACE):
        raise SourceError("The file is empty.", "Choose a file that holds a table.")
    decoder, start = json.JSONDecoder(), _skip(head, 0)
    value, end = _decoded(decoder, head, start)
    over = end is not None and _skip(head, end) == len(head)
    if not over and _is_lines(head, len(head) < HEAD_CHARS):
        return Look(LINES)
    if end is not None and not over:
        return Look(VALUES)
    found = list(_spots(value, ()) if over else _cut_spots(decoder, head, start, ()))
    found.sort(key=lambda spot: (-spot.open_end, _RANKS.index(spot.kind), -spot.rows))
    return Look(TREE, tuple(found))


def parts_of(path: str) -> list[str]:
    """Return the keys of a path; a point that belongs to a key has a backslash before it.

    >>> parts_of("data.items"), parts_of(r"a\\.b"), parts_of("")
    (['data', 'items'], ['a.b'], [])
    """
    return [re.sub(r"\\(.)", r"\1", part) for part in _PARTS.findall(path)]


def kind_of(value: Any) -> str:
    """Say how a value writes its rows."""
    if isinstance(value, list):
        if any(isinstance(item, Mapping) for item in value):
            return "records"
        return "lists" if value and all(isinstance(item, list) for item in value) else "values"
    if not isinstance(value, Mapping):
        return "values"
    inner = list(value.values())
    if _is_split(value):
        return "columns"
    lists = [item for item in inner if isinstance(item, list)]
    if len(lists) == len(inner) and len({len(item) for item in lists}) == 1 and lists[0]:
        nested = any(isinstance(item, Mapping | list) for one in lists for item in one[:3])
        return "single" if nested else "columns"
    records = [item for item in inner if isinstance(item, Mapping) and item]
    if len(records) == len(inner) > 1 and _alike(records):
        return "keyed"
    return "single"


def _is_split(value: Mapping[str, Any]) -> bool:
    """Say whether names and rows stand apart, as pandas and many services write them."""
    names, rows = value.get("columns"), value.get("data")
    return isinstance(names, list) and isinstance(rows, list) and bool(rows)


def _alike(records: list[Mapping[str, Any]]) -> bool:
    """Say whether records share their keys, as the rows of one table do."""
    first = set(records[0])
    shared = [len(first & set(other)) / len(first | set(other)) for other in records[1:50]]
    return sum(shared) / len(shared) >= 0.5


def _is_lines(head: str, whole: bool) -> bool:
    """Say whether most lines are values by themselves, not the inside of a list."""
    lines = head.split("\n")
    if not whole:
        lines.pop()
    filled = [line.strip(_SPACE) for line in lines[: 3 * _TRIED_LINES] if line.strip(_SPACE)]
    filled = filled[:_TRIED_LINES]
    if len(filled) < 2:
        return False
    if _is_value(filled[0].rstrip(",")):
        filled = [line.rstrip(",") for line in filled]
    return sum(_is_value(line) for line in filled if line) >= 0.5 * len(filled)


def _is_value(line: str) -> bool:
    if line[0] not in "{[":
        return False
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in _SPACE:
        at += 1
    return at


def _decoded(decoder: json.JSONDecoder, text: str, at: int) -> tuple[Any, int | None]:
    """Decode a value; no end means that it is broken or cut off."""
    try:
        return decoder.raw_decode(text, at)
    except RecursionError as error:
        raise DEEP from error
    except ValueError:
        return None, None


def _spots(value: Any, path: tuple[str, ...]) -> Iterator[Spot]:
    """Find lists of rows through nested records, never inside a list."""
    kind = kind_of(value)
    if isinstance(value, list):
        if kind != "values" or not path:
            yield Spot(_path(path), len(value), kind)
        return
    if not isinstance(value, Mapping):
        return
    if not path or kind in ("columns", "keyed"):
        yield Spot(_path(path), _rows_in(value, kind), kind)
    if len(path) < MAX_PATH and kind not in ("columns", "keyed"):
        for key, inner in value.items():
            yield from _spots(inner, (*path, key))


def _rows_in(value: Mapping[str, Any], kind: str) -> int:
    if kind == "columns":
        return len(value["data"] if _is_split(value) else next(iter(value.values())))
    return len(value) if kind == "keyed" else 1


def _cut_spots(
    decoder: json.JSONDecoder, text: str, at: int, path: tuple[str, ...]
) -> Iterator[Spot]:
    """Find lists of rows in a value that is cut off at the end of the text."""
    if text[at : at + 1] == "[":
        first = _decoded(decoder, text, _skip(text, at + 1))[0]
        kind = kind_of([first]) if first is not None else "values"
        yield Spot(_path(path), _counted(decoder, text, at), kind, True)
        return
    if text[at : at + 1] != "{" or len(path) >= MAX_PATH:
        return
    at = _skip(text, at + 1)
    while text[at : at + 1] == '"':
        key, end = _decoded(decoder, text, at)
        if end is None or text[_skip(text, end) : _skip(text, end) + 1] != ":":
            return
        at = _skip(text, _skip(text, end) + 1)
        value, end = _decoded(decoder, text, at)
        if end is None:
            yield from _cut_spots(decoder, text, at, (*path, key))
            return
        yield from (spot for spot in _spots(value, (*path, key)))
        at = _skip(text, end)
        at = _skip(text, at + 1) if text[at : at + 1] == "," else at


def _counted(decoder: json.JSONDecoder, text: str, at: int) -> int:
    number, end = 0, _skip(text, at + 1)
    while True:
        _, after = _decoded(decoder, text, end)
        if after is None:
            return number
        number += 1
        end = _skip(text, after)
        if text[end : end + 1] != ",":
            return number
        end = _skip(text, end + 1)


def _path(keys: tuple[str, ...]) -> str:
    return ".".join(re.sub(r"([.\\])", r"\\\1", key) for key in keys)
