"""A measured figure beside its limit, and the exit code that follows."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Verdict:
    """What was measured, and what it may be at most, in the same unit."""

    name: str
    measured: float
    limit: float
    unit: str = "s"

    @property
    def ratio(self) -> float:
        """The measured figure as a share of its limit."""
        return self.measured / self.limit

    @property
    def kept(self) -> bool:
        """Whether the promise is kept."""
        return self.ratio <= 1

    def __str__(self) -> str:
        """Return one line of the report."""
        word = "kept" if self.kept else "OVER"
        return (
            f"{word}  {self.name}: {self.measured:.3g} {self.unit}, "
            f"limit {self.limit:.3g} {self.unit}, ratio {self.ratio:.2f}"
        )


def judge(verdicts: Iterable[Verdict]) -> int:
    """Print each verdict as it comes; return 1 if a promise is broken."""
    broken = 0
    for verdict in verdicts:
        print(verdict, flush=True)
        broken += not verdict.kept
    return min(broken, 1)


def median(values: Sequence[float]) -> float:
    """Return the middle of repeated measurements, and print them to show their spread."""
    shown = ", ".join(f"{value:.3g}" for value in sorted(values))
    print(f"      runs: {shown}", file=sys.stderr, flush=True)
    return statistics.median(values)
