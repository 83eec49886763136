"""The order of service, worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.jobs.queue import Queue, Running, Waiting


def waiting(*names: str) -> tuple[Waiting, ...]:
    """Make jobs such as 'a1': the first job of owner a; the order is the order given."""
    return tuple(Waiting(name, name[0], order) for order, name in enumerate(names))


@pytest.mark.parametrize(
    ("names", "running", "served", "expected"),
    [
        (("a1", "a2", "a3"), "", {}, "a1 a2 a3"),
        (("a1", "a2", "b1"), "", {}, "a1 b1 a2"),
        (("a1", "b1"), "a", {}, "b1 a1"),
        (("a1", "b1"), "", {"a": 7, "b": 3}, "b1 a1"),
        (("a1", "b1", "c1"), "", {"a": 1}, "b1 c1 a1"),
        (("a1", "a2", "b1", "b2", "c1"), "", {}, "a1 b1 c1 a2 b2"),
    ],
)
def test_owners_take_turns(
    names: tuple[str, ...], running: str, served: dict[str, int], expected: str
) -> None:
    queue = Queue(waiting(*names), tuple(Running(owner, 1) for owner in running), served)
    assert [job.id for job in queue.in_order()] == expected.split()


@pytest.mark.parametrize(
    ("names", "running", "expected"),
    [
        (("a1",), (), {"a1": 4}),
        (("a1", "a2"), (), {"a1": 4}),
        (("a1", "b1"), (), {"a1": 1, "b1": 1}),
        (("a1", "b1", "c1"), (Running("d", 2),), {"a1": 1, "b1": 1}),
        (("a1", "b1"), (Running("a", 1),), {"b1": 3}),
        (("a1",), (Running("a", 1),), {}),
        (("a1",), (Running("b", 4),), {}),
    ],
)
def test_cores_are_granted_once(
    names: tuple[str, ...], running: tuple[Running, ...], expected: dict[str, int]
) -> None:
    starts = Queue(waiting(*names), running, {}).starts(cores=4, per_owner=1)
    assert {job.id: cores for job, cores in starts} == expected


def test_a_quick_job_does_not_wait_for_long_ones_but_for_quick_ones() -> None:
    jobs = (Waiting("a1", "a", 1), Waiting("a2", "a", 2, True), Waiting("b1", "b", 3, True))
    queue = Queue(jobs, (Running("a", 4),), {})
    assert [(job.id, cores) for job, cores in queue.starts(4, 1)] == [("a2", 1)]
    busy = Queue(jobs, (Running("a", 4), Running("c", 1, True)), {})
    assert busy.starts(4, 1) == ()


@given(
    st.lists(st.sampled_from("abcde"), max_size=15),
    st.lists(st.tuples(st.sampled_from("abcde"), st.integers(1, 3)), max_size=4),
    st.integers(1, 8),
    st.integers(1, 3),
)
def test_no_queue_promises_more_than_there_is(
    owners: list[str], running: list[tuple[str, int]], cores: int, per_owner: int
) -> None:
    jobs = tuple(Waiting(f"{owner}{n}", owner, n) for n, owner in enumerate(owners))
    busy = tuple(Running(owner, taken) for owner, taken in running)
    queue = Queue(jobs, busy, {})
    starts = queue.starts(cores, per_owner)
    used = sum(job.cores for job in busy)
    assert sum(granted for _, granted in starts) <= max(0, cores - used)
    assert sorted(job.id for job in queue.in_order()) == sorted(job.id for job in jobs)
    for owner in "abcde":
        begun = [job.order for job, _ in starts if job.owner == owner]
        already = sum(job.owner == owner for job in busy)
        assert len(begun) <= max(0, per_owner - already)
        assert begun == sorted(job.order for job in jobs if job.owner == owner)[: len(begun)]


@given(st.lists(st.integers(1, 4), min_size=2, max_size=6))
def test_nobody_waits_for_a_second_turn_before_all_had_their_first(counts: list[int]) -> None:
    jobs = tuple(
        Waiting(f"{owner}-{n}", str(owner), owner * 10 + n)
        for owner, count in enumerate(counts)
        for n in range(count)
    )
    order = [job.owner for job in Queue(jobs, (), {}).in_order()]
    assert len(set(order[: len(counts)])) == len(counts)
