"""The charts of a comparison, checked by their numbers and words."""

from __future__ import annotations

from core.charts import fold_dots, leaderboard, speed
from core.charts.leaderboard import Entry
from core.charts.speed import Point

FOREST = Entry("Forest", 0.84, 0.82, 0.86, tie=True)
LOGISTIC = Entry("Logistic", 0.83, 0.81, 0.85, tie=True)
TREE = Entry("Tree", 0.70, 0.65, 0.75)
BASE = Entry("Baseline", 0.5, 0.5, 0.5, baseline=True)


def test_ties_are_said_and_marked() -> None:
    board = leaderboard.data("ROC-AUC", (LOGISTIC, FOREST, TREE, BASE))
    assert board.baseline == 0.5
    assert leaderboard.text(board) == (
        "Logistic reaches ROC-AUC 0.830; 1 other cannot be told apart from it."
    )
    drawn = leaderboard.figure(board)
    assert drawn.data[0].text[0] == "0.830 · tie"
    assert drawn.data[2].text[0] == "0.700"
    assert drawn.layout.shapes[0].x0 == 0.5
    assert list(drawn.layout.yaxis.ticktext) == ["Logistic", "Forest", "Tree"]


def test_interval_ends_are_drawn_where_they_are() -> None:
    drawn = leaderboard.figure(leaderboard.data("ROC-AUC", (TREE,)))
    bar = drawn.data[0].error_x
    assert round(drawn.data[0].x[0] + bar.array[0], 9) == 0.75
    assert round(drawn.data[0].x[0] - bar.arrayminus[0], 9) == 0.65


def test_a_clear_leader_is_said_to_lead() -> None:
    first = Entry("Forest", 0.84, 0.82, 0.86)
    board = leaderboard.data("ROC-AUC", (first, TREE, BASE))
    assert leaderboard.text(board) == "Forest reaches ROC-AUC 0.840 (baseline 0.500) and leads."


def test_no_candidate_is_said_to_lead_behind_the_baseline() -> None:
    board = leaderboard.data("ROC-AUC", (BASE, TREE))
    assert leaderboard.text(board) == (
        "No model clearly beats the baseline (ROC-AUC 0.500): Tree reaches 0.700."
    )
    assert leaderboard.figure(board).data[0].marker.color == leaderboard.MUTED


def test_the_word_of_the_baseline_stands_above_the_scores() -> None:
    (words,) = leaderboard.figure(leaderboard.data("ROC-AUC", (TREE, BASE))).layout.annotations
    assert words.yshift > 0


def test_large_scores_are_written_out_on_the_axis() -> None:
    axis = leaderboard.figure(leaderboard.data("RMSE", (TREE, BASE))).layout.xaxis
    assert (axis.separatethousands, axis.exponentformat) == (True, "none")


def test_no_line_of_a_grid_runs_through_the_first_row() -> None:
    board = leaderboard.data("ROC-AUC", (TREE,))
    assert leaderboard.figure(board).layout.yaxis.zeroline is False


def test_the_axis_names_the_metric_however_long_it_is() -> None:
    board = leaderboard.data("Root mean squared error", (TREE,))
    assert leaderboard.figure(board).layout.xaxis.title.text == (
        "Root mean squared error,<br>mean and 95 % interval"
    )


def test_an_empty_leaderboard_can_be_drawn() -> None:
    board = leaderboard.data("ROC-AUC", ())
    assert leaderboard.figure(board).layout.title.text == "No candidate has a score yet."


def test_fold_dots_name_the_widest_spread() -> None:
    dots = fold_dots.data("ROC-AUC", {"a": (0.8, 0.9), "b": (0.85, 0.86), "c": ()}, 0.5)
    assert dots.names == ("a", "b")
    assert [round(mean, 9) for mean in dots.means] == [0.85, 0.855]
    assert fold_dots.text(dots) == "a varies most from fold to fold: ROC-AUC 0.800 to 0.900."
    assert list(fold_dots.figure(dots).data[0].x) == [0.8, 0.9]


def test_fold_dots_without_scores_can_be_drawn() -> None:
    assert fold_dots.figure(fold_dots.data("MAE", {})).layout.title.text == (
        "No fold is finished yet."
    )


def test_a_quicker_tie_is_pointed_out() -> None:
    found = speed.data(
        "ROC-AUC",
        True,
        (Point("Forest", 6.0, 0.84, True), Point("Logistic", 0.5, 0.83, True)),
    )
    assert speed.text(found) == "Logistic ties with the best and is 12 times as fast as Forest."
    assert list(speed.figure(found).data[0].x) == [6.0, 0.5]


def test_smaller_is_better_turns_the_best_round() -> None:
    points = (Point("Forest", 6.0, 20.0), Point("Tree", 0.5, 30.0))
    found = speed.data("RMSE", False, points)
    assert speed.text(found) == "Forest scores best and takes 6.0 s per fit."


def test_instant_fits_can_stand_on_a_log_scale() -> None:
    assert speed.data("RMSE", False, (Point("Dummy", 0.0, 20.0),)).points[0].seconds == 0.001


def test_names_of_candidates_stand_inside_the_chart_and_apart() -> None:
    points = (
        Point("Ridge regression", 0.02, 141.0),
        Point("XGBoost", 0.30, 78.0),
        Point("LightGBM", 0.31, 77.0),
        Point("Random forest", 1.7, 103.0),
    )
    drawn = speed.figure(speed.data("RMSE", False, points)).data[0]
    assert drawn.textposition == ("middle right", "middle left", "bottom left", "middle left")


def test_a_baseline_far_off_does_not_press_the_candidates_together() -> None:
    points = tuple(
        Point(name, seconds, score)
        for name, seconds, score in (("A", 1.1, 0.919), ("B", 0.9, 0.915), ("C", 1.0, 0.917))
    )
    drawn = speed.figure(speed.data("PR-AUC", True, points, 0.048))
    assert (drawn.layout.shapes[0].yref, drawn.layout.shapes[0].y0) == ("y domain", 0)
    assert drawn.layout.annotations[0].text == "baseline 0.048, further down"
    close = speed.figure(speed.data("PR-AUC", True, points, 0.912))
    assert close.layout.shapes[0].y0 == 0.912


def test_no_candidates_can_be_drawn() -> None:
    assert speed.figure(speed.data("RMSE", False, ())).layout.title.text == (
        "No candidate has a score yet."
    )


def test_words_beside_a_dot_at_the_edge_stand_inside() -> None:
    drawn = leaderboard.figure(leaderboard.data("ROC-AUC", (FOREST, TREE, BASE)))
    assert [dot.textposition for dot in drawn.data] == ["top left", "top center"]
    low = leaderboard.data("RMSE", (Entry("Forest", 2.0, 1.9, 2.1), Entry("Base", 9, 9, 9)))
    assert [dot.textposition for dot in leaderboard.figure(low).data] == ["top right", "top left"]
