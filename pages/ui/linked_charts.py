"""The charts of an evaluation: rows that are selected on one are marked on all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from core.charts import (
    actual_predicted,
    confusion,
    error_dots,
    lift,
    precision_recall,
    residuals,
    roc,
    score_bars,
)
from core.evaluation.choice import Choice, cell_at, within
from core.evaluation.curves import Curves, commonest
from core.evaluation.evaluation import Evaluation
from core.evaluation.marks import (
    CurveDots,
    error_places,
    marked_bars,
    marked_cells,
    marked_curves,
    marked_dots,
    marked_errors,
    marked_scores,
    score_groups,
)
from core.evaluation.residuals import Residuals
from pages.ui import picked_rows
from pages.ui.guards import LONG
from pages.ui.picked_rows import Selection
from pages.ui.safe import esc
from pages.ui.session import session
from pages.ui.theme import boxed_on, chart, is_phone, picked_on

DRAG = "Drag over dots or bars, or choose here."
CLICK = "Click a square of the matrix, drag over the bars of probability, or choose here."
HEIGHT = 360  # pixels, of three curves beside one another
TOUCH = "Choose rows here."
WEIGHTED = (
    "The weights of rows are added up for shares, curves and the matrix; dots, bars and selected "
    "rows stand for rows, each once."
)
Act = Callable[[], None] | None


def draw(evaluation: Evaluation) -> None:
    """Draw the charts with the selected rows marked, and these rows below."""
    numbers = evaluation.task == "regression"
    now = picked_rows.selection(evaluation)
    if evaluation.weighted:
        st.caption(WEIGHTED)
    if now is not None:
        picked_rows.choose(now, TOUCH if is_phone() else DRAG if numbers else CLICK)
    (_numbers if numbers else _classes)(evaluation, now)
    if now is None:
        st.caption(picked_rows.EARLIER)
    else:
        picked_rows.listed(now)


def _numbers(evaluation: Evaluation, now: Selection | None) -> None:
    errors, coverage = evaluation.residuals, evaluation.coverage
    if errors is None:
        return
    if coverage is not None:
        box, icon = (st.warning, "warning") if coverage.short else (st.info, "straighten")
        box(esc(coverage.sentence, LONG), icon=f":material/{icon}:")
    left, right = st.columns(2, gap="large", vertical_alignment="bottom")
    with left:
        _actual(errors, evaluation.constant, now)
    with right:
        _bars(errors, now)
    if now is not None:
        _errors(now)


def _actual(errors: Residuals, constant: float | None, now: Selection | None) -> None:
    judged = actual_predicted.Judged(errors.rows, errors.half, constant)
    dots = actual_predicted.data(_target(now), errors.actual, errors.predicted, judged)
    if now is not None:
        dots = replace(dots, marked=marked_dots(now.judged, now.places))
    act = _act(now, lambda: within(("actual", "predicted"), boxed_on("actual")))
    chart(actual_predicted, dots, "actual", 420, act)


def _bars(errors: Residuals, now: Selection | None) -> None:
    edges, half = errors.edges, errors.half
    bars = residuals.data(_target(now), edges, errors.counts, errors.mean_error, half)
    if now is not None:
        bars = replace(bars, marked=marked_bars(now.judged, now.places, edges))
    ends = (edges[0], edges[-1])
    act = _act(now, lambda: within(("error",), boxed_on("residuals"), ends))
    chart(residuals, bars, "residuals", 420, act)


def _errors(now: Selection) -> None:
    found = error_places(now.judged)
    dots = error_dots.data(_target(now), found.predicted, found.errors, found.halves)
    dots = replace(dots, marked=marked_errors(now.judged, now.places))
    act = _act(now, lambda: within(("predicted", "error"), boxed_on("error-dots")))
    chart(error_dots, dots, "error-dots", 340, act)


def _classes(evaluation: Evaluation, now: Selection | None) -> None:
    if len(evaluation.classes) > confusion.MOST_WRITTEN:
        left, right = st.container(), st.container()
    else:
        left, right = st.columns(2, gap="large", vertical_alignment="bottom")
    if evaluation.confusion:
        with left:
            _confusion(evaluation, now)
    if now is not None:
        with right:
            _scores(evaluation, now)
    if not evaluation.curves:
        return
    names = [curves.name for curves in evaluation.curves]
    name = names[0]
    if len(names) > 1:
        most = commonest(evaluation.curves)
        name = st.selectbox("Class", names, index=most, key="curve-class")
    dots = marked_curves(now.judged, now.places) if now else CurveDots()
    _curves(evaluation, evaluation.curves[names.index(name)], dots)


def _confusion(evaluation: Evaluation, now: Selection | None) -> None:
    if evaluation.confusion is None:
        return
    names = evaluation.confusion.classes
    counts = confusion.data(names, evaluation.confusion.counts, evaluation.weighted)
    counts = replace(counts, across=not is_phone())
    if now is not None:
        counts = replace(counts, marked=marked_cells(now.judged, now.places))

    def clicked() -> Choice | None:
        place = picked_on("confusion")
        return None if place is None else cell_at(int(place), len(names))

    height = None if counts.large else 400
    chart(confusion, counts, "confusion", height, _act(now, clicked))


def _scores(evaluation: Evaluation, now: Selection) -> None:
    found = score_groups(now.judged)
    threshold = evaluation.threshold if len(evaluation.classes) == 2 else None
    bars = score_bars.data(found.of, found.groups, found.counts, found.sure, threshold)
    bars = replace(bars, marked=marked_scores(now.judged, now.places))
    act = _act(now, lambda: within(("score",), boxed_on("scores-chart"), (0.0, 1.0)))
    chart(score_bars, bars, "scores-chart", 400, act)


def _curves(evaluation: Evaluation, curves: Curves, dots: CurveDots) -> None:
    lines = [(c.name, c.roc.x, c.roc.y) for c in evaluation.curves]
    area = evaluation.scores["roc_auc"].value
    ways = roc.data(lines, _roc_point(evaluation), area)
    right = precision_recall.data(
        curves.name, curves.recall.x, curves.recall.y, curves.share, _pr_point(evaluation)
    )
    gains = lift.data(curves.name, curves.gain.x, curves.gain.y)
    first, second, third = st.columns(3, gap="medium", vertical_alignment="bottom")
    with first:
        chart(roc, replace(ways, marked=dots.roc), "roc", HEIGHT)
    with second:
        right = replace(right, marked=dots.recall)
        chart(precision_recall, right, "precision-recall", HEIGHT)
    with third:
        chart(lift, replace(gains, marked=dots.gain), "lift", HEIGHT)


def _target(now: Selection | None) -> str:
    """Return what was predicted; an earlier evaluation is taken to be of today's target."""
    return now.problem.target if now else session().problem.target


def _act(now: Selection | None, find: Callable[[], Choice | None]) -> Act:
    return None if now is None else picked_rows.pick(now, find)


def _roc_point(evaluation: Evaluation) -> tuple[float, float] | None:
    if len(evaluation.classes) != 2 or evaluation.confusion is None:
        return None
    (spared, alarms), (missed, hits) = evaluation.confusion.counts
    return alarms / (spared + alarms or 1), hits / (missed + hits or 1)


def _pr_point(evaluation: Evaluation) -> tuple[float, float] | None:
    if len(evaluation.classes) != 2 or evaluation.confusion is None:
        return None
    (_, alarms), (missed, hits) = evaluation.confusion.counts
    return hits / (missed + hits or 1), hits / (alarms + hits or 1)
