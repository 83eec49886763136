"""How rows are set apart: the controls, and what they mean in rows."""

from __future__ import annotations

import streamlit as st

from core.evaluation.expected import expected_width
from core.problem import SPLIT_SETTINGS, split_from
from core.table import Dataset
from core.text import count, percent, unbroken
from pages.ui import insight
from pages.ui.guards import LONG, attempt
from pages.ui.safe import esc
from pages.ui.session import change, held, put, session

KINDS = {"random": "Random", "group": "Group", "time": "Time", "column": "Column"}
_ASKED = {
    "group": "Which column is the group?",
    "time": "Which column tells the time?",
    "column": "Which column says it?",
}
_FITTING = {
    "group": ("category", "number", "text"),
    "time": ("date", "number"),
    "column": ("category", "number"),
}
_MODEL_OF = {"time": "earlier rows only"}
MEANINGS = {
    "random": "Rows are drawn at random, so that both parts look alike.",
    "group": "All rows of one group stay on the same side, so that nobody is met again.",
    "time": "The model learns from the past and is tested on what came later.",
    "column": "A column of the table says which rows are for testing. No model learns from it.",
}


def split_form(table: Dataset) -> None:
    """Draw the controls of the split and its effect in rows."""
    split = session().problem.split
    put("split-kind", split.kind)
    st.segmented_control(
        "How are the test rows chosen?",
        list(KINDS),
        format_func=KINDS.__getitem__,
        required=True,
        key="split-kind",
        on_change=attempt(_set_kind),
    )
    st.caption(MEANINGS[split.kind])
    if split.kind != "random":
        _column(table)
    _because()
    share_side, folds_side, repeats_side = st.columns(3, gap="medium", vertical_alignment="bottom")
    put("split-test_share", _shown_share())
    share_side.slider(
        "Test rows",
        0.05,
        0.5,
        step=0.05,
        format="percent",
        key="split-test_share",
        help="Locked away until the end, to judge the finished model once.",
        disabled=split.kind == "column",
        on_change=attempt(_set, "test_share"),
    )
    put("split-folds", split.folds)
    folds_side.slider(
        "Folds",
        2,
        20,
        key="split-folds",
        help="The training rows are cut into this many parts; each is predicted once by a "
        "model that has not seen it. More folds: steadier scores, more time.",
        on_change=attempt(_set, "folds"),
    )
    put("split-repeats", split.repeats)
    repeats_side.slider(
        "Repeats",
        1,
        10,
        key="split-repeats",
        help="The folds are cut anew this many times. Steadier scores for small tables.",
        disabled=split.kind == "time",
        on_change=attempt(_set, "repeats"),
    )
    rows_bar(table)


def _because() -> None:
    why = session().recipe.reasons.get("split", "")
    if why:
        st.caption(f"Proposed because: {esc(why, LONG)}")


def rows_bar(table: Dataset) -> None:
    """Show the rows to learn from, those that one fold checks, and the test rows, to scale."""
    now = session()
    sizes = insight.sizes_of_parts(table)
    every = max(sizes.rows, 1)
    share = unbroken(percent(sizes.test / every))
    st.progress(
        sizes.learn / every,
        text=f":material/model_training: **{count(sizes.learn, 'row')}** to learn from, "
        f":material/lock: **{sizes.test:,}** to test ({share}), locked away until the end",
    )
    st.progress(
        (sizes.learn - sizes.check) / every,
        text=f":material/fact_check: Each fold checks about **{count(sizes.check, 'row')}** of "
        f"these with a model of {_MODEL_OF.get(now.problem.split.kind, 'the others')}",
    )
    if sizes.unknown:
        verb = "is" if sizes.unknown == 1 else "are"
        st.caption(f"{count(sizes.unknown, 'row')} without a target {verb} in neither part.")
    st.caption(esc(expected_width(now.problem.task, sizes.test), LONG))


def _column(table: Dataset) -> None:
    now = session().problem
    fitting = [
        name
        for name, kind in table.kinds.items()
        if kind in _FITTING[now.split.kind] and name != now.target
    ]
    if now.split.column in fitting:
        put("split-column", now.split.column)
    st.selectbox(
        _ASKED[now.split.kind],
        fitting,
        index=None,
        key="split-column",
        placeholder="Choose a column",
        on_change=attempt(_set_column),
    )
    if now.split.kind == "column" and now.split.column in fitting:
        _test_values(table)


def _test_values(table: Dataset) -> None:
    from core.tasks.supervised import values_of

    split = session().problem.split
    known = values_of(table.frame, split.column)
    put("split-test_values", [value for value in split.tested if value in known])
    st.multiselect(
        "Which values mean test?",
        known,
        key="split-test_values",
        placeholder="Choose one or more",
        on_change=attempt(_set_values),
    )


def _set_kind() -> None:
    from core.advice import split_column, split_marks

    kind, view = str(held("split-kind")), insight.view()
    marks = split_marks(view) if kind == "column" else None
    _save(
        "How test rows are chosen",
        kind=kind,
        column=marks.column if marks else split_column(view, kind),
        test_values=marks.test_values if marks else "",
    )


def _set_column() -> None:
    _save("Split: column", column=held("split-column") or "", test_values="")


def _set_values() -> None:
    _save("Split: test values", test_values="\n".join(held("split-test_values") or ()))


def _set(name: str) -> None:
    value = held(f"split-{name}") or ""
    if name == "test_share" and value == _shown_share():
        return
    _save(f"Split: {name.replace('_', ' ')}", **{name: value})


def _shown_share() -> float:
    """Return where the slider stands for a share, which may be finer than its steps."""
    return round(session().problem.split.test_share, 2)


def _save(label: str, **values: object) -> None:
    split = session().problem.split
    known = {setting.name: getattr(split, setting.name) for setting in SPLIT_SETTINGS}
    fresh = split_from({**known, **values})

    change(label, lambda recipe: recipe.edit(problem=recipe.problem.with_split(fresh)))
