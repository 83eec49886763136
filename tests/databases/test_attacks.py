"""Queries that want more than to read: refused by the check, and by the server behind it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from core.errors import AppError, SourceError
from core.secret_store import remember
from core.sources.databases import connected, server, statement
from core.sources.databases.statement import Grammar, check_statement
from core.sources.sql import Database
from tests.databases.servers import ADMIN, ADMIN_PASSWORD, OWNER, Server, settings

POSTGRESQL = Grammar(dollar_quotes=True, nested_comments=True)
MYSQL = Grammar(backslash=True, hash_comments=True, spaced_dashes=True, double_quotes_are_text=True)
WRITES = (
    "insert into orders values (1)",
    "update orders set id = 1",
    "delete from orders",
    "drop table orders",
    "create table x (a int)",
    "truncate orders",
    "alter table orders add column x int",
    "grant all on orders to public",
    "copy orders to program 'id'",
    "copy (select 1) to '/etc/x'",
    "do $$ begin end $$",
    "call something()",
    "set transaction read write",
    "lock table orders",
    "vacuum",
    "explain analyze delete from orders",
    "prepare x as select 1",
    "attach 'x.db' as x",
    "pragma writable_schema = 1",
    "load data infile '/etc/passwd' into table orders",
    "handler orders open",
    "begin; select 1",
    "select 1; drop table orders",
    "select 1;; drop table orders",
    "select ';' ; drop table orders",
    "select 1 /* ; */ ; drop table orders",
    "with x as (delete from orders returning *) select * from x",
    "with x as (select 1) delete from orders",
    "with x as (insert into orders values (1) returning 1) select * from x",
    "select * into copied from orders",
    "select 1 into outfile '/etc/x'",
    "select 1 into dumpfile '/etc/x'",
    "select 1 into @x",
    "select * from orders for update",
    "select * from orders for share",
    "select * from orders for no key update",
    "select * from orders for key share",
    # A number ends where no more digits can follow, whatever word is written right behind it.
    "select 1.into outfile '/etc/x'",
    "select 1e1into outfile '/etc/x'",
    "select 0x1into copied from orders",
    "",
    "   ;  ",
    "-- nothing",
)
FUNCTIONS = (
    "select pg_read_file('/etc/passwd')",
    "select pg_catalog.pg_read_binary_file('/etc/passwd')",
    "select pg_read_file /* x */ ('/etc/passwd')",
    "select * from pg_ls_dir('/')",
    "select pg_sleep(10)",
    "select pg_sleep_for('1 day')",
    "select lo_import('/etc/passwd')",
    "select lo_export(1, '/etc/x')",
    "select * from dblink('host=evil', 'select 1') as t(a int)",
    "select dblink_connect('host=evil')",
    "select set_config('transaction_read_only', 'off', false)",
    "select pg_terminate_backend(1)",
    "select query_to_xml('select 1', true, true, '')",
    "select nextval('x')",
    "select pg_advisory_lock(1)",
    "select load_file('/etc/passwd')",
    "select sleep(100)",
    "select benchmark(1000000000, md5('x'))",
    "select get_lock('x', 100)",
    "select sys_exec('id')",
    "select * from openrowset('SQLNCLI', 'x', 'select 1')",
    "select * from read_csv('/etc/passwd')",
    "select load_extension('x')",
    "select getenv('HOME')",
    "select lastval()",
    "select 1.load_file('/etc/passwd')",
)


@pytest.mark.parametrize("grammar", [POSTGRESQL, MYSQL, Grammar(brackets=True)])
@pytest.mark.parametrize("query", [*WRITES, *FUNCTIONS])
def test_a_statement_that_does_more_than_read_is_refused(query: str, grammar: Grammar) -> None:
    with pytest.raises(SourceError):
        check_statement(query, grammar)


@pytest.mark.parametrize(
    ("query", "grammar"),
    [
        # A quote that one server closes and another does not.
        (r"select '\' ; drop table orders; -- '", POSTGRESQL),
        (r"select E'\\' ; drop table orders; -- '", POSTGRESQL),
        (r"select 'a''\' ; drop table orders --'", POSTGRESQL),
        ("select $x$ $y$ $x$ ; drop table orders", POSTGRESQL),
        ("select 1 /* /* */ */ ; drop table orders", POSTGRESQL),
        ("select 1 /* /* */ ; drop table orders -- */", MYSQL),
        ("select 1 /*!50000 into outfile '/etc/x' */", MYSQL),
        ("select 1 /*M!100000 ; drop table orders */", MYSQL),
        ("select 1 --x\n; drop table orders", MYSQL),
        ("select 1 # ' \n ; drop table orders -- '", MYSQL),
        (r'select "\" ; drop table orders" ; drop table orders', MYSQL),
        ('select 1 as "a""; " ; drop table orders', POSTGRESQL),
        ("select \"pg_read_file\"('/etc/passwd')", POSTGRESQL),
        ('select U&"pg\\005fread_file"(1)', POSTGRESQL),
        (r"select e'\'' ; drop table orders -- '", POSTGRESQL),
        ('select u&"pg\\005fread_file"(1)', POSTGRESQL),
        ("select $x$ ' $x$ ; drop table orders -- '", POSTGRESQL),
        ("select 1 /* /* */ ' */ ; drop table orders -- '", POSTGRESQL),
        (r"select 'a\'' ; drop table orders -- '", MYSQL),
        (r'select "a\"" ; drop table orders -- "', MYSQL),
        ("select 1 --1 ; drop table orders", MYSQL),
        # Line ends and spaces that one server takes for what they look like and another does not.
        ("select 1 -- \r ; drop table orders", POSTGRESQL),
        ("select 1 -- \r ' \n , load_file('/etc/passwd') -- '", MYSQL),
        ("select 1 # \r ' \n , load_file('/etc/passwd') -- '", MYSQL),
        ("select 1 --\x01 ' \n , load_file('/etc/passwd') -- '", MYSQL),
        ("select 1 --\xa0 , load_file('/etc/passwd')\n from orders", MYSQL),
        ("select\xa01", MYSQL),
        ("select 'not closed", POSTGRESQL),
        ("select /* not closed", POSTGRESQL),
        ("select $$ not closed", POSTGRESQL),
        ("select 1 as [a]; drop table orders", Grammar(brackets=True)),
        ("select " + "x" * 30_000, POSTGRESQL),
    ],
)
def test_nothing_hides_in_quotes_and_comments(query: str, grammar: Grammar) -> None:
    with pytest.raises(SourceError):
        check_statement(query, grammar)


@pytest.mark.parametrize(
    "query",
    [
        "select 'drop table x; delete from y' as harmless",
        'select updated, deleted_at, "delete" from orders -- ; drop',
        "select replace(a, 'x', 'y'), insert_date from t",
        "select count(*) from t where a in (select b from u)",
        "WITH a AS (SELECT 1), b AS (SELECT 2) SELECT * FROM a, b",
        "select $$it's; fine$$",
        "select sum(x) filter (where x > 1) over (order by y) from t",
        "values (1), (2)",
        "show server_version",
        "select position('for' in word) from t",
        'select a as "b;"',
        "select 1.5e-3, 2., .5, 0xff, a1, b2c from t1 -- one\r\n where x = 1.0",
        "select\t'\xa0\r'\r\nfrom t",
    ],
)
def test_queries_that_only_read_are_let_through(query: str) -> None:
    assert check_statement(query, POSTGRESQL) == query


# ---- the locks behind the check: without it, the server refuses all the same ----


@pytest.fixture
def unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "check_statement", lambda query, grammar: query)


def ask(login: Any, query: str) -> None:
    with connected(login, 3) as session:
        session.ask(query, 10)
        session.rows(10)


@pytest.mark.usefixtures("unchecked")
@pytest.mark.parametrize("user", ["reader", ADMIN])
@pytest.mark.parametrize(
    "query",
    [
        "insert into sales.orders values (0)",
        "with x as (delete from sales.orders returning 1) select * from x",
        "drop table sales.orders",
        "select 1; drop table sales.orders",
        "select 1; commit; drop table sales.orders",
        "select set_config('transaction_read_only', 'off', false); drop table sales.orders",
        "select * into copied from sales.orders",
        "copy sales.orders to program 'touch /etc/attacked'",
        "select nextval(pg_get_serial_sequence('a', 'b'))",
        "select pg_sleep(60)",
    ],
)
def test_postgresql_refuses_even_what_the_check_would_miss(
    query: str, user: str, postgres: Server
) -> None:
    secret = remember(ADMIN_PASSWORD, OWNER, "127.0.0.1", "admin")
    login = postgres.login(**({"user": ADMIN, "password": secret} if user == ADMIN else {}))
    with pytest.raises(AppError):
        ask(login, query)
    assert len(Database(**settings(postgres, table="orders", schema="sales")).load().frame) == 25000
    assert not Path("/etc/attacked").exists()


@pytest.mark.usefixtures("unchecked")
@pytest.mark.parametrize("user", ["reader", "root"])
@pytest.mark.parametrize(
    "query",
    [
        "insert into orders values (0, 'x', 1)",
        "delete from orders",
        "select 1; drop table orders",
        "update orders set id = 0",
        "select sleep(60)",
        "load data local infile '/etc/passwd' into table orders",
    ],
)
def test_mariadb_refuses_even_what_the_check_would_miss(
    query: str, user: str, maria: Server
) -> None:
    login = maria.login(**({"user": "root", "password": ""} if user == "root" else {}))
    with pytest.raises(AppError):
        ask(login, query)
    assert len(Database(**settings(maria, table="orders", schema="shop")).load().frame) == 25000


def test_the_check_is_what_sessions_use() -> None:
    assert server.check_statement is statement.check_statement


def test_a_table_name_cannot_become_a_statement(postgres: Server, maria: Server) -> None:
    for found, name in ((postgres, 'orders"; drop table sales.orders; --'), (maria, "a`; drop")):
        with pytest.raises(SourceError):
            Database(**settings(found, table=name, schema="sales")).load()
