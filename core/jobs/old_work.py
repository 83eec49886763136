"""Which ended work nothing shows any more, so that its room can be had back.

Of each kind in each project the newest stays, the newest that ended well, and the newest of
those that fits the project as it stands; work that waits or runs stays, with what it reads. How
tables came in stays as well: it takes little, and says which files are theirs. So do predictions
by the clock: the page lists them, and the oldest go by themselves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from core.jobs.board import Board
from core.jobs.folder import JobFolder
from core.jobs.status import ACTIVE, FINISHED
from core.kept_work import weight

STAYS = frozenset({"import", "scheduled"})
Shown = Callable[[str], Collection[str]]


@dataclass(frozen=True)
class OldWork:
    """Jobs of one kind that nothing shows any more, and how many bytes they take."""

    kind: str
    jobs: tuple[str, ...]
    bytes: int


def old_work(board: Board, owner: str, shown: Shown) -> tuple[OldWork, ...]:
    """Return the old work of a person by kind, the largest first.

    `shown` returns the keys of work that fits a project as it stands.
    """
    by_kind: dict[str, list[JobFolder]] = defaultdict(list)
    for project in board.projects_of(owner):
        for kind, folders in _old_of(board, project, shown(project)).items():
            by_kind[kind] += folders
    found = [
        OldWork(kind, tuple(folder.id for folder in folders), sum(weight(f.path) for f in folders))
        for kind, folders in by_kind.items()
    ]
    return tuple(sorted(found, key=lambda work: work.bytes, reverse=True))


def _old_of(board: Board, project: str, keys: Collection[str]) -> dict[str, list[JobFolder]]:
    by_kind: dict[str, list[JobFolder]] = defaultdict(list)
    for job_id in board.of_project(project):
        folder = board.folder(job_id)
        by_kind[board.asked(folder)["kind"]].append(folder)
    states = {f.id: f.state()["state"] for folders in by_kind.values() for f in folders}
    stays = {job_id for job_id, state in states.items() if state in ACTIVE}
    stays |= {read for job_id in stays for read in _read_by(board.folder(job_id).job()["task"])}
    for folders in by_kind.values():
        well = [folder for folder in folders if states[folder.id] == FINISHED]
        fitting = [folder for folder in well if board.asked(folder)["key"] in keys]
        stays |= {folder.id for folder in (*folders[:1], *well[:1], *fitting[:1])}
    return {
        kind: old
        for kind, folders in by_kind.items()
        if kind not in STAYS
        and (old := [f for f in folders if f.id not in stays and not f.is_held])
    }


def _read_by(task: dict[str, Any]) -> list[str]:
    """Return the jobs whose folders a job reads while it runs."""
    bundle = task.get("bundle")
    return [*task.get("earlier", ()), *([str(bundle)] if bundle else [])]
