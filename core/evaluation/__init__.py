"""Evaluation: what predictions are worth on rows that no model has seen."""

from core.evaluation.evaluation import (
    Asked,
    Evaluation,
    evaluate,
    evaluate_predictions,
    evaluate_rows,
    evaluate_test,
    evaluation_from,
)

__all__ = [
    "Asked",
    "Evaluation",
    "evaluate",
    "evaluate_predictions",
    "evaluate_rows",
    "evaluate_test",
    "evaluation_from",
]
