"""The parts of the Explore page: each shows one side of the training rows."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.text import as_written, count, number, percent, shown
from pages.ui import insight, looking, theme
from pages.ui.safe import cached, esc
from pages.ui.session import put, session

if TYPE_CHECKING:
    from core.profile import ColumnProfile, MissingColumn

CHART_LABELS = {
    "histogram": "Spread",
    "box": "Boxes",
    "category_bars": "Bars",
    "lengths": "Lengths",
    "scatter": "Dots",
    "qq": "Q-Q",
}


def totals() -> None:
    """Show the size of what is looked at, in a row of numbers."""
    profile = insight.profile_of_training()
    cells = max(profile.looked_at * len(profile.columns), 1)
    numbers = (
        ("Training rows", f"{profile.rows:,}"),
        ("Columns", f"{len(profile.columns):,}"),
        ("Missing cells", percent(profile.missing / cells, 1)),
        *_once("target total", _target_total),
    )
    with st.grid(len(numbers), min_column_width=140, gap="small"):
        for label, value in numbers:
            st.metric(esc(label), value, border=True)
    version = f"Rows and columns as the steps leave them. Data version {session().data[:12]}."
    st.caption(f"{profile.note} {version}" if profile.note else version)


def _target_total() -> tuple[tuple[str, str], ...]:
    """Return the mean of the target, or how large the class of interest is."""
    from core.charts.target_column import target_column

    column = target_column(insight.view().frame, session().problem)
    return ((column.title[:1].upper() + column.title[1:], column.average),) if column else ()


def target() -> None:
    """Show how the target is spread."""
    from core.charts import target_distribution
    from core.charts.target_column import target_column

    column = target_column(insight.view().frame, session().problem)
    if column is None:
        st.markdown("The target does not fit the question. Look at it on the Problem page.")
        return
    data = _once("target chart", lambda: target_distribution.data(column))
    theme.chart(target_distribution, data, "target-chart")


def columns() -> None:
    """Show one column: its facts, and a chart beside the target."""
    from core.charts import feature

    profile = insight.profile_of_training()
    problem = session().problem
    names = [column.name for column in profile.columns if column.name != problem.target]
    facts_side, chart_side = st.columns([2, 3], gap="medium")
    with facts_side:
        ranked = [item.column for item in insight.associations_of_training().ranking]
        features = [name for name in names if problem.role_of(name) == "feature"]
        put("explore-column", next(iter((*ranked, *features, *names))), once=True)
        name = str(st.selectbox("Column", names, key="explore-column"))
        column = profile.column(name)
        fitting = feature.charts_for(column.kind)
        chart = feature.chart_for(column.kind, problem.task)
        if len(fitting) > 1:
            chart = str(
                st.segmented_control(
                    "Chart",
                    fitting,
                    format_func=CHART_LABELS.__getitem__,
                    default=chart,
                    required=True,
                    key=f"explore-chart-{column.kind}",
                )
            )
        log = _log_switch(column)
        _facts(column)
    with chart_side:
        make = partial(feature.data, insight.view().frame, name, problem, chart, log)
        data = _once(f"chart {name} {chart} {log}", make)
        theme.chart(feature, data, "column-chart")


def missing() -> None:
    """Show where values are missing, and what that may mean."""
    from core.charts import missing_bars

    patterns = insight.missing_of_training()
    if not patterns.columns:
        st.markdown(":material/check_circle: No value is missing in the training rows.")
        return
    data = _once("missing chart", lambda: missing_bars.data(insight.view().frame))
    theme.chart(missing_bars, data, "missing-chart")
    telling = [item for item in patterns.columns if item.outcome_missing is not None]
    if telling:
        st.markdown("**Does a gap say something about the target?** Of few rows it says little.")
        st.dataframe(
            [_with_and_without(item) for item in telling], hide_index=True, key="missing-table"
        )
    together = [
        f"- {esc(pair.left)} and {esc(pair.right)} are missing together in "
        f"{count(pair.rows, 'row')} (correlation {number(pair.correlation, 2)})"
        for pair in patterns.pairs[:5]
    ]
    if together:
        st.markdown("\n".join(together))


def _with_and_without(item: MissingColumn) -> dict[str, str]:
    """Return one column's gaps, and the target with and without them, in words."""
    problem = session().problem
    binary = problem.task == "binary"
    what = f"Share of '{shown(problem.positive, 20)}'" if binary else "Average target"
    gap, known = item.outcome_missing or 0.0, item.outcome_present or 0.0
    return {
        "Column": item.column,
        "Missing": f"{count(item.missing, 'row')}, {percent(item.share, 1)}",
        f"{what} where missing": percent(gap) if binary else number(gap),
        f"{what} where known": percent(known) if binary else number(known),
    }


def associations() -> None:
    """Show which columns go with the target, and which go together."""
    from core.charts import association_bars, correlation_map

    found = insight.associations_of_training()
    asked = session().problem.target
    left, right = st.columns(2, gap="medium") if asked else (st.container(), st.container())
    with left:
        if asked:
            ranking = [(s.column, s.power, s.measure, s.value) for s in found.ranking]
            bars = association_bars.data(asked, ranking)
            theme.chart(association_bars, bars, "power-chart")
        elif len(found.paired) < 2:
            st.markdown("There are not two columns to compare.")
    with right:
        if len(found.paired) > 1:
            pairs = correlation_map.data(found.paired, found.matrix)
            theme.chart(correlation_map, pairs, "pairs-chart")
    if found.note:
        st.caption(found.note)


def _log_switch(column: ColumnProfile) -> bool:
    """Offer a logarithmic scale for a number that has values above zero."""
    if column.kind != "number" or not isinstance(column.high, float) or column.high <= 0:
        return False
    on = st.toggle(
        "Logarithmic scale",
        key="explore-log",
        help="Equal steps multiply instead of adding: for amounts with a few large values.",
    )
    hidden = column.zeros + column.negative
    if on and hidden:
        st.caption(f"{count(hidden, 'row')} with zero or less cannot be drawn on this scale.")
    return on


def _facts(column: ColumnProfile) -> None:
    known = column.rows - column.missing
    lines = [
        ("Kind", column.kind),
        ("Missing", _gaps(column)),
        ("Different values", f"{column.distinct:,}"),
    ]
    tell = partial(_told, marks=isinstance(column.high, float | int) and column.high >= 10_000)
    if column.low is not None:
        lines.append(("Smallest to largest", f"{tell(column.low)} to {tell(column.high)}"))
    if len(column.quantiles) == 5:
        lines.append(("Middle half", f"{tell(column.quantiles[1])} to {tell(column.quantiles[3])}"))
        lines.append(("Median", tell(column.quantiles[2])))
    if column.mean is not None:
        large = abs(column.mean) >= 1000
        lines.append(("Mean", as_written(round(column.mean)) if large else number(column.mean)))
    if column.kind == "number" and column.zeros:
        lines.append(("Zeros", percent(column.zeros / max(known, 1), 1)))
    st.markdown("  \n".join(f"{name}: **{esc(said)}**" for name, said in lines))


def _gaps(column: ColumnProfile) -> str:
    share = percent(column.missing_share, 1)
    return f"{column.missing:,} ({share})" if column.missing else "none"


def _told(value: Any, marks: bool) -> str:
    """Return a value as text; `marks` are those for thousands, which no year has."""
    if not isinstance(value, float | int):
        return str(value)
    if abs(value) >= 1000 and marks:
        return number(value)
    fraction = abs(value) < 10_000 and not float(value).is_integer()
    return f"{value:.4g}" if fraction else as_written(value)


def _once(name: str, make: Any) -> Any:
    return cached(session().project, looking.version(), name, make)
