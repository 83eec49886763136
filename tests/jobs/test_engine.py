"""Jobs from submission to result, and every way they can end."""

from __future__ import annotations

import math
import os
import signal
from pathlib import Path

import pytest

from core.errors import LimitError, NotAllowedError, UnknownNameError
from core.jobs import Engine, Limits
from core.jobs.folder import JobFolder
from core.jobs.status import killed_by
from core.locks import grab, is_held
from core.progress import Event
from tests.jobs.conftest import FAKE, is_gone, over, started, state_file, until


def test_work_reports_and_returns_a_result(engine: Engine) -> None:
    job = engine.submit(FAKE + "add", "churn", "ann", {"a": 2, "b": 3}, "k")
    status = over(engine, job)
    result = engine.result(job) or {}
    assert (status.state, status.done, status.total, status.message) == ("finished", 2, 2, "done")
    assert (result["sum"], result["cores"]) == (5, 2)
    assert math.isnan(result["nan"])
    assert engine.result_path(job, "sum.txt").read_text() == "5"
    assert status.seconds > 0
    assert status.peak_mb > 1


def test_events_are_read_from_a_mark_on(engine: Engine) -> None:
    job = engine.submit(FAKE + "add", "churn", "ann", {"a": 2, "b": 3}, "k")
    over(engine, job)
    first, second = engine.events(job)
    assert (first["message"], first["facts"]) == ("half", {"sum": 2})
    assert engine.events(job, first["mark"]) == [second]
    assert engine.events(job, second["mark"]) == []


def test_a_half_written_event_spoils_no_later_one(tmp_path: Path) -> None:
    folder = JobFolder(tmp_path)
    folder.append(Event(1, 3, "first"), 0.1)
    with (tmp_path / "events.jsonl").open("a") as file:
        file.write('{"done": 2, "mess')
    folder.mend_events()
    folder.append(Event(3, 3, "third"), 0.3)
    assert [event["message"] for event in folder.events()] == ["first", "third"]


def test_asking_to_stop_again_gives_no_more_time(tmp_path: Path) -> None:
    folder = JobFolder(tmp_path)
    folder.ask_to_stop()
    first = (tmp_path / "cancel").read_text()
    folder.ask_to_stop()
    assert (tmp_path / "cancel").read_text() == first


def test_a_new_attempt_shows_no_result_of_the_last(tmp_path: Path) -> None:
    folder = JobFolder(tmp_path)
    folder.save_result({"sum": 5})
    folder.forget_ending()
    assert folder.result() is None


def test_what_is_finished_is_not_run_again(engine: Engine) -> None:
    job = engine.submit(FAKE + "add", "churn", "ann", {"a": 2, "b": 3}, "k")
    over(engine, job)
    assert engine.resume(job) == job
    assert (engine.status(job).state, engine.status(job).attempt) == ("finished", 1)


def test_a_half_written_event_is_not_shown(engine: Engine, root: Path) -> None:
    job = engine.submit(FAKE + "add", "churn", "ann", {"a": 2, "b": 3}, "k")
    over(engine, job)
    with (root / "jobs" / job / "events.jsonl").open("ab") as file:
        file.write(b'{"done": 3, "tot')
    assert [event["done"] for event in engine.events(job)] == [1, 2]
    assert engine.status(job).done == 2


def test_the_worker_is_polite_and_takes_nothing_along(engine: Engine, root: Path) -> None:
    with (root / "open file").open("w") as file:
        os.set_inheritable(file.fileno(), True)
        job = engine.submit(FAKE + "settings", "churn", "ann", {}, "k")
        over(engine, job)
    found = engine.result(job) or {}
    assert (found["threads"], found["niceness"], found["root"]) == ("1", 10, str(root))
    assert found["temporary"].startswith(str(root))
    assert len(found["handles"]) <= 5
    assert not (root / "jobs" / job / "tmp").exists()


@pytest.mark.parametrize(
    ("work", "message", "hint"),
    [
        ("refuses", "The target 'churn' has one class.", "Choose another target."),
        ("killed", "was ended from outside (SIGKILL; peak", "Resume it"),
        ("crash", "crashed inside a library (SIGSEGV)", "Leave out"),
        ("exits", "without a result (exit code 3)", "Resume"),
    ],
)
def test_a_failure_has_a_reason_in_words(
    engine: Engine, work: str, message: str, hint: str
) -> None:
    status = over(engine, engine.submit(FAKE + work, "churn", "ann", {}, "k"))
    assert status.state == "failed"
    assert message in status.error
    assert hint in status.hint
    assert engine.result(status.id) is None


def test_a_kill_is_blamed_on_memory_only_where_the_system_says_so() -> None:
    starved = killed_by(signal.SIGKILL, 300, 8000, starved=True)
    assert (
        starved.error == "The job was ended by the system for lack of memory (peak 300 MB of "
        "8.0 GB)."
    )
    unknown = killed_by(signal.SIGTERM, 0, 8000)
    assert unknown.error == "The job was ended from outside (SIGTERM)."
    assert "memory" in unknown.hint


def test_a_bug_gets_a_number_and_its_traceback_stays_in_the_log(engine: Engine) -> None:
    status = over(engine, engine.submit(FAKE + "bug", "churn", "ann", {}, "k"))
    log = engine.log(status.id)
    assert (status.state, len(status.error_id)) == ("failed", 8)
    assert status.error_id in status.error
    assert "ValueError" not in status.error
    assert "ValueError" in log
    assert status.error_id in log
    assert "hunter2" not in log


def test_too_much_memory_is_a_sentence_and_kept_units_stay(root: Path) -> None:
    engine = Engine(root, cores=1, limits=Limits(memory_mb=600), foreign_kinds=True)
    status = over(engine, engine.submit(FAKE + "hog", "churn", "ann", {"mb": 1000}, "k"))
    assert status.state == "failed"
    assert "ran out of memory" in status.error
    assert "of 600 MB" in status.error
    assert engine.shelf(status.id).get("before") == 1


def test_time_is_limited(root: Path) -> None:
    engine = Engine(root, cores=1, limits=Limits(seconds=0.5), foreign_kinds=True)
    status = over(engine, engine.submit(FAKE + "deaf", "churn", "ann", {}, "k"))
    assert (status.state, "time limit" in status.error) == ("failed", True)


def test_the_log_is_capped_and_keeps_both_ends(engine: Engine, root: Path) -> None:
    job = engine.submit(FAKE + "chatter", "churn", "ann", {}, "k")
    assert over(engine, job).state == "finished"
    log = engine.log(job)
    assert (root / "jobs" / job / "log.txt").stat().st_size <= 1_000_000
    assert log.startswith("first words")
    assert log.endswith("last words\n")
    assert "bytes are left out" in log


def test_what_the_work_started_ends_with_it(engine: Engine) -> None:
    job = engine.submit(FAKE + "leaves", "churn", "ann", {}, "k")
    assert over(engine, job).state == "finished"
    child = (engine.result(job) or {})["child"]
    until(lambda: is_gone(child))


def test_the_same_key_is_the_same_job_while_it_waits_or_runs(engine: Engine, root: Path) -> None:
    gate = root / "open"
    task = {"gate": str(gate)}
    first = engine.submit(FAKE + "gate", "churn", "ann", task, "k")
    assert engine.submit(FAKE + "gate", "churn", "ann", task, "k") == first
    assert engine.submit(FAKE + "gate", "churn", "ann", task, "other") != first
    gate.touch()
    over(engine, first)
    assert engine.submit(FAKE + "gate", "churn", "ann", task, "k") != first


def test_a_job_being_cancelled_does_not_answer_for_a_new_one(engine: Engine) -> None:
    first = engine.submit(FAKE + "deaf", "churn", "ann", {}, "k")
    engine.cancel(first)
    second = engine.submit(FAKE + "deaf", "churn", "ann", {}, "k")
    assert second != first
    engine.cancel(second)
    assert over(engine, first).state == over(engine, second).state == "cancelled"


def test_one_owner_runs_one_job_and_queues_two(engine: Engine, root: Path) -> None:
    task = {"gate": str(root / "open")}
    jobs = [engine.submit(FAKE + "gate", "churn", "ann", task, str(n)) for n in range(3)]
    assert [engine.status(job).state for job in jobs] == ["running", "queued", "queued"]
    assert [engine.status(job).place for job in jobs] == [0, 1, 2]
    with pytest.raises(LimitError, match="already have 3 jobs"):
        engine.submit(FAKE + "gate", "churn", "ann", task, "4")
    engine.submit(FAKE + "gate", "other", "bob", task, "4")


def test_jobs_that_run_together_share_the_cores(root: Path) -> None:
    engine = Engine(root, cores=2, foreign_kinds=True)
    task = {"gate": str(root / "open")}
    owners = ("ann", "bob", "cy", "di")
    jobs = [engine.submit(FAKE + "gate", "p", owner, task, owner) for owner in owners]
    assert [engine.status(job).cores for job in jobs] == [2, 0, 0, 0]
    (root / "open").touch()
    assert [over(engine, job).state for job in jobs] == ["finished"] * 4
    assert [engine.status(job).cores for job in jobs] in ([2, 1, 1, 2], [2, 1, 1, 1])


def test_the_next_job_starts_without_any_server(engine: Engine, root: Path) -> None:
    task = {"gate": str(root / "open")}
    engine.submit(FAKE + "gate", "p", "ann", task, "1")
    second = engine.submit(FAKE + "gate", "p", "bob", task, "2")
    (root / "open").touch()
    until(lambda: state_file(root, second)["state"] == "finished")


def test_only_known_kinds_start(root: Path) -> None:
    engine = Engine(root)
    with pytest.raises(UnknownNameError) as unknown:
        engine.submit("compar", "p", "ann", {}, "k")
    assert unknown.value.hint == "Did you mean 'compare'?"
    with pytest.raises(NotAllowedError):
        engine.submit("os:system", "p", "ann", {}, "k")


@pytest.mark.parametrize("job", ["", "x", "../../etc", "active", "a" * 32, "a\x00b"])
def test_an_unknown_job_is_a_sentence(engine: Engine, job: str) -> None:
    with pytest.raises(UnknownNameError):
        engine.status(job)


@pytest.mark.parametrize(("kind", "again"), [("refuses", False), ("bug", True)])
def test_only_what_could_end_otherwise_can_be_resumed(
    engine: Engine, kind: str, again: bool
) -> None:
    status = over(engine, engine.submit(FAKE + kind, "p", "ann", {}, "k"))
    assert status.state == "failed"
    assert status.can_resume is again


def test_a_task_that_carries_a_table_is_refused(engine: Engine) -> None:
    with pytest.raises(LimitError, match=r"5\.0 MB"):
        engine.submit(FAKE + "add", "p", "ann", {"rows": "x" * 5_000_000}, "k")


def test_jobs_of_a_project_newest_first_and_deleted_with_it(engine: Engine, root: Path) -> None:
    first = engine.submit(FAKE + "add", "p", "ann", {"a": 1, "b": 1}, "1")
    over(engine, first)
    second = engine.submit(FAKE + "deaf", "p", "ann", {}, "2")
    other = engine.submit(FAKE + "add", "q", "bob", {"a": 1, "b": 1}, "3")
    assert [status.id for status in engine.jobs("p")] == [second, first]
    latest = engine.latest("p", FAKE + "add")
    assert latest is not None
    assert latest.id == first
    processes = started(root, second)
    engine.delete_for("p")
    assert engine.jobs("p") == ()
    until(lambda: is_gone(processes["child"]) and is_gone(processes["worker"]))
    assert over(engine, other).state == "finished"


def test_a_job_that_is_just_starting_is_deleted_with_its_project(
    engine: Engine, root: Path
) -> None:
    for turn in range(3):
        job = engine.submit(FAKE + "deaf", "p", "ann", {}, str(turn))
        lock = root / "jobs" / job / "worker.lock"
        assert is_held(lock)
        with lock.open() as still_the_same_file:
            engine.delete_for("p")
            until(lambda file=still_the_same_file: grab(file.fileno()))


@pytest.mark.alone
def test_one_dead_job_hurts_no_other(roomy: Engine, root: Path) -> None:
    task = {"gate": str(root / "open")}
    jobs = [roomy.submit(FAKE + "gate", "p", owner, task, owner) for owner in "abcd"]
    processes = started(root, jobs[0])
    os.kill(processes["child"], signal.SIGKILL)
    until(lambda: roomy.status(jobs[0]).state == "failed", seconds=4)
    (root / "open").touch()
    assert [over(roomy, job).state for job in jobs[1:]] == ["finished"] * 3
