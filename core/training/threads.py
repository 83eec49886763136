"""One thread per fit: parallel work runs several fits, never several threads in one."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any


@contextmanager
def one_thread() -> Iterator[None]:
    """Keep numeric libraries to one thread within the block.

    Two fits with two threads each on two cores wait for each other and can be tens of
    times slower; one thread also makes sums come out the same wherever a fit runs. OpenMP
    counts per thread and BLAS for the whole process, and the end of a block restores what
    it found: so whoever runs fits in parallel holds a block of its own around them all.
    """
    with _libraries(len(sys.modules)).limit(limits=1):
        yield


@lru_cache(maxsize=1)
def _libraries(_modules: int) -> Any:
    """Return the numeric libraries of this process; whoever loads one imports a module.

    To look for them takes milliseconds, often more than a small fit.
    """
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()
