"""Cases 56 to 88: values of columns. No file holds complex numbers (80): see frames.py."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from tests.bad.registry import Bad, Maker, rows, text

_DAYS = [dt.datetime(2024, 1, 1) + dt.timedelta(days=at) for at in range(3)]
_SPARSE = "@relation t\n@attribute a numeric\n@attribute b {x,y}\n@data\n{0 1}\n{1 y}\n{0 3}\n"
_CODES = ("DE", "FR", "IT", "ES", "NA", "US", "GB")


def column(values: Sequence[Any], kind: pa.DataType | None = None) -> Maker:
    """Return a maker of a Parquet file with one odd column beside a plain one."""

    def make(folder: Path) -> Path:
        path = folder / "table.parquet"
        odd = pa.array(values, type=kind)
        plain = pa.array(range(len(values)))
        parquet.write_table(pa.table({"odd": odd, "plain": plain}), path)
        return path

    return make


def _picture(at: int) -> str:
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(range(at, at + 90))).decode()


VALUES = (
    Bad("all empty", (56,), text("a,b\n1,\n2,\n3,\n"), "auto", "without any value: 'b'"),
    Bad("all None", (57,), column([None] * 3, pa.string()), "auto", "without any value"),
    Bad("constant", (58,), text("a,b\n1,x\n2,x\n3,x\n"), "fine"),
    Bad("constant and empty", (59,), text("a,b\n1,x\n2,\n3,x\n"), "fine"),
    Bad("infinity", (60,), text("a,b\n1,inf\n2,-inf\n3,4.5\n"), "auto", "2 infinite values"),
    Bad("1e300", (61,), text("a,b\n1,1e300\n2,2\n3,4\n"), "auto", "too large"),
    Bad("huge integers", (62,), text(f"a,b\n1,{2**64}\n2,{2**65}\n"), "auto", "too long"),
    Bad("huge integers, typed", (62,), column([2**63 + 1, 2, 3], pa.uint64()), "auto", "too long"),
    Bad("leading zeros", (63,), text("a,b\n1,00123\n2,00456\n"), "auto", "Leading zeros"),
    Bad("truth and nothing", (66,), column([True, None, False]), "fine"),
    Bad("yes and no", (67,), text("a,b\n1,yes\n2,no\n3,yes\n"), "fine"),
    Bad("plain text", (68,), rows("a,b", lambda at: f"{at},word number {at} of many"), "fine"),
    Bad("numbers with n/a, - and ?", (69,), text("a,b\n1,n/a\n2,-\n3,?\n4,2.5\n"), "auto", "'-'"),
    Bad(
        "NA is Namibia",
        (70,),
        text("a,b\n" + "".join(f"{at},{code}\n" for at, code in enumerate(_CODES))),
        "auto",
        "'NA' was kept",
    ),
    Bad(
        "None is a class", (70,), text("a,b\n1,None\n2,Minor\n3,None\n"), "auto", "'None' was kept"
    ),
    Bad("dates", (71,), text("a,b\n1,2024-01-31\n2,2024-02-01\n"), "fine"),
    Bad(
        "time zones",
        (72,),
        text("a,b\n1,2024-01-01T10:00:00+02:00\n2,2024-01-01T10:00:00Z\n"),
        "auto",
        "UTC",
    ),
    Bad(
        "ambiguous dates", (73,), text("a,b\n1,01/02/2024\n2,03/04/2024\n"), "auto", "please check"
    ),
    Bad(
        "impossible dates",
        (74,),
        rows("a,b", lambda at: f"{at},2024-02-{30 if at == 7 else at % 28 + 1:02d}"),
        "auto",
        "1 impossible date",
    ),
    Bad(
        "a word among dates",
        (74,),
        rows("a,b", lambda at: f"{at},{'soon' if at == 7 else f'2024-01-{at % 28 + 1:02d}'}"),
        "auto",
        "“soon” among the dates",
    ),
    Bad(
        "dates in both orders",
        (73,),
        rows("a,b", lambda at: f"{at},{'01/25' if at == 7 else f'{at % 28 + 1:02d}/01'}/2024"),
        "auto",
        "Dates in both orders",
    ),
    Bad(
        "long codes with a point",
        (62,),
        rows("a,b", lambda at: f"{at},{10**16 + at}.0"),
        "auto",
        "too long to calculate with",
    ),
    Bad(
        "placeholder dates",
        (74,),
        text("a,b\n1,0001-01-01\n2,9999-12-31\n3,2024-01-01\n"),
        "auto",
        "2 placeholder dates",
    ),
    Bad(
        "the hour that comes twice",
        (75,),
        text("a,b\n1,2024-10-27T02:30:00+02:00\n2,2024-10-27T02:30:00+01:00\n"),
        "auto",
        "Times were converted to UTC",
    ),
    Bad("durations", (76,), column([dt.timedelta(hours=1)] * 3), "auto", "seconds"),
    Bad(
        "categories",
        (78,),
        column(["x", "y", "x"], pa.dictionary(pa.int8(), pa.string())),
        "fine",
    ),
    Bad("sparse rows", (81,), text(_SPARSE, "t.arff"), "fine"),
    Bad("lists", (79,), column([[1], [2], [3]]), "stop", "'odd' holds lists"),
    Bad("records", (79,), column([{"x": 1}] * 3), "auto", "Nested records became columns"),
    Bad("decimals", (82,), column([Decimal("1.5"), None, Decimal("2.5")]), "fine"),
    Bad("whole numbers with gaps", (82,), column([1, None, 3]), "fine"),
    Bad("dates without time", (82,), column([day.date() for day in _DAYS]), "fine"),
    Bad("binary", (83,), column([b"\x89PNG", b"a", b"b"]), "stop", "'odd' holds binary data"),
    Bad(
        "pictures as base64 text",
        (83,),
        rows("a,b", lambda at: f"{at},{_picture(at)}", 3),
        "stop",
        "Column 'b' holds pictures as base64 text, which is not a table value",
    ),
    Bad("a megabyte in a cell", (84,), text("a,b\n1," + "x" * 1_000_000 + "\n2,y\n"), "fine"),
    Bad("control characters", (85,), text("a,b\n1,x\x01y\n2,z\n"), "auto", "Control characters"),
    Bad("alike but for case", (88,), text("a,b\n1,Red\n2,red\n3, red\n"), "auto", "Spaces"),
)
