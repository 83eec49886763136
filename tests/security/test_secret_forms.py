"""Whatever form takes a secret, in whatever field it is pasted: it is found nowhere afterwards.

The forms are those that the Data page offers; a new one is walked without a change here.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.errors import AppError
from core.jobs import Engine
from core.params import Secret
from core.progress import Report
from core.reach import HOSTS, SHARED
from core.recipe import Recipe
from core.secret_store import remember, reveal
from core.sources import SOURCES, source_from_json, source_to_json
from core.sources.http_api import HttpApi
from core.sources.mongo import Mongo
from core.sources.sql import Database
from pages.ui import sources, stores
from pages.ui.sign_in import LOCAL
from tests.databases.servers import free_port
from tests.fetch.server import Asked, Reply, Web, as_json, serving
from tests.jobs.conftest import over
from tests.pages.conftest import Opener, words
from tests.traces import traces

CANARY = "canary-7f3a9b1c2e"
WAYS = tuple(sources._WAYS)
HOW_SENT = ("bearer", "header", "query", "basic")


@pytest.fixture
def data(show: Opener, home: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """Show the Data page of a project without a table, on a computer of one's own."""
    monkeypatch.setenv(SHARED, "0")
    monkeypatch.setenv(HOSTS, "127.0.0.1")
    monkeypatch.setenv("MODELWRIGHT_SECRETS", str(home / "none.toml"))
    made = stores.store().create(LOCAL, "New", Recipe().to_json())
    return show("data", made.id)


@pytest.fixture
def web() -> Iterator[Web]:
    """Run a server that repeats in its refusal whatever it was told."""
    with serving() as server:
        server.answer("/x", repeat)
        yield server


def repeat(asked: Asked) -> Reply:
    told = {**asked.headers, **asked.query, "body": asked.body.decode()}
    return as_json({"message": f"refused: {told}"}, 401)


def pasted(kind: str, key: str, port: int) -> str:
    """Return what somebody could paste into a field, the secret within it."""
    telling = {
        "url": f"http://ann:{CANARY}@127.0.0.1:{port}/x?api_key={CANARY}",
        "host": f"mongodb://ann:{CANARY}@127.0.0.1:{port}/shop",
        "parameters": f"api_key={CANARY}",
        "headers": f"Authorization: Bearer {CANARY}",
        "body": json.dumps({"password": CANARY}),
        "query": f"SELECT * FROM dblink('postgresql://ann:{CANARY}@h/shop')",  # noqa: S608
    }
    if kind == "password":
        return CANARY
    return next((text for name, text in telling.items() if key.endswith(name)), "shop")


def plain(kind: str, key: str, port: int) -> str:
    """Return what belongs into a field; only masked ones get the secret."""
    places = {"url": f"http://127.0.0.1:{port}/x", "host": "127.0.0.1", "user": "ann"}
    if kind == "password":
        return CANARY
    return next((text for name, text in places.items() if key.endswith(name)), "")


def fill(app: AppTest, way: str, write: Any, port: int) -> AppTest:
    """Fill every field that a form shows, again as more of them appear, and ask."""
    app.segmented_control(key="source").set_value(way).run()
    for _ in range(3):
        masked = [field.key for field in app.text_input if _masked(field)]
        for field in (*app.text_input, *app.text_area):
            text = write("password" if field.key in masked else "", field.key, port)
            if text and field.value != text and not field.proto.disabled:
                field.set_value(text)
        for number in app.number_input:
            if "port" in number.key:
                number.set_value(port)
        for box in app.selectbox:
            if box.key.endswith("-sent") and box.value == "none":
                box.select("bearer")
        app.run()
    for button in app.button:
        if button.key.endswith(("-connect", "-ask", "-preview")) and not button.disabled:
            app = button.click().run()
            break
    return app


def _masked(field: Any) -> bool:
    return bool(field.proto.type == field.proto.PASSWORD)


def told(app: AppTest) -> str:
    """Return all that a page says, without the fields that somebody has filled."""
    kinds = ("json", "code", "text", "expander", "toast")
    more = [str(element.proto) for kind in kinds for element in app.get(kind)]
    return words(app) + "\n".join(more)


@pytest.mark.parametrize("write", [plain, pasted], ids=["in its field", "in every field"])
@pytest.mark.parametrize("way", WAYS)
def test_a_secret_is_not_said_stored_or_logged(
    way: str, write: Any, data: AppTest, web: Web, home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    port = web.port if way in ("http_api", "url", "web_table") else free_port()
    app = fill(data, way, write, port)
    assert not app.exception
    assert CANARY not in told(app)
    assert CANARY not in caplog.text
    assert traces(home, CANARY) == []
    masked = [field for field in app.text_input if _masked(field)]
    assert not any(CANARY in str(field.proto) for field in masked)


def test_every_source_with_a_secret_has_a_form_that_masks_it(data: AppTest) -> None:
    asking = {
        part.name
        for part in SOURCES
        if any(isinstance(setting.param, Secret) for setting in part.settings())
    }
    assert asking
    for way in asking:
        app = fill(data, way, lambda kind, key, port: "ann" if key.endswith("user") else "", 1)
        assert any(_masked(field) for field in app.text_input), way


@pytest.mark.parametrize("sent", HOW_SENT)
def test_a_key_reaches_its_service_by_a_job_and_stays_nowhere(
    sent: str, data: AppTest, web: Web, home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    address = web.give("/people", as_json([{"age": at, "plan": "gold"} for at in range(30)]))
    data.segmented_control(key="source").set_value("http_api").run()
    data.text_input(key="api-url").set_value(address).run()
    data.selectbox(key="api-sent").select(sent).run()
    data.text_input(key="api-key-0").set_value(CANARY).run()
    data.button(key="api-ask").click().run()
    data.button(key="load-http_api").click().run()
    project = str(data.query_params["project"])
    job = stores.engine().latest(project, "import")
    assert job is not None
    assert over(stores.engine(), job.id, 60).state == "finished"
    app = data.run()
    asked = web.asked[-1]
    carried = {**asked.headers, **asked.query}
    assert any(CANARY in value for value in carried.values()) or sent == "basic"
    assert "Loaded 30 rows" in words(app)
    assert CANARY not in told(app) + caplog.text + stores.engine().log(job.id)
    assert traces(home, CANARY) == []


@pytest.mark.parametrize("make", [Database, Mongo])
@pytest.mark.parametrize(
    "place",
    [
        {"host": f"postgresql://ann:{CANARY}@db.example/shop"},
        {"host": f"ann:{CANARY}@db.example"},
        {"host": "db.example", "database": f"shop?password={CANARY}"},
        {"host": "db.example", "user": f"ann password={CANARY}"},
        {"kind": "sqlite", "path": f"postgresql://ann:{CANARY}@db.example/shop"},
    ],
)
def test_a_secret_in_a_wrong_field_is_not_repeated(make: Any, place: dict[str, str]) -> None:
    if make is Mongo and "kind" in place:
        pytest.skip("MongoDB has no files")
    source = make(**{"database": "shop", "user": "ann", **place})
    with pytest.raises(AppError) as refused:
        source.load(rows=1)
    assert CANARY not in refused.value.sentence()


def look_around(task: dict[str, Any], shelf: Any, report: Report, cores: int) -> dict[str, Any]:
    """Tell whether the command line or the variables of a worker hold its secret."""
    del shelf, report, cores
    source = source_from_json(task["source"])
    value = reveal(source.secret, "127.0.0.1").encode()  # type: ignore[attr-defined]
    seen = [
        Path(f"/proc/{process}/{name}").read_bytes()
        for process in (os.getpid(), os.getppid())
        for name in ("cmdline", "environ")
    ]
    return {"known": bool(value), "seen": any(value in content for content in seen)}


def test_no_command_line_or_variable_holds_a_secret(data: AppTest, home: Path) -> None:
    del data
    name = remember(CANARY, LOCAL, "127.0.0.1", "key of api")
    source = HttpApi(url="http://127.0.0.1/x", secret=name, sent_as="bearer")
    engine = Engine(home, cores=1, foreign_kinds=True)
    kind = "tests.security.test_secret_forms:look_around"
    job = engine.submit(kind, "p", LOCAL, {"source": source_to_json(source)}, "one")
    assert over(engine, job, 60).state == "finished", engine.log(job)
    assert engine.result(job) == {"known": True, "seen": False}
    assert traces(home, CANARY) == []
