"""Everything the Evaluate page shows about predictions of rows with a known answer."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.errors import DataError, RecipeError
from core.evaluation.answers import Answers
from core.evaluation.bootstrap import Score, gain, intervals
from core.evaluation.confusion import Confusion, confusion_of
from core.evaluation.coverage import Coverage, coverage_of
from core.evaluation.curves import Curve, Curves, curves_of
from core.evaluation.judge import Verdict, against_baseline, against_goal
from core.evaluation.judged_rows import JudgedRows, judged_array, judged_rows
from core.evaluation.residuals import Residuals, residuals_of
from core.evaluation.threshold import ThresholdRow, costs_of, cuts_of, table
from core.metrics import Metric, misled, offered, truth_of
from core.problem import Problem
from core.table import Dataset
from core.tasks.row_weights import checked_weights, weight_words, weights_at
from core.tasks.supervised import encode_target
from core.tasks.timeline import naive_words
from core.tasks.training_sample import sample_words
from core.text import count, shown
from core.training.fit import FittedModel, Predictions, weighed_words
from core.training.margin import Margin
from core.training.material import Material, material_of

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Asked:
    """What predictions are judged by: the problem, its classes, the threshold, the seed.

    `margin` is that of the intervals to count, None where predictions have none; `naive_error`
    is that of the training rows, for metrics that judge against it.
    """

    problem: Problem
    classes: tuple[str, ...] = ()
    threshold: float = 0.5
    seed: int = 0
    margin: Margin | None = None
    naive_error: float = math.nan

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """All metrics that can judge the problem."""
        return offered(self.problem, self.naive_error)

    @property
    def main(self) -> Metric:
        """The metric that the problem is judged by; one that cannot judge it is refused."""
        able = {metric.name: metric for metric in self.metrics}
        if self.problem.metric not in able:
            raise RecipeError(
                f"The metric '{shown(self.problem.metric, 40)}' cannot judge this problem.",
                f"Judge by one of: {', '.join(able)}.",
            )
        return able[self.problem.metric]


@dataclass(frozen=True)
class Evaluation:
    """How good predictions are; JSON on disk.

    scores           every metric of the task with its 95 % interval
    baseline         the same metrics for the baseline, without intervals
    misleading       metric -> why it misleads for this target
    constant         what the baseline answers to every row, where it is one number
    gained           the gain over the baseline in the chosen metric, above 0 when better
    verdict          against the value called good enough; `beats_baseline` against the baseline
    confusion        counts of true against predicted class (classification)
    curves           ROC, precision-recall and gain, per class (classification)
    thresholds       what each threshold leads to (two classes); `baseline_cost` and `cost`
                     in the currency of the problem, 0 when no costs were stated
    residuals        errors in target units (regression)
    coverage         how many rows the intervals of the predictions held (regression)
    data_version     of the table that the rows are from, '' for rows from elsewhere
    weighted         whether rows count by their weight: in scores, shares, thresholds, costs and
                     the confusion, which then hold sums of weights in place of counts of rows
    """

    task: str
    metric: str
    rows: int
    scores: Mapping[str, Score]
    verdict: Verdict
    classes: tuple[str, ...] = ()
    threshold: float = 0.5
    baseline: Mapping[str, float | None] = field(default_factory=dict)
    misleading: Mapping[str, str] = field(default_factory=dict)
    constant: float | None = None
    gained: Score = Score(None)
    beats_baseline: Verdict = Verdict("unset", "")
    confusion: Confusion | None = None
    curves: tuple[Curves, ...] = ()
    thresholds: tuple[ThresholdRow, ...] = ()
    cost: float = 0.0
    baseline_cost: float = 0.0
    currency: str = ""
    residuals: Residuals | None = None
    coverage: Coverage | None = None
    notes: tuple[str, ...] = ()
    data_version: str = ""
    weighted: bool = False

    @property
    def score(self) -> Score:
        """The score in the chosen metric."""
        return self.scores[self.metric]

    def to_json(self) -> dict[str, Any]:
        """Return JSON values; `evaluation_from` gives an equal evaluation back."""
        return dataclasses.asdict(self)


def evaluate_predictions(
    truth: NDArray[Any],
    predictions: Predictions,
    asked: Asked,
    baseline: Predictions | None = None,
    weights: NDArray[np.float64] | None = None,
) -> Evaluation:
    """Judge predictions of rows whose truth is known: class positions, or numbers.

    `weights` say how much each row counts; without them each counts once.
    """
    if not len(truth):
        raise DataError("There are no rows to evaluate on.", "Load rows with a known answer.")
    problem, answers = asked.problem, Answers(truth, weights)
    scores = intervals(answers, predictions, asked.metrics, asked.seed)
    parts = _numbers if problem.task == "regression" else _classes
    main = asked.main
    return Evaluation(
        task=problem.task,
        metric=problem.metric,
        rows=len(truth),
        scores=scores,
        verdict=against_goal(main, scores[main.name], problem.good_enough),
        classes=asked.classes,
        threshold=asked.threshold,
        misleading=misled(problem.task, truth_of(truth, asked.classes, weights)),
        currency=problem.currency,
        weighted=weights is not None,
        **_compared(answers, predictions, baseline, asked, scores[main.name]),
        **parts(answers, predictions, asked),
    )


def evaluate(
    fitted: FittedModel, dataset: Dataset, baseline: FittedModel | None = None
) -> Evaluation:
    """Judge a fitted model on the locked test rows of the table it was trained on.

    Each look makes the score a little less trustworthy: look once, at the end.
    """
    _same_table(fitted, dataset)
    return evaluate_test(fitted, material_of(fitted.recipe, dataset), baseline)


def evaluate_test(
    fitted: FittedModel, material: Material, baseline: FittedModel | None = None
) -> Evaluation:
    """Judge a fitted model on the locked test rows; the caller logs the look."""
    return evaluate_each(fitted, material, baseline)[0]


def judge_rows(fitted: FittedModel, dataset: Dataset) -> JudgedRows:
    """Return each locked test row with its answer and prediction; this is a look as well."""
    _same_table(fitted, dataset)
    each = evaluate_each(fitted, material_of(fitted.recipe, dataset))[1]
    return judged_rows(each, fitted.classes, fitted.recipe.threshold)


def evaluate_each(
    fitted: FittedModel, material: Material, baseline: FittedModel | None = None
) -> tuple[Evaluation, NDArray[Any]]:
    """Judge as `evaluate_test` does; return each row as well, for `judged_rows` to read."""
    rows, truth = material.test, material.test_target.values
    ours = fitted.predict_prepared(rows)
    theirs = None if baseline is None else _of_its_own(baseline).predict_prepared(rows)
    found = evaluate_predictions(truth, ours, asked_of(fitted), theirs, material.test_weights)
    sample = sample_words(fitted.rows, fitted.whole, fitted.recipe.problem)
    every = (sample, naive_words(fitted.naive_error), weighed_words(fitted))
    notes = tuple(said for said in every if said)
    evaluation = dataclasses.replace(found, data_version=fitted.data_version, notes=notes)
    return evaluation, judged_array(rows.index, truth, ours, material.test_weights)


def evaluate_rows(
    fitted: FittedModel, frame: pd.DataFrame, baseline: FittedModel | None = None
) -> Evaluation:
    """Judge a fitted model on raw rows that have the target column, such as new ones.

    Rows without an answer, or of a class that training did not have, are left out and noted.
    They count by their weight where they have the column of the training rows that holds it.
    """
    problem = fitted.recipe.problem
    if problem.target not in frame.columns:
        raise DataError(
            f"The rows have no column '{shown(problem.target)}' with the true answers.",
            "Add it, or only predict.",
        )
    known = frame[frame[problem.target].notna()]
    truth = encode_target(known[problem.target], problem, fitted.classes).values
    usable = truth >= 0 if fitted.classes else np.isfinite(truth)
    rows = known[usable]
    theirs = None if baseline is None else _of_its_own(baseline).predict(rows)
    weights, said = _weights_of(rows, problem)
    ours = fitted.predict(rows)
    found = evaluate_predictions(truth[usable], ours, asked_of(fitted), theirs, weights)
    left_out = _left_out(len(frame), len(known), len(rows))
    return dataclasses.replace(found, notes=(*left_out, *said))


def _of_its_own(baseline: FittedModel) -> FittedModel:
    """Return the baseline with a threshold of 0.5: it always gives the most common answer.

    By a threshold that was chosen for the model it would always give the rare one.
    """
    return dataclasses.replace(baseline, recipe=baseline.recipe.edit(threshold=0.5))


def asked_of(fitted: FittedModel) -> Asked:
    """Return what a fitted model is judged by."""
    recipe = fitted.recipe
    return Asked(
        problem=recipe.problem,
        classes=fitted.classes,
        threshold=recipe.threshold,
        seed=recipe.seed,
        margin=fitted.margin,
        naive_error=fitted.naive_error,
    )


def evaluation_from(values: Mapping[str, Any]) -> Evaluation:
    """Build an evaluation from JSON values."""
    rest = dict(values)
    rest["scores"] = {name: Score(**score) for name, score in rest["scores"].items()}
    rest["gained"] = Score(**rest["gained"])
    for name in ("verdict", "beats_baseline"):
        rest[name] = Verdict(**rest[name])
    if rest["confusion"]:
        rest["confusion"] = Confusion(
            tuple(rest["confusion"]["classes"]), tuple(map(tuple, rest["confusion"]["counts"]))
        )
    rest["curves"] = tuple(_curves_from(item) for item in rest["curves"])
    rest["thresholds"] = tuple(ThresholdRow(**row) for row in rest["thresholds"])
    if rest["residuals"]:
        rest["residuals"] = Residuals(**_with_tuples(rest["residuals"]))
    if rest.get("coverage"):
        rest["coverage"] = Coverage(**rest["coverage"])
    return Evaluation(**_with_tuples(rest))


def _same_table(fitted: FittedModel, dataset: Dataset) -> None:
    if dataset.fingerprint != fitted.data_version:
        raise DataError(
            "This is not the table the model was trained on, so its test rows are unknown.",
            "Use the same table, or judge the model on new rows.",
        )


def _weights_of(
    rows: pd.DataFrame, problem: Problem
) -> tuple[NDArray[np.float64] | None, tuple[str, ...]]:
    """Return the weights of rows from elsewhere, and what is to be said of them."""
    if problem.weight and problem.weight not in rows.columns:
        name = shown(problem.weight)
        return None, (f"The rows have no column '{name}' with their weight: each counts once.",)
    weights = checked_weights(problem, rows, "rows to evaluate on")
    return weights, weight_words(problem)


def _compared(
    answers: Answers,
    predictions: Predictions,
    baseline: Predictions | None,
    asked: Asked,
    score: Score,
) -> dict[str, Any]:
    if baseline is None:
        return {}
    problem = asked.problem
    values = {metric.name: _plain(answers.score(metric, baseline)) for metric in asked.metrics}
    main = asked.main
    gained = gain(answers, predictions, baseline, main, asked.seed)
    return {
        "baseline": values,
        "constant": _constant(baseline, problem),
        "gained": gained,
        "beats_baseline": against_baseline(main, score, values[main.name], gained),
        "baseline_cost": _cost(answers, baseline.values, problem),
    }


def _constant(baseline: Predictions, problem: Problem) -> float | None:
    one = problem.task == "regression" and float(np.ptp(baseline.values)) == 0
    return float(baseline.values[0]) if one else None


def _classes(answers: Answers, predictions: Predictions, asked: Asked) -> dict[str, Any]:
    truth, weights, likely = answers.truth, answers.weights, predictions.probabilities
    found: dict[str, Any] = {
        "confusion": confusion_of(truth, predictions.values, asked.classes, weights),
        "curves": curves_of(truth, likely, asked.classes, weights),
    }
    if len(asked.classes) == 2:
        cuts = cuts_of(truth, likely[:, 1], weights)
        found["thresholds"] = table(cuts, costs_of(asked.problem))
        found["cost"] = _cost(answers, predictions.values, asked.problem)
    return found


def _numbers(answers: Answers, predictions: Predictions, asked: Asked) -> dict[str, Any]:
    truth, weights, margin = answers.truth, answers.weights, asked.margin
    values = predictions.values
    return {
        "residuals": residuals_of(truth, values, asked.seed, weights),
        "coverage": None if margin is None else coverage_of(truth, values, margin, weights),
    }


def _cost(answers: Answers, predicted: NDArray[Any], problem: Problem) -> float:
    if problem.task != "binary":
        return 0.0
    costs, truth = costs_of(problem), answers.truth
    alarms = _many(answers, (predicted == 1) & (truth == 0))
    missed = _many(answers, (predicted == 0) & (truth == 1))
    return alarms * costs.false_positive + missed * costs.false_negative


def _many(answers: Answers, rows: NDArray[np.bool_]) -> float:
    """Count rows, or sum their weights."""
    weights = weights_at(answers.weights, rows)
    return int(rows.sum()) if weights is None else float(weights.sum())


def _left_out(rows: int, known: int, usable: int) -> tuple[str, ...]:
    notes = []
    if rows > known:
        notes.append(f"{count(rows - known, 'row')} without a true answer left out.")
    if known > usable:
        notes.append(f"{count(known - usable, 'row')} of classes unknown in training left out.")
    return tuple(notes)


def _curves_from(values: Mapping[str, Any]) -> Curves:
    lines = {name: Curve(**_with_tuples(values[name])) for name in ("roc", "recall", "gain")}
    return Curves(name=values["name"], share=values["share"], **lines)


def _with_tuples(values: Mapping[str, Any]) -> dict[str, Any]:
    return {k: tuple(v) if isinstance(v, list) else v for k, v in values.items()}


def _plain(value: float) -> float | None:
    return value if math.isfinite(value) else None
