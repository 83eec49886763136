"""Text whose columns stand at fixed positions, as mainframes and instruments write it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

from core.column_names import check_width
from core.errors import SettingError, SourceError
from core.params import Number, Text
from core.sources import MAX_SKIPPED_SHOWN, SOURCES, Loaded, SkippedRow, Source, need_file
from core.sources.content import content_of
from core.sources.dialect.cells import MISSING
from core.sources.dialect.settings import (
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
from core.sources.sentence import Part, Remedy
from core.text import count, shown

if TYPE_CHECKING:
    from core.sources.dialect.reading import TextTable

_SAMPLE_BYTES = 1_000_000
_HEAD_BYTES = 4096
_POSITION = re.compile(r"\d+")


@SOURCES.add
@dataclass(frozen=True)
class FixedWidth(Source):
    """A text file in which each column has its own range of positions."""

    name: ClassVar[str] = "fixed_width"
    label: ClassVar[str] = "Fixed width text"
    what: ClassVar[str] = "Reads a text file whose columns begin at fixed positions of a line."
    right: ClassVar[str] = "For reports and exports that look like a table in a plain editor."
    wrong: ClassVar[str] = "For files with a delimiter between cells, which CSV or text reads."
    suffixes: ClassVar[tuple[str, ...]] = (".fwf", ".prn", ".asc")

    columns: Annotated[
        str,
        Text(
            5000,
            label="Columns begin at",
            help="Positions in a line, counted from 1 and separated by commas: 1, 12, 20.",
        ),
    ] = "1"
    encoding: Encoding = "utf-8"
    decimal: Decimal = "."
    skip_lines: SkipLines = 0
    header_rows: HeaderRows = 1
    skip_end: Annotated[
        int,
        Number(
            0,
            100_000,
            integer=True,
            label="Skip at the end",
            unit="lines",
            help="Lines below the last row that are no rows, such as footnotes.",
        ),
    ] = 0
    missing: Missing = MISSING
    day_first: DayFirst = "guess"
    thousands: Thousands = "guess"
    signs: Signs = "take_off"
    broken: Broken = "stop"
    comment: Comment = ""

    @classmethod
    def sniff(cls, head: bytes, name: str) -> float:
        """Recognise columns of blanks where no delimiter cuts the lines as well."""
        plainly = head.replace(b"\x00", b"")  # letters may have two bytes or four
        if b"  " not in plainly and b"---" not in plainly or content_of(head, name) != "text":
            return 0.0
        from core.sources.dialect.encoding import decode_head, guess_encoding
        from core.sources.dialect.fixed import confidence, page_lines

        lines = page_lines(decode_head(head, guess_encoding(head, whole=False)))
        return confidence(lines[:-1] if len(head) >= _HEAD_BYTES else lines)

    @classmethod
    def guess(cls, file: Path) -> FixedWidth:
        """Guess the positions of the columns, the encoding, titles and header."""
        from core.sources.dialect.date_order import date_order
        from core.sources.dialect.decimals import decimal_mark
        from core.sources.dialect.encoding import decode_head, guess_encoding
        from core.sources.dialect.fixed import Slicer, columns_of, lines_to_skip, page_lines
        from core.sources.dialect.header import Grid, header_of
        from core.sources.dialect.tokens import Cut

        with file.open("rb") as opened:
            sample = opened.read(_SAMPLE_BYTES)
        whole = len(sample) < _SAMPLE_BYTES
        encoding = guess_encoding(sample, whole=whole)
        lines = page_lines(decode_head(sample, encoding))
        if not any(line.strip() for line in lines):
            raise SourceError("The file is empty.", "Choose a file that holds a table.")
        found = columns_of(lines)
        first, last = lines_to_skip(lines, found)
        grid = Grid.of(Slicer(found.starts).records(lines, first))
        skip, header_rows = (first, 1) if found.ruled else header_of(grid)
        return cls(
            columns=", ".join(str(at + 1) for at in found.starts),
            encoding=encoding,
            decimal=decimal_mark(grid, Cut("ws")),
            skip_lines=max(skip, first),
            header_rows=header_rows,
            skip_end=last if whole else 0,
            day_first=date_order(grid, skip + header_rows),
        )

    def describe(self) -> str:
        """Say how the file is read: columns, encoding, title lines and header."""
        from core.sources.dialect.sentence import sentence

        parts = self.parts()
        return sentence(parts[:3], parts[3:])

    def parts(self) -> tuple[Part, ...]:
        """Return the sentence in parts, each with the settings that correct it."""
        from core.sources.dialect import sentence as words

        number = len(_POSITION.findall(self.columns))
        return (
            Part(f"{count(number, 'column')} at fixed positions", ("columns",)),
            words.letters_part(self),
            words.numbers_part(self),
            *words.place_parts(self),
            *words.value_parts(self),
        )

    def remedies(self, notes: Sequence[str] = ()) -> tuple[Remedy, ...]:
        """Return the corrections that are often needed."""
        from core.sources.dialect.sentence import remedies

        return remedies(self, notes)

    def starts(self) -> tuple[int, ...]:
        """Return the positions, counted from 0, where columns begin."""
        found = tuple(int(text) - 1 for text in _POSITION.findall(self.columns))
        rising = all(a < b for a, b in zip(found, found[1:], strict=False))
        if not found or found[0] < 0 or not rising:
            raise SettingError(
                "'columns' of Fixed width text must be rising positions from 1 on. "
                f"Got '{shown(self.columns, 60)}'.",
                "Write them as 1, 12, 20.",
            )
        return found

    def load(self, file: Path | None = None, rows: int | None = None) -> Loaded:
        """Cut the lines at the positions, then give each column its type."""
        from core.sources.dialect.encoding import doubts
        from core.sources.dialect.values import typed_frame

        table = self.texts(need_file(file), rows)
        if not len(table.frame) and rows is None:
            raise SourceError("The file has no rows.", "Choose a file with data below the header.")
        frame = table.frame
        frame.columns = table.names
        typed, changes = typed_frame(frame, rules_of(self))
        doubtful = doubts(need_file(file), self.encoding, _SAMPLE_BYTES)
        notes = (f"Read as: {self.label}. {self.describe()}", *doubtful, *table.notes, *changes)
        return Loaded(typed, notes, tuple(table.skipped))

    def texts(self, file: Path, rows: int | None = None) -> TextTable:
        """Read the cells as texts, before they are given types."""
        import pandas as pd

        from core.sources.dialect.doubt import tied
        from core.sources.dialect.fixed import Slicer, page_headings
        from core.sources.dialect.reading import TextTable, joined_names

        lines, skipped = self._lines(file, rows)
        slicer = Slicer(self.starts())
        check_width(len(slicer.starts))
        pages = frozenset(page_headings(lines, self.skip_lines, self.header_rows))
        every = slicer.records(lines, self.skip_lines, self.comment)
        records = [record for record in every if record.line - 1 not in pages]
        head, body = records[: self.header_rows], records[self.header_rows :]
        names = joined_names([r.cells for r in head]) or [""] * len(slicer.starts)
        frame = pd.DataFrame([r.cells for r in body[:rows]], columns=range(len(names)), dtype="str")
        notes = self._crossings(lines, [r.line for r in body], slicer.starts)
        if len(head) == 1 and (doubt := tied(head[0], body)):
            notes.append(doubt)
        if skipped:
            notes.append(f"{count(len(skipped), 'footnote line')} below the table left out.")
        if pages:
            notes.append(f"{count(len(pages), 'line')} of page headings left out.")
        headings = [
            SkippedRow(at + 1, "page heading", shown(lines[at], 200)) for at in sorted(pages)
        ]
        return TextTable(names, frame, notes, [*headings, *skipped][:MAX_SKIPPED_SHOWN])

    def _lines(self, file: Path, rows: int | None) -> tuple[list[str], list[SkippedRow]]:
        from core.sources.dialect.encoding import (
            decode,
            decode_head,
            letters_again,
            without_nul,
        )
        from core.sources.dialect.fixed import page_lines

        with file.open("rb") as opened:
            content = opened.read() if rows is None else opened.read(_SAMPLE_BYTES)
        cut_short = rows is not None and len(content) == _SAMPLE_BYTES
        text = (
            decode_head(content, self.encoding)
            if cut_short
            else letters_again(decode(content, self.encoding, self.broken == "replace"))[0]
        )
        lines = page_lines(without_nul(text))
        if cut_short:
            return lines[:-1], []
        keep = max(len(lines) - self.skip_end, 0)
        left = [
            SkippedRow(at, "footnote", shown(line, 200))
            for at, line in enumerate(lines[keep:], start=keep + 1)
            if line.strip()
        ]
        return lines[:keep], left[:MAX_SKIPPED_SHOWN]

    def _crossings(
        self, lines: list[str], numbers: list[int], starts: tuple[int, ...]
    ) -> list[str]:
        """Point at lines with a word across a boundary: the positions may be wrong there."""
        from core.sources.dialect.fixed import crosses

        across = [at for at in numbers if crosses(lines[at - 1], starts)]
        if not across:
            return []
        first = ", ".join(f"{at:,}" for at in across[:5])
        said = "has a word" if len(across) == 1 else "have words"
        return [
            f"{count(len(across), 'line')} {said} across a column boundary "
            f"(line {first}): please check the positions."
        ]
