"""The forms of databases: what they ask for, and that a correction is seen at once."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from core.reach import SHARED
from core.recipe import Recipe
from pages.ui import stores
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
