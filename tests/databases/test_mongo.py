"""MongoDB, asked by the real client; the server is a very small one of our own."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import bson
import pytest

from core.errors import AppError, LimitError, SourceError
from core.progress import Cancelled, Event
from core.secret_store import acting_for, remember
from core.sources import mongo
from core.sources.databases import Listed
from core.sources.mongo import OPERATORS, Mongo, checked_filter
from tests.databases.mongo_server import MongoServer, serving
from tests.databases.servers import free_port

ORDERS = [
    {
        "_id": bson.ObjectId(f"{at:024x}"),
        "number": at,
        "customer": {"name": f"c{at % 5}", "place": {"city": "Ulm" if at % 2 else "Bonn"}},
        "tags": ["new", "paid"] if at % 3 else [],
        "when": datetime(2024, 1, 1 + at % 28),
        "price": bson.Decimal128("10.50"),
        "picture": b"\x00",
    }
    for at in range(5000)
]


@pytest.fixture
def server() -> Iterator[MongoServer]:
    with serving(MongoServer({"orders": ORDERS, "system.views": [], "empty": []})) as made:
        yield made


def source(server: MongoServer, **changes: Any) -> Mongo:
    given = {"host": "127.0.0.1", "port": server.port, "database": "shop", "collection": "orders"}
    return Mongo(**{**given, **changes})


def test_documents_become_rows_with_a_type_per_column(server: MongoServer) -> None:
    loaded = source(server).load(rows=3)
    first = loaded.frame
    assert list(first["number"]) == [0, 1, 2]
    assert list(first["customer.place.city"]) == ["Bonn", "Ulm", "Bonn"]
    assert list(first["_id"]) == [f"{at:024x}" for at in range(3)]
    assert list(first["price"]) == [10.5] * 3
    assert str(first["when"][1]) == "2024-01-02 00:00:00"
    assert first["tags"][1] == "new; paid"
    assert first["picture"].isna().all()
    assert "Binary values became missing: 'picture'." in loaded.notes


def test_a_preview_holds_no_more_than_one_piece(
    server: MongoServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mongo, "BATCH_ROWS", 2)
    monkeypatch.setattr(mongo, "PIECE_BYTES", 1)
    assert len(source(server).load(rows=10).frame) == 2
    assert len(source(server, most=10).load().frame) == 10


def test_a_preview_asks_for_few_documents_only(server: MongoServer) -> None:
    source(server).load(rows=20)
    assert [command["limit"] for command in server.sent("find")] == [21]
    assert server.sent("getMore") == []


def test_all_documents_come_in_batches(
    server: MongoServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mongo, "PIECE_ROWS", 2000)
    events: list[Event] = []
    pieces = list(source(server).pieces(report=events.append))
    assert [len(piece.frame) for piece in pieces] == [2000, 2000, 1000]
    assert [event.done for event in events] == [2000, 4000, 5000]
    assert len(server.sent("getMore")) == 2


def test_reading_stops_when_asked_to(server: MongoServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mongo, "PIECE_ROWS", 1000)

    def stop(event: Event) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        list(source(server).pieces(report=stop))
    assert len(server.sent("getMore")) <= 1


def test_the_filter_and_the_fields_are_sent_to_the_server(server: MongoServer) -> None:
    wanted = source(server, filter='{"number": {"$gte": 4998}}', fields=("number",))
    assert list(wanted.load().frame["number"]) == [4998, 4999]
    assert server.sent("find")[0]["projection"] == {"_id": 0, "number": 1}


def test_depth_says_how_far_documents_are_taken_apart(server: MongoServer) -> None:
    shallow = source(server, depth=0, lists="count").load(rows=2).frame
    assert shallow["customer"][0] == '{"name": "c0", "place": {"city": "Bonn"}}'
    assert list(shallow["tags"]) == [0, 2]


def test_a_limit_is_kept_and_said(server: MongoServer) -> None:
    loaded = source(server, most=10).load()
    assert len(loaded.frame) == 10
    assert "Only the first 10 documents were read; there are more." in loaded.notes


def test_collections_are_listed_without_the_servers_own(server: MongoServer) -> None:
    assert source(server).collections() == [
        Listed("", "empty", False, 0),
        Listed("", "orders", False, 5000),
    ]


def test_extended_json_names_types(server: MongoServer) -> None:
    wanted = source(server, filter='{"_id": {"$in": [{"$oid": "000000000000000000000007"}]}}')
    assert list(wanted.load().frame["number"]) == [7]


def test_nothing_but_reading_is_ever_sent(server: MongoServer) -> None:
    source(server).load(rows=3)
    list(source(server).pieces())
    source(server).collections()
    sent = {next(iter(command)) for command in server.commands}
    assert sent <= {
        *("hello", "ismaster", "isMaster", "find", "getMore", "killCursors", "endSessions"),
        *("listCollections", "count", "ping"),
    }


# ---- filters that could do more ----


@pytest.mark.parametrize(
    "text",
    [
        '{"$where": "sleep(10000)"}',
        '{"a": {"$where": "1"}}',
        '{"$expr": {"$function": {"body": "f", "args": [], "lang": "js"}}}',
        '{"$and": [{"x": {"$accumulator": {}}}]}',
        '{"$jsonSchema": {}}',
        '{"$text": {"$search": "x"}}',
        '{"a": {"$code": "function() {}"}}',
        '{"a": {"$ref": "other", "$id": 1}}',
        '{"a": {"$near": [0, 0]}}',
        '{"$comment": "x"}',
    ],
)
def test_operators_that_are_not_listed_are_refused(text: str) -> None:
    with pytest.raises(SourceError, match="is not allowed in a filter"):
        checked_filter(text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{a: 1}", "not valid JSON"),
        ("[1]", "one JSON object"),
        ('"x"', "one JSON object"),
        ('{"a": {"$oid": "xyz"}}', "not what its type says"),
        ('{"a":' * 30 + "1" + "}" * 30, "nested too deeply"),
        ('{"a":' * 9000 + "1" + "}" * 9000, "nested too deeply"),
        ("function() { return 1 }", "not valid JSON"),
    ],
)
def test_a_filter_that_is_no_json_is_refused_in_a_sentence(text: str, says: str) -> None:
    with pytest.raises(SourceError, match=says):
        checked_filter(text)


def test_no_operator_that_runs_code_is_listed() -> None:
    running = {"$where", "$function", "$accumulator", "$expr", "$code", "$scope", "$jsonSchema"}
    assert not OPERATORS & running


# ---- servers that do not answer as hoped ----


def test_a_slow_query_is_stopped() -> None:
    with serving(MongoServer({"orders": ORDERS}, wait=30)) as slow:
        began = time.monotonic()
        with pytest.raises(LimitError, match="stopped after 1 seconds"):
            source(slow, seconds=1).load()
        assert time.monotonic() - began < 8


def test_a_wrong_password_is_said_without_it(server: MongoServer) -> None:
    name = remember("canary-mongo-77", "ann", "127.0.0.1", "mongo")
    with acting_for("ann"), pytest.raises(SourceError, match="does not accept user 'eve'") as told:
        source(server, user="eve", password=name).load(rows=1)
    assert "canary" not in told.value.sentence()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"host": "nohost.invalid"}, "there is no such host"),
        ({"host": "mongodb://evil"}, "the name of a host is needed"),
        ({"host": "a,b"}, "not the name of a host"),
        ({"host": ""}, "No host is named"),
        ({"database": ""}, "No database is named"),
        ({"database": "a=b"}, "cannot be the name of a database"),
        ({"collection": ""}, "No collection is chosen"),
        ({"collection": "empty"}, "No document passes the filter"),
    ],
)
def test_wrong_settings_are_one_sentence(
    changes: dict[str, Any], says: str, server: MongoServer
) -> None:
    with pytest.raises(AppError, match=says):
        source(server, **changes).load(rows=1)


def test_a_port_where_nothing_listens_is_said_at_once() -> None:
    began = time.monotonic()
    with pytest.raises(SourceError, match="nothing listens there"):
        Mongo(host="127.0.0.1", port=free_port(), database="shop", collection="x").load(rows=1)
    assert time.monotonic() - began < 8


MARKED = [
    {"day": "01/02/2024", "sum": "1.234", "rate": "12 %", "left": "gone", "n": 1.5},
    {"day": "03/04/2024", "sum": "2.345", "rate": "9 %", "left": "7", "n": 2.5},
]


def test_texts_in_documents_are_read_by_the_marks_that_are_set() -> None:
    with serving(MongoServer({"orders": MARKED})) as server:
        guessed = source(server).load()
        assert guessed.frame["day"].dt.month.tolist() == [2, 4]
        assert any("could be month/day/year" in note for note in guessed.notes)
        rules = {"decimal": ",", "day_first": "no", "signs": "keep", "missing": ("gone",)}
        frame = source(server, **rules).load().frame
    assert frame["sum"].tolist() == [1234, 2345]
    assert frame["day"].dt.month.tolist() == [1, 3]
    assert frame["rate"].tolist() == ["12 %", "9 %"]
    assert frame["left"].isna().tolist() == [True, False]
    assert frame["n"].tolist() == [1.5, 2.5]  # a number is a number, whatever the marks


def test_no_thousands_mark_leaves_such_cells_text() -> None:
    with serving(MongoServer({"orders": [{"sum": "1,234"}, {"sum": "2,345"}]})) as server:
        assert source(server).load().frame["sum"].tolist() == [1234, 2345]
        kept = source(server, thousands="none").load().frame
    assert kept["sum"].tolist() == ["1,234", "2,345"]
