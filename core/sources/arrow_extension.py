"""What pandas writes beside plain Arrow columns: periods, intervals, and names of several levels.

A file says so in its metadata, whether or not the process that reads it has met these types.
"""

from __future__ import annotations

import ast
import json
from typing import TYPE_CHECKING, Any

from core.column_names import joined_levels, several_levels
from core.errors import DataError
from core.text import shown

if TYPE_CHECKING:
    import pyarrow as pa

PERIOD, INTERVAL = "pandas.period", "pandas.interval"
_NAME, _FACTS = b"ARROW:extension:name", b"ARROW:extension:metadata"
_LONGEST_NAME = 2_000
_GAP = -(2**63)


def extension_of(field: pa.Field) -> str:
    """Return what pandas calls the type of a column, '' for a plain one."""
    name = getattr(field.type, "extension_name", "") or _said(field, _NAME)
    return name if name in (PERIOD, INTERVAL) else ""


def without_extension(field: pa.Field, column: pa.ChunkedArray) -> tuple[pa.ChunkedArray, str]:
    """Return periods as their first moments and intervals as texts, with a note."""
    import pyarrow as pa

    storage = column
    if isinstance(field.type, pa.BaseExtensionType):
        chunks = [chunk.storage for chunk in column.chunks]
        storage = pa.chunked_array(chunks, field.type.storage_type)
    facts = _facts(field)
    try:
        if extension_of(field) == PERIOD:
            return _moments(storage, str(facts["freq"])), "Periods became their first day"
        return _texts(storage, str(facts["closed"])), "Intervals became text"
    except (ValueError, KeyError, TypeError, OverflowError) as error:
        raise DataError(
            f"Column '{shown(field.name)}' holds periods or intervals that cannot be read.",
            "Save the column as dates or as text.",
        ) from error


def with_joined_names(schema: pa.Schema) -> tuple[pa.Schema, tuple[str, ...]]:
    """Return the schema alone, names of several levels joined, and a note if there are any."""
    import pyarrow as pa

    plain = schema.remove_metadata()
    try:
        said = json.loads((schema.metadata or {}).get(b"pandas", b"{}"))
        several = len(said.get("column_indexes", ())) > 1
    except (ValueError, AttributeError, TypeError, RecursionError):
        several = False
    if not several:
        return plain, ()
    names = [_levels(name) for name in schema.names]
    joined = [name for name, old in zip(names, schema.names, strict=True) if name != old]
    fields = [field.with_name(name) for field, name in zip(plain, names, strict=True)]
    return pa.schema(fields), (several_levels(joined),) if joined else ()


def _levels(name: str) -> str:
    try:
        levels = ast.literal_eval(name) if len(name) <= _LONGEST_NAME else name
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return name
    return joined_levels(levels) if isinstance(levels, tuple) else name


def _said(field: pa.Field, key: bytes) -> str:
    said: bytes = (field.metadata or {}).get(key, b"")
    return said.decode("utf-8", "replace")


def _facts(field: pa.Field) -> dict[str, Any]:
    kind = field.type
    if hasattr(kind, "__arrow_ext_serialize__"):
        return dict(json.loads(kind.__arrow_ext_serialize__()))
    return dict(json.loads(_said(field, _FACTS)))


def _moments(ordinals: pa.ChunkedArray, frequency: str) -> pa.ChunkedArray:
    import pandas as pd
    import pyarrow as pa

    numbers = ordinals.fill_null(_GAP).to_numpy()
    starts = pd.PeriodIndex.from_ordinals(numbers, freq=frequency).to_timestamp()
    return pa.chunked_array([pa.array(starts.astype("datetime64[us]"))])


def _texts(ends: pa.ChunkedArray, closed: str) -> pa.ChunkedArray:
    import pandas as pd
    import pyarrow as pa

    parts = [ends.combine_chunks().field(at).to_pandas() for at in range(2)]
    made = pd.arrays.IntervalArray.from_arrays(*parts, closed=closed)
    words = [None if cell is None or cell != cell else str(cell) for cell in made]  # noqa: PLR0124
    return pa.chunked_array([pa.array(words, pa.string())])
