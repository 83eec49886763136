"""Web addresses, read more strictly than a browser does: one text, one meaning."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode, urljoin

from core.errors import SourceError
from core.text import shown

MAX_LENGTH = 4096
PORTS = {"http": 80, "https": 443}
_PARTS = re.compile(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<place>[^/?#]*)"
    r"(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?(?:#.*)?",
    re.DOTALL,
)
_PLACE = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^\[\]:]+)(?::(?P<port>[0-9]{1,5}))?")
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
)
_NOT_ESCAPED = re.compile(r"%(?![0-9A-Fa-f]{2})")
_IN_PATH = "/%:@!$&'()*+,;=~-._"
_KEYS = re.compile(
    r"(?:^|[_.-])(?:(?:api|access|auth|app|private|subscription)[_-]?key|apikey|key|appid|"
    r"(?:access_?|auth_?|id_?|refresh_?)?token|secret|client_?secret|password|passwd|pwd|"
    r"sig|signature|authorization|credential)$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Url:
    """A web address in its parts; `host` is plain ASCII, a number, or IPv6 without brackets."""

    scheme: str
    host: str
    port: int
    path: str = "/"
    query: str = ""

    @property
    def origin(self) -> tuple[str, str, int]:
        """Return what two addresses share when they belong to the same server."""
        return self.scheme, self.host, self.port

    @property
    def place(self) -> str:
        """Return host and port as they stand in an address and in the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def target(self) -> str:
        """Return path and query, as they are sent."""
        return f"{self.path}?{self.query}" if self.query else self.path

    @property
    def plain(self) -> str:
        """Return the address without its query: what may be shown and logged."""
        return f"{self.scheme}://{self.place}{self.path}"

    @property
    def text(self) -> str:
        """Return the whole address."""
        return f"{self.scheme}://{self.place}{self.target}"

    @property
    def file_name(self) -> str:
        """Return the last part of the path, or the host."""
        from urllib.parse import unquote

        return shown(unquote(self.path.rstrip("/").rsplit("/", 1)[-1]), 120) or self.host

    def join(self, reference: str) -> Url:
        """Return the address that a reference in an answer of this address means."""
        _refuse_hidden(reference)
        return parse(urljoin(self.text, reference.strip()))

    def with_query(self, pairs: Iterable[tuple[str, str]]) -> Url:
        """Return the address with parameters set; those of the same name are replaced."""
        fresh = list(pairs)
        names = {_name_of(urlencode([pair])) for pair in fresh}
        kept = [part for part in self.query.split("&") if part and _name_of(part) not in names]
        query = "&".join([*kept, *filter(None, [urlencode(fresh)])])
        return parse(replace(self, query=query).text)


def parse(text: str) -> Url:
    """Read a web address, or say what is wrong with it.

    >>> parse("HTTPS://Example.org:443/a/../b c?x=1#top").text
    'https://example.org/b%20c?x=1'
    """
    _refuse_hidden(text)
    text = text.strip()
    if not text:
        raise SourceError("No address was given.", "Write one such as https://example.org/data.")
    if len(text) > MAX_LENGTH:
        raise SourceError(
            f"The address has {len(text):,} characters; the limit is {MAX_LENGTH:,}.",
            "Leave out what the server does not need.",
        )
    parts = _PARTS.fullmatch(text)
    if parts is None:
        raise SourceError(
            f"'{shown(text)}' is no web address.", "It begins with https:// or http://."
        )
    scheme = parts["scheme"].lower()
    if scheme not in PORTS:
        raise SourceError(
            f"Addresses that begin with '{shown(scheme, 20)}://' are not read.",
            "Use one that begins with https:// or http://.",
        )
    host, port = _host_and_port(parts["place"], scheme)
    path = quote(_NOT_ESCAPED.sub("%25", _without_dots(parts["path"])), safe=_IN_PATH)
    query = quote(_NOT_ESCAPED.sub("%25", parts["query"] or ""), safe=_IN_PATH + "?[]")
    return Url(scheme, host, port, path, query)


def keys_in(text: str) -> tuple[str, ...]:
    """Return the names of parameters in an address that look like they carry a secret.

    >>> keys_in("https://example.org/?city=Bern&api_key=12345")
    ('api_key',)
    """
    _, _, query = text.partition("?")
    pairs = (part.partition("=") for part in query.partition("#")[0].split("&"))
    return tuple(_name_of(name) for name, _, value in pairs if value and is_key(_name_of(name)))


def is_key(name: str) -> bool:
    """Tell whether a parameter or header of this name usually carries a secret."""
    return _KEYS.search(name.strip()) is not None


def _name_of(part: str) -> str:
    from urllib.parse import unquote_plus

    return unquote_plus(part.partition("=")[0])


def _refuse_hidden(text: str) -> None:
    if _HIDDEN.search(text) or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise SourceError(
            "The address holds characters that cannot be seen.", "Type it anew, without them."
        )
    if "\\" in text:
        raise SourceError(
            r"The address holds a backslash (\).", "Write it with forward slashes (/)."
        )


def _host_and_port(place: str, scheme: str) -> tuple[str, int]:
    if "@" in place:
        raise SourceError(
            "The address holds a user name or password before '@'.",
            "Leave it out there; keep the password as a secret and name that.",
        )
    found = _PLACE.fullmatch(place)
    if found is None or "%" in place:
        raise SourceError(f"'{shown(place)}' is no name of a host.", "Check the address.")
    port = int(found["port"]) if found["port"] else PORTS[scheme]
    if not 1 <= port <= 65_535:
        raise SourceError(f"There is no port {port}.", "Ports go from 1 to 65535.")
    return _host(found["host"]), port


def _host(text: str) -> str:
    wrong = SourceError(f"'{shown(text)}' is no name of a host.", "Check the address.")
    if text.startswith("["):
        try:
            return str(ipaddress.IPv6Address(text[1:-1]))
        except ValueError:
            raise wrong from None
    host = _in_ascii(text, wrong).removesuffix(".")
    labels = host.split(".")
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise wrong
    if _NUMBER.fullmatch(labels[-1]):
        try:
            return str(ipaddress.IPv4Address(host))
        except ValueError:
            raise SourceError(
                f"'{shown(text)}' is a number, not the name of a host.",
                "Write the name, or four numbers from 0 to 255 with dots between them.",
            ) from None
    return host


def _in_ascii(host: str, wrong: SourceError) -> str:
    if host.isascii():
        return host.lower()
    import idna

    try:
        return idna.encode(host, uts46=True).decode("ascii").lower()
    except (idna.IDNAError, UnicodeError):
        raise wrong from None


def _without_dots(path: str) -> str:
    """Resolve `.` and `..`, so that what is checked is what is asked for."""
    kept: list[str] = []
    parts = path.split("/")[1:]
    for at, part in enumerate(parts):
        dots = re.sub("%2e", ".", part, flags=re.IGNORECASE)
        if dots not in (".", ".."):
            kept.append(part)
            continue
        if dots == ".." and kept:
            kept.pop()
        if at == len(parts) - 1:
            kept.append("")
    return "/" + "/".join(kept)
