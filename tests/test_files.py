"""Paths are joined inside their folder, or refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import NotAllowedError
from core.files import safe_path


@pytest.mark.parametrize("name", ["", ".", "..", "../x", "a/../..", "/etc/passwd", "x\x00y"])
def test_a_name_that_is_no_file_inside_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(NotAllowedError):
        safe_path(tmp_path, name)


def test_a_link_that_leads_outside_is_refused(tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    (tmp_path / "inside" / "link").symlink_to(tmp_path)
    with pytest.raises(NotAllowedError):
        safe_path(tmp_path / "inside", "link", "secret.txt")


def test_a_name_inside_is_joined_as_it_is(tmp_path: Path) -> None:
    assert safe_path(tmp_path, "a", "b.csv") == tmp_path.resolve() / "a" / "b.csv"
    assert safe_path(tmp_path, "a/../b.csv") == tmp_path.resolve() / "b.csv"
