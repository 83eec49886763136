"""Modelwright as a server: the app, and what goes on while nobody looks at it."""

from __future__ import annotations

import streamlit as st

from pages.ui.unattended import attended

app = st.App("app.py", lifespan=attended)
