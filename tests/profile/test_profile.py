"""Profiles agree with what pandas says, value by value."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from core.association import codes_of, correlation_ratio, cramers_v, outcome_of, power
from core.problem import Problem
from core.profile import associations, missing_patterns, profile, value_changes
from core.table import kinds_of

FRAME = pd.DataFrame(
    {
        "n": [3.0, 1.0, np.nan, 3.0, 0.0, -2.0],
        "i": [1, 2, 3, 4, 5, 6],
        "c": pd.Series(["a", "b", None, "a", "a", "b"]).astype("str"),
        "d": pd.to_datetime(["2024-01-03", None, "2024-01-01", "2024-01-02"] + ["2024-01-03"] * 2),
        "e": [np.nan] * 6,
    }
)
KINDS = {"n": "number", "i": "number", "c": "category", "d": "date", "e": "number"}


def test_a_number_column_by_hand() -> None:
    facts = profile(FRAME, KINDS).column("n")
    assert (facts.missing, facts.distinct, facts.low, facts.high) == (1, 4, -2.0, 3.0)
    assert (facts.zeros, facts.negative) == (1, 1)
    assert facts.mean == pytest.approx(1.0)
    assert facts.deviation == pytest.approx(FRAME["n"].std())
    assert facts.quantiles[2] == 1.0
    assert facts.top[0] == ("3", 2)
    assert sum(facts.bars) == 5


def test_a_category_column_by_hand() -> None:
    facts = profile(FRAME, KINDS).column("c")
    assert (facts.missing, facts.distinct, facts.top) == (1, 2, (("a", 3), ("b", 2)))


def test_a_date_column_by_hand() -> None:
    facts = profile(FRAME, KINDS).column("d")
    assert (facts.low, facts.high, facts.missing) == ("2024-01-01", "2024-01-03", 1)


def test_an_empty_column_has_no_figures() -> None:
    facts = profile(FRAME, KINDS).column("e")
    assert (facts.missing, facts.distinct, facts.mean, facts.bars) == (6, 0, None, ())
    assert facts.missing_share == 1.0


def test_quantiles_are_those_of_pandas() -> None:
    values = pd.Series(np.random.default_rng(0).lognormal(size=501), name="x")
    facts = profile(values.to_frame(), {"x": "number"}).column("x")
    wanted = values.quantile([0.05, 0.25, 0.5, 0.75, 0.95])
    assert facts.quantiles == pytest.approx(tuple(wanted))


def test_whole_numbers_are_never_cut_through() -> None:
    values = pd.Series(np.arange(100), name="x")
    facts = profile(values.to_frame(), {"x": "number"}).column("x")
    assert set(facts.bars) == {4}


def test_a_large_table_is_sampled_and_says_so() -> None:
    made = profile(FRAME, KINDS, limit=4)
    assert (made.rows, made.looked_at) == (6, 4)
    assert made.note == "Sample of 4 of 6 rows."


@pytest.mark.parametrize("values", [[1e300, -1e300, 0.0], [5, 5, 5], [0.1], [2**62, -(2**62)]])
def test_a_profile_is_json_whatever_the_numbers(values: list[float]) -> None:
    frame = pd.DataFrame({"x": values})
    assert json.dumps(profile(frame, kinds_of(frame)).to_json(), allow_nan=False)


def test_power_is_one_for_a_copy_and_nothing_for_noise() -> None:
    random = np.random.default_rng(0)
    target = pd.Series(random.integers(0, 2, 2000))
    outcome = outcome_of(target, "binary")
    assert power(target.astype("float64"), outcome) == pytest.approx(1.0)
    assert power(target.map({0: "a", 1: "b"}).astype("str"), outcome) == pytest.approx(1.0)
    assert power(pd.Series(random.normal(size=2000)), outcome) < 0.08
    names = pd.Series(random.integers(0, 1000, 2000)).astype("str")
    assert power(names, outcome) < 0.08


def test_power_is_gini_of_auc_by_hand() -> None:
    """Ranks 1 to 4 against n, p, n, p: 3 of 4 pairs are in order, so AUC .75, Gini .5."""
    outcome = outcome_of(pd.Series([0, 1, 0, 1]), "binary")
    assert power(pd.Series([1.0, 2, 3, 4]), outcome) >= 0.5 - 1e-12


def test_power_sees_bends() -> None:
    x = pd.Series(np.linspace(-1, 1, 2000))
    assert power(x, outcome_of(x**2, "regression")) > 0.9


def test_cramers_v_and_ratio_by_hand() -> None:
    left = np.array([0, 0, 1, 1] * 25)
    assert cramers_v(left, left) == pytest.approx(1.0)
    assert cramers_v(left, np.array([0, 1] * 50)) == 0.0
    assert correlation_ratio(left, left * 2.0) == pytest.approx(1.0)
    assert correlation_ratio(np.array([0, 1, 0, 1]), np.array([1.0, 1, 3, 3])) < 1e-12


def test_codes_keep_gaps_apart() -> None:
    codes, order = codes_of(pd.Series([np.nan, 1.0, 2.0]))
    assert codes[0] == 0
    assert order is not None
    assert len({*codes.tolist()}) == 3


def test_features_are_ranked_by_strength() -> None:
    random = np.random.default_rng(0)
    x, z = random.normal(size=500), random.choice(["a", "b"], 500)
    y = 3 * x + (z == "a") + random.normal(0, 0.1, 500)
    frame = pd.DataFrame({"z": z, "noise": random.normal(size=500), "x": x, "y": y})
    found = associations(frame, Problem(task="regression", target="y"))
    assert [item.column for item in found.ranking] == ["x", "z", "noise"]
    assert found.ranking[0].measure == "Spearman"
    assert found.ranking[1].measure == "correlation ratio"
    assert found.paired == ("x", "z", "noise")
    assert found.matrix[0][0] == 1.0
    assert json.dumps(found.to_json(), allow_nan=False)


def test_pairs_are_drawn_without_a_target() -> None:
    found = associations(FRAME, Problem())
    assert found.ranking == ()
    assert found.paired == ("n", "i", "c", "d")


def test_gaps_that_come_together_are_paired() -> None:
    gone = [True, True, False, False]
    frame = pd.DataFrame({"a": [1.0] * 4, "b": [2.0] * 4, "c": [1.0, 2, 3, 4]})
    frame[["a", "b"]] = frame[["a", "b"]].mask(pd.Series(gone), axis=0)
    frame["y"] = ["yes", "no", "no", "no"]
    found = missing_patterns(frame, Problem(task="binary", target="y", positive="yes"))
    assert [(c.column, c.missing) for c in found.columns] == [("a", 2), ("b", 2)]
    assert (found.columns[0].outcome_missing, found.columns[0].outcome_present) == (0.5, 0.0)
    assert [(p.left, p.right, p.rows) for p in found.pairs] == [("a", "b", 2)]
    assert found.pairs[0].correlation == pytest.approx(1.0)
    assert found.complete_rows == 2


def test_values_that_another_reading_changes_are_named() -> None:
    days = pd.to_datetime(["2025-04-03", "2025-04-04"])
    before = pd.DataFrame({"day": days, "n": [1.5, 2.0], "word": ["a", None], "same": [1, 2]})
    other = pd.to_datetime(["2025-03-04", "2025-04-04"])
    after = pd.DataFrame({"day": other, "n": [1.5, None], "word": ["a", "NA"], "same": [1, 2]})
    assert value_changes(before, after) == (
        "'day': 03 Apr 2025 becomes 04 Mar 2025",
        "'n': 2 becomes missing",
        "'word': missing becomes 'NA'",
    )
    assert value_changes(before, after.head(1)) == ()
    wide = pd.DataFrame({f"c{at}": [at] for at in range(8)})
    assert value_changes(wide, wide + 1)[-1] == "3 more columns with other values"
