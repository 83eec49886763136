"""The sentence that says how a table was read: its parts, and the usual corrections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.errors import SourceError
from core.text import listed


@dataclass(frozen=True)
class Part:
    """Some words of the sentence and the settings behind them.

    `usual` says that there is nothing to tell: a short sentence leaves such words out.
    """

    words: str
    settings: tuple[str, ...]
    usual: bool = False


@dataclass(frozen=True)
class Remedy:
    """A correction that is often needed: what it is called, and the settings it changes.

    `asks` is a question that only a person can answer; the correction is one of its answers.
    """

    label: str
    changes: Mapping[str, Any]
    asks: str = ""


def columns_part(columns: Sequence[str]) -> Part:
    """Return the words for the columns that are read."""
    words = f"only columns {listed(columns)}" if columns else "all columns"
    return Part(words, ("columns",), not columns)


def typed_sentence(what: str, columns: Sequence[str]) -> str:
    """Say of a format that it declares types, and which columns are read."""
    only = columns_part(columns)
    return f"{what}, with the types it declares{'' if only.usual else f'; {only.words}'}."


class RemediedError(SourceError):
    """A refusal that a change of the settings lifts: which one is `remedy`."""

    remedy: Remedy


class OddRowsError(RemediedError):
    """Too many rows have another number of cells than the table."""

    remedy = Remedy("Leave these rows out", {"bad_rows": "skip"})


class BrokenTextError(RemediedError):
    """Some bytes of a text do not fit its encoding."""

    remedy = Remedy("Replace what is broken by \ufffd", {"broken": "replace"})


class OddColumnsError(RemediedError):
    """Some columns hold what no cell of a table can be; the first is named."""

    def __init__(self, message: str, hint: str, columns: Sequence[str] = ()) -> None:
        super().__init__(message, hint)
        self.columns = tuple(columns)
        words = f"Leave out {listed(columns)}"
        self.remedy = Remedy(words, {"columns": tuple(f"!{name}" for name in columns)})

    def __reduce__(self) -> tuple[type[OddColumnsError], tuple[Any, ...]]:
        """Keep the columns across processes."""
        return type(self), (self.message, self.hint, self.columns)


def kind_changes(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[str, ...]:
    """Say which columns come, go, or change their kind by a correction.

    >>> kind_changes({"a": "text", "b": "date"}, {"a": "number", "c": "date"})
    ("'a' becomes number, was text", "New: 'c'", "Gone: 'b'")
    """
    changed = [
        f"'{name}' becomes {after[name]}, was {kind}"
        for name, kind in before.items()
        if name in after and after[name] != kind
    ]
    new = [f"'{name}'" for name in after if name not in before]
    gone = [f"'{name}'" for name in before if name not in after]
    for title, names in (("New", new), ("Gone", gone)):
        if names:
            more = f" and {len(names) - 5:,} more" if len(names) > 5 else ""
            changed.append(f"{title}: {', '.join(names[:5])}{more}")
    return tuple(changed)
