"""DuckDB files: opened for reading, without files, network, extensions or settings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from core.errors import LimitError, SourceError
from core.sources.databases import MAX_TABLES, Column, Listed, check_columns
from core.sources.databases.columns import NO_DATE, ROUNDED, arrow_type, kept
from core.sources.databases.statement import Grammar, check_statement
from core.text import listed, shown

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

GRAMMAR = Grammar(dollar_quotes=True, nested_comments=True)
_LOCKS = MappingProxyType(
    {
        "enable_external_access": "false",
        "python_enable_replacements": "false",
        "autoload_known_extensions": "false",
        "autoinstall_known_extensions": "false",
        "allow_community_extensions": "false",
        "temp_directory": "",
        "memory_limit": "1GB",
        "threads": "2",
        "preserve_insertion_order": "true",
        "lock_configuration": "true",
    }
)
_KINDS = MappingProxyType(
    {
        **dict.fromkeys(("TINYINT", "SMALLINT", "INTEGER", "BIGINT"), "integer"),
        **dict.fromkeys(("UTINYINT", "USMALLINT", "UINTEGER"), "integer"),
        **dict.fromkeys(("FLOAT", "DOUBLE"), "float"),
        **dict.fromkeys(("HUGEINT", "UHUGEINT", "BIGNUM", "VARINT"), "decimal"),
        **dict.fromkeys(("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"), "moment"),
        **dict.fromkeys(("TIME", "TIME WITH TIME ZONE", "TIME_NS"), "time"),
        "UBIGINT": "unsigned",
        "BOOLEAN": "boolean",
        "DATE": "date",
        "TIMESTAMP WITH TIME ZONE": "moment_utc",
        "INTERVAL": "seconds",
        "BLOB": "binary",
        "JSON": "json",
    }
)
# How a column of a kind is asked for; what a kind cannot hold becomes missing, and is counted.
_READ = MappingProxyType(
    {
        "integer": "CAST({c} AS BIGINT)",
        "decimal": "CAST({c} AS DOUBLE)",
        "date": "CASE WHEN isfinite({c}) AND year({c}) BETWEEN 1 AND 9999 THEN {c} END",
        "moment": "CASE WHEN isfinite({c}) AND year({c}) BETWEEN 1 AND 9999 THEN {c} END",
        "moment_utc": "CASE WHEN isfinite({c}) THEN {c} END",
        "seconds": "epoch({c})",
        **dict.fromkeys(("text", "json", "list", "time"), "CAST({c} AS VARCHAR)"),
    }
)


class DuckDbFile:
    """A connection that can only read."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._columns: tuple[Column, ...] = ()
        self._notes: tuple[str, ...] = ()
        self._checks: list[tuple[str, str]] = []
        self._batches: Iterator[pa.RecordBatch] = iter(())
        self._left: pa.Table | None = None

    def tables(self) -> list[Listed]:
        """Return tables and views."""
        query = f"""
            SELECT schema_name, table_name, false, estimated_size FROM duckdb_tables()
            WHERE NOT internal UNION ALL
            SELECT schema_name, view_name, true, NULL FROM duckdb_views() WHERE NOT internal
            ORDER BY 1, 2 LIMIT {MAX_TABLES}"""  # noqa: S608
        with _in_words():
            return [Listed(*row) for row in self._connection.execute(query).fetchall()]

    def columns(self, schema: str, table: str) -> list[tuple[str, str]]:
        """Return name and declared type of each column of a table."""
        query = """
            SELECT column_name, data_type FROM duckdb_columns()
            WHERE schema_name = ? AND table_name = ? ORDER BY column_index"""
        with _in_words():
            found = self._connection.execute(query, [schema or "main", table]).fetchall()
        if not found:
            raise SourceError(f"There is no table '{shown(table)}' in the file.", "Choose another.")
        return [(name, kind.lower()) for name, kind in found]

    def ask(self, query: str, most: int) -> tuple[Column, ...]:
        """Run one statement that only reads."""
        del most
        text = check_statement(query, GRAMMAR)
        with _in_words():
            described = self._connection.execute(f"DESCRIBE {text}").fetchall()
            declared = [Column(str(row[0]), _kind(str(row[1]))) for row in described]
            check_columns(declared)
            places, self._columns, self._notes = kept(declared)
            self._batches = iter(self._reader(text, places, len(declared)))
        self._left = None
        return self._columns

    def rows(self, number: int) -> tuple[pa.Table, tuple[str, ...], int]:
        """Return the next rows of the answer, what was changed, and how many bytes came."""
        import pyarrow as pa
        import pyarrow.compute as pc

        parts, size = ([self._left] if self._left is not None else []), 0
        size = sum(part.num_rows for part in parts)
        with _in_words():
            while size < number:
                batch = next(self._batches, None)
                if batch is None:
                    break
                parts.append(pa.Table.from_batches([batch]))
                size += batch.num_rows
        if not parts:
            return self._typed([]), self._told([]), 0
        table = pa.concat_tables(parts)
        self._left = table.slice(number) if table.num_rows > number else None
        taken = table.slice(0, number)
        own = [taken.column(at) for at in range(len(self._columns))]
        lost = [
            pc.any(taken.column(len(own) + at)).as_py() is True for at in range(len(self._checks))
        ]
        return self._typed(own), self._told(lost), int(taken.nbytes)

    def _reader(self, text: str, places: tuple[int, ...], size: int) -> Any:
        """Ask for each column in the form in which it is kept, and for what that costs."""
        names = [f"c{at}" for at in range(size)]
        shapes, checks = [], []
        self._checks = []
        for at, column in zip(places, self._columns, strict=True):
            own = names[at]
            shapes.append(_READ.get(column.kind, "{c}").format(c=own))
            if column.kind == "decimal":
                checks.append(_more_digits(own))
                self._checks.append((ROUNDED, column.name))
            if column.kind in ("date", "moment", "moment_utc"):
                checks.append(f"{own} IS NOT NULL AND {shapes[-1]} IS NULL")
                self._checks.append((NO_DATE, column.name))
        listing = ", ".join(f"{made} AS r{at}" for at, made in enumerate((*shapes, *checks)))
        inner = f"WITH answer({', '.join(names)}) AS (\n{text}\n)"
        answer = f"{inner} SELECT {listing} FROM answer"  # noqa: S608 - checked to read only
        # A relation streams; what `execute` returns would first be copied as a whole.
        return self._connection.sql(answer).to_arrow_reader(2048)

    def _typed(self, values: list[pa.ChunkedArray]) -> pa.Table:
        import pyarrow as pa

        arrays = [
            values[at].cast(arrow_type(column.kind), safe=False)
            if values
            else pa.array([], type=arrow_type(column.kind))
            for at, column in enumerate(self._columns)
        ]
        return pa.Table.from_arrays(arrays, names=[column.name for column in self._columns])

    def _told(self, lost: list[bool]) -> tuple[str, ...]:
        changes: dict[str, list[str]] = {}
        for happened, (words, name) in zip(lost, self._checks, strict=False):
            if happened:
                changes.setdefault(words, []).append(name)
        notes, self._notes = self._notes, ()
        return (*notes, *(f"{words}: {listed(names)}." for words, names in changes.items()))


def open_file(file: Path) -> DuckDbFile:
    """Open a file that nobody writes to."""
    import duckdb

    with _in_words():
        connection = duckdb.connect(str(file), read_only=True, config=dict(_LOCKS))
    return DuckDbFile(connection)


def _kind(declared: str) -> str:
    base = declared.partition("(")[0]
    if declared.endswith("]"):
        return "list"
    if base in ("STRUCT", "MAP", "UNION", "VARIANT"):
        return "json"
    return "decimal" if base == "DECIMAL" else _KINDS.get(declared, "text")


def _more_digits(name: str) -> str:
    """Return a test for numbers of more than 15 digits that a float would round."""
    return f"length(trim(replace(abs({name})::VARCHAR, '.', ''), '0')) > 15"


@contextmanager
def _in_words() -> Iterator[None]:
    import duckdb

    try:
        yield
    except duckdb.Error as error:
        raise _sentence(error) from error


def _sentence(error: duckdb.Error) -> SourceError | LimitError:
    import duckdb

    words = str(error).strip()
    first = words.partition("\n")[0].partition("Error: ")[2] or words.partition("\n")[0]
    if isinstance(error, duckdb.OutOfMemoryException):
        return LimitError(
            "The query needs more memory than it may have.", "Ask for fewer rows or columns."
        )
    if isinstance(error, duckdb.PermissionException):
        return SourceError("The query may only read tables of this file.", "Leave the rest out.")
    if "newer version" in words or "storage version" in words:
        return SourceError(
            "The DuckDB file was written by another version of DuckDB.",
            "Export its tables to Parquet with the DuckDB that made it.",
        )
    damaged = isinstance(error, duckdb.IOException | duckdb.SerializationException)
    if damaged or "corrupt" in words.lower():
        return SourceError(
            "The DuckDB file is damaged, encrypted, or in use by another program.",
            "Close the program that uses it, and try again.",
        )
    return SourceError(f"DuckDB refused the query: {shown(first, 160)}.", "Correct the query.")
