"""What the server does before anybody has come: work that waits goes on, schedules are kept."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import streamlit as st
from anyio.to_thread import run_sync

from core.reach import settle
from pages.ui import stores


@asynccontextmanager
async def attended(app: Any) -> AsyncIterator[None]:
    """Let the clock tick from the start of the server, where a schedule was ever set.

    Without one nothing is imported for it, and the first page comes as soon as it can.
    """
    del app
    if stores.has_schedules():
        has_login = st.secrets.load_if_toml_exists() and "auth" in st.secrets
        settle(None if has_login else st.get_option("server.address"))
        await run_sync(stores.engine)
    yield
