"""A file at hand: held aside, looked at, and read; nothing of it is stored before its time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import IO, TYPE_CHECKING, Any

from core import fenced
from core.errors import AppError
from core.masking import KEY, Masks, masked_table, masks_in, masks_to
from core.sources import SkippedRow, Source, source_to_json
from core.table import Dataset
from pages.ui import arrivals, room, stores
from pages.ui.session import session

if TYPE_CHECKING:
    from core.masking import Proposal
    from core.projects import Upload

NOTHING: Mapping[str, Any] = MappingProxyType({})
Content = bytes | IO[bytes] | Path
HEAVY_BYTES = 30_000_000
LOOKED_AT = 2000


@dataclass(frozen=True)
class Wish:
    """What shall be otherwise than guessed: settings of the source, and values masked."""

    changes: Mapping[str, Any] = field(default_factory=dict)
    masks: Masks = Masks()


AS_IT_IS = Wish()


@dataclass(frozen=True)
class File:
    """A file at hand: where it is, how it is read, and what a recipe says of it.

    What is not too heavy was read at once, and is `seen`.
    """

    path: Path
    source: Source
    facts: dict[str, Any]
    held: Upload | None = None
    seen: fenced.Seen | None = None

    @property
    def name(self) -> str:
        """The name that people know."""
        return str(self.facts["file"])

    @property
    def heavy(self) -> bool:
        """Whether it takes more time and memory than one waits for, so that a job reads it."""
        return self.seen is None or self.seen.heavy


def whole(path: Path, name: str, way: fenced.Way) -> fenced.Seen:
    """Read a file for the person of this session, unless it is too heavy to wait for."""
    return fenced.whole(mine(path, name), way, HEAVY_BYTES)


def mine(path: Path | None, name: str) -> fenced.File:
    """Return a file to be read for the person of this session."""
    return fenced.File(path, name, session().owner)


def at_hand(content: Content, name: str, wish: Wish) -> File:
    """Hold a file aside: nothing of it is stored before it was read and masked."""
    held = stores.store().hold(content, name)
    try:
        room.need(session().owner, held.size)
        seen = whole(held.path, held.name, fenced.Way(changes=wish.changes))
    except AppError:
        stores.store().release(held)
        raise
    masks = {KEY: masks_to(wish.masks)} if wish.masks.decided else {}
    return File(held.path, seen.source, {"file": held.name, **masks}, held, seen)


def release(file: File) -> None:
    """Remove a file that was held; one that lies elsewhere stays."""
    if file.held:
        stores.store().release(file.held)


def look(file: File) -> None:
    """Read the first rows of a text now: what is refused by them needs no job, and keeps nothing.

    What packs its rows may unpack to any size, so that only a job looks at it.
    """
    if file.source.name not in fenced.TEXTS:
        return
    try:
        fenced.preview(mine(file.path, file.name), file.source, LOOKED_AT)
    except AppError:
        release(file)
        raise


def begin_reading(file: File) -> None:
    """Let a job read a file, which waits until it is decided what of it is stored."""
    looked_at = file.source.name in fenced.TEXTS and not masks_in(file.facts).columns
    waits = file.held is not None and not looked_at
    size = file.path.stat().st_size
    place = {"held": file.path.name} if waits else stored_upload(file)
    arrivals.begin(file.source, {**file.facts, **place, "bytes": size})


def stored_upload(file: File) -> dict[str, Any]:
    """Store a file that was held, and say under which hash it lies."""
    if file.held is None:
        return {}
    sha256 = stores.store_upload(file.path, file.held.name)
    release(file)
    return {"upload": sha256}


def read_now(file: File) -> tuple[Dataset, dict[str, Any]]:
    """Return the masked table of a file and what a recipe says of it; nothing is held then."""
    assert file.seen is not None and file.seen.table is not None, "a job reads it"  # noqa: S101
    try:
        lost = _lost(file.seen.skipped)
        masks = masks_in(file.facts)
        kept = {} if masks.columns else stored_upload(file)
    finally:
        release(file)
    settings = {**source_to_json(file.source), **lost, **file.facts, **kept}
    return masked_table(file.seen.table, masks), settings


def read_source(source: Source) -> tuple[Dataset, dict[str, Any]]:
    """Return the table of a source without a file, and how many rows could not be read if any."""
    table, skipped = fenced.read(mine(None, ""), source)
    return table, _lost(skipped)


def _lost(skipped: Sequence[SkippedRow]) -> dict[str, Any]:
    return {"skipped": len(skipped)} if skipped else {}


def personal_data(content: Content, name: str, changes: Mapping[str, Any]) -> tuple[Proposal, ...]:
    """Return the columns at the beginning of a file that point at people; nothing is stored.

    `changes` are how it is read otherwise than guessed. Of a heavy file only plain text is
    looked at: what packs its rows may unpack to any size.
    """
    from core.masking import masks_proposed

    held = stores.store().hold(content, name)
    try:
        way = fenced.Way(changes=changes)
        rows = fenced.beginning(mine(held.path, name), way, HEAVY_BYTES, LOOKED_AT).table
        return masks_proposed(rows.frame, rows.kinds) if rows else ()
    except AppError:
        return ()  # loading will say what is wrong with the file
    finally:
        stores.store().release(held)
