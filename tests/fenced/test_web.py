"""What the web gives is fetched here and parsed behind the fence: the same rows, and no secret."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from core.errors import AppError, SourceError
from core.fenced import web as fenced_web
from core.fenced.answers import Answer
from core.fenced.asking import answered
from core.secret_store import acting_for, remember
from core.sources.http_api import HttpApi
from core.sources.openml import OpenMl
from core.sources.scrape import WebTableSource
from core.sources.url import UrlFile
from core.sources.web.detect import outline_of, paging_of
from core.sources.web.pages import read_page
from core.sources.web.reading import first_rows, read_first
from core.sources.web.records import places_in
from core.sources.web.tree import lines_of
from core.table import Dataset
from tests.fetch.server import TOWNS, Asked, Reply, Web, as_json, moved, page

KEY = "hunter2-k3y"
ROWS = b"town,people\n" + b"Bern,134591\nThun,43568\n" * 30


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Note each errand, and everything that goes behind the fence with it."""
    noted: list[tuple[str, str]] = []

    def noting(errand: str, asked: Mapping[str, Any], **more: Any) -> Answer:
        noted.append((errand.rpartition(":")[2], json.dumps(asked)))
        return answered(errand, asked, **more)

    monkeypatch.setattr(fenced_web, "answered", noting)
    return noted


def test_a_file_is_looked_at_as_it_would_be_here(web: Web, readings: list[tuple[str, str]]) -> None:
    source = UrlFile(url=web.give("/towns.csv", Reply(ROWS)))
    look = fenced_web.look(source, {}, 3)
    here = source.look(source.fetch(enough=True), {}, 3)
    assert (look.name, look.inner, look.choices) == (here.name, here.inner, here.choices)
    table = Dataset.of(here.loaded.frame, "", here.loaded.notes)
    pd.testing.assert_frame_equal(look.loaded.frame, table.frame)
    assert look.loaded.notes == table.notes
    assert [errand for errand, _ in readings] == ["look"]


def test_no_secret_and_no_query_goes_behind_the_fence(
    web: Web, readings: list[tuple[str, str]]
) -> None:
    def keyed(asked: Asked) -> Reply:
        sound = asked.headers.get("authorization") == f"Bearer {KEY}"
        return Reply(ROWS) if sound and asked.query.get("token") == "signed" else Reply(b"", 401)

    web.answer("/signed.csv", keyed)
    address = web.give("/towns.csv", moved("/signed.csv?token=signed"))
    name = remember(KEY, "ann", "127.0.0.1", "a file")
    with acting_for("ann"):
        look = fenced_web.look(UrlFile(url=address, secret=name), {}, 3, "ann")
    assert len(look.loaded.frame) == 3
    (told,) = [told for _, told in readings]
    assert KEY not in told and "signed.csv" in told and "token" not in told


def test_a_page_is_listed_and_its_table_read_as_they_would_be_here(
    web: Web, readings: list[tuple[str, str]]
) -> None:
    address = web.give("/towns", page(TOWNS))
    seen, here = fenced_web.page(address), read_page(address)
    assert [(one.number, one.title, one.rows) for one in seen.tables] == [
        (1, "Towns", 2),
        (2, "Rivers", 2),
    ]
    assert seen.tables[0].names == ("Town", "People") and seen.tables[0].is_data
    source = WebTableSource(url=address, table=2)
    loaded, whole = fenced_web.table(source, seen), source.read(here)
    pd.testing.assert_frame_equal(loaded.frame, Dataset.of(whole.frame, "").frame)
    assert loaded.notes[0].startswith(f"Read from {address} on ")
    assert loaded.notes[1:] == whole.notes[1:]
    assert [errand for errand, _ in readings] == ["page", "table"]


def test_a_page_goes_with_who_holds_it(web: Web) -> None:
    seen = fenced_web.page(web.give("/towns", page(TOWNS)))
    path = seen.fetched.path
    assert path.exists()
    del seen
    assert not path.parent.exists()


def test_a_data_set_of_openml_is_parsed_behind_the_fence(
    web: Web, readings: list[tuple[str, str]], tmp_path: Path
) -> None:
    pd.DataFrame({"id": [1, 2, 3]}).to_parquet(tmp_path / "x.pq")
    arff = b"@relation x\n@attribute id numeric\n@data\n1\n2\n3\n"
    about = {
        "name": "three",
        "url": web.give("/three.arff", Reply(arff)),
        "parquet_url": web.give("/three.pq", Reply((tmp_path / "x.pq").read_bytes())),
    }
    web.give("/api/v1/json/data/7", as_json({"data_set_description": about}))
    source = OpenMl(number=7, server=web.address)
    assert fenced_web.openml(source, 2).frame["id"].tolist() == [1, 2]
    assert [errand for errand, _ in readings] == ["load"]
    web.give("/three.pq", Reply(b"PAR1 is all there is"))
    loaded = fenced_web.openml(source, 2)
    assert loaded.frame["id"].tolist() == [1, 2]
    assert any("Its Parquet file was not used" in note for note in loaded.notes)


@pytest.mark.parametrize(
    "body", [b"\xd0\xcf\x11\xe0" + b"\0" * 600, b"PAR1" + b"\0" * 50, b"%PDF-1.4 x"]
)
def test_what_cannot_be_read_is_refused_as_it_would_be_here(web: Web, body: bytes) -> None:
    source = UrlFile(url=web.give("/towns", Reply(body)))
    with pytest.raises(AppError) as here:
        source.look(source.fetch(), {}, 3)
    with pytest.raises(AppError) as found:
        fenced_web.look(source, {}, 3)
    assert type(found.value) is type(here.value)
    assert found.value.__dict__ == here.value.__dict__


def test_a_page_instead_of_a_file_is_said_with_its_address(web: Web) -> None:
    address = web.give("/towns", page(TOWNS))
    with pytest.raises(SourceError, match="leads to a web page of '127.0.0.1', not to a file"):
        fenced_web.look(UrlFile(url=address), {}, 3)


PEOPLE = {
    "meta": {"next": "/people?page=2", "total": 400},
    "people": [{"id": at, "name": f"p{at}", "home": {"town": "Rome"}} for at in range(60)],
    "tags": ["a", "b"],
}


def test_the_first_answer_of_an_api_is_parsed_behind_the_fence(
    web: Web, readings: list[tuple[str, str]]
) -> None:
    api = HttpApi(url=web.give("/people", as_json(PEOPLE)))
    seen, here = fenced_web.first(api), read_first(api)
    assert seen.places == places_in(here.answer)
    assert seen.outline == {"meta": PEOPLE["meta"]}
    rows = seen.places[0].rows
    pages = paging_of(here.head, here.answer, rows)
    assert paging_of(seen.fetched.head, seen.outline, rows) == pages
    chosen = api.edit(rows_at="/people")
    found, whole = fenced_web.records(chosen, seen, 20), first_rows(chosen, here, 20)
    pd.testing.assert_frame_equal(found.frame, Dataset.of(whole.frame, "").frame)
    assert found.notes == whole.notes
    assert [errand for errand, _ in readings] == ["first", "records"]


@pytest.mark.parametrize(
    ("start", "chosen", "folds", "errands"),
    [
        ("", "/people", None, 1),
        ("/gone", "/people", None, 1),
        ("/tags", "/tags", None, 1),
        ("", "/tags", None, 2),
        ("", "/people", {"/people/0": True}, 2),
    ],
    ids=["offered", "gone", "as before", "another", "opened"],
)
def test_the_tree_of_an_answer_is_drawn_behind_the_fence(
    web: Web,
    readings: list[tuple[str, str]],
    start: str,
    chosen: str,
    folds: dict[str, bool] | None,
    errands: int,
) -> None:
    api = HttpApi(url=web.give("/people", as_json(PEOPLE)))
    seen = fenced_web.first(api, start)
    drawn = lines_of(PEOPLE, seen.places, chosen, folds)
    assert fenced_web.lines(seen, chosen, folds) == drawn
    assert len(readings) == errands


def test_no_key_and_no_query_of_an_api_crosses_the_fence(
    web: Web, readings: list[tuple[str, str]]
) -> None:
    name = remember(KEY, "ann", "127.0.0.1", "an API")
    address = web.give("/people", as_json(PEOPLE))
    api = HttpApi(
        url=address, parameters=("group=hidden",), secret=name, sent_as="query", sent_name="k"
    ).edit(rows_at="/people")
    with acting_for("ann"):
        seen = fenced_web.first(api, owner="ann")
        fenced_web.records(api, seen, 5, "ann")
    assert len(readings) == 2
    for _, told in readings:
        assert KEY not in told and "hidden" not in told and name not in told


@pytest.mark.parametrize(
    "body",
    [
        b"<html><body>none</body></html>",
        b"",
        b"[" * 100_000,
        b'{"a": ',
        b'[{"a": 1}]\xff',
    ],
    ids=["page", "empty", "deep", "cut short", "no letters"],
)
def test_an_answer_that_is_no_json_is_refused_as_it_would_be_here(web: Web, body: bytes) -> None:
    api = HttpApi(url=web.give("/people", Reply(body, {"Content-Type": "application/json"})))
    with pytest.raises(AppError) as here:
        read_first(api)
    with pytest.raises(AppError) as found:
        fenced_web.first(api)
    assert found.value.__dict__ == here.value.__dict__


def test_the_outline_of_an_answer_is_small_whatever_it_holds() -> None:
    wide = {f"k{at}": {f"v{field}": "x" * 50 for field in range(100)} for at in range(1000)}
    assert len(json.dumps(outline_of({"next": "/p2", **wide, "long": "y" * 100_000}))) < 500_000
    pair = [{"page": 1, "pages": 8}, [{"id": 1}]]
    assert outline_of(pair) == [{"page": 1, "pages": 8}, []]
    assert outline_of([{"id": 1}]) == {}
