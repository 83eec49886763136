"""Set when new rows are predicted by themselves, and where they are found."""

from __future__ import annotations

import datetime
from typing import Any

import streamlit as st

from core.errors import SettingError
from core.params import settings_of
from core.reach import is_shared
from core.schedules import HOUR, MONTH, WEEK, Rows, Schedule, Timing
from core.secret_store import typed_in
from core.sources import Source, source_to_json
from pages.ui import form, schedule, sources
from pages.ui.guards import attempt, frame
from pages.ui.session import put, session

_PATH, _WHERE = "path", "schedule-where"
_WAYS = ("sql", "mongodb", "url", "http_api", "web_table")
_TIMING = form.Form("schedule")
_ASKED = {WEEK: ("weekday",), MONTH: ("day",)}
_SHORTEST_MONTH = 28


def draw(now: Schedule | None) -> None:
    """Draw the form of a schedule that is set, or of a new one."""
    rows = _rows(now)
    timing = _timing(now.timing if now else Timing(zone=_zone()))
    folder = _folder(now)
    st.button(
        "Change the schedule" if now else "Start the schedule",
        key="schedule-set",
        icon=":material/schedule:",
        disabled=rows is None,
        help=None if rows else "Say first where the new rows are.",
        on_click=attempt(schedule.begin, rows, timing, folder) if rows else None,
    )


def _rows(now: Schedule | None) -> Rows | None:
    """Draw where the rows are, and return it once it is said; a set schedule keeps its own."""
    if now is not None and not st.toggle("Read other rows", key="schedule-other-rows"):
        return now.rows
    offered = [*(() if is_shared() else (_PATH,)), *_WAYS]
    usual = str(session().recipe.source.get("source", ""))
    put(_WHERE, usual if usual in offered else offered[0], once=True)
    chosen = st.segmented_control(
        "Where will the new rows be?",
        offered,
        format_func=_label,
        required=True,
        key=_WHERE,
    )
    if chosen == _PATH:
        return _path(now)
    with frame():
        source = sources.way(str(chosen)).draw()
        if source is not None:
            _say_forgotten(source)
            return Rows(source)
    return None


def _say_forgotten(source: Source) -> None:
    if typed_in(source_to_json(source)):
        st.caption(
            "A password that you type is forgotten when the app is restarted, and the schedule "
            "waits until you enter it again. A secret of the server stays."
        )


def _label(name: str) -> str:
    return "A file on this computer" if name == _PATH else sources.way(name).label


def _path(now: Schedule | None) -> Rows | None:
    put("schedule-path", now.rows.path if now else "", once=True)
    path = st.text_input(
        "Path of the file",
        key="schedule-path",
        placeholder="/data/new/customers_*.csv",
        help="* stands for any letters: of the files that fit, the one changed last is read. A "
        "file that has not changed since the last time is not predicted again.",
    ).strip()
    return Rows(path=path) if path else None


def _timing(now: Timing) -> dict[str, Any]:
    declared = {setting.name: setting for setting in settings_of(Timing)}
    often, when = st.columns(2)
    with often:
        every = form.draw([declared["every"]], now.to_json(), _TIMING)["every"]
        asked = [declared[name] for name in _ASKED.get(str(every), ())]
        more = form.draw(asked, now.to_json(), _TIMING)
    put("schedule-at", now.time_of_day(), once=True)
    at = when.time_input(
        "Time",
        key="schedule-at",
        step=datetime.timedelta(minutes=5),
        help=f"By the clock of {now.zone}.{' Only its minutes count.' * (every == HOUR)}",
    )
    if more.get("day", 1) > _SHORTEST_MONTH:
        st.caption("In shorter months on their last day.")
    return {**now.to_json(), "every": every, "at": f"{at:%H:%M}", **more}


def _folder(now: Schedule | None) -> str:
    if is_shared():
        return ""
    put("schedule-folder", now.folder if now else "", once=True)
    return str(
        st.text_input(
            "Also write each list of predictions to this folder (optional)",
            key="schedule-folder",
            placeholder="/data/predictions",
        )
    ).strip()


def _zone() -> str:
    """Return the time zone of whoever looks, as the browser tells it."""
    named = st.context.timezone or "UTC"
    try:
        return Timing(zone=named).time_zone().key
    except SettingError:
        return "UTC"
