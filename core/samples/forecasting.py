"""Samples in which the next values of a series are asked for."""

from __future__ import annotations

from core.samples.sample import Sample

AIR_PASSENGERS = Sample(
    name="air_passengers",
    title="Air passengers",
    question="How many passengers will fly in each of the coming months?",
    task="forecast",
    rows=144,
    columns=2,
    licence="Public",
    citation="G. Box, G. Jenkins (1976), Time Series Analysis, series G",
    lesson=(
        "A trend and a season that grows with it: repeating last year falls behind each month. "
        "Rows must stay in order; a shuffled split would show the model the future."
    ),
    teaches=("time", "small"),
    expected=("seasonal_mase", 2.3, 2.7),
    method="repeating the last year over the last 24 months",
    roles=(("Month", "time"),),
)
UK_FLIGHTS = Sample(
    name="uk_flights",
    title="Flights in Britain",
    question="How many flights will there be on each of the coming days?",
    task="forecast",
    rows=1118,
    columns=2,
    licence="Open Government Licence v3",
    citation="Office for National Statistics and EUROCONTROL (2022), daily UK flights",
    lesson=(
        "In March 2020 the series breaks: what was learned before no longer holds. "
        "Even last week is a poor guide to the weeks after Christmas."
    ),
    teaches=("time",),
    expected=("seasonal_mase", 4.2, 4.7),
    method="repeating the last week over the last 28 days",
    roles=(("Date", "time"),),
)
SHOP_SALES = Sample(
    name="shop_sales",
    title="Sales of fifty articles",
    question="How many pieces of each article will be sold on the coming days?",
    task="forecast",
    rows=27195,
    columns=3,
    licence="CC BY 4.0",
    citation=(
        "D. Chen (2019), Online Retail II, UCI Machine Learning Repository; pieces of the 50 "
        "articles sold on most days, summed for each day"
    ),
    lesson=(
        "Fifty series in one table, with no row where nothing was sold: a missing day is a zero, "
        "and Saturdays do not exist at all."
    ),
    teaches=("time", "missing"),
    expected=("seasonal_mase", 0.95, 1.10),
    method="repeating the last six trading days over the last 24, the mean of fifty series",
    roles=(("item_id", "group"), ("date", "time")),
)
