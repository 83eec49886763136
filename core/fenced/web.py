"""Look at what the web gives: the server fetches it, and a process behind the fence parses it.

Only the file that came and what is public about it go there: no address with its query, no
secret.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.fenced import table_in
from core.fenced.answers import Answer
from core.fenced.asking import answered
from core.sources import Loaded, Source, source_from_json, source_to_json

if TYPE_CHECKING:
    from core.sources.http_api import HttpApi
    from core.sources.openml import OpenMl
    from core.sources.scrape import WebTableSource
    from core.sources.url import Look, UrlFile
    from core.sources.web.files import Fetched
    from core.sources.web.records import Place
    from core.sources.web.tables import Sketch
    from core.sources.web.tree import Line

_ERRANDS = "core.fenced.web_errands"


@dataclass(frozen=True, eq=False)
class Page:
    """A web page that was fetched, and the tables it shows; its file goes with it."""

    fetched: Fetched = field(repr=False)
    tables: tuple[Sketch, ...]


@dataclass(frozen=True, eq=False)
class First:
    """The first answer of an API, as far as a page needs it; its file goes with it.

    places   the lists of records in it
    chosen   the pointer to the one that is offered first
    lines    its tree, with this one chosen
    outline  its single values outside of lists, which may tell of further pages
    """

    fetched: Fetched = field(repr=False)
    places: tuple[Place, ...]
    chosen: str
    lines: tuple[Line, ...] = field(repr=False)
    outline: Any = field(repr=False)


def look(source: UrlFile, picked: Mapping[str, str], rows: int, owner: str = "") -> Look:
    """Fetch as much of a file as a preview needs, with other parts of it picked."""
    from core.sources.url import Look

    fetched = source.fetch(enough=True)
    asked = {"source": source_to_json(source), "picked": dict(picked), "rows": rows}
    answer = _answered("look", fetched, asked, owner)
    inner = source_from_json(answer.values["inner"])
    return Look(fetched.name, inner, answer.values["choices"], _loaded(answer))


def page(address: str, owner: str = "") -> Page:
    """Fetch a page as its owner wishes, and list its tables."""
    from core.sources.web.files import held
    from core.sources.web.pages import fetch_page
    from core.sources.web.tables import Sketch

    answer = fetch_page(address)
    fetched = held(answer.body, answer.head.url.file_name, answer.head)
    found = _answered("page", fetched, {}, owner).values["tables"]
    sketches = (Sketch(**{**sketch, "names": tuple(sketch["names"])}) for sketch in found)
    return Page(fetched, tuple(sketches))


def table(source: WebTableSource, page: Page, owner: str = "") -> Loaded:
    """Read one of the tables of a page."""
    asked = {"source": source_to_json(source)}
    return _loaded(_answered("table", page.fetched, asked, owner))


def first(api: HttpApi, start: str = "", owner: str = "") -> First:
    """Ask an API once, and find the lists of records in its answer; offer one of them first."""
    from core.sources.web.files import held
    from core.sources.web.reading import ask_first
    from core.sources.web.records import place_from

    answer = ask_first(api)
    fetched = held(answer.body, answer.head.url.file_name, answer.head)
    found = _answered("first", fetched, {"start": start}, owner).values
    places = tuple(map(place_from, found["places"]))
    return First(fetched, places, found["chosen"], _lines(found["lines"]), found["outline"])


def lines(
    first: First, chosen: str, folds: Mapping[str, bool] | None, owner: str = ""
) -> tuple[Line, ...]:
    """Return the answer of an API as the lines of a tree."""
    if chosen == first.chosen and not folds:
        return first.lines
    places = [asdict(place) for place in first.places]
    asked = {"places": places, "chosen": chosen, "folds": dict(folds or {})}
    return _lines(_answered("lines", first.fetched, asked, owner).values["lines"])


def records(api: HttpApi, first: First, rows: int, owner: str = "") -> Loaded:
    """Read the first records of an answer, as they would be loaded."""
    shape = api.edit(url="", parameters=(), headers=(), body="", secret="")
    asked = {"source": source_to_json(shape), "rows": rows}
    return _loaded(_answered("records", first.fetched, asked, owner))


def openml(source: OpenMl, rows: int, owner: str = "") -> Loaded:
    """Read the first rows of a data set of OpenML."""
    from core.sources.web.files import usual_fetcher

    def behind(inner: Source, path: Path, /, most: int | None) -> Loaded:
        file = {"path": str(path), "name": source.describe().rstrip(".")}
        asked = {**file, "source": source_to_json(inner), "rows": most}
        return _loaded(answered(f"{_ERRANDS}:load", asked, owner=owner))

    return source.read(usual_fetcher(), rows, behind)


def _answered(errand: str, fetched: Fetched, more: Mapping[str, Any], owner: str) -> Answer:
    from core.sources.web.files import facts_of

    asked = {"path": str(fetched.path), "name": fetched.name, "came": facts_of(fetched), **more}
    return answered(f"{_ERRANDS}:{errand}", asked, owner=owner)


def _lines(found: Iterable[Mapping[str, Any]]) -> tuple[Line, ...]:
    from core.sources.web.records import place_from
    from core.sources.web.tree import Line

    return tuple(
        Line(**{**line, "place": line["place"] and place_from(line["place"])}) for line in found
    )


def _loaded(answer: Answer) -> Loaded:
    found = table_in(answer.table)
    return Loaded(found.frame, found.notes)
