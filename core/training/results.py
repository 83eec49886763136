"""What a comparison found: fold scores of each candidate, with honest intervals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from core.training.ranking import baseline_of, leaderboard, left_unranked
from core.training.scored import Interval, Place, Result, interval_of, result_from


@dataclass(frozen=True)
class Comparison:
    """All candidates of one run, and what the scores are judged by.

    `rows` were trained on; `whole` are all training rows, more where a sample was trained on.
    """

    task: str
    metric: str
    results: tuple[Result, ...]
    test_ratio: float
    data_version: str
    seed: int
    notes: tuple[str, ...] = ()
    rows: int = 0
    folds: int = 0
    whole: int = 0

    @property
    def baseline(self) -> Result | None:
        """The baseline's result, if it is finished."""
        return baseline_of(self.results, self.metric)

    def interval(self, result: Result) -> Interval | None:
        """Return the mean score with its corrected 95 % interval."""
        return interval_of(result.scores(self.metric), self.metric, self.test_ratio)

    def leaderboard(self) -> tuple[Place, ...]:
        """Rank the candidates; ties are marked, and of those near the best the simplest leads."""
        return self._places

    @property
    def remarks(self) -> tuple[str, ...]:
        """The notes, and what the ranking stands on where the run was cut short."""
        return (*self.notes, *left_unranked(self.results, self.metric, self.folds))

    def ended(self) -> Comparison:
        """Return the comparison as it stands once its work is over, however that ended."""
        return replace(self, results=tuple(result.ended() for result in self.results))

    @cached_property
    def _places(self) -> tuple[Place, ...]:
        return leaderboard(self.results, self.metric, self.test_ratio)

    def to_json(self) -> dict[str, Any]:
        """Return JSON values; `comparison_from` gives an equal comparison back."""
        values = {name: getattr(self, name) for name in (*_PLAIN, *_LATER)}
        return values | {
            "notes": list(self.notes),
            "results": [result.to_json() for result in self.results],
        }


_PLAIN = ("task", "metric", "test_ratio", "data_version", "seed", "rows", "folds")
_LATER = ("whole",)


def comparison_from(values: Mapping[str, Any]) -> Comparison:
    """Build a comparison from JSON values."""
    return Comparison(
        **{name: values[name] for name in _PLAIN},
        **{name: values[name] for name in _LATER if name in values},
        notes=tuple(values.get("notes", ())),
        results=tuple(result_from(item) for item in values["results"]),
    )
