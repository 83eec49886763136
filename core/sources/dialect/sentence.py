"""Say how a text is read, part by part, and offer the corrections that are often needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from core.sources.dialect.cells import MISSING
from core.sources.dialect.doubt import TIED
from core.sources.dialect.drawn import FRAME, NONE
from core.sources.dialect.encoding import short_name
from core.sources.dialect.reading import LEFT_OUT
from core.sources.dialect.rows import ENDS_EARLY, FIT, STRICT
from core.sources.sentence import Part, Remedy
from core.text import count

_ORDERS = {
    "guess": "order of dates by their values",
    "yes": "dates are day first",
    "no": "dates are month first",
}
_BAD_ROWS = {
    "few": "odd rows left out if few",
    "skip": "odd rows left out",
    STRICT: "odd rows left out, also those that end early",
    FIT: "odd rows filled up or cut off",
    "stop": "odd rows stop the reading",
}
_NO_HEADER = "No header was found, so the columns are numbered. Is the first row the header?"
_TIED = "Nothing tells the first line from the rows. Is it a row of data?"
_QUOTES = {"double": "double quotes", "single": "single quotes", "none": "no quotes"}


class Settled(Protocol):
    """The settings that every source of text has."""

    @property
    def encoding(self) -> str: ...
    @property
    def decimal(self) -> str: ...
    @property
    def signs(self) -> str: ...
    @property
    def skip_lines(self) -> int: ...
    @property
    def header_rows(self) -> int: ...
    @property
    def skip_end(self) -> int | None: ...
    @property
    def day_first(self) -> str: ...
    @property
    def missing(self) -> tuple[str, ...]: ...


def letters_part(source: Settled) -> Part:
    """Return the words for the encoding."""
    return Part(short_name(source.encoding), ("encoding", "broken"))


def numbers_part(source: Settled) -> Part:
    """Return the words for the marks in numbers."""
    mark = "comma" if source.decimal == "," else "point"
    kept = source.signs == "keep"
    words = f"decimal {mark}{', signs kept' if kept else ''}"
    return Part(words, ("decimal", "thousands", "signs"), source.decimal == "." and not kept)


def quotes_part(quote: str, escape: str, wrapped: bool) -> Part:
    """Return the words for quotes and what stands before one within a cell."""
    words = [_QUOTES[quote]]
    if escape:
        doubled = escape == '"' and quote == "single"
        words.append('with "" for " inside' if doubled else f"escaped by {escape}")
    if wrapped:
        words.append("around whole lines")
    return Part(" ".join(words), ("quote", "escape", "wrapped"), words == [_QUOTES["double"]])


def drawn_part(drawn: str) -> Part:
    """Return the words for what is drawn around cells."""
    words = {NONE: "no lines around cells", FRAME: "bars around rows left out"}
    return Part(words.get(drawn, "lines between rows left out"), ("drawn",), drawn == NONE)


def place_parts(source: Settled) -> tuple[Part, ...]:
    """Return the words for what stands above and below the rows, and for the header."""
    top, end = source.skip_lines, source.skip_end or 0
    above = f"{count(top, 'title line')} skipped" if top else "no title lines"
    below = "no lines left out at the end"
    if end:
        below = "the last line left out" if end == 1 else f"the last {end:,} lines left out"
    return (
        Part(above, ("skip_lines", "comment"), not top),
        Part(_header(top + 1, source.header_rows), ("header_rows",)),
        Part(below, ("skip_end",), not end),
    )


def value_parts(source: Settled) -> tuple[Part, ...]:
    """Return the words for dates and for what means missing."""
    order = source.day_first
    usual = tuple(source.missing) == MISSING
    texts = sum(bool(text) for text in source.missing)
    words = f"{count(texts, 'word')} mean missing" if texts else "only blanks are missing"
    return (
        Part(_ORDERS[order], ("day_first",), order == "guess"),
        Part(words, ("missing",), usual),
    )


def rows_part(bad_rows: str) -> Part:
    """Return the words for rows that do not fit."""
    return Part(_BAD_ROWS[bad_rows], ("bad_rows",), bad_rows == "few")


def row_remedies(bad_rows: str, notes: Sequence[str]) -> Iterator[Remedy]:
    """Yield the other ways with rows that do not fit, where there are some."""
    if bad_rows != FIT and any(LEFT_OUT in note for note in notes):
        yield Remedy("Keep rows that do not fit", {"bad_rows": FIT})
    if bad_rows != STRICT and any(ENDS_EARLY in note for note in notes):
        yield Remedy("Leave out rows that end early", {"bad_rows": STRICT})
    if bad_rows in (FIT, STRICT):
        yield Remedy("Leave odd rows out if few", {"bad_rows": "few"})


def sentence(how: Sequence[Part], places: Sequence[Part]) -> str:
    """Join the parts that tell something."""
    first = ", ".join(part.words for part in how if not part.usual)
    rest = "; ".join(part.words for part in places if not part.usual)
    return f"{first}; {rest}." if rest else f"{first}."


def remedies(source: Settled, notes: Sequence[str] = ()) -> tuple[Remedy, ...]:
    """Return corrections that are often needed, as one change of the settings each."""
    found = [_header_remedy(source, TIED in notes)]
    if source.header_rows:
        found.append(Remedy("Header one line lower", {"skip_lines": source.skip_lines + 1}))
    if source.skip_lines:
        found.append(Remedy("Header one line higher", {"skip_lines": source.skip_lines - 1}))
    if source.skip_end:
        found.append(Remedy("Keep the last lines", {"skip_end": 0}))
    other = {"yes": ("Month first", "no"), "no": ("Day first", "yes")}
    label, order = other.get(source.day_first, ("Month first", "no"))
    found.append(Remedy(label, {"day_first": order}))
    comma = source.decimal == ","
    found.append(
        Remedy("Decimal point" if comma else "Decimal comma", {"decimal": "." if comma else ","})
    )
    if "NA" in source.missing:
        kept = tuple(text for text in source.missing if text != "NA")
        found.append(Remedy("NA is a value", {"missing": kept}))
    return tuple(found)


def _header_remedy(source: Settled, is_tied: bool) -> Remedy:
    """Return the other reading of the header; a question goes with it where it was a guess."""
    if source.header_rows:
        return Remedy("No header", {"header_rows": 0}, _TIED if is_tied else "")
    return Remedy("First row is the header", {"header_rows": 1}, "" if is_tied else _NO_HEADER)


def _header(first: int, rows: int) -> str:
    if rows == 0:
        return "no header: columns are numbered"
    if rows == 1:
        return f"header on line {first:,}"
    return f"header on lines {first:,} to {first + rows - 1:,}"
