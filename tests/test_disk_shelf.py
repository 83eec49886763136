"""Units on a shelf come back exactly, or not at all."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from core.disk_shelf import DiskShelf


def test_values_and_arrays_come_back_exactly(tmp_path: Path) -> None:
    shelf = DiskShelf(tmp_path / "shelf")
    shelf.put("fold 1 / ../x", {"score": 0.1 + 0.2, "none": None, "nan": math.nan})
    shelf.put_array("predictions", np.array([[0.1, np.nan], [np.inf, -0.0]]))
    again = DiskShelf(tmp_path / "shelf")
    assert again.keys() == ("fold 1 / ../x", "predictions")
    assert again.get("fold 1 / ../x")["score"] == 0.1 + 0.2
    assert math.isnan(again.get("fold 1 / ../x")["nan"])
    array = again.get_array("predictions")
    assert array is not None
    assert array.tobytes() == np.array([[0.1, np.nan], [np.inf, -0.0]]).tobytes()
    assert not again.has("fold 2")


def test_an_empty_shelf_has_no_keys(tmp_path: Path) -> None:
    shelf = DiskShelf(tmp_path / "shelf")
    assert shelf.keys() == ()
    assert shelf.get("x") is None
    assert shelf.get_array("x") is None


def test_objects_are_refused_because_they_would_have_to_be_unpickled(tmp_path: Path) -> None:
    shelf = DiskShelf(tmp_path / "shelf")
    with pytest.raises(ValueError, match="allow_pickle"):
        shelf.put_array("x", np.array([object()]))
    assert not shelf.has("x")
    assert list((tmp_path / "shelf").iterdir()) == []


def test_a_damaged_unit_counts_as_not_made(tmp_path: Path) -> None:
    shelf = DiskShelf(tmp_path / "shelf")
    shelf.put("a", 1)
    (path,) = (tmp_path / "shelf").glob("*.json")
    path.write_text(path.read_text()[:9])
    assert not shelf.has("a")
    assert shelf.keys() == ()
    shelf.put_array("b", np.array([1.0]))
    (array,) = (tmp_path / "shelf").glob("*.npy")
    array.write_bytes(array.read_bytes()[:40])
    assert shelf.get_array("b") is None
