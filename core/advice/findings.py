"""Everything worth knowing about a table, the gravest first."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from core.advice.view import blocking, sampled
from core.checks import CHECKS, SEVERITIES, Check, Finding, View
from core.errors import AppError
from core.recipe import Recipe
from core.row_order import remedies
from core.table import Dataset
from core.text import count, listed, shown

MAX_ROWS = 100_000
SECONDS = 20.0
_EXACT = ("missing_target",)
_BREAKS = (AppError, ArithmeticError, LookupError, TypeError, ValueError, MemoryError)


def findings(
    view: View,
    seconds: float = SECONDS,
    clock: Callable[[], float] = time.monotonic,
    limit: int = MAX_ROWS,
) -> tuple[Finding, ...]:
    """Run all checks on at most `limit` rows, the gravest finding first.

    A check that fails says so in a finding of its own; checks that are left when the time
    is over are named, never dropped silently.
    """
    small = sampled(view, limit)
    end = clock() + seconds
    found: list[Finding] = []
    late: list[Check] = []
    for check in CHECKS:
        if clock() >= end:
            late.append(check)
            continue
        finding = _looked(check, small)
        if finding is not None:
            found.append(_labelled(finding, len(small.frame), len(view.frame)))
    if late:
        found.append(_unfinished(late, seconds))
    return tuple(sorted(found, key=lambda finding: SEVERITIES.index(finding.severity)))


def obstacles(recipe: Recipe, dataset: Dataset) -> tuple[Finding, ...]:
    """Return what stops the recipe from being trained on the dataset, as a finding."""
    error = blocking(recipe, dataset)
    if error is None:
        return ()
    return (
        Finding(
            code="cannot_train",
            severity="stop",
            title=error.message,
            evidence=error.hint,
            consequence="Nothing can be trained before this is put right.",
            fixes=remedies(recipe),
        ),
    )


def _looked(check: Check, view: View) -> Finding | None:
    try:
        return check.look(view)
    except _BREAKS as error:
        return Finding(
            code=f"failed_{check.name}",
            severity="advice",
            title=f"The check “{check.label}” could not be done",
            evidence=f"{type(error).__name__}: {shown(error, 120)}",
            consequence="All other checks were done.",
        )


def _labelled(finding: Finding, rows: int, of: int) -> Finding:
    if rows == of or finding.code in _EXACT:
        return finding
    return replace(
        finding, evidence=f"{finding.evidence} (In a sample of {rows:,} of {of:,} rows.)"
    )


def _unfinished(late: list[Check], seconds: float) -> Finding:
    return Finding(
        code="unfinished",
        severity="advice",
        title=f"{count(len(late), 'check')} not done: the table is large",
        evidence=f"After {seconds:g} seconds these were left: "
        f"{listed(check.label for check in late)}.",
        consequence="There may be more to know about this table.",
    )
