"""A page that fails with a secret in the error: inside the frame, outside of it, in a click."""

from __future__ import annotations

import streamlit as st

from pages.ui.guards import attempt, frame

SECRET = "postgresql://bob:canary-hunter2@db.internal/sales"  # noqa: S105


def fail() -> None:
    """Fail as a database driver would."""
    raise ValueError(f"could not connect to {SECRET} password=canary-hunter3")


with frame():
    fail()
st.button("Fail in a click", key="click", on_click=attempt(fail))
if st.query_params.get("bare"):
    fail()
st.text("drawn to the end")
