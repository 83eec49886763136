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
from core.sources.openml import OpenMl
from core.sources.scrape import WebTableSource
from core.sources.url import UrlFile
from core.sources.web.pages import read_page
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
