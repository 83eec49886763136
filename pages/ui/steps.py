"""The list of steps, shared by Clean and Features: read, edit, move, switch, delete, add."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from core.errors import RecipeError, SettingError
from core.models import MODELS
from core.recipe import Entry, Recipe
from core.steps import STEPS, Step, step_from, step_to
from core.table import Dataset
from core.text import listed
from pages.ui import effects, form
from pages.ui.guards import LONG, attempt, show_error
from pages.ui.safe import esc, wrap_step_titles
from pages.ui.session import change, held, put, session

_KINDS = {
    "prepare": ("Before the split", "Learns nothing; every row is treated alike."),
    "learn": ("Inside each fold", "Learns from the training rows of each fold only."),
    "resample": ("Training rows only", "Changes which rows are trained on, inside each fold."),
}


def step_list(page: str, table: Dataset) -> None:
    """Draw the steps of a page in order, each one editable."""
    places = [
        place for place, entry in enumerate(session().recipe.steps) if entry.step.page == page
    ]
    if not places:
        st.markdown(
            "No steps here yet: the recipe works without. Add one when you know something about "
            "the subject that no column says."
        )
    wrap_step_titles()
    for turn, place in enumerate(places):
        above = places[turn - 1] if turn else None
        below = places[turn + 1] if turn + 1 < len(places) else None
        _entry(place, (above, below), table)


def step_picker(page: str, table: Dataset) -> None:
    """Offer the steps of a page with their teaching, their settings and an Add button."""
    parts = sorted((part for part in STEPS if part.page == page), key=lambda part: part.label)
    with st.container(border=True, key=f"add-{page}"):
        st.header("Add a step", anchor=False)
        part = st.selectbox(
            "Which step?",
            parts,
            index=None,
            format_func=lambda part: part.label,
            placeholder=f"Choose one of {len(parts)} steps",
            key=f"add-{page}-which",
            label_visibility="collapsed",
        )
        if part is None:
            return
        settings_side, teaching_side = st.columns([3, 2], gap="large")
        with teaching_side:
            form.teach(part.teaching)
        with settings_side:
            name = STEPS.name_of(part)
            where = form.Form(f"add-{page}-{name}", table.kinds)
            idle = idle_words(part)
            form.draw(part.settings(), {}, replace(where, off=bool(idle)))
            if idle:
                st.caption(idle)
            st.button(
                "Add step",
                type="primary",
                icon=":material/add:",
                key=f"add-{page}-go",
                disabled=bool(idle),
                on_click=attempt(_add, name, where, f"add-{page}"),
            )
            if refused := held(f"add-{page}-refused"):
                put(f"add-{page}-refused", None)
                show_error(*refused)


def _entry(place: int, around: tuple[int | None, int | None], table: Dataset) -> None:
    entry = session().recipe.steps[place]
    key = f"step-{place}"
    with st.container(border=True, gap="xsmall", key=key):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            put(f"{key}-on", entry.on)
            said = esc(entry.step.describe(), LONG)
            st.toggle(
                _title(entry, said),
                key=f"{key}-on",
                width="stretch",
                on_change=attempt(_switch, place, f"{key}-on"),
            )
            _buttons(place, around, entry)
        if entry.reason:
            st.caption(f"Why: {esc(entry.reason, LONG)}")
        fold = st.expander(
            "Edit, and see before and after", key=f"{key}-open", on_change="rerun", type="compact"
        )
        if fold.open:
            with fold:
                _editor(place, entry, table)


def _buttons(place: int, around: tuple[int | None, int | None], entry: Entry) -> None:
    above, below = around
    said = entry.step.label
    ways: tuple[tuple[str, str, str, bool, Callable[[Recipe], Recipe]], ...] = (
        ("up", "arrow_upward", "Move up", above is None, lambda r: r.move(place, above or 0)),
        ("down", "arrow_downward", "Move down", below is None, lambda r: r.move(place, below or 0)),
        ("delete", "delete", "Delete", False, lambda recipe: recipe.remove(place)),
    )
    with st.container(horizontal=True, gap="small", width="content"):
        for name, icon, what, off, edit in ways:
            st.button(
                f":material/{icon}:",
                key=f"step-{place}-{name}",
                type="tertiary",
                disabled=off,
                help=f"{what}: {said}",
                on_click=attempt(change, f"{what}: {said}", edit),
            )


def idle_words(step: type[Step] | Step) -> str:
    """Say why a step would change nothing for the models that are ticked, empty if it would."""
    ticked = [MODELS.get(item.model) for item in session().recipe.candidates if item.on]
    models = [model for model in ticked if not model.baseline]
    if not step.scales or not models or any(model.scale_matters for model in models):
        return ""
    return (
        "Greyed out: every ticked model ignores scale, so this step would change nothing. "
        "Tick another model on the Models page to use it."
    )


def _title(entry: Entry, said: str) -> str:
    if not entry.on:
        return f":gray[{said} (off)]"
    return f":gray[{said} (not needed)]" if idle_words(entry.step) else f"**{said}**"


def _editor(place: int, entry: Entry, table: Dataset) -> None:
    step = entry.step
    where, what = _KINDS[step.kind]
    settings_side, effect_side = st.columns([2, 3], gap="large")
    with settings_side:
        st.badge(where, color="gray", help=what)
        idle = idle_words(step)
        key = f"step-{place}-{STEPS.name_of(step)}"
        drawn = form.Form(key, table.kinds, _edits(place), off=bool(idle))
        form.draw(step.settings(), values_of(step), drawn)
        if idle:
            st.caption(idle)
        with st.popover("What is this step?", type="tertiary", icon=":material/help:"):
            form.teach(step.teaching)
        _compare(step)
    with effect_side:
        effects.draw(place, key=f"step-{place}-effect")


def _compare(step: Step) -> None:
    """Show how the options of a step differ, and which candidates leave it out."""
    if step.comparison:
        head, *rows = step.comparison
        with st.popover("How the methods compare", type="tertiary", icon=":material/table_rows:"):
            for name, *facts in rows:
                told = ". ".join(f"{h}: {f}" for h, f in zip(head[1:], facts, strict=True))
                st.markdown(f"**{name}**. {told}.")
    if step.scales and not idle_words(step):
        ticked = [item for item in session().recipe.candidates if item.on]
        skip = [item.name for item in ticked if not MODELS.get(item.model).scale_matters]
        if skip:
            st.caption(f"Left out for {esc(listed(skip, len(skip)), LONG)}: they ignore scale.")


def _edits(place: int) -> form.Changed:
    def callback(name: str, read: Callable[[], Any]) -> Callable[[], None]:
        return attempt(_edit, place, name, read)

    return callback


def _edit(place: int, name: str, read: Callable[[], Any]) -> None:
    step = session().recipe.steps[place].step
    label = f"{step.label}: {name.replace('_', ' ')}"
    change(label, lambda recipe: recipe.change(place, _with(step, {name: read()})))


def values_of(step: Step) -> dict[str, Any]:
    """Return the settings of a step by name."""
    return {name: value for name, value in step_to(step).items() if name != "step"}


def _with(step: Step, values: Mapping[str, Any]) -> Step:
    return step_from({"step": STEPS.name_of(step), **values_of(step), **values})


def _switch(place: int, key: str) -> None:
    on = bool(held(key))
    step = session().recipe.steps[place].step
    change(f"{'On' if on else 'Off'}: {step.label}", lambda recipe: recipe.switch(place, on))


def _add(name: str, where: form.Form, key: str) -> None:
    """Add a step, or say beside its button what is wrong: the top of the page is out of sight."""
    try:
        step = step_from({"step": name, **form.read(STEPS.get(name).settings(), where)})
        change(f"Add: {step.label}", lambda recipe: recipe.add(step))
    except (SettingError, RecipeError) as error:
        put(f"{key}-refused", (error.message, error.hint))
        return
    put(f"{key}-which", None)
