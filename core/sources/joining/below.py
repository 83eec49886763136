"""Put tables below each other: columns by name, differences said, repeats counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from core.errors import DataError, SettingError
from core.sources.joining.keys import as_text
from core.sources.joining.matching import refuse_total
from core.sources.joining.ways import Alike
from core.table import broad_kind_of, with_columns
from core.text import count, listed, shown, unique_names

if TYPE_CHECKING:
    import pandas as pd

Named = Sequence["tuple[str, pd.DataFrame]"]


class Appending(Protocol):
    """What an append must say to be done."""

    @property
    def columns(self) -> str:
        """All columns, or only those that every table has."""

    @property
    def fold(self) -> bool:
        """Whether names are matched without case and spaces."""

    @property
    def origin(self) -> str:
        """The column that names the table of each row, none if empty."""


@dataclass(frozen=True)
class AppendFacts:
    """How tables differ, and how many of their rows repeat each other.

    `lacking` has the columns that a table does not have, by table; `conflicts` the columns
    that hold different kinds of values and become text.
    """

    rows: int
    shared: tuple[str, ...]
    lacking: tuple[tuple[str, tuple[str, ...]], ...] = ()
    conflicts: tuple[str, ...] = ()
    across: int = 0

    @property
    def notes(self) -> tuple[str, ...]:
        """What is worth a note."""
        said = [
            f"{shown(name)} lacks {listed(columns)}: empty there." for name, columns in self.lacking
        ]
        if self.conflicts:
            said.append(
                f"{listed(self.conflicts)} {'hold' if len(self.conflicts) > 1 else 'holds'} other "
                "kinds of values in another table, and became text."
            )
        if self.across:
            said.append(
                f"{count(self.across, 'row')} of later tables "
                f"{'repeats' if self.across == 1 else 'repeat'} a row of an earlier one in every "
                "shared column."
            )
        return tuple(said)


def below_each_other(tables: Named, how: Appending) -> tuple[pd.DataFrame, AppendFacts]:
    """Return all rows in order, and how the tables differ."""
    import pandas as pd

    frames = _renamed(tables, how.fold)
    names = list(dict.fromkeys(name for frame in frames for name in frame.columns))
    shared = [name for name in names if all(name in frame for frame in frames)]
    if not shared:
        raise DataError("The tables have no column in common.", "Join them by a key instead.")
    refuse_total([frame[[name for name in names if name in frame]] for frame in frames])
    kept = shared if how.columns == "shared" else names
    conflicts = [name for name in kept if len(_kinds(frames, name)) > 1]
    ready = [_ready(frame, kept, conflicts) for frame in frames]
    across = _repeats(ready, shared)
    whole = pd.concat(ready, ignore_index=True)[kept]
    if how.origin:
        if how.origin in whole.columns:
            raise SettingError(
                f"There is a column '{shown(how.origin)}' already.", "Choose another name."
            )
        labels = unique_names([name for name, _ in tables])
        sizes = [len(frame) for frame in frames]
        marks = [label for label, size in zip(labels, sizes, strict=True) for _ in range(size)]
        whole[how.origin] = pd.Series(marks, dtype="str")
    lacking = tuple(
        (name, tuple(column for column in names if column not in frame))
        for (name, _), frame in zip(tables, frames, strict=True)
    )
    facts = AppendFacts(
        rows=len(whole),
        shared=tuple(shared),
        lacking=tuple(pair for pair in lacking if pair[1]),
        conflicts=tuple(conflicts),
        across=across,
    )
    return whole, facts


def _renamed(tables: Named, fold: bool) -> list[pd.DataFrame]:
    """Give columns the name of the first table that has them, if names are matched loosely."""
    if not fold:
        return [frame for _, frame in tables]
    first: dict[str, str] = {}
    frames = []
    for _, frame in tables:
        taken = set(frame.columns)
        names: dict[str, str] = {}
        for name in frame.columns:
            usual = first.setdefault("".join(name.split()).casefold(), name)
            if usual not in taken and usual not in names.values():
                names[name] = usual
        frames.append(frame.rename(columns=names))
    return frames


def _kinds(frames: Sequence[pd.DataFrame], name: str) -> set[str]:
    """Return the kinds of values of a column; tables where it is empty have none."""
    return {
        broad_kind_of(frame[name])
        for frame in frames
        if name in frame and frame[name].notna().any()
    }


def _ready(frame: pd.DataFrame, kept: list[str], conflicts: list[str]) -> pd.DataFrame:
    have = frame[[name for name in kept if name in frame and frame[name].notna().any()]]
    texts = {name: as_text(have[name], Alike()) for name in conflicts if name in have}
    return with_columns(have, texts)


def _repeats(frames: Sequence[pd.DataFrame], shared: list[str]) -> int:
    """Count rows of later tables that repeat a row of an earlier one in all shared columns."""
    import pandas as pd

    whole = pd.concat(
        [frame.reindex(columns=shared).drop_duplicates() for frame in frames], ignore_index=True
    )
    return int(whole.duplicated().sum())
