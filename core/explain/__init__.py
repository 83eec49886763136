"""Explanations: why the model says what it says, in original columns and units."""

from core.explain.explanation import Explanation, ExplanationError, load_explanation
from core.explain.importance import Importance, global_importance
from core.explain.reasons import Contribution, Reasons, row_reasons, sentence
from core.explain.shapley import sample_rows, shap_values

__all__ = [
    "Contribution",
    "Explanation",
    "ExplanationError",
    "Importance",
    "Reasons",
    "global_importance",
    "load_explanation",
    "row_reasons",
    "sample_rows",
    "sentence",
    "shap_values",
]
