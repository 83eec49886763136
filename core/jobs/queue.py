"""Who is next: a fair order over owners, and cores that are never promised twice."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

QUICK_CORES = 1


@dataclass(frozen=True)
class Waiting:
    """A queued job: `order` counts submissions."""

    id: str
    owner: str
    order: int
    quick: bool = False


@dataclass(frozen=True)
class Running:
    """A job at work, and the cores it was granted."""

    owner: str
    cores: int
    quick: bool = False


@dataclass(frozen=True)
class Queue:
    """The queue at one moment. `served` is each owner's last turn, higher is later."""

    waiting: tuple[Waiting, ...]
    running: tuple[Running, ...]
    served: Mapping[str, int]

    def lane(self, quick: bool) -> Queue:
        """Return the part of the queue with only quick jobs, or only long ones."""
        return Queue(
            tuple(job for job in self.waiting if job.quick == quick),
            tuple(job for job in self.running if job.quick == quick),
            self.served,
        )

    def in_order(self) -> tuple[Waiting, ...]:
        """Return the waiting jobs in the order they will be served.

        Owners with the fewest jobs first, then who was served longest ago, then who came
        first; one owner's own jobs stay in their order.

        >>> jobs = (Waiting("a1", "ann", 1), Waiting("a2", "ann", 2), Waiting("b1", "bob", 3))
        >>> [job.id for job in Queue(jobs, (), {}).in_order()]
        ['a1', 'b1', 'a2']
        """
        lines: dict[str, list[Waiting]] = defaultdict(list)
        for job in sorted(self.waiting, key=lambda job: job.order):
            lines[job.owner].append(job)
        load = Counter(job.owner for job in self.running)
        result: list[Waiting] = []
        while lines:
            owner = min(
                lines, key=lambda who: (load[who], self.served.get(who, 0), lines[who][0].order)
            )
            result.append(lines[owner].pop(0))
            load[owner] += 1
            if not lines[owner]:
                del lines[owner]
        return tuple(result)

    def starts(self, cores: int, per_owner: int) -> tuple[tuple[Waiting, int], ...]:
        """Return the jobs to start now, each with its cores.

        A long job that nobody else waits beside gets every free core; otherwise each gets
        one. Quick jobs have a lane of their own, one core at a time beside the long ones,
        so that opening a table never waits for somebody's hour of training.
        """
        long = self.lane(quick=False)._granted(cores, per_owner)
        return long + self.lane(quick=True)._granted(QUICK_CORES, QUICK_CORES)

    def _granted(self, cores: int, per_owner: int) -> tuple[tuple[Waiting, int], ...]:
        free = cores - sum(job.cores for job in self.running)
        load = Counter(job.owner for job in self.running)
        ready = _first_of_each(self.in_order(), load, per_owner)
        if not ready or free < 1:
            return ()
        if len(ready) == 1:
            return ((ready[0], free),)
        return tuple((job, 1) for job in ready[:free])


def _first_of_each(
    jobs: Iterable[Waiting], load: Mapping[str, int], per_owner: int
) -> list[Waiting]:
    room = Counter({owner: per_owner - count for owner, count in load.items()})
    ready = []
    for job in jobs:
        room.setdefault(job.owner, per_owner)
        if room[job.owner] > 0:
            room[job.owner] -= 1
            ready.append(job)
    return ready
