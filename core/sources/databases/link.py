"""SQLAlchemy on a connection that is open already, with the settings that it was opened with."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa


def linked(dialect: str, connection: Any) -> sa.Connection:
    """Return SQLAlchemy's view of a connection; it changes, asks and rolls back nothing itself.

    A statement without values is sent as it is written: a percent sign in it is no placeholder.
    """
    engine = sa.create_engine(
        f"{dialect}://",
        creator=lambda: connection,
        poolclass=sa.NullPool,
        pool_reset_on_return=None,
        hide_parameters=True,
        execution_options={"no_parameters": True},
        # A dialect would ask for version, schema and modes first, some of which a user may not
        # ask, and add what a stranger's query could call (REGEXP in Python). Nothing needs them.
        _initialize=False,
    )
    return engine.connect()
