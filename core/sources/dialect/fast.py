"""Read large, regular text files with Arrow; anything irregular is left to `reading`."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from core.sources import MAX_DECODED_BYTES
from core.sources.dialect.encoding import chunks, decode_head
from core.sources.dialect.reading import Plan, TextTable, check_columns, head_of
from core.sources.dialect.rows import Head
from core.sources.dialect.tokens import lines_of
from core.text import count

FAST_FROM_BYTES = 3_000_000
_HEAD_BYTES = 2_000_000
_WIDE = ("utf-16", "utf-16-le", "utf-16-be", "utf-32")


def read_fast(file: Path, plan: Plan) -> TextTable | None:
    """Read the whole file, or return None when it needs the careful reader."""
    odd = plan.cut.comment or plan.cut.escape or plan.wrapped or plan.skip_end
    if len(plan.cut.delimiter) != 1 or odd or plan.encoding in _WIDE or plan.replace:
        return None
    if not _regular_bytes(file):
        return None
    with file.open("rb") as opened:
        text = decode_head(opened.read(_HEAD_BYTES), plan.encoding)
    lines = lines_of(text)[:-1]
    if plan.cut.quote and f"{plan.cut.delimiter} {plan.cut.quote}" in text:
        return None
    if not lines:
        return None
    head = head_of(lines, plan)
    check_columns(head.columns)
    table = _arrow(file, plan, head)
    return None if table is None else _text_table(table, head)


def _regular_bytes(file: Path) -> bool:
    """Say whether a file has neither NUL bytes nor lone carriage returns."""
    before = b""
    for chunk in chunks(file):
        if b"\x00" in chunk:
            return False
        joined = before + chunk
        complete = joined[:-1] if joined.endswith(b"\r") else joined
        if complete.count(b"\r") != complete.count(b"\r\n"):
            return False
        before = joined[-1:] if joined.endswith(b"\r") else b""
    return True


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
                skip_rows=head.first, column_names=names, encoding=plan.encoding
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=plan.cut.delimiter,
                quote_char=plan.cut.quote or False,
                ignore_empty_lines=True,
                invalid_row_handler=note,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )
    except (pa.ArrowInvalid, UnicodeDecodeError):
        return None
    if odd or table.nbytes > MAX_DECODED_BYTES or any(_has_line_ends(c) for c in table.columns):
        return None
    return table


def _has_line_ends(column: pa.ChunkedArray) -> bool:
    return bool(pc.any(pc.match_substring(column, "\n")).as_py())


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
    notes = []
    if blank.any():
        notes.append(f"{count(int(blank.sum()), 'empty row')} left out.")
        frame = frame[~blank].reset_index(drop=True)
    return TextTable(head.names, frame, notes, [])


def filled_beyond(table: pa.Table, head: Head) -> bool:
    """Say whether cells to the right of the header hold anything."""
    beyond = table.columns[head.columns :]
    return any(bool(pc.any(pc.not_equal(column, "")).as_py()) for column in beyond)
