"""Tell what an Arrow file or stream unpacks to from its headers, before anything is unpacked.

A compressed buffer begins with the length that it unpacks to, and the library trusts no
other: what is counted here is what it will ask the memory for.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

STREAM_START = 8
_FILE = b"ARROW1"
_HEADER_TYPE, _HEADER = 1, 2
_DICTIONARY_BATCH, _RECORD_BATCH = 2, 3
_DATA, _BUFFERS, _COMPRESSION = 1, 2, 3
_BUFFER_BYTES = 16


def unpacked_bytes(file: Path) -> int:
    """Return the sum over all batches and dictionaries of a file or stream."""
    import pyarrow as pa

    with pa.OSFile(str(file)) as source:
        at_stream(source)
        return sum(_weight(message) for message in _messages(source))


def at_stream(source: Any) -> None:
    """Go to where the stream begins: a file is a stream between two marks."""
    head = source.read(len(_FILE))
    source.seek(STREAM_START if head == _FILE else 0)


def expanded_bytes(batch: pa.RecordBatch) -> int:
    """Return what a batch takes with its dictionaries written out: a text once for each row."""
    return sum(column_bytes(column) for column in batch.columns)


def column_bytes(column: pa.Array) -> int:
    """Return what one column takes, its dictionary written out."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_dictionary(column.type):
        return int(column.nbytes)
    value = column.type.value_type
    if not (pa.types.is_string(value) or pa.types.is_large_string(value)):
        return int(column.nbytes) + 8 * len(column)
    lengths = pc.binary_length(column.dictionary)
    texts = pc.sum(pc.take(lengths, column.indices)).as_py() or 0
    return int(texts) + 8 * len(column)


def _messages(source: Any) -> Iterator[Any]:
    import pyarrow as pa

    reader = pa.ipc.MessageReader.open_stream(source)
    while True:
        try:
            yield reader.read_next_message()
        except StopIteration:
            return


def _weight(message: Any) -> int:
    """Add up the buffers of one batch: as long as they say when packed, else as they are."""
    metadata, body = memoryview(message.metadata), message.body
    root = _table_at(metadata, 0)
    kind_at = _field(metadata, root, _HEADER_TYPE)
    header_at = _field(metadata, root, _HEADER)
    if kind_at is None or header_at is None or body is None:
        return 0
    kind, batch = metadata[kind_at], _table_at(metadata, header_at)
    if kind == _DICTIONARY_BATCH:
        data_at = _field(metadata, batch, _DATA)
        batch = _table_at(metadata, data_at) if data_at is not None else batch
    elif kind != _RECORD_BATCH:
        return 0
    if _field(metadata, batch, _COMPRESSION) is None:
        return int(body.size)
    return sum(_declared(body, start, length) for start, length in _buffers(metadata, batch))


def _declared(body: Any, start: int, length: int) -> int:
    if length <= 8 or start < 0 or start + 8 > body.size:
        return max(length, 0)
    declared = struct.unpack_from("<q", memoryview(body)[start : start + 8])[0]
    return int(declared) if declared >= 0 else length


def _buffers(metadata: memoryview, batch: int) -> Iterator[tuple[int, int]]:
    at = _field(metadata, batch, _BUFFERS)
    if at is None:
        return
    start = at + _unsigned(metadata, at)
    for number in range(_unsigned(metadata, start)):
        yield struct.unpack_from("<qq", metadata, start + 4 + number * _BUFFER_BYTES)


def _table_at(metadata: memoryview, at: int) -> int:
    return at + _unsigned(metadata, at)


def _field(metadata: memoryview, table: int, number: int) -> int | None:
    """Return where a field of a table stands, None when it is left out."""
    layout = table - struct.unpack_from("<i", metadata, table)[0]
    size = struct.unpack_from("<H", metadata, layout)[0]
    place = 4 + 2 * number
    if place + 2 > size:
        return None
    offset = struct.unpack_from("<H", metadata, layout + place)[0]
    return table + offset if offset else None


def _unsigned(metadata: memoryview, at: int) -> int:
    return int(struct.unpack_from("<I", metadata, at)[0])
