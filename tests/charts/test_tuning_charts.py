"""The charts of a search, checked by their numbers and words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.charts import tuning_history, tuning_importance, tuning_parallel, tuning_slice


def test_best_so_far_only_gets_better_and_failures_are_counted() -> None:
    history = tuning_history.data("ROC-AUC", True, (0.80, 0.79, None, 0.83, 0.81))
    assert history.trials == (0, 1, 3, 4)
    assert history.best == (0.80, 0.80, 0.83, 0.83)
    assert history.failed == 1
    assert tuning_history.text(history) == (
        "Trial 3 is the best: ROC-AUC 0.8300 after 0.8000 at the start."
    )


def test_lower_is_better_turns_the_line_round() -> None:
    assert tuning_history.data("RMSE", False, (5.0, 7.0, 4.0)).best == (5.0, 5.0, 4.0)


def test_no_gain_is_said() -> None:
    history = tuning_history.data("ROC-AUC", True, (0.8, 0.7))
    assert tuning_history.text(history).startswith("No trial beats the starting settings")


def test_the_figure_holds_the_numbers() -> None:
    drawn = tuning_history.figure(tuning_history.data("ROC-AUC", True, (0.8, 0.9)))
    assert list(drawn.data[0].y) == [0.8, 0.9]
    assert drawn.layout.title.text.startswith("Trial 1 is the best")
    assert drawn.layout.xaxis.dtick == 1


@pytest.mark.parametrize(("greater", "side"), [(True, "top"), (False, "bottom")])
def test_the_words_of_the_start_stand_where_the_better_trials_do_not(
    greater: bool, side: str
) -> None:
    drawn = tuning_history.figure(tuning_history.data("score", greater, (0.8, 0.9, 0.7)))
    (words,) = drawn.layout.annotations
    assert (words.text, words.yanchor) == ("starting settings", side)


def test_importance_is_sorted_and_named() -> None:
    found = tuning_importance.data({"depth": 0.2, "rate": 0.8}, {"rate": "Learning rate"})
    assert found.labels == ("Learning rate", "depth")
    assert tuning_importance.text(found) == (
        "“Learning rate” explains 80 % of the differences between trials."
    )
    assert list(tuning_importance.figure(found).data[0].x) == [0.2, 0.8]


def test_nothing_known_is_said() -> None:
    found = tuning_importance.data({}, {})
    assert tuning_importance.text(found) == "Too few trials to tell which settings matter."


TRIED = ((0.1, 0.80), (0.01, 0.70), (0.2, 0.85), (1.0, None), (0.3, 0.84), (0.9, 0.60))


def test_a_slice_holds_every_finished_trial_and_the_best_quarter() -> None:
    found = tuning_slice.data("Rate", "ROC-AUC", True, TRIED, log=True)
    assert found.trials == (0, 1, 2, 4, 5)
    assert found.x == (0.1, 0.01, 0.2, 0.3, 0.9)
    assert found.best == 2
    assert found.good == (0.2,)
    assert tuning_slice.text(found) == "The best trials have “Rate” at 0.200."
    drawn = tuning_slice.figure(found)
    assert list(drawn.data[0].text) == ["", "", "", "start", "best"]
    assert list(drawn.data[0].x) == [0.01, 0.3, 0.9, 0.1, 0.2]
    assert list(drawn.data[0].y) == [0.70, 0.84, 0.60, 0.80, 0.85]
    assert list(drawn.data[0].customdata) == [1, 4, 5, 0, 2]
    assert drawn.layout.xaxis.type == "log"


def test_the_name_of_the_best_trial_is_not_cut() -> None:
    drawn = tuning_slice.figure(tuning_slice.data("Rate", "ROC-AUC", True, TRIED))
    assert drawn.data[0].cliponaxis is False


def test_the_baseline_is_a_line_in_a_slice() -> None:
    found = tuning_slice.data("Rate", "ROC-AUC", True, TRIED)
    assert not tuning_slice.figure(found).layout.shapes
    (line,) = tuning_slice.figure(replace(found, baseline=0.5)).layout.shapes
    assert (line.y0, line.y1, line.yref) == (0.5, 0.5, "y")


@pytest.mark.parametrize(
    ("baseline", "edge", "words"),
    [(0.3, 0, "baseline 0.300, further down"), (1.2, 1, "baseline 1.20, further up")],
)
def test_a_baseline_far_from_every_trial_is_a_line_at_the_edge_of_a_slice(
    baseline: float, edge: int, words: str
) -> None:
    # the scores are from 0.60 to 0.85, so that 0.35 to 1.10 is near
    found = replace(tuning_slice.data("Rate", "ROC-AUC", True, TRIED), baseline=baseline)
    drawn = tuning_slice.figure(found)
    (line,) = drawn.layout.shapes
    assert (line.y0, line.y1, line.yref) == (edge, edge, "y domain")
    assert [note.text for note in drawn.layout.annotations] == [words]


def test_the_best_of_a_slice_may_be_the_smallest() -> None:
    assert tuning_slice.data("Rate", "RMSE", False, TRIED).best == 4


def test_the_best_quarter_of_eight_trials_is_a_range() -> None:
    tried = [(float(place), 1.0 - abs(place - 3) / 10) for place in range(8)]
    found = tuning_slice.data("Depth", "R²", True, tried)
    assert set(found.good) == {2.0, 3.0}
    assert tuning_slice.text(found) == "The best trials have “Depth” from 2 to 3."


def test_values_that_are_no_numbers_get_a_place_each() -> None:
    tried = ((None, 0.5), ("sqrt", 0.7), ("log2", 0.6), ("sqrt", 0.65))
    found = tuning_slice.data("Columns", "R²", True, tried, log=True)
    assert found.words == ("log2", "none", "sqrt")
    assert found.x == (1.0, 2.0, 0.0, 2.0)
    assert not found.log
    assert tuning_slice.text(found) == "The best trial has “Columns” set to sqrt."
    assert list(tuning_slice.figure(found).layout.xaxis.ticktext) == ["log2", "none", "sqrt"]


def test_a_slice_of_few_or_equal_trials_says_so() -> None:
    few = tuning_slice.data("Rate", "R²", True, ((0.1, None), (0.2, 0.5)))
    assert tuning_slice.text(few).startswith("Too few trials")
    same = tuning_slice.data("Rate", "R²", True, [(0.1, 0.5)] * 5)
    assert tuning_slice.text(same) == "Every trial had the same value of “Rate”."
    assert tuning_slice.figure(tuning_slice.data("Rate", "R²", True, ())).data


SEARCHED = (
    tuning_parallel.Searched("rate", "Rate", log=True),
    tuning_parallel.Searched("columns", "Columns"),
    tuning_parallel.Searched("fixed", "Fixed"),
)
SETS = tuple(
    ({"rate": rate, "columns": columns, "fixed": 1}, score)
    for rate, columns, score in (
        (0.01, "sqrt", 0.7),
        (0.1, None, 0.9),
        (1.0, "sqrt", None),
        (1.0, "sqrt", 0.8),
        (0.1, "sqrt", 0.9),
    )
)


def test_every_finished_trial_lies_on_every_axis_that_differs() -> None:
    found = tuning_parallel.data("ROC-AUC", True, SEARCHED, SETS)
    assert [axis.label for axis in found.axes] == ["Rate", "Columns", "ROC-AUC"]
    assert found.trials == (0, 1, 3, 4)
    assert found.axes[0].places == (0.0, 0.5, 1.0, 0.5)
    assert found.axes[1].ticks == ((0.0, "none"), (1.0, "sqrt"))
    assert found.good == (1, 3)
    assert tuning_parallel.text(found) == "The best 2 of 4 trials agree in “Rate”."
    drawn = tuning_parallel.figure(found)
    assert [line.line.color for line in drawn.data][3] == tuning_parallel.CONTRAST
    assert list(drawn.data[3].y) == [0.5, 0.0, 1.0, None]


def test_settings_that_agree_are_listed_as_one_says_them() -> None:
    found = tuning_parallel.data("ROC-AUC", True, SEARCHED, SETS)
    three = replace(found, agreed=("Rate", "Trees", "Depth"))
    assert tuning_parallel.text(three).endswith("agree in “Rate”, “Trees” and “Depth”.")


def test_the_best_score_is_at_the_top_whatever_its_direction() -> None:
    found = tuning_parallel.data("RMSE", False, SEARCHED, SETS)
    assert found.axes[-1].places[0] == 1.0
    assert found.good[0] == 0


def test_too_few_trials_are_not_compared() -> None:
    found = tuning_parallel.data("RMSE", False, SEARCHED, SETS[:2])
    assert tuning_parallel.text(found) == "Too few trials to compare their settings."


def test_the_baseline_is_a_line_in_the_history() -> None:
    history = tuning_history.data("ROC-AUC", True, (0.8, 0.9), baseline=0.5)
    start, baseline = tuning_history.figure(history).layout.shapes
    assert (start.y0, baseline.y0) == (0.8, 0.5)
    assert len(tuning_history.figure(tuning_history.data("R", True, (0.8,))).layout.shapes) == 1


def test_the_baseline_crosses_the_axis_of_the_score() -> None:
    found = tuning_parallel.data("ROC-AUC", True, SEARCHED, SETS, baseline=0.75)
    assert found.baseline == (pytest.approx(0.25), "baseline 0.750")
    [line] = tuning_parallel.figure(found).layout.shapes
    assert (line.x0 + line.x1, line.y0) == (4, pytest.approx(0.25))


@pytest.mark.parametrize(
    ("greater", "baseline", "way"),
    [(True, 0.5, "down"), (False, 2.0, "down"), (True, 0.95, "up"), (False, 0.1, "up")],
)
def test_a_baseline_beyond_all_trials_stands_at_the_end(
    greater: bool, baseline: float, way: str
) -> None:
    found = tuning_parallel.data("score", greater, SEARCHED, SETS, baseline)
    assert found.baseline is not None
    place, words = found.baseline
    assert words.endswith("↓" if way == "down" else "↑")
    assert place == (-tuning_parallel.BEYOND if way == "down" else 1 + tuning_parallel.BEYOND)
    assert not tuning_parallel.figure(tuning_parallel.data("s", True, SEARCHED, SETS)).layout.shapes


def test_every_axis_has_its_ends_beside_the_baseline() -> None:
    found = tuning_parallel.data("ROC-AUC", True, SEARCHED, SETS, baseline=0.5)
    words = [note.text for note in tuning_parallel.figure(found).layout.annotations]
    assert words[:6] == ["0.010", "1.00", "none", "sqrt", "0.700", "0.900"]
    assert words[6:] == ["best", "start", "baseline<br>0.500 ↓"]


def test_whole_numbers_are_written_whole() -> None:
    tried = [({"trees": trees}, trees / 1e4) for trees in (58, 1200, 300, 90)]
    found = tuning_parallel.data("R²", True, [tuning_parallel.Searched("trees", "Trees")], tried)
    assert found.axes[0].ticks == ((0.0, "58"), (1.0, "1,200"))


def test_names_beside_the_score_lie_apart() -> None:
    found = tuning_parallel.data("ROC-AUC", True, SEARCHED, SETS, baseline=0.89)
    # of scores from 0.7 to 0.9 the baseline is at 0.95, just under the best at 1
    assert [words for _, words in found.beside] == ["best", "baseline 0.890", "start"]
    assert [place for place, _ in found.beside] == pytest.approx(
        [1.0, 1 - tuning_parallel.APART, 0.0]
    )


def test_a_start_that_is_the_best_is_named_once() -> None:
    found = tuning_parallel.data("RMSE", False, SEARCHED, SETS)
    assert found.beside == ((1.0, "best, the start"),)
