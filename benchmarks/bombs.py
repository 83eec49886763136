"""Files that unpack to far more than they are harm neither the server nor its other visitors.

python -m benchmarks.bombs [--short]

One visitor clicks, another one, with a browser that gives way, uploads file after file: honest
ones and bombs in turn. The clicks beside bombs are held against those beside honest files.
"""

from __future__ import annotations

import gzip
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.browser import chromium, opened, served, settle, watch
from benchmarks.click import SETTINGS, answered, go, open_churn
from benchmarks.verdict import Verdict, judge
from tests.bombs import MB, parquet, wide, workbook

if TYPE_CHECKING:
    from playwright.sync_api import Page

MOST_MB, TIMES = 200.0, 1.2
ROUNDS, CLICKS, WARM_UP = 3, 25, 3
FILES_A_TURN = 2  # each round begins with other bombs: some keep a visitor waiting for long
PAGE = "models"
GIVES_WAY = 10  # the other visitor's browser would run on another computer
STOP = "stop"
OVER = "[data-testid=stAlert], .st-key-which-rows, .st-key-arrival-box"


def main() -> int:
    """Measure, print and return 1 if a promise is broken."""
    if sys.argv[1:2] == ["visitor"]:
        return _upload_all(sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))
    return judge(verdicts(short="--short" in sys.argv))


def verdicts(short: bool = False) -> Iterator[Verdict]:
    """Click beside an honest visitor and beside one with bombs, in turn."""
    rounds, clicks = (1, 5) if short else (ROUNDS, CLICKS)
    times: dict[str, list[float]] = {"honest": [], "bombs": []}
    with (
        tempfile.TemporaryDirectory() as name,
        served(Path(name) / "home") as (url, process),
        chromium() as browser,
    ):
        files = made(Path(name))
        page = opened(browser)
        open_churn(page, url)
        go(page, PAGE)
        watch(page)
        _clicked(page, WARM_UP)
        before = 0.0
        for turn in range(rounds):
            for kind, folder in files.items():
                with _visitor(url, folder, FILES_A_TURN * turn):
                    times[kind] += _clicked(page, clicks)
                before = before or _memory_mb(process, "VmRSS")
        grown = _memory_mb(process, "VmHWM") - before
    slowest = {kind: _p95(found) for kind, found in times.items()}
    for kind, seconds in slowest.items():
        print(f"      95 of 100 clicks, {kind}: {seconds:.3g} s", file=sys.stderr)
    yield Verdict("growth of the server under bombs", grown, MOST_MB, "MB")
    ratio = slowest["bombs"] / slowest["honest"]
    yield Verdict("another visitor's clicks (95 of 100)", ratio, TIMES, "times")


def made(folder: Path) -> Mapping[str, Path]:
    """Write an honest table and the bombs, each kind to a folder of its own."""
    kinds: dict[str, Mapping[str, Callable[[Path], object]]] = {
        "honest": {"a.csv": _honest},
        "bombs": {
            "a.xlsx": workbook,
            "a.parquet": parquet,
            "a.csv": wide,
            "a.csv.gz": _packed,
            "deep.json": _deep,
        },
    }
    for kind, files in kinds.items():
        (folder / kind).mkdir()
        for name, make in files.items():
            make(folder / kind / name)
    return {kind: folder / kind for kind in kinds}


def _honest(path: Path) -> None:
    path.write_text("a,b,c\n" + "1,Rome,2024-01-31\n2,Oslo,2024-02-01\n" * 500)


def _packed(path: Path) -> None:
    with gzip.open(path, "wb", compresslevel=1) as out:
        out.write(b"a,b\n")
        for _ in range(2_500):
            out.write(b"1,2\n" * (MB // 4))


def _deep(path: Path) -> None:
    path.write_text("[" * (5 * MB))


def _clicked(page: Page, clicks: int) -> list[float]:
    return [answered(page, SETTINGS[PAGE][0], turn) for turn in range(clicks)]


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20, method="inclusive")[-1]


def _memory_mb(process: int, name: str) -> float:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[1]) / 1024


@contextmanager
def _visitor(url: str, folder: Path, first: int) -> Iterator[None]:
    """Let another visitor upload the files of a folder over and over, from the first click on."""
    asked = [url, str(folder), str(first)]
    command = [sys.executable, "-m", "benchmarks.bombs", "visitor", *asked]
    visitor = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert visitor.stdout is not None
    visitor.stdout.readline()
    try:
        yield
    finally:
        (folder / STOP).touch()
        print(f"      {folder.name}: {visitor.stdout.read().strip()}", file=sys.stderr)
        visitor.wait(60)
        (folder / STOP).unlink()


def _upload_all(url: str, folder: Path, first: int) -> int:
    """Upload files, from one of them on, until there is the sign to stop; say which."""
    os.setpriority(os.PRIO_PROCESS, 0, GIVES_WAY)
    files = sorted(folder.glob("*.*"))
    uploaded: list[str] = []
    with chromium() as browser:
        page = opened(browser)
        page.goto(url)
        settle(page)
        print("begun", flush=True)
        while not (folder / STOP).exists():
            file = files[(first + len(uploaded)) % len(files)]
            page.goto(url)
            page.locator(".st-key-home-upload input[type=file]").set_input_files(file)
            page.locator(OVER).first.wait_for()
            uploaded.append(file.name)
    print(f"uploaded {', '.join(uploaded)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
