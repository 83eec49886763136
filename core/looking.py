"""Look at a table in the background: what its columns hold, a first recipe, what is worth knowing.

`look` has the signature of all work (`core/work.py`) and leaves each part on the shelf as soon as
it is known. Its task names the stored table (`data`), its owner and the recipe. With `propose`
(target, task and intent) a recipe is proposed; else the training rows of the recipe are looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.advice import findings, obstacles, suggest, view_of
from core.advice.columns import ColumnGuess, column_guesses
from core.advice.measures import misleading_metrics
from core.checks import Finding, View
from core.disk_shelf import DiskShelf
from core.errors import TargetError
from core.profile import (
    Associations,
    ColumnProfile,
    MissingPatterns,
    Profile,
    Strength,
    associations,
    missing_patterns,
    profile,
)
from core.profile.missing import MissingColumn, MissingPair
from core.progress import Event, Report
from core.projects import Projects
from core.recipe import Recipe
from core.table import Dataset
from core.text import count

COLUMNS, PROPOSAL, FINDINGS = "columns", "proposal", "findings"
PROFILE, MISSING, ASSOCIATIONS = "profile", "missing", "associations"
MISLED = "misled"
AT_A_TIME = 500

_TRAINING: Mapping[str, tuple[str, Callable[[View], Any]]] = {
    MISLED: ("measures", lambda view: misleading_metrics(view) if view.problem.target else {}),
    PROFILE: (
        "what the training rows hold",
        lambda view: _plain(profile(view.frame, view.kinds, view.problem.target)),
    ),
    MISSING: (
        "where values are missing",
        lambda view: missing_patterns(view.frame, view.problem).to_json(),
    ),
    ASSOCIATIONS: (
        "how they go with the target",
        lambda view: associations(view.frame, view.problem).to_json(),
    ),
}


def look(task: Mapping[str, Any], shelf: DiskShelf, report: Report, cores: int) -> dict[str, Any]:
    """Look at the columns of a stored table, then propose a recipe or look at its training rows."""
    dataset = _opened(task, shelf)
    _look_at_columns(task, dataset, shelf, report)
    if task.get("propose"):
        report(Event(0, 1, f"{_size(dataset)}, a first recipe"))
        shelf.put(PROPOSAL, _proposed(dataset, task["propose"]))
    else:
        _look_at_training_rows(Recipe.from_json(task["recipe"]), dataset, shelf, report)
    return {"columns": len(dataset.columns)}


def read(name: str, values: Any) -> Any:
    """Return a part as the function gives it that found it, from what `look` has left of it.

    Of the columns it is their profile, and what each seems to be.
    """
    return _READERS[name](values)


def _opened(task: Mapping[str, Any], shelf: DiskShelf) -> Dataset:
    store = Projects(shelf.root)
    store.data_version(task["data"], task["owner"])  # refuses the table of somebody else
    if task.get("part"):
        return store.load_part(task["data"], int(task["part"]))
    return store.load_dataset(task["data"], owner=task["owner"])


def _look_at_columns(
    task: Mapping[str, Any], dataset: Dataset, shelf: DiskShelf, report: Report
) -> None:
    """Describe every column, unless this or earlier work on the same table has done so."""
    jobs: Path = shelf.folder.parent.parent
    shelves = (shelf, *(DiskShelf(jobs / job / shelf.folder.name) for job in task["earlier"]))
    known = next((found for one in shelves if (found := one.get(COLUMNS)) is not None), None)
    shelf.put(COLUMNS, known or _columns(dataset, report))


def _columns(dataset: Dataset, report: Report) -> dict[str, Any]:
    names = list(dataset.columns)
    facts: list[ColumnProfile] = []
    whole = profile(dataset.frame.iloc[:, :0], {})
    for first in range(0, len(names), AT_A_TIME):
        report(Event(first, len(names), f"{_size(dataset)}, what each holds"))
        part = dataset.frame.iloc[:, first : first + AT_A_TIME]
        whole = profile(part, dataset.kinds)
        facts += whole.columns
    memory = int(dataset.frame.memory_usage(index=False, deep=False).sum())
    every = Profile(whole.rows, whole.looked_at, tuple(facts), memory)
    guesses = column_guesses(dataset.frame, dataset.kinds, {one.name: one for one in facts})
    told = {name: list(vars(guess).values()) for name, guess in guesses.items()}
    return {"profile": _plain(every), "guesses": told}


def _look_at_training_rows(
    recipe: Recipe, dataset: Dataset, shelf: DiskShelf, report: Report
) -> None:
    steps = len(_TRAINING) + 1
    report(Event(0, steps, f"{_size(dataset)}, what is worth knowing"))
    view = view_of(recipe, dataset)
    stops = obstacles(recipe, dataset) if recipe.problem.target else ()
    shelf.put(FINDINGS, [finding.to_json() for finding in (*stops, *findings(view))])
    for place, (name, (words, make)) in enumerate(_TRAINING.items(), start=1):
        report(Event(place, steps, f"{_size(dataset)}, {words}"))
        shelf.put(name, make(view))


def _proposed(dataset: Dataset, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return the proposed recipe, or why there is none."""
    try:
        recipe = suggest(dataset, asked["target"] or None, asked["task"] or None, asked["intent"])
    except TargetError as error:
        return {"refused": [error.message, error.hint]}
    return {"recipe": recipe.to_json()}


def _size(dataset: Dataset) -> str:
    return count(len(dataset.columns), "column")


def _plain(found: Profile) -> dict[str, Any]:
    """Return a profile as JSON values, a column as its fields in their order: it may be many.

    Histograms stay behind: they are most of it, and no page draws them from here.
    """
    columns = [replace(column, edges=(), bars=()) for column in found.columns]
    return vars(found) | {"columns": [list(vars(column).values()) for column in columns]}


def _column_from(cells: Iterable[Any]) -> ColumnProfile:
    found: list[Any] = [_tuples(cell) if isinstance(cell, list) else cell for cell in cells]
    return ColumnProfile(*found)


def _tuples(cell: list[Any]) -> tuple[Any, ...]:
    return tuple(tuple(one) if isinstance(one, list) else one for one in cell)


def _columns_from(values: Mapping[str, Any]) -> tuple[Profile, dict[str, ColumnGuess]]:
    guesses = {name: ColumnGuess(*guess) for name, guess in values["guesses"].items()}
    return _profile_from(values["profile"]), guesses


def _profile_from(values: Mapping[str, Any]) -> Profile:
    columns = tuple(_column_from(cells) for cells in values["columns"])
    return Profile(values["rows"], values["looked_at"], columns, values["memory"], values["target"])


def _findings_from(values: Iterable[Mapping[str, Any]]) -> tuple[Finding, ...]:
    return tuple(Finding.from_json(finding) for finding in values)


def _missing_from(values: Mapping[str, Any]) -> MissingPatterns:
    return MissingPatterns(
        tuple(MissingColumn(**column) for column in values["columns"]),
        tuple(MissingPair(**pair) for pair in values["pairs"]),
        values["complete_rows"],
        values["rows"],
    )


def _associations_from(values: Mapping[str, Any]) -> Associations:
    return Associations(
        tuple(Strength(**strength) for strength in values["ranking"]),
        tuple(values["paired"]),
        _tuples(values["matrix"]),
        values["rows"],
        values["of"],
        values["left_out"],
    )


_READERS: Mapping[str, Callable[[Any], Any]] = {
    COLUMNS: _columns_from,
    PROPOSAL: dict,
    MISLED: dict,
    FINDINGS: _findings_from,
    PROFILE: _profile_from,
    MISSING: _missing_from,
    ASSOCIATIONS: _associations_from,
}
