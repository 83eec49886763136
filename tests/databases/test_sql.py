"""Tables and queries of real servers: types, notes, browsing, limits."""

from __future__ import annotations

import time
from typing import Any

import pandas as pd
import pytest

from core.errors import AppError, LimitError, NotAllowedError, SettingError, SourceError
from core.progress import Cancelled, Event
from core.reach import HOSTS, SHARED
from core.secret_store import remember
from core.sources import source_from_json, source_to_json
from core.sources.databases import connected
from core.sources.sql import Database
from tests.databases.servers import OWNER, READER_PASSWORD, Server, free_port, settings


def database(server: Server, **changes: Any) -> Database:
    where = {"postgresql": "sales", "mysql": "shop"}[server.kind]
    given = {} if "query" in changes else {"schema": where, "table": "orders"}
    return Database(**settings(server, **{**given, **changes}))


# ---- rows ----


def test_a_table_is_read_whole_and_in_order(server: Server) -> None:
    frame = database(server).load().frame
    assert len(frame) == 25_000
    assert frame["id"].sort_values().tolist() == list(range(1, 25_001))
    assert {str(kind) for kind in frame.dtypes} == {"Int64", "str", "float64"}


def test_pieces_have_the_same_types_and_report_progress(server: Server) -> None:
    events: list[Event] = []
    pieces = list(database(server).pieces(report=events.append))
    assert len(pieces) > 1
    assert sum(len(piece.frame) for piece in pieces) == 25_000
    assert len({tuple(piece.frame.dtypes) for piece in pieces}) == 1
    assert events[-1].done == 25_000
    assert 0 < events[0].done < events[0].total / 10  # the server says about how many rows it has


def test_nobody_knows_beforehand_how_many_rows_a_query_gives(server: Server) -> None:
    events: list[Event] = []
    where = {"postgresql": "sales", "mysql": "shop"}[server.kind]
    asked = database(server, query=f"select * from {where}.orders")  # noqa: S608
    list(asked.pieces(report=events.append))
    assert {event.total for event in events} == {0}


def test_reading_stops_when_asked_to(server: Server) -> None:
    def stop(event: Event) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        list(database(server).pieces(report=stop))


def test_columns_are_chosen_by_name(server: Server) -> None:
    frame = database(server, columns=("amount", "id")).load(rows=2).frame
    assert list(frame.columns) == ["amount", "id"]


def test_a_preview_is_short_and_quick(server: Server) -> None:
    query = {
        "postgresql": "select generate_series(1, 100000000)",
        "mysql": "select seq from seq_1_to_100000000000",
    }[server.kind]
    began = time.monotonic()
    assert len(database(server, query=query).load(rows=20).frame) == 20
    assert time.monotonic() - began < 15


LONG = {
    "postgresql": "select {} from generate_series(1, 50) n",
    "mysql": "select {} from seq_1_to_50",
}
WORDS = "1 as n, repeat('x', 5000000) as words"
HIDDEN = {
    "postgresql": "1 as n, convert_to(repeat('x', 5000000), 'UTF8') as hidden",
    "mysql": "1 as n, cast(repeat('x', 5000000) as binary) as hidden",
}


@pytest.mark.parametrize("hidden", [False, True])
def test_a_preview_of_long_rows_ends_early_and_says_so(hidden: bool, server: Server) -> None:
    query = LONG[server.kind].format(HIDDEN[server.kind] if hidden else WORDS)
    first = database(server, query=query).load(rows=20)
    assert len(first.frame) == 7  # after 1, 3 and 7 rows: 5, 15 and 35 MB
    assert first.notes[-1] == "Only the first 7 rows are shown: a preview ends after 20 MB."
    short = database(server, query=query).load(rows=3)
    assert len(short.frame) == 3
    assert not any("are shown" in note for note in short.notes)


def test_a_limit_of_rows_is_kept_and_said(server: Server) -> None:
    loaded = database(server, most=7).load()
    assert len(loaded.frame) == 7
    assert loaded.notes == ("Only the first 7 rows were read; the answer has more.",)
    assert database(server, most=25_000).load().notes == ()


def test_an_empty_answer_has_columns_and_no_rows(server: Server) -> None:
    name = "sales.orders" if server.kind == "postgresql" else "orders"
    query = f"select id from {name} where id < 0"  # noqa: S608
    frame = database(server, query=query).load().frame
    assert list(frame.columns) == ["id"]
    assert len(frame) == 0


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("select 1 as a, 2 as a", {"a": [1], "a (2)": [2]}),
        ("with x as (select 1 as n) select n from x;", {"n": [1]}),
        ("select '%s;--' as text_", {"text_": ["%s;--"]}),
        ("select 1 as n -- a comment; drop table orders", {"n": [1]}),
        ("(select 1 as n)", {"n": [1]}),
        ("select 'it''s' as \n\n n /* ; */", {"n": ["it's"]}),
    ],
)
def test_queries_mean_what_they_say(query: str, found: dict[str, Any], server: Server) -> None:
    assert database(server, query=query).load().frame.to_dict("list") == found


# ---- types ----


def test_types_of_postgresql_are_exact(postgres: Server) -> None:
    loaded = database(postgres, schema="public", table="kinds").load()
    first = loaded.frame.iloc[0]
    assert first["big"] == 9007199254740993
    assert first["exact"] == 1.5
    assert first["float"] == 1e300
    assert first["yes"] is True or first["yes"] == True  # noqa: E712
    assert str(first["moment"]) == "2024-02-29 12:00:00.123456"
    assert str(first["zoned"]) == "2024-02-29 10:00:00+00:00"
    assert first["long"] == 27 * 3600
    assert list(first[["clock", "nested", "list"]]) == ["12:30:00", '{"a": 1}', "{1,2}"]
    assert list(first[["padded", "how", "words"]]) == ["ab", "happy", "é😀"]
    assert "file" not in loaded.frame


def test_what_postgresql_knows_and_a_table_does_not_is_said(postgres: Server) -> None:
    loaded = database(postgres, schema="public", table="kinds").load()
    second = loaded.frame.iloc[1]
    assert second[["day", "moment", "zoned"]].isna().all()
    for words in (
        "Columns with binary data were left out: 'file'.",
        "such as 'infinity' or year 0) became missing: 'day', 'moment' and 'zoned'.",
        "Numbers with more than 15 digits were rounded: 'exact'.",
        "Lists were kept as text: 'list'.",
        "Nested values (JSON) were kept as text: 'nested'.",
    ):
        assert any(words in note for note in loaded.notes), words


def test_types_of_mariadb_are_exact(maria: Server) -> None:
    loaded = database(maria, schema="shop", table="kinds").load()
    first = loaded.frame.iloc[0]
    assert first["big"] == 9007199254740993
    assert first["huge"] == 18446744073709551615
    assert first["exact"] == 1.5
    assert first["yes"] == 1
    assert first["bit_"] == 5
    assert str(first["moment"]) == "2024-02-29 12:00:00.123456"
    assert list(first[["clock", "nested"]]) == ["12:30:00", '{"a": 1}']
    assert list(first[["padded", "how", "words"]]) == ["ab", "happy", "é😀"]
    assert loaded.frame["day"].isna().all()
    assert pd.isna(loaded.frame["moment"][1])
    assert "Columns with binary data were left out: 'file' and 'bytes'." in loaded.notes


def test_an_answer_of_binary_data_alone_is_refused(server: Server) -> None:
    schema = "public" if server.kind == "postgresql" else "shop"
    with pytest.raises(SourceError, match="nothing but binary data in 'file'"):
        database(server, schema=schema, table="kinds", columns=("file",)).load()


# ---- looking around ----


def test_tables_that_may_be_read_are_listed(server: Server) -> None:
    with connected(server.login(), 10) as session:
        tables = {table.name: table for table in session.tables()}
        schema = tables["orders"].schema
        columns = [name for name, _ in session.columns(schema, "orders")]
    assert "hidden" not in tables
    assert abs((tables["orders"].rows or 0) - 25_000) < 2500
    assert columns == ["id", "customer", "amount"]


def test_a_view_is_known_as_one(postgres: Server) -> None:
    with connected(postgres.login(), 10) as session:
        assert [table.name for table in session.tables() if table.is_view] == ["large"]


def test_an_unknown_table_is_a_sentence(server: Server) -> None:
    with connected(server.login(), 10) as session, pytest.raises(SourceError, match="no table 'x'"):
        session.columns("sales", "x")


# ---- what goes wrong, in one sentence and without the password ----


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"host": "nohost.invalid"}, r"Could not reach nohost.invalid:\d+: there is no such host"),
        ({"port": 1}, "nothing listens there"),
        ({"user": "eve"}, "does not accept user 'eve' with this password"),
        ({"database": "nix"}, "There is no database 'nix'|no database|may not read"),
        ({"tls": "verify"}, "does not offer an encrypted connection"),
        ({"tls": "require"}, "does not offer an encrypted connection"),
        ({"query": "select * frm orders"}, "has a mistake near 'frm|has a mistake near"),
        ({"query": "select * from nix"}, "nix"),
        ({"query": "select * from sales.hidden, vault.hidden"}, "may not read|does not exist"),
    ],
)
def test_errors_are_sentences(changes: dict[str, Any], says: str, server: Server) -> None:
    if "user" in changes:
        changes = {**changes, "password": remember("canary-wrong", OWNER, "127.0.0.1", "wrong")}
    if "host" in changes:
        password = remember(READER_PASSWORD, OWNER, changes["host"], "reader")
        changes = {**changes, "password": password}
    with pytest.raises(AppError, match=says) as told:
        database(server, **changes).load(rows=1)
    sentence = told.value.sentence()
    assert "canary" not in sentence
    assert "***" not in sentence
    assert "\n" not in sentence
    assert told.value.hint


def test_a_mistake_is_said_with_its_place(server: Server) -> None:
    with pytest.raises(SourceError, match="on line 2, character"):
        database(server, query="select 1,\n  2 frm x where").load(rows=1)


def test_a_server_that_never_answers_is_given_up(
    free: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    for kind in ("postgresql", "mysql"):
        monkeypatch.setattr(f"core.sources.databases.{kind}.CONNECT_SECONDS", 3)
    with socket.create_server(("127.0.0.1", free.port)):
        began = time.monotonic()
        with pytest.raises(AppError):
            database(free).load(rows=1)
        assert time.monotonic() - began < 9


@pytest.fixture(params=["postgresql", "mysql"])
def free(request: pytest.FixtureRequest, tmp_path: Any) -> Server:
    return Server(request.param, free_port(), tmp_path, lambda script: None)


def test_a_slow_query_is_stopped(server: Server) -> None:
    query = {
        "postgresql": "select count(*) from generate_series(1, 100000) a, "
        "generate_series(1, 1000000) b",
        "mysql": "select max(a.seq * b.seq) from seq_1_to_1000000 a, seq_1_to_100000 b",
    }[server.kind]
    began = time.monotonic()
    with pytest.raises(LimitError, match="stopped after 2 seconds"):
        database(server, query=query, seconds=2).load()
    assert time.monotonic() - began < 12


def test_a_shared_server_connects_to_listed_hosts_only(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SHARED, "1")
    monkeypatch.setenv(HOSTS, "db.example.com")
    with pytest.raises(NotAllowedError, match=r"may not connect to '127\.0\.0\.1'"):
        database(server).load(rows=1)
    monkeypatch.setenv(HOSTS, "127.0.0.1")
    assert len(database(server).load(rows=1).frame) == 1


# ---- the recipe ----


def test_a_recipe_keeps_the_query_and_the_name_of_the_secret(postgres: Server) -> None:
    source = database(postgres, query="select 1 as n")
    kept = source_to_json(source)
    assert kept["query"] == "select 1 as n"
    assert kept["password"].startswith("typed-")
    assert READER_PASSWORD not in str(kept)
    assert source_from_json(kept) == source
    assert source.describe() == "A query from PostgreSQL shop."


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"kind": "oracle"}, "must be one of"),
        ({"host": "postgresql://evil.example/x"}, "the name of a host is needed"),
        ({"host": "a,b"}, "not the name of a host"),
        ({"host": "/var/run/postgresql"}, "not the name of a host"),
        ({"host": "h?sslmode=disable"}, "not the name of a host"),
        ({"host": ""}, "No host is named"),
        ({"database": "dbname=x host=evil"}, "cannot be the name of a database"),
        ({"database": "postgresql://evil.example/x"}, "cannot be the name of a database"),
        ({"user": "x host=evil"}, "cannot be the name of a user"),
        ({"user": "x\ny"}, "cannot be the name of a user"),
        ({"driver": "pgjdbc"}, "no setting of Database named 'driver'"),
        ({"table": ""}, "No table is chosen"),
        ({"kind": "sqlite", "path": ""}, "There is no file"),
    ],
)
def test_settings_cannot_say_more_than_they_are_for(
    changes: dict[str, Any], says: str, postgres: Server
) -> None:
    with pytest.raises((SettingError, SourceError, AppError), match=says):
        Database.from_json({**database(postgres).to_json(), **changes}).load(rows=1)
