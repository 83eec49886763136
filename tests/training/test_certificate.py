"""The leakage certificate: clean for honest pipelines, red for a planted global scaler."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from core.recipe import Entry, Recipe
from core.steps import Step
from core.teaching import Teaching
from core.training.certificate import certify
from tests.training.tables import customers, recipe


@dataclass(frozen=True)
class GlobalScale(Step):
    """Scale with the mean of all rows: the classic mistake."""

    kind = "prepare"
    label = "Scale everything"
    teaching = Teaching("a", "b", "c")

    def apply(self, frame: pd.DataFrame) -> pd.DataFrame:
        return frame.assign(age=frame["age"] - frame["age"].mean())


def test_an_honest_pipeline_is_clean() -> None:
    whole = recipe("logistic", "random_forest")
    for candidate in whole.candidates:
        certificate = certify(whole, candidate, customers())
        assert certificate.clean, certificate.sentence
        assert certificate.rows_scrambled == 120 - 64


def test_a_planted_global_scaler_is_found() -> None:
    honest = recipe("logistic")
    leaking = Recipe(
        problem=honest.problem,
        steps=(Entry(GlobalScale()), *honest.steps),
        candidates=honest.candidates,
    )
    certificate = certify(leaking, leaking.candidates[0], customers())
    assert not certificate.clean
    assert "must not see" in certificate.sentence


def test_dropping_duplicates_is_no_leak() -> None:
    from core.steps import STEPS

    table = customers()
    twice = pd.concat([table.frame, table.frame.iloc[:40]], ignore_index=True)
    whole = recipe("logistic").add(STEPS.get("drop_duplicates")())
    assert certify(whole, whole.candidates[0], type(table)(twice, "twice")).clean
