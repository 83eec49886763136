"""What each kind of job may take: a file that is only parsed, what its size lets expect."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from core.files import read_json
from core.jobs import Engine, Limits
from core.jobs.bounds import is_out_of_memory
from core.jobs.kinds import limits_of
from core.jobs.status import PARSING_HINT
from core.sources import source_to_json
from core.sources.csv import Csv
from tests.jobs.conftest import over

MOST = Limits()
HOUR = 3600.0


@pytest.mark.parametrize(
    ("size", "memory_mb", "seconds"),
    [
        (0, 2000, 120.0),
        (50_000_000, 2000, 120.0),
        (100_000_000, 3000, 240.0),
        (1_000_000_000, 8192, 2400.0),
        (20_000_000_000, 8192, 6 * HOUR),
    ],
)
def test_a_file_has_limits_by_its_size(size: int, memory_mb: int, seconds: float) -> None:
    found = limits_of("import", {"bytes": size}, MOST)
    assert found == replace(MOST, memory_mb=memory_mb, seconds=seconds)


def test_a_file_has_no_more_than_every_job() -> None:
    most = Limits(memory_mb=500, seconds=10.0)
    assert limits_of("import", {"bytes": 10}, most) == most


@pytest.mark.parametrize(("kind", "task"), [("import", {}), ("tune", {"bytes": 1})])
def test_all_other_work_has_the_limits_of_every_job(kind: str, task: dict[str, int]) -> None:
    assert limits_of(kind, task, MOST) == MOST


def test_a_job_begins_with_the_limits_of_its_file(root: Path) -> None:
    engine = Engine(root, cores=1)
    job = engine.submit("import", "p", "ann", {"bytes": 10}, "k")
    given = read_json(root / "jobs" / job / "job.json")["limits"]
    assert (given["memory_mb"], given["seconds"]) == (2000, 120.0)
    over(engine, job)


@pytest.mark.parametrize(
    ("limits", "words"),
    [(Limits(memory_mb=1), "ran out of memory"), (Limits(seconds=0.0), "time limit")],
)
def test_an_import_that_meets_its_limits_says_what_to_do(
    root: Path, tmp_path: Path, limits: Limits, words: str
) -> None:
    file = tmp_path / "a.csv"
    file.write_text("a,b\n" + "1,x\n" * 500_000)
    engine = Engine(root, cores=1, limits=limits)
    source = source_to_json(Csv())
    task = {"source": source, "owner": "ann", "path": str(file), "bytes": file.stat().st_size}
    status = over(engine, engine.submit("import", "p", "ann", task, "k"))
    assert status.state == "failed"
    assert words in status.error and status.hint == PARSING_HINT


def test_a_library_that_cannot_be_mapped_has_met_the_memory_limit() -> None:
    below = ImportError("libarrow.so: failed to map segment from shared object")
    error = ImportError("Unable to import required dependency numpy.")
    assert not is_out_of_memory(error)
    error.__cause__ = below
    assert is_out_of_memory(error)
