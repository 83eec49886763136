"""Choose the threshold on rows of the training part, before the test rows are opened."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from core.charts import lift, precision_recall, roc
from core.charts import threshold as threshold_chart
from core.evaluation.threshold import (
    WORTH,
    Cuts,
    Lines,
    Pick,
    ThresholdRow,
    best_by_cost,
    best_by_metric,
    by_capacity,
    costs_of,
    cuts_of,
    lines,
    table,
)
from core.metrics import METRICS
from core.params import Number
from core.text import amount, cutoff, percent, shown
from core.work import ranking_key
from pages.ui import intake, jobs, misled, stores
from pages.ui.guards import attempt
from pages.ui.number_field import Field, number_field
from pages.ui.safe import esc, kept
from pages.ui.session import change, dataset, held, notify, put, session
from pages.ui.theme import chart_of, is_phone, picked_on

if TYPE_CHECKING:
    from collections.abc import Callable

    import plotly.graph_objects as go
    from streamlit.delta_generator import DeltaGenerator

    from core.recipe import Recipe
    from core.shelf import Shelf

    Drawing = tuple[go.Figure, str]


def ranking() -> Cuts | None:
    """Return the chosen candidate's out-of-fold ranking of the training rows."""
    chosen = session().recipe.chosen
    for status in stores.engine().jobs(session().project, "compare"):
        shelf = stores.engine().shelf(status.id)
        if shelf.has(ranking_key(chosen)) and not jobs.is_stale(status):
            read = partial(_cuts, shelf, ranking_key(chosen))
            return kept(session().project, status.id, chosen, read)
    return None


def choose() -> None:
    """Draw the choice of the threshold, or say what must come first."""
    cuts = ranking()
    if cuts is None:
        st.markdown("Compare the models first: the threshold is chosen on those folds.")
        return
    st.caption("Shown on the training rows, each predicted by a model that had not seen it.")
    if cuts.weighted:
        st.caption("The weights of rows are added up here in place of counting rows.")
    draw(cuts)


def draw(cuts: Cuts) -> None:
    """Draw the slider, what it leads to, and three ways to choose it."""
    recipe = session().recipe
    row = cuts.at(recipe.threshold, costs_of(recipe.problem))
    left, right = st.columns(2, gap="large")
    with left:
        put("threshold", shown_on_slider(recipe.threshold))
        st.slider(
            "Threshold",
            0.0,
            1.0,
            step=0.01,
            key="threshold",
            help="Rows at least this probable are predicted positive. Saved with the model.",
            on_change=attempt(_slide),
        )
        _numbers(row, cuts, recipe)
    with right:
        _picks(cuts, recipe)
    how = "the slider sets it" if is_phone() else "click a point on either to set it there"
    left, right = st.columns(2, gap="large", vertical_alignment="bottom")
    with left:
        st.caption(f"The same threshold on two charts: {how}.")
        _chart("chart", partial(_over, cuts, recipe))
    with right:
        curve = st.segmented_control(
            "Curve",
            list(_CURVES),
            default="ROC",
            required=True,
            wrap=True,
            key="threshold-curve",
            label_visibility="collapsed",
        )
        _chart(f"curve-{curve}", partial(_CURVES[curve], lines(cuts), row, cuts))


def _chart(name: str, make: Callable[[], Drawing]) -> None:
    chart_of(_version(session().recipe), f"threshold-{name}", make, 300, _click(name))


def _click(name: str) -> Callable[[], None]:
    def set_there() -> None:
        value = picked_on(f"threshold-{name}")
        if value is not None:
            change(f"Threshold {cutoff(value)}", lambda recipe: recipe.edit(threshold=value))

    return attempt(set_there)


def _version(recipe: Recipe) -> str:
    status = jobs.latest_finished("compare")
    costs = costs_of(recipe.problem)
    return f"{status.id if status else ''} {recipe.chosen} {recipe.threshold} {costs}"


def _over(cuts: Cuts, recipe: Recipe) -> Drawing:
    rows = table(cuts, costs_of(recipe.problem), (recipe.threshold,))
    drawn = threshold_chart.data(rows, recipe.threshold, recipe.problem.currency)
    return threshold_chart.figure(drawn), threshold_chart.text(drawn)


def _roc(shares: Lines, row: ThresholdRow, cuts: Cuts) -> Drawing:
    alarms = row.false_positives / (cuts.negatives or 1)
    line = [("", (0.0, *shares.alarms), (0.0, *shares.found))]
    drawn = roc.data(line, (alarms, row.recall), shares.area, (1.0, *shares.thresholds))
    return roc.figure(drawn), roc.text(drawn)


def _precision(shares: Lines, row: ThresholdRow, cuts: Cuts) -> Drawing:
    name = session().problem.positive or "positive"
    drawn = replace(
        precision_recall.data(
            name, shares.found, shares.precision, cuts.positives / (cuts.rows or 1)
        ),
        point=(row.recall, row.precision),
        cuts=shares.thresholds,
    )
    return precision_recall.figure(drawn), precision_recall.text(drawn)


def _gain(shares: Lines, row: ThresholdRow, cuts: Cuts) -> Drawing:
    name = session().problem.positive or "positive"
    share = row.selected / (cuts.rows or 1)
    drawn = lift.data(name, (0.0, *shares.picked), (0.0, *shares.found), share)
    drawn = replace(drawn, cuts=(1.0, *shares.thresholds))
    return lift.figure(drawn), lift.text(drawn)


_CURVES = {"ROC": _roc, "Precision-recall": _precision, "Gain": _gain}


def _cuts(shelf: Shelf, key: str) -> Cuts | None:
    columns = shelf.get_array(key)
    return None if columns is None else cuts_of(*columns.T)


def _numbers(row: ThresholdRow, cuts: Cuts, recipe: Recipe) -> None:
    with st.container(horizontal=True):
        st.metric("Selected", f"{amount(row.selected)} of {amount(cuts.rows)}")
        st.metric("Precision", percent(row.precision))
        st.metric("Recall", percent(row.recall))
        if costs_of(recipe.problem).stated:
            money = f"{amount(row.cost)} {esc(recipe.problem.currency)}".strip()
            st.metric("Cost of errors", money)
    positive, other = shown(recipe.problem.positive or "positive", 30), _other(recipe)
    found, passed = f"predicted {positive}", f"predicted {other}"
    rows = (
        (positive, row.true_positives, row.false_negatives),
        (other, row.false_positives, row.true_negatives),
    )
    st.dataframe(
        [{"True class": name, found: hits, passed: rest} for name, hits, rest in rows],
        hide_index=True,
        width="stretch",
        key="threshold-confusion",
        column_config=dict.fromkeys(
            (found, passed), st.column_config.NumberColumn(format="localized")
        ),
    )


def _other(recipe: Recipe) -> str:
    """Return the name of the outcome that is not of interest, where it can be told apart."""
    table, positive = dataset(), recipe.problem.positive
    every = intake.outcomes(table) if table else ()
    others = {shown(name, 30) for name in every if name != positive} - {shown(positive, 30)}
    return others.pop() if len(others) == 1 else "otherwise"


def _picks(cuts: Cuts, recipe: Recipe) -> None:
    st.markdown("**Choose it by**")
    labels = misled.labels(sorted(WORTH))
    with _line("metric"):
        metric = st.selectbox(
            "Metric",
            list(labels),
            index=list(labels).index("f1"),
            format_func=labels.__getitem__,
            key="threshold-metric",
        )
        st.button(
            f"Set the best {METRICS.get(metric).label}",
            key="threshold-by-metric",
            on_click=attempt(lambda: _keep(best_by_metric(cuts, metric))),
        )
    with _line("room"):
        with st.container():
            capacity = number_field(_room(cuts))
        st.button(
            "Select that many",
            key="threshold-by-room",
            on_click=attempt(lambda: _keep(by_capacity(cuts, capacity))),
        )
    if costs_of(recipe.problem).stated:
        st.button(
            "Set the lowest cost",
            key="threshold-by-cost",
            on_click=attempt(
                lambda: _keep(best_by_cost(cuts, costs_of(recipe.problem), recipe.problem.currency))
            ),
        )
    else:
        st.caption("State what each error costs on the Problem page to choose by cost.")


def _line(name: str) -> DeltaGenerator:
    return st.container(
        horizontal=True, vertical_alignment="bottom", key=f"threshold-choose-{name}"
    )


def _room(cuts: Cuts) -> Field:
    """Return the field for how much can be selected: rows, or their weight."""
    if cuts.weighted:
        start = float(f"{cuts.rows / 10:.2g}")
        return Field(
            f"Weight to select (of {amount(cuts.rows)})",
            Number(0, cuts.rows),
            "threshold-weight",
            help="The sum of the weights of the rows there is room for.",
            step=start / 10,
            start=start,
        )
    return Field(
        f"Rows to select (of {cuts.rows:,})",
        Number(1, cuts.rows, integer=True),
        "threshold-room",
        help="For example how many customers can be called.",
        start=max(1, cuts.rows // 10),
    )


def _keep(pick: Pick) -> None:
    change(f"Threshold {cutoff(pick.threshold)}", lambda r: r.edit(threshold=pick.threshold))
    notify("info", pick.sentence)


def _slide() -> None:
    value = float(held("threshold"))
    if value == shown_on_slider(session().recipe.threshold):
        return
    change(f"Threshold {cutoff(value)}", lambda recipe: recipe.edit(threshold=value))


def shown_on_slider(threshold: float) -> float:
    """Return where the slider stands for a threshold, which may be finer than its steps."""
    return round(threshold, 2)
