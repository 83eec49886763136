"""Open spreadsheet files of any kind as sheets of plain values, within budgets."""

from __future__ import annotations

import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol
from xml.etree.ElementTree import ParseError

from core.errors import LimitError, SourceError
from core.sources.content import HEAD_BYTES

MAX_UNPACKED_BYTES = 250_000_000
MAX_CELLS = 50_000_000
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, struct.error, ParseError, OSError, EOFError),
    *(KeyError, IndexError, ValueError, AssertionError, TypeError, AttributeError),
    *(NotImplementedError, OverflowError, RecursionError),
)

Row = tuple[Any, ...]


class Workbook(Protocol):
    """Sheets by name, rows as tuples of plain values (empty cells are None)."""

    def names(self) -> list[str]:
        """Return the names of the sheets, in order."""

    def rows(self, sheet: str) -> Iterator[Row]:
        """Yield the rows of a sheet."""

    def close(self) -> None:
        """Close the file."""


@contextmanager
def opened(file: Path) -> Iterator[Workbook]:
    """Open a spreadsheet by its content; every way it can be broken becomes one sentence."""
    from xlrd import XLRDError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = _open(file)
            try:
                yield _Limited(book)
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
            return _Xls(file)
    with zipfile.ZipFile(file) as archive:
        _check_size(archive)
        _check_markup(archive)
        members = archive.namelist()
    if "content.xml" in members:
        from core.sources.ods import OdsBook

        return OdsBook(file)
    return _Xlsx(file)


def _check_size(archive: zipfile.ZipFile) -> None:
    """Refuse by declared size; reading a member stops there, so it cannot lie downwards."""
    total = sum(item.file_size for item in archive.infolist())
    if total > MAX_UNPACKED_BYTES:
        raise LimitError(
            f"The spreadsheet unpacks to {total / 1e6:,.0f} MB; "
            f"the limit is {MAX_UNPACKED_BYTES / 1e6:,.0f} MB.",
            "Save the sheet as CSV and upload that.",
        )


def _check_markup(archive: zipfile.ZipFile) -> None:
    """Refuse declarations that office programs never write and bombs need."""
    for item in archive.infolist():
        if item.filename.endswith((".xml", ".rels")):
            with archive.open(item) as member:
                if b"<!DOCTYPE" in member.read(HEAD_BYTES).upper():
                    raise SourceError(
                        "The spreadsheet holds declarations that are not allowed.",
                        "Save it again from a spreadsheet program.",
                    )


class _Limited:
    """A workbook that stops when a sheet has too many cells."""

    def __init__(self, book: Workbook) -> None:
        self._book = book

    def names(self) -> list[str]:
        return self._book.names()

    def rows(self, sheet: str) -> Iterator[Row]:
        total = 0
        for row in self._book.rows(sheet):
            total += len(row) + 1
            if total > MAX_CELLS:
                raise LimitError(
                    f"The sheet has more than {MAX_CELLS:,} cells.",
                    "Save it as CSV or Parquet and upload that.",
                )
            yield row

    def close(self) -> None:
        self._book.close()


class _Xlsx:
    def __init__(self, file: Path) -> None:
        import openpyxl

        self._file = file.open("rb")
        self._book = openpyxl.load_workbook(
            self._file, read_only=True, data_only=True, keep_links=False, keep_vba=False
        )

    def names(self) -> list[str]:
        return [sheet.title for sheet in self._book.worksheets]

    def rows(self, sheet: str) -> Iterator[Row]:
        page = self._book[sheet]
        page.reset_dimensions()
        yield from page.iter_rows(values_only=True)

    def close(self) -> None:
        self._book.close()
        self._file.close()


class _Xls:
    def __init__(self, file: Path) -> None:
        import xlrd

        self._book = xlrd.open_workbook(str(file), on_demand=True, logfile=_Silence())

    def names(self) -> list[str]:
        return list(self._book.sheet_names())

    def rows(self, sheet: str) -> Iterator[Row]:
        page = self._book.sheet_by_name(sheet)
        for at in range(page.nrows):
            yield tuple(_xls_value(cell, self._book.datemode) for cell in page.row(at))

    def close(self) -> None:
        self._book.release_resources()


class _Silence:
    """A log that says nothing."""

    def write(self, text: str) -> None:
        del text

    def flush(self) -> None:
        """Keep nothing."""


def _xls_value(cell: Any, datemode: int) -> Any:
    import xlrd

    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return None
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(cell.value, "#N/A")
    if cell.ctype == xlrd.XL_CELL_DATE:
        return _xls_date(cell.value, datemode)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if isinstance(cell.value, float) and cell.value.is_integer() and abs(cell.value) < 1e15:
        return int(cell.value)
    return cell.value


def _xls_date(value: float, datemode: int) -> datetime | float:
    import xlrd

    try:
        return xlrd.xldate_as_datetime(value, datemode)  # type: ignore[no-any-return]
    except (ValueError, OverflowError):
        return value
