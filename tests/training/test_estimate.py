"""Estimates rest on measured fits only, carry their doubt, and are silent without a basis."""

from __future__ import annotations

import pytest

from core.problem import Split
from core.progress import Event
from core.recipe import Candidate
from core.shelf import MemoryShelf
from core.training.beforehand import training_time
from core.training.compare import begin, compare, run_units
from core.training.estimate import (
    READY,
    Point,
    Span,
    by_fit,
    estimate,
    fit_sizes,
    points_from,
    points_json,
    timing_key,
    together,
    unit_span,
)
from core.training.timing import TIMING, Bench, measure
from tests.training.tables import customers, recipe

TWO = recipe("logistic", "decision_tree", folds=5)
ONE = TWO.candidates[0]


def points(*sizes: tuple[int, float], candidate: Candidate = ONE) -> list[Point]:
    return [Point(timing_key(TWO, candidate), rows, seconds) for rows, seconds in sizes]


def test_without_a_measured_fit_there_is_no_estimate() -> None:
    found = estimate(TWO, TWO.candidates, 1000, points((1000, 1.0), (2500, 2.5)), 1)
    assert found.span is None
    assert found.unknown == ("Decision tree",)
    assert found.words() == "No time is known yet for 'Decision tree'."


def test_one_size_says_nothing_about_growth() -> None:
    assert unit_span({1000: 1.0}, 50_000) is None


def test_a_fit_of_about_the_same_size_counts_as_it_is() -> None:
    found = unit_span({1000: 1.0, 8000: 9.0}, 8800)
    assert found is not None
    assert found.middle == pytest.approx(9.9)
    assert found.low < 9.9 < found.high < 13


def test_growth_is_carried_on() -> None:
    found = unit_span({1000: 1.0, 2000: 4.0}, 8000)
    assert found is not None
    assert found.middle == pytest.approx(64.0)
    assert found.low < 64 < found.high


def test_time_that_seems_not_to_grow_is_taken_to_grow_with_the_rows_in_the_end() -> None:
    found = unit_span({1000: 0.1, 2000: 0.1}, 20_000)
    assert found is not None
    assert found.middle == pytest.approx(1.0)
    assert found.low < 0.2


def test_the_folds_add_up_and_share_the_cores() -> None:
    alone = estimate(TWO, (ONE,), 1000, points((800, 2.0)), 1).span
    shared = estimate(TWO, (ONE,), 1000, points((800, 2.0)), 2).span
    assert alone is not None and shared is not None
    assert alone.middle == pytest.approx(10.0)
    assert shared.middle == pytest.approx(5.0)


def test_no_number_of_cores_is_quicker_than_the_longest_fit() -> None:
    assert together([[Span(8, 10, 12)]], 16).middle == 10


def test_making_the_rows_ready_is_added_once() -> None:
    ready = Point(READY, 1000, 30.0)
    found = estimate(TWO, (ONE,), 1000, [ready, *points((800, 2.0))], 2).span
    assert found is not None
    assert found.middle == pytest.approx(35.0)


def test_candidates_err_independently_and_folds_alike() -> None:
    apart = together([[Span(10, 20, 50)], [Span(10, 20, 60)]], 1)
    assert apart.high == pytest.approx(40 + (30**2 + 40**2) ** 0.5)
    assert together([[Span(10, 20, 50), Span(10, 20, 60)]], 1).high == pytest.approx(110)


def test_folds_of_a_series_grow() -> None:
    assert sum(fit_sizes(1000, Split(kind="time", folds=4))) == 2000
    assert fit_sizes(1000, Split(folds=5, repeats=2)) == (800,) * 10


def test_rows_folds_seed_and_sample_do_not_change_what_was_timed_but_steps_do() -> None:
    key = timing_key(TWO, ONE)
    assert timing_key(TWO.edit(sample=500, seed=4, split=Split(folds=9)), ONE) == key
    assert timing_key(TWO.remove(0), ONE) != key
    assert timing_key(TWO, Candidate("logistic", {"strength": 9.0})) != key


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (Span(130, 240, 400), "about 4 min (2 to 7 min)"),
        (Span(20, 50, 200), "about 50 s (20 s to 3 min)"),
        (Span(0.2, 0.5, 0.9), "about 1 s"),
        (Span(3000, 7000, 11000), "about 2 h (50 min to 3 h)"),
    ],
)
def test_it_is_said_with_no_more_digits_than_it_has(span: Span, words: str) -> None:
    assert span.words() == words


def test_points_survive_json() -> None:
    some = points((100, 1.0), (250, 2.0))
    assert points_from(points_json(some)) == tuple(some)


def test_measuring_gives_at_least_two_sizes_of_every_candidate() -> None:
    work = begin(TWO, customers(400))
    found = by_fit(measure(Bench(TWO, work.candidates, work.material), seconds=0.01))
    assert set(found) == {timing_key(TWO, candidate) for candidate in work.candidates}
    assert all(len(sizes) >= 2 for sizes in found.values())


def test_a_candidate_that_cannot_be_fitted_gets_no_estimate() -> None:
    broken = TWO.remove(0)  # gaps stay, which logistic regression refuses
    work = begin(broken, customers(400))
    found = by_fit(measure(Bench(broken, work.candidates, work.material), seconds=0.01))
    assert timing_key(broken, ONE) not in found


def test_a_comparison_leaves_its_times_for_the_next_estimate() -> None:
    shelf = MemoryShelf()
    compare(TWO, customers(), shelf=shelf)
    known = points_from(shelf.get(TIMING))
    again = estimate(TWO, TWO.candidates, 96, known, 1)
    assert again.span is not None and again.span.middle > 0
    assert again.basis.startswith("From measured fits of 7")


def test_the_rest_of_a_run_is_told_as_soon_as_every_candidate_is_timed() -> None:
    told: list[Event] = []
    work = begin(TWO, customers(), report=told.append)
    work.timings.extend(measure(Bench(TWO, work.candidates, work.material), seconds=0.01))
    run_units(work)
    lefts = [event.facts["left"] for event in told if "left" in event.facts]
    assert len(lefts) == len(told)
    assert lefts[0][1] > 0
    assert lefts[-1] == [0.0, 0.0, 0.0]


def test_the_rest_of_a_run_is_not_told_before() -> None:
    told: list[Event] = []
    run_units(begin(TWO, customers(), report=told.append))
    assert "left" not in told[0].facts
    assert "left" in told[-1].facts


def test_a_large_comparison_times_small_fits_first_and_only_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("core.training.compare.CELLS", 100)
    told: list[Event] = []
    shelf = MemoryShelf()
    compare(TWO, customers(), told.append, shelf)
    start = next(place for place, event in enumerate(told) if event.message == "Starting")
    assert start == len(TWO.candidates) + 1
    assert told[start].facts["left"][1] > 0
    again: list[Event] = []
    compare(TWO, customers(), again.append, shelf)
    assert again[0].message == "Starting"


def test_the_public_function_measures_and_estimates() -> None:
    found = training_time(TWO, customers(), seconds=0.2)
    assert found.span is not None
    assert 0 < found.span.low <= found.span.middle <= found.span.high
    assert found.unknown == ()
