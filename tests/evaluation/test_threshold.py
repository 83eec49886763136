"""Thresholds worked out by hand on eight ranked rows."""

from __future__ import annotations

import numpy as np
import pytest

from core.charts import threshold as threshold_chart
from core.errors import SettingError, UnknownNameError
from core.evaluation.threshold import (
    Costs,
    best_by_cost,
    best_by_metric,
    by_capacity,
    cuts_of,
    table,
)
from core.text import amount, cutoff

#                 +    +    -    +    -    -    -    -
SCORES = np.array([0.9, 0.8, 0.7, 0.6, 0.4, 0.3, 0.2, 0.1])
TRUTH = np.array([1, 1, 0, 1, 0, 0, 0, 0])
CUTS = cuts_of(TRUTH, SCORES)


def test_counts_at_a_threshold() -> None:
    row = CUTS.at(0.65, Costs(10, 100))
    assert (row.true_positives, row.false_positives) == (2, 1)
    assert (row.false_negatives, row.true_negatives) == (1, 4)
    assert row.selected == 3
    assert row.precision == pytest.approx(2 / 3)
    assert row.recall == pytest.approx(2 / 3)
    assert row.f1 == pytest.approx(2 / 3)
    assert row.cost == 10 + 100


@pytest.mark.parametrize(("threshold", "selected"), [(0.9, 1), (0.900001, 0), (0.0, 8), (1.0, 0)])
def test_a_row_at_the_threshold_is_selected(threshold: float, selected: int) -> None:
    assert CUTS.at(threshold).selected == selected


def test_order_of_rows_does_not_matter() -> None:
    turned = cuts_of(TRUTH[::-1], SCORES[::-1])
    assert turned.hits.tolist() == CUTS.hits.tolist() == [0, 1, 2, 2, 3, 3, 3, 3, 3]


def test_best_f1_lies_between_the_last_positive_and_the_next_negative() -> None:
    # select 4: tp 3, fp 1 -> f1 6/7
    pick = best_by_metric(CUTS, "f1")
    assert pick.threshold == pytest.approx(0.5)
    assert pick.row.f1 == pytest.approx(6 / 7)
    assert "0.857" in pick.sentence


@pytest.mark.parametrize("metric", ["accuracy", "balanced_accuracy", "f1", "mcc"])
def test_best_metric_agrees_with_trying_every_threshold(metric: str) -> None:
    from core.metrics import METRICS

    generator = np.random.default_rng(3)
    scores = generator.random(60).round(2)
    truth = (generator.random(60) < scores).astype(int)
    score = METRICS.get(metric).score
    tried = [score(truth, (scores >= t).astype(int), np.empty((60, 0))) for t in np.unique(scores)]
    threshold = best_by_metric(cuts_of(truth, scores), metric).threshold
    found = score(truth, (scores >= threshold).astype(int), np.empty((60, 0)))
    assert found == pytest.approx(max(tried))


def test_of_thresholds_that_are_worth_the_same_the_one_nearest_to_one_half_is_taken() -> None:
    cuts = cuts_of(np.array([0, 0, 0]), np.array([0.9, 0.52, 0.1]))
    picked = best_by_metric(cuts, "f1")
    assert picked.threshold == min(cuts.thresholds, key=lambda at: abs(at - 0.5))


def test_costly_misses_lower_the_threshold() -> None:
    # selecting 4 costs one false alarm: 1; selecting 2 costs one miss
    assert best_by_cost(CUTS, Costs(1, 5)).threshold == pytest.approx(0.5)
    assert best_by_cost(CUTS, Costs(5, 1)).threshold == pytest.approx(0.75)
    assert best_by_cost(CUTS, Costs(5, 1)).row.cost == 1


def test_cost_sentence_compares_with_one_half() -> None:
    sentence = best_by_cost(CUTS, Costs(5, 1), "€").sentence
    assert "1 €" in sentence
    assert "5 € at 0.5" in sentence


def test_cost_without_costs_is_refused() -> None:
    with pytest.raises(SettingError, match="both 0"):
        best_by_cost(CUTS, Costs())


def test_capacity_selects_the_most_likely_rows() -> None:
    pick = by_capacity(CUTS, 3)
    assert pick.row.selected == 3
    assert pick.threshold == pytest.approx(0.65)


def test_capacity_out_of_a_larger_number_keeps_the_share() -> None:
    # 200 of 800 is a quarter: 2 of the 8 rows
    pick = by_capacity(CUTS, 200, out_of=800)
    assert pick.row.selected == 2
    assert "200 of 800 rows" in pick.sentence


def test_a_share_that_floats_cannot_hold_loses_no_row() -> None:
    scores = np.arange(100, 0, -1) / 101
    assert 29 / 100 * 100 < 29
    assert by_capacity(cuts_of(np.zeros(100), scores), 29, out_of=100).row.selected == 29


def test_capacity_is_not_exceeded_by_equal_rows() -> None:
    cuts = cuts_of(np.array([1, 0, 1, 0]), np.array([0.9, 0.5, 0.5, 0.1]))
    assert by_capacity(cuts, 2).row.selected == 1


def test_capacity_below_a_group_of_sure_rows_is_said() -> None:
    cuts = cuts_of(np.array([1, 0, 1]), np.array([1.0, 1.0, 0.2]))
    pick = by_capacity(cuts, 1)
    assert pick.row.selected == 2
    assert "more than a capacity of 1" in pick.sentence


def test_bad_capacity_and_metric_are_refused() -> None:
    with pytest.raises(SettingError, match="Got 0"):
        by_capacity(CUTS, 0)
    with pytest.raises(UnknownNameError, match="roc_auc"):
        best_by_metric(CUTS, "roc_auc")


def test_table_is_small_sorted_and_agrees_with_counting() -> None:
    generator = np.random.default_rng(0)
    scores = generator.random(5000) ** 8
    truth = (generator.random(5000) < 0.05).astype(int)
    rows = table(cuts_of(truth, scores), also=(0.123,))
    assert len(rows) <= 77
    assert 0.123 in [row.threshold for row in rows]
    assert [row.threshold for row in rows] == sorted(row.threshold for row in rows)
    for row in rows[::20]:
        assert row.selected == int((scores >= row.threshold).sum())
        assert row.true_positives == int(truth[scores >= row.threshold].sum())


def test_the_chart_and_the_button_agree_on_the_lowest_cost() -> None:
    generator = np.random.default_rng(0)
    scores = generator.random(5000)
    cuts, costs = cuts_of((generator.random(5000) < scores**2).astype(int), scores), Costs(10, 35)
    lowest = best_by_cost(cuts, costs)
    drawn = threshold_chart.data(table(cuts, costs, (0.5,)), 0.5)
    at, cost = cutoff(lowest.threshold), amount(lowest.row.cost)
    assert lowest.sentence.startswith(f"{at} costs least: {cost} ")
    assert threshold_chart.text(drawn).endswith(f"least is {cost} at {at}.")


def test_neighbouring_floats_are_kept_apart() -> None:
    low = 0.3
    high = np.nextafter(low, 1)
    cuts = cuts_of(np.array([1, 0]), np.array([high, low]))
    assert cuts.at(float(cuts.thresholds[1])).selected == 1


def test_no_rows_give_an_empty_table_of_zeros() -> None:
    cuts = cuts_of(np.array([], dtype=int), np.array([]))
    assert cuts.at(0.5).selected == 0
    assert best_by_metric(cuts, "f1").threshold == 0.5
