"""How well one column orders the rows by their outcome, against a plain definition."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.association import codes_of, outcome_of, power, spearman

ROWS = 60
chance = np.random.default_rng(0)
noise = chance.normal(size=ROWS)
TARGETS = {
    "regression": pd.Series(np.round(noise, 1)),
    "binary": pd.Series(np.where(noise > 0.3, "yes", "no")),
    "multiclass": pd.Series(np.digitize(noise, [-0.7, 0.1, 0.8]).astype(str)),
}
FEATURES = {
    "numbers": pd.Series(noise + chance.normal(size=ROWS)),
    "few numbers": pd.Series(np.round(noise)),
    "with gaps": pd.Series(np.where(chance.random(ROWS) < 0.4, np.nan, noise)),
    "words": pd.Series(np.where(noise > 0.2, "a", chance.choice(["a", "b", "c"], ROWS))),
    "dates": pd.Series(pd.to_datetime("2024-01-01") + pd.to_timedelta(np.round(noise * 9), "D")),
    "nothing": pd.Series(np.full(ROWS, np.nan)),
    "always": pd.Series(np.ones(ROWS)),
}


def plain_power(feature: pd.Series, target: pd.Series, task: str) -> float:
    """Predict each half by the smoothed means of groups in the other, and rank row by row."""
    codes, order = codes_of(feature)
    outcome = outcome_of(target, task)
    values = pd.Series(outcome.values)
    each = [(values == at).astype(float) for at in range(len(outcome.classes))]
    asked = each if len(outcome.classes) > 2 else [values]
    first = np.random.default_rng(0).permutation(ROWS) % 2 == 0
    halves = []
    for fit in (first, ~first):
        scores = []
        for outcomes in asked:
            groups = outcomes[fit].groupby(codes[fit]).agg(["sum", "count"])
            overall = outcomes[fit].mean()
            means = (groups["sum"] + overall) / (groups["count"] + 1)
            predicted = pd.Series(codes[~fit]).map(means).fillna(overall)
            scores.append(plain_gini(predicted, outcomes[~fit]))
        shares = [outcomes[~fit].mean() for outcomes in asked] if len(asked) > 1 else [1.0]
        halves.append(float(np.dot(shares, scores)))
    best = float(np.mean(halves))
    if order is not None and len(outcome.classes) <= 2:
        best = max(best, abs(plain_gini(pd.Series(order), values)))
    return min(max(best, 0.0), 1.0)


def plain_gini(predicted: pd.Series, values: pd.Series) -> float:
    centred = (values - values.mean()).to_numpy()
    best = float(np.dot(centred, values.rank()))
    return float(np.dot(centred, predicted.rank())) / best if best > 0 else 0.0


@pytest.mark.parametrize("task", TARGETS)
@pytest.mark.parametrize("name", FEATURES)
def test_power_is_that_of_the_plain_definition(name: str, task: str) -> None:
    found = power(FEATURES[name], outcome_of(TARGETS[task], task))
    expected = plain_power(FEATURES[name], TARGETS[task], task)
    assert found == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("name", ["numbers", "few numbers", "with gaps"])
def test_codes_cut_numbers_at_their_quantiles(name: str) -> None:
    values = FEATURES[name].dropna()
    distinct = np.unique(values)
    shares = np.linspace(0, 1, 21)[1:-1]
    cuts = distinct if len(distinct) <= 20 else np.unique(np.quantile(values, shares))
    codes, order = codes_of(FEATURES[name])
    assert codes[values.index].tolist() == [1 + int((cuts <= value).sum()) for value in values]
    assert order is not None
    assert set(order[FEATURES[name].isna()]) <= {values.median()}


@pytest.mark.parametrize("name", ["numbers", "few numbers", "with gaps", "dates"])
def test_spearman_is_that_of_pandas(name: str) -> None:
    feature, target = FEATURES[name], TARGETS["regression"]
    ordered = feature.astype("int64") if name == "dates" else feature
    assert spearman(feature, target) == pytest.approx(ordered.corr(target, method="spearman"))
