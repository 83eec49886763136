"""Filling, capping and scaling, against values worked out by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.errors import SettingError
from core.steps import step_from
from core.steps.cap_outliers import CapOutliers
from core.steps.impute import Impute
from core.steps.scale import COMPARISON, Scale

HOLES = pd.DataFrame({"a": [1.0, 2.0, 2.0, 7.0, np.nan]})


@pytest.mark.parametrize(
    ("strategy", "filled"), [("median", 2), ("mean", 3), ("most_frequent", 2), ("constant", -9)]
)
def test_holes_are_filled_with(strategy: str, filled: float) -> None:
    step = Impute(strategy=strategy, value=-9)
    assert step.transformer(0, "binary").fit_transform(HOLES)[-1, 0] == filled


def test_filling_uses_the_training_rows_only() -> None:
    imputer = Impute().transformer(0, "binary").fit(HOLES)
    assert imputer.transform(pd.DataFrame({"a": [np.nan, 1000.0]})).ravel().tolist() == [2, 1000]


def test_the_indicator_says_what_was_missing() -> None:
    step = Impute(indicator=True)
    imputer = step.transformer(0, "binary").fit(HOLES)
    assert imputer.transform(HOLES)[:, 1].tolist() == [0, 0, 0, 0, 1]
    assert step.origins(imputer, ["a"]) == ["a", "a"]


# quartiles of 1..9 are 3 and 7, so the range is 4 and the fences are 3 - 6 and 7 + 6
NINE = pd.DataFrame({"a": [1.0, 2, 3, 4, 5, 6, 7, 8, 9]})


def cap(step: CapOutliers, rows: pd.DataFrame, fit: pd.DataFrame = NINE) -> list[list[float]]:
    return step.transformer(0, "binary").fit(fit).transform(rows).tolist()


def test_values_are_capped_at_the_fences() -> None:
    rows = pd.DataFrame({"a": [-50.0, -3.0, 5.0, 13.0, 14.0]})
    assert cap(CapOutliers(), rows) == [[-3], [-3], [5], [13], [13]]


def test_values_are_capped_at_standard_deviations() -> None:
    spread = np.sqrt(60 / 9)  # squares of -4..4 add up to 60
    capped = cap(CapOutliers(rule="z", deviations=2), pd.DataFrame({"a": [100.0, -100.0]}))
    assert np.ravel(capped).tolist() == pytest.approx([5 + 2 * spread, 5 - 2 * spread])


def test_values_are_capped_at_quantiles() -> None:
    capped = cap(CapOutliers(rule="quantile", tail=0.25), pd.DataFrame({"a": [0.0, 5.0, 9.0]}))
    assert np.ravel(capped).tolist() == [3, 5, 7]


def test_flagging_keeps_the_values() -> None:
    rows = pd.DataFrame({"a": [-50.0, 5.0, np.nan]})
    flagged = np.array(cap(CapOutliers(action="flag"), rows))
    np.testing.assert_array_equal(flagged, [[-50, 1], [5, 0], [np.nan, 0]])


def test_a_column_that_is_nearly_always_zero_is_left_alone() -> None:
    rare = pd.DataFrame({"a": [0.0] * 9 + [1.0]})
    assert cap(CapOutliers(), rare, fit=rare) == rare.to_numpy().tolist()


@pytest.mark.parametrize("rule", ["iqr", "z", "quantile"])
def test_huge_numbers_end_within_what_models_can_calculate(rule: str) -> None:
    huge = pd.DataFrame({"a": [1.0, 2.0, 3.0, 1e300, -1e308]})
    assert np.abs(cap(CapOutliers(rule=rule), huge, fit=huge)).max() <= 3.4e38


def test_scaling_learns_from_training_rows() -> None:
    train, new = pd.DataFrame({"a": [0.0, 10.0]}), pd.DataFrame({"a": [20.0]})
    scaled = {
        method: Scale(method=method).transformer(0, "binary").fit(train).transform(new)[0, 0]
        for method in ("standard", "minmax", "robust")
    }
    assert scaled == {"standard": 3.0, "minmax": 2.0, "robust": 3.0}


def test_robust_scaling_divides_by_the_deviation_where_the_quartiles_coincide() -> None:
    # median 0; mean 1, so the deviation is the root of (15 + 15 * 15) / 16
    train = pd.DataFrame({"rare": [0.0] * 15 + [16.0], "same": 7.0, "none": np.nan})
    new = pd.DataFrame({"rare": [15**0.5, np.nan], "same": [9.0, 7.0], "none": [3.0, np.nan]})
    scaled = Scale(method="robust").transformer(0, "binary").fit(train).transform(new)
    np.testing.assert_allclose(scaled, [[1.0, 2.0, 3.0], [np.nan, 0.0, np.nan]])


def test_robust_scaling_of_huge_numbers_stays_finite() -> None:
    huge = pd.DataFrame({"a": [0.0] * 9 + [1e300], "b": np.linspace(-8e307, 8e307, 10)})
    scaled = Scale(method="robust").transformer(0, "binary").fit_transform(huge)
    assert np.isfinite(scaled).all()


def test_every_way_of_scaling_is_compared() -> None:
    rows = {row[0] for row in COMPARISON[1:]}
    labels = Scale.settings()[1].param.labels  # type: ignore[attr-defined]
    assert set(labels) <= rows
    assert {len(row) for row in COMPARISON} == {4}


def test_a_fixed_value_must_be_a_number() -> None:
    with pytest.raises(SettingError, match="'value'"):
        step_from({"step": "impute", "strategy": "constant", "value": "none"})
