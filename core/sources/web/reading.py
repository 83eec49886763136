"""Read an API page by page, politely, within its limits, and put the records together."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from core.errors import LimitError, SourceError
from core.fetch import Answer, Ask, Fetcher, Head, Manners, PatientFetcher, need_ok
from core.files import text_hash
from core.progress import Event, Report, silent
from core.sources import Loaded
from core.sources.dialect.settings import Marked, rules_of
from core.sources.json_rows import Flattening
from core.sources.web.answers import json_of
from core.sources.web.paging import PAGE, Page, Paging, first_ask, next_ask, total_of
from core.sources.web.records import Kept, Records, frame_of, records_at
from core.sources.web.secrets import blanked
from core.text import count, shown

PAGE_BYTES = 50_000_000
PAGE_SECONDS = 30.0
FIRST_BYTES, FIRST_VALUES = 30_000_000, 1_000_000
PIECE_ROWS = 20_000
PIECE_BYTES = 50_000_000
_GONE = 404


class Api(Marked, Protocol):
    """What is asked, where the records are in an answer, how they are read, how far to go."""

    @property
    def rows_at(self) -> str: ...
    @property
    def columns(self) -> tuple[str, ...]: ...
    @property
    def depth(self) -> int: ...
    @property
    def lists(self) -> str: ...
    @property
    def max_pages(self) -> int: ...
    @property
    def max_rows(self) -> int: ...
    @property
    def rate(self) -> float: ...

    def ask(self) -> Ask:
        """Return the request of the first page."""

    def way(self) -> Paging:
        """Return how further pages are found."""


@dataclass(frozen=True)
class Wire:
    """How requests travel; tests have a fetcher and manners of their own."""

    fetcher: Fetcher = field(
        default_factory=lambda: Fetcher().within(bytes=PAGE_BYTES, seconds=PAGE_SECONDS)
    )
    manners: Manners = field(default_factory=Manners)


@dataclass(frozen=True)
class First:
    """The first answer of an API, whole."""

    head: Head
    answer: Any = field(repr=False)


def read_first(api: Api, wire: Wire | None = None) -> First:
    """Ask an API once, and parse what it answers."""
    answer = ask_first(api, wire)
    return First(answer.head, json_of(answer))


def ask_first(api: Api, wire: Wire | None = None) -> Answer:
    """Ask an API once, so that a person can point at the records in its answer."""
    fetcher = (wire or Wire()).fetcher.within(bytes=FIRST_BYTES)
    answer = fetcher.fetch(first_ask(api.ask(), api.way()))
    # Every value begins after one of these: some hundred bytes of memory for two of the answer.
    if sum(map(answer.body.count, (b",", b"[", b"{"))) > FIRST_VALUES:
        raise LimitError(
            f"The answer holds more than {FIRST_VALUES:,} values, too many to look at.",
            "Ask for fewer records, by a parameter such as limit or per_page.",
        )
    need_ok(answer, blanked)
    return answer


def first_rows(api: Api, first: First, rows: int) -> Loaded:
    """Return the first rows of an answer that is already there, as they would be loaded."""
    records = records_at(first.answer, api.rows_at)[:rows]
    if not records:
        raise SourceError("This list is empty.", "Choose another list, or other parameters.")
    how = Flattening(api.depth, api.lists)
    frame, notes = frame_of(records, how, rules_of(api), Kept(api.columns))
    return Loaded(frame, tuple(notes))


def read_all(api: Api, rows: int | None = None, wire: Wire | None = None) -> Loaded:
    """Read all records, or the first `rows`, as one table."""
    reading = _Reading(api, wire or Wire(), silent)
    records: Records = []
    for page in reading.pages():
        records += page
        if rows is not None and len(records) >= rows:
            break
    return reading.loaded(records if rows is None else records[:rows])


def read_pieces(api: Api, report: Report = silent, wire: Wire | None = None) -> Iterator[Loaded]:
    """Yield the records in pieces of some thousand rows."""
    reading = _Reading(api, wire or Wire(), report)
    records: Records = []
    given = 0
    for page in reading.pages():
        records += page
        if len(records) >= PIECE_ROWS or reading.size >= PIECE_BYTES:
            yield reading.loaded(records)
            given += len(records)
            records = []
    if records or not given:
        yield reading.loaded(records)


class _Reading:
    """Where the reading of an API is, and what there is to say about it."""

    def __init__(self, api: Api, wire: Wire, report: Report) -> None:
        self._api = api
        self._way = api.way()
        self._report = report
        manners = replace(wire.manners, rate=api.rate)
        self._patient = PatientFetcher(wire.fetcher, manners, self._say)
        self._notes: list[str] = []
        self._kept = Kept(api.columns)
        self._rows = self._pages = self._total = self._first_rows = 0
        self._last = ""
        self.size = 0

    def pages(self) -> Iterator[Records]:
        """Yield the records of page after page, until there is no next or a limit is met."""
        ask: Ask | None = first_ask(self._api.ask(), self._way)
        while ask is not None:
            self._say()
            page = self._page(ask, self._patient.fetch(ask))
            if page is None:
                break
            ask = next_ask(page, self._way)
            over = self._rows - self._api.max_rows
            if over > 0 or (ask and (over == 0 or self._pages >= self._api.max_pages)):
                self._stopped(over)
                ask = None
            yield page.records[: len(page.records) - over] if over > 0 else page.records
        self._say()
        if 0 < self._rows < self._total:
            self._notes.append(
                f"The server promised {count(self._total, 'record')}, but {self._rows:,} came."
            )

    def loaded(self, records: Records) -> Loaded:
        """Return records as a table, with the notes that came with them."""
        if not records:
            raise SourceError(
                "The answer holds no records.",
                "Check the parameters, and the place of the records.",
            )
        how = Flattening(self._api.depth, self._api.lists)
        frame, changes = frame_of(records, how, rules_of(self._api), self._kept)
        self._kept = replace(self._kept, again=True)
        notes, self._notes, self.size = self._notes, [], 0
        return Loaded(frame, (*notes, *changes))

    def _page(self, ask: Ask, answer: Answer) -> Page | None:
        """Return the next page, None when what came is none."""
        if self._pages and self._way.way == PAGE and answer.head.status == _GONE:
            return None  # some servers have no page after the last one
        value = json_of(answer)
        records = records_at(value, self._api.rows_at)
        mark = text_hash(json.dumps(records))
        if records and mark == self._last:
            self._notes.append(
                f"The server gave the same records again as page {self._pages + 1:,}, so reading "
                "stopped: check how further pages are asked for."
            )
            return None
        self._last = mark
        self._first_rows = self._first_rows or len(records)
        self._pages += 1
        self._rows += len(records)
        self._total = total_of(value, len(records)) or self._total
        self.size += len(answer.body)
        if self._pages == 1:
            where = shown(answer.head.url.plain, 120)
            self._notes.append(f"Read from {where} on {answer.head.when}.")
        facts = Page(ask, self._pages, answer.head, value, records, self._rows)
        return replace(facts, first_rows=self._first_rows)

    def _stopped(self, over: int) -> None:
        limit = (
            count(self._api.max_rows, "row") if over >= 0 else count(self._api.max_pages, "page")
        )
        self._rows -= max(over, 0)
        self._total = 0
        self._notes.append(f"Stopped at the limit of {limit}: the server has more.")

    def _say(self, words: str = "") -> None:
        total = min(self._total, self._api.max_rows)
        so_far = f"{count(self._rows, 'record')} from {count(self._pages, 'page')}"
        self._report(Event(self._rows, total, words or so_far))
