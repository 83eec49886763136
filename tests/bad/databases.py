"""Database files, which the numbered cases do not name: unreadable, or read with a note."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from tests.bad.registry import Bad, Maker

Writer = Callable[[Path], None]


def _sqlite(*script: str, damage: Writer | None = None) -> Maker:
    """Return a maker of an SQLite file, damaged at the end where asked."""

    def make(folder: Path) -> Path:
        path = folder / "table.db"
        made = sqlite3.connect(path)
        for statement in script:
            made.execute(statement)
        made.commit()
        made.close()
        if damage:
            damage(path)
        return path

    return make


def _duckdb(*script: str) -> Maker:
    def make(folder: Path) -> Path:
        import duckdb

        path = folder / "table.duckdb"
        with duckdb.connect(str(path)) as made:
            for statement in script:
                made.execute(statement)
        return path

    return make


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    for at in range(100, len(content), 7):
        content[at] ^= 0xFF
    path.write_bytes(content)


def _rows(select: str) -> str:
    """Return what fills the table t from the numbers 1 to 60."""
    return f"insert into t {_NUMBERS} {select}"  # noqa: S608


_NUMBERS = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 60)"
DATABASES = (
    Bad("an SQLite file without tables", (), _sqlite("pragma user_version = 1"), "stop", "table"),
    Bad(
        "an SQLite file that is cut off",
        (),
        _sqlite(
            "create table t (x text)",
            _rows("select hex(randomblob(200)) from n"),
            damage=_cut,
        ),
        "stop",
        "SQLite",
    ),
    Bad(
        "an SQLite file with flipped bytes",
        (),
        _sqlite("create table t (x)", _rows("select i from n"), damage=_flip),
        "stop",
        "SQLite",
    ),
    Bad(
        "numbers and texts in one column of SQLite",
        (),
        _sqlite(
            "create table t (x integer, y integer)",
            _rows("select i, case when i = 7 then 'n/a' else i end from n"),
        ),
        "fine",
    ),
    Bad(
        "pictures in a column of SQLite",
        (),
        _sqlite(
            "create table t (x integer, picture blob)",
            _rows("select i, x'0001' from n"),
        ),
        "auto",
        "binary data were left out: 'picture'",
    ),
    Bad(
        "a view of SQLite that cannot be read",
        (),
        _sqlite("create table gone (x)", "create view v as select * from gone", "drop table gone"),
        "stop",
        "no such table",
    ),
    Bad(
        "an SQLite database of several tables",
        (),
        _sqlite(
            "create table other (x)",
            "create table t (x)",
            _rows("select i from n"),
        ),
        "auto",
        "The file has other tables: 'other'.",
    ),
    Bad(
        "infinite dates in DuckDB",
        (),
        _duckdb(
            "create table t as select i, if(i = 3, 'infinity', '2024-01-01')::timestamp as day"
            " from range(60) r(i)"
        ),
        "auto",
        "became missing: 'day'",
    ),
    Bad(
        "lists in DuckDB",
        (),
        _duckdb("create table t as select i, [i, i] as both from range(60) r(i)"),
        "auto",
        "Lists were kept as text: 'both'.",
    ),
    Bad("a DuckDB file without tables", (), _duckdb("select 1"), "stop", "table"),
)
