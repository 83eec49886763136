"""SQLite and DuckDB files: read by a process that can do nothing else."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from core.errors import AppError, LimitError, SettingError, SourceError
from core.loading import detect, load, preview
from core.progress import Cancelled, Event
from core.reach import SHARED
from core.sources.database_file import DatabaseFile, tables_of
from core.sources.databases import Listed
from core.sources.sql import Database

ROWS = 6000


@pytest.fixture
def sqlite(tmp_path: Path) -> Path:
    path = tmp_path / "shop.db"
    made = sqlite3.connect(path)
    made.execute("create table orders (id integer primary key, day date, amount real, mixed, b)")
    made.executemany(
        "insert into orders values (?, ?, ?, ?, ?)",
        [(at, f"2024-01-{at % 28 + 1:02d}", at / 2, at or "none", None) for at in range(ROWS)],
    )
    made.execute("create table small (x blob, big integer, moment text)")
    made.execute("insert into small values (x'00', 9007199254740993, '2024-01-01 10:00:00')")
    made.execute("create view view_of_orders as select id from orders")
    made.commit()
    made.close()
    return path


@pytest.fixture
def duck(tmp_path: Path) -> Path:
    path = tmp_path / "shop.duckdb"
    made = duckdb.connect(str(path))
    made.execute(
        f"""create table orders as select i as id, date '2024-01-01' + i::int % 28 as day,
        (i * 0.5)::decimal(10, 2) as amount, i::hugeint as huge, [i, 2] as list, {{'a': i}} as s,
        interval (i) hour as long, 'x'::blob as b, i % 2 = 0 as flag, uuid() as u,
        if(i = 3, 'infinity', '2024-01-01')::timestamp as moment, now() as zoned
        from range({ROWS}) r(i)"""  # noqa: S608
    )
    made.execute("create table small as select 12345678901234567890::hugeint as n")
    made.close()
    return path


@pytest.fixture(params=["sqlite", "duck"])
def file(request: pytest.FixtureRequest) -> Path:
    found: Path = request.getfixturevalue(request.param)
    return found


def test_an_uploaded_file_is_recognised_and_its_largest_table_read(file: Path) -> None:
    plain = file.rename(file.with_name("upload"))
    table = load(plain)
    assert table.rows == ROWS
    assert dict(table.kinds)["day"] == "date"
    assert dict(table.kinds)["amount"] == "number"
    assert any("The file has other tables: 'small'" in note for note in table.notes)
    found = detect(plain)
    assert isinstance(found, DatabaseFile)
    assert found.table == "orders"


def test_a_preview_and_a_query_are_read(file: Path) -> None:
    assert preview(file, DatabaseFile(table="orders"), 5).rows == 5
    asked = DatabaseFile(query="select sum(id) as total from orders where id <= 10")
    assert asked.load(file).frame.to_dict("list") == {"total": [55]}


@pytest.mark.parametrize("column", ["words", "cast(words as blob) as hidden"])
def test_a_preview_of_long_rows_ends_early_and_says_so(column: str, sqlite: Path) -> None:
    long = "with recursive r(n) as (select 1 union all select n + 1 from r where n < 50)"
    query = f"{long} select n, {column} from (select n, hex(zeroblob(2500000)) as words from r)"  # noqa: S608
    first = DatabaseFile(query=query).load(sqlite, rows=20)
    assert len(first.frame) == 7
    assert first.notes[-1] == "Only the first 7 rows are shown: a preview ends after 20 MB."


def test_pieces_have_the_same_types_and_stop_when_asked(file: Path) -> None:
    pieces = list(DatabaseFile(table="orders").pieces(file))
    assert sum(len(piece.frame) for piece in pieces) == ROWS
    assert len({tuple(piece.frame.dtypes) for piece in pieces}) == 1

    def stop(event: Event) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        list(DatabaseFile(table="orders").pieces(file, report=stop))


def test_types_of_sqlite_fit_every_cell(sqlite: Path) -> None:
    orders = DatabaseFile(table="orders").load(sqlite).frame
    assert orders["id"].tolist() == list(range(ROWS))
    assert orders["mixed"].tolist()[:2] == ["none", "1"]
    small = DatabaseFile(table="small").load(sqlite)
    assert small.frame["big"][0] == 9007199254740993
    assert str(small.frame["moment"][0]) == "2024-01-01 10:00:00"
    assert "x" not in small.frame
    assert "Columns with binary data were left out: 'x'." in small.notes


def test_types_of_duckdb_are_exact(duck: Path) -> None:
    loaded = DatabaseFile(table="orders").load(duck)
    row = loaded.frame.iloc[5]
    assert row[["id", "amount", "huge", "long"]].tolist() == [5, 2.5, 5.0, 5 * 3600]
    assert (row["list"], row["s"]) == ("[5, 2]", "{'a': 5}")
    assert loaded.frame["moment"].isna().sum() == 1
    for words in ("binary data were left out: 'b'", "became missing: 'moment'", "Lists were kept"):
        assert any(words in note for note in loaded.notes), words
    small = DatabaseFile(table="small").load(duck)
    assert small.notes[-1] == "Numbers with more than 15 digits were rounded: 'n'."


def test_an_answer_of_duckdb_is_never_copied_as_a_whole(duck: Path) -> None:
    from core.sources.databases.duckdb_file import open_file

    session = open_file(duck)
    session.ask("select id from orders", ROWS)  # a warning, here an error, tells of a copy
    assert session.rows(3)[0].to_pydict() == {"id": [0, 1, 2]}
    session._connection.close()


def test_tables_are_listed_with_their_size(sqlite: Path, duck: Path) -> None:
    assert tables_of(sqlite)[-1] == Listed("", "view_of_orders", True, None)
    assert Listed("main", "orders", False, ROWS) in tables_of(duck)


# ---- what a file or a query could try ----


@pytest.mark.parametrize(
    "query",
    [
        "attach '{other}' as other",
        "select 1; attach '{other}' as other",
        "pragma writable_schema = on",
        "select load_extension('x')",
        "select * from pragma_database_list",
        "with x as (select 1) insert into orders(id) values (-1)",
        "select * from read_csv('{other}')",
        "select * from '{other}'",
        "select readfile('{other}')",
        "copy orders to '{other}'",
        "install httpfs",
        "set enable_external_access = true",
        "select getenv('HOME')",
        "from orders",
    ],
)
def test_other_files_are_out_of_reach(query: str, file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("canary\n1\n")
    before = file.read_bytes()
    with pytest.raises(AppError) as refused:
        DatabaseFile(query=query.format(other=other), seconds=20).load(file)
    assert "canary" not in refused.value.sentence()
    assert file.read_bytes() == before
    assert other.read_text() == "canary\n1\n"


@pytest.mark.parametrize(
    ("kind", "open_file"),
    [("sqlite", "sqlite_file"), ("duckdb", "duckdb_file")],
)
def test_the_library_itself_refuses_what_the_check_would_miss(
    kind: str, open_file: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    import importlib

    path = request.getfixturevalue({"sqlite": "sqlite", "duckdb": "duck"}[kind])
    module = importlib.import_module(f"core.sources.databases.{open_file}")
    connection = module.open_file(path)._connection
    other = tmp_path / "other.db"
    for query in (
        f"attach '{other}' as other",
        "insert into orders(id) values (-1)",
        "create table x (a int)",
        "drop table orders",
        *(("pragma writable_schema = on", "vacuum") if kind == "sqlite" else ()),
        *(("set memory_limit = '9GB'", f"copy orders to '{other}'") if kind == "duckdb" else ()),
    ):
        with pytest.raises((sqlite3.Error, duckdb.Error)):
            connection.execute(query).fetchall()
    assert not other.exists()
    connection.close()


def test_a_query_without_end_is_stopped(file: Path) -> None:
    endless = {
        "shop.db": "with recursive x(n) as (select 1 union all select n + 1 from x)"
        " select max(n) from x",
        "shop.duckdb": "select count(*) from range(100000000000) a, range(100000) b",
    }[file.name]
    with pytest.raises(LimitError, match="stopped after 2 seconds"):
        DatabaseFile(query=endless, seconds=2).load(file)


def test_the_reading_process_knows_no_secret(
    sqlite: Path, monkeypatch: pytest.MonkeyPatch, read_environment: Callable[[], list[bytes]]
) -> None:
    monkeypatch.setenv("MODELWRIGHT_SECRET_DB", "canary-environment")
    for piece in DatabaseFile(table="orders").pieces(sqlite):
        assert len(piece.frame)
        assert not any(b"canary" in content for content in read_environment())


@pytest.fixture
def read_environment() -> Callable[[], list[bytes]]:
    def read() -> list[bytes]:
        own = str(os.getpid())
        found = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            if stat.exists() and stat.read_text().rpartition(")")[2].split()[1] == own:
                found.append(stat.with_name("environ").read_bytes())
        assert found
        return found

    return read


@pytest.mark.parametrize("step", [37, 4096])
def test_a_damaged_file_is_a_sentence(step: int, file: Path) -> None:
    content = bytearray(file.read_bytes())
    for at in range(200, len(content), step):
        content[at] ^= 0xFF
    file.write_bytes(content)
    with pytest.raises(AppError) as refused:
        load(file)
    assert refused.value.hint


def test_a_file_that_is_cut_off_is_a_sentence(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:5000])
    with pytest.raises(SourceError):
        load(file)


# ---- a file named by its path ----


@pytest.mark.parametrize("kind", ["sqlite", "duckdb"])
def test_a_file_on_this_computer_is_copied_and_left_alone(
    kind: str, request: pytest.FixtureRequest
) -> None:
    path: Path = request.getfixturevalue({"sqlite": "sqlite", "duckdb": "duck"}[kind])
    before = sorted(found.name for found in path.parent.iterdir())
    source = Database(kind=kind, path=str(path), table="orders")
    assert len(source.load().frame) == ROWS
    assert sorted(found.name for found in path.parent.iterdir()) == before


def test_changes_that_lie_beside_the_file_are_read_too(sqlite: Path) -> None:
    writer = sqlite3.connect(sqlite)
    writer.execute("pragma journal_mode = wal")
    writer.execute("delete from orders where id >= 10")
    writer.commit()
    try:
        source = Database(kind="sqlite", path=str(sqlite), table="orders")
        assert len(source.load().frame) == 10
    finally:
        writer.close()


def test_paths_are_refused_on_a_shared_server(
    sqlite: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SHARED, "1")
    with pytest.raises(SettingError, match="not opened by its path"):
        Database(kind="sqlite", path=str(sqlite), table="orders").load()


def test_long_whole_numbers_beside_missing_ones_stay_exact_as_text(sqlite: Path) -> None:
    writer = sqlite3.connect(sqlite)
    writer.execute("insert into small values (null, null, null)")
    writer.commit()
    writer.close()
    table = load(sqlite, DatabaseFile(table="small"))
    assert any("too long to calculate with were kept as text: 'big'" in n for n in table.notes)
    assert str(2**53 + 1) in table.frame["big"].tolist()
