"""Large tables: train on a sample, and say beforehand about how long training will take."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from core.params import numbers_of
from core.recipe import Recipe
from core.tasks.training_sample import how_sampled
from core.text import count
from core.training.compare import with_baseline
from core.training.estimate import Estimate, Point, estimate, points_from
from core.training.timing import LARGE, TIMING
from pages.ui import insight, jobs, stores
from pages.ui.guards import LONG, attempt, attempt_last
from pages.ui.number_field import Field, number_field
from pages.ui.safe import esc
from pages.ui.session import change, dataset, held, put, session

START = 50_000
RECENT = 4


def cost_words() -> str:
    """Return the time that training will take, for the button; empty while it is not known."""
    rows = training_rows()
    if rows < LARGE:
        return ""
    span = _estimate(session().recipe, min(rows, session().recipe.sample or rows)).span
    return f" ({span.words().partition(' (')[0]})" if span else ""


def draw() -> None:
    """Draw the switch for a sample, and what is known about the time, where the table is large."""
    recipe, rows = session().recipe, training_rows()
    if rows < LARGE and recipe.sample is None:
        return
    put("sample-on", recipe.sample is not None)
    st.toggle(
        "Train on a sample",
        key="sample-on",
        help="Fits a part of the training rows only: quick while you try things out. The test "
        "rows stay as they are, and every score says that it is a sample.",
        on_change=attempt(_switch),
    )
    if recipe.sample is not None:
        _size(recipe, rows)
    if rows >= LARGE:
        _time(recipe, rows)


def training_rows() -> int:
    """Return about how many training rows there are: those with a target, less the test part."""
    table = dataset()
    if table is None or table.rows < LARGE:
        return 0
    return insight.sizes_of_parts(table).learn


def _size(recipe: Recipe, rows: int) -> None:
    put("sample-rows", recipe.sample)
    number_field(
        Field(
            "Rows of the sample",
            replace(numbers_of(Recipe)["sample"], optional=False),
            "sample-rows",
            changed=attempt(_set_rows),
            step=10_000,
        )
    )
    if recipe.sample is not None and rows > recipe.sample:
        of_all = f"{recipe.sample:,} of about {count(rows, 'training row')}"
        st.caption(f"{of_all}, {how_sampled(recipe.problem)}.")
    else:
        st.caption("There are no more training rows than that: all of them are used.")


def _time(recipe: Recipe, rows: int) -> None:
    used = min(rows, recipe.sample or rows)
    found = _estimate(recipe, used)
    if found.span is None:
        st.caption("How long training takes is not known yet: no fit was measured.")
        job = jobs.latest("measure")
        if job is not None and not job.is_over:
            jobs.watch(job)
            return
        st.button(
            "Measure the time",
            key="measure",
            icon=":material/timer:",
            help="Fits each candidate on small samples, for about 20 seconds in all.",
            on_click=attempt_last(jobs.submit, "measure"),
        )
        return
    told = [f"Training takes {found.words()}"]
    whole = _estimate(recipe, rows).span if used < rows else None
    if whole is not None:
        told.append(f"all {rows:,} rows would take {whole.words()}")
    st.caption(f":material/timer: {esc('; '.join(told), LONG)}. {esc(found.basis, LONG)}.")


def _estimate(recipe: Recipe, rows: int) -> Estimate:
    if not any(candidate.on for candidate in recipe.candidates):
        return Estimate(None)
    engine, project = stores.engine(), session().project
    recent = [job for kind in ("compare", "measure") for job in engine.jobs(project, kind)[:RECENT]]
    points: list[Point] = []
    for job in recent:
        points += points_from(engine.shelf(job.id).get(TIMING) or ())
    cores = next((job.cores for job in recent if job.cores), engine.cores)
    return estimate(recipe, with_baseline(recipe), rows, points, cores)


def _switch() -> None:
    on = bool(held("sample-on"))
    words = f"Train on a sample of {START:,} rows" if on else "Train on all rows"
    change(words, lambda recipe: recipe.edit(sample=START if on else None))


def _set_rows() -> None:
    rows = int(held("sample-rows"))
    change(f"Sample of {rows:,} rows", lambda recipe: recipe.edit(sample=rows))
