"""Read the sheets of an Excel workbook (.xlsx, .xlsm) from its XML, row by row."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import IO, Any

from core.errors import SourceError
from core.sources.markup import elements
from core.sources.sheet import (
    CellError,
    Heard,
    Merge,
    Row,
    Rows,
    Sheet,
    SheetFacts,
    placed,
    unheard,
)

MAX_EXCEL_COLUMNS = 16_384
_SCANNED_BYTES = 150_000_000
_CHUNK = 1 << 20
_CARRY = 64
_ZEROS = re.compile(r"0{4,}")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MERGE = re.compile(rb'mergeCell [^>]*?ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_RANGE = re.compile(r"\$?([A-Z]+)\$?(\d+)(?::\$?([A-Z]+)\$?(\d+))?")
_DATE, _DELTA, _PADDED = "date", "duration", "padded"


class XlsxBook:
    """One open workbook: a list of sheets, shared texts and number formats."""

    remark = ""

    def __init__(self, file: Path) -> None:
        self._open = ExitStack()
        self._archive = self._open.enter_context(zipfile.ZipFile(file))
        try:
            self._begin()
        except BaseException:
            self.close()
            raise

    def _begin(self) -> None:
        """Read what all sheets share; the texts stay open, as they are read when asked for."""
        self._names = {name.lower(): name for name in self._archive.namelist()}
        if "xl/workbook.bin" in self._names:
            raise SourceError(
                "The spreadsheet is an Excel binary workbook (.xlsb), which is not read here.",
                "Save it as .xlsx and upload that.",
            )
        self._home = self._home_of()
        self._parts, self._facts, self._epoch = self._contents()
        self._texts = _Texts(self._member(self._part("sharedStrings")))
        self._styles = list(self._style_kinds())
        self._moments: dict[tuple[str, str], Any] = {}

    def sheets(self) -> list[SheetFacts]:
        """Return the sheets with the sizes that they declare, counted where they do not."""
        return [self._sized(name, hidden) for name, hidden in self._facts]

    def read(self, name: str, most: int | None = None, heard: Heard = unheard) -> Sheet:
        """Parse the rows of a sheet, and the merged cells that stand behind them."""
        rows, hidden, uncomputed = Rows(most, heard), 0, Counter[int]()
        merges: list[Merge] = []
        columns: set[int] = set()
        with self._opened(self._parts[name]) as content:
            for tag, element in elements(content, ("row", "mergeCell", "col")):
                if tag == "col":
                    columns |= _hidden(element)
                elif tag == "mergeCell":
                    merges += [_merge(*_RANGE.findall(element.get("ref", ""))[0])]
                else:
                    row = self._row(element, uncomputed)
                    hidden += bool(row) and _is_true(element.get("hidden"))
                    number = element.get("r")
                    rows.add(row, int(number) - 1 if number else None)
                    if rows.full:
                        break
        if most is not None:
            merges = self._merges(self._parts[name])
        return Sheet(rows.rows, tuple(merges), hidden, frozenset(columns), uncomputed)

    def close(self) -> None:
        """Close the archive and the texts that are read from it."""
        self._open.close()

    def _home_of(self) -> str:
        for _, link in self._links("_rels/.rels"):
            if link.get("Type", "").endswith("/officeDocument"):
                return str(link.get("Target", "")).lstrip("/")
        return "xl/workbook.xml"

    def _contents(self) -> tuple[dict[str, str], list[tuple[str, bool]], datetime]:
        from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

        folder, file = posixpath.split(self._home)
        links = {link.get("Id"): link for _, link in self._links(f"{folder}/_rels/{file}.rels")}
        parts: dict[str, str] = {}
        facts: list[tuple[str, bool]] = []
        epoch = WINDOWS_EPOCH
        with self._opened(self._home) as content:
            for tag, element in elements(content, ("sheet", "workbookPr")):
                if tag == "workbookPr":
                    epoch = MAC_EPOCH if _is_true(element.get("date1904")) else epoch
                    continue
                mark = next((v for k, v in element.attrib.items() if k.endswith("}id")), "")
                link = links.get(mark)
                if link is None or not link.get("Type", "").endswith("/worksheet"):
                    continue
                name = element.get("name", f"sheet {len(facts) + 1}")
                parts[name] = posixpath.normpath(posixpath.join("/", folder, link.get("Target")))
                facts.append((name, element.get("state", "visible") != "visible"))
        return parts, facts, epoch

    def _links(self, path: str) -> Iterator[tuple[str, Any]]:
        if path.lower() in self._names:
            with self._opened(path) as content:
                yield from [(tag, _copy(link)) for tag, link in elements(content, "Relationship")]

    def _part(self, name: str) -> str:
        folder, file = posixpath.split(self._home)
        for _, link in self._links(f"{folder}/_rels/{file}.rels"):
            if link.get("Type", "").endswith(f"/{name}"):
                return posixpath.normpath(posixpath.join("/", folder, link.get("Target", "")))
        return ""

    def _member(self, path: str) -> IO[bytes] | None:
        return self._open.enter_context(self._opened(path)) if path else None

    def _opened(self, path: str) -> IO[bytes]:
        return self._archive.open(self._names[path.lstrip("/").lower()])

    def _style_kinds(self) -> Iterator[str]:
        """Yield, for each cell style, whether its numbers are dates, durations or padded."""
        from openpyxl.styles.numbers import BUILTIN_FORMATS

        path = self._part("styles")
        if not path:
            return
        formats, inside = dict(BUILTIN_FORMATS), False
        with self._opened(path) as content:
            for tag, element in elements(content, ("numFmt", "cellXfs"), keep=True):
                if tag == "numFmt":
                    formats[int(element.get("numFmtId", "0"))] = element.get("formatCode", "")
                elif not inside:
                    inside = True
                    for style in element:
                        number = int(style.get("numFmtId", "0"))
                        yield _kind_of_format(number, formats.get(number, "General"))

    def _row(self, element: Any, uncomputed: Counter[int]) -> Row:
        cells: list[Any] = []
        at, digits = 0, len(element.get("r") or "")
        for cell in element:
            reference = cell.get("r")
            if reference:
                at = _index(reference[:-digits]) if digits else _column(reference)
            value = self._value(cell)
            if value is _UNCOMPUTED:
                uncomputed[at] += 1
            elif value is not None:
                if at == len(cells):
                    cells.append(value)
                else:
                    placed(cells, at, value)
            at += 1
        return tuple(cells)

    def _value(self, cell: Any) -> Any:
        kind, text, formula = cell.get("t") or "n", None, False
        for part in cell:
            tag = part.tag
            if tag.endswith("}v"):
                text = part.text
            elif tag.endswith("}f"):
                formula = True
            elif tag.endswith("}is"):
                text = _words(part)
        if text is None:
            return _UNCOMPUTED if formula and kind != "str" else None
        if kind == "n":
            style = cell.get("s")
            return self._number(text, int(style)) if style else _plain_number(text)
        if kind == "s":
            return self._texts[int(text)]
        return _OTHER_KINDS.get(kind, _unescaped)(text)

    def _number(self, text: str, style: int) -> Any:
        kind = self._styles[style] if style < len(self._styles) else ""
        if not kind:
            return _plain_number(text)
        if kind in (_DATE, _DELTA):
            key = (text, kind)
            if key not in self._moments:
                self._moments[key] = self._moment(float(text), kind)
            return self._moments[key]
        return text.zfill(int(kind.removeprefix(_PADDED))) if text.isdigit() else float(text)

    def _moment(self, value: float, kind: str) -> Any:
        from openpyxl.utils.datetime import from_excel

        try:
            return from_excel(value, self._epoch, timedelta=kind == _DELTA)
        except (OverflowError, ValueError):
            return value

    def _merges(self, path: str) -> list[Merge]:
        """Find merged cells, which stand behind the rows, without parsing the rows."""
        if self._size(path) > _SCANNED_BYTES:
            return []
        with self._opened(path) as content:
            return [_merge(*map(bytes.decode, found)) for found in _found(content, _MERGE)]

    def _size(self, path: str) -> int:
        return self._archive.getinfo(self._names[path.lstrip("/").lower()]).file_size

    def _sized(self, name: str, hidden: bool) -> SheetFacts:
        """Trust the declared size of a sheet unless it is one cell, which many programs write."""
        path = self._parts[name]
        with self._opened(path) as content:
            head = content.read(_CHUNK)
        declared = re.search(rb'dimension [^>]*?ref="([^"]+)"', head)
        found = _RANGE.fullmatch(declared[1].decode("latin-1")) if declared else None
        if found and found[3]:
            top, bottom = int(found[2]), int(found[4])
            columns = _column(found[3]) - _column(found[1]) + 1
            return SheetFacts(name, bottom - top + 1, columns, hidden)
        with self._opened(path) as content:
            rows = sum(1 for _ in _found(content, re.compile(rb"<(?:\w+:)?row[ >]()")))
        with self._opened(path) as content:
            row = next(iter(elements(content, "row")), None)
            columns = len(self._row(row[1], Counter())) if row else 0
        return SheetFacts(name, rows, columns, hidden)


class _Texts:
    """The shared texts of a workbook, read as far as somebody asks for them."""

    def __init__(self, content: IO[bytes] | None) -> None:
        self._known: list[str] = []
        self._waiting = elements(content, "si") if content is not None else iter(())

    def __getitem__(self, at: int) -> str:
        while len(self._known) <= at:
            found = next(self._waiting, None)
            if found is None:
                raise IndexError(at)
            self._known.append(_words(found[1]))
        return self._known[at]


_UNCOMPUTED = object()


def _copy(element: Any) -> dict[str, str]:
    return dict(element.attrib)


def _found(content: IO[bytes], pattern: re.Pattern[bytes]) -> Iterator[Any]:
    """Yield what a short pattern finds in a stream, chunk by chunk."""
    rest = b""
    while chunk := content.read(_CHUNK):
        text = rest + chunk
        end = 0
        for match in pattern.finditer(text):
            end = match.end()
            yield match.groups()
        rest = text[max(end, len(text) - _CARRY) :]


def _words(element: Any) -> str:
    """Return the text of a cell in one or several styles, without how it is pronounced."""
    parts = []
    for part in element:
        if part.tag.endswith("}t"):
            parts.append(part.text or "")
        elif part.tag.endswith("}r"):
            parts += [run.text or "" for run in part if run.tag.endswith("}t")]
    return _unescaped("".join(parts))


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _kind_of_format(number: int, code: str) -> str:
    from openpyxl.styles.numbers import is_date_format, is_timedelta_format

    if is_timedelta_format(code):
        return _DELTA
    if 27 <= number <= 36 or 50 <= number <= 58 or is_date_format(code):
        return _DATE
    return f"{_PADDED}{len(code)}" if _ZEROS.fullmatch(code) else ""


def _plain_number(text: str) -> int | float:
    if "." in text:
        return float(text)
    try:
        return int(text)
    except ValueError:
        return float(text)


def _iso(text: str) -> Any:
    try:
        return datetime.fromisoformat(text.removesuffix("Z"))
    except ValueError:
        return text


def _is_true(text: str | None) -> bool:
    return text in ("1", "true")


def _hidden(element: Any) -> set[int]:
    if not _is_true(element.get("hidden")):
        return set()
    first, last = int(element.get("min", "1")), int(element.get("max", "1"))
    return set(range(first - 1, min(last, MAX_EXCEL_COLUMNS)))


def _merge(left: str, top: str, right: str, bottom: str) -> Merge:
    ends = (right, bottom) if right else (left, top)
    return Merge(int(top) - 1, _column(left), int(ends[1]) - 1, _column(ends[0]))


def _column(reference: str) -> int:
    return _index(reference.rstrip("0123456789"))


@cache
def _index(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    if not letters.isascii() or not letters.isalpha() or not 0 < number <= MAX_EXCEL_COLUMNS:
        raise ValueError(f"no column {letters!r}")
    return number - 1


_OTHER_KINDS: dict[str, Callable[[str], Any]] = {"b": _is_true, "e": CellError, "d": _iso}
