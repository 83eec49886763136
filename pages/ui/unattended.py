"""What the server does before anybody has come: work that waits goes on, schedules are kept."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from anyio.to_thread import run_sync

from pages.ui import reachable, stores


@asynccontextmanager
async def attended(app: Any) -> AsyncIterator[None]:
    """Let the clock tick from the start of the server, where a schedule was ever set.

    Without one nothing is imported for it, and the first page comes as soon as it can.
    """
    del app
    if stores.has_schedules():
        reachable.settle_at_start()
        await run_sync(stores.engine)
    yield
