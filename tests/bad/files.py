"""Cases 1 to 36: files.

Cases 12 and 13 stop where many rows are odd. A few are left out or mended instead, since one bad
line in thousands must not keep a person from the rest: they are counted, named by their line,
shown and offered as a file, and one setting makes them stop the reading.
"""

from __future__ import annotations

import bz2
import gzip
import json
import pickle  # noqa: S403 - to make the file that must be refused
import zipfile
from pathlib import Path

import pandas as pd

from core.sources import MAX_IMPORT_BYTES
from tests.bad.registry import Bad, Maker, raw, rows, text

_PLAIN = "a,b\n1,x\n2,y\n3,z\n"
_MANY = "".join(f"{at},name {at}\n" for at in range(60))


_FIXED = "name    age  city\nAnn Lee  30  New York\nBob      41  Rome\nIda Lo    7  Oslo\n"
_ESCAPED = 'a,b\n1,"he said \\"no\\" twice"\n2,"x"\n3,"y"\n'
_TALL = "Sales,,Costs,\nNorth,South,North,South\nUSD,EUR,USD,EUR\n1,2,3,4\n5,6,7,8\n9,8,7,6\n"
_MARKDOWN = "| name | age |\n|:-----|----:|\n| ann | 3 |\n| bob | 4 |\n"
_BARE = "ann,paris\nbob,rome\neve,oslo\nida,bern\n"
_WRAPPED = '"a,b,c"\n"1,x,2"\n"3,""y, z"",4"\n"5,w,6"\n'
_TWO_KANJI = "a,b\n1,東京\n2,x\n3,y\n"
_A_GUESS = "The encoding is a guess (Shift-JIS): please check the letters."
_ONLY_HAN = (
    ("Shift-JIS", "cp932", "番号,氏名\n1,山田太郎\n2,鈴木一郎\n3,高橋健二\n"),
    ("EUC-JP", "euc_jp", "番号,氏名\n1,山田太郎\n2,鈴木一郎\n3,高橋健二\n"),
    ("Big5", "cp950", "編號,姓名\n1,陳志明\n2,林淑芬\n3,黃俊傑\n"),
    ("GB18030", "gbk", "编号,姓名\n1,王小明\n2,李秀英\n3,张建国\n"),
)


def _wide(columns: int) -> Maker:
    header = ",".join(f"c{at}" for at in range(columns))
    return text(header + "\n" + "1," * (columns - 1) + "1\n")


def _over_the_limit(folder: Path) -> Path:
    path = folder / "large.csv"
    with path.open("wb") as file:
        file.truncate(MAX_IMPORT_BYTES + 1)  # a hole: it takes no room on the disk
    return path


def _frame() -> pd.DataFrame:
    return pd.DataFrame({"a": [1, 2, 3], "b": ["x", "y", "z"]})


def _xlsx(folder: Path) -> Path:
    path = folder / "table.csv"
    with pd.ExcelWriter(folder / "t.xlsx") as writer:
        _frame().to_excel(writer, index=False)
    return (folder / "t.xlsx").rename(path)


def _sheets(folder: Path) -> Path:
    path = folder / "table.xlsx"
    with pd.ExcelWriter(path) as writer:
        pd.DataFrame().to_excel(writer, sheet_name="cover")
        _frame().to_excel(writer, sheet_name="rows", index=False)
    return path


def _xlsx_bomb(folder: Path) -> Path:
    path = folder / "bomb.xlsx"
    with pd.ExcelWriter(path) as writer:
        _frame().to_excel(writer, index=False)
    zeros = bytes(10_000_000)
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("xl/media/zeros.bin", "w") as member,
    ):
        for _ in range(26):
            member.write(zeros)
    return path


def _locked(folder: Path) -> Path:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
    return raw(head + "EncryptedPackage".encode("utf-16-le"), "locked.xlsx")(folder)


def _parquet(folder: Path, cut: int = 0) -> Path:
    path = folder / "table.parquet"
    _frame().to_parquet(path, index=False)
    if cut:
        path.write_bytes(path.read_bytes()[:-cut])
    return path


def _parquet_attrs(folder: Path) -> Path:
    path = folder / "table.parquet"
    frame = _frame()
    frame.attrs = {"title": "<script>alert(1)</script>"}
    frame.to_parquet(path, index=False)
    return path


def _slip(folder: Path) -> Path:
    path = folder / "slip.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../outside.csv", _PLAIN)
    return path


def _two_files(folder: Path) -> Path:
    path = folder / "two.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", _PLAIN)
        archive.writestr("b.csv", _PLAIN)
    return path


_GZ = gzip.compress(_PLAIN.encode(), mtime=0)
_LINES = [{"a": 1, "b": "x"}, {"a": 2, "c": True}, {"b": "z", "a": 3}]
_NESTED = [{"a": at, "b": {"c": at, "d": {"e": "x"}}} for at in range(3)]

FILES = (
    Bad("empty file", (1,), raw(b""), "stop", "The file is empty"),
    Bad("blank lines only", (1,), raw(b"\n\n \n"), "stop", "The file is empty"),
    Bad("header only", (2,), text("a,b,c\n"), "stop", "columns but no rows"),
    Bad("one row", (3,), text("a,b\n1,2\n"), "fine"),
    Bad("one column", (4,), text("a\n1\n2\n"), "fine"),
    Bad("10,000 columns", (5,), _wide(10_000), "fine"),
    Bad(
        "100,000 columns",
        (6,),
        _wide(100_000),
        "stop",
        "100,000 columns; the limit is 10,000",
        offers="Keep only the columns",
    ),
    Bad("byte order mark", (7,), raw(b"\xef\xbb\xbf" + _PLAIN.encode()), "fine"),
    Bad("Latin-1", (8,), text("name,n\nJosé,1\nÅsa,2\n", encoding="latin-1"), "auto", "Windows"),
    Bad("UTF-16", (8,), text(_PLAIN, encoding="utf-16"), "auto", "UTF-16"),
    Bad(
        "Shift-JIS",
        (8,),
        text("名前,数\nさくら,1\nひかり,2\nカタカナ,3\n", encoding="shift_jis"),
        "auto",
        "Shift-JIS",
    ),
    *(
        Bad(f"{name} without kana", (8,), text(content, encoding=encoding), "auto", name)
        for name, encoding, content in _ONLY_HAN
    ),
    Bad("two letters in Shift-JIS", (8,), text(_TWO_KANJI, encoding="cp932"), "auto", _A_GUESS),
    Bad(
        "broken UTF-8 in the middle",
        (9,),
        raw("a,b\né,1\nü,2\nñ,3\n".encode() + b"\xff\xfe,4\n" + "ö,5\n".encode()),
        "stop",
        "Line 5",
        offers="'replace'",
    ),
    Bad(
        "CP1252",
        (8,),
        text("name,price\nCafé “Zoé”,3 €\nBar – Noé,4 €\n", encoding="cp1252"),
        "auto",
        "Windows-1252",
    ),
    Bad(
        "Polish letters of Windows",
        (8,),
        text("nazwa,n\nŁódź,1\nGdańsk,2\nŚwięch,3\n", encoding="cp1250"),
        "auto",
        "Windows-1250",
    ),
    Bad("UTF-16 without a mark", (8,), text(_PLAIN, encoding="utf-16-le"), "auto", "UTF-16"),
    Bad("UTF-32 without a mark", (8,), text(_PLAIN, encoding="utf-32-be"), "auto", "UTF-32"),
    Bad("NUL bytes", (10,), raw(b"a,b\n1,x\x00y\n2,z\n"), "auto", "NUL"),
    Bad("semicolons", (11,), text("a;b\n1;x\n2;y\n"), "auto", "Semicolon"),
    Bad("tabs", (11,), text("a\tb\n1\tx\n2\ty\n"), "auto", "Tab"),
    Bad("pipes", (11,), text("a|b\n1|x\n2|y\n"), "auto", "Pipe"),
    Bad("double pipes", (11,), text("a||b\n1||x\n2||y\n3||z\n"), "auto", "'||'"),
    Bad("circumflexes", (11,), text("a^b\n1^x\n2^y\n3^z\n"), "auto", "Caret"),
    Bad("fixed width", (11,), text(_FIXED, "t.txt"), "auto", "3 columns at fixed positions"),
    Bad("escaped quotes", (13,), text(_ESCAPED), "auto", "escaped by \\"),
    Bad("whole lines in quotes", (13,), text(_WRAPPED), "auto", "around whole lines"),
    Bad("a few ragged rows", (12,), text("a,b\n" + _MANY + "1,2,3\n"), "auto", "line 62: 3 cells"),
    Bad(
        "many ragged rows",
        (12,),
        text("a,b\n" + "1,2\n1,2,3\n2,3\n" * 20),
        "stop",
        "line 3",
        offers="skip",
    ),
    Bad(
        "unclosed quote",
        (13,),
        text('a,b\n1,"x\n' + _MANY),
        "auto",
        "never closed mended (line 2)",
    ),
    Bad(
        "a stray quote on every line",
        (13,),
        text("a,b\n" + '"x,1\n' * 600),
        "auto",
        "600 rows with a quote that is never closed",
    ),
    Bad("newline in a quoted cell", (14,), text('a,b\n1,"x\ny"\n2,z\n'), "fine"),
    Bad("decimal comma", (15,), text("a;b\n1,5;x\n2,25;y\n"), "auto", "decimal comma"),
    Bad("thousands", (16,), text('a,b\n"1,234",x\n"2,345,678",y\n'), "auto", "Thousands"),
    Bad("spaces in thousands", (16,), text("a;b\n1 234;x\n2 345 678;y\n"), "auto", "Thousands"),
    Bad("lakh", (16,), text('a,b\n"12,34,567",x\n"5,000",y\n'), "auto", "Thousands"),
    Bad("minus behind", (16,), text("a;b\n1,234-;x\n2,345;y\n"), "auto", "minus behind"),
    Bad("brackets for minus", (17,), text("a;b\n(1.5);x\n2.5;y\n"), "auto", "brackets"),
    Bad(
        "points that could be thousands",
        (16,),
        text("a;b\n609.087;x\n3.755;y\n12.001;z\n"),
        "auto",
        "Could be thousands",
    ),
    Bad("currency", (17,), text("a,b\n$3,x\n$4.50,y\n"), "auto", "currency sign $"),
    Bad("percent", (17,), text("a,b\n3%,x\n4.5 %,y\n"), "auto", "Percent"),
    Bad(
        "title lines", (18,), text("Sales 2024\n\na,b\n1,x\n2,y\n"), "auto", "2 title lines skipped"
    ),
    Bad("footnotes", (18,), text(_PLAIN + "\nSource: the town\n"), "auto", "1 footnote line"),
    Bad(
        "a second table",
        (18,),
        text("a,b,c\n1,2,3\n4,5,6\n7,8,9\n\nx,y\n1,2\n3,4\n"),
        "auto",
        "A second table begins on line 6",
    ),
    Bad("three header rows", (18,), text(_TALL), "auto", "header on lines 1 to 3"),
    Bad("a Markdown table", (18,), text(_MARKDOWN), "auto", "1 ruler line left out"),
    Bad("texts without a header", (19,), text(_BARE), "auto", "nothing tells it from the rows"),
    Bad("no header", (19,), text("1,x\n2,y\n3,z\n"), "auto", "no header"),
    Bad(
        "a total row in another language",
        (20,),
        text("a,b\nx,1\ny,2\nTotal général,3\n"),
        "auto",
        "looks like a total ('Total général')",
    ),
    Bad(
        "a total row without a name",
        (20,),
        text("a,b,c\nx,1,1.5\ny,2,2.25\nz,3,3.5\n,6,7.25\n"),
        "auto",
        "the sums of the rows above",
    ),
    Bad("total row", (20,), text("a,b\nx,1\ny,2\nTotal,3\n"), "auto", "looks like a total"),
    Bad(
        "a line of a million cells",
        (6,),
        text("a,b\n1,2\n" + "1," * 999_999 + "\n"),
        "stop",
        "cells",
    ),
    Bad("XLSX named .csv", (21,), _xlsx, "fine"),
    Bad("JSON named .csv", (21,), text(json.dumps(_LINES[:1] * 3)), "fine"),
    Bad(
        "HTML named .csv",
        (21, 22),
        text("<!DOCTYPE html><html><table><tr><td>1</td></tr></table></html>"),
        "stop",
        "web page",
    ),
    Bad("many sheets", (23,), _sheets, "auto", "Sheet 'rows' was read"),
    Bad("workbook with a password", (24,), _locked, "stop", "protected by a password"),
    Bad("workbook bomb", (25,), _xlsx_bomb, "stop", "unpacks to"),
    Bad("archive in an archive", (27,), raw(gzip.compress(_GZ), "t.csv.gz"), "stop", "inside"),
    Bad("two files in a zip", (27,), _two_files, "auto", "holds 2 files"),
    Bad("zip with a path", (28,), _slip, "stop", "leads outside"),
    Bad("truncated Parquet", (29,), lambda folder: _parquet(folder, 40), "stop", "incomplete"),
    Bad("truncated gzip", (29,), raw(_GZ[:-12], "t.csv.gz"), "stop", "incomplete"),
    Bad("gzip", (29,), raw(_GZ, "t.csv.gz"), "auto", "Unpacked"),
    Bad("bzip2", (29,), raw(bz2.compress(_PLAIN.encode()), "t.csv.bz2"), "auto", "Unpacked"),
    Bad("nested JSON", (30,), text(json.dumps(_NESTED), "t.json"), "auto", "outer.inner"),
    Bad(
        "JSON lines with different keys",
        (31,),
        text("\n".join(map(json.dumps, _LINES)), "t.jsonl"),
        "auto",
        "lack 'b' and 'c'",
    ),
    Bad("pickle", (32,), raw(pickle.dumps({"a": [1]}), "t.csv"), "stop", "run programs"),
    Bad("joblib", (32,), raw(b"x" * 40, "model.joblib"), "stop", "run programs"),
    Bad("NumPy", (32,), raw(b"\x93NUMPY\x01\x00" + b" " * 99, "t.csv"), "stop", "run programs"),
    Bad("program", (32,), raw(b"\x7fELF" + bytes(range(200)), "t.csv"), "stop", "run programs"),
    Bad("script in Parquet metadata", (33,), _parquet_attrs, "fine"),
    Bad("over the limit", (34,), _over_the_limit, "stop", "the limit is"),
    Bad("path and emoji in the name", (36,), text(_PLAIN, "CON 😀 \u202e x.csv"), "fine"),
    Bad("a name that leads outside", (36,), text(_PLAIN), "fine", called="../../outside.csv"),
    Bad("the name of a device", (36,), text(_PLAIN), "fine", called="CON"),
    Bad("a name of 300 characters", (36,), text(_PLAIN), "fine", called="n" * 296 + ".csv"),
    Bad("many rows", (35,), rows("a,b", lambda at: f"{at},x{at % 3}", 500), "fine"),
)
