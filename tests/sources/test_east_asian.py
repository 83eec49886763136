"""East Asian encodings are told from each other and from 8-bit ones, and doubt is expressed."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from core.loading import load
from core.sources.csv import Csv
from core.sources.dialect.encoding import guess_encoding, weigh_encoding
from tests.sources.east_asian import ENCODINGS, HELD_OUT, TUNED, Columns, tables

LEAST_SHARE = 0.97
A_GUESS = "The encoding is a guess ({}): please check the letters."


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("which", [TUNED, HELD_OUT], ids=["tuned", "held out"])
def test_tables_without_kana_are_read_right(which: dict[str, Columns], encoding: str) -> None:
    files = tables(which, encoding)
    right = [raw.decode(guess_encoding(raw), "replace") == raw.decode(encoding) for raw in files]
    assert sum(right) >= LEAST_SHARE * len(files)


def test_the_held_out_tables_are_not_those_of_the_tuning() -> None:
    for language, tuned in TUNED.items():
        known = {word for pair in tuned.values() for words in pair for word in words.split()}
        new = {word for pair in HELD_OUT[language].values() for w in pair for word in w.split()}
        assert not known & new


@pytest.mark.parametrize(
    ("text", "encoding", "found"),
    [
        ("名,市\n山田,東京\n鈴木,大阪\n", "cp932", "shift_jis"),
        ("品名,数\n①商品,1\n㈱髙島,2\n﨑山,3\n", "cp932", "cp932"),
        ("氏名|住所\n山田ポール|東京\n弓削太郎|千葉\n", "cp932", "shift_jis"),
        ("id,n\n1,ﾔﾏﾀﾞ ﾀﾛｳ\n2,ｻﾄｳ ﾊﾅｺ\n3,ｽｽﾞｷ\n", "cp932", "shift_jis"),
        ("番号,品\nＡ００１,机\nＢ００２,椅子\n", "cp932", "shift_jis"),
        ("id,n\n1,コーヒー\n2,ケーキ\n", "euc_jp", "euc_jp"),
        ("編號,姓名\n1,陳大文\n2,李小明\n", "cp950", "cp950"),
        ("编号,姓名\n1,王小明\n2,李秀英\n", "gbk", "gb18030"),
        ("이름,도시\n김민수,서울\n", "cp949", "cp949"),
        ("id,n\n1,花火師\n", "cp932", "shift_jis"),
        ("รหัส;ชื่อ\n1;สมชาย\n2;เชียงใหม่\n", "cp874", "cp874"),
        ("id;имя\n1;Милица\n2;Јован\n", "cp1251", "cp1251"),
        ("id;nom\n1;Barthélémy\n2;Québec\n3;Saint-Barthélemy\n", "mac_roman", "mac_roman"),
    ],
)
def test_a_short_text_is_read_right(text: str, encoding: str, found: str) -> None:
    assert guess_encoding(text.encode(encoding)) == found


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_table_of_fifty_rows_leaves_no_doubt(encoding: str) -> None:
    long = [raw for raw in tables(HELD_OUT, encoding) if raw.count(b"\n") > 50]
    assert all(weigh_encoding(raw).sure for raw in long)


def test_letters_of_no_language_leave_doubt() -> None:
    noise = random.Random(1).choices(range(0xA1, 0xFF), k=200)  # noqa: S311 - no language at all
    assert not weigh_encoding(b"a,b\n1," + bytes(noise) + b"\n").sure


def test_a_long_line_of_ascii_takes_no_time() -> None:
    raw = (b"q" * 300_000 + b"\n") * 3 + "é".encode("cp1252")
    assert guess_encoding(raw) == "cp1252"


def test_a_guess_is_said_at_the_load_until_it_is_corrected(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes("a,b\n1,東京\n2,x\n3,y\n".encode("cp932"))
    said = A_GUESS.format("Shift-JIS")
    assert said in load(path).notes
    assert said not in Csv.guess(path).edit(encoding="cp932").load(path).notes


def test_a_clear_encoding_needs_no_check(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes("番号,氏名\n1,山田太郎\n2,鈴木一郎\n3,高橋健二\n".encode("euc_jp"))
    assert not any("is a guess" in note for note in load(path).notes)


def test_a_guess_is_said_of_columns_at_fixed_positions(tmp_path: Path) -> None:
    path = tmp_path / "table.txt"
    lines = ("name    age  city", "Ann Lee  30  Rome", "Bob      41  東京", "Ida Lo    7  Oslo", "")
    path.write_bytes("\n".join(lines).encode("cp932"))
    table = load(path)
    assert any("fixed positions" in note for note in table.notes)
    assert A_GUESS.format("Shift-JIS") in table.notes
