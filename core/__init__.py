"""Modelwright's core: everything the app does, as plain Python.

Each thing a page can do is one public function here; the pages and the command line call
the same ones. Names are loaded when they are first used, so that `import core` is quick::

    import core

    table = core.load("telco_churn.csv")
    recipe = core.suggest(table, target="Churn")
    comparison = core.compare(recipe, table)
"""

from __future__ import annotations

import importlib
from typing import Any

_HOMES = {
    "AppError": "core.errors",
    "Candidate": "core.recipe",
    "Contract": "core.contract",
    "Dataset": "core.table",
    "Known": "core.shipping",
    "Problem": "core.problem",
    "Recipe": "core.recipe",
    "Split": "core.problem",
    "ask": "core.questions",
    "associations": "core.profile",
    "best_by_cost": "core.evaluation.threshold",
    "best_by_metric": "core.evaluation.threshold",
    "best_place": "core.training.compare",
    "by_capacity": "core.evaluation.threshold",
    "certify": "core.training.certificate",
    "check_contract": "core.contract:check",
    "chosen_rows": "core.evaluation.choice:chosen",
    "column_guesses": "core.advice.columns",
    "compare": "core.training.compare",
    "costs_of": "core.evaluation.threshold",
    "describe": "core.profile:profile",
    "detect": "core.loading",
    "difference": "core.profile.difference",
    "effect_of_step": "core.advice.effect:effect_of",
    "evaluate": "core.evaluation.evaluation",
    "expected_width": "core.evaluation.expected",
    "findings": "core.advice",
    "fit": "core.training.fit",
    "global_importance": "core.explain",
    "in_common": "core.evaluation.in_common",
    "judge_rows": "core.evaluation.evaluation",
    "load": "core.loading",
    "load_bundle": "core.export.bundle",
    "make_bundle": "core.export.bundle",
    "missing_patterns": "core.profile",
    "nested_check": "core.training.nested",
    "obstacles": "core.advice",
    "part_sizes": "core.tasks.part_sizes",
    "predict_file": "core.export.predict",
    "preview": "core.loading",
    "read_contract": "core.contract",
    "read_recipe": "core.recipe",
    "read_source": "core.loading:read",
    "report": "core.shipping",
    "row_choices": "core.evaluation.choice:offers",
    "row_reasons": "core.explain",
    "row_sentence": "core.explain:sentence",
    "rows_csv": "core.export.left_out",
    "rows_table": "core.evaluation.rows_table",
    "rows_without_target": "core.export.left_out:without_target",
    "run": "core.headless",
    "script": "core.export",
    "shap_values": "core.explain",
    "suggest": "core.advice",
    "threshold_cuts": "core.out_of_fold",
    "threshold_table": "core.evaluation.threshold:table",
    "training_time": "core.training.beforehand",
    "tune": "core.training.tune",
    "tuned_candidate": "core.training.tune",
    "value_changes": "core.profile",
    "verify_bundle": "core.export.verify",
    "view_of": "core.advice",
    "with_margin": "core.training.conformal",
    "write_contract": "core.contract",
    "write_recipe": "core.recipe",
    "written_contract": "core.training.written_contract",
}

__all__ = sorted(_HOMES)  # noqa: PLE0605 - the names are loaded by __getattr__


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'core' has no attribute '{name}'")
    home, _, own = _HOMES[name].partition(":")
    return getattr(importlib.import_module(home), own or name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
