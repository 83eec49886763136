"""What a tuning run found: every trial, and whether it was worth it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from core.metrics import METRICS
from core.training.scored import Interval, interval_of


@dataclass(frozen=True)
class Trial:
    """One setting of the model, scored on every fold; trial 0 is the starting point."""

    number: int
    params: Mapping[str, Any]
    scores: tuple[float, ...] = ()
    seconds: float = 0.0
    error: str = ""

    @property
    def mean(self) -> float | None:
        """The mean score over the folds, None when the trial failed."""
        return math.fsum(self.scores) / len(self.scores) if self.scores else None

    def to_json(self) -> dict[str, Any]:
        """Return JSON values; `trial_from` gives an equal trial back."""
        return {**vars(self), "params": dict(self.params), "scores": list(self.scores)}


@dataclass(frozen=True)
class Tuning:
    """All trials of one candidate.

    state       running, finished, or stopped (by the time limit or by cancelling)
    importance  setting -> share of the differences in score it explains; empty when unknown
    helped      whether the best trial beats trial 0 by more than noise
    note        what a search that was stopped left out
    """

    candidate: str
    model: str
    metric: str
    trials: tuple[Trial, ...]
    planned: int
    test_ratio: float
    fingerprint: str
    data_version: str
    state: str = "running"
    importance: Mapping[str, float] = field(default_factory=dict)
    helped: bool = False
    verdict: str = ""
    note: str = ""

    @property
    def best(self) -> Trial | None:
        """The best trial by mean score; the earlier one of equals, so never worse than 0."""
        scored = [trial for trial in self.trials if trial.mean is not None]
        if not scored:
            return None
        sign = -1 if METRICS.get(self.metric).greater_is_better else 1
        return min(scored, key=lambda trial: (sign * (trial.mean or 0.0), trial.number))

    def stopped(self, by: str = "", rest: str = "") -> Tuning:
        """Return the search as one that was stopped; `rest` says what became of the trial at work.

        >>> Tuning("Tree", "decision_tree", "f1", (), 20, 0.25, "", "").stopped("cancelling").note
        'Stopped by cancelling after 0 of 20 trials.'
        """
        who = f" by {by}" if by else ""
        note = f"Stopped{who} after {len(self.trials)} of {self.planned} trials."
        return replace(self, state="stopped", note=f"{note} {rest}".strip())

    def ended(self) -> Tuning:
        """Return the search as it stands once its work is over, however that ended."""
        if self.state != "running":
            return self
        return self.stopped(rest="A trial that was not finished does not count.")

    def interval(self, trial: Trial) -> Interval | None:
        """Return a trial's mean with its corrected 95 % interval."""
        return interval_of(trial.scores, self.metric, self.test_ratio)

    def to_json(self) -> dict[str, Any]:
        """Return JSON values; `tuning_from` gives an equal tuning back."""
        trials = [trial.to_json() for trial in self.trials]
        return {**vars(self), "trials": trials, "importance": dict(self.importance)}


def tuning_from(values: Mapping[str, Any]) -> Tuning:
    """Build a tuning from JSON values."""
    return Tuning(**{**values, "trials": tuple(trial_from(item) for item in values["trials"])})


def trial_from(values: Mapping[str, Any]) -> Trial:
    """Build a trial from JSON values."""
    return Trial(**{**values, "scores": tuple(values["scores"])})
