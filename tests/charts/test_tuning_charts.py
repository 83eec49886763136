"""The charts of a search, checked by their numbers and words."""

from __future__ import annotations

from core.charts import tuning_history, tuning_importance


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
