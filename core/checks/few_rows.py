"""Too few rows for steady scores."""

from __future__ import annotations

import dataclasses

from core.checks import CHECKS, Check, Elsewhere, Finding, Fix, View
from core.problem import Split
from core.teaching import Teaching
from core.text import count, shown

FEW = 200
STEADY = 5


def look(view: View) -> Finding | None:
    """Report fewer than 200 training rows while the folds are cut once, with what that costs."""
    rows, split = len(view.frame), view.problem.split
    if rows >= FEW or not view.problem.target or split.repeats >= STEADY:
        return None
    return Finding(
        code="few_rows",
        severity="warning",
        title=f"Only {count(rows, 'row')} to learn from",
        evidence=_evidence(rows, split),
        consequence=f"{_consequence(rows, view)} Trust simple models first; more rows would help "
        "most.",
        fixes=_fixes(split),
        page="models",
        elsewhere=None if _fixes(split) else Elsewhere("data", "Load a table with more rows"),
    )


def _evidence(rows: int, split: Split) -> str:
    if split.kind == "column":
        return f"The column '{shown(split.column)}' names the rows of the final test."
    return f"About {count(_test_rows(rows, split), 'row')} remain for the final test."


def _consequence(rows: int, view: View) -> str:
    split = view.problem.split
    if split.kind == "column" or view.problem.task == "regression":
        return f"Scores of {FEW} rows and fewer owe much to chance."
    points = 1.96 * (0.16 / _test_rows(rows, split)) ** 0.5 * 100
    return f"An accuracy of 80 % measured on them is uncertain by about ± {points:.0f} points."


def _test_rows(rows: int, split: Split) -> int:
    return max(round(rows * split.test_share / (1 - split.test_share)), 1)


def _fixes(split: Split) -> tuple[Fix, ...]:
    """Offer to cut the folds anew several times; by time there is only one way to cut."""
    if split.kind == "time":
        return ()
    repeated = dataclasses.asdict(dataclasses.replace(split, repeats=STEADY))
    label = f"Repeat the {split.folds} folds {STEADY} times for steadier scores"
    return (Fix(label, problem={"split": repeated}),)


FEW_ROWS = CHECKS.add(
    Check(
        name="few_rows",
        label="Few rows",
        teaching=Teaching(
            f"Warns when fewer than {FEW} rows are left to learn from and the folds are cut once.",
            "Simple models and repeated folds make the most of few rows.",
            "Searching many settings: with few rows the best one is often only lucky.",
        ),
        look=look,
    )
)
