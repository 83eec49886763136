"""How much room a fitted model takes where it is kept."""

from __future__ import annotations

from pickle import PickleBuffer, Pickler
from typing import Any


class _Counter:
    """A file that keeps nothing but the number of its bytes."""

    def __init__(self) -> None:
        self.bytes = 0

    def write(self, content: Any) -> int:
        """Count the bytes, and say how many there were."""
        size = memoryview(content).nbytes
        self.bytes += size
        return size

    def take(self, array: PickleBuffer) -> None:
        """Count the values of an array, which are not copied for that."""
        self.write(array.raw())


def size_of(model: Any) -> int:
    """Return the bytes of a fitted model, without keeping them: the same ones in any process.

    What is the same object twice is counted twice: whether two equal texts are one object
    depends on where they came from.

    >>> import numpy as np
    >>> size_of(np.zeros(1000)) - size_of(np.zeros(0)) > 7000
    True
    """
    try:
        return _counted(model, in_full=True)
    except (RecursionError, ValueError):  # it refers to itself
        return _counted(model, in_full=False)


def _counted(model: Any, in_full: bool) -> int:
    counter = _Counter()
    writer = Pickler(counter, protocol=5, buffer_callback=counter.take)
    writer.fast = in_full  # each object in full, without a reference to an earlier one
    writer.dump(model)
    return counter.bytes
