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
    "Dataset": "core.table",
    "Problem": "core.problem",
    "Recipe": "core.recipe",
    "Split": "core.problem",
    "certify": "core.training.certificate",
    "compare": "core.training.compare",
    "describe": "core.profile:profile",
    "difference": "core.profile.difference",
    "evaluate": "core.evaluation.evaluation",
    "shap_values": "core.explain",
    "findings": "core.advice",
    "fit": "core.training.fit",
    "load": "core.loading",
    "load_bundle": "core.export.bundle",
    "make_bundle": "core.export.bundle",
    "predict_file": "core.export.predict",
    "read_recipe": "core.recipe",
    "run": "core.headless",
    "script": "core.export",
    "suggest": "core.advice",
    "training_time": "core.training.beforehand",
    "tune": "core.training.tune",
    "verify_bundle": "core.export.verify",
    "with_margin": "core.training.conformal",
    "write_recipe": "core.recipe",
}

__all__ = sorted(_HOMES)  # noqa: PLE0605 - the names are loaded by __getattr__


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'core' has no attribute '{name}'")
    home, _, own = _HOMES[name].partition(":")
    return getattr(importlib.import_module(home), own or name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
