"""The questions before the data: one at a time, each answer with an example, then an ending."""

from __future__ import annotations

import streamlit as st

from core.metrics import METRICS
from core.questions import Answer, Ending, Question, ask, ending_named, told
from core.samples import sample_named
from core.text import inside
from pages.ui import intake, question_walk
from pages.ui.guards import attempt
from pages.ui.session import (
    create_project,
    go,
    held,
    put,
    session,
    set_answers,
    set_typed,
    show_answers,
)

_GOAL = "ask-goal"


def draw(in_project: bool = False) -> None:
    """Draw what was answered, and the next question or what the answers lead to."""
    answers = session().answers
    show_answers()
    _so_far(answers)
    reached = ask(*answers)
    if isinstance(reached, Ending):
        _ending(reached, in_project)
    else:
        _question(reached, answers)


def reminder() -> None:
    """Say what a table must hold for what was asked, before there is one."""
    ending = ending_named(session().problem.intent)
    if ending is None:
        return
    target = f" **The target:** {ending.target}" if ending.target else ""
    st.info(
        f"You asked for {ending.asked}. **One row is:** {ending.row}{target}",
        icon=":material/flag:",
    )


def _so_far(answers: tuple[str, ...]) -> None:
    for place, (question, answer) in enumerate(told(answers)):
        with st.container(
            horizontal=True, vertical_alignment="center", gap="small", key=f"asked-{place}"
        ):
            st.markdown(f":small[{question.text}] **{answer.title}**", width="stretch")
            st.button(
                "Change",
                key=f"ask-again-{place}",
                type="tertiary",
                icon=":material/undo:",
                help=f"Answer “{question.text}” anew",
                on_click=attempt(set_answers, answers[:place]),
            )


def _question(question: Question, answers: tuple[str, ...]) -> None:
    st.markdown(f"**{question.text}** {question.why}")
    with st.grid(min_column_width=280, gap="small"):
        for answer in question.answers:
            _answer(answer, answers)


def _answer(answer: Answer, answers: tuple[str, ...]) -> None:
    with st.container(border=True, height="stretch", gap="small", key=f"answer-{answer.name}"):
        st.button(
            answer.title,
            key=f"ask-{answer.name}",
            width="stretch",
            on_click=attempt(set_answers, (*answers, answer.name)),
        )
        st.markdown(f":small[{answer.example}]")
        st.caption(f"Needs: {answer.needs}")


def _ending(ending: Ending, in_project: bool) -> None:
    with st.container(border=True, key="ending"):
        st.subheader(ending.title, anchor=False)
        st.markdown(ending.says)
        _facts(ending)
        if not in_project:
            _goal()
        with st.container(horizontal=True, gap="small"):
            _own_table(ending, in_project)
            _sample(ending)


def _goal() -> None:
    put(_GOAL, session().typed)
    st.text_input(
        "Your question in your own words",
        key=_GOAL,
        max_chars=2000,
        placeholder=told(session().answers)[-1][1].example,
        help="It is kept with the project, and printed on the report and the model card.",
        on_change=attempt(lambda: set_typed(str(held(_GOAL, "")))),
    )


def _facts(ending: Ending) -> None:
    lines = [("One row is", ending.row)]
    if ending.trains:
        lines += [
            ("The target is", ending.target),
            ("Judged by", f"{inside(METRICS.get(ending.metric).label)}. {ending.metric_why}"),
        ]
    lines.append(("The limit", ending.limit))
    st.markdown("\n".join(f"- **{name}:** {text}" for name, text in lines))
    if ending.today:
        st.markdown("**What you can do here today:**")
        st.markdown("\n".join(f"- {line}" for line in ending.today))


def _own_table(ending: Ending, in_project: bool) -> None:
    if not in_project:
        label = "Bring my table" if ending.trains else "Bring my table to explore"
        if st.button(label, key="ask-own", type="primary", icon=":material/table:"):
            create_project(intake.NEW_PROJECT, question_walk.begun())
            go("data")
    elif ending.trains or not session().problem.target:
        label = "Ask this of my table" if session().data else "Ask this"
        if st.button(label, key="ask-own", type="primary", icon=":material/flag:"):
            with st.spinner("Proposing a recipe", show_time=True):
                intake.ask_for(ending)
            set_answers(())
            st.rerun()


def _sample(ending: Ending) -> None:
    sample = sample_named(ending.sample)
    if st.button(
        f"Try it with “{sample.title}”",
        key="ask-sample",
        icon=":material/science:",
        help=f"{sample.question} Opens a project with this bundled table.",
    ):
        with st.spinner("Opening the sample", show_time=True):
            intake.begin_with_sample(sample.name, ending)
        go("data" if ending.trains else "explore")
