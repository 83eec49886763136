"""What changed since the table that the project had before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.errors import AppError
from core.table import Dataset
from pages.ui import stores
from pages.ui.guards import LONG, show_error
from pages.ui.safe import cached, esc
from pages.ui.session import session

if TYPE_CHECKING:
    from core.profile.difference import Difference

MOST = 30


def data_change(table: Dataset) -> None:
    """Offer the differences to the table before, once the project has had another one."""
    now = session()
    before = stores.store().table_before(now.project, now.owner)
    if not before:
        return
    fold = st.expander(
        "What changed since the last table",
        icon=":material/difference:",
        key="data-change",
        on_change="rerun",
    )
    if not fold.open:
        return
    with fold:
        try:
            old = stores.table(before, now.owner)
        except AppError as error:
            show_error(error.message, error.hint)
            return
        _draw(_difference(old, table), f"{before[:12]} → {now.data[:12]}")


def _difference(old: Dataset, new: Dataset) -> Difference:
    from core.profile.difference import difference

    with st.spinner("Comparing the two tables", show_time=True):
        made: Difference = cached(
            session().project,
            f"{old.fingerprint} {new.fingerprint}",
            "difference",
            lambda: difference(old, new),
        )
    return made


def _draw(found: Difference, versions: str) -> None:
    st.caption(f"Data version {versions}")
    for sentence in found.sentences[:MOST]:
        st.markdown(f"- {esc(sentence, LONG)}")
    if len(found.sentences) > MOST:
        st.caption(f"{len(found.sentences) - MOST} more columns changed.")
