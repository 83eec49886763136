"""Locks between processes that a kill cannot leave behind.

A lock belongs to an open file (`flock`): the system lets go of it when the last process
that holds the file ends, however it ends. The file itself stays and means nothing.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.files import make_private_folder, storage_error


def open_lock(path: Path) -> int:
    """Return a handle on a lock file, made when missing. The caller closes it."""
    make_private_folder(path.parent)
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise storage_error(error, path) from error


def grab(handle: int, shared: bool = False, wait: bool = False) -> bool:
    """Take the lock of an open file and say whether it was free."""
    kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    try:
        fcntl.flock(handle, kind if wait else kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def locked(path: Path, wait: bool = True) -> Iterator[bool]:
    """Hold the lock of `path` for the length of a block; yield whether it was obtained."""
    handle = open_lock(path)
    try:
        yield grab(handle, wait=wait)
    finally:
        os.close(handle)


def is_held(path: Path) -> bool:
    """Say whether some process holds the lock of `path`."""
    if not path.exists():
        return False
    handle = open_lock(path)
    try:
        return not grab(handle, shared=True)
    finally:
        os.close(handle)
