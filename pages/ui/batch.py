"""Predictions of a file: upload it, predict its rows, and say which have no answer and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.batch import FOR_SPREADSHEETS, PREDICTIONS
from core.text import count
from pages.ui import jobs, room, stores, uploads
from pages.ui.forgetting import release
from pages.ui.guards import LONG, attempt, show_error
from pages.ui.safe import download, esc
from pages.ui.session import session

if TYPE_CHECKING:
    from core.jobs import JobStatus

_UPLOAD = "batch-upload"
_ANSWERS = ("prediction", "prediction_low", "prediction_high")


def predict_file_form(bundle_job: str) -> None:
    """Predict an uploaded file with the packed bundle."""
    upload = uploads.uploader(
        _UPLOAD,
        "New rows in a CSV, Excel, Parquet or JSON file",
        "The columns are found by name; their order does not matter. The file is removed once its "
        "rows are predicted.",
    )
    status = jobs.latest("predict")
    at_work = status is not None and not status.is_over
    st.button(
        "Predict these rows",
        key="predict",
        icon=":material/play_arrow:",
        disabled=upload is None or at_work,
        on_click=attempt(_predict, bundle_job, upload),
    )
    if status is None:
        return
    if status.about_data:  # to go on with the same file would only fail again
        show_error(status.error, status.hint)
        return
    jobs.watch(status)
    found = jobs.result_of(status)
    if found:
        predicted(status, found)


def _predict(bundle_job: str, upload: Any) -> None:
    """Predict rows that wait aside until then: they are not stored, and nothing is unmasked."""
    room.need(session().owner)
    for earlier in stores.engine().jobs(session().project, "predict"):
        if earlier.is_over:
            release(stores.engine().task(earlier.id))
    waiting = stores.store().hold(upload, upload.name)
    jobs.submit("predict", {"bundle": bundle_job, "held": waiting.path.name, "name": waiting.name})
    uploads.let_go(upload, _UPLOAD)


def predicted(status: JobStatus, found: dict[str, Any], key: str = "batch") -> None:
    """Draw the first predictions of a job, what is to be said of them, and the files."""
    counted = found.get("counted") or f"{count(int(found['rows']), 'row')} predicted"
    st.markdown(f"**{esc(counted, LONG)}.**")
    if not found["rows"]:
        return
    rows = [dict(zip(found["columns"], row, strict=True)) for row in found["preview"]]
    st.dataframe(
        [{**{k: v for k, v in row.items() if _is_answer(k)}, **row} for row in rows],
        hide_index=True,
        width="stretch",
        key=f"{key}-preview",
    )
    for problem in found.get("problems", ()):
        st.warning(esc(problem, LONG), icon=":material/block:")
    for note in found["notes"]:
        st.caption(esc(note, LONG))
    _files(status, key)


def _files(status: JobStatus, key: str) -> None:
    project = session().project
    with st.container(horizontal=True):
        for label, file, name in (
            ("Predictions (exact)", PREDICTIONS, "get-predictions"),
            ("Predictions for Excel", FOR_SPREADSHEETS, "get-predictions-excel"),
        ):
            path = stores.engine().result_path(status.id, file)
            download(label, path, file, project, name if key == "batch" else f"{key}-{name}")
    st.caption("For Excel, texts that a spreadsheet would run as a formula are made harmless.")


def _is_answer(column: str) -> bool:
    return column in (*_ANSWERS, "problem") or column.startswith("probability_")
