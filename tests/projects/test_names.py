"""Whatever a file is called, nothing is written but in the data and the temporary folder."""

from __future__ import annotations

import io
import os
import sys
import tempfile
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path

import pytest

from core.errors import AppError
from core.loading import load
from core.projects import Projects

_UP = ("../", "..\\", "%2e%2e%2f", "%252e%252e%252f", "....//", "..%5c", "..%c0%af", "\u2025/")
_SHARE = "\\\\host\\share\\"
_ROOTS = ("", "/", "\\", "C:\\", "C:/", _SHARE, "//host/share/", "file:///", "~/", "./")
_ENDS = ("x", "", "CON", "NUL.csv", "x\x00.csv", "x\n.csv", "\u202e.csv", "n" * 300)
NAMES = sorted(
    {f"{root}{up * 3}x.csv" for root, up in product(_ROOTS, _UP)}
    | {f"{root}{end}" for root, end in product(_ROOTS[:5], _ENDS)}
)
TABLE = b"a,b\n1,2\n"
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_written: list[str] = []
_listening: list[bool] = []


def _note(event: str, given: tuple[object, ...]) -> None:
    if threading.current_thread() is not threading.main_thread():
        return  # what earlier tests left at work
    if _listening and event == "open" and isinstance(given[2], int) and given[2] & _WRITING:
        _written.append(str(given[0]))
    if _listening and event in ("os.rename", "os.link", "os.symlink", "os.mkdir"):
        _written.append(str(given[1] if event != "os.mkdir" else given[0]))


@contextmanager
def heard() -> Iterator[list[str]]:
    """Collect the paths that are opened for writing or made; an audit hook stays for ever."""
    if not hasattr(sys, "_names_heard"):
        sys.addaudithook(_note)
        sys._names_heard = True  # type: ignore[attr-defined]
    _written.clear()
    _listening.append(True)
    try:
        yield _written
    finally:
        _listening.clear()


def packed(name: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(zipfile.ZipInfo(name or "x"), TABLE)
    return content.getvalue()


def test_there_are_enough_names() -> None:
    assert len(NAMES) >= 110


def test_no_name_leads_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "own"
    own.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(own))
    root = tmp_path / "home"
    store = Projects(root)
    with heard() as written:
        for name in NAMES:
            store.store_upload(TABLE, name)
        for name in NAMES[::12]:
            store.release(store.hold(TABLE, name))
            (tmp_path / "x.zip").write_bytes(packed(name))
            try:
                load(tmp_path / "x.zip", name=name)
            except AppError as refused:
                assert "Traceback" not in refused.sentence()
    store.close()
    outside = [
        path
        for path in written
        if not Path(path).resolve().is_relative_to(tmp_path) and path != os.devnull
    ]
    assert len(NAMES) == 120
    assert written
    assert outside == []
