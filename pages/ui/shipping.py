"""What leaves the app: the bundle with its report, the script, and predictions of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.errors import JobError
from core.export.script_check import DATA, SCRIPT
from core.recipe import write_recipe
from core.shipping import BUNDLE, REPORT, shares
from core.text import count, space
from core.training.today import valid_today
from pages.ui import board, explanation, jobs, scores, stores
from pages.ui.safe import download, esc
from pages.ui.session import session

if TYPE_CHECKING:
    from core.jobs import JobStatus
    from core.training.results import Comparison


def pack() -> None:
    """Submit the packing of the chosen model with everything that is known about it."""
    now = session()
    compared = _compared()
    if compared is None:
        raise JobError("Nothing was compared yet.", "Train on the Models page first.")
    explained = None if _is_old("explain") else explanation.found()
    judged = None if _is_old("evaluate") else scores.result_today()
    jobs.submit(
        "bundle",
        {
            "comparison": compared.to_json(),
            "evaluation": judged,
            "importance": [list(pair) for pair in shares(explained)],
            "explained": explained.note if explained else "",
            "looks": len(stores.store().looks(now.project, now.owner)),
        },
    )


def unchecked() -> str:
    """Say what a bundle packed now would say nothing about, empty if nothing is missing."""
    missing = _missing()
    named = " and ".join(filter(None, (", ".join(missing[:-1]), *missing[-1:])))
    verb = "were" if len(missing) > 1 else "was"
    return f"The model card will say that {named} {verb} not checked." if missing else ""


def _missing() -> list[str]:
    parts = {"evaluate": "the score on the test rows", "explain": "the explanation"}
    missing = [words for kind, words in parts.items() if _is_old(kind)]
    found, chosen = _compared(), session().recipe.chosen
    known = found is None or chosen in {result.name for result in found.results}
    return missing if known else ["the comparison of models", *missing]


def bundle(status: JobStatus) -> None:
    """Offer the bundle, the report and the recipe of a finished packing."""
    found = jobs.result("bundle") or {}
    folder = stores.engine().result_path
    project, name = session().project, _stem()
    with st.container(horizontal=True):
        download(
            "Download the bundle",
            folder(status.id, BUNDLE),
            f"{name}-bundle.zip",
            project,
            "get-bundle",
        )
        download("Report", folder(status.id, REPORT), f"{name}-report.html", project, "get-report")
        download(
            "Recipe",
            write_recipe(session().recipe),
            f"{name}-recipe.json",
            project,
            "get-recipe",
        )
    size = int(found.get("size", 0))
    st.caption(
        f"The bundle ({space(size)}) of **{esc(jobs.model_of('bundle'))}** holds the fitted "
        "pipeline, its schema, the recipe, pinned requirements, a model card and up to 8 real "
        "rows of your table, which are predicted again whenever it is opened. Opening it runs no "
        "code from the file."
    )
    st.code("python -m core predict bundle.zip new_rows.csv --out predictions.csv", language=None)


def script(status: JobStatus | None) -> None:
    """Offer the plain script once it has repeated the scores."""
    found = jobs.result("script") if status and status.state == "finished" else None
    if status is None or found is None:
        return
    if jobs.is_stale(status):
        st.warning(
            "This script is out of date: an earlier choice has changed since.",
            icon=":material/sync_problem:",
        )
    folds = count(int(found["folds"]), "fold")
    st.markdown(f":material/verified: The script gave the same scores on {folds}, bit for bit.")
    with st.container(horizontal=True):
        for label, file, key in (("Script", SCRIPT, "get-script"), ("Its data", DATA, "get-data")):
            path = stores.engine().result_path(status.id, file)
            download(label, path, file, session().project, key)


def _compared() -> Comparison | None:
    """Return what the comparison still says under the recipe of today, None before there is one."""
    found, now = board.comparison(), session()
    return valid_today(found, now.recipe, now.data) if found else None


def _is_old(kind: str) -> bool:
    return jobs.drawn(kind) is None or jobs.out_of_date(kind)


def _stem() -> str:
    return session().name or "model"
