"""The controls of the Problem page, drawn from the recipe and written to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from core.goal import goal_range
from core.metrics import METRICS, metrics_for, offered, withheld
from core.params import numbers_of
from core.problem import TASK_LABELS, TASKS, Problem
from core.questions import ending_named, example_of, path_to, told
from core.recipe import Recipe
from core.table import Dataset
from pages.ui import class_or_number, intake, misled, question_tree
from pages.ui.guards import LONG, attempt
from pages.ui.number_field import Field, number_field
from pages.ui.safe import esc
from pages.ui.session import change, held, put, session

LABELS = {
    "goal": "Goal",
    "positive": "Outcome of interest",
    "metric": "Measure of success",
    "good_enough": "Good enough",
    "cost_false_positive": "Cost of a false alarm",
    "cost_false_negative": "Cost of a miss",
    "currency": "Currency",
    "prediction_moment": "Moment of prediction",
}


def question() -> None:
    """Ask what the user wants to know, in plain words and in their own."""
    now = session()
    if now.data:
        _type()
        class_or_number.ask("problem")
    _walk()
    put("problem-goal", session().problem.goal)
    st.text_area(
        "In your own words",
        key="problem-goal",
        height=80,
        max_chars=2000,
        placeholder="Who will leave within the next 30 days?",
        help="It is printed on the report and the model card.",
        on_change=attempt(_set, "goal"),
    )


def _type() -> None:
    """Ask which type of problem it is; another one brings another proposal."""
    problem = session().problem
    put("problem-task", problem.task)
    st.radio(
        "Type of problem",
        TASKS,
        format_func=TASK_LABELS.__getitem__,
        captions=[example_of(task) for task in TASKS],
        key="problem-task",
        on_change=attempt(_set_task),
    )
    if problem.differs:
        why = session().recipe.reasons.get("task", "")
        st.warning(
            f"**This is not the type that you asked for.** {esc(why, LONG)}",
            icon=":material/alt_route:",
        )
        return
    _because("task")


def _walk() -> None:
    """Offer the questions that lead to a type: open until something is asked."""
    now = session()
    ending = ending_named(now.problem.intent)
    if ending is not None:
        way = " → ".join(f"**{answer.title}**" for _, answer in told(path_to(ending.name)))
        st.markdown(f":material/flag: You answered: {way} → {ending.title}.")
    if not now.data and ending is None:
        question_tree.draw(in_project=True)
        return
    label = "Ask something else" if ending else "Not sure? Answer a question or two"
    with st.expander(label, icon=":material/help:", key="walk", expanded=bool(now.answers)):
        question_tree.draw(in_project=True)


def target(table: Dataset) -> None:
    """Ask which column holds the answer, and which outcome is of interest."""
    now = session().problem
    put("problem-target", now.target or None)
    st.selectbox(
        "Which column holds the answer?",
        list(table.columns),
        index=None,
        key="problem-target",
        placeholder="Choose the target",
        help="The target: known for past rows, wanted for new ones.",
        on_change=attempt(_set_target),
    )
    _because("target")
    classes = intake.outcomes(table)
    if now.task == "binary" and len(classes) == 2:
        put("problem-positive", now.positive if now.positive in classes else classes[-1])
        st.selectbox(
            "Which outcome is of interest?",
            list(classes),
            key="problem-positive",
            help="The one you want to find, usually the rarer one. "
            "Precision and recall are about it.",
            on_change=attempt(_set, "positive"),
        )
        _because("positive")


def success_is_asked() -> bool:
    """Tell whether it is known what kind of answer is to be judged."""
    now = session()
    ending = ending_named(now.problem.intent)
    return bool(now.data) or (ending is not None and ending.trains)


def success() -> None:
    """Ask how success is measured, and what would be good enough."""
    now = session().problem
    labels, lacking = misled.labels([metric.name for metric in offered(now)]), withheld(now)
    put("problem-metric", now.metric if now.metric in labels else None)
    st.selectbox(
        "How is success measured?",
        list(labels),
        index=0 if now.metric in labels else None,
        format_func=labels.__getitem__,
        key="problem-metric",
        placeholder="Choose a measure",
        help=" ".join(lacking.values()) or None,
        on_change=attempt(_set, "metric"),
    )
    if now.metric in lacking:
        st.warning(f"{lacking[now.metric]} Or choose another measure.", icon=":material/warning:")
    if now.metric not in labels:
        return
    metric = METRICS.get(now.metric)
    st.markdown(f":material/thumb_up: **Good when:** {metric.good_when}")
    st.markdown(f":material/thumb_down: **Misleads when:** {metric.misleads_when}")
    misled.draw(metric.name)
    _because("metric")
    put("problem-good_enough", now.good_enough)
    side = "or more" if metric.greater_is_better else "or less"
    number_field(
        Field(
            f"What would be good enough? ({metric.label}, {side})",
            goal_range(metric),
            "problem-good_enough",
            help="It is stored with the date, and the model is judged by it at the end.",
            changed=attempt(_set_good_enough),
            empty="Decide before you see a score",
        )
    )
    if now.good_enough is not None and now.good_enough_set:
        st.caption(f"Decided on {esc(_day(now.good_enough_set))}.")


def costs() -> None:
    """Ask what each kind of error costs; they set the threshold later."""
    now = session().problem
    st.markdown("What does one wrong answer cost? Rough numbers are enough; 0 means not known.")
    alarm_side, miss_side = st.columns(2, vertical_alignment="bottom")
    for column, name, words in (
        (alarm_side, "cost_false_positive", "A false alarm: predicted, but it does not happen."),
        (miss_side, "cost_false_negative", "A miss: it happens, but was not predicted."),
    ):
        put(f"problem-{name}", float(getattr(now, name)))
        with column:
            number_field(
                Field(
                    LABELS[name],
                    numbers_of(Problem)[name],
                    f"problem-{name}",
                    help=words,
                    changed=attempt(_set, name),
                )
            )
    put("problem-currency", now.currency)
    st.text_input(
        "Currency",
        key="problem-currency",
        max_chars=10,
        placeholder="EUR",
        on_change=attempt(_set, "currency"),
    )


def moment(table: Dataset | None) -> None:
    """Ask when the prediction is made, and what is not known yet at that moment."""
    now = session().problem
    put("problem-prediction_moment", now.prediction_moment)
    st.text_input(
        "When is the prediction made, and how far ahead?",
        key="problem-prediction_moment",
        max_chars=500,
        placeholder="On the first of the month, for the next 30 days",
        on_change=attempt(_set, "prediction_moment"),
    )
    if table is None:
        return
    put("problem-unknown", list(now.columns_with("ignore")))
    st.multiselect(
        "Which columns are not known yet, or of no use?",
        [name for name in table.columns if name != now.target],
        key="problem-unknown",
        placeholder="None: all are known in time and of use",
        help="They are left out. A column filled in afterwards gives the answer away.",
        on_change=attempt(_set_unknown, table),
    )


def _because(name: str) -> None:
    reason = session().recipe.reasons.get(name, "")
    if reason:
        st.caption(f"Proposed because: {esc(reason, LONG)}")


def _set(name: str) -> None:
    value: Any = held(f"problem-{name}")
    change(LABELS[name], lambda recipe: recipe.edit(**{name: value}))


def _set_good_enough() -> None:
    value = held("problem-good_enough")
    moment = datetime.now(UTC).isoformat(timespec="milliseconds") if value is not None else ""
    change(
        LABELS["good_enough"],
        lambda recipe: recipe.edit(good_enough=value, good_enough_set=moment),
    )


def _day(moment: str) -> str:
    """Return a moment as people read it here; words that are no moment stay."""
    try:
        return datetime.fromisoformat(moment).astimezone().strftime("%d %B %Y, %H:%M")
    except ValueError:
        return moment


def _set_task() -> None:
    task = str(held("problem-task"))
    now = session()
    if now.problem.target:
        intake.propose(now.problem.target, task)
        return
    metric = now.problem.metric
    fits = metric in METRICS and task in METRICS.get(metric).tasks
    first = metric if fits else metrics_for(task)[0].name
    change("Question", lambda recipe: recipe.edit(task=task, metric=first))


def _set_target() -> None:
    chosen = held("problem-target")
    if chosen:
        intake.propose(str(chosen))


def _set_unknown(table: Dataset) -> None:
    chosen = set(held("problem-unknown", ()))
    change("Columns left out", _ignoring(chosen, table))


def _ignoring(chosen: set[str], table: Dataset) -> Callable[[Recipe], Recipe]:
    def edit(recipe: Recipe) -> Recipe:
        problem = recipe.problem
        for column in table.columns:
            was, wanted = problem.role_of(column) == "ignore", column in chosen
            if was != wanted:
                problem = problem.with_role(column, "ignore" if wanted else "feature")
        return recipe.edit(problem=problem)

    return edit
