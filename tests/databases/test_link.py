"""SQLAlchemy on connections of our own: what it must leave alone, and what breaks in between."""

from __future__ import annotations

import logging
import time
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from core.errors import SourceError
from core.progress import Cancelled, Event
from core.sources.databases import connected
from core.sources.sql import Database
from tests.databases.servers import READER_PASSWORD, Server, settings
from tests.databases.tds_server import Answer, tds_server

SETTINGS = {
    "postgresql": (
        "select current_setting('transaction_read_only') as reading,"
        " current_setting('statement_timeout') as time_, current_setting('TimeZone') as zone",
        ["on", "7s", "UTC"],
    ),
    "mysql": (
        "select @@tx_read_only as reading, @@max_statement_time as time_, @@time_zone as zone",
        [1, 7.0, "+00:00"],
    ),
}
WHO = {"postgresql": "select pg_backend_pid() as n", "mysql": "select connection_id() as n"}
END = {"postgresql": "select pg_terminate_backend({})", "mysql": "kill {}"}
BREAKS = {
    "postgresql": "select 1 / (9000 - n) as n from generate_series(1, 100000) n",
    "mysql": "select if(seq = 9000, (select 1 union select 2), seq) as n from seq_1_to_100000",
}
LONG = {
    "postgresql": "select a.n from generate_series(1, 100000) a(n), generate_series(1, 1000) b",
    "mysql": "select seq from seq_1_to_100000000",
}


def first_row(session: Any, query: str) -> list[Any]:
    session.ask(query, 1)
    return list(session.rows(2)[0].to_pylist()[0].values())


def test_every_statement_goes_through_sqlalchemy_as_it_is_written(server: Server) -> None:
    seen: list[str] = []

    def note(*said: Any) -> None:
        seen.append(said[2])

    marks = "%s %(n)s :n ?"
    query = f"select '{marks}' as n"
    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        assert Database(**settings(server, query=query)).load().frame["n"].tolist() == [marks]
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)
    assert [statement for statement in seen if not statement.startswith("SET ")] == [query]


def test_the_settings_of_the_connection_hold(server: Server) -> None:
    query, expected = SETTINGS[server.kind]
    with connected(server.login(), 7) as session:
        assert first_row(session, query) == expected


def test_a_dialect_asks_nothing_of_its_own(maria: Server) -> None:
    with connected(maria.login(), 7) as session:
        asked = int(first_row(session, "show session status like 'Questions'")[-1])
    # Names, mode and commits by the driver, three settings of ours, the limit, and this one.
    assert asked <= 8


def test_sql_server_is_asked_nothing_of_its_own() -> None:
    pytest.importorskip("pymssql", reason="the driver of SQL Server is not installed")
    answers = {"dm_exec_describe": Answer([("a", "nvarchar"), ("b", "nvarchar")], [("n", "int")])}
    with tds_server({**answers, "select": Answer([("n", "int")], [(1,)])}, READER_PASSWORD) as tds:
        here = Server("sqlserver", tds.port, Path(), lambda _: None)
        assert len(Database(**settings(here, query="select n from t")).load().frame) == 1
    words = ("@@version", "schema_name", "dm_exec_sessions", "test max support")
    assert not [batch for batch in tds.batches if any(word in batch for word in words)]


def test_an_error_in_the_middle_of_an_answer_is_a_sentence(server: Server) -> None:
    with pytest.raises(SourceError, match=r"The server refused the query: (d|S)"):
        Database(**settings(server, query=BREAKS[server.kind])).load()


def test_a_connection_that_breaks_is_a_sentence_and_leaves_no_trace(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG), connected(server.login(), 7) as session:
        server.fill([END[server.kind].format(first_row(session, WHO[server.kind])[0])])
        for _ in range(2):
            with pytest.raises(SourceError, match="The connection to the server was lost"):
                session.tables()
    assert not [record for record in caplog.records if record.name.startswith("sqlalchemy")]


def test_an_answer_that_is_given_up_is_not_read_to_its_end(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    def stop(event: Event) -> None:
        raise Cancelled

    began = time.monotonic()
    source = Database(**settings(server, query=LONG[server.kind], most=200_000_000))
    with caplog.at_level(logging.DEBUG), pytest.raises(Cancelled):
        list(source.pieces(report=stop))
    assert time.monotonic() - began < 15
    assert not [record for record in caplog.records if record.name.startswith("sqlalchemy")]


def test_a_connection_keeps_no_password(server: Server) -> None:
    with connected(server.login(), 7) as session:
        engine = session._link.engine  # type: ignore[attr-defined]
        assert READER_PASSWORD not in repr(vars(engine))
        assert engine.url.password is None
