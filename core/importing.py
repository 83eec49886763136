"""Bring rows into the store as a job: piece by piece, with progress, whatever their number.

The rows of a source go to a Parquet file next to the stored tables, are masked on the way
where the recipe says so, and are taken over by the store when they are complete. Until then
nothing has changed; a cancelled or failed import leaves nothing behind.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
from pyarrow import parquet

from core.disk_shelf import DiskShelf
from core.errors import LimitError, SourceError
from core.files import new_id, safe_path
from core.fingerprint import Infinite, arrow_of
from core.held_rows import HeldRows, Piece, held_rows, piece_of
from core.loading import opened, read, title_of
from core.masking import ASK, KEY, STORED, Masks, masked, masks_in, proposals_to, said_of_masked
from core.progress import Cancelled, Event, Report
from core.projects import Origin, Projects
from core.reach import is_shared
from core.remasking import mask_stored
from core.secret_store import acting_for
from core.sources import (
    MAX_DECODED_BYTES,
    MAX_SKIPPED_SHOWN,
    Loaded,
    SkippedRow,
    Source,
    source_from_json,
    source_to_json,
)
from core.sources.joining.side import Side, by_itself, placed
from core.sources.unpack import Plain
from core.sources.weigh import weigh
from core.table_file import GROUP_ROWS, TableFacts, TableWriter
from core.text import count, shown
from core.total_row import total_note_in
from core.undecided import LOOKED_AT, Undecided, Watched, check, checked, keep_nothing

MAX_SHARED_ROWS = 5_000_000
MOST_TIMES = 20
_COUNTED = re.compile(r"^([\d,]+) (.+)$")


@dataclass(frozen=True)
class Arrived:
    """A table that was written: its facts, its name, notes, and the rows left out."""

    facts: TableFacts
    name: str
    notes: tuple[str, ...]
    skipped: tuple[SkippedRow, ...]
    skipped_count: int
    infinite: Infinite


def import_table(
    task: Mapping[str, Any], shelf: DiskShelf, report: Report, cores: int
) -> dict[str, Any]:
    """Read what a task names into the store, and say what came of it.

    The task has `source` as JSON, `owner`, and for files `file` (its name), `bytes` (its size, by
    which jobs set limits), with `upload` (its hash), `held` (as which it waits) or `path` (where
    it lies on this computer); `masks` may follow. With `ask`, columns that point at people and
    nobody has decided about end the reading: they come back as `personal`, and nothing is stored.
    The rows of a source without a file wait then where the task says (see `held_rows`), and the
    same task with `masks` goes on with them. A task with `stored` masks a table that is in the
    store already.
    """
    del cores
    if task.get(STORED):
        return mask_stored(task, shelf, report)
    store = Projects(shelf.root)
    owner = str(task["owner"])
    store.need_quota(owner, 0)
    source = placed(source_from_json(task["source"]), lambda side: _side(side, store, owner))
    masks = masks_in(task)
    target = shelf.root / "data" / f".import.{os.getpid()}.{new_id()[:8]}.tmp"
    target.parent.mkdir(parents=True, exist_ok=True)
    with acting_for(owner), _rows_of(task, shelf.root, source) as found:
        try:
            report(Event(0, 0, "Looking at the first rows"))
            held = held_rows(task, shelf.root)
            arrived = held and _answered(held, (_called(source), masks), target, report)
            if not arrived:
                asked = _asked(source, found, masks, held) if task.get(ASK) else source
                arrived = bring(asked, found, masks, target, report)
            kept = _kept(task, store, masks)
            settings = {**source_to_json(source), **_places(task), **kept}
            origin = Origin(arrived.name, settings, arrived.notes, arrived.infinite)
            version = store.adopt_table(target, arrived.facts, origin, owner)
        except Undecided as stopped:
            return {"personal": proposals_to(stopped.found)}
        finally:
            target.unlink(missing_ok=True)
            store.close()
    if held is not None:
        held.remove()
    return {
        **kept,
        "data": version.fingerprint,
        "name": arrived.name,
        "rows": arrived.facts.rows,
        "columns": len(arrived.facts.types),
        "skipped": arrived.skipped_count,
    }


def _answered(
    held: HeldRows, known: tuple[str, Masks], target: Path, report: Report
) -> Arrived | None:
    """Write the rows that waited for an answer, None where none do; cancelled, they go as well."""
    name, masks = known
    pieces = held.pieces()
    if pieces is None:
        return None
    try:
        return _gathered(_told(checked(pieces, masks), report), (name, ()), masks, target)
    except Cancelled:
        held.remove()
        raise


def _told(pieces: Iterator[Piece], report: Report) -> Iterator[Piece]:
    rows = 0
    for piece in pieces:
        report(Event(0, 0, f"{count(rows, 'row')} taken over"))
        rows += len(piece.frame)
        yield piece


def _asked(source: Source, found: Plain | None, masks: Masks, held: HeldRows | None) -> Source:
    """Look at the first rows of a file now, at those of any other source when they come."""
    if found is None:
        keep = partial(_hold, held) if held else keep_nothing
        return Watched(source, masks, keep)
    _check_weight(found)
    check(source.load(found.file, LOOKED_AT).frame, masks)
    return source


def _hold(held: HeldRows, found: Plain | None, pieces: Iterator[Loaded]) -> None:
    """Let all rows of a source wait until it is decided what may be stored of them."""
    if found is not None:
        _check_weight(found)
    held.keep(_counted(map(piece_of, pieces)))


def _counted(pieces: Iterator[Piece]) -> Iterator[Piece]:
    rows = 0
    for piece in pieces:
        rows += len(piece.frame)
        _check_rows(rows)
        yield piece


def _kept(task: Mapping[str, Any], store: Projects, masks: Masks) -> dict[str, Any]:
    """Store a file that waited, unless its values are masked; say under which hash it lies."""
    if not task.get("held"):
        return {}
    waiting = _path_of(task, store.root)
    upload = None if masks.columns else store.store_upload(waiting, str(task["file"]))
    waiting.unlink(missing_ok=True)
    return {"upload": upload.sha256} if upload else {}


def bring(
    source: Source, found: Plain | None, masks: Masks, target: Path, report: Report
) -> Arrived:
    """Write all rows of a source to a table file; nothing is there when it fails."""
    elsewhere = source.brought(report) if found is None else None
    if elsewhere is not None:
        with elsewhere as (reader, here):
            return replace(bring(reader, here, masks, target, report), name=_called(source))
    file = found.file if found else None
    if found is not None:
        _check_weight(found)
    name = title_of(found.name) if found else _called(source)
    before = found.notes if found else ()
    if file is not None:
        done = source.write(file, target, report)
        if done is not None:
            notes = (*before, *done.notes)
            whole = Arrived(
                done.facts, name, notes, done.skipped, done.skipped_count, done.infinite
            )
            if masks.columns:
                whole = _masked_again(whole, masks, target)
            return replace(whole, notes=(*whole.notes, *total_note_in(target)))
    return _gathered(map(piece_of, source.pieces(file, report)), (name, before), masks, target)


def _gathered(
    pieces: Iterator[Piece], known: tuple[str, tuple[str, ...]], masks: Masks, target: Path
) -> Arrived:
    """Write pieces to a table file, masked; of the whole the name and first notes are known."""
    name, before = known
    with closing(TableWriter(target)) as writer:
        gathered = _Gathered(masks)
        for piece in pieces:
            gathered.take(piece, writer)
            _check_rows(writer.rows)
        if not writer.rows:
            raise SourceError("There are no rows.", "Choose a source with rows, or ask for more.")
        facts = writer.finish(gathered.infinite)
    said = said_of_masked((*before, *merged(gathered.notes)), masks)
    notes = (*said, *total_note_in(target))
    skipped = gathered.skipped
    return Arrived(
        facts, name, notes, tuple(skipped[:MAX_SKIPPED_SHOWN]), len(skipped), gathered.infinite
    )


def _called(source: Source) -> str:
    return source.describe().rstrip(".")


class _Gathered:
    """What the pieces of a source say, taken together."""

    def __init__(self, masks: Masks) -> None:
        self._masks = masks
        self._infinite: dict[str, tuple[int, ...]] = {}
        self.notes: list[str] = []
        self.skipped: list[SkippedRow] = []

    @property
    def infinite(self) -> Infinite:
        """Columns with infinite values that became missing, with the first such rows.

        Of masked columns nothing is told: that a value was infinite would say more than the mask.
        """
        hidden = {mask.column for mask in self._masks.columns}
        return tuple(pair for pair in self._infinite.items() if pair[0] not in hidden)

    def take(self, piece: Piece, writer: TableWriter) -> None:
        """Mask a piece and write it."""
        for name, rows in piece.infinite:
            self._infinite.setdefault(name, tuple(writer.rows + row for row in rows))
        frame = piece.frame
        self.notes += piece.notes
        if self._masks.columns:
            frame, masked_notes = masked(frame, self._masks)
            self.notes += masked_notes
        self.skipped += piece.skipped
        writer.add(arrow_of(frame))


def merged(notes: Iterable[str]) -> tuple[str, ...]:
    """Return each note once; those that differ only in a leading count are added up.

    >>> merged(["2 blank rows left out.", "Read as text.", "3 blank rows left out."])
    ('5 blank rows left out.', 'Read as text.')
    """
    counts: dict[str, int | None] = {}
    for note in notes:
        found = _COUNTED.match(note)
        if found is None:
            counts.setdefault(note, None)
            continue
        number = int(found[1].replace(",", ""))
        counts[found[2]] = number + (counts.get(found[2]) or 0)
    return tuple(rest if sum_ is None else f"{sum_:,} {rest}" for rest, sum_ in counts.items())


def _masked_again(whole: Arrived, masks: Masks, target: Path) -> Arrived:
    """Mask a table that was written in one go, before the store sees it."""
    plain = target.with_name(f"{target.name.removesuffix('.tmp')[:-8]}ffffffff.tmp")
    target.replace(plain)
    said: tuple[str, ...] = ()
    try:
        with closing(TableWriter(target)) as writer, parquet.ParquetFile(plain) as table:
            for batch in table.iter_batches(batch_size=GROUP_ROWS):
                frame, said = masked(_canonical_frame(batch.to_pandas(), whole.facts), masks)
                writer.add(arrow_of(frame))
            gone = {mask.column for mask in masks.columns}
            infinite = tuple(pair for pair in whole.infinite if pair[0] not in gone)
            facts = writer.finish(infinite)
    finally:
        plain.unlink(missing_ok=True)
    notes = (*said_of_masked(whole.notes, masks), *said)
    return replace(whole, facts=facts, notes=notes, infinite=infinite)


def _canonical_frame(frame: pd.DataFrame, facts: TableFacts) -> pd.DataFrame:
    """Return a batch with the column names of the table; it is canonical already."""
    return frame[list(facts.types)]


def _check_weight(found: Plain) -> None:
    """Refuse what unpacks to very much more than it is: no table that somebody made does."""
    size = found.file.stat().st_size
    weight = weigh(found.file, found.name, MAX_DECODED_BYTES + 1)
    if weight > MAX_DECODED_BYTES and weight > MOST_TIMES * size:
        most = f"{MAX_DECODED_BYTES / 1e9:.0f} GB"
        raise LimitError(
            f"'{shown(found.name)}' unpacks to more than {most}.",
            "Keep only the rows and columns you need, or save it as Parquet.",
        )


def _check_rows(rows: int) -> None:
    if rows > MAX_SHARED_ROWS and is_shared():
        raise LimitError(
            f"The table has more than {MAX_SHARED_ROWS:,} rows, the limit of a shared server.",
            "Ask for fewer rows, or load it on your own computer.",
        )


def _rows_of(task: Mapping[str, Any], root: Path, source: Source) -> Any:
    """Return a context that gives the file of a task, or None where there is none."""
    if not source.needs_file:
        return nullcontext(None)
    path = _path_of(task, root)
    return opened(path, str(task.get("file", path.name)), member=source.member)


def _path_of(task: Mapping[str, Any], root: Path) -> Path:
    if task.get("upload"):
        return safe_path(root / "uploads", str(task["upload"]))
    if task.get("held"):
        return _waiting(safe_path(root / "waiting", str(task["held"])))
    if is_shared():
        raise SourceError("Files of this server cannot be named.", "Upload the file.")
    return Path(str(task["path"]))


def _waiting(path: Path) -> Path:
    if not path.exists():
        raise SourceError("The file was kept aside only to be read.", "Upload it again.")
    return path


def _places(task: Mapping[str, Any]) -> dict[str, Any]:
    return {name: task[name] for name in ("file", "upload", "path", KEY) if task.get(name)}


def _side(side: Side, store: Projects, owner: str) -> Loaded:
    """Read a table of a join or an append: as it was stored, or from its file."""
    if side.data:
        table = store.load_dataset(side.data, owner=owner)
        return Loaded(table.frame, table.notes)
    if side.upload:
        path = safe_path(store.root / "uploads", side.upload)
        return read(path, side.source, side.file)[0]
    return by_itself(side)
