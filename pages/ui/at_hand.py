"""A file at hand: held aside, looked at, and read; nothing of it is stored before its time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import IO, TYPE_CHECKING, Any

from core import fenced
from core.errors import AppError
from core.masking import KEY, Masks, masked_table, masks_in, masks_to
from core.sources import Source, source_to_json
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
TEXTS = ("csv", "fixed_width")


@dataclass(frozen=True)
class Wish:
    """What shall be otherwise than guessed: settings of the source, and values masked."""

    changes: Mapping[str, Any] = field(default_factory=dict)
    masks: Masks = Masks()


AS_IT_IS = Wish()


@dataclass(frozen=True)
class File:
    """A file at hand: where it is, how it is read, and what a recipe says of it."""

    path: Path
    source: Source
    facts: dict[str, Any]
    held: Upload | None = None

    @property
    def heavy(self) -> bool:
        """Whether it unpacks to more than the server should read by itself."""
        return is_heavy(self.path, str(self.facts["file"]))


def is_heavy(path: Path, name: str) -> bool:
    """Tell whether a file takes more time and memory than the server itself should spend."""
    return fenced.is_heavy(path, name, HEAVY_BYTES)


def at_hand(content: Content, name: str, wish: Wish) -> File:
    """Hold a file aside: nothing of it is stored before it was read and masked."""
    held = stores.store().hold(content, name)
    try:
        room.need(session().owner, held.size)
        source = fenced.detect(held.path, held.name).edit(**wish.changes)
    except AppError:
        stores.store().release(held)
        raise
    masks = {KEY: masks_to(wish.masks)} if wish.masks.decided else {}
    return File(held.path, source, {"file": held.name, **masks}, held)


def release(file: File) -> None:
    """Remove a file that was held; one that lies elsewhere stays."""
    if file.held:
        stores.store().release(file.held)


def look(file: File) -> None:
    """Read the first rows of a text now: what is refused by them needs no job, and keeps nothing.

    What packs its rows may unpack to any size, so that only a job looks at it.
    """
    if file.source.name not in TEXTS:
        return
    try:
        fenced.preview(file.path, file.source, LOOKED_AT, str(file.facts["file"]))
    except AppError:
        release(file)
        raise


def begin_reading(file: File) -> None:
    """Let a job read a file, which waits until it is decided what of it is stored."""
    looked_at = file.source.name in TEXTS and not masks_in(file.facts).columns
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
    try:
        table, lost = read_whole(file.path, file.source, str(file.facts["file"]))
        masks = masks_in(file.facts)
        kept = {} if masks.columns else stored_upload(file)
    finally:
        release(file)
    settings = {**source_to_json(file.source), **lost, **file.facts, **kept}
    return masked_table(table, masks), settings


def read_whole(
    path: Path | None, source: Source | None, name: str
) -> tuple[Dataset, dict[str, Any]]:
    """Return the whole table, and how many rows could not be read if there are any."""
    table, skipped = fenced.read(path, source, name)
    return table, {"skipped": len(skipped)} if skipped else {}


def personal_data(content: Content, name: str, changes: Mapping[str, Any]) -> tuple[Proposal, ...]:
    """Return the columns at the beginning of a file that point at people; nothing is stored.

    `changes` are how it is read otherwise than guessed. Of a heavy file only plain text is
    looked at: what packs its rows may unpack to any size.
    """
    from core.masking import masks_proposed

    held = stores.store().hold(content, name)
    try:
        source = fenced.detect(held.path, name).edit(**changes)
        if source.name not in TEXTS and is_heavy(held.path, name):
            return ()
        rows = fenced.preview(held.path, source, LOOKED_AT, name)
        return masks_proposed(rows.frame, rows.kinds)
    except AppError:
        return ()  # loading will say what is wrong with the file
    finally:
        stores.store().release(held)
