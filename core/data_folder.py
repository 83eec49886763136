"""The folder in which this app keeps projects, tables and jobs: nothing in it is read as a source.

A process that opens and closes a database file in place gives up the locks that it holds on it,
and the databases of the app lie here.
"""

from __future__ import annotations

import os
from pathlib import Path

from core.errors import SourceError
from core.text import shown

HOME = "MODELWRIGHT_HOME"


def data_folder() -> Path:
    """Return the folder that `MODELWRIGHT_HOME` names, or `.modelwright` beside `app.py`."""
    named = os.environ.get(HOME, "")
    return Path(named) if named else Path(__file__).resolve().parents[1] / ".modelwright"


def check_outside(path: Path) -> None:
    """Refuse the data folder and what lies in it, by whatever name it is reached."""
    folder = data_folder()
    if not folder.is_dir():
        return
    real = Path(os.path.realpath(path))  # unlike resolve, it takes links that go in circles
    if any(place.exists() and place.samefile(folder) for place in (real, *real.parents)):
        raise SourceError(
            f"'{shown(str(path), 120)}' belongs to the data that this app keeps for itself.",
            "Name a file in another folder, or open the project on Home.",
        )
