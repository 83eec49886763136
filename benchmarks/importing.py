"""A large text is imported in at most 1.3 times what DuckDB takes, and in bounded memory.

python -m benchmarks.importing [--short] [--gigabytes N]

Peer: DuckDB from the same file to Parquet, columns guessed, memory capped at 1 GB. Ours: the
same file guessed, typed exactly, counted, given its fingerprint and written. Both run in turn
in processes of their own. The preview is what the Data page draws first.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv

from benchmarks.verdict import Verdict, judge, median

TIMES, PEAK_MB, PREVIEW_SECONDS = 1.3, 600.0, 1.0
ROW_BYTES, CHUNK_ROWS = 133, 250_000
STRAY = (b'"Paris","AA"', b'"Pa"ris","AA"')


def main() -> int:
    """Measure, print and return 1 if the promise is broken."""
    words = sys.argv[1:]
    if words[:1] == ["child"]:
        return _child(words[1], Path(words[2]), Path(words[3]))
    size = float(words[words.index("--gigabytes") + 1]) if "--gigabytes" in words else 1.0
    return judge(verdicts(short="--short" in words, gigabytes=size))


def verdicts(short: bool = False, gigabytes: float = 1.0) -> Iterator[Verdict]:
    """Run the peer and ours in turn, three times each."""
    size = 0.05 if short else gigabytes
    with tempfile.TemporaryDirectory(prefix="modelwright-") as name:
        folder = Path(name)
        rows = int(size * 1e9 / ROW_BYTES)
        file = make(folder / "large.csv", rows)
        peers, ours = [], []
        for _ in range(1 if short else 3):
            peers.append(_measured("peer", file, folder))
            ours.append(_measured("ours", file, folder))
        preview = _measured("preview", file, folder)
        file.unlink()
        uneven = _measured("ours", make(folder / "uneven.csv", rows, uneven=True), folder)
    what = f"of a CSV of {size:g} GB"
    ratio = median([run[0] for run in ours]) / median([run[0] for run in peers])
    yield Verdict(f"import {what} against DuckDB to Parquet", ratio, TIMES, "times")
    yield Verdict(f"peak memory {what}", max(run[1] for run in ours), PEAK_MB, "MB")
    yield Verdict(f"peak memory {what} with stray quotes", uneven[1], PEAK_MB, "MB")
    yield Verdict(f"preview {what}", preview[0], PREVIEW_SECONDS, "s")


def make(path: Path, rows: int, uneven: bool = False) -> Path:
    """Write a table of 16 columns: numbers, dates, texts, codes with leading zeros.

    In an uneven one, some texts have a quote in the middle.
    """
    rng = np.random.default_rng(0)
    with path.open("wb") as out:
        for first in range(0, rows, CHUNK_ROWS):
            table = pa.table(_columns(rng, first, min(CHUNK_ROWS, rows - first)))
            options = csv.WriteOptions(include_header=first == 0, quoting_style="needed")
            text = io.BytesIO()
            csv.write_csv(table, text, options)
            content = text.getvalue()
            out.write(content.replace(*STRAY) if uneven else content)
    return path


def _columns(rng: np.random.Generator, first: int, rows: int) -> Mapping[str, object]:
    start = np.datetime64("2020-01-01", "s")
    moments = start + rng.integers(0, 10**8, rows).astype("timedelta64[s]")
    days = moments.astype("datetime64[D]")
    gaps = np.where(rng.random(rows) < 0.05, "", rng.normal(size=rows).round(4).astype(str))
    return {
        "id": np.arange(first, first + rows),
        "moment": moments.astype(str),
        "day": days.astype(str),
        "amount": rng.gamma(2, 50, rows).round(2),
        "price": rng.normal(100, 20, rows).round(3),
        "items": rng.integers(1, 100, rows),
        "north": rng.normal(size=rows).round(6),
        "east": rng.normal(size=rows).round(6),
        "reading": gaps,
        "city": rng.choice(["Berlin", "Paris", "London", "Madrid", "Rome"], rows),
        "state": rng.choice(["AA", "BB", "CC", "DD"], rows),
        "customer": np.char.add("C", rng.integers(0, 10**6, rows).astype(str)),
        "member": rng.choice(["yes", "no"], rows),
        "code": np.char.zfill(rng.integers(0, 99_999, rows).astype(str), 5),
        "score": rng.random(rows).round(4),
        "target": rng.integers(0, 2, rows),
    }


def _measured(what: str, file: Path, folder: Path) -> tuple[float, float]:
    """Return seconds and peak megabytes of one piece of work in a process of its own."""
    target = folder / ".import.1.00000000.tmp"
    command = [sys.executable, "-m", "benchmarks.importing", "child", what, str(file), str(target)]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds, peak = map(float, answer.stdout.split())
    return seconds, peak


def _child(what: str, file: Path, target: Path) -> int:
    import resource

    from core.loading import detect, preview
    from core.progress import silent

    started = time.perf_counter()
    if what == "peer":
        _copy(file, target)
        started_after = started
    elif what == "ours":
        assert detect(file).write(file, target, silent) is not None
        started_after = started
    else:
        source = detect(file)
        started_after = time.perf_counter()
        preview(file, source, 20)
    seconds = time.perf_counter() - started_after
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    target.unlink(missing_ok=True)
    return 0


def _copy(file: Path, target: Path) -> None:
    import duckdb

    link = duckdb.connect(config={"memory_limit": "1GB", "threads": 2})
    link.execute(
        f"COPY (SELECT * FROM read_csv('{file}')) TO '{target}' (FORMAT parquet, COMPRESSION zstd)"  # noqa: S608
    )


if __name__ == "__main__":
    sys.exit(main())
