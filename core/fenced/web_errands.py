"""What is done inside the fence with what the web gave: it is parsed, and never asked again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from core.fenced.answers import Answer
from core.fetch import Answer as Came
from core.sources import Loaded, source_from_json, source_to_json
from core.sources.http_api import HttpApi
from core.sources.scrape import WebTableSource
from core.sources.url import UrlFile
from core.sources.web.answers import json_of
from core.sources.web.detect import outline_of
from core.sources.web.files import fetched_from
from core.sources.web.pages import WebPage, page_of
from core.sources.web.reading import First, first_rows
from core.sources.web.records import place_from, places_in
from core.sources.web.tables import sketch_of
from core.sources.web.tree import lines_of
from core.table import Dataset

Asked = Mapping[str, Any]


def look(asked: Asked) -> Answer:
    """Look at the beginning of a file."""
    source = UrlFile.from_json(_settings(asked))
    seen = source.look(
        fetched_from(Path(asked["path"]), asked["came"]), asked["picked"], asked["rows"]
    )
    found = {"inner": source_to_json(seen.inner), "choices": seen.choices}
    return Answer(found, _table(seen.loaded, seen.name))


def page(asked: Asked) -> Answer:
    """List the tables of a page."""
    return Answer({"tables": [asdict(sketch_of(table)) for table in _page(asked).tables]})


def table(asked: Asked) -> Answer:
    """Read one of the tables of a page."""
    source = WebTableSource.from_json(_settings(asked))
    return Answer(table=_table(source.read(_page(asked)), "table"))


def load(asked: Asked) -> Answer:
    """Read a file by the source that is named."""
    loaded = source_from_json(asked["source"]).load(Path(asked["path"]), asked["rows"])
    return Answer(table=_table(loaded, asked["name"]))


def first(asked: Asked) -> Answer:
    """Look at the first answer of an API: its lists of records, its tree, and its outline."""
    answer = _json(asked)
    places = places_in(answer)
    pointers = [place.pointer for place in places]
    chosen = asked["start"] if asked["start"] in pointers else "".join(pointers[:1])
    found = {
        "places": [asdict(place) for place in places],
        "lines": [asdict(line) for line in lines_of(answer, places, chosen)],
        "chosen": chosen,
        "outline": outline_of(answer),
    }
    return Answer(found)


def lines(asked: Asked) -> Answer:
    """Draw an answer as the lines of a tree."""
    places = [place_from(place) for place in asked["places"]]
    found = lines_of(_json(asked), places, asked["chosen"], asked["folds"])
    return Answer({"lines": [asdict(line) for line in found]})


def records(asked: Asked) -> Answer:
    """Read the first records of an answer."""
    api = HttpApi.from_json(_settings(asked))
    head = fetched_from(Path(asked["path"]), asked["came"]).head
    loaded = first_rows(api, First(head, _json(asked)), asked["rows"])
    return Answer(table=_table(loaded, "answer"))


def _json(asked: Asked) -> Any:
    fetched = fetched_from(Path(asked["path"]), asked["came"])
    return json_of(Came(fetched.head, fetched.path.read_bytes()))


def _page(asked: Asked) -> WebPage:
    fetched = fetched_from(Path(asked["path"]), asked["came"])
    return page_of(fetched.path.read_bytes(), fetched.head)


def _settings(asked: Asked) -> dict[str, Any]:
    return {name: value for name, value in asked["source"].items() if name != "source"}


def _table(loaded: Loaded, name: str) -> Dataset:
    return Dataset.of(loaded.frame, name, loaded.notes)
