"""Predict the new rows of a schedule, as a job: find them, predict them, keep the answers."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from core.batch import PREDICTIONS, Batch, not_predicted
from core.disk_shelf import DiskShelf
from core.errors import DataError
from core.files import typed_path
from core.loading import load
from core.progress import Report
from core.schedules import COPY, Rows, bundle_of, check_folder
from core.table import Dataset
from core.text import shown


def predict_new(
    task: Mapping[str, Any],
    shelf: DiskShelf,
    report: Report,
    cores: int,  # noqa: ARG001
) -> dict[str, Any]:
    """Predict what the rows of a schedule are now.

    The task says where they are (`rows`), whose schedule it is (`project`, and its `name`), the
    wall time that it is done for (`moment`, ISO), the `folder` for a copy, and which file was
    read last with which `bundle` (`last`): where neither has changed, nothing is predicted.
    """
    del cores
    rows = Rows.from_json(task["rows"])
    check_folder(task["folder"], rows)
    file = None if rows.source else rows.file()
    mark = _mark_of(file, task["bundle"]) if file else []
    if mark and mark == task["last"]:
        name = shown(file.name if file else "", 80)
        return {"rows": 0, "counted": f"Nothing new: '{name}' has not changed", "mark": mark}
    try:
        table = _table(rows, file)
        bundle = bundle_of(shelf.root, task["project"], task["bundle"])
        found = Batch(bundle, shelf.result_folder).predict(table, report)
    except DataError as error:
        raise not_predicted(file.name if file else rows.words(), error) from error
    copied = _copy(task, shelf.result_folder / PREDICTIONS, found)
    is_done = not task["folder"] or "copy" in copied
    return {**found, "mark": mark if is_done else [], **copied}


def _table(rows: Rows, file: Path | None) -> Dataset:
    return load(file, rows.source) if file is None else load(file)


def _mark_of(file: Path, bundle: str) -> list[Any]:
    """Return what tells a file from itself after a change: path, bytes, time; and the bundle."""
    facts = file.stat()
    return [str(file), facts.st_size, facts.st_mtime_ns, bundle]


def _copy(task: Mapping[str, Any], predictions: Path, found: Mapping[str, Any]) -> dict[str, Any]:
    """Write the predictions to the folder that the schedule names; say where, or why not."""
    if not task["folder"]:
        return {}
    target = _free_name(typed_path(task["folder"]), task)
    try:
        shutil.copyfile(predictions, partial := target.with_suffix(".part"))
        partial.replace(target)
    except OSError as error:
        reason = f"'{shown(target, 200)}' could not be written: {error.strerror}"
        return {"problems": [*found["problems"], f"{reason}. Download the predictions here."]}
    return {"copy": str(target)}


def _free_name(folder: Path, task: Mapping[str, Any]) -> Path:
    """Return the name of a list of one project and moment, with a number if there is one."""
    project = re.sub(r"\W+", "_", task["name"])[:40].strip("_")
    moment = datetime.fromisoformat(task["moment"])
    name = "_".join(filter(None, (COPY, project, f"{moment:%Y-%m-%d_%H%M}")))
    path, number = folder / f"{name}.csv", 1
    while path.exists():
        number += 1
        path = folder / f"{name}_{number}.csv"
    return path
