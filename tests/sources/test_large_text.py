"""Large texts give the same table as small ones, whatever stands deep inside them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd
import pytest
from pyarrow import parquet

from core.canonical import canonical
from core.progress import Cancelled, Event, silent
from core.sources import Loaded, Written
from core.sources.csv import Csv
from core.sources.dialect.reading import Plan
from core.sources.dialect.tokens import Cut
from core.sources.dialect.values import Rules
from core.sources.large.blocks import Block, Irregular, blocks, check
from core.sources.large.text import Manner, write_text
from core.sources.sentence import OddRowsError
from core.table import Dataset

ROWS = 900
HEAD = 20_000
TARGET = ".import.1.00000000.tmp"
FIRST = ("id", "share", "day", "name", "amount")


def plain(at: int) -> str:
    return f"{at},{at / 8},2024-01-{at % 28 + 1:02},name {at % 7},{at % 900}.50"


def file_of(folder: Path, line: Callable[[int], str], encoding: str = "utf-8") -> Path:
    """Write a text whose beginning, as far as columns are judged by it, is well behaved."""
    path = folder / "table.csv"
    lines = [",".join(FIRST), *(line(at) for at in range(ROWS))]
    path.write_bytes(("\n".join(lines) + "\n").encode(encoding))
    assert path.stat().st_size > HEAD * 1.3
    return path


def manner(source: Csv) -> Manner:
    return Manner(source.plan(), source.rules(), HEAD)


def deep(odd: str) -> Callable[[int], str]:
    """Return lines of which one, near the end, is another."""
    return lambda at: odd if at == ROWS - 5 else plain(at)


def written(path: Path, source: Csv, folder: Path) -> tuple[Written, pd.DataFrame]:
    target = folder / TARGET
    done = write_text(path, manner(source), target, silent)
    return done, parquet.read_table(target).to_pandas()


@pytest.mark.parametrize(
    "odd",
    [
        "1,2,2024-01-01,plain,3",
        "007,2,2024-01-01,leading zero,3",
        "12345678901234567,2,2024-01-01,long,3",
        "1.5,2,2024-01-01,fraction,3",
        "1e3,2,2024-01-01,exponent,3",
        "+5,2,2024-01-01,sign,3",
        "1_000,2,2024-01-01,underscore,3",
        "NA,?,NA,NA,null",
        ",,,,5",
        "1,inf,2024-01-01,infinite,3",
        "1,nan,2024-01-01,not a number,3",
        "1,007,2024-01-01,leading zero in fractions,3",
        "1,two,2024-01-01,word,3",
        "1,2,2024-02-30,no such day,3",
        "1,2,31/12/2024,another order,3",
        "1,2,2024. 12. 31.,spaces after points,3",
        "1,2,2024-01-01T10:11:12,clock,3",
        "1,2,9999-12-31,placeholder,3",
        "1,2,never,word,3",
        "1,2,2024-01-01,  spaces  ,3",
        '1,2,2024-01-01,"quoted, with ""quotes""",3',
        '1,2,2024-01-01,"two\nlines",3',
        "1,2,2024-01-01,text,$3.00",
        "1,2,2024-01-01,text,-",
        "1,2,2024-01-01,text, 5 ",
        "-0,-0,2024-01-01,minus zero,-0.0",
        ".5,.5,2024-01-01,bare,-.5",
        "1,0e5,2024-01-01,exponent,1e400",
        "0x1F,0x1F,2024-01-01,hexadecimal,3",
        "1,12345678901234567,2024-01-01,long,3",
        "1,2,2024-01-01 24:00,no such hour,3",
        "1,2,2024-01-01 10:11:12.1234567,too fine,3",
        "1,2,2024-01-01T10:11:12.5Z,zone,3",
        "1,2,2024-01-01,\u3000wide spaces\u3000,3",
        "1,2,2024-01-01,\xa0NA\xa0,3",
        "1,2,2024-01-01,,3",
        "1,2,2024-01-01,NA,3",
        '"1","2","2024-01-01","",3',
        '1,2,2024-01-01,"a, then a comma",3',
        '1,2,2024-01-01,""" at both ends""",3',
        "1,\u0663,2024-01-01,foreign digit,3",
        "1,2,pending,no date,3",
        "1,2,05/06/2024,another form,3",
        "1,2,2024-02-30,no calendar has it,3",
        "1,10000000000000001.5,2024-01-01,many digits,3",
        "1,2,2024-01-01,many digits,100000000000000000000.0",
    ],
)
def test_one_odd_row_far_down_is_read_as_in_a_small_file(odd: str, tmp_path: Path) -> None:
    path = file_of(tmp_path, deep(odd))
    source = Csv.guess(path)
    small = Dataset.of(source.load(path).frame, "small")
    done, big = written(path, source, tmp_path)
    pd.testing.assert_frame_equal(big, small.frame)
    assert done.infinite == small.infinite
    assert done.facts.fingerprint == small.fingerprint
    assert done.facts.rows == ROWS


def test_a_decimal_comma_and_semicolons_are_read(tmp_path: Path) -> None:
    path = file_of(tmp_path, lambda at: plain(at).replace(",", ";").replace(".", ","))
    path.write_bytes(
        path.read_bytes().replace(b"id,share,day,name,amount", b"id;share;day;name;amount")
    )
    source = Csv.guess(path)
    assert (source.delimiter, source.decimal) == ("semicolon", ",")
    small, _ = canonical(source.load(path).frame)
    _, big = written(path, source, tmp_path)
    pd.testing.assert_frame_equal(big, small)
    assert big["share"].iloc[3] == 0.375


@pytest.mark.parametrize("form", ["{0}. {0}. 2024", "{0:02}.{0:02}.2024.", "2024. {0:02}. {0:02}."])
def test_dates_with_spaces_or_a_last_point_are_dates(form: str, tmp_path: Path) -> None:
    proof = "2024. 12. 31." if form.startswith("2024") else "31. 12. 2024."

    def line(at: int) -> str:
        day = form.format(at % 12 + 1) if at < ROWS - 5 else proof
        return plain(at).replace(f"2024-01-{at % 28 + 1:02}", day)

    path = file_of(tmp_path, line)
    source = Csv.guess(path)
    _, big = written(path, source, tmp_path)
    small, _ = canonical(source.load(path).frame)
    pd.testing.assert_frame_equal(big, small)
    assert str(big["day"].iloc[0]) == "2024-01-01 00:00:00"
    assert str(big["day"].iloc[-1]) == "2024-12-31 00:00:00"


def test_dates_in_another_order_far_down_move_the_whole_column(tmp_path: Path) -> None:
    def line(at: int) -> str:
        day = f"{at % 12 + 1:02}/{at % 12 + 1:02}/2024" if at < ROWS - 5 else "01/31/2024"
        return f"{at},{at / 8},{day},name,1.5 and some text to be long enough"

    path = file_of(tmp_path, line)
    _, frame = written(path, Csv.guess(path), tmp_path)
    assert frame["day"].iloc[-1] == pd.Timestamp("2024-01-31")
    assert frame["day"].notna().all()


def test_dates_in_both_orders_stay_text_at_any_size(tmp_path: Path) -> None:
    def line(at: int) -> str:
        day = "01/31/2024" if at == ROWS - 5 else f"{at % 28 + 1:02}/01/2024"
        return f"{at},{at / 8},{day},name,1.5 and some text to be long enough"

    path = file_of(tmp_path, line)
    source = Csv.guess(path)
    _, frame = written(path, source, tmp_path)
    small, _ = canonical(source.load(path).frame)
    pd.testing.assert_frame_equal(frame, small)
    assert frame["day"].iloc[-5] == "01/31/2024"


def test_the_rows_still_to_come_are_told_as_an_estimate(tmp_path: Path) -> None:
    path = file_of(tmp_path, plain)
    told: list[str] = []
    write_text(path, manner(Csv.guess(path)), tmp_path / TARGET, lambda at: told.append(at.message))
    assert set(told) == {"Reading about 910 rows"}


def test_empty_rows_are_left_out_and_counted(tmp_path: Path) -> None:
    empty = {299: ",,,,", 599: " , ,\xa0, , ", 899: '"","","","",""'}
    path = file_of(tmp_path, lambda at: empty.get(at, plain(at)))
    done, frame = written(path, Csv.guess(path), tmp_path)
    assert len(frame) == ROWS - 3
    assert "3 empty rows left out." in done.notes


def as_small(path: Path, source: Csv, folder: Path) -> tuple[Loaded, Written]:
    """Check that a text gives the same rows as a small one, and return both readings."""
    small = source.load(path)
    done, big = written(path, source, folder)
    pd.testing.assert_frame_equal(big, Dataset.of(small.frame, "small").frame)
    assert done.skipped == small.skipped
    assert done.skipped_count == len(small.skipped)
    assert [item.name for item in folder.iterdir() if item != path] == [TARGET]
    return small, done


def mending(notes: Sequence[str]) -> list[str]:
    """Return what notes say of rows and characters, not of the types of columns."""
    words = ("mended", "early", "left out", "character", "read as the letters")
    said = [note for note in notes if not note.startswith("Read as: ")]
    return sorted(note for note in said if any(word in note for word in words))


@pytest.mark.parametrize(
    "odd",
    [
        "1,2,3",
        "1,2,3,4,5,6",
        "1,2,2024-01-01,short",
        "1,2,,2024-01-01,one cell too many,3",
        "1,2,2024-01-01,a text, with the delimiter,3",
        '1,2,2024-01-01,"never closed,3',
        '1,2,2024-01-01,5" pipe,3',
        '1,2,2024-01-01, "spaced, quoted",3',
        '1,2,2024-01-01,"a ""b"" c" ,3',
        '1,2,2024-01-01,"two\nlines, 5" pipe",3',
        "1;2;2024-01-01;semicolons;3",
        "1,2,2024-01-01,nul \x00,3",
        "1,2,2024-01-01,\x9c5,3",
        ",".join(FIRST),
    ],
)
def test_an_uneven_row_far_down_is_mended_as_in_a_small_file(odd: str, tmp_path: Path) -> None:
    path = file_of(tmp_path, deep(odd))
    small, done = as_small(path, Csv(), tmp_path)
    assert mending(done.notes) == mending(small.notes)


def test_control_characters_become_spaces_and_are_counted(tmp_path: Path) -> None:
    path = file_of(tmp_path, deep("1,2,2024-01-01,a\x07b,3"))
    done, frame = written(path, Csv(), tmp_path)
    assert frame["name"].iloc[-5] == "a b"
    assert "1 control character replaced by spaces." in done.notes


@pytest.mark.parametrize("source", [Csv(comment="#", skip_lines=2), Csv(skip_lines=2, skip_end=3)])
def test_what_stands_around_the_table_is_left_out_as_in_a_small_file(
    source: Csv, tmp_path: Path
) -> None:
    path = file_of(tmp_path, deep("#,,,,") if source.comment else plain)
    below = b"" if source.comment else b"\nSource: a survey\nand more\n"
    path.write_bytes(b"# made by a logger\n# station 7\n" + path.read_bytes() + below)
    small, done = as_small(path, source, tmp_path)
    assert mending(done.notes) == mending(small.notes) != []


def test_whole_lines_in_quotes_are_taken_out_of_them(tmp_path: Path) -> None:
    path = file_of(tmp_path, deep('1,2,2024-01-01,"a, b",3'))
    lines = path.read_text().splitlines()
    doubled = "\n".join('"' + line.replace('"', '""') + '"' for line in lines)
    path.write_text(doubled)
    as_small(path, Csv(wrapped=True), tmp_path)


@pytest.mark.parametrize(
    ("source", "mark"),
    [
        (Csv(delimiter="other", other="::"), "::"),
        (Csv(delimiter="spaces"), "   "),
        (Csv(delimiter="unit_separator"), "\x1f"),
        (Csv(delimiter="semicolon", quote="single"), ";"),
        (Csv(delimiter="tab", escape="\\"), "\t"),
    ],
)
def test_any_delimiter_and_quote_is_read_as_in_a_small_file(
    source: Csv, mark: str, tmp_path: Path
) -> None:
    quote = "'" if source.quote == "single" else '"'
    inside = f"\\{quote}" if source.escape else "-"

    def line(at: int) -> str:
        name = f"{quote}name{mark}{inside}{quote}" if at % 9 == 4 else f"name{at % 7}"
        return mark.join((str(at), "0.5", "2024-01-01", name, "1.5"))

    path = file_of(tmp_path, line)
    path.write_text(path.read_text().replace(",".join(FIRST), mark.join(FIRST)))
    as_small(path, source, tmp_path)


ALONE = Csv(delimiter="none")
LONE_ODD = [
    "plain words, with commas",
    "   ",
    "\xa0",
    '"two\nlines"',
    '5" pipe',
    ' "spaced"',
    '"a ""b"" c"',
    '"never closed',
    "word",
    "nul \x00",
]


@pytest.mark.parametrize("odd", LONE_ODD)
@pytest.mark.parametrize("is_word", [True, False])
def test_a_single_column_is_read_as_in_a_small_file(
    odd: str, is_word: bool, tmp_path: Path
) -> None:
    path = tmp_path / "table.csv"
    rows = [f"a sort of {at % 9} words" if is_word else f"{at / 8}" for at in range(4 * ROWS)]
    rows[-5] = odd
    path.write_text("\n".join(["word", *rows]) + "\n", encoding="utf-8", newline="")
    small, done = as_small(path, ALONE, tmp_path)
    assert mending(done.notes) == mending(small.notes)


def test_a_unit_separator_in_a_single_column_parts_no_cells(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("word\n" + "a sort of words\n" * 2000 + "a\x1fb\n")
    done, frame = written(path, ALONE, tmp_path)
    assert frame["word"].iloc[-1] == "a b"
    assert "1 control character replaced by spaces." in done.notes


def test_a_single_column_needs_no_mending(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "table.csv"
    path.write_text("word\n" + "a sort of words\n\n" * 2000)
    monkeypatch.setattr("core.sources.large.text.mended_copy", None)
    done, frame = written(path, ALONE, tmp_path)
    assert (len(frame), done.notes) == (2000, ())


def test_a_column_more_than_names_is_read_as_in_a_small_file(tmp_path: Path) -> None:
    path = file_of(tmp_path, lambda at: f"row {at},{plain(at)}")
    small, done = as_small(path, Csv(), tmp_path)
    assert [note for note in done.notes if "names were added" in note]
    assert "column 1" in small.frame.columns[0] or small.frame.columns[0] == ""


def test_returns_inside_texts_are_spaces_and_at_the_end_of_lines_end_rows(tmp_path: Path) -> None:
    path = file_of(tmp_path, lambda at: plain(at).replace("name ", "na\rme "))
    said = f"{ROWS} carriage returns in cells replaced by spaces."
    done, frame = written(path, Csv(), tmp_path)
    assert set(frame["name"].str[:6]) == {"na me "}
    assert said in done.notes
    assert said in Csv().load(path).notes
    path.write_bytes(path.read_bytes().replace(b"\r", b" ").replace(b"\n", b"\r"))
    assert len(written(path, Csv(), tmp_path)[1]) == ROWS


@pytest.mark.parametrize("size", [30_000, 31_001])
def test_a_row_that_goes_on_in_the_next_piece_is_whole(
    size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.sources.large.survey._CHUNK", size)

    def line(at: int) -> str:
        return f'{plain(at)[:-4]}."two\nlines, {at}" pipe' if at % 3 else plain(at)

    path = file_of(
        tmp_path, lambda at: line(at).replace("name ", 'a 5" ') if at > 600 else line(at)
    )
    as_small(path, Csv(bad_rows="skip"), tmp_path)


def test_each_column_that_does_not_fit_costs_one_more_look_in_all(tmp_path: Path) -> None:
    path = file_of(tmp_path, lambda at: "x,y,z,name,w" if at == ROWS // 2 else plain(at))
    source = Csv.guess(path)
    seen: list[int] = []
    done = write_text(
        path, manner(source), tmp_path / TARGET, lambda event: seen.append(event.done)
    )
    assert done is not None
    assert sum(seen[at] <= seen[at - 1] for at in range(1, len(seen))) <= 2
    small = Dataset.of(source.load(path).frame, "small")
    assert done.facts.fingerprint == small.fingerprint


@pytest.mark.parametrize("size", [300, 1_000, 4_000])
def test_rows_are_never_cut_between_blocks(size: int, tmp_path: Path) -> None:
    def line(at: int) -> str:
        return f'{at},"two\nlines, ""{at}""\n",last'

    path = file_of(tmp_path, line)
    content = path.read_bytes()
    found = list(blocks(path, 1, b'"', size))
    rows = [block.content[: block.size] for block in found]
    assert b"".join(rows) == content[content.index(b"\n") + 1 :]
    assert len(rows) > 5
    assert all(row.endswith(b"last\n") for row in rows)
    lines = [check(block, Cut(",")) for block in found]
    assert sum(lines) == content.count(b"\n") - 1


@pytest.mark.parametrize(
    "row",
    [
        b'1,5" pipe\n',
        b'1, "spaced"\n',
        b'1,"closed" late\n',
        b'1,"open\n',
        b"1,\x07\n",
        b"1,\x7f\n",
        b"1\r2,3\n",
        b"1,\xc2\x85\n",
    ],
)
def test_what_is_not_regular_is_left_to_another_reader(row: bytes) -> None:
    content = b'"a","b"\r\n' + row + b'"","""c"""'
    with pytest.raises(Irregular):
        check(Block(content, len(content)), Cut(","))
    plain_content = content.replace(row, b"")
    assert check(Block(plain_content, len(plain_content)), Cut(",")) == 1


@pytest.mark.parametrize("odd", ['1,2,2024-01-01,5" pipe,3', "1,2,2024-01-01,caf\xe9,3"])
def test_stray_quotes_and_foreign_letters_are_no_obstacle(odd: str, tmp_path: Path) -> None:
    path = file_of(tmp_path, lambda at: odd if at % 50 == 3 else plain(at), "latin-1")
    source = Csv.guess(path).edit(encoding="latin-1")
    small = Dataset.of(source.load(path).frame, "small")
    done, frame = written(path, source, tmp_path)
    assert frame["name"].iloc[3] == odd.split(",")[3]
    assert done.facts.fingerprint == small.fingerprint


def test_rows_that_do_not_fit_are_named_by_their_lines(tmp_path: Path) -> None:
    def line(at: int) -> str:
        if at == ROWS - 9:
            return '1,2,2024-01-01,"two\nlines",3'
        return {ROWS - 7: "1,2,3", ROWS - 5: "1,2,3,4,5,6"}.get(at, plain(at))

    done, frame = written(file_of(tmp_path, line), Csv(), tmp_path)
    assert len(frame) == ROWS - 2
    assert [(row.line, row.reason, row.text) for row in done.skipped] == [
        (ROWS - 4, "3 cells instead of 5", "1,2,3"),
        (ROWS - 2, "6 cells instead of 5", "1,2,3,4,5,6"),
    ]
    assert (
        f"2 rows could not be read and left out (line {ROWS - 4}: 3 cells instead of 5;"
        f" line {ROWS - 2}: 6 cells instead of 5)."
    ) in done.notes


def test_many_rows_that_do_not_fit_stop_the_reading(tmp_path: Path) -> None:
    path = file_of(tmp_path, lambda at: "1,2,3" if at > ROWS // 2 and at % 4 == 0 else plain(at))
    with pytest.raises(OddRowsError, match="of 900 rows do not have 5 cells"):
        written(path, Csv(), tmp_path)
    assert [item.name for item in tmp_path.iterdir()] == ["table.csv"]


def test_a_row_longer_than_a_step_is_read(tmp_path: Path) -> None:
    path = file_of(tmp_path, deep(f"1,2,2024-01-01,{'long ' * 150_000}end,3"))
    source = Csv.guess(path)
    _, frame = written(path, source, tmp_path)
    assert frame["name"].str.len().max() == 750_003
    assert len(frame) == ROWS


def test_reading_can_be_stopped_and_leaves_nothing(tmp_path: Path) -> None:
    path = file_of(tmp_path, plain)
    source = Csv.guess(path)

    def stop(event: Event) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        write_text(path, manner(source), tmp_path / TARGET, stop)
    assert [item.name for item in tmp_path.iterdir()] == ["table.csv"]


def test_a_stray_quote_on_every_line_takes_a_few_calls_for_each(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("a,b\n" + '"x,1\n' * 2_000)
    calls = 0

    def heard(frame: object, event: str, argument: object) -> None:
        nonlocal calls
        del frame, argument
        calls += event == "call"

    sys.setprofile(heard)
    try:
        done = write_text(path, Manner(Plan(), Rules(), HEAD), tmp_path / TARGET, silent)
    finally:
        sys.setprofile(None)
    assert done.facts.rows == 2_000
    assert calls < 250 * 2_000
