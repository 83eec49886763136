"""Locks hold between handles, and end with their holder."""

from __future__ import annotations

import os
from pathlib import Path

from core.locks import grab, is_held, locked, open_lock


def test_a_lock_is_held_until_its_handle_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "a.lock"
    assert not is_held(path)
    handle = open_lock(path)
    assert grab(handle)
    assert is_held(path)
    with locked(path, wait=False) as mine:
        assert not mine
    os.close(handle)
    assert not is_held(path)


def test_readers_share_and_a_writer_is_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    first, second, writer = open_lock(path), open_lock(path), open_lock(path)
    assert grab(first, shared=True)
    assert grab(second, shared=True)
    assert not grab(writer)
    os.close(first)
    os.close(second)
    assert grab(writer)
    os.close(writer)
