"""ARFF files, as Weka and OpenML write them: dense or sparse, with declared types."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from core.errors import SourceError
from core.progress import Event, Report, silent
from core.sources import MAX_SKIPPED_SHOWN, SOURCES, Loaded, SkippedRow, Source, need_file
from core.text import count, listed, shown

if TYPE_CHECKING:
    import pandas as pd

PIECE_ROWS = 50_000
_FEW_BAD_SHARE, _FEW_BAD, _CHECK_AFTER = 0.05, 3, 1000
_HEAD = re.compile(rb"^\s*@(?:relation|attribute)\s", re.IGNORECASE | re.MULTILINE)
_NAME = re.compile(r"\s*(?:'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"|([^\s{},%]+))\s*")
_CELL = re.compile(
    r"\s*(?:'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"|([^,'\"{}]*[^,'\"{}\s])?)\s*(,|$)"
)
_PLAIN = re.compile(r"[^'\"\\{}]*")
_ESCAPE = re.compile(r"\\(.)")
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r"}
_WEIGHT = re.compile(r",\s*\{\s*[\d.eE+-]+\s*\}\s*$")
_TYPES = {"numeric": "number", "real": "number", "integer": "number", "string": "text"}
_DATE_PARTS = (
    *(("yyyy", "%Y"), ("yy", "%y"), ("MMM", "%b"), ("MM", "%m"), ("dd", "%d"), ("HH", "%H")),
    *(("mm", "%M"), ("ss", "%S"), ("SSS", "%f"), ("'T'", "T"), ("'Z'", "Z")),
)
_ISO = "yyyy-MM-dd'T'HH:mm:ss"
_GAP = "?"
Cells = list[str | None]


@dataclass(frozen=True)
class Attribute:
    """A declared column: its kind, the levels of a category, the format of a date."""

    name: str
    kind: str
    levels: tuple[str, ...] = ()
    format: str = ""

    @property
    def unsaid(self) -> str:
        """Return the value of a cell that a sparse row leaves out."""
        if self.kind == "category":
            return self.levels[0] if self.levels else ""
        return "0" if self.kind == "number" else ""


@dataclass
class _Body:
    """The rows of a file: what was skipped, and what else there is to say."""

    attributes: tuple[Attribute, ...]
    line: int
    good: int = 0
    lost: int = 0
    weighted: int = 0
    first: SkippedRow | None = None
    skipped: list[SkippedRow] = field(default_factory=list)

    def skip(self, reason: str, text: str) -> None:
        """Remember a row that cannot be read; many of them stop the reading."""
        self.lost += 1
        row = SkippedRow(self.line, reason, shown(text, 200))
        self.first = self.first or row
        if len(self.skipped) < MAX_SKIPPED_SHOWN:
            self.skipped.append(row)
        if self.lost > _CHECK_AFTER:
            self.check()

    def check(self) -> None:
        """Stop when more than a few rows are broken."""
        if self.first and self.lost > max(_FEW_BAD, _FEW_BAD_SHARE * self.good):
            raise SourceError(
                f"The ARFF file is broken on line {self.first.line:,}: {self.first.reason}; "
                f"{count(self.lost, 'row')} cannot be read.",
                "Correct the file, or get it again.",
            )


@SOURCES.add
@dataclass(frozen=True)
class Arff(Source):
    """An ARFF file; its declared types are kept."""

    name: ClassVar[str] = "arff"
    label: ClassVar[str] = "ARFF"
    what: ClassVar[str] = "Reads a file of Weka or OpenML with the types it declares."
    right: ClassVar[str] = "For data sets that come from Weka, MOA or OpenML."
    wrong: ClassVar[str] = "For relational attributes: save each relation as a file of its own."
    suffixes: ClassVar[tuple[str, ...]] = (".arff",)

    @classmethod
    def sniff(cls, head: bytes, name: str) -> float:
        """Recognise the words that every ARFF file begins with, after comments."""
        declared = len(_HEAD.findall(head))
        named = name.lower().endswith(".arff") and (declared > 0 or head.lstrip()[:1] == b"%")
        return 0.9 if declared > 1 or named else 0.0

    def describe(self) -> str:
        """Say that types are kept."""
        return "ARFF, with the types it declares."

    def load(self, file: Path | None = None, rows: int | None = None) -> Loaded:
        """Read all rows with their declared types."""
        import pandas as pd

        pieces = list(self._pieces(need_file(file), rows, silent))
        frame = pd.concat([piece.frame for piece in pieces], ignore_index=True)
        skipped = tuple(row for piece in pieces for row in piece.skipped)
        notes = tuple(dict.fromkeys(note for piece in pieces for note in piece.notes))
        return Loaded(frame, notes, skipped)

    def pieces(self, file: Path | None = None, report: Report = silent) -> Iterator[Loaded]:
        """Yield the rows some ten thousand at a time."""
        yield from self._pieces(need_file(file), None, report)

    def _pieces(self, file: Path, rows: int | None, report: Report) -> Iterator[Loaded]:
        size = file.stat().st_size
        encoding = _encoding(file)
        with file.open("rb") as raw, TextIOWrapper(raw, encoding, errors="replace") as text:
            body = _Body(*_declared(text))
            stream = islice(_rows(text, body), rows)
            while batch := list(islice(stream, PIECE_ROWS)):
                body.good += len(batch)
                frame, notes = _frame(body.attributes, batch)
                if body.weighted:
                    notes.append("The weights of rows were left out.")
                skipped, body.skipped = tuple(body.skipped), []
                yield Loaded(frame, tuple(notes), skipped)
                report(Event(min(raw.tell(), size), size, f"{count(body.good, 'row')} read"))
            body.check()
        if not body.good:
            raise SourceError("The file has columns but no rows.", "Choose a file with data.")


def _encoding(file: Path) -> str:
    try:
        with file.open(encoding="utf-8-sig") as opened:
            opened.read(1 << 20)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _declared(text: Iterator[str]) -> tuple[tuple[Attribute, ...], int]:
    """Read the head of a file: its attributes, and the line at which its rows begin."""
    found: list[Attribute] = []
    for at, line in enumerate(text, start=1):
        stripped = line.strip()
        keyword, _, rest = stripped.partition(" ") if " " in stripped else stripped.partition("\t")
        match keyword.lower():
            case "@attribute":
                found.append(_attribute(rest, at))
            case "@data":
                if not found:
                    break
                return tuple(found), at
            case "@end":
                raise _wrong(at, "relational attributes are not read")
            case _:
                if stripped and not stripped.startswith("%") and keyword.lower() != "@relation":
                    raise _wrong(at, f"'{shown(stripped)}' is no declaration")
    raise SourceError("The ARFF file declares no rows.", "Choose a file with @data in it.")


def _attribute(text: str, line: int) -> Attribute:
    named = _NAME.match(text)
    if named is None:
        raise _wrong(line, "an attribute has no name")
    name, kind = _unquoted(named), text[named.end() :].strip()
    if kind.startswith("{"):
        levels = _cells(kind[1 : kind.rfind("}")] if "}" in kind else kind[1:])
        if levels is None:
            raise _wrong(line, f"the values of '{shown(name)}' cannot be read")
        return Attribute(name, "category", tuple(level or "" for level in levels))
    word, _, rest = kind.partition(" ")
    if word.lower() == "date":
        written = _NAME.match(rest)
        return Attribute(name, "date", format=_unquoted(written) if written else _ISO)
    if word.lower() not in _TYPES:
        raise _wrong(line, f"'{shown(name)}' is of the unknown type '{shown(word)}'")
    return Attribute(name, _TYPES[word.lower()])


def _rows(text: Iterator[str], body: _Body) -> Iterator[Cells]:
    width = len(body.attributes)
    for line in text:
        body.line += 1
        stripped = line.strip()
        if not stripped or stripped.startswith("%"):
            continue
        if _WEIGHT.search(stripped):
            stripped = _WEIGHT.sub("", stripped)
            body.weighted += 1
        cells = _sparse(stripped, body) if stripped.startswith("{") else _cells(stripped)
        if cells is None:
            body.skip("quotes or braces do not match", stripped)
        elif len(cells) != width:
            body.skip(f"{len(cells)} cells instead of {width}", stripped)
        elif wrong := _not_a_number(cells, body.attributes):
            body.skip(f"'{shown(wrong, 30)}' is no number", stripped)
        else:
            yield cells


def _cells(text: str) -> Cells | None:
    """Cut a row at its commas; None stands for a gap, no list for a broken row."""
    if _PLAIN.fullmatch(text):
        cut = [cell.strip() for cell in text.split("," if "," in text else None)]
        return [None if cell == _GAP else cell for cell in cut]
    cells: Cells = []
    at, end = 0, ","
    while end == ",":
        found = _CELL.match(text, at)
        if found is None:
            return None
        plain = found[3] or ""
        quoted = found[1] is not None or found[2] is not None
        cells.append(_unquoted(found) if quoted else None if plain == _GAP else plain)
        at, end = found.end(), found[4]
    return cells


def _sparse(text: str, body: _Body) -> Cells | None:
    """Read a row that names only the cells that are not zero: `{1 a, 4 5}`."""
    cells: Cells = [attribute.unsaid for attribute in body.attributes]
    inner = text[1:].rstrip()
    if not inner.endswith("}"):
        return None
    at, inner = 0, inner[:-1].strip()
    while at < len(inner):
        place = re.compile(r"\s*(\d{1,9})\s+").match(inner, at)
        found = _CELL.match(inner, place.end()) if place else None
        if place is None or found is None or int(place[1]) >= len(cells):
            return None
        quoted = found[1] is not None or found[2] is not None
        plain = found[3] or ""
        cells[int(place[1])] = _unquoted(found) if quoted else None if plain == _GAP else plain
        at = found.end()
    return cells


def _not_a_number(cells: Cells, attributes: tuple[Attribute, ...]) -> str:
    for cell, attribute in zip(cells, attributes, strict=True):
        if attribute.kind == "number" and cell is not None:
            try:
                float(cell)
            except ValueError:
                return cell or " "
    return ""


def _unquoted(found: re.Match[str]) -> str:
    text = found[1] if found[1] is not None else found[2]
    if text is None:
        return found[3] or ""
    return _ESCAPE.sub(lambda part: _ESCAPED.get(part[1], part[1]), text) if "\\" in text else text


def _frame(attributes: tuple[Attribute, ...], rows: list[Cells]) -> tuple[pd.DataFrame, list[str]]:
    import pandas as pd

    columns, undeclared, undated = [], [], []
    for at, attribute in enumerate(attributes):
        cells = [row[at] for row in rows]
        column = _COLUMNS[attribute.kind](cells, attribute)
        columns.append(column)
        if attribute.kind == "category" and not set(cells) - {None} <= set(attribute.levels):
            undeclared.append(attribute.name)
        if attribute.kind == "date" and column.isna().sum() > cells.count(None):
            undated.append(attribute.name)
    frame = pd.concat(columns, axis=1)
    frame.columns = pd.Index([attribute.name for attribute in attributes])
    notes = []
    if undeclared:
        notes.append(f"Values that the file does not declare were kept: {listed(undeclared)}.")
    if undated:
        notes.append(f"Dates that could not be read became missing: {listed(undated)}.")
    return frame, notes


def _numbers(cells: Cells, attribute: Attribute) -> pd.Series:
    import pandas as pd

    del attribute
    values = [None if cell is None else float(cell) for cell in cells]
    column = pd.Series(values, dtype="float64")
    whole = column.notna().all() and (column % 1 == 0).all() and column.abs().max() < 2**53
    return column.astype("int64") if whole else column


def _texts(cells: Cells, attribute: Attribute) -> pd.Series:
    import pandas as pd

    del attribute
    return pd.Series(cells, dtype="str")


def _dates(cells: Cells, attribute: Attribute) -> pd.Series:
    import pandas as pd

    pattern = attribute.format
    for theirs, ours in _DATE_PARTS:
        pattern = pattern.replace(theirs, ours)
    known = pd.Series(cells, dtype="str")
    return pd.to_datetime(known, format=pattern.replace("'", ""), errors="coerce")


_COLUMNS: dict[str, Callable[[Cells, Attribute], pd.Series]] = {
    "number": _numbers,
    "category": _texts,
    "text": _texts,
    "date": _dates,
}


def _wrong(line: int, why: str) -> SourceError:
    return SourceError(f"The ARFF file is broken on line {line:,}: {why}.", "Get it again.")
