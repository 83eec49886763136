"""The fast reader and the careful one give the same table."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from core.loading import load, preview
from core.sources.csv import Csv
from core.sources.dialect import fast
from core.sources.dialect.reading import read_text

PLAIN = "a,b,c\n" + "".join(f'{at},"word, {at % 7}",{at / 8}\n' for at in range(2000))


def both(file: Path) -> tuple[object, object]:
    plan = Csv.guess(file).plan()
    quick = fast.read_fast(file, plan)
    careful = read_text(file, plan)
    return quick, careful


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        PLAIN.replace(",", ";"),
        PLAIN.replace("\n", "\r\n"),
        "Title\n\n" + PLAIN,
        PLAIN + ",,\n,,\n1,x,2\n",
        PLAIN + "\n\n",
        PLAIN.replace("\n", ",\n").replace("a,b,c,\n", "a,b,c\n"),
        PLAIN + '1,5" pipe,2\n2,"a ""b""",3\n3,14",4\n',
    ],
    ids=[
        "plain",
        "semicolons",
        "CRLF",
        "title",
        "empty rows",
        "blank lines",
        "last delimiter",
        "inches",
    ],
)
def test_both_readers_agree(tmp_path: Path, text: str) -> None:
    file = tmp_path / "t.csv"
    file.write_text(text, encoding="utf-8", newline="")
    quick, careful = both(file)
    assert quick is not None
    assert quick.names == careful.names
    assert quick.notes == careful.notes
    pd.testing.assert_frame_equal(quick.frame, careful.frame)


@pytest.mark.parametrize(
    "odd",
    [
        *('1,"x\ny",2\n', "1,2\n", "1,2,3,4\n", "1,x\x00,2\n", '1,"x,2\n', "1,x\r2,y,3\n"),
        *('1,"x" y,2\n', '1, "x, y",2\n', "a,b,c\n", "1,\x9c5,2\n"),
    ],
)
def test_anything_odd_goes_to_the_careful_reader(tmp_path: Path, odd: str) -> None:
    file = tmp_path / "t.csv"
    file.write_text(PLAIN + odd, encoding="utf-8", newline="")
    assert both(file)[0] is None


LONE = "word\n" + "".join(f"a sort of {at % 9} words\n" for at in range(2000))


@pytest.mark.parametrize("text", [LONE, LONE + "\n\n", LONE + "a, b\n", LONE + '"a ""b"""\n'])
def test_both_readers_agree_on_a_single_column(tmp_path: Path, text: str) -> None:
    test_both_readers_agree(tmp_path, text)


@pytest.mark.parametrize("odd", ["   \n", "\xa0\n", "a\x1fb\n", ' "x" y\n', '"x\ny"\n'])
def test_an_odd_single_column_goes_to_the_careful_reader(tmp_path: Path, odd: str) -> None:
    file = tmp_path / "t.csv"
    file.write_text(LONE + odd, encoding="utf-8", newline="")
    assert both(file)[0] is None


def test_a_large_file_is_loaded_whole_and_previewed_at_once(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("a,b,c\n" + PLAIN.removeprefix("a,b,c\n") * 100)
    table = load(file)
    assert table.rows == 200_000
    assert preview(file, rows=20).frame.equals(table.frame.head(20))
