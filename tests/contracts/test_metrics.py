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
