"""The forms of the web: one request shows what there is, and a click picks it."""

from __future__ import annotations

import json
import pickle
import time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.reach import HOSTS
from core.recipe import Recipe
from core.sources import source_from_json
from core.sources.http_api import HttpApi
from pages.ui import api_form, intake, scrape_form, stores, url_form
from tests.fetch.server import TOWNS, Asked, Reply, Web, as_json, page
from tests.jobs.conftest import over
from tests.pages.conftest import Opener, errors_of, recipe_of, words
from tests.traces import traces

KEY = "hunter2-k3y"
PEOPLE = [{"id": at, "home": {"city": "Bern"}, "tags": ["a"]} for at in range(1, 8)]


@pytest.fixture
def data(show: Opener) -> AppTest:
    """Return the Data page of a project without a table."""
    made = stores.store().create("local", "New", Recipe().to_json())
    return show("data", made.id)


def choose(app: AppTest, way: str) -> AppTest:
    app.segmented_control(key="source").set_value(way).run()
    assert not errors_of(app)
    return app


def customers(asked: Asked) -> Reply:
    if asked.headers.get("authorization") != f"Bearer {KEY}":
        return as_json({"message": f"bad key {asked.headers.get('authorization')}"}, 401)
    number = int(asked.query.get("page", 1))
    more = f"/customers?page={number + 1}" if number < 3 else None
    rows = PEOPLE[(number - 1) * 3 : number * 3]
    return as_json({"data": {"people": rows, "plans": [{"name": "gold"}]}, "next": more})


def asked_for(app: AppTest, address: str, key: str = "") -> AppTest:
    choose(app, "http_api")
    app.text_input(key="api-url").set_value(address).run()
    if key:
        app.selectbox(key="api-sent").set_value("bearer").run()
        app.text_input(key="api-key-0").set_value(key).run()
    return app.button(key="api-ask").click().run()


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def press(app: AppTest, begins: str) -> None:
    """Click the first button whose label begins so."""
    next(button for button in app.button if button.label.startswith(begins)).click().run()
    assert not errors_of(app)


def texts(app: AppTest) -> str:
    return " ".join(text.value for text in app.text)


def test_one_request_shows_the_lists_and_the_paging(web: Web, data: AppTest) -> None:
    app = asked_for(data, web.answer("/customers", customers), KEY)
    assert not errors_of(app)
    assert len(web.asked) == 1
    assert "**data** · 2 fields" in labels(app)
    assert "**people** · 3 records with 'id', 'home' and 'tags'" in labels(app)
    assert "**plans** · 1 record with 'name'" in labels(app)
    assert app.button(key="api-1-use-0").label == "These rows are used"
    assert app.button(key="api-1-use-1").label == "Use these rows"
    assert "the address of the next page in 'next'" in words(app)
    assert app.selectbox(key="api-way-1").value == "next"
    assert "The rows come from **data → people**: 3 records with 3 fields" in words(app)
    assert list(app.dataframe[0].value.columns) == ["id", "home.city", "tags"]
    assert app.button(key="load-http_api")


def test_a_click_picks_another_list_without_asking_again(web: Web, data: AppTest) -> None:
    app = asked_for(data, web.answer("/customers", customers), KEY)
    app.button(key="api-1-use-1").click().run()
    assert app.button(key="api-1-use-1").label == "These rows are used"
    assert app.button(key="api-1-use-0").label == "Use these rows"
    assert list(app.dataframe[0].value.columns) == ["name"]
    assert len(web.asked) == 1


def test_a_part_of_the_answer_is_closed_and_opened_again(web: Web, data: AppTest) -> None:
    app = asked_for(data, web.answer("/customers", customers), KEY)
    assert "id: 1" not in texts(app)
    press(app, "**people**")
    assert "id: 1" in texts(app)
    press(app, "**data**")
    assert not [label for label in labels(app) if "people" in label]
    assert app.dataframe[0].value["id"].tolist() == [1, 2, 3]  # what is chosen stays so
    press(app, "**data**")
    assert "id: 1" in texts(app)
    assert len(web.asked) == 1


def test_a_record_in_the_rows_is_followed_or_kept_whole(web: Web, data: AppTest) -> None:
    app = asked_for(data, web.answer("/customers", customers), KEY)
    press(app, "**people**")
    press(app, "Keep whole")
    assert list(app.dataframe[0].value.columns) == ["id", "home", "tags"]
    assert app.slider(key="api-depth").value == 0
    assert "**home** · 1 field, kept as JSON text" in labels(app)
    press(app, "Take apart")
    assert list(app.dataframe[0].value.columns) == ["id", "home.city", "tags"]
    assert "**home** · 1 field, columns of their own" in labels(app)


def test_single_fields_are_ticked_and_stay_so(web: Web, data: AppTest) -> None:
    app = asked_for(data, web.answer("/customers", customers), KEY)
    (box,) = (box for box in app.multiselect if box.label == "Fields to read")
    assert (box.options, box.placeholder) == (["id", "home.city", "tags"], "All 3 fields")
    box.set_value(["id", "home.*"]).run()
    assert not errors_of(app)
    assert list(app.dataframe[0].value.columns) == ["id", "home.city"]
    app.button(key="api-1-use-1").click().run()
    (box,) = (box for box in app.multiselect if box.label == "Fields to read")
    assert (box.options, box.value) == (["name"], [])
    app.button(key="api-1-use-0").click().run()
    assert list(app.dataframe[0].value.columns) == ["id", "home.city"]
    assert len(web.asked) == 1


def test_names_and_values_of_an_answer_show_as_themselves(web: Web, data: AppTest) -> None:
    name = "![x](https://host.example/p.png)"
    app = asked_for(data, web.give("/x", as_json({name: {"rows": [{"a": name}], "": {"b": [[]]}}})))
    assert not errors_of(app)
    for label in (*labels(app), *(markdown.value for markdown in app.markdown)):
        assert "![x](" not in label
    assert any(name in text.value for text in app.text)


def test_dates_and_marks_of_records_are_corrected(web: Web, data: AppTest) -> None:
    rows = [{"day": "01/02/2024", "n": "1.234"}, {"day": "03/04/2024", "n": "2.345"}]
    app = asked_for(data, web.give("/x", as_json(rows)))
    assert app.dataframe[0].value["day"].dt.month.tolist() == [2, 4]
    assert "could be month/day/year" in words(app)
    app.selectbox(key="api-day_first").select("no").run()
    app.segmented_control(key="api-decimal").set_value(",").run()
    assert not errors_of(app)
    assert app.dataframe[0].value["day"].dt.month.tolist() == [1, 3]
    assert app.dataframe[0].value["n"].tolist() == [1234, 2345]
    assert app.selectbox(key="api-thousands") and app.multiselect(key="api-missing")
    assert len(web.asked) == 1


def test_a_typed_key_is_shown_and_kept_nowhere(web: Web, data: AppTest) -> None:
    app = asked_for(data, web.answer("/customers", customers), KEY)
    assert app.text_input(key="api-key-1").value == ""
    shown = [str(element) for element in app.main]
    assert KEY not in " ".join(shown)


@pytest.mark.parametrize(
    ("way", "key"), [("http_api", "api"), ("url", "url"), ("web_table", "page")]
)
def test_an_address_that_is_none_says_why(way: str, key: str, data: AppTest) -> None:
    app = choose(data, way)
    app.text_input(key=f"{key}-url").set_value("example.org/rows").run()
    assert app.button(key=f"{key}-ask").disabled
    assert any("is no web address" in box.value for box in app.caption)
    app.text_input(key=f"{key}-url").set_value("").run()
    assert not any("is no web address" in box.value for box in app.caption)


def test_a_refusal_is_a_sentence_and_is_not_repeated(web: Web, data: AppTest) -> None:
    app = asked_for(data, web.answer("/customers", customers), "wrong-k3y")
    assert "asks for a key, or refused the one it got" in errors_of(app)[0]
    assert "wrong-k3y" not in errors_of(app)[0]
    app.run()
    assert len(web.asked) == 1
    app.button(key="api-ask").click().run()
    assert len(web.asked) == 2


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (page("<html><body>hi"), "with a web page, not with JSON"),
        (as_json({}, 404), "has nothing at this address"),
        (as_json({}, 500), "has trouble of its own"),
        (as_json({}, 429), "asks for fewer requests"),
    ],
)
def test_an_answer_that_is_none_is_said(reply: Reply, says: str, web: Web, data: AppTest) -> None:
    app = asked_for(data, web.give("/x", reply))
    assert says in errors_of(app)[0]
    assert not app.exception


def test_an_answer_without_records_is_said(web: Web, data: AppTest) -> None:
    app = asked_for(data, web.give("/x", as_json({"status": "ok"})))
    assert "holds no list of records" in words(app)


def test_a_key_in_the_address_is_refused_unasked(web: Web, data: AppTest) -> None:
    app = asked_for(data, web.give("/x", as_json([])) + "?api_key=1")
    assert "The address carries a key in 'api_key'" in errors_of(app)[0]
    assert not web.asked


def test_the_tables_of_a_page_are_listed_and_one_is_picked(web: Web, data: AppTest) -> None:
    app = choose(data, "web_table")
    app.text_input(key="page-url").set_value(web.give("/towns", page(TOWNS))).run()
    app.button(key="page-ask").click().run()
    picked = app.radio(key="page-table-1")
    assert picked.options == ["Towns", "Rivers"]
    assert app.dataframe[0].value["People"].tolist() == [134_591, 43_568]
    picked.set_value(2).run()
    assert app.dataframe[0].value["River"].tolist() == ["Aare", "Emme"]
    assert web.paths() == ["/robots.txt", "/towns"]
    assert app.button(key="load-web_table")


def test_dates_and_missing_words_of_a_table_are_corrected(web: Web, data: AppTest) -> None:
    rows = "<tr><td>01/02/2024<td>5<tr><td>03/04/2024<td>gone"
    html = f"<table><tr><th>day<th>n{rows}</table>"
    app = choose(data, "web_table")
    app.text_input(key="page-url").set_value(web.give("/x", page(html))).run()
    app.button(key="page-ask").click().run()
    assert app.dataframe[0].value["day"].dt.month.tolist() == [2, 4]
    app.selectbox(key="page-day_first").select("no").run()
    app.multiselect(key="page-missing").set_value(["gone"]).run()
    assert not errors_of(app)
    assert app.dataframe[0].value["day"].dt.month.tolist() == [1, 3]
    assert app.dataframe[0].value["n"].isna().tolist() == [False, True]
    assert app.selectbox(key="page-thousands") and app.selectbox(key="page-decimal")


def test_a_page_that_programs_may_not_read_is_said(web: Web, data: AppTest) -> None:
    web.give("/robots.txt", Reply("User-agent: *\nDisallow: /\n"))
    app = choose(data, "web_table")
    app.text_input(key="page-url").set_value(web.give("/towns", page(TOWNS))).run()
    app.button(key="page-ask").click().run()
    assert "asks programs not to read this page" in errors_of(app)[0]


def test_a_file_is_looked_at_and_read_differently(web: Web, data: AppTest) -> None:
    app = choose(data, "url")
    address = web.give("/towns.csv", Reply("town;people\nBern;1,5\nThun;2,5\n"))
    app.text_input(key="url-url").set_value(address).run()
    app.button(key="url-ask").click().run()
    assert not errors_of(app)
    assert app.dataframe[0].value["people"].tolist() == [1.5, 2.5]
    assert "towns.csv" in words(app) and "Semicolon" in words(app)
    assert app.button(key="load-url")
    app.slider(key="url-1-header_rows").set_value(0).run()
    assert not errors_of(app)
    assert len(app.dataframe[0].value) == 3


def test_rows_about_people_wait_for_the_answer_and_are_asked_for_once(
    web: Web, data: AppTest, home: Path
) -> None:
    project = data.query_params["project"]
    rows = [f"p{at}@canary.example,{at},{'ny'[at % 2]}" for at in range(60)]
    text = "\n".join(["contact,spend,left", *rows])
    app = choose(data, "url")
    address = web.give("/people.csv", Reply(text))
    app.text_input(key="url-url").set_value(address).run()
    app.button(key="url-ask").click().run()
    app.button(key="load-url").click().run()
    app = ended(app, project)
    assert "they are not asked for again" in words(app)
    assert traces(home, "@canary") == []
    asked = web.paths()
    web.give("/people.csv", Reply("gone", 404))
    app.button(key="arrival-go").click().run()
    app = ended(app, project)
    assert not errors_of(app)
    table = stores.table(str(recipe_of(project).source["data"]), "local")
    assert table.frame["contact"].unique().tolist() == ["canary.example"]
    assert web.paths() == asked
    assert list((home / "waiting").iterdir()) == []


def ended(app: AppTest, project: str) -> AppTest:
    """Wait until a job has read the table, and look again."""
    job = stores.engine().latest(project, "import")
    assert job is not None
    over(stores.engine(), job.id)
    return app.run()


def test_an_address_inside_is_refused_on_every_form(
    web: Web, data: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(HOSTS)
    app = asked_for(data, web.give("/x", as_json([{"a": 1}])))
    assert "private network" in errors_of(app)[0]
    for way, key in (("web_table", "page"), ("url", "url")):
        app.segmented_control(key="source").set_value(way).run()
        app.text_input(key=f"{key}-url").set_value(web.address).run()
        app.button(key=f"{key}-ask").click().run()
        assert "private network" in errors_of(app)[0]
    assert not web.asked


def test_the_forms_begin_empty_and_say_what_is_missing(data: AppTest) -> None:
    for way, key in (("http_api", "api"), ("web_table", "page"), ("url", "url")):
        app = choose(data, way)
        assert app.button(key=f"{key}-ask").disabled
    assert all(form.draw.__doc__ for form in (api_form, scrape_form, url_form))
    assert source_from_json({"source": "http_api"}) == HttpApi()


@pytest.mark.alone
def test_a_large_answer_is_not_copied_for_each_redraw(web: Web, data: AppTest) -> None:
    row = {f"f{at}": {"a": {"b": at}} for at in range(20)}
    rows = {"rows": [row] * 10_000, "more": [row] * 20}
    app = asked_for(data, web.give("/x", as_json({"data": rows})))
    copied = time.process_time()  # not what other programs take meanwhile
    pickle.loads(pickle.dumps(json.loads(json.dumps(rows))))  # noqa: S301
    began = time.process_time()
    press(app, "**more**")
    assert time.process_time() - began < (began - copied) / 2


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://shop.example/v1/order_items?page=1", "Order items from shop.example"),
        ("https://shop.example/", "shop.example"),
    ],
)
def test_a_project_is_called_after_what_an_api_gives(address: str, name: str) -> None:
    task = {"source": {"source": "http_api", "url": address}}
    assert intake._called(task, f"{address}, records at /data") == name
