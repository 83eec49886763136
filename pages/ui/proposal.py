"""The proposed recipe in a few lines, each choice with its reason, and the way to train it."""

from __future__ import annotations

import streamlit as st

from core.metrics import METRICS
from core.problem import TASK_LABELS
from core.recipe import Recipe
from core.text import count, inside, shown
from pages.ui import insight, jobs
from pages.ui.guards import LONG
from pages.ui.safe import esc
from pages.ui.session import address, go, session

_CHOICES = {
    "target": "Target",
    "task": "Kind of question",
    "positive": "Outcome of interest",
    "metric": "Measure of success",
    "split": "Test rows",
    "folds": "Folds",
    "search": "Tuning",
    "role": "Role",
}


def proposal() -> None:
    """Show what is proposed and why, with the button that trains it."""
    now = session()
    problem = now.problem
    if not problem.target:
        _no_target()
        return
    blocked = any(finding.severity == "stop" for finding in insight.findings())
    ready = "Not ready" if blocked else "Ready"
    with st.container(border=True, key="proposal"):
        words_side, button_side = st.columns([4, 1], vertical_alignment="center")
        with words_side:
            st.header(f"{ready} to predict '{esc(shown(problem.target, 40))}'", anchor=False)
            st.markdown(" · ".join(_facts()))
            if why := session().recipe.reasons.get("target", ""):
                st.caption(esc(why, LONG))
        with button_side:
            if st.button(
                "Train now",
                type="primary",
                icon=":material/play_arrow:",
                key="train-now",
                width="stretch",
                disabled=blocked,
                help="Compares the proposed models. Every choice can still be changed.",
            ):
                jobs.submit("compare")
                go("models")
            st.page_link(
                "pages/problem.py",
                label="Another target",
                icon=":material/flag:",
                query_params=address(),
            )
        _reasons()


def _no_target() -> None:
    why = session().recipe.reasons.get("target", "")
    with st.container(border=True, key="no-target"):
        st.markdown(f"**No target is chosen yet.** {esc(why, LONG)}")
        st.page_link(
            "pages/problem.py",
            label="Choose what to predict",
            icon=":material/flag:",
            query_params=address(),
        )


def _facts() -> list[str]:
    recipe = session().recipe
    problem = recipe.problem
    metric = METRICS.get(problem.metric).label if problem.metric in METRICS else problem.metric
    on = [candidate for candidate in recipe.candidates if candidate.on]
    steps = [entry for entry in recipe.steps if entry.on]
    return [
        TASK_LABELS.get(problem.task, problem.task),
        f"judged by {inside(metric)}",
        count(len(steps), "step"),
        count(len(on), "model"),
        f"{problem.split.folds} folds",
    ]


def _reasons() -> None:
    groups = _grouped(session().recipe)
    every = sum(map(len, groups.values()))
    if not every:
        return
    with st.expander(f"Why these choices? {count(every, 'reason')}", key="reasons", type="compact"):
        for title, reasons in groups.items():
            if reasons:
                lines = [f"- **{esc(what, 200)}:** {esc(why, LONG)}" for what, why in reasons]
                st.markdown("\n".join((f"**{title}**\n", *lines)))


def _grouped(recipe: Recipe) -> dict[str, list[tuple[str, str]]]:
    """Return each choice with its reason, by what it belongs to."""
    order = list(_CHOICES)
    said = [(n, why) for n, why in recipe.reasons.items() if n.partition(" ")[0] in order]
    said.sort(key=lambda pair: order.index(pair[0].partition(" ")[0]))
    return {
        "The question": [(_named(name), why) for name, why in said],
        "Steps": [(e.step.describe(), e.reason) for e in recipe.steps if e.reason],
        "Models": [
            (item.name if item.on else f"{item.name} (not ticked)", item.reason)
            for item in recipe.candidates
            if item.reason
        ],
    }


def _named(name: str) -> str:
    """Return the words for the name of a choice: 'role id' is about the column 'id'."""
    what, _, column = name.partition(" ")
    return f"{_CHOICES[what]} of '{column}'" if column else _CHOICES[what]
