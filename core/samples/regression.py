"""Samples in which an amount is predicted."""

from __future__ import annotations

from core.samples.sample import Sample

HOUSE_PRICES = Sample(
    name="house_prices",
    title="House prices",
    question="What will a house in Ames, Iowa, sell for?",
    task="regression",
    target="price",
    rows=2930,
    columns=82,
    licence="Free for education and research",
    citation="D. De Cock (2011), Ames, Iowa: alternative to the Boston housing data, JSE 19(3)",
    lesson=(
        "A missing value can be an answer: no pool, no garage. "
        "Prices are skewed, so the error in dollars is ruled by a few dear houses."
    ),
    teaches=("missing", "skew", "categories"),
    expected=("rmse", 20_000, 28_000),
    ids=("Order", "PID"),
    conditions=True,
)
BIKE_RENTALS = Sample(
    name="bike_rentals",
    title="Bike rentals",
    question="How many bikes will be rented in an hour of known weather?",
    task="regression",
    target="cnt",
    rows=17379,
    columns=17,
    licence="CC BY 4.0",
    citation="H. Fanaee-T, J. Gama (2013), Bike Sharing, UCI Machine Learning Repository",
    lesson=(
        "Two columns add up to the answer, casual and registered, and are left out. "
        "Rentals grow over two years, so the latest days are the test: split at random, and the "
        "error looks a third smaller than it will be."
    ),
    teaches=("leakage", "time"),
    expected=("rmse", 66, 86),
    ids=("instant",),
    roles=(("casual", "ignore"), ("registered", "ignore")),
)
