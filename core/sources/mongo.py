"""A collection of MongoDB: documents that pass a filter, taken apart into columns."""

from __future__ import annotations

import json
import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from core.errors import AppError, SettingError, SourceError
from core.params import Choice, Number, Secret, Text, Words
from core.progress import Event, Report, silent
from core.secret_store import redacted, reveal
from core.sources import SOURCES, Loaded, Source
from core.sources.databases import (
    BROWSE_SECONDS,
    CONNECT_SECONDS,
    MAX_TABLES,
    CaFile,
    CaSecret,
    Listed,
    Login,
    check_address,
)
from core.sources.databases import (
    TLS as TLS_LABELS,
)
from core.sources.databases.server import (
    AGAIN,
    LOST,
    no_database,
    not_allowed,
    too_slow,
    unreachable,
    why_unreachable,
    wrong_password,
)
from core.sources.databases.trust import (
    authority_file,
    context_of,
    no_encryption,
    why_refused,
)
from core.sources.dialect.cells import MISSING
from core.sources.dialect.settings import DayFirst, Decimal, Missing, Signs, Thousands, rules_of
from core.sources.json_rows import Flattener, Flattening
from core.text import count, listed, shown

if TYPE_CHECKING:
    from pymongo import MongoClient

    from core.sources.blocks import Agreed

PIECE_ROWS, PIECE_BYTES, BATCH_ROWS = 50_000, 16_000_000, 2000
MAX_FILTER, MAX_LEVELS = 20_000, 20
OPERATORS = frozenset(
    (
        *("$eq", "$ne", "$gt", "$gte", "$lt", "$lte", "$in", "$nin"),
        *("$and", "$or", "$nor", "$not", "$exists", "$type", "$all", "$elemMatch", "$size"),
        *("$mod", "$regex", "$options", "$oid", "$date"),
        *("$numberInt", "$numberLong", "$numberDouble", "$numberDecimal"),
    )
)
TLS = ("off", "require", "verify")
_TLS_WORDS = tuple(TLS_LABELS[choice] for choice in TLS)


@SOURCES.add
@dataclass(frozen=True)
class Mongo(Source):
    """Documents of a MongoDB collection; nested ones become columns named `outer.inner`."""

    name: ClassVar[str] = "mongodb"
    label: ClassVar[str] = "MongoDB"
    what: ClassVar[str] = "Reads the documents of a collection, without changing anything."
    right: ClassVar[str] = "For documents that mostly have the same fields."
    wrong: ClassVar[str] = "For documents that differ much: choose the fields that matter."
    needs_file: ClassVar[bool] = False

    host: Annotated[str, Text(255, label="Host", help="One server; of a set, any member.")] = ""
    port: Annotated[int, Number(1, 65_535, integer=True, label="Port")] = 27_017
    database: Annotated[str, Text(64, label="Database")] = ""
    user: Annotated[str, Text(128, label="User")] = ""
    password: Annotated[str, Secret(label="Password")] = ""
    users_in: Annotated[str, Text(64, label="Database that knows the user", advanced=True)] = (
        "admin"
    )
    tls: Annotated[
        str,
        Choice(TLS, labels=_TLS_WORDS, label="Encryption"),
    ] = "off"
    ca_file: CaFile = ""
    ca_secret: CaSecret = ""
    collection: Annotated[str, Text(255, label="Collection")] = ""
    filter: Annotated[
        str, Text(MAX_FILTER, label="Filter", help='JSON, such as {"age": {"$gte": 18}}.')
    ] = ""
    fields: Annotated[tuple[str, ...], Words(label="Fields", help="None named means all.")] = ()
    depth: Annotated[
        int, Number(0, 10, integer=True, unit="levels", label="Take nested documents apart")
    ] = 2
    lists: Annotated[
        str,
        Choice(
            ("join", "count", "drop"), labels=("Join", "Count", "Leave out"), label="Lists in cells"
        ),
    ] = "join"
    decimal: Decimal = "."
    thousands: Thousands = "guess"
    signs: Signs = "take_off"
    day_first: DayFirst = "guess"
    missing: Missing = MISSING
    most: Annotated[
        int, Number(1, 200_000_000, integer=True, label="Rows at most", advanced=True)
    ] = 5_000_000
    seconds: Annotated[
        int, Number(1, 21_600, integer=True, unit="s", label="Stop after", advanced=True)
    ] = 1800

    def describe(self) -> str:
        """Say what is read, and from where."""
        return (
            f"{shown(self.collection or 'A collection', 80)} from MongoDB"
            f"{f' {shown(self.database, 80)}' if self.database else ''}."
        )

    def load(self, file: Path | None = None, rows: int | None = None) -> Loaded:
        """Read all documents that the settings allow, or the first `rows`."""
        import pandas as pd

        del file
        seconds = self.seconds if rows is None else min(self.seconds, BROWSE_SECONDS)
        most = self.most if rows is None else rows
        pieces = list(self._pieces(most, seconds, rows is None, silent))
        notes = tuple(dict.fromkeys(note for piece in pieces for note in piece.notes))
        return Loaded(pd.concat([piece.frame for piece in pieces], ignore_index=True), notes)

    def pieces(self, file: Path | None = None, report: Report = silent) -> Iterator[Loaded]:
        """Yield the documents in pieces of about 16 MB, as the server sends them."""
        del file
        yield from self._pieces(self.most, self.seconds, True, report)

    def collections(self) -> list[Listed]:
        """Return the collections that the user may read, with how many documents they hold."""
        with self._database() as database:
            own = {"nameOnly": True, "authorizedCollections": True}
            names = sorted(database.list_collection_names(**own))[:MAX_TABLES]
            kept = [name for name in names if not name.startswith("system.")]
            return [
                Listed("", name, False, _size(database[name], at)) for at, name in enumerate(kept)
            ]

    def login(self) -> Login:
        """Return where the database is, and as whom it is read."""
        names = (self.host.strip(), self.port, self.database, self.user, self.password, self.tls)
        return Login("mongodb", *names, self.ca_file.strip(), self.ca_secret)

    def _pieces(self, most: int, seconds: int, whole: bool, report: Report) -> Iterator[Loaded]:
        if not self.collection:
            raise SourceError("No collection is chosen.", "Choose a collection.")
        asked, ends, done = checked_filter(self.filter), time.monotonic() + seconds, 0
        agreed: Agreed = {}
        with self._database(seconds) as database:
            found = database[self.collection].find_raw_batches(
                asked,
                _projection(self.fields),
                limit=most + 1,
                batch_size=min(BATCH_ROWS, most + 1),
                max_time_ms=seconds * 1000,
            )
            for documents in _gathered(found):
                room = most - done
                kept = documents[:room]
                done += len(kept)
                report(Event(done, 0, f"{count(done, 'document')} read"))
                cut = len(documents) > room and whole
                if kept:
                    yield self._loaded(kept, agreed, (_cut(most),) if cut else ())
                if not whole:
                    break  # a look at the beginning: each document may have 16 MB
                if time.monotonic() > ends:
                    raise too_slow(seconds)
        if not done:
            raise SourceError("No document passes the filter.", "Change the filter.")

    def _loaded(
        self, documents: list[dict[str, Any]], agreed: Agreed, notes: tuple[str, ...]
    ) -> Loaded:
        from core.sources.blocks import Blocks

        flat, blocks = Flattener(Flattening(self.depth, self.lists)), Blocks(agreed)
        binary: set[str] = set()
        for _ in blocks.take(flat.rows([_plain(document, binary) for document in documents])):
            continue
        if binary:
            notes = (f"Binary values became missing: {listed(sorted(binary))}.", *notes)
        if not blocks.columns:
            raise SourceError("The documents have no fields.", "Choose another collection.")
        frame, changes = blocks.frame(rules_of(self))
        return Loaded(frame, (*flat.notes(), *changes, *notes))

    @contextmanager
    def _database(self, seconds: int = BROWSE_SECONDS) -> Iterator[Any]:
        from pymongo.errors import PyMongoError

        login = self.login()
        check_address(login)
        if not login.database:
            raise SettingError("No database is named.", "Name the database.")
        secret = reveal(login.password, login.host) if login.password else ""
        _check_port(login)
        try:
            with ExitStack() as open_ones:
                tls = _tls(login, open_ones)
                client = open_ones.enter_context(
                    _client(login, secret, {"authSource": self.users_in, **tls}, seconds)
                )
                yield client.get_database(login.database)
        except PyMongoError as error:
            raise _sentence(error, login, seconds) from None


def _projection(fields: tuple[str, ...]) -> dict[str, int] | None:
    """Ask for the named fields alone; the id comes along only when it is named."""
    named = {"_id": 0, **dict.fromkeys(fields, 1)}
    return named if fields else None


def checked_filter(text: str) -> dict[str, Any]:
    """Return a filter that only compares: no code, no expressions, no other collections."""
    from bson import json_util
    from bson.errors import BSONError

    if not text.strip():
        return {}
    hint = 'Write JSON, such as {"age": {"$gte": 18}}.'
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, character {error.colno}"
        raise SourceError(f"The filter is not valid JSON: {error.msg} at {where}.", hint) from error
    except RecursionError as error:
        raise SourceError("The filter is nested too deeply.", hint) from error
    if not isinstance(value, dict):
        raise SourceError("The filter must be one JSON object.", hint)
    _check_operators(value, 0)
    try:
        found: dict[str, Any] = json_util.loads(text)
    except (BSONError, TypeError, ValueError) as error:
        raise SourceError("A value in the filter is not what its type says.", hint) from error
    return found


def _check_operators(value: Any, level: int) -> None:
    if level > MAX_LEVELS:
        raise SourceError("The filter is nested too deeply.", "Make it simpler.")
    if isinstance(value, list):
        for item in value:
            _check_operators(item, level + 1)
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key.startswith("$") and key not in OPERATORS:
                raise SourceError(
                    f"'{shown(key, 40)}' is not allowed in a filter here.",
                    "Compare fields with $eq, $gt, $in, $and, $or, $exists and the like.",
                )
            _check_operators(inner, level + 1)


def _gathered(batches: Iterator[bytes]) -> Iterator[list[dict[str, Any]]]:
    """Yield documents together until they are many or large."""
    from bson import DEFAULT_CODEC_OPTIONS, decode_all

    options = DEFAULT_CODEC_OPTIONS.with_options(unicode_decode_error_handler="replace")
    documents: list[dict[str, Any]] = []
    size = 0
    for batch in batches:
        documents += decode_all(batch, options)
        size += len(batch)
        if size >= PIECE_BYTES or len(documents) >= PIECE_ROWS:
            yield documents
            documents, size = [], 0
    if documents:
        yield documents


def _plain(value: Any, binary: set[str], place: str = "", inside_list: bool = False) -> Any:
    """Return a value of a document as one that a table or JSON can hold."""
    if isinstance(value, Mapping):
        before = f"{place}." if place else ""
        return {
            name: _plain(inner, binary, f"{before}{name}", inside_list)
            for name, inner in value.items()
        }
    if isinstance(value, list):
        return [_plain(item, binary, place, True) for item in value]
    if isinstance(value, bytes):
        binary.add(place)
        return None
    if isinstance(value, datetime):
        return value.isoformat(" ") if inside_list else value
    if type(value).__name__ == "Decimal128":
        return float(str(value))
    if value is None or isinstance(value, str | bool | float):
        return value
    return int(value) if isinstance(value, int) else str(value)


def _size(collection: Any, place: int) -> int | None:
    """Return about how many documents there are; not for each of very many collections."""
    from pymongo.errors import OperationFailure

    if place < 200:
        with suppress(OperationFailure):
            return int(collection.estimated_document_count(maxTimeMS=1000))
    return None


def _check_port(login: Login) -> None:
    """Say at once what the driver would try for a long time: nothing there, nobody to trust."""
    try:
        with socket.create_connection((login.host, login.port), CONNECT_SECONDS) as link:
            if login.tls != "off":
                context_of(login).wrap_socket(link, server_hostname=login.host).close()
    except ssl.SSLError as error:
        raise _refused(login, str(error)) from error
    except ConnectionResetError as error:
        raise _refused(login, "tls") from error
    except OSError as error:
        raise unreachable(login, why_unreachable(str(error)) or "refused") from error


def _refused(login: Login, words: str) -> SourceError:
    """Say why no encrypted connection was made: the server spoke otherwise, or is not trusted."""
    plain = any(word in words.lower() for word in ("eof", "wrong version", "record layer"))
    known = no_encryption(login) if plain else why_refused(words, login)
    return known or SourceError(LOST, AGAIN)


def _tls(login: Login, files: ExitStack) -> dict[str, Any]:
    """Return how the driver encrypts; the file of authorities lives as long as the stack."""
    if login.tls == "off":
        return {}
    if login.tls == "require":
        return {"tls": True, "tlsAllowInvalidCertificates": True}
    return {"tls": True, "tlsCAFile": files.enter_context(authority_file(login))}


def _client(login: Login, secret: str, options: dict[str, Any], seconds: int) -> MongoClient[Any]:
    from pymongo import MongoClient, ReadPreference

    known: dict[str, Any] = {"username": login.user, "password": secret}
    if not login.user:
        options = {name: value for name, value in options.items() if name != "authSource"}
    return MongoClient(
        host=login.host,
        port=login.port,
        # Never on to other hosts that a server names.
        directConnection=True,
        read_preference=ReadPreference.SECONDARY_PREFERRED,
        serverSelectionTimeoutMS=CONNECT_SECONDS * 1000,
        connectTimeoutMS=CONNECT_SECONDS * 1000,
        socketTimeoutMS=(seconds + 5) * 1000,
        retryReads=False,
        maxPoolSize=1,
        appname="Modelwright",
        **(known if login.user else {}),
        **options,
    )


def _sentence(error: Any, login: Login, seconds: int) -> AppError:
    code, words = getattr(error, "code", 0) or 0, str(error)
    if code == 18 or "Authentication failed" in words:
        return wrong_password(login)
    if code in (13, 8000):
        return not_allowed(login)
    if code in (50, 262) or error.timeout:
        return _late(words, login, seconds)
    if code in (26, 73):
        return no_database(login)
    if code == 2 or "BadValue" in words:
        return SourceError("The server does not understand the filter.", "Check its operators.")
    if type(error).__name__ in ("AutoReconnect", "NetworkTimeout", "ConnectionFailure"):
        return SourceError(LOST, AGAIN)
    told = redacted(shown(words.partition(", full error")[0], 160)).rstrip(".")
    return SourceError(f"The server refused: {told}.", "Check the settings and try again.")


def _late(words: str, login: Login, seconds: int) -> AppError:
    lower = words.lower()
    untrusted = why_refused(lower, login)
    if untrusted:
        return untrusted
    if "topology" in lower or "server selection" in lower or "connection closed" in lower:
        place = f"{shown(login.host)}:{login.port}"
        return SourceError(
            f"What answers at {place} is not MongoDB, or needs encryption.",
            "Check the port, and 'Encryption'.",
        )
    return too_slow(seconds)


def _cut(most: int) -> str:
    return f"Only the first {count(most, 'document')} were read; there are more."
