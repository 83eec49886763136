"""How much one person may keep on a server that others share.

Tables count for each who loaded them, files for each who mentions them in a recipe. On a
computer of one's own there is no limit, unless `MODELWRIGHT_QUOTA_GB` sets one.
"""

from __future__ import annotations

import os
from pathlib import Path

import sqlalchemy as sa

from core.errors import LimitError, SettingError
from core.projects import ownership, stored_files
from core.projects.schema import data_versions, tables
from core.reach import is_shared
from core.text import shown

QUOTA = "MODELWRIGHT_QUOTA_GB"
SHARED_GB = 10.0


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


def used_bytes(link: sa.Connection, root: Path, owner: str) -> int:
    """Return how many bytes the tables and files of a person take on disk."""
    mine = sa.select(sa.func.sum(tables.c.bytes)).join(data_versions)
    size = int(link.execute(mine.where(data_versions.c.owner == owner)).scalar() or 0)
    files = ownership.files_of(link, owner)
    paths = (stored_files.upload_path(root, sha256) for sha256 in files)
    return size + sum(path.stat().st_size for path in paths if path.exists())


def refuse_above(used: int, coming: int) -> None:
    """Refuse what would take a person above the limit."""
    most = allowed_bytes()
    if used + coming <= most:
        return
    with_it = f"{coming / 1e6:,.0f} MB more would go beyond" if coming else "this is beyond"
    raise LimitError(
        f"Your tables and files take {used / 1e9:,.1f} GB here; {with_it} the limit of "
        f"{most / 1e9:,.1f} GB for each person.",
        "Delete projects that you no longer need, or ask the person who runs the server.",
    )
