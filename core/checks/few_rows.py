"""Too few rows for steady scores."""

from __future__ import annotations

from core.checks import CHECKS, Check, Finding, View
from core.teaching import Teaching
from core.text import count, shown

FEW = 200


def look(view: View) -> Finding | None:
    """Report fewer than 200 training rows, with the uncertainty that the test part gives."""
    rows = len(view.frame)
    if rows >= FEW or not view.problem.target:
        return None
    split = view.problem.split
    test = max(round(rows * split.test_share / (1 - split.test_share)), 1)
    evidence = f"About {count(test, 'row')} remain for the final test."
    uncertain = (
        f"An accuracy of 80 % measured on them is uncertain by about "
        f"± {1.96 * (0.16 / test) ** 0.5 * 100:.0f} points."
    )
    if split.kind == "column":
        evidence = f"The column '{shown(split.column)}' names the rows of the final test."
        uncertain = f"Scores of {FEW} rows and fewer owe much to chance."
    return Finding(
        code="few_rows",
        severity="warning",
        title=f"Only {count(rows, 'row')} to learn from",
        evidence=evidence,
        consequence=f"{uncertain} Trust simple models first.",
        page="models",
    )


FEW_ROWS = CHECKS.add(
    Check(
        name="few_rows",
        label="Few rows",
        teaching=Teaching(
            f"Warns when fewer than {FEW} rows are left to learn from.",
            "Simple models and more folds make the most of few rows.",
            "Searching many settings: with few rows the best one is often only lucky.",
        ),
        look=look,
    )
)
