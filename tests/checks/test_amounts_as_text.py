"""Amounts with their unit are read as numbers of one unit, and nothing else is."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.advice import suggest, view_of
from core.checks import CHECKS
from core.checks.amounts_as_text import amounts_in
from core.checks.high_cardinality import look as many_categories
from core.problem import Problem
from core.recipe import Recipe
from core.steps import step_from, step_to
from core.table import Dataset

CHECK = CHECKS.get("amounts_as_text")
KG = tuple(f"{at} kg" for at in range(1, 7))
ASKED = Recipe(problem=Problem(target="left", task="binary"))


def table(*texts: str) -> Dataset:
    draw = np.random.default_rng(0)
    frame = pd.DataFrame({"load": draw.choice(texts, 200), "size": draw.normal(0, 1, 200)})
    return Dataset.of(frame.assign(left=draw.choice(["no", "yes"], 200)), "shop")


@pytest.mark.parametrize(
    ("texts", "unit", "decimal"),
    [
        (KG, "any", "."),
        ((*KG, "500 g"), "kg", "."),
        (("1,5 kg", "2,5 kg", "0,25 kg", "7 kg", "8 kg", "9 kg"), "any", ","),
        (("1,500 kg", "2,500 kg", "1,250 kg", "7 kg", "8 kg", "9 kg"), "any", "."),
        (("1.2k", "3M", "950", "7k", "8k", "9k"), "k", "."),
        (("1 year", "2 years", "3 years", "4 years", "5 years", "6 Years"), "any", "."),
        (("60 km/h", "70 km/h", "80 km/h", "90 km/h", "95 km/h", "99 km/h"), "any", "."),
        (("21 °C", "22 °C", "-3 °C", "~5 °C", "6 °C", "7°C"), "any", "."),
        (("5 lb", "7 oz", "8 lb", "9 lb", "10 oz", "11 oz"), "kg", "."),
    ],
)
def test_amounts_are_recognised(texts: tuple[str, ...], unit: str, decimal: str) -> None:
    found = amounts_in("load", pd.Series(texts, dtype="str"))
    assert found is not None
    assert (found.unit, found.decimal) == (unit, decimal)


@pytest.mark.parametrize(
    "texts",
    [
        KG[:5],
        (*KG, "2 m"),
        (*KG, "500 g", "3"),
        (*KG, "about 5 kg"),
        ("12A", "15B", "20C", "12D", "15E", "20F"),
        ("7 am", "8 am", "9 am", "7 pm", "8 pm", "9 pm"),
        ("10-12 kg", "12-14 kg", "5-7 kg", "3-4 kg", "1-2 kg", "8-9 kg"),
        ("1234 AB", "1235 AC", "1236 BA", "1237 XY", "1238 PQ", "1239 KL"),
        ("1", "2", "3", "4", "5", "6"),
        (),
    ],
)
def test_other_texts_are_left_alone(texts: tuple[str, ...]) -> None:
    assert amounts_in("load", pd.Series(texts, dtype="str")) is None


def test_a_click_brings_them_to_one_unit_and_another_leaves_them() -> None:
    dataset = table(*KG, "500 g")
    finding = CHECK.look(view_of(ASKED, dataset))
    assert finding is not None
    assert "'load' holds “" in finding.evidence and "“500 g”" in finding.evidence
    read, leave = finding.fixes
    numbers = step_from(read.steps[0]).apply(dataset.frame)["load"]
    assert sorted(numbers.unique()) == [0.5, 1, 2, 3, 4, 5, 6]
    for fix in (read, leave):
        assert CHECK.look(view_of(ASKED.apply(fix), dataset)) is None


def test_the_proposal_reads_them_instead_of_leaving_them_out() -> None:
    dataset = table(*(f"{at / 100:.2f}cm" for at in range(180)))
    recipe = suggest(dataset, "left")
    (step,) = (
        s for s in (step_to(entry.step) for entry in recipe.steps) if s["step"] == "extract_number"
    )
    assert (step["columns"], step["unit"]) == (["load"], "any")
    assert recipe.problem.role_of("load") == "feature"
    assert many_categories(view_of(ASKED, dataset)) is None
