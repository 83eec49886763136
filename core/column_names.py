"""The names of columns: usable, different from each other, not too many, and those chosen."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from core.errors import LimitError, UnknownNameError
from core.text import count, listed, shown, unique_names

MAX_COLUMNS = 10_000
_RANGE, _NOT = "..", "!"
_NARROWER = "Keep only the columns you need."


class TooManyColumnsError(LimitError):
    """A table is wider than the limit, and its source can read some of its columns, `names`."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(_too_wide(len(names)), _NARROWER)
        self.names = tuple(names)

    def __reduce__(self) -> tuple[type[TooManyColumnsError], tuple[Any, ...]]:
        """Keep the names across processes."""
        return type(self), (self.names,)


def check_width(number: int) -> None:
    """Refuse tables that are wider than the limit."""
    if number > MAX_COLUMNS:
        raise LimitError(_too_wide(number), _NARROWER)


def places_within(names: Sequence[str], wanted: Sequence[str]) -> tuple[int, ...]:
    """Return the places of the columns asked for, all where none are; refuse too many."""
    places = chosen_places(names, wanted) if wanted else tuple(range(len(names)))
    if len(places) > MAX_COLUMNS:
        raise TooManyColumnsError([names[at] for at in places])
    return places


def chosen_places(names: Sequence[str], wanted: Iterable[str]) -> tuple[int, ...]:
    """Return the places of the columns asked for: by name, by range or by pattern, in order.

    What begins with ! is left out; where nothing else is asked for, all others are meant.

    >>> chosen_places(["id", "a1", "a2", "b1", "y"], ["y", "a1..b1"])
    (1, 2, 3, 4)
    >>> chosen_places(["id", "a1", "a2", "b1", "y"], ["?1"])
    (1, 3)
    >>> chosen_places(["id", "a1", "a2", "b1", "y"], ["!a*"])
    (0, 3, 4)
    """
    places = {name: at for at, name in reversed(list(enumerate(names)))}
    found, left_out = set[int](), set[int]()
    for words in map(str.strip, wanted):
        leave = words.startswith(_NOT) and words not in places
        asked = words.removeprefix(_NOT).strip() if leave else words
        matching = _matching(places, asked)
        if not matching:
            raise UnknownNameError.of("column", shown(asked), names[:MAX_COLUMNS])
        (left_out if leave else found).update(matching)
    return tuple(sorted((found or set(range(len(names)))) - left_out))


def names_any(names: Sequence[str], words: str) -> bool:
    """Say whether a name, a range or a pattern means any of these columns."""
    places = {name: at for at, name in enumerate(names)}
    asked = words.strip()
    return bool(_matching(places, asked if asked in places else asked.removeprefix(_NOT).strip()))


def _matching(places: Mapping[str, int], words: str) -> Iterable[int]:
    if words in places:
        return (places[words],)
    first, dots, last = words.partition(_RANGE)
    ends = sorted(places[end.strip()] for end in (first, last) if end.strip() in places)
    if dots and len(ends) == 2:
        return range(ends[0], ends[1] + 1)
    pattern = re.escape(words).replace(r"\*", ".*").replace(r"\?", ".")
    matches = re.compile(pattern, re.DOTALL).fullmatch
    return [at for name, at in places.items() if matches(name)]


def clean_names(names: Iterable[object]) -> tuple[list[str], list[str]]:
    """Return usable column names, and a note for each kind of repair.

    >>> clean_names(["a", "a", " ", 3])[0]
    ['a', 'a (2)', 'column 3', '3']
    """
    raw = list(names)
    texts = [joined_levels(name) if isinstance(name, tuple) else str(name) for name in raw]
    texts = [_printable(text) for text in texts]
    blank = [index for index, text in enumerate(texts) if _is_blank(text)]
    named = [text.strip() for text in texts]
    for index in blank:
        named[index] = f"column {index + 1}"
    unique = unique_names(named)
    levels = [new for old, new in zip(raw, unique, strict=True) if isinstance(old, tuple)]
    notes = [several_levels(levels)] if levels else []
    if blank:
        notes.append(
            f"{count(len(blank), 'column')} had no name: called "
            f"{listed(named[index] for index in blank)}."
        )
    renamed = [new for old, new in zip(named, unique, strict=True) if old != new]
    if renamed:
        notes.append(f"Column names that occur twice were made different: {listed(renamed)}.")
    alike = _alike(unique)
    if alike:
        notes.append(f"Column names that look almost the same: {listed(alike)}.")
    return unique, notes


def joined_levels(levels: Iterable[object]) -> str:
    """Return one name for a column that is named on several levels.

    >>> joined_levels(("a", 1)), joined_levels(("b", ""))
    ('a / 1', 'b')
    """
    return " / ".join(text for level in levels if (text := str(level).strip()))


def several_levels(names: Iterable[str]) -> str:
    """Return the note on names that were joined from several levels."""
    return f"Column names of several levels were joined: {listed(names)}."


def _too_wide(number: int) -> str:
    return f"The table has {number:,} columns; the limit is {MAX_COLUMNS:,}."


def _printable(text: str) -> str:
    safe = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(
        " " if char in "\t\r\n" else char
        for char in safe
        if char in "\t\r\n" or unicodedata.category(char) != "Cc"
    )


def _is_blank(text: str) -> bool:
    stripped = text.strip().strip("\u200b\ufeff")
    return not stripped or stripped == "nan" or stripped.startswith("Unnamed: ")


def _alike(names: list[str]) -> list[str]:
    folded: dict[str, str] = {}
    twins = []
    for name in names:
        key = unicodedata.normalize("NFC", name).casefold().strip()
        if key in folded:
            twins.append(name)
        folded.setdefault(key, name)
    return twins
