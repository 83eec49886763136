"""Read a regular text block by block, on several threads and in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import pyarrow as pa
from pyarrow import csv

from core.sources.dialect.fast import holds_header
from core.sources.dialect.tokens import NEVER
from core.sources.large.arrays import converted, is_blank
from core.sources.large.batch import Batch
from core.sources.large.blocks import Block, Irregular, blocks, check
from core.sources.large.kinds import BigText, Demotion, Kinds, Misjudged

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

THREADS = 2
ENCODINGS = ("utf-8", "latin-1")
_BLOCK_BYTES, _MOST_BLOCK_BYTES, _CELL_BYTES = 4 << 20, 32 << 20, 1 << 14
_PARSED_BYTES = 1 << 19  # what a processor keeps at hand: larger steps are slower


@dataclass(frozen=True)
class _Read:
    """What came of a block: its rows, or why they need other kinds."""

    batch: Batch
    demotions: tuple[Demotion, ...]


def _may_be_regular(text: BigText) -> bool:
    """Tell whether the text may be regular, by how it is cut."""
    cut = text.plan.cut
    plain = text.plan.encoding in ENCODINGS and not cut.comment and not cut.escape
    return plain and cut.delimiter.isascii() and cut.quote.isascii()


def batches(text: BigText, kinds: Kinds) -> Generator[Batch]:
    """Read all rows; a row that does not fit raises `Irregular`.

    When a cell does not fit its column, the rest of the file is only looked through, so that
    what else does not fit is known before the file is read again: `Misjudged`.
    """
    if not _may_be_regular(text):
        raise Irregular
    found = kinds
    for read, found in _in_order(text, kinds):
        yield read.batch if found is kinds else Batch(read.batch.rows)
    if found is not kinds:
        raise Misjudged(found)


def _in_order(text: BigText, kinds: Kinds) -> Iterator[tuple[_Read, Kinds]]:
    """Read blocks on other threads, with the kinds that all cells so far fit."""
    size = min(max(_BLOCK_BYTES, text.head.width * _CELL_BYTES), _MOST_BLOCK_BYTES)
    waiting: deque[Future[_Read]] = deque()
    cut = iter(blocks(text.file, text.head.first, text.plan.cut.quote.encode(), size))
    pool = ThreadPoolExecutor(THREADS)
    try:
        while True:
            waiting.extend(
                pool.submit(_read, block, text, kinds)
                for block in islice(cut, THREADS + 1 - len(waiting))
            )
            if not waiting:
                break
            read = waiting.popleft().result()
            for demotion in read.demotions:
                kinds = kinds.demoted(demotion)
            yield read, kinds
    finally:
        pool.shutdown(cancel_futures=True)


def _read(block: Block, text: BigText, kinds: Kinds) -> _Read:
    """Cut a block into cells and convert every column."""
    if text.plan.encoding == "latin-1":
        block = _as_utf8(block)
    check(block, text.plan.cut)
    raw = _cells(block, text)
    if text.plan.header_rows and holds_header(raw, text.head.names):
        raise Irregular
    blank = _blank_rows(raw)
    if blank is not None:
        if text.plan.cut.delimiter == NEVER:
            raise Irregular  # such a line is no row where lines are not cut
        raw = [column.filter(pa.array(~blank)) for column in raw]
    columns, demotions = [], []
    for place, kind in enumerate(kinds.kinds):
        try:
            columns.append(converted(raw[place], place, kind, kinds.cells))
        except Demotion as found:
            demotions.append(found)
            columns.append(raw[place])
    batch = Batch(len(columns[0]), tuple(columns), 0 if blank is None else int(blank.sum()))
    return _Read(batch, tuple(demotions))


def _as_utf8(block: Block) -> Block:
    text = block.content[: block.size].decode("latin-1")
    content = text.encode()
    return Block(content, len(content))


def _cells(block: Block, text: BigText) -> list[pa.StringArray]:
    """Return the cells of each column as texts, missing where they are empty."""
    quote = text.plan.cut.quote
    quoted = bool(quote) and block.has(quote.encode())
    for step in (block.size + 1,) if quoted else (_PARSED_BYTES, block.size + 1):
        try:
            table = _parsed(block, text, step)
        except pa.ArrowInvalid as error:
            if step > block.size:
                raise Irregular from error
            continue  # a row may be longer than the step
        break
    return [_in_one(column) for column in table.columns]


def _parsed(block: Block, text: BigText, step: int) -> pa.Table:
    cut, quoted = text.plan.cut, step > block.size
    names = [f"f{at}" for at in range(text.head.width)]
    return csv.read_csv(
        pa.BufferReader(pa.py_buffer(block.content).slice(0, block.size)),
        read_options=csv.ReadOptions(use_threads=False, column_names=names, block_size=step),
        parse_options=csv.ParseOptions(
            delimiter=cut.delimiter,
            quote_char=cut.quote or False,
            newlines_in_values=bool(cut.quote) and quoted,
        ),
        convert_options=csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            null_values=[""],
            strings_can_be_null=True,
            include_columns=[names[at] for at in text.head.kept],
        ),
    )


def _in_one(column: pa.ChunkedArray) -> pa.StringArray:
    return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)


def _blank_rows(columns: list[pa.StringArray]) -> NDArray[np.bool_] | None:
    """Tell which rows hold nothing but white space, None when all hold something."""
    blank = is_blank(columns[0])
    for column in columns[1:]:
        if not blank.any():
            return None
        blank &= is_blank(column)
    return blank if blank.any() else None
