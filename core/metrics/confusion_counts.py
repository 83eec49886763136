"""Count how often each class was predicted as each class."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray


def confusion_counts(
    truth: NDArray[Any],
    predicted: NDArray[Any],
    probabilities: NDArray[Any],
    weights: NDArray[Any] | None = None,
) -> NDArray[Any]:
    """Return a (k, k) matrix of row counts: true class down, predicted class across.

    With weights a row counts as much as its weight.

    k is the number of columns of `probabilities`, or else what the labels show (at least 2).
    """
    import numpy as np

    true = truth.astype(np.int64)
    guess = predicted.astype(np.int64)
    seen = max(true.max(initial=0), guess.max(initial=0)) + 1
    k = int(max(seen, 2, probabilities.shape[1] if probabilities.ndim == 2 else 0))
    counts: NDArray[Any] = np.bincount(true * k + guess, weights, k * k).reshape(k, k)
    return counts


def share(part: NDArray[Any], whole: NDArray[Any]) -> NDArray[Any]:
    """Divide, giving 0 where `whole` is 0."""
    import numpy as np

    quotients: NDArray[Any] = np.divide(part, whole, out=np.zeros(len(part)), where=whole > 0)
    return quotients
