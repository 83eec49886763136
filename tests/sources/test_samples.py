"""The bundled samples are what their catalogue says."""

from __future__ import annotations

import pytest

from core.errors import SettingError, UnknownNameError
from core.loading import load
from core.problem import TASKS, Problem
from core.samples import (
    FEW,
    LESSONS,
    QUESTIONS,
    SAMPLES,
    Sample,
    Wanted,
    matching,
    sample_named,
)
from core.sources.sample import SampleSource


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_a_sample_is_as_described(sample: Sample) -> None:
    table = load(None, SampleSource(sample.name))
    assert (table.rows, len(table.columns)) == (sample.rows, sample.columns)
    named = {*sample.ids, *(column for column, _ in sample.roles)}
    assert named <= set(table.columns)
    assert not sample.target or table.frame[sample.target].notna().all()
    assert table.name == sample.title
    assert sample.file.stat().st_size < 900_000
    assert sample.licence and sample.citation and sample.lesson
    assert sample.task in QUESTIONS
    assert sample.teaches and set(sample.teaches) <= set(LESSONS)
    _, low, high = sample.expected
    assert low < high


def test_the_catalogue_is_small_and_whole() -> None:
    files = {sample.file for sample in SAMPLES}
    assert files == set(SAMPLES[0].file.parent.glob("*.csv.gz"))
    assert sum(file.stat().st_size for file in files) < 4_000_000
    assert len({sample.name for sample in SAMPLES}) == len(SAMPLES)
    assert {sample.trains for sample in SAMPLES[:FEW]} == {True}


@pytest.mark.parametrize("task", QUESTIONS)
def test_each_kind_of_question_has_two_samples_or_more(task: str) -> None:
    assert len(matching(Wanted(task=task))) >= 2
    assert set(TASKS) <= set(QUESTIONS)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_a_sample_gives_its_roles(sample: Sample) -> None:
    problem = sample.asked(Problem(target=sample.target))
    assert dict(problem.roles) == dict(sample.roles)


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (Wanted("PENGUIN"), ["penguins"]),
        (Wanted("shop customer"), ["shop_customers", "shop_baskets"]),
        (Wanted("no such words"), []),
        (Wanted(task="clustering"), ["wholesale", "shop_customers"]),
        (Wanted(size="small", task="forecast"), ["air_passengers"]),
        (Wanted(size="large", lesson="fairness"), ["income"]),
        (Wanted(licence="conditions"), ["house_prices", "films"]),
        (Wanted("mit", licence="open", task="anomaly"), ["taxi"]),
    ],
)
def test_samples_are_found(wanted: Wanted, names: list[str]) -> None:
    assert [sample.name for sample in matching(wanted)] == names


def test_all_samples_are_found_without_a_wish() -> None:
    assert matching(Wanted()) == SAMPLES


def test_the_terms_of_the_film_ratings_are_beside_the_data() -> None:
    terms = sample_named("films").file.with_name("films.terms.txt").read_text(encoding="utf-8")
    assert "may not use this information for any commercial" in terms
    assert "F. Maxwell Harper" in terms


def test_the_amounts_of_the_churn_sample_are_numbers() -> None:
    table = load(None, SampleSource("churn"))
    assert table.kinds["TotalCharges"] == "number"
    assert table.frame["TotalCharges"].isna().sum() == 11


def test_an_unknown_sample_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="no sample named 'chrun'"):
        sample_named("chrun")
    with pytest.raises(SettingError):
        SampleSource.from_json({"sample": "chrun"})
