"""The bundled samples: small real tables, each with a question and a lesson."""

from __future__ import annotations

from core.errors import UnknownNameError
from core.samples.anomaly import TAXI, THYROID
from core.samples.classification import (
    BANK_CALLS,
    CHURN,
    CREDIT,
    FOREST_COVER,
    INCOME,
    PENGUINS,
    SPAM,
    TITANIC,
)
from core.samples.clustering import SHOP_CUSTOMERS, WHOLESALE
from core.samples.forecasting import AIR_PASSENGERS, SHOP_SALES, UK_FLIGHTS
from core.samples.recommendation import FILMS, SHOP_BASKETS
from core.samples.regression import BIKE_RENTALS, HOUSE_PRICES
from core.samples.sample import LESSONS, MEASURES, QUESTIONS, Sample
from core.samples.search import LICENCES, SIZES, Wanted, fits

__all__ = [
    "FEW",
    "LESSONS",
    "LICENCES",
    "MEASURES",
    "QUESTIONS",
    "SAMPLES",
    "SIZES",
    "Sample",
    "Wanted",
    "matching",
    "sample_named",
]

FEW = 5
SAMPLES = (
    CHURN,
    HOUSE_PRICES,
    FOREST_COVER,
    PENGUINS,
    TITANIC,
    CREDIT,
    INCOME,
    BANK_CALLS,
    SPAM,
    BIKE_RENTALS,
    AIR_PASSENGERS,
    SHOP_SALES,
    UK_FLIGHTS,
    WHOLESALE,
    SHOP_CUSTOMERS,
    THYROID,
    TAXI,
    FILMS,
    SHOP_BASKETS,
)


def sample_named(name: str) -> Sample:
    """Return a sample, or raise with the nearest known name."""
    for sample in SAMPLES:
        if sample.name == name:
            return sample
    raise UnknownNameError.of("sample", name, [sample.name for sample in SAMPLES])


def matching(wanted: Wanted) -> tuple[Sample, ...]:
    """Return the samples that fit a search, the best known first."""
    return tuple(sample for sample in SAMPLES if fits(sample, wanted))
