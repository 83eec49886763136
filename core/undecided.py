"""Stop before rows that point at people are stored and nobody has decided about them.

A reading that may ask looks at the first rows of its source, and of each later piece at columns
that were empty until then. Where a column points at people that is neither masked nor kept on
purpose, it ends there: nothing is stored, and what was found goes back to whoever can decide. See
`held_rows` for where the rows are meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Protocol, TypeVar

from core.masking import Masks, Proposal, masks_proposed
from core.progress import Report, silent
from core.sources import Brought, Loaded, Source
from core.table import Dataset

if TYPE_CHECKING:
    import pandas as pd

    from core.sources.unpack import Plain

LOOKED_AT = 2000


class Undecided(Exception):
    """Columns that point at people, about which nobody has decided yet."""

    def __init__(self, found: tuple[Proposal, ...]) -> None:
        super().__init__()
        self.found = found


def undecided(frame: pd.DataFrame, masks: Masks) -> tuple[Proposal, ...]:
    """Return the columns of first rows that point at people and are not decided about.

    >>> import pandas as pd
    >>> frame = pd.DataFrame({"contact": [f"p{at}@site.example" for at in range(20)]})
    >>> [one.mask.way for one in undecided(frame, Masks())]
    ['domain']
    >>> undecided(frame, Masks(kept=("contact",)))
    ()
    """
    rows = Dataset.of(frame.head(LOOKED_AT), "first rows")
    found = masks_proposed(rows.frame, rows.kinds)
    return tuple(one for one in found if one.mask.column not in masks.decided)


def check(frame: pd.DataFrame, masks: Masks) -> None:
    """Raise `Undecided` where first rows have columns that nobody has decided about."""
    found = undecided(frame, masks)
    if found:
        raise Undecided(found)


class _Rows(Protocol):
    """A piece of a table, as it was read or as it waited."""

    @property
    def frame(self) -> pd.DataFrame:
        """The rows."""


_Piece = TypeVar("_Piece", bound=_Rows)


def checked(pieces: Iterable[_Piece], masks: Masks) -> Iterator[_Piece]:
    """Pass pieces on; raise `Undecided` where a column with its first values points at people."""
    known: set[str] = set()
    for piece in pieces:
        first = piece.frame.head(LOOKED_AT)
        filled = first.notna().any().to_numpy()
        fresh = [at for at, name in enumerate(first.columns) if filled[at] and name not in known]
        if fresh:
            check(first.iloc[:, fresh], masks)
            known.update(first.columns[fresh])
        yield piece


Keep = Callable[["Plain | None", Iterator[Loaded]], object]


def keep_nothing(found: Plain | None, pieces: Iterator[Loaded]) -> None:
    """Let the rows go: they are asked for again after the answer."""
    del found, pieces


@dataclass(frozen=True)
class Watched(Source):
    """A source without a file whose pieces are checked before they go on.

    Where nobody has decided about a column, `keep` gets all rows before the reading ends, and the
    file that they are read from, if they are.
    """

    needs_file: ClassVar[bool] = False

    source: Source
    masks: Masks
    keep: Keep = keep_nothing

    def describe(self) -> str:
        """Say how the rows are read."""
        return self.source.describe()

    def brought(self, report: Report = silent) -> AbstractContextManager[Brought] | None:
        """Bring the file of the source, whose first rows are checked before it is read."""
        brought = self.source.brought(report)
        return None if brought is None else self._checked(brought, report)

    @contextmanager
    def _checked(
        self, brought: AbstractContextManager[Brought], report: Report
    ) -> Iterator[Brought]:
        with brought as (source, here):
            found = undecided(source.load(here.file, LOOKED_AT).frame, self.masks)
            if found:
                self.keep(here, _noted(here.notes, source.pieces(here.file, report)))
                raise Undecided(found)
            yield source, here

    def pieces(self, file: Path | None = None, report: Report = silent) -> Iterator[Loaded]:
        """Yield the pieces of the source, once the first one was checked."""
        pieces = self.source.pieces(file, report)
        first = next(pieces, None)
        if first is None:
            return
        whole = chain((first,), pieces)
        found = undecided(first.frame, self.masks)
        if found:
            self.keep(None, whole)
            raise Undecided(found)
        yield from checked(whole, self.masks)


def _noted(notes: tuple[str, ...], pieces: Iterator[Loaded]) -> Iterator[Loaded]:
    """Say what is known of a whole file with its first piece."""
    for piece in pieces:
        yield replace(piece, notes=(*notes, *piece.notes))
        notes = ()
