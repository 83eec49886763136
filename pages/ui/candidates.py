"""The list of models to try: ticked, explained and set, each with its reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from core.models import MODELS
from core.params import numbers_of
from core.problem import SPLIT_SETTINGS, Split
from core.recipe import Candidate, Recipe
from core.text import count
from core.training.nested import nested_fits
from pages.ui import form
from pages.ui.guards import LONG, attempt
from pages.ui.number_field import Field, number_field
from pages.ui.safe import esc
from pages.ui.session import change, held, put, session

FOLDS = next(setting for setting in SPLIT_SETTINGS if setting.name == "folds")


def pick() -> int:
    """Draw the candidates with their settings and the run's limits; return how many are on."""
    recipe = session().recipe
    ticked = [candidate for candidate in recipe.candidates if candidate.on]
    st.markdown(f"**Candidates** · {count(len(ticked), 'model')} ticked")
    for candidate in recipe.candidates:
        _row(candidate)
    _more(recipe)
    _limits(recipe)
    return len(ticked)


def ticked_key(name: str) -> str:
    """Return the key of a candidate's tick box; tests use it."""
    return f"candidate-{name}"


def _row(candidate: Candidate) -> None:
    key = ticked_key(candidate.name)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        put(key, candidate.on)
        st.checkbox(
            esc(candidate.name),
            key=key,
            help=esc(candidate.reason, LONG) or None,
            width="stretch",
            on_change=attempt(_tick, candidate.name, key),
        )
        fold = st.popover("Settings", type="tertiary", key=f"{key}-settings", on_change="rerun")
        if fold.open:
            with fold:
                _settings(candidate, key)


def _settings(candidate: Candidate, key: str) -> None:
    model = MODELS.get(candidate.model)
    st.markdown(f"**{esc(candidate.name)}**")
    form.teach(model.teaching)
    st.caption(f"Speed: {model.speed}. Explainable: {model.explainable}.")
    drawn = form.Form(f"{key}-set", changed=_changed(candidate.name))
    form.draw(model.settings, model.values(candidate.params), drawn)
    st.button(
        "Remove from the list",
        key=f"{key}-remove",
        icon=":material/delete:",
        type="tertiary",
        on_click=attempt(_remove, candidate.name),
    )


def _more(recipe: Recipe) -> None:
    listed = {candidate.name for candidate in recipe.candidates}
    others = [
        model
        for model in MODELS
        if model.suits(recipe.problem.task) and not model.baseline and model.label not in listed
    ]
    if not others:
        return
    fold = st.popover(
        "Add a model",
        icon=":material/add:",
        type="tertiary",
        key="more-models",
        on_change="rerun",
    )
    if not fold.open:
        return
    with fold:
        for model in others:
            missing = model.missing_packages()
            st.button(
                f"Add {model.label}",
                key=f"add-{model.name}",
                icon=":material/add:",
                disabled=bool(missing),
                on_click=attempt(_add, model.name),
            )
            form.right_when(model.teaching)
            if missing:
                st.caption(f"Needs a package: pip install {' '.join(missing)}")


def _limits(recipe: Recipe) -> None:
    put("folds", recipe.problem.split.folds)
    put("minutes", recipe.minutes)
    folds_side, minutes_side = st.columns(2)
    with folds_side:
        number_field(
            Field(
                "Folds",
                numbers_of(Split)["folds"],
                "folds",
                help="Each candidate is fitted this many times, each time checked on other rows.",
                changed=attempt(_set_folds),
            )
        )
    with minutes_side:
        number_field(
            Field(
                "Minutes at most",
                numbers_of(Recipe)["minutes"],
                "minutes",
                help="Fits that have not begun by then are left out; what is finished is kept.",
                changed=attempt(_set_minutes),
                step=1,
                empty="no limit",
            )
        )
    put("nested", recipe.nested)
    st.toggle(
        "Check the choice too (nested)",
        key="nested",
        help="The leader is partly the luckiest. This repeats the whole choosing inside each "
        "fold and scores only what was picked, on rows that had no say. Right before you "
        "report a score; needless while you still try things out.",
        on_change=attempt(_set_nested),
    )
    if recipe.nested:
        st.caption(
            f"Costs up to {nested_fits(recipe):,} more fits, each on fewer rows; "
            "the time limit does not count for them."
        )


def _edit(label: str, name: str, edit: Callable[[Candidate], Candidate]) -> None:
    def edited(recipe: Recipe) -> Recipe:
        return recipe.edit(
            candidates=tuple(edit(c) if c.name == name else c for c in recipe.candidates)
        )

    change(label, edited)


def _tick(name: str, key: str) -> None:
    on = bool(held(key))
    _edit(f"{'Tick' if on else 'Untick'} {name}", name, lambda c: replace(c, on=on))


def _changed(name: str) -> form.Changed:
    def make(setting: str, read: Callable[[], Any]) -> Callable[[], None]:
        return attempt(_set_param, name, setting, read)

    return make


def _set_param(name: str, setting: str, read: Callable[[], Any]) -> None:
    value = read()
    now = session().recipe.candidate(name)
    model = MODELS.get(now.model)
    if model.values({**now.params, setting: value}) == model.values(now.params):
        return  # a browser may send a value that is there already

    def edited(candidate: Candidate) -> Candidate:
        label = candidate.label or candidate.name
        return replace(candidate, params={**candidate.params, setting: value}, label=label)

    _edit(f"{name}: {setting} = {value}", name, edited)


def _add(model: str) -> None:
    new = Candidate(model, reason="Added by hand.")
    change(f"Add {new.name}", lambda recipe: recipe.edit(candidates=(*recipe.candidates, new)))


def _remove(name: str) -> None:
    def without(recipe: Recipe) -> Recipe:
        chosen = "" if recipe.chosen == name else recipe.chosen
        rest = tuple(c for c in recipe.candidates if c.name != name)
        return recipe.edit(candidates=rest, chosen=chosen)

    change(f"Remove {name}", without)


def _set_folds() -> None:
    folds = int(held("folds"))

    def edited(recipe: Recipe) -> Recipe:
        return recipe.edit(split=replace(recipe.problem.split, folds=folds))

    change(f"{folds} folds", edited)


def _set_nested() -> None:
    on = bool(held("nested"))
    words = "Check the choice too" if on else "Check no choice"
    change(words, lambda recipe: recipe.edit(nested=on))


def _set_minutes() -> None:
    minutes = held("minutes")
    words = f"Time limit {minutes:g} minutes" if minutes else "No time limit"
    change(words, lambda recipe: recipe.edit(minutes=minutes))
