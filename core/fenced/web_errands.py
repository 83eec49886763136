"""What is done inside the fence with what the web gave: it is parsed, and never asked again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from core.fenced.answers import Answer
from core.sources import Loaded, source_from_json, source_to_json
from core.sources.scrape import WebTableSource
from core.sources.url import UrlFile
from core.sources.web.files import fetched_from
from core.sources.web.pages import WebPage, page_of
from core.sources.web.tables import sketch_of
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


def _page(asked: Asked) -> WebPage:
    fetched = fetched_from(Path(asked["path"]), asked["came"])
    return page_of(fetched.path.read_bytes(), fetched.head)


def _settings(asked: Asked) -> dict[str, Any]:
    return {name: value for name, value in asked["source"].items() if name != "source"}


def _table(loaded: Loaded, name: str) -> Dataset:
    return Dataset.of(loaded.frame, name, loaded.notes)
