"""Databases and the web on their way in, from the first address to a table or a model."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.databases.servers import READER, READER_PASSWORD, Server
from tests.fetch.server import Asked, Reply, Web, as_json, serving
from tests.journeys.walker import QUICK, Walker

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ONLY = "Logistic regression"
PAGE = 40


@pytest.fixture(scope="module")
def app(local_app: str) -> str:
    """Use the app that may ask this computer."""
    return local_app


@pytest.fixture
def web() -> Iterator[Web]:
    with serving() as server:
        yield server


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Return a SQLite file with customers and their towns."""
    path = tmp_path / "shop.db"
    with closing(sqlite3.connect(path)) as link:
        link.execute("create table customers (age int, plan text, visits int, leaves text)")
        link.execute("create table towns (town text)")
        rows = [
            (20 + at * 7 % 41, ("gold", "basic")[at % 3 % 2], at * 5 % 17, "ny"[at * 7 % 41 > 24])
            for at in range(200)
        ]
        link.executemany("insert into customers values (?, ?, ?, ?)", rows)
        link.commit()
    return path


def begin(walker: Walker, way: str) -> None:
    """Open Data in a new project and choose where the rows are."""
    walker.home()
    walker.press("new-source")
    walker.at("data")
    walker.click(walker.part("source").get_by_role("radio", name=way, exact=True))


def load(walker: Walker, source: str) -> None:
    """Press Load, and wait until the table is there."""
    walker.press(f"load-{source}")
    expect(walker.part("columns-filter")).to_be_visible(timeout=QUICK)
    walker.settle()


def test_a_query_of_a_database_file_becomes_a_trained_model(walker: Walker, shop: Path) -> None:
    begin(walker, "Database")
    walker.click(walker.part("db-kind").get_by_role("radio", name="SQLite file"))
    walker.fill("db-path", str(shop))
    walker.press("db-connect")
    walker.says("Connected. 2 tables and views to choose.")
    expect(walker.part("db-table").get_by_role("combobox")).to_have_value(
        "customers · about 200 rows"
    )
    walker.says("Preview: the first 20 rows.")
    walker.click(walker.part("db-what").get_by_role("radio", name="A query"))
    walker.fill("db-query", "SELECT age, visits, leaves FROM customers WHERE age < 60")
    walker.press("db-preview")
    walker.says("Preview: the first 20 rows.")
    load(walker, "sql")
    walker.says("Loaded 195 rows and 3 columns")
    walker.says("Ready to predict 'leaves'")
    walker.rail("models")
    walker.keep_candidates("Baseline", ONLY)
    walker.fill("folds", "3")
    walker.press("train")
    walker.finished("compare")
    leaderboard = re.compile(rf"{ONLY} reaches ROC-AUC (0\.9|1)")
    expect(walker.page.get_by_test_id("stMain")).to_contain_text(leaderboard, timeout=QUICK)
    expect(walker.page.get_by_test_id("stSidebar")).to_contain_text("Query of shop.db")


def test_a_table_of_postgresql_is_found_and_loaded(walker: Walker, postgres: Server) -> None:
    begin(walker, "Database")
    walker.fill("db-host", "127.0.0.1")
    walker.fill("db-port-postgresql", str(postgres.port))
    walker.fill("db-database", "shop")
    walker.fill("db-user", READER)
    walker.fill("db-password-0", READER_PASSWORD)
    walker.press("db-connect")
    walker.says("Connected.")
    expect(walker.part("db-table").get_by_role("combobox")).to_have_value(
        re.compile("sales.orders · about 25,000 rows")
    )
    walker.says("Preview: the first 20 rows.")
    expect(walker.part("db-password-1").locator("input")).to_have_value("")
    load(walker, "sql")
    walker.says("Loaded 25,000 rows")
    expect(walker.page.get_by_test_id("stSidebar")).to_contain_text("Orders")
    assert READER_PASSWORD not in walker.page.content()


def test_all_pages_of_an_api_become_one_table(walker: Walker, web: Web) -> None:
    address = web.answer("/customers", customers)
    begin(walker, "REST API")
    walker.fill("api-url", address)
    walker.press("api-ask")
    walker.says("The rows come from data → events: 90 records")
    people = walker.part("api-1-tree").get_by_role("button", name="people")
    for keys, said in ((("Enter",), "row 1"), (("Tab", "Enter"), "data → people: 40")):
        before = walker.runs()
        people.focus()  # the tree is walked by keyboard
        for key in keys:
            walker.page.keyboard.press(key)
        walker.finish_run(before)
        walker.says(said)
    walker.says("the address of the next page in 'next'")
    walker.says("Preview: the first 20 rows. Loading reads the further pages too.")
    load(walker, "http_api")
    walker.says("Loaded 120 rows and 3 columns")
    assert [asked.query.get("page", "1") for asked in web.asked] == ["1", "1", "2", "3"]


def customers(asked: Asked) -> Reply:
    """Answer with 40 of 120 customers, and where the next ones are."""
    number = int(asked.query.get("page", 1))
    rows = [
        {"age": 20 + at % 50, "visits": at % 7, "leaves": "yn"[at % 3 > 0]}
        for at in range((number - 1) * PAGE, number * PAGE)
    ]
    more = f"/customers?page={number + 1}" if number < 3 else None
    events = [{"at": at, "what": "seen", "who": "x"} for at in range(90)]
    return as_json({"data": {"people": rows, "events": events}, "next": more})
