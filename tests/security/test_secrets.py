"""A canary is typed into every form that asks for a secret; it must be found nowhere.

Not in what the browser gets, on disk, in the log, in a recipe, in an export, nor in a
sentence about what went wrong.
"""

from __future__ import annotations

import datetime
import importlib
import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core import data_folder
from core.errors import AppError
from core.export.report import Told, report_html
from core.jobs import Engine
from core.params import Secret
from core.progress import Report
from core.secret_store import acting_for, redacted
from core.shipping import Known, ship
from core.sources import SOURCES, source_from_json, source_to_json
from core.sources.sql import Database
from core.training.results import Comparison
from pages.ui import stores
from pages.ui.sign_in import LOCAL
from tests.databases.servers import READER_PASSWORD, Server, free_port
from tests.export.shipped import customers, shipped
from tests.jobs.conftest import over
from tests.traces import traces

CANARY = READER_PASSWORD
FORMS = tuple(
    path.stem
    for path in sorted((Path(stores.__file__).parent).glob("*_form.py"))
    if "secret_field(" in path.read_text(encoding="utf-8")
)
PAGE = """
import importlib
import streamlit as st
from pages.ui.guards import frame
from pages.ui.session import begin
with frame():
    begin()
    source = importlib.import_module("pages.ui.{form}").draw()
    st.text("ready" if source else "not ready")
    if source:
        st.json(source.to_json())
"""


def read_it(task: dict[str, Any], shelf: Any, report: Report, cores: int) -> dict[str, Any]:
    """Read a source as a job does, then fail with everything that is known."""
    del shelf, cores
    source = source_from_json(task["source"])
    rows = sum(len(piece.frame) for piece in source.pieces(report=report))
    if task.get("fail"):
        raise RuntimeError(f"could not connect: {task['fail']} password={CANARY}")
    return {"rows": rows}


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv(data_folder.HOME, str(tmp_path))
    monkeypatch.setenv("MODELWRIGHT_SHARED", "0")
    monkeypatch.setenv("MODELWRIGHT_SECRETS", str(tmp_path / "none.toml"))
    yield tmp_path
    stores.let_go()


def shown(page: AppTest) -> str:
    """Return everything that the browser gets."""
    return "\n".join(str(element.proto) for element in page.main) + str(page.main)


def typed(form: str, places: dict[str, Any]) -> AppTest:
    """Fill a form, the canary in every masked field, and connect."""
    page = AppTest.from_string(PAGE.format(form=form), default_timeout=60).run()
    for turn in range(2):  # some fields show once others are filled
        for field in page.text_input:
            wanted = next((v for name, v in places.items() if field.key.endswith(name)), None)
            if field.proto.type == field.proto.PASSWORD:
                wanted = CANARY
            if wanted is not None and field.value != wanted:
                field.set_value(wanted)
        for number in page.number_input:
            if "port" in number.key:
                number.set_value(places["port"])
        page.run()
        assert turn or page.button
    button = next(button for button in page.button if button.key.endswith("connect"))
    return button.click().run()


def test_every_form_with_a_secret_is_known() -> None:
    asking = [
        part.name
        for part in SOURCES
        if any(isinstance(setting.param, Secret) for setting in part.settings())
    ]
    assert {"sql", "mongodb"} <= set(asking)
    assert {"database_form", "mongo_form"} <= set(FORMS)
    for form in FORMS:
        assert callable(importlib.import_module(f"pages.ui.{form}").draw)


@pytest.mark.parametrize("form", FORMS)
def test_a_typed_secret_is_not_shown_stored_or_logged(
    form: str, data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    places = {"host": "127.0.0.1", "database": "shop", "user": "reader", "port": free_port()}
    page = typed(form, places)
    assert page.error, "a port where nothing listens must be said"
    assert "nothing listens there" in page.error[0].value
    assert CANARY not in shown(page)
    assert CANARY not in caplog.text
    assert traces(data, CANARY) == []


def test_a_table_is_read_with_a_typed_secret_and_nothing_keeps_it(
    data: Path, postgres: Server, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    places = {"host": "127.0.0.1", "database": "shop", "user": "reader", "port": postgres.port}
    page = typed("database_form", places)
    assert [text.value for text in page.text][-1] == "ready"
    assert CANARY not in shown(page)
    source = source_from_json({"source": "sql", **json.loads(page.json[0].value)})
    assert isinstance(source, Database)
    assert source.password.startswith("typed-")

    recipe = shipped().recipe.edit(source=source_to_json(source))
    project = stores.store().create(LOCAL, "Shop", recipe.to_json())
    engine = Engine(data, cores=1, foreign_kinds=True)
    task = {"source": source_to_json(source)}
    kind = "tests.security.test_secrets:read_it"
    good = engine.submit(kind, project.id, LOCAL, task, "good")
    assert over(engine, good, 60).state == "finished"
    assert engine.result(good) == {"rows": 25_000}
    bad = engine.submit(kind, project.id, LOCAL, {**task, "fail": "x"}, "bad")
    assert over(engine, bad, 60).state == "failed"
    assert "password=***" in engine.log(bad)
    assert CANARY not in str(engine.status(bad)) + caplog.text
    assert traces(data, CANARY) == []


def test_no_export_holds_a_secret(tmp_path: Path, data: Path, postgres: Server) -> None:
    del data
    fitted = shipped()
    source = Database(**vars(postgres.login()), schema="sales", table="orders")
    recipe = fitted.recipe.edit(source=source_to_json(source))
    assert source.password in json.dumps(recipe.to_json())
    comparison = Comparison("binary", "roc_auc", (), 0.5, "abc", 0, rows=96, folds=3)
    now = datetime.datetime.now(datetime.UTC)
    ship(replace(fitted, recipe=recipe), customers(), Known(comparison), tmp_path / "out", now)
    page = report_html(
        recipe.edit(chosen="Logistic regression"), comparison, Told("orders", 9, 3, "2026-11-23")
    )
    assert CANARY not in page + json.dumps(recipe.to_json()) + source.describe()
    assert list((tmp_path / "out").iterdir())
    assert traces(tmp_path / "out", CANARY) == []


def test_errors_of_a_driver_are_told_without_the_secret(postgres: Server) -> None:
    login = postgres.login(user="nobody")
    source = Database(**vars(login), schema="sales", table="orders")
    with acting_for("ann"), pytest.raises(AppError) as refused:
        source.load(rows=1)
    assert CANARY not in refused.value.sentence()
    assert CANARY not in redacted(f"postgresql://u:{CANARY}@h/ failed for {CANARY}")


def test_a_form_source_never_holds_a_value() -> None:
    for part in SOURCES:
        for setting in part.settings():
            if isinstance(setting.param, Secret):
                assert not setting.default, part.name
