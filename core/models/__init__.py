"""Models: each one a value that knows its estimator by dotted path.

Law of the family: building a model imports only its own library; its settings are
declared once and serve the form, Optuna and JSON; every fit uses one thread and the
recipe's seed, so that a model gives the same numbers wherever it runs.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from core.errors import MissingPackageError
from core.params import Setting, checked
from core.registry import Registry
from core.teaching import Teaching

MODELS: Registry[Model] = Registry("models", "model")

__all__ = ["MODELS", "Model"]


@dataclass(frozen=True)
class Model:
    """One kind of model to try.

    estimators        dotted path of the estimator for "classification" and "regression"
    fixed             arguments always passed; `per_task` adds those of one task
    seed_argument     name of the estimator's seed argument, empty if it has none
    category_argument name of the argument that lists the positions of category codes;
                      empty means that categories must be encoded as numbers
    scale_matters     whether scaling changes its predictions
    handles_missing   whether it accepts missing numbers
    scale_target      whether a target number is standardised for it, and its answers put back
    simplicity        1 (a constant) to 9 (many hundred trees): ties prefer the simpler
    explainer         how SHAP values are computed: linear, tree, or any
    """

    name: str
    label: str
    teaching: Teaching
    speed: str
    explainable: str
    estimators: Mapping[str, str]
    simplicity: int
    settings: tuple[Setting, ...] = ()
    fixed: Mapping[str, Any] = field(default_factory=dict)
    per_task: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    seed_argument: str = "random_state"
    category_argument: str = ""
    scale_matters: bool = True
    handles_missing: bool = False
    scale_target: bool = False
    explainer: str = "any"
    requires: tuple[str, ...] = ()
    baseline: bool = False

    def __post_init__(self) -> None:
        for name in ("estimators", "fixed", "per_task"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    def suits(self, task: str) -> bool:
        """Tell whether the model can be used for a task."""
        return family(task) in self.estimators

    def missing_packages(self) -> tuple[str, ...]:
        """Return the packages that would have to be installed first."""
        return tuple(name for name in self.requires if importlib.util.find_spec(name) is None)

    def values(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """Return all settings: the defaults, overridden by checked `params`."""
        given = checked(self.label, self.settings, params)
        return {setting.name: setting.default for setting in self.settings} | given

    def build(
        self, task: str, params: Mapping[str, Any], seed: int, categories: Sequence[int] = ()
    ) -> Any:
        """Return an unfitted estimator; `categories` are positions of category codes.

        The option "none" of a setting reaches the estimator as None.
        """
        missing = self.missing_packages()
        if missing:
            raise MissingPackageError(
                f"{self.label} needs the package {missing[0]}, which is not installed.",
                f"Install it with: pip install {' '.join(missing)}",
            )
        arguments = {**self.fixed, **self.per_task.get(family(task), {}), **self.values(params)}
        arguments = {key: None if value == "none" else value for key, value in arguments.items()}
        if self.seed_argument:
            arguments[self.seed_argument] = seed
        if self.category_argument and categories:
            arguments[self.category_argument] = list(categories)
        module, _, name = self.estimators[family(task)].rpartition(".")
        estimator = getattr(importlib.import_module(module), name)(**arguments)
        if self.scale_target and family(task) == "regression":
            return _with_scaled_target(estimator)
        return estimator


def family(task: str) -> str:
    """Return classification or regression."""
    return "regression" if task == "regression" else "classification"


def _with_scaled_target(estimator: Any) -> Any:
    from sklearn.compose import TransformedTargetRegressor
    from sklearn.preprocessing import StandardScaler

    return TransformedTargetRegressor(estimator, transformer=StandardScaler())
