"""The fingerprint of a table: a SHA-256 over names, types and every value, in order.

It can be taken piece by piece, so a table need not fit in memory, and it does not depend on
how the rows were cut into pieces. Each column has a digest of its own:

========  ==========================================================================
number    the values as 64-bit integers, or as floats when they are or one is missing;
          every missing value is the same NaN
date      microseconds since 1970; missing is the smallest 64-bit integer
text      the length of each text in bytes (-1 for missing), then the texts in UTF-8
========  ==========================================================================
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import pyarrow as pa
    from numpy.typing import NDArray

Infinite = tuple[tuple[str, tuple[int, ...]], ...]
_NO_DATE = -(2**63)


class Digest:
    """Takes the rows of a table piece by piece and gives its fingerprint at the end."""

    def __init__(self) -> None:
        self._rows = 0
        self._columns: dict[str, _Column] = {}

    def add(self, piece: pa.Table | pa.RecordBatch) -> None:
        """Take the next rows; every piece has the same columns with the same types."""
        self._rows += piece.num_rows
        for name, values in zip(piece.schema.names, piece.columns, strict=True):
            column = self._columns.setdefault(name, _Column(values.type))
            for chunk in getattr(values, "chunks", (values,)):
                column.add(chunk)

    def hexdigest(self, infinite: Infinite = ()) -> str:
        """Return the fingerprint; rows that were infinite make another table of it."""
        whole = hashlib.sha256(str(self._rows).encode())
        for name, column in self._columns.items():
            whole.update(f"\x00{name}\x00{column.kind}\x00".encode("utf-8", "surrogatepass"))
            whole.update(column.digest())
        if infinite:
            whole.update(repr(infinite).encode("utf-8", "surrogatepass"))
        return whole.hexdigest()


def fingerprint_of(frame: pd.DataFrame, infinite: Infinite = ()) -> str:
    """Return the fingerprint of a whole frame."""
    return fingerprint_of_pieces((arrow_of(frame),), infinite)


def fingerprint_of_pieces(
    pieces: Iterable[pa.Table | pa.RecordBatch], infinite: Infinite = ()
) -> str:
    """Return the fingerprint of a table given in pieces."""
    digest = Digest()
    for piece in pieces:
        digest.add(piece)
    return digest.hexdigest(infinite)


def arrow_of(frame: pd.DataFrame) -> pa.Table:
    """Return a canonical frame as plain Arrow columns, without index and pandas' notes."""
    import pyarrow as pa

    return pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)


class _Column:
    """The running digest of one column."""

    def __init__(self, type_: pa.DataType) -> None:
        self.kind = _kind_of(type_)
        self._values = hashlib.sha256()
        self._other = hashlib.sha256()  # lengths of texts; integers as floats

    def add(self, chunk: pa.Array) -> None:
        if not len(chunk):
            return
        if self.kind == "text":
            lengths, texts = _texts(chunk)
            self._other.update(lengths.data)
            self._values.update(texts)
            return
        if self.kind == "integer":
            self._other.update(_floats(chunk).data)
            if not chunk.null_count:
                self._values.update(_integers(chunk).data)
                return
            # pandas has no gaps among integers: from here on the column is one of floats.
            self.kind, self._values = "float", self._other
            self._other = hashlib.sha256()
            return
        self._values.update(_NUMBERS[self.kind](chunk).data)

    def digest(self) -> bytes:
        if self.kind == "text":
            return self._other.digest() + self._values.digest()
        return self._values.digest()


def _kind_of(type_: pa.DataType) -> str:
    import pyarrow as pa

    if pa.types.is_timestamp(type_):
        return "date"
    if pa.types.is_floating(type_):
        return "float"
    return "integer" if pa.types.is_integer(type_) else "text"


def _integers(chunk: pa.Array) -> NDArray[np.int64]:
    import pyarrow as pa

    return _plain(chunk.cast(pa.int64()).to_numpy(zero_copy_only=False))


def _floats(chunk: pa.Array) -> NDArray[np.float64]:
    import numpy as np
    import pyarrow as pa

    # Whole numbers are rounded here as pandas does once a gap makes floats of them.
    values = chunk.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False)
    gaps = np.isnan(values)
    return _plain(np.where(gaps, np.nan, values) if gaps.any() else values)


def _dates(chunk: pa.Array) -> NDArray[np.int64]:
    import pyarrow as pa

    micros = chunk.cast(pa.timestamp("us")).cast(pa.int64()).fill_null(_NO_DATE)
    return _plain(micros.to_numpy(zero_copy_only=False))


def _texts(chunk: pa.Array) -> tuple[NDArray[np.int64], Any]:
    import pyarrow as pa
    import pyarrow.compute as pc

    texts = chunk if pa.types.is_large_string(chunk.type) else chunk.cast(pa.large_string())
    lengths = pc.binary_length(texts).cast(pa.int64()).fill_null(-1)
    known = texts.drop_null() if texts.null_count else texts
    return _plain(lengths.to_numpy(zero_copy_only=False)), _bytes_of(known)


def _bytes_of(texts: pa.Array) -> Any:
    """Return the characters of an array without gaps as one run of bytes."""
    import numpy as np

    _, offsets, data = texts.buffers()
    if data is None:
        return b""
    ends = np.frombuffer(offsets, dtype=np.int64)[texts.offset : texts.offset + len(texts) + 1]
    return data[int(ends[0]) : int(ends[-1])]


def _plain(values: NDArray[Any]) -> NDArray[Any]:
    """Return values in one run of memory with the lowest byte first."""
    import numpy as np

    return np.ascontiguousarray(values, dtype=values.dtype.newbyteorder("<"))


_NUMBERS = {"float": _floats, "date": _dates}
