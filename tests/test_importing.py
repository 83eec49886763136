"""Tables are imported piece by piece, masked on the way, or not at all."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, ClassVar

import pandas as pd
import pytest

from core.disk_shelf import DiskShelf
from core.errors import LimitError, SourceError
from core.importing import bring, import_table, merged
from core.loading import detect, load, opened
from core.masking import Mask, Masks, masked_table, masks_to
from core.params import Number
from core.progress import Cancelled, Event, Report, silent
from core.projects import Projects
from core.sources import Loaded, SkippedRow, Source, source_to_json
from core.sources import weigh as weighing
from core.sources.weigh import has_many_cells, weigh
from core.table import Dataset
from tests.bombs import parquet

NO_MASKS = Masks(())


@dataclass(frozen=True)
class Pieces(Source):
    """A source of three pieces that do not quite agree; it is not registered."""

    name: ClassVar[str] = "pieces"
    label: ClassVar[str] = "Pieces"
    needs_file: ClassVar[bool] = False

    breaks_at: Annotated[int, Number(0, 10, integer=True)] = 0

    def pieces(self, file: Path | None = None, report: Report = silent) -> Iterator[Loaded]:
        frames = (
            pd.DataFrame({"a": [1, 2], "mail": ["ann@site.example", "bob@site.example"]}),
            pd.DataFrame({"a": [0.5, float("inf")], "mail": ["cy@other.example", None]}),
            pd.DataFrame({"a": [3], "mail": ["dee@site.example"], "late": ["x"]}),
        )
        for at, frame in enumerate(frames):
            report(Event(at, 3, "Reading"))
            if self.breaks_at and at >= self.breaks_at:
                raise SourceError("The connection was lost.", "Try again.")
            yield Loaded(frame, (f"{at + 1} rows looked odd.",), (SkippedRow(at, "odd", "x"),))


def target(folder: Path) -> Path:
    return folder / ".import.1.00000000.tmp"


def run(folder: Path, task: dict[str, Any], report: Report = silent) -> dict[str, Any]:
    """Import as a worker does, into a store below `folder`."""
    shelf = DiskShelf(folder / "jobs" / "one" / "shelf")
    return import_table({"owner": "ann", **task}, shelf, report, 1)


def upload(folder: Path, content: bytes, name: str) -> dict[str, Any]:
    """Store a file and return the task that imports it as it is guessed."""
    store = Projects(folder)
    kept = store.store_upload(content, name)
    store.close()
    source = detect(kept.path, name)
    return {"source": source_to_json(source), "file": name, "upload": kept.sha256}


def test_pieces_become_one_table_with_their_notes(tmp_path: Path) -> None:
    arrived = bring(Pieces(), None, NO_MASKS, target(tmp_path), silent)
    frame = pd.read_parquet(target(tmp_path))
    assert frame["a"].iloc[:3].tolist() == [1, 2, 0.5]
    assert frame["a"].iloc[3:].isna().tolist() == [True, False]
    assert frame["late"].isna().tolist() == [True] * 4 + [False]
    assert arrived.infinite == (("a", (3,)),)
    assert "6 rows looked odd." in arrived.notes
    assert [row.line for row in arrived.skipped] == [0, 1, 2]
    expected = Dataset(frame, "t", infinite=arrived.infinite)
    assert arrived.facts.fingerprint == expected.fingerprint


def test_a_broken_source_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="connection was lost"):
        bring(Pieces(breaks_at=2), None, NO_MASKS, target(tmp_path), silent)
    assert not list(tmp_path.iterdir())


def test_cancelling_leaves_nothing(tmp_path: Path) -> None:
    def stop(event: Event) -> None:
        if event.done == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        bring(Pieces(), None, NO_MASKS, target(tmp_path), stop)
    assert not list(tmp_path.iterdir())


def test_pieces_are_masked_before_they_are_written(tmp_path: Path) -> None:
    masks = Masks((Mask("mail", "domain"), Mask("late", "drop")))
    bring(Pieces(), None, masks, target(tmp_path), silent)
    frame = pd.read_parquet(target(tmp_path))
    assert frame["mail"].dropna().unique().tolist() == ["site.example", "other.example"]
    assert list(frame.columns) == ["a", "mail"]
    assert b"ann@" not in target(tmp_path).read_bytes()


@pytest.mark.parametrize("way", ["drop", "bins"])
def test_of_a_masked_column_no_infinite_value_is_told(tmp_path: Path, way: str) -> None:
    masks = Masks((Mask("a", way),))
    arrived = bring(Pieces(), None, masks, target(tmp_path), silent)
    assert arrived.infinite == ()
    frame = pd.concat([piece.frame for piece in Pieces().pieces()], ignore_index=True)
    whole = masked_table(Dataset.of(frame, "whole"), masks)
    assert arrived.facts.fingerprint == whole.fingerprint


def test_a_large_text_is_masked_after_it_was_streamed(tmp_path: Path) -> None:
    lines = "".join(f"{at},name{at}@site.example,{'x' * 200}\n" for at in range(140_000))
    file = tmp_path / "large.csv"
    file.write_text("id,mail,text\n" + lines)
    with opened(file, "large.csv") as found:
        masks = Masks((Mask("mail", "domain"),))
        arrived = bring(detect(file), found, masks, target(tmp_path), silent)
    frame = pd.read_parquet(target(tmp_path))
    assert arrived.facts.rows == len(frame) == 140_000
    assert frame["mail"].unique().tolist() == ["site.example"]
    assert sorted(path.name for path in tmp_path.iterdir()) == [target(tmp_path).name, "large.csv"]


def test_an_imported_file_is_the_table_that_loading_gives(tmp_path: Path) -> None:
    content = "a;b\n1,5;x\n2,5;NA\n;y\n".encode("cp1252")
    task = upload(tmp_path, content, "t.csv")
    found = run(tmp_path, task)
    (tmp_path / "t.csv").write_bytes(content)
    expected = load(tmp_path / "t.csv")
    store = Projects(tmp_path)
    stored = store.load_dataset(found["data"], owner="ann")
    store.close()
    pd.testing.assert_frame_equal(stored.frame, expected.frame)
    assert stored.notes == expected.notes
    assert found["data"] == expected.fingerprint
    assert (found["rows"], found["name"]) == (3, "t")


def test_masks_of_a_task_reach_the_store(tmp_path: Path) -> None:
    task = upload(tmp_path, b"who,x\nann@site.example,1\nbob@site.example,2\n", "t.csv")
    found = run(tmp_path, {**task, "masks": masks_to(Masks((Mask("who", "drop"),)))})
    store = Projects(tmp_path)
    assert store.load_dataset(found["data"]).columns == ("x",)
    store.close()


def test_nobody_else_reads_what_was_imported(tmp_path: Path) -> None:
    found = run(tmp_path, upload(tmp_path, b"a,b\n1,2\n3,4\n", "t.csv"))
    store = Projects(tmp_path)
    with pytest.raises(Exception, match="somebody else"):
        store.load_dataset(found["data"], owner="bob")
    store.close()


def test_a_file_is_read_by_its_path_on_this_computer_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "here.csv"
    file.write_text("a,b\n1,2\n3,4\n")
    task = {"source": source_to_json(detect(file)), "file": "here.csv", "path": str(file)}
    assert run(tmp_path, task)["rows"] == 2
    monkeypatch.setenv("MODELWRIGHT_SHARED", "1")
    with pytest.raises(SourceError, match="cannot be named"):
        run(tmp_path, task)


def test_a_shared_server_stops_at_its_limit_of_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODELWRIGHT_SHARED", "1")
    monkeypatch.setattr("core.importing.MAX_SHARED_ROWS", 3)
    with pytest.raises(LimitError, match="more than 3 rows"):
        bring(Pieces(), None, NO_MASKS, target(tmp_path), silent)
    assert not list(tmp_path.iterdir())


def test_counts_of_pieces_are_added_up() -> None:
    notes = ["1,200 cells became missing.", "Read as text.", "3 cells became missing."]
    assert merged(notes) == ("1,203 cells became missing.", "Read as text.")


def test_plain_files_weigh_what_they_weigh(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("a,b\n1,2\n")
    assert weigh(file, file.name, 100) == 8


def test_packed_files_weigh_what_they_hold(tmp_path: Path) -> None:
    packed, archive = tmp_path / "t.csv.gz", tmp_path / "t.zip"
    packed.write_bytes(gzip.compress(b"a,b\n" * 1000))
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("t.csv", b"a,b\n" * 1000)
    assert weigh(packed, packed.name, 10_000) == 4000
    assert weigh(archive, archive.name, 10_000) == 4000


@pytest.mark.parametrize(
    ("text", "many"),
    [
        ("a\n" + "1\n" * 101, True),
        ("a\r" + "1\r" * 101, True),
        ("a,b,c,d,e,f\n" + "1,2,3,4,5,6\n" * 90, True),
        ('[{"a":1}' + ",{}" * 550 + "]", True),
        ("a;b\n" + "1;2\n" * 90, False),
        ("long words in one cell\n" * 90, False),
    ],
)
def test_short_cells_weigh_more_than_their_bytes(
    text: str, many: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weighing, "MANY_LINES", 100)
    monkeypatch.setattr(weighing, "MANY_CELLS", 500)
    monkeypatch.setattr(weighing, "_CHUNK", 64)
    plain, packed, archive = (tmp_path / name for name in ("t.csv", "t.csv.gz", "t.zip"))
    plain.write_bytes(text.encode())
    packed.write_bytes(gzip.compress(text.encode()))
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("t.csv", text)
    assert [has_many_cells(path, path.name) for path in (plain, packed, archive)] == [many] * 3


@pytest.mark.parametrize("name", ["t.zip", "t.csv.gz", "t.parquet"])
def test_the_cells_of_damaged_files_are_left_to_the_reader(name: str, tmp_path: Path) -> None:
    heads = {"t.parquet": b"PAR1", "t.csv.gz": b"\x1f\x8b", "t.zip": b"PK\x03\x04"}
    (tmp_path / name).write_bytes(heads[name] + b"nonsense" * 20)
    assert not has_many_cells(tmp_path / name, name)


def test_a_text_of_many_cells_is_written_in_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "t.csv"
    file.write_text("a\n" + "1\n" * 200)
    assert detect(file).write(file, target(tmp_path)) is None
    monkeypatch.setattr(weighing, "MANY_LINES", 100)
    done = detect(file).write(file, target(tmp_path))
    assert done is not None and done.facts.rows == 200


def test_a_parquet_bomb_is_seen_before_it_unpacks(tmp_path: Path) -> None:
    bomb = parquet(tmp_path / "bomb.parquet")
    assert bomb.stat().st_size < 1_000_000
    with opened(bomb, bomb.name) as found, pytest.raises(LimitError, match="more than 2 GB"):
        bring(detect(bomb), found, NO_MASKS, target(tmp_path), silent)


@pytest.mark.parametrize("name", ["t.parquet", "t.zip", "t.csv.gz", "t.xlsx"])
def test_damaged_files_are_left_to_the_reader(tmp_path: Path, name: str) -> None:
    heads = {"t.parquet": b"PAR1", "t.csv.gz": b"\x1f\x8b"}
    file = tmp_path / name
    file.write_bytes(heads.get(name, b"PK\x03\x04") + b"nonsense" * 20)
    assert weigh(file, name, 10**9) == file.stat().st_size


def test_a_total_below_the_pieces_is_pointed_at(tmp_path: Path) -> None:
    @dataclass(frozen=True)
    class Sums(Pieces):
        def pieces(self, file: Path | None = None, report: Report = silent) -> Iterator[Loaded]:
            del file, report
            for cells in ([("x", 1), ("y", 2)], [("z", 4), (None, 7)]):
                yield Loaded(pd.DataFrame(cells, columns=["name", "size"]))

    arrived = bring(Sums(), None, NO_MASKS, target(tmp_path), silent)
    assert any("the sums of the rows above" in note for note in arrived.notes)


def test_a_total_below_a_large_text_is_pointed_at(tmp_path: Path) -> None:
    file = tmp_path / "big.csv"
    lines = (f"name number {at % 9},{at}" for at in range(1_300_000))
    file.write_text("name,size\n" + "\n".join(lines) + "\nTotal général,9\n")
    with opened(file, file.name) as found:
        arrived = bring(detect(file), found, NO_MASKS, target(tmp_path), silent)
    assert any("looks like a total ('Total général')" in note for note in arrived.notes)
