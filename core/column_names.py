"""The names of columns: usable, different from each other, and not too many."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from core.text import count, listed, unique_names

MAX_COLUMNS = 10_000


def clean_names(names: Iterable[object]) -> tuple[list[str], list[str]]:
    """Return usable column names, and a note for each kind of repair.

    >>> clean_names(["a", "a", " ", 3])[0]
    ['a', 'a (2)', 'column 3', '3']
    """
    raw = list(names)
    texts = [joined_levels(name) if isinstance(name, tuple) else str(name) for name in raw]
    texts = [_printable(text) for text in texts]
    blank = [index for index, text in enumerate(texts) if _is_blank(text)]
    named = [
        f"column {index + 1}" if index in set(blank) else text.strip()
        for index, text in enumerate(texts)
    ]
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
