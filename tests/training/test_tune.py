"""Tuning: trial 0 is the start, the list of trials is replayable, no help is a result."""

from __future__ import annotations

import json

import pytest

from core.errors import RecipeError
from core.progress import Cancelled, Event
from core.recipe import Candidate, Recipe, Search
from core.shelf import MemoryShelf
from core.training.search import Trial, Tuning, tuning_from
from core.training.tune import tune, tuned_candidate
from tests.training.tables import customers, recipe


def searching(trials: int = 6) -> Recipe:
    search = Search(candidate="Decision tree", trials=trials, minutes=5)
    return recipe("decision_tree").edit(search=search)


def trials(tuning: Tuning) -> list[tuple[dict[str, object], tuple[float, ...]]]:
    return [(dict(trial.params), trial.scores) for trial in tuning.trials]


def test_trial_zero_is_the_candidate_as_it_stands() -> None:
    whole = searching(2).edit(candidates=(Candidate("decision_tree", {"max_depth": 3}),))
    assert dict(tune(whole, customers()).trials[0].params) == {"max_depth": 3}


def test_the_best_is_never_worse_than_trial_zero() -> None:
    tuning = tune(searching(), customers())
    assert tuning.best is not None
    assert tuning.best.mean >= tuning.trials[0].mean  # type: ignore[operator]


def test_any_number_of_cores_gives_the_same_trials() -> None:
    table = customers()
    assert trials(tune(searching(), table, cores=1)) == trials(tune(searching(), table, cores=2))


def test_an_interrupted_run_goes_on_with_the_same_trials() -> None:
    table, shelf = customers(), MemoryShelf()

    def stop(event: Event) -> None:
        if event.facts["trial"] == 4:
            raise Cancelled

    with pytest.raises(Cancelled):
        tune(searching(), table, stop, shelf)
    assert len(tuning_from(shelf.get("tuning")).trials) == 4
    begun: list[int] = []
    resumed = tune(searching(), table, lambda e: begun.append(e.facts["trial"]), shelf)
    assert sorted(set(begun)) == [4, 5, 6]
    assert trials(resumed) == trials(tune(searching(), table))


class Clock:
    """A clock that stands still until somebody moves it."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Let the time limit go by a clock that the test moves."""
    clock = Clock()
    monkeypatch.setattr("core.training.tune.monotonic", clock)
    return clock


def test_a_time_limit_ends_a_trial_between_its_folds(clock: Clock) -> None:
    shelf, seen = MemoryShelf(), []

    def listen(event: Event) -> None:
        seen.append((event.facts["trial"], event.facts.get("fold")))
        if seen[-1] == (2, 0):
            clock.now = 301.0

    tuning = tune(searching(), customers(), listen, shelf)
    assert seen == [(trial, fold) for trial in (0, 1) for fold in (0, 1, 2)] + [(2, 0)]
    assert [trial.number for trial in tuning.trials] == [0, 1]
    assert tuning.best is not None
    assert tuning.state == "stopped"
    assert tuning.note == (
        "Stopped by the time limit after 2 of 6 trials. "
        "One more was not finished and does not count."
    )
    assert tuning_from(shelf.get("tuning")) == tuning


def test_the_start_is_scored_whatever_the_time_limit(clock: Clock) -> None:
    def listen(event: Event) -> None:  # noqa: ARG001
        clock.now = 301.0

    tuning = tune(searching(), customers(), listen)
    assert [trial.number for trial in tuning.trials] == [0]
    assert tuning.note == "Stopped by the time limit after 1 of 6 trials."
    assert tuning.verdict == "Only the starting settings were tried."


def test_cancelling_ends_a_trial_between_its_folds_and_keeps_the_rest() -> None:
    shelf, seen = MemoryShelf(), []

    def stop(event: Event) -> None:
        seen.append(event.facts["trial"])
        if event.facts.get("fold") == 1 and event.facts["trial"] == 1:
            raise Cancelled

    with pytest.raises(Cancelled):
        tune(searching(), customers(), stop, shelf)
    kept = tuning_from(shelf.get("tuning"))
    assert [trial.number for trial in kept.trials] == [0]
    assert seen.count(1) == 2
    assert (kept.state, kept.note) == (
        "stopped",
        "Stopped after 1 of 6 trials. A trial that was not finished does not count.",
    )


def test_no_help_is_said_plainly() -> None:
    same = Tuning(
        "Tree",
        "decision_tree",
        "roc_auc",
        (Trial(0, {}, (0.8, 0.9)), Trial(1, {"max_depth": 2}, (0.7, 0.8))),
        2,
        0.25,
        "f",
        "d",
    )
    from core.training.tune import _verdict

    helped, verdict = _verdict(same)
    assert not helped
    assert verdict.startswith("Tuning did not help")
    assert same.best is not None
    assert same.best.number == 0


def test_noise_is_not_called_help() -> None:
    from core.training.tune import _verdict

    pair = (Trial(0, {}, (0.80, 0.90, 0.85)), Trial(1, {}, (0.82, 0.89, 0.86)))
    helped, verdict = _verdict(Tuning("T", "decision_tree", "roc_auc", pair, 2, 0.25, "f", "d"))
    assert not helped
    assert "noise" in verdict


@pytest.mark.parametrize(
    ("metric", "first", "best", "gain"),
    [
        ("rmse", (1290.0, 1295.5), (996.0, 995.2), "297 better"),
        ("accuracy", (0.80, 0.80), (0.83, 0.83), "3.0 points better"),
        ("mape", (12.5, 12.5), (9.3, 9.3), "3.20 points better"),
    ],
)
def test_the_gain_is_said_as_people_read_its_metric(
    metric: str, first: tuple[float, ...], best: tuple[float, ...], gain: str
) -> None:
    from core.training.tune import _verdict

    pair = (Trial(0, {}, first), Trial(1, {}, best))
    _, verdict = _verdict(Tuning("T", "decision_tree", metric, pair, 2, 0.25, "f", "d"))
    assert f" {gain} than the starting settings" in verdict


def test_the_tuned_candidate_gets_a_name_of_its_own() -> None:
    whole = searching()
    tuning = tune(whole, customers())
    tuned = tuned_candidate(whole, tuning)
    assert tuned.name == "Decision tree, tuned"
    again = whole.edit(candidates=(*whole.candidates, tuned))
    assert tuned_candidate(again, tuning).name == "Decision tree, tuned 2"


def test_a_model_without_settings_cannot_be_tuned() -> None:
    whole = recipe("linear", task="regression")
    with pytest.raises(RecipeError, match="no settings to tune"):
        tune(whole.edit(search=Search(candidate="Linear regression")), customers())


def test_tuning_survives_json() -> None:
    tuning = tune(searching(3), customers())
    assert tuning_from(json.loads(json.dumps(tuning.to_json()))) == tuning
