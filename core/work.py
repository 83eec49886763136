"""What jobs do: one function per kind of work, called by workers and by the command line.

Each function has the signature `(task, shelf, report, cores) -> JSON values`. A task names
the recipe as JSON values (`recipe`), the stored table by fingerprint (`data`), and, where
it matters, the candidate (`candidate`) and the ids of earlier jobs whose finished units
may be used again (`earlier`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from core.jobs.shelf import Shelf as DiskShelf
from core.progress import Report
from core.projects import Projects
from core.recipe import Recipe
from core.shelf import Shelf
from core.table import Dataset
from core.training.compare import compare as compare_candidates
from core.training.tune import tune as tune_candidate

Task = Mapping[str, Any]


class Layered:
    """A shelf that also finds what earlier jobs left on theirs."""

    def __init__(self, own: Shelf, earlier: Sequence[Shelf]) -> None:
        self._own = own
        self._all = (own, *earlier)

    def put(self, key: str, value: Any) -> None:
        """Keep a JSON value on the own shelf."""
        self._own.put(key, value)

    def get(self, key: str) -> Any | None:
        """Return a value from the first shelf that has it."""
        return next((v for shelf in self._all if (v := shelf.get(key)) is not None), None)

    def put_array(self, key: str, values: NDArray[Any]) -> None:
        """Keep an array on the own shelf."""
        self._own.put_array(key, values)

    def get_array(self, key: str) -> NDArray[Any] | None:
        """Return an array from the first shelf that has it."""
        return next((v for shelf in self._all if (v := shelf.get_array(key)) is not None), None)


def compare(task: Task, shelf: DiskShelf, report: Report, cores: int) -> dict[str, Any]:
    """Compare the candidates of a recipe."""
    recipe, dataset = _opened(task, shelf)
    return compare_candidates(recipe, dataset, report, _layered(task, shelf), cores).to_json()


def tune(task: Task, shelf: DiskShelf, report: Report, cores: int) -> dict[str, Any]:
    """Tune the candidate that the recipe's search names."""
    recipe, dataset = _opened(task, shelf)
    return tune_candidate(recipe, dataset, report, _layered(task, shelf), cores).to_json()


def _opened(task: Task, shelf: DiskShelf) -> tuple[Recipe, Dataset]:
    recipe = Recipe.from_json(task["recipe"])
    return recipe, Projects(shelf.root).load_dataset(task["data"])


def _layered(task: Task, shelf: DiskShelf) -> Layered:
    jobs: Path = shelf.folder.parent.parent
    earlier = [DiskShelf(jobs / job / shelf.folder.name) for job in task.get("earlier", ())]
    return Layered(shelf, earlier)
