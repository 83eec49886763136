"""The report: everything told, nothing run, every text escaped."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from core.export.report import TestScore as ScoreLine
from core.export.report import Told, report_html
from core.recipe import Recipe
from core.training.results import Comparison
from core.training.scored import Result
from tests.training.tables import recipe

HOSTILE = "<script>alert(1)</script>![x](http://evil.example/p.png)"


def comparison(name: str = "Logistic regression") -> Comparison:
    good = Result(name, "logistic", "finished", {"roc_auc": (0.8, 0.82, 0.84)}, simplicity=2)
    bad = Result("Broken", "xgboost", "failed", error="It stopped with: boom")
    base = Result("Baseline", "dummy", "finished", {"roc_auc": (0.5, 0.5, 0.5)}, baseline=True)
    return Comparison("binary", "roc_auc", (good, bad, base), 0.5, "abc", 0, rows=96, folds=3)


def chosen(**changes: object) -> Recipe:
    return recipe("logistic").edit(chosen="Logistic regression", **changes)


def told(**changes: object) -> Told:
    return Told("customers", 120, 5, "2026-11-23", **changes)  # type: ignore[arg-type]


def test_scores_and_reasons_are_told() -> None:
    page = report_html(
        chosen(goal="Who will leave?"),
        comparison(),
        told(
            scores=(ScoreLine("ROC-AUC", 0.8123, 0.75, 0.86),),
            confusion=((20, 3), (2, 9)),
            classes=("no", "yes"),
            importance=(("age", 0.75), ("plan", 0.25)),
            looks=2,
        ),
    )
    for words in ("Who will leave?", "0.812", "0.750 to 0.860", "Looked at 2 times", "75 %"):
        assert words in page
    assert "failed: It stopped with: boom" in page
    assert page.count("<circle") == 2


def test_sums_of_weights_are_called_so() -> None:
    said = "Each number is the sum of the weights of the rows."
    counts, names = ((20.25, 3.0), (2.0, 1234.0)), ("no", "yes")
    page = report_html(chosen(), comparison(), told(confusion=counts, classes=names, weighted=True))
    assert said in page
    assert '<td class="n">20.2</td><td class="n">3</td>' in page
    assert "1,234" in page
    plain = report_html(chosen(), comparison(), told(confusion=((1, 2), (3, 4)), classes=names))
    assert said not in plain


def test_a_candidate_without_all_folds_is_listed_without_a_place() -> None:
    base, good = comparison().results[2], comparison().results[0]
    half = replace(good, name="Half", state="partial", fold_scores={"roc_auc": (0.99,)}, folds=(1,))
    page = report_html(chosen(), replace(comparison(), results=(half, good, base)), told())
    assert page.index("Logistic regression") < page.index("Half")
    assert "(tie)" not in page
    assert "stopped after 1 of 3 folds" in page
    assert "1 candidate without all 3 folds has no place." in page


def test_the_report_says_whom_simplicity_puts_first() -> None:
    page = report_html(chosen(), comparison(), told())
    assert "At most one standard error behind the best, the simplest comes first." in page


def test_what_was_not_checked_is_printed() -> None:
    bare = report_html(chosen(), comparison(), told())
    assert "The score on the locked test rows." in bare
    full = report_html(chosen(), comparison(), told(scores=(ScoreLine("ROC-AUC", 0.8, 0.7, 0.9),)))
    assert "The score on the locked test rows." not in full


@pytest.mark.parametrize("place", ["goal", "table", "class", "column", "note"])
def test_texts_from_data_never_become_markup(place: str) -> None:
    page = report_html(
        chosen(goal=HOSTILE) if place == "goal" else chosen(),
        comparison(),
        Told(
            HOSTILE if place == "table" else "customers",
            120,
            5,
            "today",
            scores=(ScoreLine("ROC-AUC", 0.8, 0.7, 0.9, HOSTILE if place == "note" else ""),),
            classes=(HOSTILE if place == "class" else "no", "yes"),
            confusion=((1, 2), (3, 4)),
            importance=((HOSTILE if place == "column" else "age", 1.0),),
        ),
    )
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_the_file_runs_nothing_and_asks_nobody() -> None:
    page = report_html(chosen(), comparison(), told())
    assert "default-src 'none'" in page
    assert not re.search(r"(?:src|href)=", page)
    assert len(page) < 50_000


def test_intervals_are_drawn_within_the_picture() -> None:
    page = report_html(chosen(), comparison(), told())
    marks = [float(x) for x in re.findall(r'cx="([\d.]+)"', page)]
    assert all(0 <= mark <= 260 for mark in marks)
    assert max(marks) > min(marks)
