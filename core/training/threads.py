"""One thread per fit: parallel work runs several fits, never several threads in one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def one_thread() -> Iterator[None]:
    """Keep numeric libraries to one thread within the block.

    Two fits with two threads each on two cores wait for each other and can be tens of
    times slower; one thread also makes sums come out the same wherever a fit runs. OpenMP
    counts per thread and BLAS for the whole process, and the end of a block restores what
    it found: so whoever runs fits in parallel holds a block of its own around them all.
    """
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):
        yield
