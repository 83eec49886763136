"""What is asked and what is answered: requests, heads of answers, and their limits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from core.errors import SourceError
from core.fetch.body import PACKINGS
from core.fetch.url import Url
from core.text import shown

AGENT = "Modelwright"
USER_AGENT = f"{AGENT}/1 (reads tables at the request of a person)"
MAX_BYTES = 200_000_000
MAX_REDIRECTS = 3
_OURS = frozenset(
    ("host", "user-agent", "accept-encoding", "connection", "content-length", "cookie")
    + ("transfer-encoding", "expect", "te", "trailer", "upgrade", "proxy-authorization")
)
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Limits:
    """How long a request may take, and how many bytes its answer may unpack to."""

    connect_seconds: float = 10.0
    seconds: float = 10.0
    bytes: int = MAX_BYTES
    redirects: int = MAX_REDIRECTS


@dataclass(frozen=True)
class Ask:
    """A request. What is secret goes to the server of `url` alone and is never shown."""

    url: Url
    method: str = "GET"
    headers: Pairs = ()
    body: bytes = b""
    secret_headers: Pairs = field(default=(), repr=False)
    secret_query: Pairs = field(default=(), repr=False)


@dataclass(frozen=True)
class Head:
    """What an answer says about itself; `headers` have names in small letters."""

    url: Url
    status: int
    headers: Mapping[str, str]
    at: datetime

    @property
    def content_type(self) -> str:
        """Return the kind of content that the server claims, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str:
        """Return the encoding that the server claims, empty when it claims none."""
        for part in self.headers.get("content-type", "").split(";")[1:]:
            name, _, value = part.partition("=")
            if name.strip().lower() == "charset":
                return value.strip().strip("\"'").lower()
        return ""

    @property
    def ok(self) -> bool:
        """Tell whether the server answered as it was asked to."""
        return 200 <= self.status < 300

    @property
    def when(self) -> str:
        """Return the moment of the answer as people read it."""
        return f"{self.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


@dataclass(frozen=True)
class Answer:
    """A whole answer in memory."""

    head: Head
    body: bytes = field(repr=False)


def headers_of(ask: Ask) -> list[tuple[str, str]]:
    """Return all headers of a request, in order; ours cannot be replaced."""
    given = [*ask.headers, *ask.secret_headers]
    for name, value in given:
        check_header(name, value)
    names = {name.lower() for name, _ in given}
    ours = [
        ("Host", ask.url.place),
        ("User-Agent", USER_AGENT),
        ("Accept-Encoding", ", ".join(PACKINGS)),
        ("Connection", "close"),
    ]
    if "accept" not in names:
        ours.append(("Accept", "*/*"))
    if ask.body or ask.method == "POST":
        ours.append(("Content-Length", str(len(ask.body))))
    return [*ours, *((name, value.strip()) for name, value in given)]


def check_header(name: str, value: str) -> None:
    """Refuse a header that would change the request itself."""
    plain = name.isascii() and name.replace("-", "").replace("_", "").isalnum()
    if not plain or name.lower() in _OURS:
        raise SourceError(f"The header '{shown(name)}' cannot be set.", "Leave it out.")
    if not value.isascii() or not all(letter.isprintable() for letter in value):
        raise SourceError(
            f"The value of the header '{shown(name)}' holds letters that headers cannot carry.",
            "Use letters of English, digits and signs.",
        )


def joined(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return the headers of an answer by name; those that repeat are joined by commas."""
    headers: dict[str, str] = {}
    for name, value in raw:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        headers[key] = f"{headers[key]}, {text}" if key in headers else text
    return headers
