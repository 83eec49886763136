"""Bring a second table to the project's own: beside it by a key, or below it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.errors import AppError
from core.sources import Source
from core.sources.append import Append
from core.sources.join import MAX_KEYS, Join
from core.sources.joining.side import Side
from core.sources.joining.ways import WAYS
from core.text import count, listed, percent, shown
from pages.ui import second_table
from pages.ui.guards import LONG, show_error
from pages.ui.rows_shown import show_rows
from pages.ui.safe import esc, kept
from pages.ui.session import dataset, held, put, session

if TYPE_CHECKING:
    from core.sources.joining.checking import Preview
    from core.table import Dataset

PREVIEW_ROWS = 20
_ICONS = {"stop": ":material/block:", "warning": ":material/warning:", "advice": ":material/info:"}
_HOW = {"join": "Beside it (join)", "append": "Below it (append)"}
_KEEP = {"left": "All of the first table", "inner": "Only those in both"}
_NONE = ""


def draw() -> Source | None:
    """Draw the form, and return the join or append as it is set, None before it can be done."""
    table = dataset()
    if table is None:
        st.markdown("A join needs a first table. Load it as a file or a sample, then come back.")
        return None
    st.caption(
        f"The first table is the project's own: {esc(table.name, 60)}, "
        f"{count(table.rows, 'row')}, {count(len(table.columns), 'column')}."
    )
    kind = st.segmented_control(
        "Where does the second table go?",
        list(_HOW),
        default="join",
        format_func=_HOW.__getitem__,
        required=True,
        key="second-kind",
    )
    try:
        side = second_table.choose()
        if side is None:
            return None
        return _append(table, side) if kind == "append" else _join(table, side)
    except AppError as error:
        show_error(error.message, error.hint)
        return None


def _join(table: Dataset, side: Side) -> Source | None:
    other = second_table.rows(side)
    _propose(table, side)
    settings_side, facts_side = st.columns([2, 3], gap="large")
    with settings_side:
        settings = _settings(table, side)
    join = Join(second_table.own_side(), side).edit(**settings).placed(second_table.read_side)
    with facts_side:
        if not join.left_keys or len(join.left_keys) != len(join.right_keys):
            st.markdown(
                f"Choose the key: the same number of columns of each table, at most {MAX_KEYS}."
            )
            return None
        facts = _facts(table, side, join)
        _tell(facts, table.rows)
    if facts.is_refused:
        return None
    _preview(join, (table.frame, other))
    return join


def _propose(table: Dataset, side: Side) -> None:
    """Set the widgets to the most likely key, once for each pair of tables."""
    from core.sources.joining.propose import proposals

    mark = f"{table.fingerprint} {side}"
    if held("join-for") == mark and held("join-how") is not None:
        return
    found = proposals(table.frame, second_table.rows(side))
    best = found[0] if found else None
    put("join-left-keys", list(best.left) if best else [])
    put("join-right-keys", list(best.right) if best else [])
    put("join-fold", bool(best and best.alike.fold))
    put("join-zeros", bool(best and best.alike.zeros))
    for name, value in (("how", "left"), ("ways", []), ("left-time", ""), ("right-time", "")):
        put(f"join-{name}", value)
    put("join-for", mark)


def _settings(table: Dataset, side: Side) -> dict[str, Any]:
    other = second_table.rows(side)
    st.multiselect(
        "Key of the first table",
        list(table.columns),
        max_selections=MAX_KEYS,
        key="join-left-keys",
        help="What says which row it is. It is proposed by names and values.",
    )
    st.multiselect(
        "Key of the second table",
        list(other.columns),
        max_selections=MAX_KEYS,
        key="join-right-keys",
        help="In the same order as the key of the first table.",
    )
    st.segmented_control(
        "Which rows are kept",
        list(_KEEP),
        format_func=_KEEP.__getitem__,
        required=True,
        key="join-how",
    )
    st.multiselect(
        "Sum up the second table to one row for each key",
        WAYS,
        placeholder="Not summed up",
        key="join-ways",
        help="Needed where a key stands in several rows of the second table.",
    )
    with st.expander("Time and spelling", key="join-more", expanded=session().expert):
        _moment("First table: when the row happened", list(_dates(table.frame)), "left-time")
        _moment("Second table: when it was known", list(_dates(other)), "right-time")
        st.caption("With both moments only what was known before is joined.")
        st.toggle("Ignore case and spaces in keys", key="join-fold")
        st.toggle("Ignore leading zeros in keys", key="join-zeros")
    return {
        "left_keys": list(held("join-left-keys", [])),
        "right_keys": list(held("join-right-keys", [])),
        "how": str(held("join-how", "left")),
        "ways": list(held("join-ways", [])),
        "fold": bool(held("join-fold", False)),
        "zeros": bool(held("join-zeros", False)),
        "left_time": str(held("join-left-time", "")),
        "right_time": str(held("join-right-time", "")),
    }


def _moment(label: str, dates: list[str], name: str) -> None:
    st.selectbox(
        label,
        [_NONE, *dates],
        format_func=lambda date: shown(date) if date else "Not used",
        key=f"join-{name}",
    )


def _dates(frame: Any) -> tuple[str, ...]:
    from core.table import broad_kind_of

    return tuple(name for name in frame.columns if broad_kind_of(frame[name]) == "date")


def _facts(table: Dataset, side: Side, join: Join) -> Preview:
    from core.files import canonical_json, text_hash
    from core.sources import source_to_json
    from core.sources.joining.checking import inspect

    problem = session().problem
    moment = problem.split.column if problem.split.kind == "time" else ""
    moment = moment or next(iter(problem.columns_with("time")), "")
    mark = text_hash(canonical_json([source_to_json(join), table.fingerprint, moment]))
    with st.spinner("Comparing the keys"):
        facts: Preview = kept(
            session().project,
            mark,
            "join",
            lambda: inspect(table.frame, second_table.rows(side), join, moment),
        )
    return facts


def _tell(facts: Preview, rows: int) -> None:
    """Say how many rows there will be, how well the keys fit, and what to look at."""
    found = 1 - facts.left.unmatched / max(facts.left.rows, 1)
    used = 1 - facts.right.unmatched / max(facts.right.rows, 1)
    with st.container(horizontal=True, gap="small"):
        st.metric("Rows after the join", f"{facts.rows:,}", border=True, help=f"Now: {rows:,}.")
        st.metric("First table: found", percent(found), border=True)
        st.metric("Second table: used", percent(used), border=True)
    for which, side in (("First", facts.left), ("Second", facts.right)):
        repeated = f"{count(side.repeated, 'key')} {_stand(side.repeated)} in several rows"
        unique = "each key stands in one row" if side.is_unique else repeated
        st.markdown(f":small[{which} table: {unique}.]")
    if facts.grows and facts.worst:
        worst = ", ".join(f"{name} ({mine:,} × {other:,})" for name, mine, other in facts.worst)
        st.markdown(f":small[{esc(f'Keys that make most rows: {worst}.', LONG)}]")
    for place, remark in enumerate(facts.remarks):
        with st.container(border=True, gap="small", key=f"join-remark-{place}"):
            st.markdown(f"{_ICONS[remark.severity]} {esc(remark.text, LONG)}")
            st.caption(esc(remark.why, LONG))
            for turn, (label, change) in enumerate(remark.remedies):
                st.button(
                    label,
                    key=f"join-remedy-{remark.code}-{turn}",
                    on_click=_change,
                    args=(change,),
                )
    if not facts.remarks:
        st.markdown(":material/check_circle: Nothing speaks against this join.")


def _stand(number: int) -> str:
    return "stands" if number == 1 else "stand"


def _change(settings: Mapping[str, Any]) -> None:
    """Set the controls as a remedy says."""
    for name, value in settings.items():
        put(f"join-{name.replace('_', '-')}", value)


def _preview(join: Join, frames: tuple[Any, Any]) -> None:
    from core.sources.joining.joined import join_frames

    head, other = frames
    first, _ = join_frames(head.head(PREVIEW_ROWS), other, join)
    order = in_view(list(first.columns), list(head.columns), join.left_keys)
    st.markdown(
        f"**Preview**: the first {min(PREVIEW_ROWS, len(first))} rows, the new columns in front"
    )
    rows = first[order].head(PREVIEW_ROWS)
    show_rows(rows, "join-preview")


def in_view(columns: Sequence[str], before: Sequence[str], keys: Sequence[str]) -> list[str]:
    """Return the columns as a preview shows them: the keys, what is new, then the rest.

    >>> in_view(["a", "id", "b", "n"], ["a", "id", "b"], ["id"])
    ['id', 'n', 'a', 'b']
    """
    known = set(before)
    fresh = [name for name in columns if name not in known]
    return list(dict.fromkeys((*keys, *fresh, *columns)))


def _append(table: Dataset, side: Side) -> Source | None:
    from core.sources.joining.below import below_each_other

    other = second_table.rows(side)
    st.toggle("Match names without case and spaces", key="append-fold", help="‘Price ’ is ‘price’.")
    st.toggle("Keep only columns that both tables have", key="append-shared")
    origin = st.text_input(
        "Column that says which table a row is from",
        key="append-origin",
        placeholder="None",
        max_chars=200,
    )
    append = Append((second_table.own_side(), side)).edit(
        fold=bool(held("append-fold", False)),
        columns="shared" if held("append-shared", False) else "all",
        origin=origin.strip(),
    )
    append = append.placed(second_table.read_side)
    named = ((table.name, table.frame), (side.called, other))
    frame, facts = below_each_other(named, append)
    shared = f"{count(len(facts.shared), 'column')} in common"
    st.markdown(
        f"{table.rows:,} and {len(other):,} rows make {count(facts.rows, 'row')}; {shared}: "
        f"{esc(listed(facts.shared, 6), LONG)}."
    )
    for note in facts.notes:
        st.markdown(f":material/info: {esc(note, LONG)}")
    st.markdown("**Preview**: the last rows")
    show_rows(frame.tail(PREVIEW_ROWS), "append-preview")
    return append
