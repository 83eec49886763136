"""Projects on disk: recipes with undo, stored tables, the log of the test set.

>>> import tempfile
>>> from pathlib import Path
>>> with tempfile.TemporaryDirectory() as folder:
...     store = Projects(Path(folder))
...     project = store.create("ann", "Churn", {"seed": 0})
...     version = store.save(project.id, "ann", {"seed": 1}, based_on=1, label="Seed: 1")
...     undone = store.undo(project.id, "ann")
...     store.close()
>>> undone.recipe, undone.redo_label, undone.info.version
({'seed': 0}, 'Seed: 1', 3)
"""

from __future__ import annotations

from core.projects.ownership import Forgotten, TableUse
from core.projects.quota import Kept
from core.projects.server_claim import Claim, claim
from core.projects.state import DataVersion, Entry, Look, Origin, ProjectInfo, ProjectState, Upload
from core.projects.store import Projects
from core.projects.stored_files import sweep_waiting
from core.projects.tags import MAX_TAGS, all_tags, tagged

__all__ = [
    "MAX_TAGS",
    "Claim",
    "DataVersion",
    "Entry",
    "Forgotten",
    "Kept",
    "Look",
    "Origin",
    "ProjectInfo",
    "ProjectState",
    "Projects",
    "TableUse",
    "Upload",
    "all_tags",
    "claim",
    "sweep_waiting",
    "tagged",
]
