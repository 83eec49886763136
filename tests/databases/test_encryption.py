"""Encrypted connections to real servers, and that nothing is told to a server that is not trusted.

The certificates are for `localhost`; `127.0.0.1` is the same computer under a wrong name.
"""

from __future__ import annotations

import socket
import ssl
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from core.errors import AppError, SettingError, SourceError
from core.reach import HOSTS, SHARED
from core.secret_store import remember
from core.sources.databases import TLS, TLS_MEANS, Login
from core.sources.databases.trust import authority_file, context_of
from core.sources.mongo import Mongo
from core.sources.sql import Database
from tests.databases.certificates import certificate_for
from tests.databases.mongo_server import MongoServer, serving
from tests.databases.servers import (
    OWNER,
    READER,
    READER_PASSWORD,
    Certificate,
    Server,
    mariadb,
    postgresql,
)

ENCRYPTED = {
    "postgresql": "select version from pg_stat_ssl where pid = pg_backend_pid()",
    "mysql": "show session status like 'Ssl_version'",
}


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return certificate_for("localhost", tmp_path_factory.mktemp("known"))


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return certificate_for("localhost", tmp_path_factory.mktemp("other"))


@pytest.fixture(scope="module", params=["postgresql", "mysql"])
def encrypting(request: pytest.FixtureRequest, known: Certificate) -> Iterator[Server]:
    """Give a server that encrypts."""
    start = {"postgresql": postgresql, "mysql": mariadb}[request.param]
    grant = {
        "postgresql": f"create user {READER} password '{READER_PASSWORD}'",
        "mysql": f"create user {READER} identified by '{READER_PASSWORD}'",
    }[request.param]
    with start(known) as server:
        also = (f"grant select on shop.* to {READER}",) if server.kind == "mysql" else ()
        server.fill((grant, *also))
        yield server


def asking(server: Server, **changes: Any) -> Database:
    login = vars(server.login(**{"host": "localhost", **changes}))
    return Database(**login, query=ENCRYPTED[server.kind])


def version_of(source: Database) -> str:
    return str(source.load().frame.iloc[0, -1])


def refusal(source: Database | Mongo) -> str:
    """Return the sentence of a refusal, which never holds the password."""
    with pytest.raises(AppError) as told:
        source.load(rows=1)
    assert READER_PASSWORD not in told.value.sentence()
    assert "\n" not in told.value.sentence()
    assert told.value.hint
    return told.value.message


def test_a_certificate_of_the_named_authority_is_trusted(
    encrypting: Server, known: Certificate
) -> None:
    source = asking(encrypting, tls="verify", ca_file=str(known.authority))
    assert version_of(source).startswith("TLSv1.")


@pytest.mark.parametrize("tls", ["require", "prefer"])
def test_without_a_check_any_name_will_do_and_it_is_encrypted(tls: str, encrypting: Server) -> None:
    assert version_of(asking(encrypting, host="127.0.0.1", tls=tls)).startswith("TLSv1.")


def test_never_means_that_nothing_is_encrypted(encrypting: Server) -> None:
    assert not version_of(asking(encrypting, tls="off")).startswith("TLS")


def test_another_authority_is_refused(encrypting: Server, other: Certificate) -> None:
    said = refusal(asking(encrypting, tls="verify", ca_file=str(other.authority)))
    assert said == "The certificate of localhost is not signed by the CA that is named."


def test_another_host_name_is_refused(encrypting: Server, known: Certificate) -> None:
    wrong = {"tls": "verify", "ca_file": str(known.authority), "host": "127.0.0.1"}
    said = refusal(asking(encrypting, **wrong))
    assert said == "The certificate of the server is for another name than '127.0.0.1'."


def test_without_a_name_the_authorities_of_this_computer_count(
    encrypting: Server, known: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = asking(encrypting, tls="verify")
    said = "The certificate of localhost is not signed by an authority that this computer trusts."
    assert refusal(source) == said
    monkeypatch.setenv("SSL_CERT_FILE", str(known.authority))
    assert version_of(source).startswith("TLSv1.")


def test_a_secret_may_hold_the_certificate_on_a_shared_server(
    encrypting: Server, known: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SHARED, "1")
    monkeypatch.setenv(HOSTS, "localhost")
    monkeypatch.setenv("MODELWRIGHT_SECRET_SHOP_CA", known.authority.read_text())
    monkeypatch.setenv("MODELWRIGHT_HOSTS_SHOP_CA", "localhost")
    named = {"tls": "verify", "ca_secret": "shop_ca"}
    assert version_of(asking(encrypting, **named)).startswith("TLSv1.")
    assert "is not opened by its path" in refusal(
        asking(encrypting, tls="verify", ca_file=str(known.authority))
    )


# ---- the setting itself ----


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "There is no CA file"),
        ("hello", "holds no certificate in PEM form"),
        ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "in PEM form"),
        ("", "holds no certificate in PEM form"),
    ],
)
def test_a_ca_file_that_is_none_is_said(content: str | None, says: str, tmp_path: Path) -> None:
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_text(content)
    with pytest.raises((SourceError, SettingError), match=says):
        context_of(Login("mysql", "localhost", tls="verify", ca_file=str(path)))


def test_words_in_any_language_may_stand_above_a_certificate(
    known: Certificate, tmp_path: Path
) -> None:
    path = tmp_path / "ca.pem"
    path.write_text(f"# F\u0151tan\u00fas\u00edtv\u00e1ny\n{known.authority.read_text()}", "utf-8")
    assert context_of(Login("mysql", tls="verify", ca_file=str(path))).get_ca_certs()


def test_the_certificate_of_a_server_itself_may_be_named(known: Certificate) -> None:
    with authority_file(Login("postgresql", tls="verify", ca_file=str(known.file))) as file:
        assert Path(file).read_text() == known.file.read_text()


def test_authorities_that_lie_in_a_folder_are_trusted(
    known: Certificate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "0123abcd.0").write_bytes(known.authority.read_bytes())
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    with authority_file(Login("postgresql", tls="verify")) as file:
        assert Path(file).read_text() == known.authority.read_text()


def test_each_choice_is_said_in_plain_words() -> None:
    assert TLS_MEANS.keys() == TLS.keys()


def test_sql_server_says_that_its_driver_cannot_check() -> None:
    pytest.importorskip("pymssql")
    source = Database("sqlserver", "localhost", user="x", table="t", tls="verify")
    assert "cannot check certificates" in refusal(source)


# ---- what a server hears before it is trusted ----


def _greeting(encrypts: bool) -> bytes:
    able = 0x200 | 0x8000 | 0x80000 | 0x8 | (0x800 if encrypts else 0)
    begin = b"\x0a8.0.0\0" + struct.pack("<I", 1) + b"12345678\0"
    middle = struct.pack("<HBHHB", able & 0xFFFF, 33, 2, able >> 16, 21) + bytes(10)
    body = begin + middle + b"123456789012\0" + b"mysql_native_password\0"
    return struct.pack("<I", len(body)) + body


def _switch() -> bytes:
    body = b"\xfemysql_clear_password\0"
    return struct.pack("<I", len(body) | 2 << 24) + body


_WISH = struct.pack(">II", 8, 80_877_103)  # of PostgreSQL's clients: to encrypt
_SHORT_ANSWER = 36  # of MySQL's clients: to encrypt, before anybody is named


class Listener:
    """A server that offers encryption or not, and keeps what it hears beyond the offer."""

    def __init__(self, kind: str, certificate: Certificate | None) -> None:
        self.kind, self.heard = kind, b""
        self._tls = None
        if certificate:
            self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._tls.load_cert_chain(certificate.file, certificate.key)

    def answer(self, link: socket.socket) -> None:
        """Offer encryption, then ask for the password itself."""
        with suppress(OSError):
            if self.kind == "mysql":
                link.sendall(_greeting(self._tls is not None))
                if self._tls:
                    link.recv(_SHORT_ANSWER)
            elif link.recv(8, socket.MSG_PEEK) == _WISH:
                link.recv(8)
                link.sendall(b"S" if self._tls else b"N")
            if self._tls is None:
                self.hear(link)
                return
            with self._tls.wrap_socket(link, server_side=True) as hidden:
                self.hear(hidden)

    def hear(self, link: socket.socket) -> None:
        """Keep all that comes."""
        ask = _switch() if self.kind == "mysql" else b"R" + struct.pack(">II", 8, 3)
        while part := link.recv(4096):
            self.heard += part
            link.sendall(ask)


@contextmanager
def listening(kind: str, certificate: Certificate | None = None) -> Iterator[tuple[int, Listener]]:
    made = Listener(kind, certificate)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def run() -> None:
            while True:
                try:
                    link, _ = server.accept()
                except OSError:
                    return
                with link:
                    made.answer(link)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        yield server.getsockname()[1], made
        server.shutdown(socket.SHUT_RDWR)
    thread.join(10)


def told(kind: str, port: int, **changes: Any) -> Database:
    host = str(changes.get("host", "localhost"))
    secret = remember(READER_PASSWORD, OWNER, host, "reader")
    given = {"host": "localhost", "database": "shop", "user": READER, "password": secret}
    return Database(**{"kind": kind, "port": port, **given, "table": "t", **changes})


@pytest.mark.parametrize("kind", ["postgresql", "mysql"])
@pytest.mark.parametrize("wrong", ["authority", "name"])
def test_nothing_is_sent_to_a_server_that_is_not_trusted(
    wrong: str, kind: str, known: Certificate, other: Certificate
) -> None:
    host = "127.0.0.1" if wrong == "name" else "localhost"
    by = known if wrong == "name" else other
    with listening(kind, known) as (port, listener):
        said = refusal(told(kind, port, tls="verify", ca_file=str(by.authority), host=host))
    assert said.startswith("The certificate of ")
    assert listener.heard == b""


@pytest.mark.parametrize("kind", ["postgresql", "mysql"])
@pytest.mark.parametrize("tls", ["require", "verify"])
def test_nothing_is_sent_to_a_server_that_does_not_encrypt(tls: str, kind: str) -> None:
    with listening(kind) as (port, listener):
        said = refusal(told(kind, port, tls=tls))
    assert said == "localhost does not offer an encrypted connection."
    assert listener.heard == b""


@pytest.mark.parametrize("kind", ["postgresql", "mysql"])
@pytest.mark.parametrize("tls", ["prefer", "off"])
def test_the_password_itself_is_not_sent_in_plain_text(tls: str, kind: str) -> None:
    with listening(kind) as (port, listener):
        said = refusal(told(kind, port, tls=tls))
    assert said == "localhost asks for the password in plain text, which was not sent."
    assert READER.encode() in listener.heard
    assert READER_PASSWORD.encode() not in listener.heard


# ---- MongoDB ----


def documents(server: MongoServer, **changes: Any) -> Mongo:
    where = {"host": "localhost", "port": server.port, "database": "shop", "collection": "t"}
    return Mongo(**{**where, **changes})


@pytest.fixture
def mongo(known: Certificate) -> Iterator[MongoServer]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(known.file, known.key)
    with serving(MongoServer({"t": [{"a": 1}]}, tls=context)) as made:
        yield made


def test_mongodb_is_trusted_by_the_named_authority(mongo: MongoServer, known: Certificate) -> None:
    source = documents(mongo, tls="verify", ca_file=str(known.authority))
    assert source.load().frame["a"].tolist() == [1]
    assert documents(mongo, tls="require", host="127.0.0.1").load().frame["a"].tolist() == [1]


def test_mongodb_under_another_name_or_authority_hears_nothing(
    mongo: MongoServer, known: Certificate, other: Certificate
) -> None:
    wrong = {"tls": "verify", "host": "127.0.0.1", "ca_file": str(known.authority)}
    assert "for another name than '127.0.0.1'" in refusal(documents(mongo, **wrong))
    wrong = {"tls": "verify", "ca_file": str(other.authority)}
    assert "is not signed by the CA that is named" in refusal(documents(mongo, **wrong))
    assert mongo.commands == []


def test_mongodb_without_encryption_is_refused_where_it_is_a_must() -> None:
    with serving(MongoServer({"t": []})) as plain:
        said = refusal(documents(plain, tls="require"))
        assert said == "localhost does not offer an encrypted connection."
        assert plain.commands == []
