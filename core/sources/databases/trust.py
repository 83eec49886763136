"""Who vouches for a server: the authorities that this computer trusts, or one that a person names.

The driver asks before it says who connects: where a certificate is refused, neither user nor
password has been sent.
"""

from __future__ import annotations

import re
import ssl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from core.data_folder import check_outside
from core.errors import SettingError, SourceError
from core.files import typed_path
from core.reach import is_shared
from core.secret_store import reveal
from core.text import shown, without_passwords

if TYPE_CHECKING:
    from core.sources.databases import Login

MAX_CERTIFICATES = 2_000_000
_PEM = "-----BEGIN CERTIFICATE-----"


def context_of(login: Login) -> ssl.SSLContext:
    """Return how a connection is encrypted that must be, its certificate checked where asked."""
    if login.tls == "verify":
        return _checking(login, _authority(login))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


@contextmanager
def authority_file(login: Login) -> Iterator[str]:
    """Give a file of the trusted certificates, for drivers that read no other; gone afterwards."""
    named = _authority(login)
    context = _checking(login, named)
    with tempfile.TemporaryDirectory(prefix="modelwright-") as folder:
        path = Path(folder) / "authorities.pem"
        path.write_text(named or _all_trusted(context))
        yield str(path)


def _checking(login: Login, named: str) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cadata=named or None)
    except ssl.SSLError as error:
        raise _no_certificate(login) from error
    # Authorities that companies make for themselves lack what only newer ones must have.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return context


def _all_trusted(context: ssl.SSLContext) -> str:
    """Return the authorities of this computer in PEM; those in a folder are not loaded before."""
    folder = ssl.get_default_verify_paths().capath
    for file in sorted(Path(folder).iterdir()) if folder else ():
        with suppress(OSError):
            context.load_verify_locations(file)
    return "".join(map(ssl.DER_cert_to_PEM_cert, context.get_ca_certs(binary_form=True)))


def why_refused(words: str, login: Login) -> SourceError | None:
    """Return why an encrypted connection was not made; None when that is not what words say."""
    host = rf"(?<![\w.-]){re.escape(login.host)}(?![\w-])"
    lower = re.sub(host, "", words, flags=re.IGNORECASE).lower()
    return next((say(login) for told, say in _REASONS if any(t in lower for t in told)), None)


def no_encryption(login: Login) -> SourceError:
    """Say that a server does not encrypt."""
    return SourceError(
        f"{shown(login.host)} does not offer an encrypted connection.",
        "Set 'Encryption' to another choice if the network is yours.",
    )


def asks_for_password(login: Login) -> SourceError:
    """Say that a server wants the password itself over a connection that others may read."""
    return SourceError(
        f"{shown(login.host)} asks for the password in plain text, which was not sent.",
        "Set 'Encryption' to always, and check the certificate where you can.",
    )


def _authority(login: Login) -> str:
    """Return the certificates that a login names, in PEM; none for those of this computer."""
    if login.ca_secret:
        text = reveal(login.ca_secret, login.host)
    elif login.ca_file:
        text = _read(login.ca_file)
    else:
        return ""
    if _PEM not in text:
        raise _no_certificate(login)
    # Above a certificate often stands whose it is, in any language; the rest is plain.
    return text.encode("ascii", "ignore").decode()


def _read(path: str) -> str:
    if is_shared():
        raise SettingError(
            "On a shared server a CA file is not opened by its path.",
            "Ask the person who runs it to keep the certificate as a secret of the server.",
        )
    said = shown(without_passwords(path), 120)
    file = typed_path(path)
    if "\x00" in path or not file.is_file():
        raise SourceError(f"There is no CA file '{said}'.", "Check the path.")
    check_outside(file)
    try:
        with file.open("rb") as opened:
            return opened.read(MAX_CERTIFICATES).decode("ascii", "ignore")
    except OSError as error:
        raise SourceError(f"The CA file '{said}' cannot be read.", "Check its rights.") from error


def _no_certificate(login: Login) -> SourceError:
    where = "secret" if login.ca_secret else "file"
    said = shown(login.ca_secret or without_passwords(login.ca_file), 120)
    return SourceError(
        f"The CA {where} '{said}' holds no certificate in PEM form.",
        f"Ask whoever runs the database for the one that begins with {_PEM}.",
    )


def _other_name(login: Login) -> SourceError:
    return SourceError(
        f"The certificate of the server is for another name than '{shown(login.host)}'.",
        "Use the host name that the certificate was made for. No password was sent.",
    )


def _out_of_date(login: Login) -> SourceError:
    return SourceError(
        f"The certificate of {shown(login.host)} is no longer, or not yet, valid.",
        "Check this computer's clock, or ask whoever runs the server. No password was sent.",
    )


def _not_trusted(login: Login) -> SourceError:
    named = login.ca_file or login.ca_secret
    by = "the CA that is named" if named else "an authority that this computer trusts"
    return SourceError(
        f"The certificate of {shown(login.host)} is not signed by {by}.",
        "Name the CA of the server, which whoever runs it can give you. No password was sent.",
    )


def _not_made(login: Login) -> SourceError:
    return SourceError(
        f"No encrypted connection to {shown(login.host)} could be made.",
        "Set 'Encryption' to another choice if the network is yours, or correct the host.",
    )


_REASONS = (
    (("cleartext password",), asks_for_password),
    (("support ssl", "ssl is required but", "support it"), no_encryption),
    (("mismatch", "does not match host name", "not valid for"), _other_name),
    (("has expired", "not yet valid"), _out_of_date),
    (("certificate verify failed", "certificate_verify_failed"), _not_trusted),
    (("ssl", "tls", "certificate"), _not_made),
)
