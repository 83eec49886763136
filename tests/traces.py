"""Look for a word in every file of a folder, as one who got hold of it would."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import pandas as pd

COPY = """
import contextlib, pathlib, shutil, sys
root, copy = map(pathlib.Path, sys.argv[1:])
for file in (path for path in root.rglob("*") if path.is_file()):
    with contextlib.suppress(FileNotFoundError):  # work that goes on may have removed it
        target = copy / file.relative_to(root)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, target)
"""


def traces(root: Path, word: str) -> list[str]:
    """Return the files below a folder that hold a word, unpacked where they are Parquet.

    Another process copies them first: a process that opens and closes the file of an SQLite
    database which it has open gives up its locks on it (POSIX), and the next process to close
    the database takes the log of changes away from under it.
    """
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        subprocess.run([sys.executable, "-c", COPY, str(root), str(copy)], check=True)
        files = sorted(file for file in copy.rglob("*") if file.is_file())
        return [str(file.relative_to(copy)) for file in files if word in _text(file)]


def _text(file: Path) -> str:
    text = file.read_bytes().decode("latin-1")
    if file.suffix == ".parquet":
        text += pd.read_parquet(file).to_csv()
    return text
