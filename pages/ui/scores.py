"""The opened test rows: scores with intervals, verdicts, and the charts behind them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

import streamlit as st

from core.evaluation.error_cost import error_cost
from core.evaluation.evaluation import Evaluation, evaluation_from
from core.evaluation.judge import Verdict, gain_words
from core.evaluation.today import judged_today
from core.metrics import METRICS
from core.text import count, times, unbroken
from pages.ui import insight, jobs, linked_charts, misled, stores
from pages.ui.guards import LONG, part
from pages.ui.safe import esc
from pages.ui.session import session

_TONES = {
    "passed": (st.success, "check_circle"),
    "failed": (st.error, "cancel"),
    "close": (st.warning, "balance"),
}
GAIN = "How many times smaller the error is than the baseline's, or how much higher the score."


def found() -> Evaluation | None:
    """Return the newest finished evaluation of the project, judged by the goal of today."""
    result = jobs.result("evaluate")
    if result is None:
        return None
    now = session()
    looks = [look.when for look in stores.store().looks(now.project, now.owner)]
    return judged_today(evaluation_from(result["evaluation"]), now.problem, looks)


def result_today() -> dict[str, Any] | None:
    """Return what the newest finished evaluation found, as `found` judges it, to be packed."""
    result, evaluation = jobs.result("evaluate"), found()
    return {**result, "evaluation": evaluation.to_json()} if result and evaluation else None


def draw(evaluation: Evaluation) -> None:
    """Draw the model that was evaluated, verdicts, scores and charts."""
    st.markdown(f"Evaluated model: **{esc(jobs.model_of('evaluate'))}**")
    for verdict in _verdicts(evaluation):
        box, icon = _TONES.get(verdict.state, (st.info, "info"))
        box(esc(verdict.sentence, LONG), icon=f":material/{icon}:")
    cost = error_cost(evaluation, session().problem)
    if cost:
        st.info(esc(cost, LONG), icon=":material/payments:")
    _losses(evaluation)
    hidden = {name: why for name, why in evaluation.misleading.items() if name != evaluation.metric}
    names = _ordered(evaluation)
    _table([name for name in names if name not in hidden], evaluation)
    _limits(evaluation)
    why = evaluation.misleading.get(evaluation.metric)
    if why:
        st.caption(f"{METRICS.get(evaluation.metric).label} misleads here: {esc(why, LONG)}")
    if hidden:
        with misled.fold(hidden):
            _table([name for name in names if name in hidden], evaluation)
    with st.expander("What each score says", icon=":material/menu_book:"):
        st.markdown(f"**Gain**: {GAIN}")
        for name in names:
            st.markdown(f"**{METRICS.get(name).label}**: {esc(METRICS.get(name).good_when, LONG)}")
    version = f" of data version {evaluation.data_version[:12]}" if evaluation.data_version else ""
    st.caption(f"{count(evaluation.rows, 'test row')}{version}.")
    for note in evaluation.notes:
        st.caption(esc(note, LONG))
    part(partial(linked_charts.draw, evaluation))


def _verdicts(evaluation: Evaluation) -> list[Verdict]:
    """Return what is said of the score; without a goal, the baseline alone judges it."""
    goal, baseline = evaluation.verdict, evaluation.beats_baseline
    judged = [baseline] if goal.state == "unset" and baseline.sentence else [goal, baseline]
    return [verdict for verdict in judged if verdict.sentence]


def _losses(evaluation: Evaluation) -> None:
    """Name the scores in which the model is worse than the baseline, which one score may hide."""
    lost = []
    for name, score in evaluation.scores.items():
        base, metric = evaluation.baseline.get(name), METRICS.get(name)
        seen = name not in evaluation.misleading and None not in (score.value, base)
        if seen and metric.better(float(base or 0), float(score.value or 0)):
            lost.append(metric.label)
    if lost and evaluation.beats_baseline.state == "passed":
        st.warning(
            f"Worse than the baseline in {', '.join(lost)}: the verdict above is about "
            f"{METRICS.get(evaluation.metric).label} alone.",
            icon=":material/warning:",
        )


def certificate() -> None:
    """Show the leakage certificate of the evaluated model."""
    result = jobs.result("evaluate") or {}
    found_one = result.get("certificate")
    if found_one:
        icon = "verified_user" if found_one["clean"] else "gpp_bad"
        words = "Leakage certificate" if found_one["clean"] else "Leak found"
        st.markdown(f":material/{icon}: **{words}.** {esc(found_one['sentence'], LONG)}")
        for finding in insight.giving_away():
            st.warning(
                f"The certificate is about how rows are handled, not about what columns hold. "
                f"{esc(finding.title)}: the scores above may be too good to be true.",
                icon=":material/warning:",
            )


def looks() -> None:
    """Show how often the test rows were looked at, and whether the log is whole."""
    now = session()
    store = stores.store()
    broken = store.verify_looks(now.project, now.owner)
    every = store.looks(now.project, now.owner)
    if broken:
        st.error(esc(broken, LONG), icon=":material/gpp_bad:")
    if not every:
        return
    with st.expander(
        f"The test rows were looked at {times(len(every))}", icon=":material/lock_open:"
    ):
        st.markdown(
            "The first look is the honest one. Each further look makes the score a little less "
            "trustworthy, because choices may follow what was seen. The log is chained by "
            "hashes: an entry cannot be changed unnoticed."
        )
        st.dataframe(
            [
                {
                    "Look": place,
                    "Model": look.model,
                    "When": datetime.fromtimestamp(look.when).strftime("%Y-%m-%d %H:%M"),
                    "Who": look.who,
                }
                for place, look in enumerate(every, 1)
            ],
            hide_index=True,
            width="stretch",
            key="looks",
        )


def _table(names: Sequence[str], evaluation: Evaluation) -> None:
    """Draw a table whose cells wrap: on a phone every column is seen."""
    st.table(
        [_row(name, evaluation) for name in names],
        border="horizontal",
        hide_index=True,
        hide_header=False,
        alt="Scores on the test rows",
    )


def _limits(evaluation: Evaluation) -> None:
    """Name the scores whose interval shows less than chance could do."""
    ended = [
        METRICS.get(name).label
        for name, score in evaluation.scores.items()
        if score.low is not None
        and score.high is not None
        and METRICS.get(name).ends_at(score.low, score.high)
    ]
    if ended:
        st.caption(
            f"{', '.join(ended)}: the interval ends at the limit of the score. No value lies "
            "beyond it, so that it says less than the others about how far chance goes."
        )


def _ordered(evaluation: Evaluation) -> list[str]:
    return sorted(evaluation.scores, key=lambda name: (name != evaluation.metric, name))


def _row(name: str, evaluation: Evaluation) -> dict[str, str]:
    metric, score = METRICS.get(name), evaluation.scores[name]
    chosen = " (chosen)" if name == evaluation.metric else ""
    spread = "–"
    if score.low is not None and score.high is not None:
        spread = f"{metric.words(score.low)} to {metric.words(score.high)}"
    return {
        "Metric": metric.label + chosen,
        "Test rows": unbroken(metric.words(score.value)),
        "95 % interval": unbroken(spread),
        "Baseline": unbroken(metric.words(evaluation.baseline.get(name))),
        "Gain": gain_words(metric, score.value, evaluation.baseline.get(name)),
    }
