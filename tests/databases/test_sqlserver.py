"""SQL Server, by its real driver against a small server that speaks its protocol."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from core.errors import LimitError, SourceError
from core.secret_store import remember
from core.sources.databases import Listed, connected
from core.sources.sql import Database
from tests.databases.servers import OWNER, READER, READER_PASSWORD, Server, free_port, settings
from tests.databases.tds_server import Answer, Failure, TdsServer, tds_server

pymssql = pytest.importorskip("pymssql", reason="the driver of SQL Server is not installed")

KINDS = {
    "id": ("bigint", "bigint"),
    "small": ("int", "int"),
    "share": ("float", "float"),
    "price": ("decimal(30,4)", "decimal"),
    "yes": ("bit", "bit"),
    "words": ("nvarchar(50)", "nvarchar"),
    "moment": ("datetime", "datetime"),
    "day": ("date", "date"),
    "clock": ("time(7)", "time"),
    "exact": ("datetime2(7)", "datetime2"),
    "zoned": ("datetimeoffset(7)", "datetimeoffset"),
    "key": ("uniqueidentifier", "uniqueidentifier"),
}
FIRST = (
    *(9007199254740993, 7, 1e300, Decimal("12.3456"), 1, "é😀"),
    *(dt.datetime(2024, 2, 29, 12, 0, 0, 500_000), dt.date(2024, 2, 29), dt.time(12, 30)),
    dt.datetime(2024, 2, 29, 12, 0, 0, 123_456),
    dt.datetime(2024, 2, 29, 12, tzinfo=dt.timezone(dt.timedelta(hours=2))),
    uuid.UUID(int=5),
)
ORDERS = Answer([(name, wire) for name, (_, wire) in KINDS.items()], [FIRST, (2, *[None] * 11)])
DESCRIBED = Answer(
    [("name", "nvarchar"), ("system_type_name", "nvarchar")],
    [(name, declared) for name, (declared, _) in KINDS.items()],
)
TABLES = Answer(
    [("schema", "nvarchar"), ("name", "nvarchar"), ("view", "int"), ("rows", "bigint")],
    [("dbo", "orders", 0, 2), ("dbo", "open orders", 1, None)],
)
ANSWERS = {
    "dm_exec_describe.*from many": Answer(DESCRIBED.columns, [("n", "int")]),
    "dm_exec_describe": DESCRIBED,
    "from sys.objects": TABLES,
    "information_schema.columns": DESCRIBED,
    r"from many": Answer([("n", "int")], [(number,) for number in range(1, 5001)]),
    "from slow": Answer([("n", "int")], [(1,)], seconds=2.5),
    "from hidden": Failure(229, "The SELECT permission was denied on the object 'hidden'."),
    "selct": Failure(102, "Incorrect syntax near 'selct'."),
    r"from \[?missing": Failure(208, "Invalid object name 'missing'."),
    "from|select": ORDERS,
}


@pytest.fixture
def tds() -> Iterator[TdsServer]:
    """Give a small server that speaks the protocol."""
    with tds_server(ANSWERS, READER_PASSWORD) as running:
        yield running


def database(tds: TdsServer, **changes: Any) -> Database:
    here = Server("sqlserver", tds.port, Path(), lambda _: None)
    given = {} if "query" in changes else {"schema": "dbo", "table": "orders"}
    return Database(**settings(here, **{**given, **changes}))


def test_a_table_comes_with_its_declared_types(tds: TdsServer) -> None:
    loaded = database(tds).load()
    first, second = loaded.frame.iloc[0], loaded.frame.iloc[1]
    assert list(loaded.frame.columns) == list(KINDS)
    assert (first["id"], first["small"], first["share"]) == (9007199254740993, 7, 1e300)
    assert (first["price"], first["words"]) == (12.3456, "é😀")
    assert first["yes"] == True  # noqa: E712
    assert str(first["moment"]) == "2024-02-29 12:00:00.500000"
    assert (str(first["day"]), first["clock"]) == ("2024-02-29 00:00:00", "12:30:00")
    assert str(first["exact"]) == "2024-02-29 12:00:00.123456"
    assert str(first["zoned"]) == "2024-02-29 10:00:00+00:00"
    assert first["key"] == "00000000-0000-0000-0000-000000000005"
    assert second.isna().tolist() == [False, *[True] * 11]
    assert any("[dbo].[orders]" in batch for batch in tds.batches)


def test_the_session_means_to_read_and_is_rolled_back(tds: TdsServer) -> None:
    database(tds).load()
    assert {login["means_to_read"] for login in tds.logins} == {True}
    assert {login["application"] for login in tds.logins} == {"Modelwright"}
    assert not any(batch.upper().startswith("COMMIT") for batch in tds.batches)
    assert any(batch.upper().startswith("ROLLBACK") for batch in tds.batches)


def test_no_more_rows_are_asked_for_than_wanted(tds: TdsServer) -> None:
    loaded = database(tds, query="select n from many", most=3000).load()
    assert len(loaded.frame) == 3000
    assert loaded.notes == ("Only the first 3,000 rows were read; the answer has more.",)
    assert any(batch == "SET ROWCOUNT 3001" for batch in tds.batches)


def test_tables_and_columns_are_listed(tds: TdsServer) -> None:
    here = Server("sqlserver", tds.port, Path(), lambda _: None)
    with connected(here.login(), 20) as session:
        found = session.tables()
        assert found == [Listed("dbo", "orders", False, 2), Listed("dbo", "open orders", True)]
        assert session.columns("dbo", "orders")[0] == ("id", "bigint")
        assert session.quoted("dbo", "a]b") == "[dbo].[a]]b]"


LET_IN = f"The server does not let user '{READER}' into database"
FAULTS = {
    "password": ({"password": "wrong"}, f"{LET_IN} 'shop'"),
    "database": ({"database": "nowhere"}, f"{LET_IN} 'nowhere'"),
    "port": ({"port": free_port()}, "nothing listens there"),
    "encryption": ({"tls": "require"}, "127.0.0.1 does not offer an encrypted connection"),
    "certificate": ({"tls": "verify"}, "The driver of SQL Server cannot check certificates"),
    "rights": ({"query": "select n from hidden"}, "may not read everything that this query needs"),
    "syntax": ({"query": "select 1 as selct"}, "mistake near 'selct' on line 1, character 13"),
    "table": ({"query": "select n from missing"}, "query: Invalid object name 'missing'"),
    "show": ({"query": "show tables"}, "SQL Server has no SHOW statement"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_one_sentence_whatever_went_wrong_before(fault: str, tds: TdsServer) -> None:
    changes, words = FAULTS[fault]
    # The driver keeps the number of the first refused login of the process.
    wrong = {"password": remember("canary-wrong", OWNER, "127.0.0.1", "wrong")}
    with pytest.raises(SourceError):
        database(tds, **wrong).load()
    with pytest.raises(SourceError) as caught:
        database(tds, **{**changes, **(wrong if "password" in changes else {})}).load()
    assert words in caught.value.message
    assert "canary" not in str(caught.value)
    assert "DB-Lib" not in str(caught.value)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ((18456, b"Login failed for user 'reader'.DB-Lib error message 20018, severity 14:"),
         f"does not accept user '{READER}' with this password"),
        ((4060, b'Cannot open database "shop" requested by the login.DB-Lib error message 20018'),
         "There is no database 'shop' on this server"),
    ],
)  # fmt: skip
def test_the_first_refused_login_says_what_is_wrong(
    told: tuple[int, bytes], words: str, tds: TdsServer
) -> None:
    here = Server("sqlserver", tds.port, Path(), lambda _: None)
    with connected(here.login(), 20) as session:
        found = session._sentence(pymssql.OperationalError(told), "")
    assert words in found.message


def test_a_slow_query_is_stopped_in_words(tds: TdsServer) -> None:
    with pytest.raises(LimitError, match="The query was stopped after 1 seconds"):
        database(tds, query="select n from slow", seconds=1).load()
