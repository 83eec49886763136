"""Run every benchmark, one after another: python benchmarks/run_all.py [--short]

Exits with 1 if any promise is broken. `--short` only shows that each benchmark works.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
NO_PROMISE = ("run_all", "verdict", "browser")
SHORT = {
    "bombs": "--short",
    "click": "--quick",
    "importing": "--short",
    "comparison": "--short",
    "explain": "--short",
    "wide": "--short",
}


def main() -> int:
    """Run each promise in a process of its own."""
    broken = [name for name in promises() if _run(name)]
    print(f"Broken: {', '.join(broken)}." if broken else "Every promise is kept.")
    return 1 if broken else 0


def promises() -> list[str]:
    """Return the names of the benchmarks, one file each."""
    return sorted(file.stem for file in FOLDER.glob("*.py") if file.stem not in NO_PROMISE)


def _run(name: str) -> int:
    print(f"== {name}", flush=True)
    short = [SHORT[name]] if "--short" in sys.argv and name in SHORT else []
    command = [sys.executable, "-m", f"benchmarks.{name}", *short]
    return subprocess.run(command, cwd=FOLDER.parent, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
