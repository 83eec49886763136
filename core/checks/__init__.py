"""Checks: each one looks for a single thing worth knowing and offers its remedy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from core.registry import Registry
from core.teaching import Teaching

if TYPE_CHECKING:
    import pandas as pd

    from core.checks.figures import Figures
    from core.problem import Problem

CHECKS: Registry[Check] = Registry("checks", "check")
SEVERITIES = ("stop", "warning", "advice")

__all__ = ["CHECKS", "SEVERITIES", "Check", "Elsewhere", "Finding", "Fix", "View"]


@dataclass(frozen=True, eq=False)
class View:
    """What a check may see: the training rows, the problem, and the names of the steps set.

    `rows_without_target` counts rows that were set aside because their target is missing.
    `raw` holds the same rows before any step, with columns that steps removed. `gappy` names the
    columns of dates with a gap in any row, locked ones too: no split by time can use them.
    """

    frame: pd.DataFrame
    problem: Problem
    kinds: Mapping[str, str]
    steps: tuple[Mapping[str, Any], ...] = ()
    rows_without_target: int = 0
    raw: pd.DataFrame | None = None
    gappy: frozenset[str] = frozenset()

    @property
    def before(self) -> pd.DataFrame:
        """The same rows before any step."""
        return self.frame if self.raw is None else self.raw

    def features(self) -> tuple[str, ...]:
        """Return the columns that a model would learn from."""
        return self._features

    @cached_property
    def figures(self) -> Mapping[str, Figures]:
        """The figures of each number feature, worked out once for all checks."""
        from core.checks.figures import figures_of

        names = [name for name in self.features() if self.kinds[name] == "number"]
        return figures_of(self.frame, names)

    @cached_property
    def _features(self) -> tuple[str, ...]:
        roles = self.problem.role_of
        return tuple(name for name in self.frame if roles(name) in ("feature", "sensitive"))


@dataclass(frozen=True)
class Fix:
    """A change of the recipe, as data: steps to add, roles to give, problem fields to set."""

    label: str
    steps: tuple[Mapping[str, Any], ...] = ()
    roles: tuple[tuple[str, str], ...] = ()
    problem: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the change as JSON values."""
        return {
            "label": self.label,
            "steps": [dict(values) for values in self.steps],
            "roles": [list(pair) for pair in self.roles],
            "problem": dict(self.problem),
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Fix:
        """Return the change that `to_json` gave."""
        roles = tuple((str(column), str(role)) for column, role in values["roles"])
        return cls(values["label"], tuple(values["steps"]), roles, values["problem"])


@dataclass(frozen=True)
class Elsewhere:
    """Where a person puts right what no change of the recipe can: a page, and the words for it."""

    page: str
    label: str


@dataclass(frozen=True)
class Finding:
    """Something worth knowing, with its evidence, its consequence and its remedies.

    `page` is where it is shown first: data, explore, clean, features or models.
    `fixes` begin with what the evidence suggests; without one, `done` says what was done
    already, or `elsewhere` where a person can put it right.
    `safe` marks a fix that never hurts, for "apply all safe ones".
    """

    code: str
    severity: str
    title: str
    evidence: str
    consequence: str
    columns: tuple[str, ...] = ()
    fixes: tuple[Fix, ...] = ()
    page: str = "data"
    safe: bool = False
    done: str = ""
    elsewhere: Elsewhere | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the finding as JSON values, its remedies included."""
        fixes = [fix.to_json() for fix in self.fixes]
        elsewhere = vars(self.elsewhere) if self.elsewhere else None
        facts = {"columns": list(self.columns), "fixes": fixes, "elsewhere": elsewhere}
        return {**vars(self), **facts}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Finding:
        """Return the finding that `to_json` gave."""
        facts = {
            "columns": tuple(values["columns"]),
            "fixes": tuple(Fix.from_json(fix) for fix in values["fixes"]),
            "elsewhere": Elsewhere(**values["elsewhere"]) if values["elsewhere"] else None,
        }
        return cls(**{**values, **facts})


@dataclass(frozen=True)
class Check:
    """One thing to look for."""

    name: str
    label: str
    teaching: Teaching
    look: Callable[[View], Finding | None]
