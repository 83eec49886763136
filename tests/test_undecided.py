"""Nothing about people is stored before somebody has decided about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pandas as pd
import pytest

from core.disk_shelf import DiskShelf
from core.importing import import_table
from core.loading import detect
from core.masking import Mask, Masks, masked_table, masks_to, proposals_from, proposals_to
from core.progress import Report, silent
from core.projects import Projects
from core.sources import Loaded, Source, source_to_json
from core.table import Dataset
from core.undecided import Undecided, Watched, undecided

CANARY = "canary4711"
PEOPLE = pd.DataFrame(
    {"contact": [f"{CANARY}{at}@site.example" for at in range(30)], "spend": range(30)}
)


@dataclass(frozen=True)
class Asked(Source):
    """A source without a file that notes how far it was read; it is not registered."""

    needs_file: ClassVar[bool] = False
    label: ClassVar[str] = "Asked"
    given: ClassVar[list[int]] = []

    def pieces(self, file: Path | None = None, report: Report = silent) -> Iterator[Loaded]:
        for at in range(3):
            self.given.append(at)
            yield Loaded(PEOPLE)


def write(path: Path) -> Path:
    writers = {".csv": PEOPLE.to_csv, ".xlsx": PEOPLE.to_excel, ".parquet": PEOPLE.to_parquet}
    if path.suffix in writers:
        writers[path.suffix](path, index=False)
    else:
        PEOPLE.to_json(path, orient="records")
    return path


def run(root: Path, task: dict[str, Any]) -> dict[str, Any]:
    shelf = DiskShelf(root / "jobs" / "one" / "shelf")
    return import_table({"owner": "ann", "ask": True, **task}, shelf, silent, 1)


def waiting(root: Path, file: Path) -> dict[str, Any]:
    """Hold a file and return the task that imports it as it is guessed."""
    store = Projects(root)
    held = store.hold(file, file.name)
    store.close()
    source = source_to_json(detect(file, file.name))
    file.unlink()
    return {"source": source, "file": file.name, "held": held.path.name}


def files(root: Path) -> list[str]:
    """Name the tables and files that are stored or wait."""
    folders = ("data", "uploads", "waiting")
    return sorted(f"{name}/{p.name}" for name in folders for p in (root / name).glob("*"))


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet", "json"])
def test_a_file_with_people_waits_and_nothing_of_it_is_stored(tmp_path: Path, ending: str) -> None:
    task = waiting(tmp_path, write(tmp_path / f"people.{ending}"))
    found = run(tmp_path, task)
    assert [one["mask"]["column"] for one in found["personal"]] == ["contact"]
    assert CANARY not in str(found)
    assert files(tmp_path) == [f"waiting/{task['held']}"]
    masks = masks_to(Masks((Mask("contact", "drop"),)))
    done = run(tmp_path, {**task, "masks": masks})
    assert "upload" not in done
    assert files(tmp_path) == [f"data/{done['data']}.parquet"]
    assert list(pd.read_parquet(tmp_path / "data" / f"{done['data']}.parquet")) == ["spend"]


def test_a_file_is_stored_once_every_column_is_kept_on_purpose(tmp_path: Path) -> None:
    task = waiting(tmp_path, write(tmp_path / "people.parquet"))
    found = run(tmp_path, {**task, "masks": masks_to(Masks(kept=("contact",)))})
    assert files(tmp_path) == [f"data/{found['data']}.parquet", f"uploads/{found['upload']}"]
    store = Projects(tmp_path)
    assert store.data_version(found["data"], "ann").source["upload"] == found["upload"]
    store.close()


def test_a_file_that_waits_no_more_is_asked_for_again(tmp_path: Path) -> None:
    task = waiting(tmp_path, write(tmp_path / "people.parquet"))
    (tmp_path / "waiting" / task["held"]).unlink()
    with pytest.raises(Exception, match="kept aside only to be read"):
        run(tmp_path, task)


def test_another_source_is_read_no_further_than_its_first_piece() -> None:
    Asked.given.clear()
    with pytest.raises(Undecided) as stopped:
        list(Watched(Asked(), Masks()).pieces())
    assert [one.mask.column for one in stopped.value.found] == ["contact"]
    assert Asked.given == [0]
    decided = Watched(Asked(), Masks(kept=("contact",)))
    assert sum(len(piece.frame) for piece in decided.pieces()) == 90
    assert Asked.given == [0, 0, 1, 2]


@dataclass(frozen=True)
class Late(Source):
    """A source whose later documents name people in a field that the first ones lack."""

    needs_file: ClassVar[bool] = False
    label: ClassVar[str] = "Late"

    def pieces(self, file: Path | None = None, report: Report = silent) -> Iterator[Loaded]:
        yield Loaded(PEOPLE.assign(contact=None))
        yield Loaded(PEOPLE.rename(columns={"contact": "mail"}))
        yield Loaded(PEOPLE)


def test_a_column_is_asked_about_when_its_first_values_come() -> None:
    masks = Masks()
    for column in ("mail", "contact"):
        with pytest.raises(Undecided) as stopped:
            list(Watched(Late(), masks).pieces())
        assert [one.mask.column for one in stopped.value.found] == [column]
        masks = Masks(kept=(*masks.kept, column))
    assert sum(len(piece.frame) for piece in Watched(Late(), masks).pieces()) == 90


def test_what_is_masked_or_kept_is_decided() -> None:
    assert undecided(PEOPLE, Masks((Mask("contact", "hash"),), "ab" * 16)) == ()
    assert len(undecided(PEOPLE, Masks(kept=("spend",)))) == 1


def test_proposals_travel_without_a_value() -> None:
    found = undecided(PEOPLE.assign(name=["Ann", "Bob", "Cid", "Dan", "Eva", "Flo"] * 5), Masks())
    assert {one.mask.column for one in found} == {"contact", "name"}
    assert proposals_from(proposals_to(found)) == found
    assert not any(name in str(found) for name in ("Ann", "Bob", CANARY))


def test_a_stored_table_is_masked_as_one_in_memory_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.remasking.GROUP_ROWS", 7)
    store = Projects(tmp_path)
    table = Dataset.of(PEOPLE.assign(far=[float("inf"), *range(29)]), "people")
    before = store.store_dataset(table, {"source": "csv", "upload": "a" * 64}, "ann")
    masks = Masks((Mask("contact", "hash"), Mask("far", "drop")), "ab" * 16)
    told: list[tuple[int, int]] = []
    found = import_table(
        {"owner": "ann", "stored": before.fingerprint, "masks": masks_to(masks)},
        DiskShelf(tmp_path / "jobs" / "one" / "shelf"),
        lambda event: told.append((event.done, event.total)),
        1,
    )
    made = masked_table(table, masks)
    stored = store.load_dataset(found["data"], owner="ann")
    assert found["data"] == made.fingerprint
    assert (stored.notes, stored.infinite) == (made.notes, made.infinite)
    assert store.data_version(found["data"]).source == {"source": "csv", "masks": masks_to(masks)}
    assert told[0] == (7, 30)
    assert told[-1] == (30, 30)
    store.close()
