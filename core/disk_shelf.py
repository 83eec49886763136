"""Finished units of a job, kept on disk so that a kill costs only the unit at work."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.files import safe_path, text_hash, write_atomic, write_text

if TYPE_CHECKING:
    import numpy as np


class DiskShelf:
    """A dictionary on disk: JSON values and NumPy arrays under any text as key.

    An entry is there whole or not at all. `result_folder` takes files that the page offers
    afterwards; `root` is the data folder of the server, where tables are stored.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def result_folder(self) -> Path:
        """Where the work leaves files for the user, made when first asked for."""
        path = self.folder.parent / "result"
        path.mkdir(parents=True, exist_ok=True)
        return path

    @property
    def root(self) -> Path:
        """The data folder that the job belongs to."""
        return self.folder.parent.parent.parent

    def put(self, key: str, value: Any) -> None:
        """Keep a value that JSON can hold; NaN and infinity are allowed."""
        write_text(self._path(key, "json"), json.dumps({"key": key, "value": value}))

    def get(self, key: str) -> Any | None:
        """Return a kept value, None if there is none."""
        entry = _read(self._path(key, "json"))
        return None if entry is None else entry["value"]

    def put_array(self, key: str, array: np.ndarray) -> None:
        """Keep an array of numbers, dates or fixed-width text; never of objects."""
        import numpy as np

        def fill(partial: Path) -> None:
            with partial.open("wb") as file:
                np.save(file, array, allow_pickle=False)

        write_atomic(self._path(key, "npy"), fill)
        self.put(key, None)

    def get_array(self, key: str) -> np.ndarray | None:
        """Return a kept array, None if there is none or it is damaged."""
        import numpy as np

        if not self.has(key):
            return None
        try:
            array: np.ndarray = np.load(self._path(key, "npy"), allow_pickle=False)
        except (FileNotFoundError, EOFError, ValueError):
            return None
        return array

    def has(self, key: str) -> bool:
        """Say whether something is kept under this key."""
        return _read(self._path(key, "json")) is not None

    def keys(self) -> tuple[str, ...]:
        """Return every key, sorted."""
        found = (_read(path) for path in self.folder.glob("*.json"))
        return tuple(sorted(entry["key"] for entry in found if entry is not None))

    def _path(self, key: str, ending: str) -> Path:
        return safe_path(self.folder, f"{text_hash(key)[:40]}.{ending}")


def _read(path: Path) -> dict[str, Any] | None:
    """Return an entry; a missing or damaged one counts as not kept and is made again."""
    try:
        entry = json.loads(path.read_bytes())
    except (FileNotFoundError, ValueError):
        return None
    return entry if isinstance(entry, dict) and "key" in entry else None
