"""Mask a stored table of any size: another version of it, written piece by piece."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import closing
from typing import Any

from pyarrow import parquet

from core.disk_shelf import DiskShelf
from core.files import new_id
from core.fingerprint import arrow_of
from core.masking import STORED, masked, masks_in, said_of_masked, source_of_masked
from core.progress import Event, Report
from core.projects import Origin, Projects
from core.table_file import GROUP_ROWS, TableWriter
from core.text import count


def mask_stored(task: Mapping[str, Any], shelf: DiskShelf, report: Report) -> dict[str, Any]:
    """Write a masked version of a stored table, and say what came of it; the old one stays."""
    store, owner, masks = Projects(shelf.root), str(task["owner"]), masks_in(task)
    before = store.data_version(str(task[STORED]), owner)
    gone = {mask.column for mask in masks.columns}
    infinite = tuple(pair for pair in before.infinite if pair[0] not in gone)
    said: tuple[str, ...] = ()
    target = shelf.root / "data" / f".import.{os.getpid()}.{new_id()[:8]}.tmp"
    try:
        with closing(TableWriter(target)) as writer, parquet.ParquetFile(before.path) as table:
            for batch in table.iter_batches(batch_size=GROUP_ROWS):
                frame, said = masked(batch.to_pandas(), masks)
                writer.add(arrow_of(frame))
                report(Event(writer.rows, before.rows, f"{count(writer.rows, 'row')} masked"))
            facts = writer.finish(infinite)
        source = source_of_masked(before.source, masks)
        notes = (*said_of_masked(before.notes, masks), *said)
        origin = Origin(before.name, source, notes, infinite)
        version = store.adopt_table(target, facts, origin, owner)
    finally:
        target.unlink(missing_ok=True)
        store.close()
    return {"data": version.fingerprint, "name": before.name, "rows": before.rows}
