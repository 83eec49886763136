"""A month with a number beside it is told as what it can be, and read on a click."""

from __future__ import annotations

import pandas as pd
import pytest

from core.advice import view_of
from core.checks import CHECKS, Finding
from core.checks.months_as_text import pattern_of
from core.problem import Problem
from core.recipe import Recipe
from core.steps import step_from
from core.table import Dataset

CHECK = CHECKS.get("months_as_text")


def table(*months: str) -> Dataset:
    frame = pd.DataFrame({"month": months * 20, "sold": range(20 * len(months))})
    return Dataset.of(frame, "sales")


def found(dataset: Dataset, recipe: Recipe | None = None) -> Finding | None:
    return CHECK.look(view_of(recipe or asked(), dataset))


def asked() -> Recipe:
    return Recipe(problem=Problem(target="sold", task="regression"))


@pytest.mark.parametrize(
    ("texts", "pattern"),
    [
        (("Jan-20", "dec-19"), "%b-%y"),
        (("Jan 2020", "Dec 2019"), "%b %Y"),
        (("January 2020", "May 2019"), "%B %Y"),
        (("May 2020", "March 2019"), "%B %Y"),
        (("20-Jan", "03-Feb"), "%y-%b"),
        (("Jan'20", "Feb'21"), "%b'%y"),
        (("1/2024", "12/2024"), "%m/%Y"),
        (("13/2024", "12/2024"), ""),
        (("Mär 24", "Dez 23"), "%b %y"),
        (("März 2024", "Januar 2023", "Mai 2022"), "%b %Y"),
        (("janv.-24", "août-23"), "%b-%y"),
        (("ene-24", "dic-23"), "%b-%y"),
        (("gen/2024", "mag/2024"), "%b/%Y"),
        (("fev/24", "out/23"), "%b/%y"),
        (("2024 mrt", "2023 okt"), "%Y %b"),
        (("jui 2024", "mai 2024"), ""),
        (("Maximum-20", "Jan-20"), ""),
        (("Jan-20", "unknown"), ""),
        ((None, "Jan-20"), "%b-%y"),
        ((None, None), ""),
    ],
)
def test_the_form_of_months_is_recognised(texts: tuple[str | None, ...], pattern: str) -> None:
    assert pattern_of(pd.Series(texts, dtype="str")) == pattern


def test_what_can_be_a_day_is_told_as_both() -> None:
    finding = found(table("Jan-20", "Feb-21", "Mar-03"))
    assert finding is not None
    assert "'Jan-20', which can be Jan 2020, or Jan 20 without a year." in finding.evidence
    assert "If the number is a day, leave it as text" in finding.consequence


def test_the_example_is_a_month_where_the_first_value_is_none() -> None:
    frame = table("Jan-20", "Feb-21", "Mar-03").frame
    frame.loc[0, "month"] = "unknown"
    finding = found(Dataset.of(frame, "sales"))
    assert finding is not None
    assert finding.evidence == (
        "'month' holds values such as 'Feb-21', which can be Feb 2021, or Feb 21 without a year."
    )


@pytest.mark.parametrize("months", [("Jan-99", "Feb-20"), ("Jan-2020", "Feb-2020")])
def test_what_can_only_be_a_year_is_not_called_a_day(months: tuple[str, ...]) -> None:
    finding = found(table(*months))
    assert finding is not None
    assert "a month and a year, and no day" in finding.evidence
    assert "is a day" not in finding.consequence


def test_a_click_reads_months_in_another_language() -> None:
    dataset = table("gen-24", "mag-23", "dic-99")
    finding = found(dataset)
    assert finding is not None
    assert "'gen-24': a month and a year" in finding.evidence
    dates = step_from(finding.fixes[0].steps[0]).apply(dataset.frame)["month"]
    assert dates.dt.strftime("%Y-%m-%d").tolist()[:3] == ["2024-01-01", "2023-05-01", "1999-12-01"]


def test_a_click_reads_the_first_of_the_month_and_another_leaves_it() -> None:
    dataset = table("Jan-20", "Feb-21", "Mar-03")
    finding = found(dataset)
    assert finding is not None
    read, leave = finding.fixes
    assert [step["step"] for step in read.steps] == ["parse_dates", "date_parts"]
    dates = step_from(read.steps[0]).apply(dataset.frame)["month"]
    assert dates.dt.strftime("%Y-%m-%d").tolist()[:3] == ["2020-01-01", "2021-02-01", "2003-03-01"]
    left = asked().apply(leave)
    assert left.prepare(dataset.frame)["month"].tolist() == dataset.frame["month"].tolist()
    assert found(dataset, left) is None
    assert found(dataset, asked().apply(read)) is None


def test_columns_written_in_two_ways_are_each_read_in_theirs() -> None:
    frame = table("Jan-20", "Feb-21").frame.assign(due=["03/2024", "04/2024"] * 20)
    dataset = Dataset.of(frame, "sales")
    finding = found(dataset)
    assert finding is not None
    prepared = dataset.frame
    for values in finding.fixes[0].steps[:2]:
        prepared = step_from(values).apply(prepared)
    assert prepared["due"].dt.month.tolist()[:2] == [3, 4]
    assert prepared["month"].dt.year.tolist()[:2] == [2020, 2021]
