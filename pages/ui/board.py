"""The live leaderboard: every candidate with its score, interval, times and state."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from core.charts import fold_dots, leaderboard, speed
from core.metrics import METRICS
from core.text import count, duration, number, space
from core.training.compare import COMPARISON, best_place
from core.training.nested import NESTED, Nested, nested_from
from core.training.results import Comparison, comparison_from
from core.training.scored import Place
from core.training.today import ranked_today
from pages.ui import jobs, stores
from pages.ui.guards import LONG, attempt, need
from pages.ui.safe import drawn, esc
from pages.ui.session import change, go, session
from pages.ui.theme import chart

_HELP = {
    "Model": "At most one standard error behind the best, the simplest comes first.",
    "95 % interval": "How far chance goes over the folds. It stops where the score does: no error "
    "is below 0.",
    "Fit": "Time of one fit.",
    "Predict": "Time to predict 1,000 rows.",
    "Gain": "How much better than the baseline.",
    "Size": "Room that the fitted model takes.",
}
_WIDEST = 220  # pixels: on a phone the score still stands beside the name


def comparison() -> Comparison | None:
    """Return the newest comparison as far as it has come, ranked by the metric of today."""
    found = _comparison()
    return ranked_today(found, session().problem) if found else None


def _comparison() -> Comparison | None:
    status = jobs.latest("compare")
    if status is None:
        return None
    shelf = stores.engine().shelf(status.id)

    def read() -> Comparison | None:
        kept = shelf.get(COMPARISON)
        found = None if kept is None else comparison_from(kept)
        return found.ended() if found and status.is_over else found

    if status.state != "finished":
        return read()
    return drawn(session().project, status.id, "comparison", read)


def cost_words() -> str:
    """Say about how long the fits that are no longer valid would take, empty if unknown."""
    found, recipe = comparison(), session().recipe
    if found is None:
        return ""
    valid = {result.fingerprint for result in found.results}
    seconds = {result.name: result.fit_seconds * found.folds for result in found.results}
    due = [c for c in recipe.candidates if c.on and recipe.fingerprint("fit", c) not in valid]
    if not due or any(not seconds.get(candidate.name) for candidate in due):
        return ""
    return f" (about {duration(sum(seconds[candidate.name] for candidate in due))})"


def rows(found: Comparison) -> list[dict[str, str]]:
    """Return the leaderboard as rows of words, for the table."""
    metric = METRICS.get(found.metric)
    lines = [_row(place, metric.short or metric.label, found) for place in found.leaderboard()]
    told = {line["State"] for line in lines} != {"finished"}
    return [line if told else _without_state(line) for line in lines]


def _without_state(line: dict[str, str]) -> dict[str, str]:
    """Leave out what is the same in every row and says nothing more."""
    return {name: cell for name, cell in line.items() if name != "State"}


def _row(place: Place, label: str, found: Comparison) -> dict[str, str]:
    result, interval = place.result, place.interval
    mean = interval or found.interval(result)
    score = number(mean.mean) if mean else "–"
    spread = len(place.scores) > 1 and interval
    done = bool(result.folds)
    return {
        "Model": result.name,
        label: f"{score} tie" if place.tie else score,
        "95 % interval": f"{_end(spread.low)} – {_end(spread.high)}" if spread else "–",
        "State": result.standing(found.folds),
        "Fit": duration(result.fit_seconds) if done else "–",
        "Predict": duration(result.predict_ms / 1000) if result.predict_ms else "–",
        "Gain": number(place.lift) if place.lift is not None else "–",
        "Size": space(result.size) if result.size else "–",
    }


def _end(value: float) -> str:
    """Return an end of an interval; where it stops at the limit of the score, the limit."""
    return number(value) if value else "0"


def draw() -> None:
    """Draw the leaderboard as far as it has come, and the reasons of what failed."""
    found = comparison()
    if found is None:
        return
    _picture(found)
    _table(found)
    for result in found.results:
        if result.error:
            st.markdown(
                f":material/error: **{esc(result.name)} failed.** {esc(result.error, LONG)} "
                f"{esc(result.hint, LONG)}"
            )
    st.caption(
        f"{count(found.rows, 'training row')}, {count(found.folds, 'fold')}. "
        f"Data version {found.data_version[:12]}."
    )
    for note in (*found.remarks, *(note for result in found.results for note in result.notes)):
        st.caption(esc(note, LONG))


def _table(found: Comparison) -> None:
    """Draw the table: what a wide window shows stands first, on a phone name and score."""
    lines = rows(found)
    st.dataframe(
        lines,
        hide_index=True,
        width="stretch",
        key="leaderboard",
        column_config={
            name: st.column_config.TextColumn(
                width=_width(name, [line[name] for line in lines]),
                help=_HELP.get(name),
                pinned=name == "Model",
            )
            for name in lines[0]
        },
    )


def _width(name: str, cells: list[str]) -> int:
    """Return the pixels that the name and the longest cell of a column take: none is cut."""
    longest = max(6.7 * max(map(len, cells)) + 16, 7.4 * len(name) + 20)
    return min(round(longest), _WIDEST)


def more(found: Comparison) -> None:
    """Draw the single folds, and speed against score."""
    folds, speeds = st.tabs(
        ["Fold by fold", "Speed and score"], key="board-tabs", on_change="rerun"
    )
    if folds.open:
        with folds:
            _folds(found)
    if speeds.open:
        with speeds:
            _speeds(found)
    nested = _nested()
    if nested is not None:
        _choice(nested, found)


def _nested() -> Nested | None:
    status = jobs.latest("compare")
    kept = stores.engine().shelf(status.id).get(NESTED) if status else None
    found = None if kept is None else nested_from(kept)
    return found if found and found.metric == session().problem.metric else None


def _choice(nested: Nested, found: Comparison) -> None:
    """Say what the choosing itself is worth, and show it fold by fold beside its leader."""
    st.markdown(f":material/balance: **The choice, checked.** {esc(nested.sentence(), LONG)}")
    best = best_place(found)
    leader = next(place for place in _ranked(found) if place.result.name == best)
    first = leader.scores[: len(nested.scores)]
    scores = {"Choosing included": nested.scores, best: first}
    dots = fold_dots.data(METRICS.get(found.metric).label, scores, _level(found))
    chart(fold_dots, dots, "nested-dots", 240)
    st.caption(
        "“Choosing included” is what to expect of this way of choosing on new rows; the "
        "leader's own score saw the rows that it was chosen by."
    )


def _folds(found: Comparison) -> None:
    scores = {place.result.name: place.scores for place in _ranked(found)}
    dots = fold_dots.data(METRICS.get(found.metric).label, scores, _level(found))
    chart(fold_dots, dots, "fold-dots", 340)


def _speeds(found: Comparison) -> None:
    metric = METRICS.get(found.metric)
    points = [
        speed.Point(p.result.name, p.result.fit_seconds, p.interval.mean, p.tie)
        for p in _ranked(found)
        if p.interval
    ]
    dots = speed.data(metric.label, metric.greater_is_better, points, _level(found))
    chart(speed, dots, "speed", 340)


def _ranked(found: Comparison) -> list[Place]:
    return [place for place in found.leaderboard() if place.rank and not place.result.baseline]


def _level(found: Comparison) -> float | None:
    base = next((place.interval for place in found.leaderboard() if place.result.baseline), None)
    return base.mean if base else None


def _picture(found: Comparison) -> None:
    entries = [
        leaderboard.Entry(
            place.result.name,
            place.interval.mean,
            place.interval.low,
            place.interval.high,
            place.tie,
            place.result.baseline,
        )
        for place in found.leaderboard()
        if place.interval
    ]
    metric = METRICS.get(found.metric)
    if not all(entry.baseline for entry in entries):
        bars = leaderboard.data(metric.short or metric.label, entries)
        height = 120 + 38 * len(entries)
        chart(leaderboard, bars, "leaderboard-chart", height)


def has_moved_on() -> bool:
    """Tell whether the chosen model was compared as another recipe than today's makes it."""
    found, recipe = comparison(), session().recipe
    results = found.results if found else ()
    compared = next((one for one in results if one.name == recipe.chosen), None)
    candidate = next((one for one in recipe.candidates if one.name == recipe.chosen), None)
    if compared is None or candidate is None:
        return False
    return recipe.fingerprint("fit", candidate) != compared.fingerprint


def leaders() -> list[str]:
    """Return the compared candidates that have a place, the first of the leaderboard first."""
    found = comparison()
    places = found.leaderboard() if found else ()
    return [place.result.name for place in places if place.rank and not place.result.baseline]


def need_chosen() -> str:
    """Return the chosen model, or offer the first of the leaderboard, and stop.

    A leaderboard that is out of date, perhaps of another target, has nothing to offer.
    """
    chosen, names, status = session().recipe.chosen, leaders(), jobs.latest("compare")
    if not chosen and names and status is not None and jobs.is_stale(status):
        why = "the comparison is out of date, as an earlier choice has changed since"
        return need(chosen, f"No model is chosen yet, and {why}. Update it first.", "models")
    if chosen or not names:
        return need(chosen, "No model is chosen yet.", "models")
    with st.container(border=True, key="empty-state"):
        st.markdown(f"No model is chosen yet. First on the leaderboard: **{esc(names[0])}**.")
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(
                f"Choose {esc(names[0])}",
                type="primary",
                key="choose-leader",
                on_click=attempt(_choose, names[0]),
            )
            if st.button("Go to Models", icon=":material/arrow_forward:", key="see-models"):
                go("models")
    return st.stop()


def _choose(name: str) -> None:
    change(f"Choose {name}", lambda recipe: recipe.edit(chosen=name))


def choose(stale: bool) -> None:
    """Offer to go on with a candidate, the first of the leaderboard proposed.

    Scores that are out of date are no reason to press the button: another one is the main one.
    """
    names = leaders()
    if not names:
        return
    chosen = session().recipe.chosen
    with st.container(border=True, key="choose"):
        name = st.selectbox(
            "Go on with",
            names,
            index=names.index(chosen) if chosen in names else 0,
            key="chosen",
            help="The first of the leaderboard is proposed. It is tuned, evaluated and shipped.",
        )
        look: Literal["primary", "secondary"] = "secondary" if stale else "primary"
        if st.button(f"Choose {esc(name)} and evaluate", type=look, key="choose-model"):
            _choose(name)
            go("evaluate")
