"""Read a large text with DuckDB, which also gets over quotes that stand anywhere."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from core.sources.dialect.encoding import broken_bytes
from core.sources.large.batch import Batch, Reject
from core.sources.large.kinds import BigText, Kinds
from core.sources.large.sql import demotion_in, expression, literal
from core.sources.large.uneven import too_uneven

if TYPE_CHECKING:
    import duckdb

BATCH_ROWS = 131_072
MEMORY = "600MB"
MOST_REJECTS = 100_000
_BLANK = "blank"
_REASONS = {
    "MISSING COLUMNS": "too few cells",
    "TOO MANY COLUMNS": "too many cells",
    "UNQUOTED VALUE": "a quote that is not closed",
    "LINE SIZE OVER MAXIMUM": "a line that is too long",
    "INVALID ENCODING": "broken characters",
}


def batches(text: BigText, kinds: Kinds, rejects: list[Reject]) -> Generator[Batch]:
    """Read all rows, adding those that do not fit to `rejects`."""
    with closing(_connected(text.file.parent)) as link:
        for batch in _fetched(link, _statement(text, kinds)):
            yield _without_blank_rows(batch)
        rejects += _rejected(link, text.plan.encoding)


def _connected(folder: Path) -> duckdb.DuckDBPyConnection:
    import duckdb

    return duckdb.connect(
        config={
            "memory_limit": MEMORY,
            "threads": 2,
            "temp_directory": str(folder),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
    )


def _statement(text: BigText, kinds: Kinds) -> str:
    plan, width = text.plan, text.head.width
    names = ", ".join(f"'f{at}': 'VARCHAR'" for at in range(width))
    quote = plan.cut.quote
    options = {
        "auto_detect": "false",
        "header": "false",
        "skip": str(text.head.first),
        "delim": literal(plan.cut.delimiter),
        "quote": literal(quote),
        "escape": literal(plan.cut.escape or quote),
        "columns": "{" + names + "}",
        "nullstr": "['']",
        "encoding": literal(plan.encoding),
        "store_rejects": "true",
        "rejects_limit": str(MOST_REJECTS),
        "max_line_size": "10000000",
    }
    how = ", ".join(f"{name}={value}" for name, value in options.items())
    wanted = ", ".join(
        f"{expression(at, kind, kinds.cells)} AS f{at}" for at, kind in enumerate(kinds.kinds)
    )
    filled = ", ".join(f"nullif(trim(f{at}), '')" for at in range(width))
    blank = f"coalesce({filled}, NULL) IS NULL AS {_BLANK}"
    return f"SELECT {wanted}, {blank} FROM read_csv({literal(str(text.file))}, {how})"  # noqa: S608


def _fetched(link: duckdb.DuckDBPyConnection, statement: str) -> Iterator[pa.RecordBatch]:
    import duckdb

    try:
        yield from link.sql(statement).to_arrow_reader(BATCH_ROWS)
    except duckdb.Error as error:
        found = demotion_in(str(error))
        if found is not None:
            raise found from error
        if "memory" in str(error).lower():
            raise MemoryError(str(error)) from error
        raise too_uneven() from error
    except OSError as error:  # Arrow wraps what the engine says while rows are fetched
        found = demotion_in(str(error))
        if found is None:
            raise
        raise found from error


def _without_blank_rows(batch: pa.RecordBatch) -> Batch:
    blank = batch.column(_BLANK)
    rows = int(pc.sum(blank).as_py() or 0)
    kept = batch.filter(pc.invert(blank)) if rows else batch
    return Batch(kept.num_rows, tuple(kept.columns[:-1]), rows)


def _rejected(link: duckdb.DuckDBPyConnection, encoding: str) -> list[Reject]:
    found = link.sql(
        "SELECT line, error_type, any_value(csv_line) FROM reject_errors"
        " GROUP BY line, error_type ORDER BY line"
    ).fetchall()
    broken = next((line for line, why, _ in found if why == "INVALID ENCODING"), None)
    if broken is not None:
        raise broken_bytes(int(broken), encoding)
    return [
        Reject(int(line), _REASONS.get(str(why), "not readable"), str(content))
        for line, why, content in found
    ]
