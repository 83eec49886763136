"""A REST API is read to its last page, politely, and says what it left out."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest

from core.errors import (
    AppError,
    LimitError,
    NotAllowedError,
    SettingError,
    SourceError,
    UnknownNameError,
)
from core.fetch import Fetcher, Head, Policy, parse
from core.progress import Cancelled, Event
from core.secret_store import VALUE
from core.sources import source_from_json, source_to_json
from core.sources.http_api import HttpApi
from core.sources.web.detect import paging_of
from core.sources.web.reading import FIRST_VALUES, Wire, read_all, read_first, read_pieces
from tests.fetch.server import Asked, Reply, Web, as_json, moved, page
from tests.sources.conftest import Naps

ROWS = [{"id": at, "city": f"town {at}"} for at in range(1, 8)]
KEY, NAME = "hunter2-k3y", "reports"
ADA = base64.b64encode(f"ada:{KEY}".encode()).decode()


def ids(api: HttpApi, wire: Wire, rows: int | None = None) -> list[int]:
    return list(read_all(api, rows, wire).frame["id"])


def paged(web: Web, give: Callable[[dict[str, str], Asked], Reply]) -> str:
    return web.answer("/rows", lambda asked: give(asked.query, asked))


def by_number(query: dict[str, str], _: Asked) -> Reply:
    size, number = int(query.get("size", 3)), int(query.get("page", 1))
    return as_json({"items": ROWS[(number - 1) * size : number * size]})


def by_offset(query: dict[str, str], _: Asked) -> Reply:
    begin, size = int(query.get("offset", 0)), int(query.get("limit", 3))
    return as_json({"items": ROWS[begin : begin + size], "total": len(ROWS)})


def by_cursor(query: dict[str, str], _: Asked) -> Reply:
    begin = int(query.get("after", "c0")[1:])
    more = {"next_cursor": f"c{begin + 3}"} if begin + 3 < len(ROWS) else {"next_cursor": ""}
    return as_json({"items": ROWS[begin : begin + 3], "meta": more})


def by_link(query: dict[str, str], asked: Asked) -> Reply:
    number = int(query.get("page", 1))
    found = ROWS[(number - 1) * 3 : number * 3]
    links = ['</rows?page=1>; rel="first"']
    if number < 3:
        links.append(f'</rows?page={number + 1}>; title="a, b"; rel="next last"')
    return as_json(found, Link=", ".join(links))


def by_next(query: dict[str, str], asked: Asked) -> Reply:
    number = int(query.get("p", 0))
    host = asked.headers["host"]
    link = f"http://{host}/rows?p={number + 1}" if number < 2 else None
    return as_json({"items": ROWS[number * 3 : number * 3 + 3], "links": {"next": link}})


WAYS: dict[str, tuple[Callable[..., Reply], dict[str, Any], int]] = {
    "page number": (by_number, {"paging": "page", "size_param": "size", "size": 3}, 3),
    "page number without size": (by_number, {"paging": "page"}, 3),
    "pages of equal size": (by_number, {"paging": "page", "size_param": "size", "size": 7}, 2),
    "offset": (
        by_offset,
        {"paging": "offset", "number_param": "offset", "size_param": "limit", "size": 2},
        4,
    ),
    "cursor": (
        by_cursor,
        {"paging": "cursor", "number_param": "after", "next_at": "/meta/next_cursor"},
        3,
    ),
    "link header": (by_link, {"paging": "link", "rows_at": ""}, 3),
    "next address": (by_next, {"paging": "next", "next_at": "/links/next"}, 3),
}


@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_paging_gives_every_row_once(way: str, web: Web, wire: Wire) -> None:
    give, settings, requests = WAYS[way]
    api = HttpApi(url=paged(web, give), **{"rows_at": "/items", **settings})
    assert ids(api, wire) == [1, 2, 3, 4, 5, 6, 7]
    assert len(web.asked) == requests


@pytest.mark.parametrize("way", WAYS)
def test_a_preview_asks_for_no_more_than_it_shows(way: str, web: Web, wire: Wire) -> None:
    give, settings, _ = WAYS[way]
    api = HttpApi(url=paged(web, give), **{"rows_at": "/items", **settings})
    assert ids(api, wire, rows=2) == [1, 2]
    assert len(web.asked) == 1


SEEN = {
    "link header": (by_link, "", "in its Link header"),
    "next address": (by_next, "", "the address of the next page in 'links → next'"),
    "cursor": (by_cursor, "", "'meta → next_cursor'; it is sent back as 'cursor'"),
    "offset": (by_offset, "?offset=0&limit=3", "'offset' and 'limit', 3 records each. It promises"),
    "page number": (by_number, "?page=1&size=3", "by 'page', beginning with 1, 3 records each"),
    "no size but the total": (
        lambda query, asked: as_json({"meta": {"count": 90, "page": 1}, "items": ROWS}),
        "",
        "by 'page', beginning with 1. It promises 90",
    ),
    "no further pages": (lambda query, asked: as_json(ROWS), "", "Nothing in the answer"),
    "all there is": (lambda query, asked: as_json({"total": 7, "items": ROWS}), "", "holds all 7"),
    "more, but not how": (
        lambda query, asked: as_json({"total": 90, "items": ROWS}),
        "",
        "holds 7 of 90 records, but does not show how",
    ),
}


@pytest.mark.parametrize("way", SEEN)
def test_paging_is_seen_in_the_first_answer(way: str, web: Web, wire: Wire) -> None:
    give, query, says = SEEN[way]
    first = read_first(HttpApi(url=paged(web, give) + query), wire)
    rows = first.answer if isinstance(first.answer, list) else first.answer["items"]
    seen = paging_of(first.head, first.answer, len(rows))
    assert says in seen.sentence
    assert seen.sentence.endswith(".")


@pytest.mark.parametrize("way", ["link header", "next address", "offset", "page number"])
def test_what_is_seen_reads_every_row(way: str, web: Web, wire: Wire) -> None:
    give, query, _ = SEEN[way]
    api = HttpApi(url=paged(web, give) + query, rows_at="" if give is by_link else "/items")
    first = read_first(api, wire)
    seen = paging_of(first.head, first.answer, 3)
    assert ids(api.paged(seen.paging), wire) == [1, 2, 3, 4, 5, 6, 7]


def headed(answer: Any, query: str = "") -> Any:
    from datetime import UTC, datetime

    return paging_of(Head(parse(f"https://a.org/{query}"), 200, {}, datetime.now(UTC)), answer, 2)


AFTER = ("cursor", "/paging/next/after", "after")


@pytest.mark.parametrize(
    ("answer", "way", "pointer", "param"),
    [
        ({"nextPageToken": "x", "files": []}, "cursor", "/nextPageToken", "pageToken"),
        ({"response_metadata": {"next_cursor": "x"}}, "cursor", None, "cursor"),
        ({"paging": {"next": {"after": "5", "link": "https://a.org/?after=5"}}}, *AFTER),
        ({"@odata.nextLink": "https://a.org/?$skip=2"}, "next", "/@odata.nextLink", "page"),
        ({"_links": {"next": {"href": "/x?page=2"}}}, "next", "/_links/next/href", "page"),
        ({"info": {"next": "https://a.org/?page=2", "count": 9}}, "next", "/info/next", "page"),
        ({"count": 2, "next": None, "results": []}, "none", "", "page"),
        ([{"page": 1, "pages": 4, "per_page": "50"}, [{"id": 1}]], "page", "", "page"),
        ({"has_more": True, "data": [{"cursor": "x"}]}, "none", "", "page"),
        ({"next_cursor": None}, "none", "", "page"),
    ],
)
def test_usual_answers_are_recognised(
    answer: Any, way: str, pointer: str | None, param: str
) -> None:
    seen = headed(answer).paging
    assert (seen.way, seen.number_param) == (way, param)
    assert pointer is None or seen.pointer == pointer


def test_the_count_of_a_page_is_not_taken_for_all() -> None:
    assert headed({"count": 2, "items": [1, 2]}, "?page=3").paging.first == 3


def test_a_server_that_ignores_the_page_is_noticed(web: Web, wire: Wire) -> None:
    api = HttpApi(url=web.give("/rows", as_json(ROWS)), paging="page", number_param="seite")
    loaded = read_all(api, wire=wire)
    assert len(loaded.frame) == 7
    assert any("gave the same records again as page 2" in note for note in loaded.notes)


def test_a_short_page_in_the_middle_is_no_end_when_more_is_promised(web: Web, wire: Wire) -> None:
    pages = ([1, 2, 3], [4], [5, 6])
    replies = [as_json({"total": 6, "items": [{"id": at} for at in found]}) for found in pages]
    api = HttpApi(url=web.give("/rows", *replies), paging="page", rows_at="/items")
    assert ids(api, wire) == [1, 2, 3, 4, 5, 6]


def test_no_page_after_the_last_is_an_end(web: Web, wire: Wire) -> None:
    replies = as_json([{"id": 1}]), as_json([{"id": 2}]), as_json({}, 404)
    assert ids(HttpApi(url=web.give("/rows", *replies), paging="page"), wire) == [1, 2]


def test_missing_rows_are_said(web: Web, wire: Wire) -> None:
    api = HttpApi(url=web.give("/", as_json({"total": 9, "items": ROWS})), rows_at="/items")
    assert "The server promised 9 records, but 7 came." in read_all(api, wire=wire).notes


@pytest.mark.parametrize(
    ("limits", "rows", "says"),
    [
        ({"max_rows": 5}, 5, "limit of 5 rows"),
        ({"max_rows": 6}, 6, "limit of 6 rows"),
        ({"max_pages": 2}, 6, "limit of 2 pages"),
        ({"max_rows": 7}, 7, ""),
        ({"max_pages": 3}, 7, ""),
    ],
)
def test_a_limit_stops_the_reading_and_is_said(
    limits: dict[str, int], rows: int, says: str, web: Web, wire: Wire
) -> None:
    api = HttpApi(url=paged(web, by_link), paging="link", **limits)  # type: ignore[arg-type]
    loaded = read_all(api, wire=wire)
    assert len(loaded.frame) == rows
    said = [note for note in loaded.notes if "Stopped" in note]
    assert bool(said) == bool(says)
    assert not says or says in said[0]


def test_pieces_hold_the_same_rows_and_tell_how_far_they_are(
    web: Web, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.sources.web.reading.PIECE_ROWS", 4)
    heard: list[Event] = []
    api = HttpApi(
        url=paged(web, by_offset), rows_at="/items", paging="offset", number_param="offset"
    )
    pieces = list(read_pieces(api, heard.append, wire))
    assert [list(piece.frame["id"]) for piece in pieces] == [[1, 2, 3, 4, 5, 6], [7]]
    assert (heard[-1].done, heard[-1].total) == (7, 7)
    assert "6 records from 2 pages" in [event.message for event in heard]
    assert "Read from" in pieces[0].notes[0]
    assert not any("Read from" in note for note in pieces[1].notes)


def test_only_the_fields_asked_for_are_read(web: Web, wire: Wire) -> None:
    rows = [{"id": 1, "who": {"name": "Ann", "mail": "a@b.c"}, "n": "1,5"}, {"id": 2}]
    api = HttpApi(url=web.give("/", as_json(rows)), columns=("id", "who.*", "!who.mail"))
    loaded = read_all(api, None, wire)
    assert list(loaded.frame.columns) == ["id", "who.name"]
    assert not any("'n'" in note or "mail" in note for note in loaded.notes)
    assert "only 'id', 'who.*' and '!who.mail'" in api.describe()


def test_a_field_that_is_nowhere_is_named(web: Web, wire: Wire) -> None:
    api = HttpApi(url=web.give("/", as_json([{"city": 1}])), columns=("town", "city"))
    with pytest.raises(UnknownNameError, match="'town'"):
        read_all(api, None, wire)


def test_a_later_piece_may_lack_some_fields(
    web: Web, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.sources.web.reading.PIECE_ROWS", 2)
    pages = [[{"id": 1, "a": 1}, {"id": 2, "a": 2}], [{"id": 3}, {"id": 4}]]

    def give(query: dict[str, str], _: Asked) -> Reply:
        number = int(query.get("page", 1))
        return as_json(pages[number - 1] if number <= len(pages) else [])

    api = HttpApi(url=paged(web, give), paging="page", columns=("a", "id"))
    pieces = list(read_pieces(api, wire=wire))
    assert [list(piece.frame.columns) for piece in pieces] == [["id", "a"], ["id"]]


def test_reading_stops_between_pages_when_it_is_cancelled(web: Web, wire: Wire) -> None:
    def stop(event: Event) -> None:
        if event.done >= 3:
            raise Cancelled

    api = HttpApi(url=paged(web, by_link), paging="link")
    with pytest.raises(Cancelled):
        list(read_pieces(api, stop, wire))
    assert len(web.asked) == 1


def test_a_busy_server_is_waited_for(web: Web, wire: Wire, naps: Naps) -> None:
    replies = as_json({}, 429, Retry_After="3"), as_json({}, 500), as_json([{"id": 1}])
    assert ids(HttpApi(url=web.give("/", *replies), rate=50), wire) == [1]
    assert naps.now == pytest.approx(3 + 2)


def test_requests_keep_the_rate(web: Web, wire: Wire, naps: Naps) -> None:
    ids(HttpApi(url=paged(web, by_link), paging="link", rate=0.5), wire)
    assert naps.now == pytest.approx(2 * 2)


# ---- what goes out ----


def test_parameters_headers_and_body_are_sent(web: Web, wire: Wire) -> None:
    api = HttpApi(
        url=web.give("/", as_json(ROWS)) + "?a=1",
        method="POST",
        parameters=("city=Zürich & co", "a = 2", "empty="),
        headers=("X-Team: risk",),
        body='{"year": 2024}',
    )
    ids(api, wire)
    asked = web.asked[0]
    assert asked.query == {"a": "2", "city": "Zürich & co", "empty": ""}
    assert (asked.method, json.loads(asked.body)) == ("POST", {"year": 2024})
    assert asked.headers["x-team"] == "risk"
    assert asked.headers["content-type"] == "application/json"
    assert asked.headers["accept"] == "application/json"


def test_pages_can_be_asked_for_in_the_body(web: Web, wire: Wire) -> None:
    def give(asked: Asked) -> Reply:
        return by_number({"page": str(json.loads(asked.body)["page"])}, asked)

    api = HttpApi(
        url=web.answer("/", give), method="POST", body='{"q": 1}', paging="page", in_body=True
    )
    assert ids(api.edit(rows_at="/items"), wire) == [1, 2, 3, 4, 5, 6, 7]
    assert json.loads(web.asked[-1].body) == {"q": 1, "page": 3}


@pytest.mark.parametrize(
    ("sent", "name", "where", "value"),
    [
        ("bearer", "", "authorization", f"Bearer {KEY}"),
        ("header", "X-Key", "x-key", KEY),
        ("header", "", "x-api-key", KEY),
        ("basic", "ada", "authorization", f"Basic {ADA}"),
        ("query", "token", None, KEY),
        ("query", "", None, KEY),
    ],
)
def test_a_secret_is_sent_and_kept_nowhere(
    sent: str,
    name: str,
    where: str | None,
    value: str,
    web: Web,
    wire: Wire,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(VALUE + "REPORTS", KEY)
    url = web.give("/", as_json({"message": f"key {KEY} is fine"}, 200, X=KEY))
    api = HttpApi(url=url, secret=NAME, sent_as=sent, sent_name=name)
    loaded = read_all(api, wire=wire)
    asked = web.asked[0]
    assert (asked.headers[where] if where else asked.query[name or "api_key"]) == value
    stored = json.dumps(source_to_json(api))
    said = (api.describe(), repr(api), *loaded.notes, repr(api.ask()))
    assert KEY not in " ".join([stored, *said])
    assert source_from_json(json.loads(stored)) == api


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422, 429, 500, 302])
def test_no_error_repeats_a_secret(
    status: int, web: Web, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VALUE + "REPORTS", KEY)
    there = f"http://10.0.0.1/{KEY}"
    url = web.give("/", as_json({"error": f"bad key {KEY}"}, status, Location=there))
    api = HttpApi(url=url, secret=NAME, sent_as="query", sent_name="key")
    with pytest.raises(AppError) as refused:
        read_all(api, wire=wire)
    assert KEY not in refused.value.sentence()


@pytest.mark.parametrize("give", [by_next, by_link])
def test_a_secret_follows_to_the_next_page(
    give: Callable[..., Reply], web: Web, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VALUE + "REPORTS", KEY)
    paging = {"paging": "next", "next_at": "/links/next", "rows_at": "/items"}
    chosen = paging if give is by_next else {"paging": "link"}
    api = HttpApi(url=paged(web, give), secret=NAME, **chosen)
    ids(api, wire)
    assert [asked.headers["authorization"] for asked in web.asked] == [f"Bearer {KEY}"] * 3


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"url": "https://a.org/?api_key=123"}, "The address carries a key in 'api_key'"),
        ({"parameters": ("token=123",)}, "The parameter 'token' carries a key"),
        ({"headers": ("Authorization: Bearer 123",)}, "The header 'Authorization' carries a key"),
        ({"headers": ("X-Auth-Token: 123",)}, "The header 'X-Auth-Token' carries a key"),
        ({"headers": ("no colon",)}, "'no colon' is no header"),
        ({"parameters": ("=1",)}, "'=1' is no parameter"),
        ({"method": "POST", "body": "{a"}, "The body is not valid JSON"),
    ],
)
def test_what_a_recipe_must_not_keep_is_refused(settings: dict[str, Any], says: str) -> None:
    with pytest.raises(SettingError, match=says) as refused:
        HttpApi(**{"url": "https://a.org/", **settings}).ask()
    assert "123" not in refused.value.sentence()


def test_a_next_page_on_another_host_is_not_followed_unless_allowed(
    web: Web, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VALUE + "REPORTS", KEY)
    there = web.address.replace("127.0.0.1", "localhost") + "/there"
    web.give("/there", as_json({"items": [{"id": 2}]}))
    url = web.give("/", as_json({"items": [{"id": 1}], "next": there}))
    api = HttpApi(url=url, rows_at="/items", paging="next", next_at="/next", secret=NAME)
    with pytest.raises(NotAllowedError, match="next page lies on another host: 'localhost'"):
        read_all(api, wire=wire)
    assert web.paths() == ["/"]
    with pytest.raises(NotAllowedError, match="'localhost' lies inside a private network"):
        read_all(api.edit(other_hosts=True), wire=wire)
    both = Wire(Fetcher(Policy(frozenset({"127.0.0.1", "localhost"}))), wire.manners)
    assert ids(api.edit(other_hosts=True), both) == [1, 2]
    assert "authorization" not in web.asked[-1].headers


def test_a_redirect_to_this_machine_is_refused(web: Web, wire: Wire) -> None:
    url = web.give("/", moved("http://localhost/"))
    with pytest.raises(NotAllowedError, match="private network"):
        read_all(HttpApi(url=url), wire=wire)


def test_an_address_inside_is_refused_unless_it_is_listed(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = web.give("/", as_json(ROWS))
    assert len(HttpApi(url=url).load().frame) == 7
    monkeypatch.delenv("MODELWRIGHT_HOSTS")
    with pytest.raises(NotAllowedError, match="private network"):
        HttpApi(url=url).load()


# ---- what comes in ----


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (page("<html><body>Log in</body></html>"), "with a web page, not with JSON"),
        (Reply("<?xml version='1.0'?><a/>"), "with XML, not with JSON"),
        (Reply("a,b\n1,2\n"), "with text, not with JSON"),
        (Reply(""), "gave an empty answer"),
        (Reply(b"\x89PNG\r\n"), "not with JSON"),
        (Reply(b'["\xff\xfe"]'), "not with JSON"),
        (Reply("[" * 100_000), "nested too deeply"),
        (as_json([]), "holds no records"),
        (as_json({"items": []}), "holds nothing at '/rows'"),
        (as_json({"rows": 3}), "a single value at '/rows'"),
        (as_json({"rows": [{}]}), "have no fields"),
    ],
)
def test_what_is_no_list_of_records_is_said(reply: Reply, says: str, web: Web, wire: Wire) -> None:
    at = "/rows" if "rows" in says or "fields" in says else ""
    with pytest.raises(SourceError, match=says) as refused:
        read_all(HttpApi(url=web.give("/", reply), rows_at=at), wire=wire)
    assert refused.value.hint


def test_lines_of_json_and_other_encodings_are_read(web: Web, wire: Wire) -> None:
    text = '{"id": 1, "name": "é"}\n{"id": 2, "name": "ü"}\n'
    kind = "application/json; charset=iso-8859-1"
    url = web.give("/", Reply(text.encode("latin-1"), 200, {"Content-Type": kind}))
    assert list(read_all(HttpApi(url=url), wire=wire).frame["name"]) == ["é", "ü"]


def test_an_empty_address_is_asked_for() -> None:
    with pytest.raises(SourceError, match="No address was given"):
        HttpApi().load()


@pytest.mark.parametrize("cell", ["[]", "{}", "1"])
def test_an_answer_of_very_many_values_is_not_looked_at(cell: str, web: Web, wire: Wire) -> None:
    body = f"[{','.join([cell] * (FIRST_VALUES + 1))}]"
    api = HttpApi(url=web.give("/many", Reply(body, headers={"Content-Type": "application/json"})))
    with pytest.raises(LimitError, match="more than 1,000,000 values") as error:
        read_first(api, wire)
    assert "limit" in error.value.hint
