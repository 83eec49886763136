"""Prove that an exported script repeats the scores, in a process of its own."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from core.errors import AppError, JobError
from core.export.plain_script import script, write_data
from core.files import write_text
from core.table import Dataset
from core.text import shown
from core.training.fit import FittedModel
from core.training.scored import Result

SCRIPT = "model.py"
DATA = "data.parquet"
_FOLD = re.compile(r"^fold \d+: (\S+)$", re.MULTILINE)


def export_script(
    fitted: FittedModel, dataset: Dataset, metric: str, result: Result, folder: Path
) -> tuple[Path, Path]:
    """Write the script and its data to a folder, and prove that its scores are the app's.

    Raises JobError when they differ in a single bit; nothing is written then.
    """
    expected = result.scores(metric)
    text = script(fitted, metric, DATA, expected)
    printed = run_script(text, dataset)
    if printed != expected:
        raise JobError(
            "The script does not repeat the scores of the app, so it is not offered.",
            f"App: {shown(list(expected), 120)}. Script: {shown(list(printed), 120)}.",
        )
    write_text(folder / SCRIPT, text)
    write_data(dataset, folder / DATA)
    return folder / SCRIPT, folder / DATA


def run_script(text: str, dataset: Dataset, seconds: float = 3600) -> tuple[float, ...]:
    """Run a script on a table in a fresh process and return the fold scores it prints.

    The process is isolated from this project: it imports installed packages only.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_text(folder / SCRIPT, text)
        write_data(dataset, folder / DATA)
        try:
            done = subprocess.run(  # noqa: S603 - the script was written by this process
                [sys.executable, "-I", SCRIPT],
                cwd=folder,
                capture_output=True,
                text=True,
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise JobError(f"The script took longer than {seconds:.0f} s.") from error
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["no message"]
        raise AppError(f"The script stopped with: {shown(lines[-1], 200)}")
    return scores_in(done.stdout)


def scores_in(printed: str) -> tuple[float, ...]:
    """Return the fold scores in what a script printed."""
    return tuple(float(score) for score in _FOLD.findall(printed))
