"""How much one person may keep on a server that others share.

Tables count for each who loaded them, files for each who mentions them in a recipe, results for
who asked for the work. On a computer of one's own there is no limit, unless
`MODELWRIGHT_QUOTA_GB` sets one.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from core.errors import LimitError, SettingError
from core.kept_work import bytes_of_owner
from core.projects import ownership, stored_files
from core.projects.schema import data_versions, tables
from core.reach import is_shared
from core.text import shown, space

QUOTA = "MODELWRIGHT_QUOTA_GB"
SHARED_GB = 10.0
MAKE_ROOM = "Delete projects that you no longer need, or ask the person who runs the server."


@dataclass(frozen=True)
class Kept:
    """What a person keeps on this server, in bytes; `most` is the limit, infinity for none."""

    tables: int
    results: int
    most: float

    @property
    def total(self) -> int:
        """All of it."""
        return self.tables + self.results


def allowed_bytes() -> float:
    """Return how many bytes a person may keep, infinity for no limit."""
    said = os.environ.get(QUOTA, "").strip()
    try:
        gigabytes = float(said) if said else SHARED_GB if is_shared() else float("inf")
    except ValueError:
        gigabytes = 0.0
    if not gigabytes > 0:
        raise SettingError(
            f"{QUOTA} must be a number of gigabytes above 0. Got '{shown(said, 20)}'.",
            "Ask the person who runs this server to correct it.",
        )
    return gigabytes * 1e9


def kept_by(link: sa.Connection, root: Path, owner: str) -> Kept:
    """Return how much a person keeps: tables with the files behind them, and results of work."""
    mine = sa.select(sa.func.sum(tables.c.bytes)).join(data_versions)
    size = int(link.execute(mine.where(data_versions.c.owner == owner)).scalar() or 0)
    files = ownership.files_of(link, owner)
    paths = (stored_files.upload_path(root, sha256) for sha256 in files)
    size += sum(path.stat().st_size for path in paths if path.exists())
    return Kept(size, bytes_of_owner(root, owner), allowed_bytes())


def refuse_above(kept: Kept, coming: int, remedy: Callable[[], str]) -> None:
    """Refuse what would take a person above the limit; `remedy` says what would make room."""
    if kept.total + coming <= kept.most:
        return
    with_it = f"{space(coming)} more would go beyond" if coming else "this is beyond"
    raise LimitError(
        f"Your tables and files take {space(kept.tables)} here and your results "
        f"{space(kept.results)}; {with_it} the limit of {space(kept.most)} for each person.",
        remedy() or MAKE_ROOM,
    )
