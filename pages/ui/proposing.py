"""The proposal of a recipe for a very wide table: asked of a job, and taken in once it is there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from core.files import canonical_json, text_hash
from core.problem import Problem
from core.recipe import Recipe
from core.table import Dataset
from pages.ui import insight, looking, stores
from pages.ui.session import dataset, notify, open_project, save, session
from pages.ui.uninterrupted import uninterrupted

if TYPE_CHECKING:
    from core.jobs import JobStatus

_MARK = "proposed "


def begin(target: str | None, task: str | None, intent: str, anew: str = "") -> None:
    """Let a job propose a recipe for the project's table, in place of the one there is.

    `anew` is the label of a wish for another recipe; the first one of a table needs none.
    """
    asked = {
        "target": target or "",
        "task": task or "",
        "intent": intent,
        "anew": anew,
        "version": _version(),
    }
    key = _prefix() + text_hash(canonical_json(asked))
    looking.begin(key, {"propose": asked})


def show() -> None:
    """Take in what was proposed; show the work on a very wide table until it is done."""
    status = _pending() if insight.is_big() else None
    if status is None:
        looking.show()
    elif status.state == "finished":
        with uninterrupted():
            _settle(status)
            _take_in(status)
        st.rerun()  # the rail was drawn before the recipe was there
    else:
        looking.watch(status)


def with_intent(fresh: Problem, before: Problem) -> Problem:
    """Keep what the user said about the goal when the rest is proposed anew."""
    return replace(
        fresh,
        goal=before.goal,
        intent=before.intent,
        prediction_moment=before.prediction_moment,
        currency=before.currency,
    )


def with_contract(fresh: Recipe, before: Recipe, table: Dataset) -> Recipe:
    """Hold a table that the recipe does not fit against the contract: columns may be gone."""
    contract = before.contract
    fits = contract is not None and contract.concerns(table.columns)
    return fresh.edit(contract=contract) if fits else fresh


def replace_by(fresh: Recipe, label: str) -> None:
    """Save a recipe that was proposed anew, and say what that means."""
    contract = session().recipe.contract
    save(fresh, label)
    hint = "Undo brings the old one back."
    if contract:
        was = "for the old target" if contract.training else "written without a target"
        hint += f" The data contract was {was}: write it anew."
    notify("info", "The recipe was proposed anew.", hint)


def say_differs() -> None:
    """Say that the table gives another type of problem than was asked for, if it does."""
    recipe = session().recipe
    if recipe.problem.differs:
        why = recipe.reasons.get("task", "")
        notify("warning", "The table gives another type than you asked for.", why)


def _pending() -> JobStatus | None:
    """Return the newest proposal for this table that has not been taken in."""
    prefix, state = _prefix(), session().state
    marks = state.info.marks if state else ()
    newest = next((status for status in looking.every() if status.key.startswith(prefix)), None)
    return None if newest is None or _MARK + newest.id in marks else newest


def _version() -> int:
    """Return the number of the last change of the project."""
    state = session().state
    return state.info.version if state else 0


def _prefix() -> str:
    return f"{session().data} propose "


def _settle(status: JobStatus) -> None:
    now = session()
    marks = now.state.info.marks if now.state else ()
    kept = [mark for mark in marks if not mark.startswith(_MARK)]
    stores.store().mark(now.project, now.owner, (*kept, _MARK + status.id))
    open_project(now.project)


def _take_in(status: JobStatus) -> None:
    asked = stores.engine().task(status.id)["propose"]
    found = stores.engine().shelf(status.id).get("proposal") or {"refused": ["", ""]}
    if "refused" in found and asked["anew"]:
        notify("error", *found["refused"])
        return
    now, table = session(), dataset()
    if "refused" in found:
        fresh = Recipe(reasons={"target": " ".join(found["refused"])})
    else:
        fresh = Recipe.from_json(found["recipe"])
    fresh = fresh.edit(source=now.recipe.source, problem=with_intent(fresh.problem, now.problem))
    if asked["anew"]:
        replace_by(fresh, asked["anew"])
    elif table is not None:
        changed = asked["version"] != _version()
        save(with_contract(fresh, now.recipe, table), "Propose a recipe")
        hint = "It took the place of what was changed meanwhile: Undo brings that back."
        said = "A complete recipe is proposed; every part can be changed."
        notify("success", said, hint if changed else "")
    say_differs()
