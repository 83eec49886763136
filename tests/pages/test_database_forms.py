"""The forms of databases: what they ask for, and that a correction is seen at once."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from core.reach import SHARED
from core.recipe import Recipe
from pages.ui import stores
from pages.ui.encryption_form import FILE
from tests.databases.mongo_server import MongoServer, serving
from tests.pages.conftest import Opener, errors_of, words

DOCUMENTS = [{"day": "01/02/2024", "n": "1.234"}, {"day": "03/04/2024", "n": "2.345"}]


@pytest.fixture
def data(show: Opener, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """Return the Data page of a project without a table, on a computer of one's own."""
    monkeypatch.setenv(SHARED, "0")
    made = stores.store().create("local", "New", Recipe().to_json())
    return show("data", made.id)


def choose(app: AppTest, way: str) -> AppTest:
    app.segmented_control(key="source").set_value(way).run()
    assert not errors_of(app)
    return app


def test_dates_and_marks_of_documents_are_corrected(data: AppTest) -> None:
    with serving(MongoServer({"orders": DOCUMENTS})) as server:
        app = choose(data, "mongodb")
        app.text_input(key="mongo-host").set_value("127.0.0.1")
        app.number_input(key="mongo-port").set_value(server.port)
        app.text_input(key="mongo-database").set_value("shop").run()
        app.button(key="mongo-connect").click().run()
        assert app.dataframe[0].value["day"].dt.month.tolist() == [2, 4]
        assert "could be month/day/year" in words(app)
        app.selectbox(key="mongo-orders-day_first").select("no").run()
        app.segmented_control(key="mongo-orders-decimal").set_value(",").run()
        assert not errors_of(app)
        assert app.dataframe[0].value["day"].dt.month.tolist() == [1, 3]
        assert app.dataframe[0].value["n"].tolist() == [1234, 2345]
        assert app.selectbox(key="mongo-orders-thousands")
        assert app.multiselect(key="mongo-orders-missing")


def test_who_vouches_for_a_server_is_asked_where_certificates_are_checked(
    data: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODELWRIGHT_SECRET_SHOP_CA", "-----BEGIN CERTIFICATE-----")
    app = choose(data, "sql")
    assert "may say that it cannot encrypt" in words(app)
    app.selectbox(key="db-tls").select("verify").run()
    assert "The safest" in words(app)
    ways = app.selectbox(key="db-ca")
    assert ways.options == ["Those that this computer trusts", FILE, "shop_ca"]
    ways.select(FILE).run()
    app.text_input(key="db-ca-file").set_value("/nowhere/ca.pem")
    app.text_input(key="db-host").set_value("127.0.0.1")
    app.text_input(key="db-user").set_value("reader").run()
    app.button(key="db-connect").click().run()
    assert "There is no CA file '/nowhere/ca.pem'" in errors_of(app)[0]


def test_sql_server_offers_no_check_that_its_driver_cannot_do(data: AppTest) -> None:
    app = choose(data, "sql")
    app.segmented_control(key="db-kind").set_value("sqlserver").run()
    assert "Always, and check the certificate" not in app.selectbox(key="db-tls").options
    assert "Always" in app.selectbox(key="db-tls").options


def test_a_shared_server_takes_no_path_of_a_ca_file(
    data: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SHARED, "1")
    app = choose(data, "mongodb")
    app.selectbox(key="mongo-tls").select("verify").run()
    assert app.selectbox(key="mongo-ca").options == ["Those that this computer trusts"]
