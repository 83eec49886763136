"""Servers that are started once for all tests of a process, and filled once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.reach import HOSTS, SHARED
from core.secret_store import acting_for
from tests.databases.servers import OWNER, READER, READER_PASSWORD, Server, mariadb

_ORDERS = "select i as id, concat('c', i % 7) as customer, i * 1.5 as amount from "
POSTGRESQL = (
    f"create user {READER} password '{READER_PASSWORD}'",
    "create schema sales",
    f"create table sales.orders as {_ORDERS} generate_series(1, 25000) i",
    "create view sales.large as select * from sales.orders where amount > 30000",
    "create table sales.hidden (secret text)",
    "create type mood as enum ('sad', 'happy')",
    """create table kinds (
        small smallint, big bigint, exact numeric(30, 10), float float8, yes boolean, day date,
        moment timestamp, zoned timestamptz, long interval, clock time, nested jsonb,
        list integer[], file bytea, id uuid, padded char(5), how mood, words text)""",
    """insert into kinds values
        (1, 9007199254740993, 1.5, 1e300, true, '2024-02-29', '2024-02-29 12:00:00.123456',
         '2024-02-29 12:00:00+02', '1 day 03:00', '12:30', '{"a": 1}', '{1,2}', '\\x00',
         'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 'ab', 'happy', 'é😀'),
        (null, null, 12345678901234567890.5, 'NaN', null, 'infinity', '-infinity',
         '0044-03-15 12:00:00 BC', null, null, null, null, null, null, null, null, null)""",
    f"grant usage on schema sales to {READER}",
    f"grant select on sales.orders, sales.large, kinds to {READER}",
    "analyze",
)
MARIADB = (
    f"create user {READER} identified by '{READER_PASSWORD}'",
    "create table orders as select cast(seq as signed) as id, concat('c', seq % 7) as customer,"
    " seq * 1.5 as amount from seq_1_to_25000",
    "create database vault",
    "create table vault.hidden (secret text)",
    "set sql_mode = 'ALLOW_INVALID_DATES'",
    """create table kinds (
        small tinyint, big bigint, huge bigint unsigned, exact decimal(30, 10), float_ double,
        yes boolean, day date, moment datetime(6), clock time, year_ year, nested json, file blob,
        bytes varbinary(5), padded char(5), how enum('sad', 'happy'), bit_ bit(8), words text)""",
    """insert into kinds values
        (1, 9007199254740993, 18446744073709551615, 1.5, 1e300, true, '2024-02-31',
         '2024-02-29 12:00:00.123456', '12:30', 2024, '{"a": 1}', x'00', x'01', 'ab', 'happy',
         b'101', 'é😀'),
        (null, null, null, 12345678901234567890.5, null, null, '0000-00-00', '0000-00-00',
         null, null, null, null, null, null, null, null, null)""",
    f"grant select on shop.* to {READER}",
    f"grant file on *.* to {READER}",
)


@pytest.fixture(scope="session")
def maria() -> Iterator[Server]:
    """Give a MariaDB server with a few tables."""
    with mariadb() as server:
        server.fill(MARIADB)
        yield server


@pytest.fixture(params=["postgres", "maria"])
def server(request: pytest.FixtureRequest) -> Server:
    """Give each server in turn."""
    found: Server = request.getfixturevalue(request.param)
    return found


@pytest.fixture(autouse=True)
def as_owner(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Act for the person whose password was typed, on a computer of one's own."""
    monkeypatch.setenv(SHARED, "0")
    monkeypatch.delenv(HOSTS, raising=False)
    with acting_for(OWNER):
        yield
