"""One selection of the test rows that an evaluation judged: chosen, listed and compared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from core.evaluation.choice import Choice, Offer, choice_label, chosen, offers, peers, peers_label
from core.evaluation.in_common import InCommon, in_common
from core.evaluation.judged_rows import KEY, JudgedRows, judged_rows
from core.evaluation.rows_table import readable, rows_table
from core.export.left_out import rows_csv
from core.problem import Problem
from core.recipe import Recipe
from core.text import count, unique_names
from pages.ui import jobs, stores
from pages.ui.guards import LONG, attempt
from pages.ui.safe import download, drawn, esc, kept
from pages.ui.session import held, pick_rows, picked_rows, put, session

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from core.evaluation.evaluation import Evaluation

MOST_LISTED = 500
EARLIER = (
    "Rows cannot be selected here: this evaluation was made before Modelwright kept them. "
    "The next look at the test rows will keep them."
)


@dataclass(frozen=True, eq=False)
class Selection:
    """What one evaluation judged and asked for, and the places of the rows that are looked at."""

    job: str
    data: str
    problem: Problem
    judged: JudgedRows
    choice: Choice | None
    places: NDArray[np.int64]

    @property
    def version(self) -> str:
        """A name for everything that is drawn of the selection."""
        return f"{self.job} {self.choice}"


def selection(evaluation: Evaluation) -> Selection | None:
    """Return what is looked at of the newest evaluation, None if its rows were not kept."""
    status = jobs.latest_finished("evaluate")
    if status is None:
        return None
    read = partial(_judged, status.id, evaluation)
    data, problem, judged = kept(session().project, status.id, "judged rows", read)
    if judged is None:
        return None
    choice = picked_rows(status.id)
    places = chosen(judged, choice) if choice else judged.rows[:0]
    return Selection(status.id, data, problem, judged, choice, places)


def pick(now: Selection, choose: Callable[[], Choice | None]) -> Callable[[], None]:
    """Return the callback of a chart on which `choose` finds what was clicked."""

    def look() -> None:
        choice = choose()
        if choice is not None:
            pick_rows(now.job, choice)

    return attempt(look)


def choose(now: Selection, how: str) -> None:
    """Draw the choices that need no chart, and how many rows are selected."""
    every = drawn(session().project, now.job, "offers", partial(offers, now.judged))
    labels = unique_names([f"{offer.label} ({offer.rows:,})" for offer in every])
    place = next((i for i, offer in enumerate(every) if offer.choice == now.choice), None)
    put("rows-offer", place)
    st.pills(
        "Look at test rows",
        range(len(every)),
        format_func=lambda place: esc(labels[place], LONG),
        key="rows-offer",
        on_change=attempt(_take_offer, now, every),
    )
    if now.choice is None:
        st.caption(f"{how} The same rows are marked on all charts and listed below.")
    else:
        where = " They are marked on the charts and listed below." if len(now.places) else ""
        st.caption(f"{_words(now)}.{where}")


def _take_offer(now: Selection, every: Sequence[Offer]) -> None:
    place = held("rows-offer")
    pick_rows(now.job, None if place is None else every[place].choice)


def listed(now: Selection) -> None:
    """Draw the selected rows as a table to read and to download, and what they have in common."""
    if now.choice is None:
        return
    with st.container(border=True, key="picked-rows"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{_words(now)}**", width="stretch")
            st.button(
                "Clear",
                icon=":material/close:",
                key="rows-clear",
                on_click=attempt(pick_rows, now.job, None),
            )
        if not len(now.places):
            return
        _common(now)
        table = drawn(session().project, now.version, "first rows", partial(_first, now))
        st.dataframe(table, hide_index=True, width="stretch", key="picked-table")
        if len(now.places) > MOST_LISTED:
            st.caption(f"The first {MOST_LISTED} are shown, the worst first; the file has all.")
        make = partial(_csv, now)
        download("Download these rows", make, "test rows.csv", session().project, "get-picked-rows")


def _words(now: Selection) -> str:
    chosen_of = f"{len(now.places):,} of {count(len(now.judged.rows), 'test row')} selected"
    label = esc(choice_label(now.judged, now.choice), LONG) if now.choice else ""
    return f"{chosen_of}: {label}"


def _common(now: Selection) -> None:
    found = drawn(session().project, now.version, "in common", partial(_compared, now))
    if found.told and now.choice is not None:
        against = esc(peers_label(now.judged, now.choice), LONG)
        told = "\n".join(f"- {esc(words, LONG)}" for words in found.told)
        st.markdown(f"Compared with {against}, these rows stand out:\n\n{told}")
    st.caption(esc(found.note, LONG))


def _compared(now: Selection) -> InCommon:
    owner = session().owner
    others = peers(now.judged, now.choice) if now.choice else now.places
    ours = stores.rows(now.data, owner, now.judged.rows[now.places])
    theirs = stores.rows(now.data, owner, now.judged.rows[others])
    columns = [c for c in ours.columns if now.problem.role_of(c) in ("feature", "sensitive")]
    return in_common(ours, theirs, columns, now.problem.series)


def _table(now: Selection, places: NDArray[np.int64]) -> pd.DataFrame:
    loaded = stores.rows(now.data, session().owner, now.judged.rows[places])
    return rows_table(now.judged, places, loaded, now.problem.target)


def _first(now: Selection) -> pd.DataFrame:
    return readable(_table(now, now.places[:MOST_LISTED]))


def _csv(now: Selection) -> str:
    return rows_csv(_table(now, now.places))


def _judged(job: str, evaluation: Evaluation) -> tuple[str, Problem, JudgedRows | None]:
    """Read which table was judged, what was asked, and the rows if they were kept."""
    task, array = stores.engine().task(job), stores.engine().shelf(job).get_array(KEY)
    classes, threshold = evaluation.classes, evaluation.threshold
    judged = None if array is None else judged_rows(array, classes, threshold)
    return str(task["data"]), Recipe.from_json(task["recipe"]).problem, judged
