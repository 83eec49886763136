"""Compare candidates on the training rows; the test rows stay locked."""

from __future__ import annotations

import streamlit as st

from core.training.compare import best_place
from core.training.results import Comparison
from pages.ui import board, candidates, jobs
from pages.ui.anatomy import footer, page, what_this_means
from pages.ui.guards import attempt, frame, need_target
from pages.ui.safe import esc
from pages.ui.session import change, go, session

EXPLAINED = """
Each candidate is fitted several times, every time on other rows, and scored on the rows it
has not seen. The score is the mean over these folds. The interval says how far it might be
off. Candidates whose difference is within noise are marked as a tie, and the simplest of
them comes first: it is easier to explain and less likely to disappoint. The baseline only
ever says the most common answer; a model that does not beat it has learned nothing.
"""


def main() -> None:
    """Draw the page."""
    page("Models", "Compare candidates on the training rows. The test rows stay locked.")
    need_target()
    left, right = st.columns([2, 3], gap="large")
    with left, st.container(border=True):
        ticked = candidates.pick()
        _start(ticked)
    with right:
        _results()
    what_this_means(EXPLAINED)
    footer("models")


def _start(ticked: int) -> None:
    status = jobs.latest("compare")
    busy = status is not None and not status.is_over
    stale = status is not None and jobs.is_stale(status)
    words = "Update the comparison" if stale else "Compare again" if status else "Train"
    st.button(
        words,
        type="primary" if status is None or stale else "secondary",
        icon=":material/play_arrow:",
        key="train",
        width="stretch",
        disabled=busy or ticked == 0,
        on_click=attempt(jobs.submit, "compare"),
    )


def _results() -> None:
    status = jobs.latest("compare")
    if status is None:
        with st.container(border=True, key="empty-state"):
            st.markdown("**Nothing compared yet.** Press Train: scores appear here one by one.")
        return
    if jobs.is_stale(status) and status.is_over:
        st.warning(
            "These scores are out of date: an earlier choice has changed since. "
            "Fits that are still valid are not repeated.",
            icon=":material/sync_problem:",
        )
    jobs.watch(status)
    every = None if status.is_over else jobs.LOOK_EVERY

    @st.fragment(run_every=every)
    def live() -> None:
        with frame():
            found = board.comparison()
            if found is not None:
                st.markdown(board.tie_sentence(found))
                board.draw(found)

    live()
    found = board.comparison()
    if found is not None and status.is_over:
        _choose(found)


def _choose(found: Comparison) -> None:
    names = [p.result.name for p in found.leaderboard() if p.rank and not p.result.baseline]
    if not names:
        return
    best, chosen = best_place(found), session().recipe.chosen
    with st.container(border=True, key="choose"):
        name = st.selectbox(
            "Go on with",
            names,
            index=names.index(chosen) if chosen in names else names.index(best),
            key="chosen",
            help="The simplest of the best is proposed. It is tuned, evaluated and shipped.",
        )
        if st.button(f"Choose {esc(name)}", type="primary", key="choose-model"):
            change(f"Choose {name}", lambda recipe: recipe.edit(chosen=name))
            go("evaluate")


main()
