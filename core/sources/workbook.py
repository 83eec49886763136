"""Open spreadsheet files of any kind as sheets of plain values, within budgets."""

from __future__ import annotations

import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.errors import LimitError, SourceError
from core.sources.content import HEAD_BYTES, content_of
from core.sources.markup import refuse_declarations
from core.sources.sheet import Workbook

MAX_UNPACKED_BYTES = 250_000_000
MAX_HONEST_BYTES = 1_000_000_000
MAX_HONEST_RATIO = 40
MAX_PAGE_BYTES = 60_000_000
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, struct.error, SyntaxError, OSError, EOFError),
    *(KeyError, IndexError, ValueError, AssertionError, TypeError, AttributeError),
    *(NotImplementedError, OverflowError, RecursionError),
)


@contextmanager
def opened(file: Path) -> Iterator[Workbook]:
    """Open a spreadsheet by its content; every way it can be broken becomes one sentence."""
    from xlrd import XLRDError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = _open(file)
            try:
                yield book
            finally:
                book.close()
    except XLRDError as error:
        if "encrypted" in str(error).lower():
            raise _protected() from error
        raise _damaged() from error
    except _BROKEN as error:
        raise _damaged() from error


def _damaged() -> SourceError:
    return SourceError(
        "The spreadsheet is damaged, incomplete or of an unknown kind.",
        "Open it in its own program, save it again as .xlsx, and upload that.",
    )


def _protected() -> SourceError:
    return SourceError(
        "The spreadsheet is protected by a password (encrypted).",
        "Save it without a password and upload it again.",
    )


def _open(file: Path) -> Workbook:
    with file.open("rb") as head:
        start = head.read(HEAD_BYTES)
        head.seek(0)
        if start.startswith(b"\xd0\xcf\x11\xe0"):
            if _ENCRYPTED in head.read(4_000_000):
                raise _protected()
            from core.sources.xls import XlsBook

            return XlsBook(file)
    if not start.startswith(b"PK"):
        return _marked_up(file, start)
    with zipfile.ZipFile(file) as archive:
        _check_size(archive, file.stat().st_size)
        _check_markup(archive)
        members = archive.namelist()
    if "content.xml" in members:
        from core.sources.ods import OdsBook

        _check_manifest(file)
        return OdsBook(file)
    from core.sources.xlsx import XlsxBook

    return XlsxBook(file)


def _marked_up(file: Path, start: bytes) -> Workbook:
    """Open a spreadsheet that is a text: these are parsed whole, so they must be small."""
    from core.sources.markup_books import XmlBook

    if file.stat().st_size > MAX_PAGE_BYTES:
        raise LimitError(
            f"The spreadsheet in text form is larger than {MAX_PAGE_BYTES / 1e6:.0f} MB.",
            "Save it again as .xlsx or CSV.",
        )
    if content_of(start) in ("html", "mhtml"):
        raise SourceError(
            "The file is a web page (HTML) under a spreadsheet's name.",
            "Load it as a new file: its tables are read as those of an HTML file.",
        )
    refuse_declarations(start)
    return XmlBook(file)


def _check_size(archive: zipfile.ZipFile, packed: int) -> None:
    """Refuse by declared size; reading a member stops there, so it cannot lie downwards.

    Real sheets of numbers shrink 5 to 20 times; what shrinks far more is not worth its memory.
    """
    total = sum(item.file_size for item in archive.infolist())
    honest = total <= MAX_HONEST_RATIO * packed
    limit = MAX_HONEST_BYTES if honest else MAX_UNPACKED_BYTES
    if total > limit:
        raise LimitError(
            f"The spreadsheet unpacks to {total / 1e6:,.0f} MB; "
            f"the limit is {limit / 1e6:,.0f} MB.",
            "Save the sheet as CSV and upload that.",
        )


def _check_markup(archive: zipfile.ZipFile) -> None:
    for item in archive.infolist():
        if item.filename.endswith((".xml", ".rels")):
            with archive.open(item) as member:
                refuse_declarations(member.read(HEAD_BYTES))


def _check_manifest(file: Path) -> None:
    """Say that an OpenDocument file is encrypted: only its manifest knows."""
    with zipfile.ZipFile(file) as archive:
        if "META-INF/manifest.xml" in archive.namelist():
            with archive.open("META-INF/manifest.xml") as manifest:
                if b"encryption-data" in manifest.read(1_000_000):
                    raise _protected()
