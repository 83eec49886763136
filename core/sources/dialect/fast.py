"""Read large, regular text files with Arrow; anything irregular is left to `reading`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from core.sources import MAX_DECODED_BYTES
from core.sources.dialect.drawn import NONE
from core.sources.dialect.encoding import decode_head
from core.sources.dialect.lines import lines_of
from core.sources.dialect.reading import Plan, TextTable, bytes_of_head, head_of, narrowed
from core.sources.dialect.rows import Head
from core.sources.dialect.tokens import Cut
from core.text import count

FAST_FROM_BYTES = 3_000_000
_HEAD_BYTES = 2_000_000
# Each block costs a little for each column, so that wide rows are read in larger ones.
_BLOCK_BYTES, _BYTES_PER_COLUMN, _LARGEST_BLOCK = 1_000_000, 2_000, 20_000_000
_LATE = {
    "utf-8": re.compile(rb"\xc2[\x80-\x84\x86-\x9f]"),
    "latin-1": re.compile(rb"[\x80-\x84\x86-\x9f]"),
}
_WIDE = ("utf-16", "utf-16-le", "utf-16-be", "utf-32")


def read_fast(file: Path, plan: Plan) -> TextTable | None:
    """Read the whole file, or return None when it needs the careful reader."""
    odd = plan.drawn != NONE or plan.cut.comment or plan.cut.escape or plan.wrapped or plan.skip_end
    if len(plan.cut.delimiter) > 1 or odd or plan.encoding in _WIDE or plan.replace:
        return None
    content = file.read_bytes()
    text = decode_head(content[: bytes_of_head(file, plan, _HEAD_BYTES)], plan.encoding)
    lines, cut = lines_of(text)[:-1], plan.cut.marked()
    if not lines or not _regular_bytes(content, plan) or not _regular_quotes(content, cut):
        return None
    head = head_of(lines, plan)
    part = narrowed(head, plan.only)
    if part.kept and head.columns != head.width:
        return None
    head = part
    table = _arrow(file, replace(plan, cut=cut), head)
    if table is None or (not plan.cut.delimiter and _has_blanks(table)):
        return None
    return _text_table(table, head)


def _has_blanks(table: pa.Table) -> bool:
    """Say whether a row holds nothing but white space: where lines are not cut, it is none."""
    rows = pc.utf8_trim_whitespace(table.column(0))
    return bool(pc.any(pc.equal(rows, "")).as_py())


def _regular_bytes(content: bytes, plan: Plan) -> bool:
    """Say whether a text has neither NUL bytes nor lone carriage returns nor damaged letters."""
    if b"\x00" in content or content.count(b"\r") != content.count(b"\r\n"):
        return False
    late = _LATE.get(plan.encoding)
    return late is None or content.isascii() or late.search(content) is None


def _regular_quotes(content: bytes, cut: Cut) -> bool:
    """Say whether each quoted cell ends where its quote closes, on the same line.

    A quote further on in a cell that does not begin with one, as in 5" pipe, is no obstacle.
    """
    quote, mark = cut.quote.encode(), re.escape(cut.delimiter.encode())
    if not quote or quote not in content:
        return True
    inside = rb"%b(?:[^%b]++|%b%b)*+%b" % ((quote,) * 5)
    cell = rb"(?:%b|(?!\s*%b)[^%b]*+)" % (inside, quote, mark)
    regular = re.compile(rb"%b(?:%b%b)*+\r?" % (cell, mark, cell)).fullmatch
    return all(regular(line) for line in content.split(b"\n") if quote in line)


def _arrow(file: Path, plan: Plan, head: Head) -> pa.Table | None:
    odd: list[int] = []

    def note(row: arrow_csv.InvalidRow) -> str:
        odd.append(row.actual_columns)
        return "skip"

    names = [f"f{at}" for at in range(head.width)]
    try:
        table = arrow_csv.read_csv(
            file,
            read_options=arrow_csv.ReadOptions(
                skip_rows=head.first,
                column_names=names,
                encoding=plan.encoding,
                block_size=min(max(_BLOCK_BYTES, _BYTES_PER_COLUMN * head.width), _LARGEST_BLOCK),
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=plan.cut.delimiter,
                quote_char=plan.cut.quote or False,
                ignore_empty_lines=True,
                invalid_row_handler=note,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                strings_can_be_null=False,
                include_columns=[names[at] for at in head.kept],
            ),
        )
    except (pa.ArrowInvalid, UnicodeDecodeError):
        return None
    if odd or table.nbytes > MAX_DECODED_BYTES or holds_header(table.columns, head.names):
        return None
    return table


def holds_header(columns: Sequence[pa.Array | pa.ChunkedArray], names: Sequence[str]) -> bool:
    """Say whether a row is the header again, as where exports were put one below another."""
    named = [(column, name) for column, name in zip(columns, names, strict=False) if name]
    if not named:
        return False
    column, name = named[0]
    at = pc.indices_nonzero(pc.equal(column, name).fill_null(False))
    return any(
        all(column[place].as_py() == name for column, name in named) for place in at.to_pylist()
    )


def _text_table(table: pa.Table, head: Head) -> TextTable | None:
    if filled_beyond(table, head):
        return None
    frame = table.select(range(min(head.columns, table.num_columns))).to_pandas()
    frame.columns = range(frame.shape[1])
    for at in range(frame.shape[1], head.columns):
        frame[at] = pd.Series("", index=frame.index, dtype="str")
    blank = pd.Series(True, index=frame.index)
    for at in frame.columns:
        if not blank.any():
            break
        blank &= frame[at].str.strip() == ""
    notes = [head.note] if head.note else []
    if blank.any():
        notes.append(f"{count(int(blank.sum()), 'empty row')} left out.")
        frame = frame[~blank].reset_index(drop=True)
    return TextTable(head.names, frame, notes, [])


def filled_beyond(table: pa.Table, head: Head) -> bool:
    """Say whether cells to the right of the header hold anything."""
    beyond = table.columns[head.columns :]
    return any(bool(pc.any(pc.not_equal(column, "")).as_py()) for column in beyond)
