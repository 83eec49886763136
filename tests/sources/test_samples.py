"""The bundled samples are what their catalogue says."""

from __future__ import annotations

import pytest

from core.errors import SettingError, UnknownNameError
from core.loading import load
from core.samples import SAMPLES, Sample, sample_named
from core.sources.sample import SampleSource


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_a_sample_is_as_described(sample: Sample) -> None:
    table = load(None, SampleSource(sample.name))
    assert (table.rows, len(table.columns)) == (sample.rows, sample.columns)
    assert {sample.target, *sample.ids} <= set(table.columns)
    assert table.frame[sample.target].notna().all()
    assert table.name == sample.title
    assert sample.file.stat().st_size < 500_000
    assert sample.licence and sample.citation and sample.lesson
    _, low, high = sample.expected
    assert low < high


def test_the_amounts_of_the_churn_sample_are_numbers() -> None:
    table = load(None, SampleSource("churn"))
    assert table.kinds["TotalCharges"] == "number"
    assert table.frame["TotalCharges"].isna().sum() == 11


def test_an_unknown_sample_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="no sample named 'chrun'"):
        sample_named("chrun")
    with pytest.raises(SettingError):
        SampleSource.from_json({"sample": "chrun"})
