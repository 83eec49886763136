"""What work takes on disk is weighed by person, and again only where something changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import kept_work
from core.files import write_json
from core.kept_work import bytes_of_owner, weight


def job(root: Path, name: str, owner: str, size: int) -> Path:
    folder = root / "jobs" / name
    write_json(folder / "job.json", {"owner": owner})
    write_json(folder / "state.json", {})
    (folder / "shelf").mkdir()
    (folder / "shelf" / "unit.npy").write_bytes(b"x" * size)
    return folder


def test_each_person_is_counted_alone(tmp_path: Path) -> None:
    mine, other = job(tmp_path, "a", "ann", 4_000), job(tmp_path, "b", "bob", 70_000)
    (tmp_path / "jobs" / "active").mkdir()
    assert bytes_of_owner(tmp_path, "ann") == weight(mine)
    assert 4_000 < weight(mine) < 4_100
    assert weight(other) > 70_000
    assert bytes_of_owner(tmp_path, "eve") == 0


def test_a_folder_is_weighed_again_only_when_it_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = job(tmp_path, "a", "ann", 1_000)
    before = weight(folder)
    walks: list[Path] = []
    plain = kept_work.os.walk
    monkeypatch.setattr(kept_work.os, "walk", lambda path: walks.append(path) or plain(path))
    assert weight(folder) == before
    assert walks == []
    (folder / "shelf" / "other.npy").write_bytes(b"x" * 500)
    assert weight(folder) == before + 500
    assert walks == [folder]


def test_work_that_is_removed_while_it_is_counted_takes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = job(tmp_path, "a", "ann", 4_000)
    (tmp_path / "jobs" / "gone").mkdir()
    monkeypatch.setattr(Path, "exists", lambda path: True)  # it was there a moment ago
    assert bytes_of_owner(tmp_path, "ann") == weight(mine)


@pytest.mark.parametrize("content", ["{", "[]", '{"project": 1}'])
def test_facts_that_cannot_be_read_stop_nobody_else(tmp_path: Path, content: str) -> None:
    mine = job(tmp_path, "a", "ann", 4_000)
    damaged = tmp_path / "schedules" / "b"
    damaged.mkdir(parents=True)
    (damaged / "schedule.json").write_text(content)
    assert bytes_of_owner(tmp_path, "ann") == weight(mine)
