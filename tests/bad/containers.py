"""Cases 21 to 33, 47, 62 to 66, 72 to 85 and 95: spreadsheets, JSON, Parquet, Arrow, archives."""

from __future__ import annotations

import datetime as dt
import decimal
import gzip
import json
import lzma
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
from pyarrow import feather, ipc, parquet

from tests import bombs
from tests.bad.registry import Bad, Maker, raw, text
from tests.sources.books import ods, ods_row, ods_table, with_member, xlsx

_CSV = "a,b\n1,x\n2,y\n3,z\n"
_ROWS = [["a", "b"], [1, "x"], [2, "y"], [3, "z"]]
_DAY = dt.datetime(2024, 1, 31)


def workbook(rows: list[list[Any]], change: Callable[[Any], None] | None = None) -> Maker:
    """Return a maker of a spreadsheet with these rows."""
    return lambda folder: xlsx(folder / "table.xlsx", rows, change)


def _cover(folder: Path) -> Path:
    """Write a sheet of one column and one of data behind it."""

    def add(page: Any) -> None:
        data = page.parent.create_sheet("data")
        for row in _ROWS:
            data.append(row)

    return xlsx(folder / "table.xlsx", [["Report"], ["of the office"], ["for the board"]], add)


def _arrow(name: str = "table.feather", **columns: Any) -> Maker:
    """Return a maker of a Feather, Arrow or Parquet file, by its name."""

    def make(folder: Path) -> Path:
        table, path = pa.table(columns), folder / name
        if name.endswith(".parquet"):
            parquet.write_table(table, path)
        elif name.endswith(".arrows"):
            with ipc.new_stream(str(path), table.schema) as sink:
                sink.write_table(table)
        else:
            feather.write_feather(table, str(path), compression="zstd")
        return path

    return make


def _json(value: Any, name: str = "table.json") -> Maker:
    return text(value if isinstance(value, str) else json.dumps(value), name)


def _zip(members: dict[str, bytes], link: str = "", locked: bool = False) -> Maker:
    def make(folder: Path) -> Path:
        path = folder / "table.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in members.items():
                archive.writestr(name, content)
            if link:
                item = zipfile.ZipInfo("link.csv")
                item.external_attr = (stat.S_IFLNK | 0o777) << 16
                archive.writestr(item, link)
        if locked:
            content = bytearray(path.read_bytes())
            content[6] |= 1
            content[content.rindex(b"PK\x01\x02") + 8] |= 1
            path.write_bytes(content)
        return path

    return make


def _cut(make: Maker, share: float = 0.6) -> Maker:
    def shorter(folder: Path) -> Path:
        path = make(folder)
        path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
        return path

    return shorter


def _dictionary_bomb(folder: Path) -> Path:
    """Write one long text that counts in every row: 5 GB from a few kilobytes."""
    once = pa.DictionaryArray.from_arrays(pa.array([0] * 5_000, pa.int32()), ["x" * 1_000_000])
    path = folder / "bomb.feather"
    feather.write_feather(pa.table({"a": once}), str(path), compression="zstd")
    return path


def _parquet_bomb(folder: Path) -> Path:
    """Write 100 kilobytes that declare a megabyte and unpack to 10 GB of texts."""
    return bombs.parquet(folder / "bomb.parquet")


def _laughing(folder: Path) -> Path:
    """Write a workbook with entities that would expand to a billion words."""
    names = "abcdefghij"
    entities = "".join(
        f"<!ENTITY {name} '{f'&{before};' * 10}'>"
        for before, name in zip(names, names[1:], strict=False)
    )
    start = f"<!DOCTYPE x [<!ENTITY a 'ha'>{entities}]>".encode()
    path = xlsx(folder / "table.xlsx", _ROWS)
    return with_member(path, "xl/worksheets/sheet1.xml", lambda sheet: start + sheet)


def _external(folder: Path) -> Path:
    """Write an OpenDocument file that names a file of the server."""
    path = ods(folder / "table.ods", ods_table(ods_row("a"), ods_row(1)))
    start = b"<!DOCTYPE x [<!ENTITY s SYSTEM 'file:///etc/passwd'>]>"
    return with_member(path, "content.xml", lambda content: start + content.partition(b"?>")[2])


def _merged(page: Any) -> None:
    page.merge_cells("A2:A3")


def _hidden(page: Any) -> None:
    page.row_dimensions[2].hidden = True


def parquet_of(frame: pd.DataFrame) -> Maker:
    """Return a maker of a Parquet file as pandas writes it."""

    def make(folder: Path) -> Path:
        frame.to_parquet(folder / "table.parquet")
        return folder / "table.parquet"

    return make


_CUT_PAGE = "<html><body><table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>"
_GEO = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"n": at},
            "geometry": {"type": "LineString", "coordinates": [[0, 0], [at, at]]},
        }
        for at in range(3)
    ],
}
_MONTHS = pd.DataFrame({"a": pd.period_range("2024-01", periods=3, freq="M")})
_SPANS = pd.DataFrame({"a": pd.arrays.IntervalArray.from_breaks([0, 1, 2, 3])})
_UNUSED = pd.DataFrame({"a": pd.Categorical(["p", "q", "p"], categories=["p", "q", "r"])})
_TIMES = pd.DataFrame({"a": pd.date_range("2024-03-31", periods=3, freq="h", tz="Europe/Berlin")})
_MULTI = pd.DataFrame(
    {"a": [1, 2, 3]}, index=pd.MultiIndex.from_tuples([("x", 1), ("x", 1), ("y", 2)])
)

BOOKS = (
    Bad("an xlsx without rows", (2,), workbook([["a", "b"]]), "stop", "columns but no rows"),
    Bad("an empty xlsx", (1,), workbook([]), "stop", "empty"),
    Bad(
        "a workbook of 10,001 columns",
        (6,),
        workbook([[f"c{at}" for at in range(10_001)], list(range(10_001))]),
        "stop",
        "10,001 columns; the limit is 10,000",
    ),
    Bad("a cover sheet", (23,), _cover, "auto", "Sheet 'data' was read; the file also has"),
    Bad("merged row labels", (23,), workbook(_ROWS, _merged), "auto", "filled down: 'a'"),
    Bad("a formula without a value", (23,), workbook([*_ROWS, ["=A2", "w"]]), "auto", "1 formula"),
    Bad("a hidden row", (23,), workbook(_ROWS, _hidden), "auto", "1 hidden row"),
    Bad("error cells", (23,), workbook([*_ROWS, ["#REF!", "w"]]), "auto", "1 error cell ('#REF!')"),
    Bad(
        "mixed cells in a workbook",
        (65,),
        workbook([["a", "b"], [1, 1], ["x", 2], [True, 3], [2.5, 4]]),
        "auto",
        "Numbers, truth values and texts in one column became text: 'a'",
    ),
    Bad(
        "two tables on a sheet",
        (23,),
        workbook([*_ROWS, [], ["k", "v", "w"], ["p", 1, 2], ["q", 3, 4]]),
        "auto",
        "seems to hold 2 tables",
    ),
    Bad(
        "footnotes in a workbook",
        (20,),
        workbook([*_ROWS, [], ["Source: us"]]),
        "auto",
        "below the",
    ),
    Bad("a cut-off workbook", (29,), _cut(workbook(_ROWS)), "stop", "damaged"),
    Bad("billion laughs in a workbook", (25,), _laughing, "stop", "not allowed"),
    Bad("an external entity in a workbook", (25,), _external, "stop", "not allowed"),
    Bad("a web page named .xls", (21,), text(_CUT_PAGE, "table.xls"), "auto", "web page"),
    Bad(
        "a sign-in page named .xlsx",
        (21,),
        text("<html><body>Sign in</body></html>", "table.xlsx"),
        "stop",
        "web page",
    ),
)
JSONS = (
    Bad("an empty JSON list", (1,), _json([]), "stop", "no records"),
    Bad("a JSON value alone", (1,), _json('{"a": }'), "stop", "broken on line 1"),
    Bad(
        "rows inside wrappers",
        (30,),
        _json({"errors": [{"code": 1}], "data": {"items": [{"a": 1}, {"a": 2}]}}),
        "auto",
        "Rows were read from 'data.items'",
    ),
    Bad(
        "several lists of records",
        (30,),
        _json({"users": [{"a": 1}, {"a": 2}, {"a": 3}], "orders": [{"b": 1}, {"b": 2}]}),
        "auto",
        "the file also has 'orders' (2 rows)",
    ),
    Bad("10,000 levels of JSON", (30,), _json('{"a":' * 10_000), "stop", "nested too deeply"),
    Bad("lists in JSON cells", (79,), _json([{"a": [1, 2]}, {"a": []}]), "auto", "joined"),
    Bad(
        "deep records in JSON",
        (30,),
        _json([{"a": {"b": {"c": {"d": 1}}}}] * 2),
        "auto",
        "JSON text",
    ),
    Bad("a key twice", (37,), _json('[{"a": 1, "a": 2}, {"a": 3}]'), "auto", "occur twice"),
    Bad("NaN and Infinity", (60,), _json('[{"a": NaN}, {"a": Infinity}, {"a": 1}]'), "auto", "NaN"),
    Bad("1e300 in JSON", (61,), _json('[{"a": 1e300}, {"a": 2}]'), "auto", "too large"),
    Bad(
        "integers over 2^63 in JSON",
        (62,),
        _json([{"a": 2**64}, {"a": 2}]),
        "auto",
        "too long to calculate",
    ),
    Bad(
        "mixed values in JSON",
        (65,),
        _json([{"a": 1}, {"a": "x"}, {"a": True}, {"a": None}]),
        "auto",
        "Numbers, truth values and texts in one column became text: 'a'",
    ),
    Bad(
        "booleans and null in JSON", (66,), _json([{"a": True}, {"a": None}, {"a": False}]), "fine"
    ),
    Bad(
        "a half character in JSON",
        (85,),
        _json('[{"a": "x\\ud800"}, {"a": "y"}]'),
        "auto",
        "Broken characters were replaced: 'a'",
    ),
    Bad(
        "a half character beside numbers in JSON",
        (65, 85),
        _json('[{"a": "x\\ud800"}, {"a": 1}]'),
        "auto",
        "Broken characters were replaced: 'a'",
    ),
    Bad("JSON in UTF-16", (8,), text('[{"a": 1}, {"a": 2}]', "t.json", "utf-16"), "fine"),
    Bad("lines on a map", (30,), _json(_GEO, "t.geojson"), "auto", "shapes other than points"),
    Bad(
        "a broken line of JSON lines",
        (31,),
        _json("\n".join([*(f'{{"a": {at}}}' for at in range(50)), '{"a": '])),
        "auto",
        "1 record could not be read",
    ),
)
ARROWS = (
    Bad("periods in Parquet", (77,), parquet_of(_MONTHS), "auto", "Periods became their first day"),
    Bad("intervals in Parquet", (78,), parquet_of(_SPANS), "auto", "Intervals became text"),
    Bad("a category with an unused level", (78,), parquet_of(_UNUSED), "fine"),
    Bad(
        "a Parquet bomb that lies about its size",
        (26,),
        _parquet_bomb,
        "stop",
        "unpacks to more than",
        budget=100_000_000,
    ),
    Bad("no rows in Feather", (2,), _arrow(a=pa.array([], pa.int64())), "stop", "but no rows"),
    Bad("a cut-off Feather", (29,), _cut(_arrow(a=[1, 2], b=["x", "y"])), "stop", "incomplete"),
    Bad(
        "a cut-off Arrow stream",
        (29,),
        _cut(_arrow("t.arrows", a=[1, 2], b=["x", "y"])),
        "stop",
        "incomplete",
    ),
    Bad("a bomb of one text", (26,), _dictionary_bomb, "stop", "unpacks to more than 2 GB"),
    Bad("times with a zone in Arrow", (72, 75), parquet_of(_TIMES), "auto", "converted to UTC"),
    Bad(
        "year 1 in Parquet",
        (74,),
        _arrow("t.parquet", a=[dt.date(1, 1, 1), _DAY.date(), None]),
        "auto",
        "placeholder date",
    ),
    Bad(
        "durations in Arrow",
        (76,),
        _arrow(a=[dt.timedelta(hours=1), None]),
        "auto",
        "became seconds",
    ),
    Bad("times of day", (76,), _arrow(a=[dt.time(7, 30), None]), "auto", "since midnight"),
    Bad(
        "lists in Arrow", (79,), _arrow(n=[1, 2], a=[[1], [2, 3]]), "stop", "Column 'a' holds lists"
    ),
    Bad("records in Parquet", (79,), _arrow("t.parquet", a=[{"x": 1}] * 3), "auto", "outer.inner"),
    Bad(
        "dictionaries in Arrow",
        (78,),
        _arrow(a=pa.array(["x", "y", "x"]).dictionary_encode()),
        "fine",
    ),
    Bad(
        "decimals in Parquet", (82,), _arrow("t.parquet", a=[decimal.Decimal("1.5"), None]), "fine"
    ),
    Bad("integers with gaps in Arrow", (62, 82), _arrow(a=[2**60, None]), "auto", "too long"),
    Bad("binary data in Arrow", (83,), _arrow(a=[b"x", b"y"]), "stop", "binary data"),
    Bad(
        "control characters in Arrow", (85,), _arrow(a=["x\x07", "y"]), "auto", "Control characters"
    ),
    Bad(
        "several row indexes in Parquet", (48, 95), parquet_of(_MULTI), "auto", "stored row indexes"
    ),
)
ARCHIVES = (
    Bad("xz", (29,), raw(lzma.compress(_CSV.encode()), "t.csv.xz"), "auto", "Unpacked"),
    Bad(
        "zstandard",
        (29,),
        raw(bytes(pa.compress(_CSV.encode(), "zstd", asbytes=True)), "t.csv.zst"),
        "auto",
        "Unpacked",
    ),
    Bad(
        "a cut-off xz", (29,), raw(lzma.compress(_CSV.encode())[:-9], "t.xz"), "stop", "incomplete"
    ),
    Bad(
        "several files in a zip",
        (27,),
        _zip({"a.csv": _CSV.encode(), "notes.txt": b"hello"}),
        "auto",
        "holds 2 files: 'a.csv' was read, not 'notes.txt'",
    ),
    Bad(
        "a link in a zip", (28,), _zip({"a.csv": b"a\n1\n"}, "/etc/passwd"), "stop", "holds a link"
    ),
    Bad(
        "a gzip bomb",
        (27,),
        raw(gzip.compress(bytes(3_000_000)), "t.csv.gz"),
        "stop",
        "unpacks to more than",
        budget=2_000_000,
    ),
    Bad(
        "a zip bomb",
        (27,),
        _zip({"a.csv": b"a\n" + b"1\n" * 1_500_000}),
        "stop",
        "unpacks to",
        budget=2_000_000,
    ),
    Bad("a locked zip", (28,), _zip({"a.csv": _CSV.encode()}, locked=True), "stop", "password"),
    Bad("a zip in a gzip", (27,), raw(gzip.compress(b"PK\x05\x06" + bytes(18))), "stop", "inside"),
    Bad("a pickle in a zip", (32,), _zip({"model.pkl": b"\x80\x04x"}), "stop", "run programs"),
    Bad("an empty zip", (1,), raw(b"PK\x05\x06" + bytes(18), "t.zip"), "stop", "holds no files"),
)
CONTAINERS = (*BOOKS, *JSONS, *ARROWS, *ARCHIVES)
