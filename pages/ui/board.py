"""The live leaderboard: every candidate with its score, interval, times and state."""

from __future__ import annotations

import streamlit as st

from core.metrics import METRICS
from core.text import duration, number
from core.training.compare import COMPARISON
from core.training.results import Comparison, Place, comparison_from
from pages.ui import jobs, stores
from pages.ui.guards import LONG
from pages.ui.safe import esc
from pages.ui.session import change, go, session


def comparison() -> Comparison | None:
    """Return the newest comparison of the project as far as it has come."""
    status = jobs.latest("compare")
    if status is None:
        return None
    shelf = stores.engine().shelf(status.id)
    return comparison_from(shelf.get(COMPARISON)) if shelf.has(COMPARISON) else None


def rows(found: Comparison) -> list[dict[str, str]]:
    """Return the leaderboard as rows of words, for the table."""
    metric = METRICS.get(found.metric)
    return [_row(place, metric.label, found) for place in found.leaderboard()]


def _row(place: Place, label: str, found: Comparison) -> dict[str, str]:
    result, interval = place.result, place.interval
    score = f"{number(interval.mean)}" if interval else "–"
    spread = f"{number(interval.low)} to {number(interval.high)}" if interval else "–"
    done = len(result.scores(found.metric))
    state = result.state
    if state in ("running", "partial"):
        state = f"{state}, {done} of {found.folds} folds"
    return {
        "Rank": "baseline" if result.baseline else str(place.rank or "–"),
        "Model": result.name + (" (tie)" if place.tie else ""),
        label: score,
        "95 % interval": spread,
        "Better than baseline by": number(place.lift) if place.lift is not None else "–",
        "Fit": duration(result.fit_seconds) if done else "–",
        "Predict 1,000 rows": f"{result.predict_ms:,.0f} ms" if done else "–",
        "State": state,
    }


def draw(found: Comparison) -> None:
    """Draw the leaderboard, and the reasons of what failed."""
    st.dataframe(rows(found), hide_index=True, width="stretch", key="leaderboard")
    for result in found.results:
        if result.error:
            st.markdown(
                f":material/error: **{esc(result.name)} failed.** {esc(result.error, LONG)} "
                f"{esc(result.hint, LONG)}"
            )
    for note in found.notes:
        st.caption(esc(note, LONG))


def tie_sentence(found: Comparison) -> str:
    """Say who leads, and whether the lead is more than noise."""
    places = [p for p in found.leaderboard() if p.rank and not p.result.baseline]
    if not places or places[0].interval is None:
        return "No candidate has a score yet."
    first, metric = places[0], METRICS.get(found.metric)
    tied = [place for place in places if place.tie]
    lead = f"{esc(first.result.name)} reaches {metric.label} {number(first.interval.mean)}"
    if len(tied) < 2:
        return f"**{lead} and leads by more than noise.**"
    others = len(tied) - 1
    same = "one other candidate" if others == 1 else f"{others} other candidates"
    return f"**{lead}. {same.capitalize()} cannot be told apart from it; it is the simplest.**"


def choose() -> None:
    """Offer to go on with a candidate, the simplest of the best proposed."""
    found = comparison()
    places = found.leaderboard() if found else ()
    names = [p.result.name for p in places if p.rank and not p.result.baseline]
    if not names:
        return
    chosen = session().recipe.chosen
    with st.container(border=True, key="choose"):
        name = st.selectbox(
            "Go on with",
            names,
            index=names.index(chosen) if chosen in names else 0,
            key="chosen",
            help="The simplest of the best is proposed. It is tuned, evaluated and shipped.",
        )
        if st.button(f"Choose {esc(name)}", type="primary", key="choose-model"):
            change(f"Choose {name}", lambda recipe: recipe.edit(chosen=name))
            go("evaluate")
