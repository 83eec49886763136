"""Delimited text: CSV, TSV and their many relatives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

from core.errors import SourceError
from core.params import Choice, Flag, Number, Text
from core.progress import Report, silent
from core.sources import SOURCES, Loaded, ReadColumns, Source, Written, need_file
from core.sources.content import content_of
from core.sources.dialect.cells import MISSING
from core.sources.dialect.settings import (
    MOST_LINES,
    Broken,
    Comment,
    DayFirst,
    Decimal,
    Encoding,
    HeaderRows,
    Missing,
    Signs,
    SkipLines,
    Thousands,
    rules_of,
)
from core.sources.sentence import Part, Remedy, columns_part

if TYPE_CHECKING:
    from core.sources.dialect.reading import Plan, TextTable
    from core.sources.dialect.values import Rules

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
    "space": (" ", "Single space"),
    "other": ("", "Other (named below)"),
    "none": ("", "None: one column"),
}
QUOTES = {"double": '"', "single": "'", "none": ""}
DRAWN = {
    "none": "Nothing",
    "rulers": "Lines between rows",
    "frame": "Bars at both ends, and lines between rows",
}
_BY_MARK = {mark: name for name, (mark, _) in DELIMITERS.items() if name != "other"}


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
    encoding: Encoding = "utf-8"
    decimal: Decimal = "."
    skip_lines: SkipLines = 0
    header_rows: HeaderRows = 1
    skip_end: Annotated[
        int | None,
        Number(
            0,
            MOST_LINES,
            integer=True,
            optional=True,
            label="Skip at the end",
            unit="lines",
            help="Lines below the last row: footnotes, a second table. Empty: decide by the text.",
        ),
    ] = None
    thousands: Thousands = "guess"
    signs: Signs = "take_off"
    missing: Missing = MISSING
    day_first: DayFirst = "guess"
    bad_rows: Annotated[
        str,
        Choice(
            ("few", "skip", "strict", "fit", "stop"),
            labels=(
                "Leave out if they are few",
                "Leave out",
                "Leave out, also those that end early",
                "Keep: fill up or cut off",
                "Stop",
            ),
            label="Rows that do not fit",
        ),
    ] = "few"
    columns: ReadColumns = ()
    quote: Annotated[str, Choice(tuple(QUOTES), label="Quote character", advanced=True)] = "double"
    broken: Broken = "stop"
    comment: Comment = ""
    escape: Annotated[
        str,
        Text(
            1,
            label="Escape character",
            advanced=True,
            help="Stands before a quote within a cell, often \\. Empty: quotes are doubled.",
        ),
    ] = ""
    other: Annotated[
        str,
        Text(
            5,
            label="Other delimiter",
            advanced=True,
            help="Any characters between two cells, such as || or ::.",
        ),
    ] = ""
    drawn: Annotated[
        str,
        Choice(
            tuple(DRAWN),
            labels=tuple(DRAWN.values()),
            label="Drawn around cells",
            advanced=True,
            help="Lines of + - | = : and bars that are drawn, as in Markdown, and no cells.",
        ),
    ] = "none"
    wrapped: Annotated[
        bool,
        Flag(
            label="Whole lines stand in quotes",
            advanced=True,
            help='Each line is one quoted text with the row inside it: "a,b,c".',
        ),
    ] = False

    @classmethod
    def sniff(cls, head: bytes, name: str) -> float:
        """Recognise any text that is nothing more special."""
        return 0.5 if content_of(head, name) == "text" else 0.0

    @classmethod
    def guess(cls, file: Path) -> Csv:
        """Guess encoding, delimiter, title lines, header and decimal mark."""
        from core.sources.dialect.encoding import decode_head, guess_encoding
        from core.sources.dialect.layout import guess_layout
        from core.sources.dialect.reading import bytes_of_head

        with file.open("rb") as opened:
            sample = opened.read(_SAMPLE_BYTES)
        encoding = guess_encoding(sample, whole=len(sample) < _SAMPLE_BYTES)
        plain = cls(encoding=encoding).plan()
        text = decode_head(sample[: bytes_of_head(file, plain, _HEAD_BYTES)], encoding)
        if not text.strip(" \t\r\n\x00,;"):
            raise SourceError("The file is empty.", "Choose a file that holds a table.")
        layout = guess_layout(text)
        mark = layout.cut.delimiter
        found = cls(
            delimiter=_BY_MARK.get(mark, "other"),
            encoding=encoding,
            decimal=layout.decimal,
            skip_lines=layout.skip_lines,
            header_rows=layout.header_rows,
            day_first=layout.day_first,
            quote="single" if layout.cut.quote == "'" else "double",
            comment=layout.cut.comment,
            escape=layout.cut.escape,
            other="" if mark in _BY_MARK else mark,
            drawn=layout.drawn,
            wrapped=layout.wrapped,
        )
        return replace(found, skip_end=found._lines_below(file, text))

    @property
    def mark(self) -> str:
        """The text between two cells: `ws` for runs of spaces, empty for none."""
        return self.other if self.delimiter == "other" else DELIMITERS[self.delimiter][0]

    def describe(self) -> str:
        """Say how the file is read: delimiter, encoding, what is left out, header and dates."""
        from core.sources.dialect.sentence import sentence

        parts = self.parts()
        return sentence(parts[:4], parts[4:])

    def parts(self) -> tuple[Part, ...]:
        """Return the sentence in parts, each with the settings that correct it."""
        from core.sources.dialect import sentence as words

        mark = DELIMITERS[self.delimiter][1] if self.delimiter != "other" else f"'{self.other}'"
        return (
            Part(mark, ("delimiter", "other")),
            words.letters_part(self),
            words.numbers_part(self),
            words.quotes_part(self.quote, self.escape, self.wrapped),
            words.drawn_part(self.drawn),
            *words.place_parts(self),
            *words.value_parts(self),
            words.rows_part(self.bad_rows),
            columns_part(self.columns),
        )

    def remedies(self, notes: Sequence[str] = ()) -> tuple[Remedy, ...]:
        """Return the corrections that are often needed."""
        from core.sources.dialect.sentence import remedies, row_remedies

        return (*row_remedies(self.bad_rows, notes), *remedies(self, notes))

    def load(self, file: Path | None = None, rows: int | None = None) -> Loaded:
        """Read the rows as texts, then give each column its type."""
        from core.sources.dialect.doubt import leading_notes
        from core.sources.dialect.values import typed_frame

        table = self.texts(need_file(file), rows)
        notes = [*self._guesses(need_file(file)), *table.notes]
        if not len(table.frame) and rows is None:
            raise SourceError(
                "The file has columns but no rows."
                if self.header_rows
                else "The file holds no table.",
                "Choose a file with data below the header.",
            )
        frame = table.frame
        frame.columns = table.names
        typed, changes = typed_frame(frame, self.rules())
        doubts = leading_notes(frame, typed, self.rules())
        return Loaded(typed, (*notes, *changes, *doubts), tuple(table.skipped))

    def write(self, file: Path, target: Path, report: Report = silent) -> Written | None:
        """Write a large file to a table on disk, however large it is."""
        from core.sources.large.text import BIG_BYTES, Manner, write_text
        from core.sources.weigh import has_many_cells

        if file.stat().st_size < BIG_BYTES and not has_many_cells(file, file.name):
            return None
        done = write_text(file, Manner(self.plan(), self.rules()), target, report)
        return replace(done, notes=(*self._guesses(file), *done.notes))

    def texts(self, file: Path, rows: int | None = None) -> TextTable:
        """Read the cells as texts, before they are given types."""
        from core.sources.dialect.fast import FAST_FROM_BYTES, read_fast
        from core.sources.dialect.reading import bytes_of_head, read_text

        size = file.stat().st_size
        if rows is not None and size > _HEAD_BYTES:
            return read_text(file, self.plan(), rows, bytes_of_head(file, self.plan(), _HEAD_BYTES))
        if rows is None and size >= FAST_FROM_BYTES:
            table = read_fast(file, self.plan())
            if table is not None:
                return table
            if size > _CAREFUL_BYTES:
                raise SourceError(
                    "The file is uneven and too large to be mended row by row.",
                    "Export it again, with every text in quotes, or as Parquet.",
                )
        return read_text(file, self.plan(), rows)

    def rules(self) -> Rules:
        """Return how the texts of cells become values."""
        doubtful = self.mark != ","  # else a decimal comma would cut its number in two
        return replace(rules_of(self), doubtful=doubtful)

    def _lines_below(self, file: Path, head: str) -> int | None:
        """Return how many lines at the end of a file are footnotes or another table."""
        from core.sources.dialect.ends import lines_after

        found = lines_after(file, head, self.plan())
        return found and min(found, MOST_LINES)

    def plan(self) -> Plan:
        """Return how the text is cut into rows and cells."""
        from core.sources.dialect.reading import Plan
        from core.sources.dialect.tokens import Cut

        return Plan(
            encoding=self.encoding,
            replace=self.broken == "replace",
            cut=Cut(self.mark, QUOTES[self.quote], self.comment, escape=self.escape),
            skip_lines=self.skip_lines,
            header_rows=self.header_rows,
            bad_rows=self.bad_rows,
            skip_end=self.skip_end,
            wrapped=self.wrapped,
            drawn=self.drawn,
            only=self.columns,
        )

    def _guesses(self, file: Path) -> list[str]:
        """Return the description, unless it is the plainest one, and what is doubtful in it."""
        from core.sources.dialect.encoding import doubts

        plain = ("Comma, UTF-8; header on line 1.",)
        said = [] if self.describe() in plain else [f"Read as: {self.describe()}"]
        return [*said, *doubts(file, self.encoding, _HEAD_BYTES)]
