"""Run exported scripts as programs that share what they import: one fork each, none of it ours."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from core.export import write_data
from core.export.script_check import DATA, SCRIPT, scores_in
from core.table import Dataset

RUNNER = """
import importlib, os, runpy, sys, traceback
for name in sys.argv[2:]:
    try:
        importlib.import_module(name)
    except ImportError:
        pass
for folder in map(str.rstrip, sys.stdin):
    process = os.fork()
    if process == 0:
        code = 1
        try:
            os.chdir(folder)
            for name, handle in (("out", 1), ("errors", 2)):
                os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT, 0o600), handle)
            runpy.run_path(sys.argv[1], run_name="__main__")
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    print(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), flush=True)
"""


MODELS = ("sklearn.compose", "sklearn.ensemble", "lightgbm", "xgboost")


@dataclass
class Scripts:
    """Runs scripts one after the other, as `core.export.run_script` does, in less time."""

    runner: subprocess.Popen[str]

    def run(self, text: str, dataset: Dataset, folder: Path) -> tuple[float, ...]:
        """Return the fold scores that a script prints."""
        (folder / SCRIPT).write_text(text, encoding="utf-8")
        write_data(dataset, folder / DATA)
        return scores_in(self.start(folder))

    def start(self, folder: Path) -> str:
        """Run the script of a folder, which must end well, and return what it printed."""
        assert self.runner.stdin is not None
        assert self.runner.stdout is not None
        self.runner.stdin.write(f"{folder}\n")
        self.runner.stdin.flush()
        assert self.runner.stdout.readline() == "0\n", (folder / "errors").read_text()
        return (folder / "out").read_text()


@contextmanager
def scripts(*options: str, imported: Sequence[str] = MODELS) -> Iterator[Scripts]:
    """Start what runs scripts: isolated from this project, as a person's own Python is."""
    command = [sys.executable, "-I", *options, "-c", RUNNER, SCRIPT, *imported]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as runner:
        yield Scripts(runner)
