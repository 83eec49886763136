"""The first page is drawn within 3 s of the start; `import core` takes within 1 s.

python -m benchmarks.startup
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.browser import IDLE, ROOT, app, chromium, opened
from benchmarks.verdict import Verdict, judge, median

RUNS = 3


def main() -> int:
    """Measure, print and return 1 if a promise is broken."""
    return judge(verdicts())


def verdicts() -> Iterator[Verdict]:
    """Measure each start once for nothing, so that the machine is warm, and then three times."""
    importing = [_import_seconds() for _ in range(1 + RUNS)][1:]
    yield Verdict("import core, with the interpreter", median(importing), 1.0)
    with chromium() as browser:
        drawn = [_first_page_seconds(browser) for _ in range(1 + RUNS)][1:]
    yield Verdict("process start to first page drawn", median(drawn), 3.0)


def _import_seconds() -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import core"], check=True, cwd=ROOT)
    return time.perf_counter() - started


def _first_page_seconds(browser: object) -> float:
    page = opened(browser)  # type: ignore[arg-type]
    with tempfile.TemporaryDirectory() as home:
        started = time.perf_counter()
        with app(Path(home)) as url:
            page.goto(url, wait_until="commit")
            page.get_by_role("heading", name="Modelwright").wait_for()
            page.wait_for_selector(IDLE)
            taken = time.perf_counter() - started
            page.context.close()
    return taken


if __name__ == "__main__":
    sys.exit(main())
