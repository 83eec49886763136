"""The contract is written from training rows, kept as JSON, and says what breaks it."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core.contract import (
    Contract,
    Rule,
    check,
    contract_from,
    contract_json,
    contract_of,
    read_contract,
    refuse,
    write_contract,
)
from core.errors import SchemaError, SettingError
from core.training.schema import schema_of


def training() -> pd.DataFrame:
    days = pd.date_range("2024-01-01", periods=30, freq="D").astype("datetime64[us]")
    return pd.DataFrame(
        {
            "age": [20 + row for row in range(30)],
            "income": [float(row) if row % 10 else np.nan for row in range(30)],
            "plan": pd.Series(["gold", "basic"] * 15, dtype="str"),
            "joined": days,
            "left": pd.Series(["yes", "no"] * 15, dtype="str"),
        }
    )


def written() -> Contract:
    return contract_of(schema_of(training(), "left", ()).columns)


def rule_of(contract: Contract, rule: str, column: str) -> Rule:
    return next(r for r in contract.rules if r.rule == rule and column in r.columns)


def broken_by(frame: pd.DataFrame) -> list[tuple[str, str, int]]:
    return [(b.rule.rule, b.column, b.rows) for b in check(frame, written()).breaches]


def test_the_training_rows_keep_their_own_contract() -> None:
    report = check(training(), written())
    assert report.breaches == ()
    assert report.sentence == "30 rows checked: 13 rules kept."


def test_limits_leave_room_for_what_comes_later() -> None:
    contract = written()
    age = rule_of(contract, "range", "age")
    assert (age.low, age.high) == (17.0, 52.0)
    assert rule_of(contract, "missing", "age").share == 0.0
    assert rule_of(contract, "missing", "income").share == 0.2
    dates = rule_of(contract, "dates", "joined")
    assert (dates.low, dates.high) == ("2023-12-29", "2025-01-30")
    assert rule_of(contract, "categories", "plan").values == ("basic", "gold")


def test_numbers_that_were_never_negative_must_not_become_so() -> None:
    frame = pd.DataFrame({"n": [0.5, 100.5]})
    limits = rule_of(contract_of(schema_of(frame, "", ()).columns), "range", "n")
    assert (limits.low, limits.high) == (0.0, 110.5)


def test_columns_that_no_model_needs_have_no_rules() -> None:
    contract = contract_of(schema_of(training(), "left", ("age", "plan")).columns)
    assert {name for rule in contract.rules for name in rule.columns} == {"income", "joined"}


def test_wide_tables_get_common_rules() -> None:
    frame = pd.DataFrame({f"g{n}": [0.0, 1.0] for n in range(1_000)})
    contract = contract_of(schema_of(frame, "", ()).columns)
    assert len(contract.rules) == 203
    gaps = frame.assign(g7=[np.nan, 1.0], g8=["a", "b"])
    assert [(b.rule.rule, b.column) for b in check(gaps, contract).breaches] == [
        ("kind", "g8"),
        ("missing", "g7"),
    ]


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ({"age": 200}, ("range", "age", 30)),
        ({"age": "old"}, ("kind", "age", 30)),
        ({"plan": "silver"}, ("categories", "plan", 30)),
        ({"joined": pd.Timestamp("2031-01-01")}, ("dates", "joined", 30)),
        ({"age": None}, ("missing", "age", 30)),
        ({"income": None}, ("missing", "income", 30)),
    ],
)
def test_each_rule_finds_what_breaks_it(change, broken) -> None:
    assert broken in broken_by(training().assign(**change))


def test_an_absent_column_breaks_one_rule_only_and_stops() -> None:
    report = check(training().drop(columns="age"), written())
    assert [b.sentence for b in report.stops] == ["The rows have no column 'age'."]
    assert len(report.breaches) == 1
    with pytest.raises(SchemaError, match="have no column 'age'"):
        refuse(report)


def test_the_report_names_rows_and_values() -> None:
    frame = training()
    frame.loc[[3, 7], "age"] = [99, 150]
    (breach,) = check(frame, written()).breaches
    assert breach.sentence == "2 values of 'age' outside 17 to 52: 99, 150."
    assert breach.examples == ((4, "99"), (8, "150"))
    assert breach.where == "rows 4, 8"


def test_rows_are_counted_from_one_whatever_their_index_is() -> None:
    frame = training().iloc[10:].assign(plan=["x"] + ["gold"] * 19)
    assert check(frame, written()).breaches[0].examples == ((1, "x"),)


def test_a_share_of_gaps_is_judged_from_twenty_rows_on() -> None:
    one = training().head(1).assign(income=np.nan)
    assert check(one, written()).breaches == ()
    many = training().assign(income=np.nan)
    (breach,) = check(many, written()).breaches
    assert breach.sentence == (
        "'income' is missing in 100.0 % of the rows; at most 20.0 % are allowed."
    )


@pytest.mark.parametrize("rows", [10, 300])
@pytest.mark.parametrize(
    ("rule", "value"),
    [
        (Rule("range", ("x",), low=0.0, high=9.0), 10.0),
        (Rule("range", ("x",), high=9.0), 10.0),
        (Rule("categories", ("x",), values=("a",)), "b"),
        (Rule("missing", ("x",), share=0.0), None),
        (Rule("length", ("x",), high=1.0), "ab"),
        (Rule("unique", ("x",)), 1.0),
    ],
)
def test_few_rows_and_many_rows_are_judged_alike(rule, value, rows) -> None:
    fine = {"range": 1.0, "categories": "a", "missing": 1.0, "length": "a"}.get(rule.rule)
    good = range(2, rows + 2) if rule.rule == "unique" else [fine] * rows
    frame = pd.DataFrame({"x": list(good)})
    if isinstance(value, str):
        frame = frame.astype("str")
    assert check(frame, Contract((rule,))).breaches == ()
    bad = frame.copy()
    bad.loc[[0, 1], "x"] = value
    assert check(bad, Contract((rule,))).breaches[0].rows == (1 if rule.rule == "unique" else 2)


def test_gaps_break_no_rule_but_the_one_on_gaps() -> None:
    rules = (
        Rule("range", ("n",), low=0.0, high=9.0),
        Rule("categories", ("t",), values=("a",)),
        Rule("length", ("t",), high=1.0),
        Rule("unique", ("n",)),
        Rule("dates", ("d",), low="2024-01-01"),
        Rule("kind", ("t",), kind="number"),
    )
    empty = pd.Series([None, None])
    frame = pd.DataFrame(
        {
            "n": empty.astype("float64"),
            "t": empty.astype("str"),
            "d": empty.astype("datetime64[us]"),
        }
    )
    assert check(frame, Contract(rules)).breaches == ()


def test_numbers_count_as_the_category_they_spell() -> None:
    contract = Contract((Rule("categories", ("code",), values=("1", "2")),))
    report = check(pd.DataFrame({"code": [1.0, 2.0, 3.0]}), contract)
    assert [breach.examples for breach in report.breaches] == [((3, "3"),)]


def test_the_last_day_of_a_span_counts_as_a_whole() -> None:
    contract = Contract((Rule("dates", ("d",), high="2024-01-31"),))
    days = pd.to_datetime(["2024-01-31 18:00", "2024-02-01 00:00"]).astype("datetime64[us]")
    assert check(pd.DataFrame({"d": days}), contract).breaches[0].examples[0][0] == 2


def test_a_rule_that_is_off_is_not_checked_and_kept() -> None:
    contract = written()
    off = contract.with_rule(replace(rule_of(contract, "range", "age"), on=False))
    frame = training().assign(age=200)
    assert check(frame, off).breaches == ()
    assert len(off.rules) == len(contract.rules)


def test_a_stop_rule_refuses_in_one_sentence() -> None:
    strict = written().with_rule(replace(rule_of(written(), "range", "age"), severity="stop"))
    with pytest.raises(SchemaError) as refused:
        refuse(check(training().assign(age=200, plan="x"), strict))
    assert refused.value.message == (
        "30 values of 'age' outside 17 to 52: 200 (rows 1, 2, 3, 4, 5 and 25 more)."
    )
    refuse(check(training().assign(plan="x"), strict))


def test_a_contract_survives_json() -> None:
    contract = replace(written(), data_version="abc", rows=30)
    assert contract_from(json.loads(json.dumps(contract_json(contract)))) == contract
    assert read_contract(write_contract(contract)) == contract


def test_a_contract_remembers_that_no_rows_were_set_apart() -> None:
    contract = replace(written(), data_version="abcdef0123456789", rows=440, training=False)
    assert contract_from(json.loads(json.dumps(contract_json(contract)))) == contract
    assert contract.without(["age"]).with_rule(contract.rules[0]).training is False
    assert contract.origin == (
        "Written from 440 rows, none of them set apart, of data version abcdef012345."
    )
    assert "training" not in contract_json(written())


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([], "not a data contract"),
        ({"kind": "other"}, "not a data contract"),
        ({"version": 9}, "has version 9"),
        ({"rules": {}}, "no list of rules"),
        ({"rules": [{"rule": "magic"}]}, "unknown rule"),
        ({"rules": [{"rule": "range", "columns": "age"}]}, "'columns' of the rule"),
        ({"rules": [{"rule": "range", "columns": []}]}, "lacks 'columns'"),
        ({"rules": [{"rule": "range", "columns": ["a"], "low": "x"}]}, "limit of"),
        ({"rules": [{"rule": "dates", "columns": ["a"], "low": "soon"}]}, "limit of"),
        ({"rules": [{"rule": "dates", "columns": ["a"], "low": 3}]}, "limit of"),
        ({"rules": [{"rule": "missing", "columns": ["a"]}]}, "lacks 'share'"),
        ({"rules": [{"rule": "missing", "columns": ["a"], "share": 2}]}, "'share' of the rule"),
        ({"rules": [{"rule": "unique", "columns": ["a"], "on": 1}]}, "'on' of the rule"),
        ({"rules": [{"rule": "unique", "columns": ["a"], "code": "x"}]}, "'code' of the rule"),
        ({"rows": True}, "no list of rules"),
        ({"training": "no"}, "'training' of the contract must be true or false"),
    ],
)
def test_a_contract_that_does_not_fit_is_refused_by_name(values, message) -> None:
    given = {**contract_json(written()), **values} if isinstance(values, dict) else values
    with pytest.raises(SettingError, match=message):
        contract_from(given)


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "x" * 5_000_000])
def test_a_text_that_is_no_contract_is_refused(text) -> None:
    with pytest.raises(SettingError):
        read_contract(text)


def test_a_contract_is_for_tables_with_a_column_that_it_names() -> None:
    contract = Contract((Rule("present", ("age", "plan"), "stop"), Rule("unique", ("id",))))
    assert contract.concerns(["plan", "x"])
    assert not contract.concerns(["x"])
    assert not Contract().concerns(["x"])


def test_a_contract_can_say_nothing_more_about_a_column() -> None:
    contract = Contract(
        (Rule("present", ("age", "plan"), "stop"), Rule("unique", ("age",))), "v", 9
    )
    rest = contract.without(["age"])
    assert rest == Contract((Rule("present", ("plan",), "stop"),), "v", 9)
