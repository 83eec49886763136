"""Intervals and rankings, worked out by hand."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest

from core.errors import RecipeError
from core.training.compare import best_place
from core.training.ranking import leaderboard, tie_probability
from core.training.results import Comparison, comparison_from
from core.training.scored import Result, corrected_interval, interval_of


def result(name: str, *scores: float, simplicity: int = 5, baseline: bool = False) -> Result:
    return Result(
        name=name,
        model="logistic",
        state="finished",
        fold_scores={"roc_auc": scores} if scores else {},
        simplicity=simplicity,
        baseline=baseline,
        folds=tuple(range(len(scores))),
    )


def half(name: str, state: str = "partial", **scores: float) -> Result:
    """Return a result with scores on some folds: `f0=0.8, f2=0.9`."""
    folds = tuple(int(fold[1:]) for fold in scores)
    values = tuple(scores.values())
    return replace(result(name, *values), state=state, folds=folds)


def comparison(*results: Result, folds: int = 3) -> Comparison:
    return Comparison("binary", "roc_auc", results, 0.25, "v1", 0, folds=folds)


def test_interval_widens_the_variance_by_the_test_ratio() -> None:
    interval = corrected_interval((0.8, 0.9), 0.25)
    # variance 0.005, factor 1/2 + 1/4, t(0.975, 1) = 12.7062
    half = 12.706204736 * math.sqrt(0.005 * 0.75)
    assert interval.mean == pytest.approx(0.85)
    assert interval.high - interval.mean == pytest.approx(half)
    assert interval.mean - interval.low == pytest.approx(half)


def test_the_interval_stays_in_the_range_of_the_metric() -> None:
    error = interval_of((10.0, 1000.0), "rmse", 0.25)
    assert error is not None and (error.low, error.mean) == (0.0, 505.0)
    share = interval_of((0.8, 1.0), "roc_auc", 0.25)
    assert share is not None and (share.low, share.high) == (0.0, 1.0)
    assert interval_of((), "rmse", 0.25) is None


def test_one_fold_has_no_interval() -> None:
    interval = corrected_interval((0.7,), 0.25)
    assert (interval.low, interval.mean, interval.high) == (0.7, 0.7, 0.7)


def test_paired_test_uses_the_corrected_variance() -> None:
    one, other = (0.80, 0.82, 0.84), (0.79, 0.80, 0.81)
    # gaps .01 .02 .03: mean .02, variance .0001, t = .02 / sqrt((1/3 + 1/4) * .0001) = 2.6186
    assert tie_probability(one, other, 0.25) == pytest.approx(0.12014, abs=1e-4)


def test_equal_scores_are_a_tie_and_constant_gaps_are_not() -> None:
    one, worse = (0.8, 0.9), (0.7, 0.8)
    assert tie_probability(one, one, 0.25) == 1.0
    assert tie_probability(one, worse, 0.25) == pytest.approx(0.0, abs=1e-9)


def test_the_simplest_of_tied_candidates_comes_first() -> None:
    places = comparison(
        result("boosting", 0.85, 0.83, 0.87, simplicity=8),
        result("logistic", 0.84, 0.84, 0.86, simplicity=2),
        result("stump", 0.60, 0.61, 0.60, simplicity=1),
    ).leaderboard()
    assert [(p.rank, p.result.name, p.tie) for p in places] == [
        (1, "logistic", True),
        (2, "boosting", True),
        (3, "stump", False),
    ]


def test_a_tie_far_behind_is_marked_but_does_not_come_first() -> None:
    # gaps .02 .06 .01 .05: mean .035, error sqrt((1/4 + 1/4) * .0005667) = .01683, p = 0.13
    places = comparison(
        result("boosting", 0.80, 0.86, 0.81, 0.85, simplicity=8),
        result("logistic", 0.78, 0.80, 0.80, 0.80, simplicity=2),
    ).leaderboard()
    assert [(p.result.name, p.tie) for p in places] == [("boosting", True), ("logistic", True)]


def test_a_model_that_fails_in_one_fold_does_not_tie_with_a_steady_one() -> None:
    steady, wild = (18.0, 19.5, 19.0, 20.0, 18.5), (19.0, 21.0, 20.0, 21.0, 3800.0)
    assert tie_probability(steady, wild, 0.25) > 0.05
    results = [
        replace(result("linear", simplicity=2), fold_scores={"rmse": wild}),
        replace(result("forest", simplicity=7), fold_scores={"rmse": steady}),
    ]
    places = leaderboard(results, "rmse", 0.25)
    assert [(p.result.name, p.tie) for p in places] == [("forest", False), ("linear", False)]


def test_the_baseline_never_ties_and_gives_the_lift() -> None:
    places = comparison(
        result("baseline", 0.5, 0.5, 0.5, simplicity=1, baseline=True),
        result("forest", 0.52, 0.48, 0.53, simplicity=7),
    ).leaderboard()
    assert [p.result.name for p in places] == ["forest", "baseline"]
    assert not any(p.tie for p in places)
    assert places[0].lift == pytest.approx(0.01)
    assert places[1].lift is None


def test_failed_candidates_stay_on_the_board_without_a_rank() -> None:
    places = comparison(result("good", 0.8, 0.9), result("bad")).leaderboard()
    assert [(p.rank, p.result.name) for p in places] == [(1, "good"), (0, "bad")]


def test_only_candidates_with_all_folds_have_a_place() -> None:
    found = comparison(
        result("baseline", 0.5, 0.5, 0.5, baseline=True),
        half("two of three", f0=0.99, f1=0.99),
        half("one of three", f0=0.81),
        result("whole", 0.8, 0.82, 0.81),
    )
    assert [(p.rank, p.result.name, p.tie, p.lift is None) for p in found.leaderboard()] == [
        (1, "whole", False, False),
        (2, "baseline", False, True),
        (0, "two of three", False, True),
        (0, "one of three", False, True),
    ]
    assert best_place(found) == "whole"
    assert found.remarks == ("2 candidates without all 3 folds have no place.",)


def test_where_none_is_whole_the_folds_in_common_decide() -> None:
    found = comparison(
        result("baseline", 0.5, 0.4, 0.6, baseline=True),
        half("easy fold", f0=0.99, f1=0.70, f2=0.70),
        half("later", f1=0.80, f2=0.84),
        folds=4,
    )
    places = found.leaderboard()
    assert [(p.rank, p.result.name, p.scores) for p in places] == [
        (1, "later", (0.80, 0.84)),
        (2, "easy fold", (0.70, 0.70)),
        (3, "baseline", (0.4, 0.6)),
    ]
    assert places[0].lift == pytest.approx(0.82 - 0.5)
    assert best_place(found) == "later"
    assert found.remarks == (
        "No candidate has all 4 folds. They are compared on the 2 folds that all of them have.",
    )


def test_without_a_fold_in_common_nothing_is_chosen() -> None:
    found = comparison(half("early", f0=0.9), half("late", f2=0.8))
    assert [place.rank for place in found.leaderboard()] == [0, 0]
    assert found.remarks == (
        "No candidate has all 3 folds, and no fold is shared by all: there is no ranking.",
    )
    with pytest.raises(RecipeError, match="No candidate finished"):
        best_place(found)


def test_what_still_runs_has_no_place_yet() -> None:
    places = comparison(half("boosting", "running", f0=0.9)).leaderboard()
    assert [(place.rank, place.interval) for place in places] == [(0, None)]


def test_a_difference_that_is_steady_is_not_close_however_little_the_best_spreads() -> None:
    steady = result("steady", 0.900, 0.901, 0.902, simplicity=9)
    loose = result("loose", 0.80, 0.90, 0.97, simplicity=1)
    assert [place.result.name for place in leaderboard([steady, loose], "roc_auc", 0.25)] == [
        "steady",
        "loose",
    ]


def test_a_smaller_error_than_that_of_the_baseline_is_a_gain() -> None:
    errors = [
        replace(result(name, baseline=name == "base"), fold_scores={"rmse": scores})
        for name, scores in (("base", (10.0, 12.0)), ("model", (4.0, 6.0)))
    ]
    lifts = {p.result.name: p.lift for p in leaderboard(errors, "rmse", 0.25)}
    assert lifts == {"model": 6.0, "base": None}


def test_lower_is_better_turns_the_order_round() -> None:
    low = Result("low", "ridge", "finished", {"rmse": (1.0, 1.1, 1.0)})
    high = Result("high", "ridge", "finished", {"rmse": (9.0, 9.1, 9.0)})
    places = Comparison("regression", "rmse", (high, low), 0.25, "v", 0).leaderboard()
    assert [p.result.name for p in places] == ["low", "high"]


def test_comparison_survives_json() -> None:
    whole = comparison(result("a", 0.8, 0.9), result("b"))
    assert comparison_from(json.loads(json.dumps(whole.to_json()))) == whole
