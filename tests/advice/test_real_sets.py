"""Every real data set gets a recipe that trains (skipped where the sets are not at hand)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from core.advice import findings, suggest, view_of
from core.recipe import Recipe
from core.table import Dataset
from tests.advice.test_suggest import fitted_rows

DATA = Path(__file__).parents[3] / "shared" / "data"
ROWS = 1_000
TARGETS = {
    "telco_churn.csv": "Churn",
    "titanic.csv": "Survived",
    "adult_income_train.csv": "income",
    "bank_marketing.csv": "deposit",
    "creditcard_fraud_10k.csv.gz": "Class",
    "german_credit.csv": "class",
    "covertype_15k.csv": "Cover_Type",
    "nycflights13.parquet": "arr_delay",
    "ames_housing.csv": "price",
    "california_housing.csv": "medianHouseValue",
    "bike_sharing_hour.csv": "cnt",
    "bike_sharing_day.csv": "cnt",
    "air_passengers.csv": "Passengers",
    "madrid_public_transport_daily.csv": "total",
    "m4_hourly.parquet": "value",
    "retail_daily_sales_50_items.csv": "units_sold",
    "annthyroid.csv": "class",
    "movielens_latest_small.csv.gz": "rating",
    "penguins.csv": "species",
    "sms_spam.tsv": "label",
    "horse_colic.csv": "23",
    "uk_daily_flights.csv": "Number of flights",
    "nab_nyc_taxi.csv": "value",
}
GUESSED = ("telco_churn.csv", "titanic.csv", "ames_housing.csv", "penguins.csv", "sms_spam.tsv")


@cache
def load(name: str) -> Dataset:
    """Return at most 1,000 rows of a real data set, or skip."""
    path = DATA / name
    if not path.exists():
        pytest.skip(f"{name} is not at hand.")
    if name.endswith("parquet"):
        frame = pd.read_parquet(path)
    else:
        header = {"header": None} if "horse" in name else {}
        frame = pd.read_csv(path, sep="\t" if name.endswith("tsv") else ",", **header)
    some = frame if len(frame) <= ROWS else frame.sample(ROWS, random_state=0).sort_index()
    return Dataset.of(some, name)


@cache
def advised(name: str) -> tuple[Recipe, frozenset[str]]:
    """Return the suggestion for a set, and the codes of what is found on it."""
    recipe = suggest(load(name), TARGETS[name])
    return recipe, frozenset(f.code for f in findings(view_of(recipe, load(name))))


@pytest.mark.parametrize("name", TARGETS)
def test_a_real_set_gets_a_recipe_that_trains(name: str) -> None:
    recipe, codes = advised(name)
    assert fitted_rows(recipe, load(name)) > 0
    assert not [code for code in codes if code.startswith("failed")]


@pytest.mark.parametrize("name", GUESSED)
def test_the_target_of_a_real_set_is_guessed(name: str) -> None:
    assert suggest(load(name)).problem.target == TARGETS[name]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("bike_sharing_hour.csv", "target_formula"),
        ("madrid_public_transport_daily.csv", "target_formula"),
        ("covertype_15k.csv", "target_kind"),
        ("bank_marketing.csv", "disguised_missing"),
    ],
)
def test_known_flaws_of_real_sets_are_found(name: str, code: str) -> None:
    _, codes = advised(name)
    assert code in codes
