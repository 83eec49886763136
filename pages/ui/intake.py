"""Bring a table into the project: keep the file, read it, propose a complete recipe."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from core import fenced
from core.data_folder import check_outside
from core.errors import TargetError
from core.files import canonical_json, typed_path, unpacked_name
from core.masking import KEY, STORED, masked_table, masks_in, with_inner_masks
from core.problem import Problem
from core.questions import Ending
from core.reach import is_shared
from core.recipe import Recipe
from core.samples import Sample, sample_named
from core.samples.twins import planted
from core.sources import Choices, Source, source_from_json, source_to_json
from core.sources.sample import SampleSource
from core.sources.web.tree import Pointed
from core.table import Dataset
from core.text import count, shown
from pages.ui import arrivals, looking, privacy, proposing, question_walk, stores
from pages.ui.at_hand import (
    AS_IT_IS,
    Content,
    File,
    Wish,
    at_hand,
    begin_reading,
    look,
    mine,
    read_now,
    read_source,
    whole,
)
from pages.ui.proposing import replace_by, say_differs, with_contract, with_intent
from pages.ui.safe import cached, kept
from pages.ui.session import (
    create_project,
    dataset,
    notify,
    rename_project,
    save,
    session,
)

NEW_PROJECT = "New project"
KEPT = "The steps and models stay as they were; undo brings the former table back."
_OURS = ("data", "file", "upload", "path", "skipped", "masks")


def begin_with_file(content: Content, name: str, wish: Wish = AS_IT_IS) -> None:
    """Begin a project with a file, as it is read at first guess but for what is wished."""
    file = at_hand(content, name, wish)
    if file.heavy:
        look(file)
        create_project(_title(name), question_walk.begun())
        begin_reading(file)
        return
    table, source = read_now(file)
    again = _is_here(table)
    asked = question_walk.begun().problem
    create_project(_title(name), _first_recipe(table, _stored(table, source), asked))
    _remember_choices(file)
    _after_loading(table, asked)
    if again:
        _say_kept_once()


def begin_with_sample(name: str, ending: Ending | None = None) -> None:
    """Begin a project with a bundled sample, for its own question or for one that was asked."""
    sample = sample_named(name)
    table, source = read_now(at_hand(sample.file, sample.file.name, AS_IT_IS))
    create_project(sample.title, _sample_recipe(sample, table, _stored(table, source), ending))
    _say_loaded(table, "What it is for is said below." if sample.outlook else "")


def begin_with_twin(name: str) -> None:
    """Begin a project with the flawed twin of a bundled sample."""
    sample, source = sample_named(name), SampleSource(name, twin=True)
    table, _ = read_source(source)
    stored = _stored(table, source_to_json(source))
    create_project(table.name, _sample_recipe(sample, table, stored))
    notify(
        "info",
        f"{count(len(planted(name)), 'problem')} were planted in this table.",
        "Find them on Data, Explore, Clean and Features.",
    )


def load_file(content: Content, name: str, wish: Wish = AS_IT_IS) -> None:
    """Load a file into the open project, as it is read at first guess but for what is wished."""
    _load(at_hand(content, name, wish))


def load_path(path: str, changes: Mapping[str, Any]) -> None:
    """Let a job load a file of this computer, which may be larger than an upload."""
    place = typed_path(path)
    check_outside(place)
    facts = {"file": place.name, "path": str(place.resolve()), **_masks_now()}
    source = fenced.detect(mine(place, place.name)).edit(**changes)
    file = File(place, source, facts)
    look(file)
    begin_reading(file)


def load_again(source: Source) -> None:
    """Read the project's file once more with corrected settings."""
    facts = session().recipe.source
    path = upload_path()
    places = {name: facts[name] for name in ("file", "upload", "path", "masks") if name in facts}
    if path is None:
        load_source(source)
        return
    seen = whole(path, _file_name(), fenced.Way(source))
    _load(File(path, source, places, seen=seen))


def load_source(source: Source) -> None:
    """Load a table from a source that needs no file; a slow one is read by a job."""
    masks = _masks_now()
    if not source.at_once:
        arrivals.begin(source, masks)
        return
    table, lost = read_source(source)
    settings = with_inner_masks({**source_to_json(source), **lost, **masks})
    _keep(masked_table(table, masks_in(settings)), settings)


def _masks_now() -> dict[str, Any]:
    """Return the masks of the open project, which hold for its next tables as well."""
    facts = session().recipe.source
    return {KEY: facts[KEY]} if facts.get(KEY) else {}


def take_in() -> bool:
    """Take a table that a job has read into the recipe, once; say whether it is there now."""
    before = session().data
    with arrivals.arriving() as arrived:
        if arrived is None:
            return session().data != before  # another window may have taken it in meanwhile
        task, found = arrived
        return _take_in_masked(task, found) if STORED in task else _taken_in(task, found)


def _taken_in(task: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    now = session()
    places = {name: task[name] for name in ("file", "upload", "path", "masks") if task.get(name)}
    places |= {name: found[name] for name in ("upload", "skipped") if found.get(name)}
    source = {**task["source"], **places, "data": found["data"]}
    if now.name == NEW_PROJECT:
        rename_project(_called(task, str(found["name"])))
    _put(stores.table(str(found["data"]), now.owner), source)
    return True


def _called(task: Mapping[str, Any], name: str) -> str:
    """Return what a project is called after its table: a file, a table of a database, an API."""
    source = task["source"]
    named = (task.get("file"), source.get("table"), source.get("collection"), source.get("title"))
    called = next((text for text in named if isinstance(text, str) and text), "")
    if called:
        return _title(called)
    if source["source"] == "http_api":
        address = urlsplit(str(source["url"]))
        last = address.path.rstrip("/").rpartition("/")[2]
        return f"{_title(last)} from {address.hostname}" if last else str(address.hostname)
    if source.get("query"):
        return f"Query of {source.get('database') or Path(source.get('path', '')).name}"
    return name


def _take_in_masked(task: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    """Put a masked table in the place of the one it was made from, if that is still there."""
    now, made = session(), str(found["data"])
    if now.data == task[STORED]:
        privacy.replace_table(stores.table(made, now.owner), masks_in(task))
    else:
        stores.store().forget_unused(((made,), ()), now.owner)
    return True


def source_now() -> Source | None:
    """Return how the project's table was read, None before one is loaded."""
    facts = session().recipe.source
    known = {name: value for name, value in facts.items() if name not in _OURS}
    return source_from_json(known) if "source" in known else None


def upload_path() -> Path | None:
    """Return the file behind the project's table, None when it came from elsewhere."""
    facts = session().recipe.source
    if facts.get("path") and not is_shared():
        return Path(str(facts["path"]))
    mark = str(facts.get("upload", ""))
    return stores.upload_path(mark) if mark else None


def reading_key() -> str:
    """Return what controls of the reading go by: another file with the same rows has its own."""
    return f"reading-{session().data[:12]}{str(session().recipe.source.get('upload', ''))[:12]}"


def skipped_now() -> int:
    """Return how many lines of the project's file could not be read."""
    return int(session().recipe.source.get("skipped", 0))


def skipped_lines() -> Callable[[], str]:
    """Return what reads the project's file once more and gives the lines left out, as CSV.

    A download calls it outside of any page, so it is given all that it needs now.
    """
    name = str(session().recipe.source.get("file", ""))
    return partial(_skipped_lines, mine(upload_path(), name), source_now())


def propose(target: str, task: str | None = None) -> None:
    """Replace the recipe by a complete proposal for another target or task."""
    table = dataset()
    if table is None:
        return
    now = session()
    asked = now.problem
    if not question_walk.still_asked(asked, task):
        asked = replace(asked, intent="")
    if looking.is_big(table):
        proposing.begin(target, task, asked.intent, f"Predict {shown(target, 40)}")
        return
    fresh = _proposal(table, target, task, asked.intent)
    fresh = fresh.edit(source=now.recipe.source, problem=with_intent(fresh.problem, asked))
    replace_by(fresh, f"Predict {shown(target, 40)}")


def ask_for(ending: Ending) -> None:
    """Ask another kind of question in the open project, of its table if it has one."""
    now, table = session(), dataset()
    asked = question_walk.asked(now.recipe, ending)
    label = f"Ask for {ending.asked}"
    if table is None:
        save(asked, label)
        return
    fresh = _for_ending(table, now.problem.target or None, ending)
    fresh = fresh.edit(source=now.recipe.source, problem=with_intent(fresh.problem, asked.problem))
    replace_by(fresh, label)
    say_differs()


def _for_ending(table: Dataset, target: str | None, ending: Ending) -> Recipe:
    """Return the proposal for the target at hand, or for another one that suits better."""
    fresh = _proposal(table, target, None, ending.name)
    if target is None or fresh.problem.task == ending.task:
        return fresh
    other = _proposal(table, None, None, ending.name)
    return other if other.problem.task == ending.task else fresh


def _load(file: File) -> None:
    if file.heavy:
        look(file)
        begin_reading(file)
        return
    table, source = read_now(file)
    again = bool(file.held) and _is_here(table)
    _keep(table, source)
    _remember_choices(file)
    if again:
        _say_kept_once()


def _stored(table: Dataset, source: dict[str, Any]) -> dict[str, Any]:
    version = stores.store().store_dataset(table, source, session().owner)
    return {**source, "data": version.fingerprint}


def _is_here(table: Dataset) -> bool:
    """Tell whether this person has the very same table already, under whatever name."""
    known = stores.store().data_versions(session().owner)
    return any(version.fingerprint == table.fingerprint for version in known)


def _say_kept_once() -> None:
    notify("info", "This table is already here.", "It is kept once: no second copy was made.")


def _keep(table: Dataset, source: dict[str, Any]) -> None:
    _put(table, _stored(table, source))


def _put(table: Dataset, source: dict[str, Any]) -> None:
    """Save the recipe with another table: as it is where it still fits, else proposed anew."""
    now = session()
    if _still_fits(now.recipe, table):
        save(now.recipe.edit(source=source), f"Load {shown(table.name, 40)}")
        notify("success", f"Loaded {_size(table)}.", KEPT)
        return
    fresh = _first_recipe(table, source, now.problem)
    save(with_contract(fresh, now.recipe, table), f"Load {shown(table.name, 40)}")
    _after_loading(table, now.problem)


def _after_loading(table: Dataset, asked: Problem) -> None:
    """Say what was loaded; for a very wide table, begin to work out a recipe."""
    if not looking.is_big(table):
        _say_loaded(table)
        return
    known = asked.target if asked.target in table.columns else None
    proposing.begin(known, asked.task if known else None, asked.intent)
    notify("success", f"Loaded {_size(table)}.", "A recipe is being worked out meanwhile.")


def _first_recipe(table: Dataset, source: dict[str, Any], asked: Problem) -> Recipe:
    """Return the proposed recipe, keeping what the user has said about the question."""
    if looking.is_big(table):
        return Recipe(source=source, problem=with_intent(Problem(), asked))
    known = asked.target if asked.target in table.columns else None
    try:
        fresh = _proposal(table, known, asked.task if known else None, asked.intent)
    except TargetError as error:
        fresh = Recipe(reasons={"target": error.sentence()})
    return fresh.edit(source=source, problem=with_intent(fresh.problem, asked))


def _sample_recipe(
    sample: Sample, table: Dataset, source: dict[str, Any], ending: Ending | None = None
) -> Recipe:
    """Return the proposed recipe of a sample; without a target only its roles are known."""
    intent, target, task = "", sample.target, sample.task
    if ending is not None:
        intent, target, task = ending.name, ending.sample_target or target, ending.task
    features = ending.sample_features if ending else ()
    asked = Problem(goal=sample.question, intent=intent, target=target)
    if not target:
        why = {"target": sample.outlook} if sample.outlook else {}
        return Recipe(source=source, problem=sample.asked(asked), reasons=why)
    fresh = _first_recipe(table, source, replace(asked, task=task))
    return fresh.edit(problem=sample.asked(fresh.problem, features))


def _say_loaded(table: Dataset, otherwise: str = "") -> None:
    proposed = "A complete recipe is proposed; every part can be changed."
    notify(
        "success",
        f"Loaded {_size(table)}.",
        proposed
        if session().problem.target
        else otherwise or "Choose what to predict to get a recipe.",
    )
    say_differs()


def _size(table: Dataset) -> str:
    return f"{count(table.rows, 'row')} and {count(len(table.columns), 'column')}"


def _still_fits(recipe: Recipe, table: Dataset) -> bool:
    """Tell whether the recipe names only columns that the table has.

    A recipe without a target is to be kept once a contract was written for it.
    """
    target, contract = recipe.problem.target, recipe.contract
    if target:
        asked = frozenset([target])
    elif contract is not None and not contract.training:
        asked = contract.columns
    else:
        return False
    named = {column for entry in recipe.steps for column in entry.step.named_columns()}
    named |= {column for column, _ in recipe.problem.roles}
    return {*asked, *named} <= set(table.columns)


def _proposal(table: Dataset, target: str | None, task: str | None, intent: str) -> Recipe:
    from core.advice import suggest

    return suggest(table, target, task, intent)


def _skipped_lines(file: fenced.File, source: Source | None) -> str:
    from core.export.left_out import skipped_csv

    return skipped_csv(fenced.skipped(file, source) if source else ())


def _title(name: str) -> str:
    plain = unpacked_name(name)
    stem = plain.rpartition(".")[0] or plain
    return stem.replace("_", " ").replace("-", " ").strip().capitalize() or "New project"


def outcomes(table: Dataset) -> tuple[str, ...]:
    """Return the classes of the target, the one of interest last; none for numbers."""
    from core.tasks.supervised import MAX_CLASSES, class_names

    problem = session().problem
    if problem.task not in ("binary", "multiclass") or problem.target not in table.columns:
        return ()
    asked = f"classes {canonical_json([problem.target, problem.task, problem.positive])}"
    names = cached(
        session().project,
        table.fingerprint,
        asked,
        lambda: class_names(table.frame[problem.target], problem),
    )
    return names if len(names) <= MAX_CLASSES else ()


def preview(source: Source, rows: int) -> Dataset:
    """Return the first rows of the project's file, read with other settings."""
    seen = fenced.preview(_upload(), source, rows)
    return masked_table(seen, masks_in(session().recipe.source))


def choices(source: Source) -> Choices:
    """Return what the project's file offers to pick, kept while the settings stay."""
    return _choices(source, lambda: fenced.choices(_upload(), source))


def _choices(source: Source, found: Callable[[], Choices]) -> Choices:
    now = session()
    settings = json.dumps(source_to_json(source))
    return cached(now.project, now.data, settings, partial(_called_for, found))


def _called_for(found: Callable[[], Choices]) -> Choices:
    """Be the same function to the cache, whoever has found the choices."""
    return found()


def _remember_choices(file: File) -> None:
    """Keep what a file offers, which was found with its rows, until the page asks for it."""
    known = file.seen.choices if file.seen else None
    if known is not None:
        _choices(file.source, lambda: known)


def tree(source: Source) -> Pointed | None:
    """Return the project's JSON file to point into, None where it is none or too large."""
    now = session()
    settings = f"tree {json.dumps(source_to_json(source))}"
    return kept(now.project, now.data, settings, lambda: fenced.tree(_upload(), source))


def pick(source: Source, picked: dict[str, str]) -> Source:
    """Return the source for another part of the project's file."""
    return fenced.pick(_upload(), source, picked)


def _upload() -> fenced.File:
    return mine(upload_path(), _file_name())


def _file_name() -> str:
    return str(session().recipe.source.get("file", ""))
