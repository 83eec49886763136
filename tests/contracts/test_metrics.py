"""What every metric must keep."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.metrics import METRICS, Metric
from core.problem import TASKS

EACH = pytest.mark.parametrize("metric", list(METRICS), ids=lambda metric: metric.name)
UNITS = ("share", "none", "target", "percent")
NEEDS = ("labels", "probabilities", "values")


def samples(task: str, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return truth, predictions and probabilities of a task, at random."""
    generator = np.random.default_rng(seed)
    if task == "regression":
        return generator.normal(50, 10, 40), generator.normal(50, 10, 40), np.empty((40, 0))
    k = 2 if task == "binary" else 4
    probabilities = generator.dirichlet(np.ones(k), 40)
    truth = np.append(np.arange(k), generator.integers(0, k, 40 - k))
    return truth, probabilities.argmax(axis=1), probabilities


CASES = pytest.mark.parametrize(
    ("metric", "task"),
    [(metric.given(naive_error=4.0), task) for metric in METRICS for task in metric.tasks],
    ids=lambda value: value if isinstance(value, str) else value.name,
)


@EACH
def test_says_all_about_itself(metric: Metric) -> None:
    assert metric.label
    assert metric.good_when.endswith(".")
    assert metric.misleads_when.endswith(".")
    assert metric.unit in UNITS
    assert metric.needs in NEEDS
    assert set(metric.tasks) <= set(TASKS)
    assert metric.score.__doc__


@CASES
@pytest.mark.parametrize("seed", range(5))
def test_stays_in_its_range(metric: Metric, task: str, seed: int) -> None:
    score = metric.score(*samples(task, seed))
    assert isinstance(score, float)
    assert metric.low is None or score >= metric.low
    assert metric.high is None or score <= metric.high


@CASES
def test_perfect_predictions_score_best_and_beat_random_ones(metric: Metric, task: str) -> None:
    truth, predicted, probabilities = samples(task, 1)
    sure = np.eye(probabilities.shape[1])[truth] if task != "regression" else probabilities
    perfect = metric.score(truth, truth, sure)
    assert perfect == pytest.approx(metric.best, abs=1e-9)
    assert metric.better(perfect, metric.score(truth, predicted, probabilities))


@CASES
def test_one_class_or_one_value_gives_a_number_or_nan(metric: Metric, task: str) -> None:
    truth, predicted, probabilities = samples(task, 2)
    score = metric.score(np.zeros_like(truth), predicted, probabilities)
    assert isinstance(score, float)
    assert math.isnan(score) or metric.low is None or score >= metric.low


@CASES
def test_no_rows_give_nan(metric: Metric, task: str) -> None:
    truth, predicted, probabilities = samples(task, 2)
    assert math.isnan(metric.score(truth[:0], predicted[:0], probabilities[:0]))


@CASES
def test_order_of_rows_does_not_matter(metric: Metric, task: str) -> None:
    parts = samples(task, 3)
    order = np.random.default_rng(0).permutation(40)
    turned = [part[order] for part in parts]
    assert metric.score(*turned) == pytest.approx(metric.score(*parts), rel=1e-12)


@CASES
@pytest.mark.parametrize("seed", range(5))
def test_whole_weights_are_rows_repeated(metric: Metric, task: str, seed: int) -> None:
    parts = samples(task, seed)
    times = np.random.default_rng(seed).integers(0, 4, 40)
    repeated = [np.repeat(part, times, axis=0) for part in parts]
    score = metric.score(*parts, weights=times.astype(float))
    assert isinstance(score, float)
    assert score == pytest.approx(metric.score(*repeated), rel=1e-12)


@CASES
def test_equal_weights_change_nothing_whatever_they_are(metric: Metric, task: str) -> None:
    parts = samples(task, 6)
    expected = pytest.approx(metric.score(*parts), rel=1e-12)
    for weight in (1.0, 0.3, 1e-9, 1e9):
        assert metric.score(*parts, weights=np.full(40, weight)) == expected


@CASES
@pytest.mark.parametrize("scale", [1e-150, 0.01, 1e150])
def test_the_scale_of_weights_does_not_matter(metric: Metric, task: str, scale: float) -> None:
    parts, weights = samples(task, 7), np.random.default_rng(7).exponential(1.0, 40)
    expected = pytest.approx(metric.score(*parts, weights=weights), rel=1e-9)
    assert metric.score(*parts, weights=weights * scale) == expected


@CASES
def test_weights_matter_and_keep_the_score_in_its_range(metric: Metric, task: str) -> None:
    parts, weights = samples(task, 8), np.random.default_rng(8).exponential(1.0, 40)
    score = metric.score(*parts, weights=weights)
    assert score != metric.score(*parts)
    assert metric.low is None or score >= metric.low
    assert metric.high is None or score <= metric.high


@CASES
def test_perfect_predictions_score_best_under_any_weights(metric: Metric, task: str) -> None:
    truth, _, probabilities = samples(task, 9)
    sure = np.eye(probabilities.shape[1])[truth] if task != "regression" else probabilities
    for seed in range(20):
        weights = np.random.default_rng(seed).exponential(1.0, 40)
        score = metric.score(truth, truth, sure, weights=weights)
        assert score == pytest.approx(metric.best, abs=1e-9)
        assert metric.high is None or score <= metric.high


@CASES
def test_without_any_weight_no_score_is_defined(metric: Metric, task: str) -> None:
    assert math.isnan(metric.score(*samples(task, 2), weights=np.zeros(40)))


@CASES
def test_one_class_or_one_value_with_weight_is_judged_as_such(metric: Metric, task: str) -> None:
    truth, predicted, probabilities = samples(task, 2)
    kept = truth == truth[0]
    alone = metric.score(truth[kept], predicted[kept], probabilities[kept])
    score = metric.score(truth, predicted, probabilities, weights=np.where(kept, 0.1, 0.0))
    assert score == pytest.approx(alone, nan_ok=True)


PEERS = {
    "accuracy": "accuracy_score",
    "balanced_accuracy": "balanced_accuracy_score",
    "mcc": "matthews_corrcoef",
    "mae": "mean_absolute_error",
    "rmse": "root_mean_squared_error",
    "median_ae": "median_absolute_error",
    "r2": "r2_score",
}


@pytest.mark.parametrize(
    ("name", "task"),
    [(name, task) for name in PEERS for task in METRICS.get(name).tasks],
)
def test_agrees_with_scikit_learn(name: str, task: str) -> None:
    from sklearn import metrics

    truth, predicted, probabilities = samples(task, 4)
    expected = getattr(metrics, PEERS[name])(truth, predicted)
    assert METRICS.get(name).score(truth, predicted, probabilities) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("name", "task"),
    [(name, task) for name in PEERS for task in METRICS.get(name).tasks],
)
def test_agrees_with_scikit_learn_on_weights(name: str, task: str) -> None:
    from sklearn import metrics

    truth, predicted, probabilities = samples(task, 4)
    weights = np.random.default_rng(4).exponential(1.0, 40)
    expected = getattr(metrics, PEERS[name])(truth, predicted, sample_weight=weights)
    score = METRICS.get(name).score(truth, predicted, probabilities, weights=weights)
    assert score == pytest.approx(expected)


def test_weighted_rankings_and_probabilities_agree_with_scikit_learn() -> None:
    from sklearn import metrics

    truth, predicted, probabilities = samples("binary", 4)
    weights = np.random.default_rng(4).exponential(1.0, 40)
    peers = {
        "roc_auc": metrics.roc_auc_score,
        "pr_auc": metrics.average_precision_score,
        "brier": metrics.brier_score_loss,
        "log_loss": metrics.log_loss,
    }
    for name, peer in peers.items():
        score = METRICS.get(name).score(truth, predicted, probabilities, weights=weights)
        expected = peer(truth, probabilities[:, 1], sample_weight=weights)
        assert score == pytest.approx(expected), name


@pytest.mark.parametrize("name", ["precision", "recall", "f1"])
def test_macro_averages_agree_with_scikit_learn(name: str) -> None:
    from sklearn import metrics

    truth, predicted, probabilities = samples("multiclass", 4)
    expected = getattr(metrics, f"{name}_score")(truth, predicted, average="macro")
    assert METRICS.get(name).score(truth, predicted, probabilities) == pytest.approx(expected)


def test_ranking_metrics_agree_with_scikit_learn() -> None:
    from sklearn import metrics

    truth, predicted, probabilities = samples("multiclass", 4)
    pairs = metrics.roc_auc_score(truth, probabilities, multi_class="ovo")
    assert METRICS.get("roc_auc").score(truth, predicted, probabilities) == pytest.approx(pairs)
    rest = metrics.average_precision_score(np.eye(4)[truth], probabilities)
    assert METRICS.get("pr_auc").score(truth, predicted, probabilities) == pytest.approx(rest)
    loss = metrics.log_loss(truth, probabilities)
    assert METRICS.get("log_loss").score(truth, predicted, probabilities) == pytest.approx(loss)


@EACH
def test_its_short_name_fits_the_head_of_a_column(metric: Metric) -> None:
    assert len(metric.short or metric.label) <= 13
