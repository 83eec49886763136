"""ARFF is read with the types it declares, dense or sparse."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from core.errors import SourceError
from core.loading import detect, load
from core.sources.arff import Arff

DENSE = r"""% a comment
@RELATION 'the weather'

@attribute outlook {sunny, 'over cast', rainy}
@attribute "air temperature"	REAL
@ATTRIBUTE humidity integer
@attribute note string
@attribute day date "yyyy-MM-dd"

@DATA
sunny,85.5,85,'it\'s hot, very',"2024-07-01"
% another comment
'over cast', ?, 90, "say \"hi\"", 2024-07-02

?,1e2,70,?,?
"""


def read(text: str, tmp_path: Path, encoding: str = "utf-8") -> Any:
    path = tmp_path / "data.arff"
    path.write_bytes(text.encode(encoding))
    return Arff().load(path)


def values(loaded: Any) -> dict[str, list[Any]]:
    frame = loaded.frame.astype(object)
    return {name: frame[name].where(frame[name].notna(), None).tolist() for name in frame.columns}


def test_declared_types_quotes_and_gaps(tmp_path: Path) -> None:
    loaded = read(DENSE, tmp_path)
    assert values(loaded) == {
        "outlook": ["sunny", "over cast", None],
        "air temperature": [85.5, None, 100.0],
        "humidity": [85, 90, 70],
        "note": ["it's hot, very", 'say "hi"', None],
        "day": [pd.Timestamp("2024-07-01"), pd.Timestamp("2024-07-02"), None],
    }
    assert str(loaded.frame["humidity"].dtype) == "int64"
    assert not loaded.notes and not loaded.skipped


SPARSE = """@relation x
@attribute a numeric
@attribute b {no, yes}
@attribute c string
@attribute d numeric
@data
{0 3, 1 yes}
{}
{ 2 'a, b' , 3 ? }
{1 ?}
"""


def test_a_sparse_row_leaves_out_zeros_and_first_levels(tmp_path: Path) -> None:
    assert values(read(SPARSE, tmp_path)) == {
        "a": [3, 0, 0, 0],
        "b": ["yes", "no", "no", None],
        "c": ["", "", "a, b", ""],
        "d": [0, 0, None, 0],
    }


HEAD = "@relation x\n@attribute a numeric\n@attribute b {x,y}\n@data\n"


@pytest.mark.parametrize(
    ("rows", "a", "says"),
    [
        ("1,x\n2,y,{5}\n", [1, 2], "weights"),
        ("1,x\n2,z\n", [1, 2], "does not declare were kept: 'b'"),
        ("1\tx\n2 y\n", [1, 2], ""),
        ("1,'?'\n", [1], "does not declare"),
        ("1,x\r\n2,y\r\n", [1, 2], ""),
    ],
)
def test_what_is_unusual_is_read_and_said(
    rows: str, a: list[int], says: str, tmp_path: Path
) -> None:
    loaded = read(HEAD + rows, tmp_path)
    assert values(loaded)["a"] == a
    assert says in " ".join(loaded.notes)
    assert bool(loaded.notes) == bool(says)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("1,x,2", "3 cells instead of 2"),
        ("one,x", "'one' is no number"),
        ("1,'x", "quotes or braces do not match"),
        ("{0 1, 7 x}", "quotes or braces do not match"),
        ("{0 1", "quotes or braces do not match"),
    ],
)
def test_a_broken_row_is_left_out_and_listed(row: str, reason: str, tmp_path: Path) -> None:
    loaded = read(HEAD + "1,x\n" * 10 + row + "\n", tmp_path)
    assert len(loaded.frame) == 10
    assert [(skipped.line, skipped.reason) for skipped in loaded.skipped] == [(15, reason)]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (HEAD + "1,x\n" + "1,2,3\n" * 5, "broken on line 6: 3 cells instead of 2; 5 rows"),
        (HEAD, "columns but no rows"),
        ("@relation x\n@attribute a numeric\n", "declares no rows"),
        ("@relation x\n@data\n1\n", "declares no rows"),
        ("@relation x\n@attribute a thing\n@data\n1\n", "unknown type 'thing'"),
        ("@relation x\n@attribute a relational\n", "unknown type 'relational'"),
        ("@relation x\n@attribute\n@data\n1\n", "has no name"),
        ("@relation x\nhello\n@data\n1\n", "line 2: 'hello' is no declaration"),
    ],
)
def test_a_broken_file_is_refused(text: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=says):
        read(text, tmp_path)


def test_names_in_other_encodings(tmp_path: Path) -> None:
    text = "@relation x\n@attribute größe numeric\n@data\n1\n"
    assert list(read(text, tmp_path, "latin-1").frame.columns) == ["größe"]


def test_a_file_is_known_by_its_content(tmp_path: Path) -> None:
    path = tmp_path / "data.txt"
    path.write_text(DENSE)
    assert detect(path) == Arff()
    assert load(path).kinds["outlook"] == "category"


def test_a_file_that_begins_with_long_comments_is_known_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "data.arff"
    path.write_text("% a long story\n" * 1000 + DENSE)
    assert isinstance(detect(path), Arff)


def test_pieces_are_the_same_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.sources.arff.PIECE_ROWS", 3)
    path = tmp_path / "data.arff"
    path.write_text(HEAD + "".join(f"{at},x\n" for at in range(8)))
    assert [len(piece.frame) for piece in Arff().pieces(path)] == [3, 3, 2]
    assert Arff().load(path).frame["a"].tolist() == list(range(8))
