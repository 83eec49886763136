"""Delimited text: CSV, TSV and their many relatives."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

from core.errors import SourceError
from core.params import Choice, Number, Text, Words
from core.sources import SOURCES, Loaded, Source, need_file
from core.sources.content import content_of
from core.sources.dialect.cells import MISSING
from core.sources.dialect.encoding import ENCODINGS
from core.text import count

if TYPE_CHECKING:
    from core.sources.dialect.reading import Plan, TextTable

_HEAD_BYTES = 1_000_000
_SAMPLE_BYTES = 8_000_000
_CAREFUL_BYTES = 200_000_000
DELIMITERS = {
    "comma": (",", "Comma"),
    "semicolon": (";", "Semicolon"),
    "tab": ("\t", "Tab"),
    "pipe": ("|", "Pipe |"),
    "spaces": ("ws", "Spaces"),
    "unit_separator": ("\x1f", "Unit separator (ASCII 31)"),
    "colon": (":", "Colon"),
    "caret": ("^", "Caret ^"),
    "tilde": ("~", "Tilde ~"),
    "none": ("", "None: one column"),
}
QUOTES = {"double": '"', "single": "'", "none": ""}
_BY_MARK = {mark: name for name, (mark, _) in DELIMITERS.items()}


@SOURCES.add
@dataclass(frozen=True)
class Csv(Source):
    """A text file with one row per line and a delimiter between cells."""

    name: ClassVar[str] = "csv"
    label: ClassVar[str] = "CSV or text"
    what: ClassVar[str] = "Reads a text file in which each line is a row."
    right: ClassVar[str] = "For exports from spreadsheets, databases and instruments."
    wrong: ClassVar[str] = "For Excel, Parquet or JSON files, which are read by their own source."
    suffixes: ClassVar[tuple[str, ...]] = (".csv", ".tsv", ".txt", ".tab", ".dat", ".data", ".ssv")

    delimiter: Annotated[
        str,
        Choice(
            tuple(DELIMITERS),
            labels=tuple(label for _, label in DELIMITERS.values()),
            help="What stands between two cells. When it is wrong, all cells land in one column.",
        ),
    ] = "comma"
    encoding: Annotated[
        str,
        Choice(
            tuple(ENCODINGS),
            labels=tuple(ENCODINGS.values()),
            help="How letters were stored. When it is wrong, é and ü look odd.",
        ),
    ] = "utf-8"
    decimal: Annotated[
        str,
        Choice((".", ","), labels=("Point (1.5)", "Comma (1,5)"), label="Decimal mark"),
    ] = "."
    skip_lines: Annotated[
        int,
        Number(0, 100_000, integer=True, unit="lines", help="Lines above the header to leave out."),
    ] = 0
    header_rows: Annotated[
        int,
        Number(0, 10, integer=True, help="Rows that hold the column names; 0 when there are none."),
    ] = 1
    missing: Annotated[
        tuple[str, ...],
        Words(help="Texts that mean 'no value'. Take one out when it is a real value."),
    ] = MISSING
    day_first: Annotated[
        str,
        Choice(
            ("guess", "yes", "no"),
            labels=("Decide by the values", "Day first (31/12)", "Month first (12/31)"),
            label="Order in dates",
        ),
    ] = "guess"
    bad_rows: Annotated[
        str,
        Choice(
            ("few", "skip", "stop"),
            labels=("Leave out if they are few", "Leave out", "Stop"),
            label="Rows that do not fit",
        ),
    ] = "few"
    quote: Annotated[str, Choice(tuple(QUOTES), label="Quote character", advanced=True)] = "double"
    broken: Annotated[
        str, Choice(("stop", "replace"), label="Broken characters", advanced=True)
    ] = "stop"
    comment: Annotated[str, Text(5, label="Comment lines begin with", advanced=True)] = ""

    @classmethod
    def sniff(cls, head: bytes, name: str) -> float:
        """Recognise any text that is nothing more special."""
        return 0.5 if content_of(head, name) == "text" else 0.0

    @classmethod
    def guess(cls, file: Path) -> Csv:
        """Guess encoding, delimiter, title lines, header and decimal mark."""
        from core.sources.dialect.encoding import decode_head, guess_encoding
        from core.sources.dialect.layout import guess_layout

        with file.open("rb") as opened:
            sample = opened.read(_SAMPLE_BYTES)
        encoding = guess_encoding(sample, whole=len(sample) < _SAMPLE_BYTES)
        text = decode_head(sample[:_HEAD_BYTES], encoding)
        if not text.strip(" \t\r\n\x00,;"):
            raise SourceError("The file is empty.", "Choose a file that holds a table.")
        layout = guess_layout(text)
        return cls(
            delimiter=_BY_MARK.get(layout.cut.delimiter, "comma"),
            encoding=encoding,
            decimal=layout.decimal,
            skip_lines=layout.skip_lines,
            header_rows=layout.header_rows,
            quote="single" if layout.cut.quote == "'" else "double",
            comment=layout.cut.comment,
        )

    def describe(self) -> str:
        """Say how the file is read: delimiter, encoding, title lines and header."""
        parts = [DELIMITERS[self.delimiter][1], ENCODINGS[self.encoding].split(" (")[0]]
        if self.decimal == ",":
            parts.append("decimal comma")
        if self.quote == "single":
            parts.append("single quotes")
        places = []
        if self.skip_lines:
            places.append(f"{count(self.skip_lines, 'line')} above the table skipped")
        first = self.skip_lines + 1
        if self.header_rows == 0:
            places.append("no header: columns are numbered")
        elif self.header_rows == 1:
            places.append(f"header on line {first:,}")
        else:
            places.append(f"header on lines {first:,} to {first + self.header_rows - 1:,}")
        return f"{', '.join(parts)}; {'; '.join(places)}."

    def load(self, file: Path | None = None, rows: int | None = None) -> Loaded:
        """Read the rows as texts, then give each column its type."""
        from core.sources.dialect.values import Rules, typed_frame

        table = self._texts(need_file(file), rows)
        notes = [*self._guesses(), *table.notes]
        if not len(table.frame) and rows is None:
            raise SourceError(
                "The file has columns but no rows."
                if self.header_rows
                else "The file holds no table.",
                "Choose a file with data below the header.",
            )
        order = {"guess": None, "yes": True, "no": False}[self.day_first]
        frame = table.frame
        frame.columns = table.names
        typed, changes = typed_frame(frame, Rules(self.missing, self.decimal, order))
        return Loaded(typed, (*notes, *changes), tuple(table.skipped))

    def _texts(self, file: Path, rows: int | None) -> TextTable:
        from core.sources.dialect.fast import FAST_FROM_BYTES, read_fast
        from core.sources.dialect.reading import read_text

        size = file.stat().st_size
        if rows is not None and size > _HEAD_BYTES:
            return read_text(file, self._plan(), rows, _HEAD_BYTES)
        if rows is None and size >= FAST_FROM_BYTES:
            table = read_fast(file, self._plan())
            if table is not None:
                return table
            if size > _CAREFUL_BYTES:
                raise SourceError(
                    "The file is uneven and too large to be mended row by row.",
                    "Export it again, with every text in quotes, or as Parquet.",
                )
        return read_text(file, self._plan(), rows)

    def _plan(self) -> Plan:
        from core.sources.dialect.reading import Plan
        from core.sources.dialect.tokens import Cut

        return Plan(
            encoding=self.encoding,
            replace=self.broken == "replace",
            cut=Cut(DELIMITERS[self.delimiter][0], QUOTES[self.quote], self.comment),
            skip_lines=self.skip_lines,
            header_rows=self.header_rows,
            bad_rows=self.bad_rows,
        )

    def _guesses(self) -> list[str]:
        """Return the description, unless it is the plainest one."""
        plain = ("Comma, UTF-8; header on line 1.",)
        return [] if self.describe() in plain else [f"Read as: {self.describe()}"]
