"""Files that are written whole or not at all, inside the folder they belong to."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from core.errors import NotAllowedError, StorageError

CHUNK = 1 << 20
PACKED_ENDINGS = {
    "gzip": (".gz", ".gzip"),
    "bzip2": (".bz2",),
    "xz": (".xz", ".lzma"),
    "zstandard": (".zst", ".zstd"),
}


def new_id() -> str:
    """Return an unguessable name for a thing on disk (128 bits, hexadecimal)."""
    return uuid.uuid4().hex


def safe_path(root: Path, *parts: str) -> Path:
    """Join `parts` below `root`, or refuse when the result would lie outside it."""
    base = root.resolve()
    if any("\x00" in part for part in parts):
        raise NotAllowedError("A file name contains a NUL byte.")
    path = base.joinpath(*parts).resolve()
    if path == base or not path.is_relative_to(base):
        raise NotAllowedError("A file name points outside the project's folder.")
    return path


def unpacked_name(name: str) -> str:
    """Return the name of a file without the ending of what packed it.

    >>> unpacked_name("sales.csv.gz"), unpacked_name("sales.csv.zip"), unpacked_name("sales.csv")
    ('sales.csv', 'sales.csv', 'sales.csv')
    """
    endings = (*(one for every in PACKED_ENDINGS.values() for one in every), ".zip", ".tar")
    packed = next((ending for ending in endings if name.lower().endswith(ending)), "")
    return name[: len(name) - len(packed)]


def typed_path(path: str) -> Path:
    """Return a path that a person typed, in which ~ stands for a home folder."""
    try:
        return Path(path).expanduser()
    except RuntimeError:  # nobody has this name
        return Path(path)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's content, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def text_hash(text: str) -> str:
    """Return the SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def canonical_json(value: Any) -> str:
    """Return JSON that is the same for equal values: sorted keys, no spaces, no NaN."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def write_atomic(path: Path, write: Callable[[Path], None]) -> None:
    """Let `write` fill a temporary file, then put it in place in one step.

    Readers see the old file or the new one, never a mixture; after an error or a kill
    the old one stands. The content is on disk before the name changes.
    """
    make_folder(path.parent)
    partial = path.with_name(f".{path.name}.{os.getpid()}.{uuid.uuid4().hex[:8]}.tmp")
    try:
        write(partial)
        _sync(partial)
        partial.replace(path)
        _sync(path.parent)
    except OSError as error:
        raise storage_error(error, path) from error
    finally:
        partial.unlink(missing_ok=True)


def make_folder(path: Path) -> None:
    """Make a folder and those above it, or say why the disk refuses."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise StorageError(
            f"'{path}' cannot be a folder: a file of that name is in the way.",
            "Choose another place.",
        ) from error
    except OSError as error:
        raise storage_error(error, path) from error


def make_private_folder(path: Path) -> None:
    """Make a folder and those above it that are missing, for this user's eyes only.

    A folder that is there already keeps the permissions that somebody gave it.
    """
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    try:
        for folder in reversed(missing):
            folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise storage_error(error, path) from error


def write_text(path: Path, text: str) -> None:
    """Write a text file whole or not at all (UTF-8)."""
    write_atomic(path, lambda partial: _write_bytes(partial, text.encode("utf-8")))


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    write_atomic(path, lambda partial: _write_bytes(partial, content))


def write_json(path: Path, value: Any) -> None:
    """Write a JSON file whole or not at all, indented for people."""
    write_text(path, json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False) + "\n")


def read_json(path: Path) -> Any:
    """Read a JSON file (UTF-8)."""
    return json.loads(path.read_text(encoding="utf-8"))


def is_full(error: BaseException) -> bool:
    """Tell whether the disk has no more room."""
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)


def storage_error(error: OSError, path: Path) -> StorageError:
    """Put a refusal of the disk into words."""
    if is_full(error):
        free = shutil.disk_usage(path.parent).free / 1e6 if path.parent.exists() else 0
        return StorageError(
            f"The disk is full ({free:.0f} MB free). Nothing was changed.",
            "Free some space and try again.",
        )
    if error.errno in (errno.EACCES, errno.EROFS, errno.EPERM):
        return StorageError(
            "The project folder cannot be written. Nothing was changed.",
            "Check the permissions of the data folder.",
        )
    return StorageError(f"The disk refused to write: {error.strerror}. Nothing was changed.")


def _write_bytes(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
