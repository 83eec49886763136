"""How much room a fitted model takes where it is kept."""

from __future__ import annotations

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

    def tell(self) -> int:
        """Return how far it has been written."""
        return self.bytes


def size_of(model: Any) -> int:
    """Return the bytes of a fitted model, without keeping them: the same ones in any process.

    What is the same object twice is counted twice: whether two equal texts are one object
    depends on where they came from.

    >>> import numpy as np
    >>> size_of(np.zeros(1000)) - size_of(np.zeros(0)) > 7000
    True
    """
    from joblib.numpy_pickle import NumpyPickler

    counter = _Counter()
    writer = NumpyPickler(counter)
    writer.fast = True  # each object in full, without a reference to an earlier one
    try:
        writer.dump(model)
    except RecursionError:  # it refers to itself
        counter = _Counter()
        NumpyPickler(counter).dump(model)
    return counter.bytes
