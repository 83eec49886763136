"""Answers of the web that go wrong in practice: what is sent, and what must become of it."""

from __future__ import annotations

import gzip
from dataclasses import dataclass, field
from typing import Any

from tests.fetch.server import Reply, as_json, moved, page

_ROWS = [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}]
_BOMB = gzip.compress(b"[" + b" " * 60_000_000 + b"]")
_CSV = "id,name\n1,a\n2,b\n"


@dataclass(frozen=True)
class BadAnswer:
    """An answer, the source that asks for it, and the sentence or note that must come of it.

    `expect` is 'stop' (one sentence), 'auto' (rows, with a note) or 'fine' (rows).
    """

    name: str
    source: str
    reply: Reply
    expect: str
    says: str = ""
    settings: dict[str, Any] = field(default_factory=dict)


WEB = (
    BadAnswer("records", "http_api", as_json(_ROWS), "fine"),
    BadAnswer("lines of JSON", "http_api", Reply('{"id": 1}\n{"id": 2}\n'), "fine"),
    BadAnswer("a login page", "http_api", page("<html><body>Log in"), "stop", "a web page, not"),
    BadAnswer("nothing", "http_api", Reply(""), "stop", "an empty answer"),
    BadAnswer("cut off", "http_api", Reply('[{"id": 1}, {"id"'), "stop", "not with JSON"),
    BadAnswer("deep", "http_api", Reply("[" * 90_000), "stop", "nested too deeply"),
    BadAnswer("no rows", "http_api", as_json([]), "stop", "no records"),
    BadAnswer("an error", "http_api", as_json({"message": "no"}, 400), "stop", "(400): no."),
    BadAnswer("no key", "http_api", as_json({}, 401), "stop", "asks for a key"),
    BadAnswer("forbidden", "http_api", as_json({}, 403), "stop", "refused access"),
    BadAnswer("gone", "http_api", as_json({}, 410), "stop", "any more (410)"),
    BadAnswer("inward", "http_api", moved("http://169.254.169.254/"), "stop", "private network"),
    BadAnswer("to a file", "http_api", moved("file:///etc/passwd"), "stop", "are not read"),
    BadAnswer(
        "bomb",
        "http_api",
        Reply(_BOMB, 200, {"Content-Encoding": "gzip"}),
        "stop",
        "larger than 50 MB",
    ),
    BadAnswer(
        "wrong place", "http_api", as_json({"a": _ROWS}), "stop", "nothing at", {"rows_at": "/b"}
    ),
    BadAnswer("nested", "http_api", as_json([{"a": {"b": 1}}]), "auto", "outer.inner"),
    BadAnswer("a file", "url", Reply(_CSV), "fine"),
    BadAnswer(
        "wrong kind of content", "url", Reply(_CSV, 200, {"Content-Type": "image/png"}), "fine"
    ),
    BadAnswer("page for a file", "url", page("<html><body>x"), "stop", "leads to a web page"),
    BadAnswer("empty file", "url", Reply(""), "stop", "The file is empty"),
    BadAnswer("pickle", "url", Reply(b"\x80\x04\x95\x00"), "stop", "can run programs"),
    BadAnswer("moved away", "url", moved("/nowhere"), "stop", "nothing at this address"),
    BadAnswer("round and round", "url", moved("/bad"), "stop", "leads on more than 3 times"),
    BadAnswer("no tables", "web_table", page("<p>hello"), "stop", "holds no tables"),
    BadAnswer("JSON for a page", "web_table", as_json(_ROWS), "stop", "leads to application/json"),
    BadAnswer(
        "entities",
        "web_table",
        page(
            '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
            "<table><tr><th>a<th>b<tr><td>&x;<td>1</table>"
        ),
        "fine",
    ),
    BadAnswer(
        "a table of spans",
        "web_table",
        page("<table>" + "<tr>" + "<td colspan=1000>x" * 11 + "</table>"),
        "stop",
        "10,000 columns",
    ),
    BadAnswer(
        "footer",
        "web_table",
        page("<table><tr><th>a<th>b<tr><td>1<td>2<tfoot><tr><td>3<td>4</table>"),
        "auto",
        "1 row of its footer left out",
    ),
)
