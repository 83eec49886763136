"""Simple reference methods for the samples that the app trains no model on.

Each function takes the rows of a sample and returns the measure that its card states, by
a method that fits in a few lines of scikit-learn or pandas. The methods are named on the
cards, so that whoever reads a range can repeat it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.ensemble import IsolationForest
from sklearn.metrics import roc_auc_score, silhouette_score
from sklearn.preprocessing import StandardScaler

from core.samples.anomaly import EVENTS

RECOMMENDED = 10
SEEDS = (0, 1)


def silhouette_of_logs(frame: pd.DataFrame, columns: list[str], groups: int) -> list[float]:
    """Return the silhouette of k-means on standardised logarithms, for each seed."""
    table = StandardScaler().fit_transform(np.log1p(frame[columns]))
    made = [KMeans(groups, n_init=10, random_state=seed).fit_predict(table) for seed in SEEDS]
    return [float(silhouette_score(table, labels)) for labels in made]


def isolation(frame: pd.DataFrame, label: str) -> list[float]:
    """Return the ROC-AUC of an isolation forest's scores against the label, for each seed."""
    odd = frame[label].to_numpy()
    table = frame.drop(columns=label)
    made = [IsolationForest(random_state=seed).fit(table) for seed in SEEDS]
    return [float(roc_auc_score(odd, -forest.score_samples(table))) for forest in made]


def events_found(frame: pd.DataFrame) -> float:
    """Return the share of the known events that one of the ten oddest days falls into.

    A day's distance is the mean absolute difference of its half-hours from the median of
    the same weekday and half-hour.
    """
    moment = frame["timestamp"]
    slot = [moment.dt.day_of_week, moment.dt.time]
    usual = frame.groupby(slot)["value"].transform("median")
    apart = (frame["value"] - usual).abs().groupby(moment.dt.normalize()).mean()
    oddest = apart.sort_values(ascending=False).head(RECOMMENDED).index
    spans = [(pd.Timestamp(first), pd.Timestamp(last)) for first, last in EVENTS]
    return float(np.mean([((oddest >= first) & (oddest <= last)).any() for first, last in spans]))


def popularity(frame: pd.DataFrame, who: str, what: str, when: str) -> float:
    """Return how often what a person took last is among the ten most popular things.

    Things that the person has already taken are not recommended again; popularity is
    counted without the last things.
    """
    ordered = frame.sort_values([who, when, what], kind="stable")
    last = ordered.groupby(who).tail(1)
    before = ordered.drop(last.index)
    sizes = before[what].value_counts().sort_index()
    ranked = list(sizes.sort_values(ascending=False, kind="stable").index)
    taken = before.groupby(who)[what].agg(set)
    hits = [
        thing in _first_new(ranked, taken.get(person, set()))
        for person, thing in zip(last[who], last[what], strict=True)
    ]
    return float(np.mean(hits))


def _first_new(ranked: list[object], taken: set[object]) -> list[object]:
    found = []
    for thing in ranked:
        if thing not in taken:
            found.append(thing)
        if len(found) == RECOMMENDED:
            break
    return found


def seasonal_naive(values: pd.Series, season: int, horizon: int) -> float:
    """Return the seasonal MASE of repeating the last season over the last `horizon` values.

    The error is scaled by the mean error of the same method over the values before.
    """
    past, future = values.iloc[:-horizon].to_numpy(), values.iloc[-horizon:].to_numpy()
    forecast = np.resize(past[-season:], horizon)
    usual = np.abs(past[season:] - past[:-season]).mean()
    return float(np.abs(future - forecast).mean() / usual)


def seasonal_naive_of_many(
    frame: pd.DataFrame, key: str, time: str, value: str, season: int, horizon: int
) -> float:
    """Return the mean over the series of a long table, days without a row left out."""
    ordered = frame.sort_values([key, time], kind="stable")
    scores = [seasonal_naive(part, season, horizon) for _, part in ordered.groupby(key)[value]]
    return float(np.mean(scores))


SPENDING = ["Fresh", "Milk", "Grocery", "Frozen", "Detergents_Paper", "Delicassen"]
Measure = Callable[[pd.DataFrame], "list[float] | float"]
REFERENCES: dict[str, Measure] = {
    "wholesale": lambda frame: silhouette_of_logs(frame, SPENDING, 2),
    "shop_customers": lambda frame: silhouette_of_logs(
        frame, ["days_since_last", "orders", "spent"], 2
    ),
    "thyroid": lambda frame: isolation(frame, "class"),
    "taxi": events_found,
    "films": lambda frame: popularity(frame, "userId", "movieId", "timestamp"),
    "shop_baskets": lambda frame: popularity(frame, "customer", "item", "last_bought"),
    "air_passengers": lambda frame: seasonal_naive(frame["Passengers"], 12, 24),
    "uk_flights": lambda frame: seasonal_naive(frame["Number of flights"], 7, 28),
    "shop_sales": lambda frame: seasonal_naive_of_many(
        frame, "item_id", "date", "units_sold", 6, 24
    ),
}
