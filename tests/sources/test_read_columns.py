"""Only some columns are read: by name, range or pattern, whatever the format and the size."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import feather, parquet

from core.column_names import MAX_COLUMNS, TooManyColumnsError
from core.errors import UnknownNameError
from core.loading import detect, load, preview
from core.progress import silent
from core.sources import source_from_json, source_to_json
from core.sources.csv import Csv
from core.sources.dialect import fast
from core.sources.dialect.reading import read_text
from core.sources.large.text import Manner, write_text
from core.sources.sentence import OddColumnsError

WANTED = ("!x3", "id", "x1..x4", "n*")
NAMES = ["id", "x1", "x2", "x4", "note"]
HEADER = "x0,id,x1,x2,x3,x4,note"
TEXT = HEADER + "\n" + "".join(f'z,{at},{at / 2},w{at % 3},,9,"a, {at}"\n' for at in range(300))
BLANKS = "x0,,,,,,\n,,,,,,\n"
ODD = 'z,7,1.5,"a "b" c",,9,fine\nz,8,1\nz,9,2.5,w,,9,x\n'
Writer = Callable[[pd.DataFrame, Path], None]


def frame() -> pd.DataFrame:
    return pd.DataFrame({name: [at, at + 1] for at, name in enumerate(HEADER.split(","))})


def to_parquet(table: pd.DataFrame, path: Path) -> None:
    table.to_parquet(path, index=False)


def to_feather(table: pd.DataFrame, path: Path) -> None:
    feather.write_feather(table, path)


FORMATS = pytest.mark.parametrize("write", [to_parquet, to_feather], ids=["Parquet", "Feather"])


@pytest.mark.parametrize(
    ("text", "rows"),
    [(TEXT, 300), (TEXT + BLANKS, 300), (TEXT + ODD, 302), (TEXT.replace(",", ";"), 300)],
    ids=["plain", "blank rows", "odd rows", "semicolons"],
)
def test_all_readers_of_text_agree(tmp_path: Path, text: str, rows: int) -> None:
    file = tmp_path / "t.csv"
    file.write_text(text)
    source = Csv.guess(file).edit(columns=WANTED)
    careful = load(file, source)
    assert list(careful.columns) == NAMES
    assert careful.rows == rows
    quick = fast.read_fast(file, source.plan())
    if quick is not None:
        assert quick.names == NAMES
        pd.testing.assert_frame_equal(quick.frame, read_text(file, source.plan()).frame)
    target = tmp_path / "big.parquet"
    write_text(file, Manner(source.plan(), source.rules(), 3000), target, silent)
    pd.testing.assert_frame_equal(parquet.read_table(target).to_pandas(), careful.frame)
    assert (quick is None) == (text == TEXT + ODD)


def test_it_is_said_which_columns_were_read(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text(TEXT)
    source = Csv.guess(file).edit(columns=["id", "x*"])
    assert any("only columns 'id' and 'x*'" in note for note in load(file, source).notes)
    assert source_from_json(source_to_json(source)) == source
    assert "only" not in Csv.guess(file).describe()


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (["d"], ["d"]),
        (["d..b"], ["b", "c", "d"]),
        (["?..?"], ["a..b"]),
        (["a..b"], ["a..b"]),
        (["!a*"], ["b", "c", "d", "!x"]),
        (["!x"], ["!x"]),
        (["A"], None),
        (["a..zz"], None),
        (["!"], None),
    ],
    ids=str,
)
def test_columns_are_named_in_several_ways(
    tmp_path: Path, wanted: list[str], found: list[str] | None
) -> None:
    file = tmp_path / "t.csv"
    file.write_text("a,b,c,d,a..b,!x\n1,2,3,4,5,6\n7,8,9,1,2,3\n")
    source = Csv.guess(file).edit(columns=wanted)
    if found is None:
        with pytest.raises(UnknownNameError):
            load(file, source)
        return
    assert list(load(file, source).columns) == found
    assert list(preview(file, source).columns) == found


def test_a_misspelt_name_is_met_with_the_right_one(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("income,age\n1,2\n3,4\n")
    with pytest.raises(UnknownNameError, match="incom") as refused:
        load(file, Csv().edit(columns=["incom"]))
    assert refused.value.hint == "Did you mean 'income'?"


def test_names_that_occur_twice_are_told_apart(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("a,a,,b\n1,2,3,4\n5,6,7,8\n")
    table = load(file, Csv().edit(columns=["a (2)", "column 3"]))
    assert table.frame.to_dict("list") == {"a (2)": [2, 6], "column 3": [3, 7]}


@pytest.mark.parametrize("rows", [3, 400], ids=["small", "large"])
def test_some_columns_of_far_too_many_can_be_read(tmp_path: Path, rows: int) -> None:
    names = [f"a rather long name {at}" for at in range(MAX_COLUMNS * 4)]
    line = ",".join(str(at % 10) for at in range(len(names)))
    file = tmp_path / "t.csv"
    file.write_text("\n".join([",".join(names), *[line] * rows]) + "\n")
    with pytest.raises(TooManyColumnsError, match="40,000 columns; the limit is 10,000") as stop:
        load(file)
    assert stop.value.names == tuple(names)
    source = detect(file).edit(columns=["*name 39999", "a rather long name 5"])
    table = load(file, source)
    assert (table.rows, table.columns) == (rows, (names[5], names[39999]))
    assert table.frame.iloc[-1].tolist() == [5, 9]
    assert preview(file, source).columns == table.columns
    with pytest.raises(TooManyColumnsError, match="20,001 columns"):
        load(file, source.edit(columns=[f"{names[0]}..{names[20_000]}"]))


@FORMATS
def test_some_columns_of_a_typed_file_are_read(tmp_path: Path, write: Writer) -> None:
    file = tmp_path / "t.bin"
    write(frame(), file)
    table = load(file, detect(file).edit(columns=WANTED))
    assert list(table.columns) == NAMES
    assert table.frame["x4"].tolist() == [5, 6]
    assert "only columns" in detect(file).edit(columns=WANTED).describe()


@FORMATS
def test_a_typed_file_that_is_too_wide_names_its_columns(tmp_path: Path, write: Writer) -> None:
    file = tmp_path / "t.bin"
    wide = pd.DataFrame([[1] * (MAX_COLUMNS + 1)], columns=[f"c{at}" for at in range(10_001)])
    write(wide, file)
    with pytest.raises(TooManyColumnsError) as stop:
        load(file)
    assert len(stop.value.names) == MAX_COLUMNS + 1
    assert load(file, detect(file).edit(columns=["!c7"])).columns[7] == "c8"


@FORMATS
def test_columns_that_no_table_can_hold_are_left_out_by_the_remedy(
    tmp_path: Path, write: Writer
) -> None:
    file = tmp_path / "t.bin"
    write(pd.DataFrame({"a": [1], "b": [b"\x00"], "c": [[1, 2]], "d": ["x"]}), file)
    with pytest.raises(OddColumnsError, match="Column 'b' holds binary data") as stop:
        load(file)
    assert stop.value.remedy.label == "Leave out 'b' and 'c'"
    left = load(file, detect(file).edit(**stop.value.remedy.changes))
    assert left.columns == ("a", "d")


def test_odd_names_in_parquet_are_not_taken_for_others(tmp_path: Path) -> None:
    file = tmp_path / "t.parquet"
    record = pa.array([{"c": 1, "d": 2}])
    columns = [pa.array([at]) for at in range(4)]
    names = ["a", "a", "b.c", "x", "b"]
    parquet.write_table(pa.Table.from_arrays([*columns, record], names=names), file)
    source = detect(file)
    assert load(file, source.edit(columns=["a (2)", "b.c"])).frame.iloc[0].tolist() == [1, 2]
    assert load(file, source.edit(columns=["b"])).columns == ("b.c", "b.d")


def test_a_refusal_for_width_survives_a_change_of_process() -> None:
    import pickle

    error = TooManyColumnsError(["a", "b"])
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own, made here
    assert isinstance(again, TooManyColumnsError)
    assert (again.names, again.message, again.hint) == (("a", "b"), error.message, error.hint)
