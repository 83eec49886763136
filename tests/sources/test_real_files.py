"""Real and ugly files from a shared folder, where it is present."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.loading import load
from tests.sources.ugly import FOLDER, reason, report, verdicts

DATA = Path(__file__).parents[3] / "shared" / "data"
LEAST_RIGHT = 0.95
LEAST_RIGHT_BY_SOURCE = 0.95
LEAST_AS_IT_STANDS = 0.97  # by source, where what is expected is what stands in the file
SECONDS = 300  # on a busy machine; a quiet one takes a fifth

needs_data = pytest.mark.skipif(not DATA.exists(), reason="the folder of real data is not here")
needs_ugly = pytest.mark.skipif(not FOLDER.exists(), reason="the folder of ugly files is not here")


@needs_data
@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("telco_churn.csv", (7043, 21)),
        ("adult_income_train.csv", (32561, 15)),
        ("birdstrikes.csv", (10000, 14)),
        ("horse_colic.csv", (300, 28)),
        ("uk_daily_flights.csv", (1118, 2)),
        ("sms_spam.tsv", (5572, 4)),
        ("nycflights13.parquet", (336776, 19)),
        ("creditcard_fraud_10k.csv.gz", (10000, 31)),
        ("california_housing.csv", (20640, 9)),
    ],
)
def test_a_real_file_has_its_shape(name: str, shape: tuple[int, int]) -> None:
    table = load(DATA / name)
    assert table.frame.shape == shape


@needs_data
def test_a_question_mark_is_missing_and_spaces_are_gone() -> None:
    frame = load(DATA / "adult_income_train.csv").frame
    assert frame["workclass"].isna().sum() == 1836
    assert set(frame["income"]) == {"<=50K", ">50K"}


@needs_data
def test_the_class_none_survives() -> None:
    frame = load(DATA / "birdstrikes.csv").frame
    assert (frame["Effect Amount of damage"] == "None").sum() == 8939


@needs_data
def test_days_come_first_in_britain() -> None:
    table = load(DATA / "uk_daily_flights.csv")
    assert table.columns[0] == "Date"
    assert table.kinds["Date"] == "date"
    assert table.frame["Date"].is_monotonic_increasing


@needs_ugly
def test_most_ugly_files_come_out_right_and_none_crashes() -> None:
    every = list(verdicts())
    wrong = [f"{verdict.file}: {verdict.why}" for verdict in every if not verdict.right]
    crashed = [line for line in wrong if ": crash" in line]
    assert not crashed, crashed
    print(report(every))
    assert sum(verdict.seconds for verdict in every) < SECONDS
    assert 1 - len(wrong) / len(every) >= LEAST_RIGHT, "\n".join(wrong)
    sure = [verdict for verdict in every if verdict.sure]
    assert sum(verdict.right for verdict in sure) / len(sure) >= LEAST_RIGHT_BY_SOURCE
    assert sum(verdict.stands for verdict in sure) / len(sure) >= LEAST_AS_IT_STANDS
    unexplained = [verdict.file for verdict in every if not (verdict.right or reason(verdict.file))]
    assert unexplained == []
