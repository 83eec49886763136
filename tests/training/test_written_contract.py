"""A project's contract is written from its training rows, or from all rows without a target."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from core.contract import Contract, Rule, check
from core.errors import DataError
from core.problem import Problem
from core.recipe import Recipe
from core.table import Dataset
from core.training.fit import fit
from core.training.written_contract import written_contract
from tests.training.tables import customers, recipe

ROWS = pd.DataFrame(
    {
        "buyer": [7, 8, 9, 9],
        "basket": ["a1", "a2", "a3", "a4"],
        "spent": [10.0, 20.0, 30.0, 110.0],
        "city": ["Bern", "Thun", "Bern", "Bern"],
        "shelf": [1, 1, 2, 2],
    }
)
PURCHASES = Dataset.of(ROWS, "purchases")
ROLES = (("basket", "id"), ("buyer", "group"), ("shelf", "ignore"))


def without_target() -> Contract:
    return written_contract(Recipe(problem=Problem(roles=ROLES)), PURCHASES)


def rules_on(contract: Contract, column: str) -> dict[str, Rule]:
    return {rule.rule: rule for rule in contract.rules if column in rule.columns}


def test_without_a_target_all_rows_are_looked_at() -> None:
    contract = without_target()
    assert (contract.rows, contract.training) == (4, False)
    assert contract.data_version == PURCHASES.fingerprint
    limits = rules_on(contract, "spent")["range"]
    assert (limits.low, limits.high) == (0.0, 120.0)
    assert rules_on(contract, "city")["categories"].values == ("Bern", "Thun")
    assert check(ROWS, contract).breaches == ()


def test_without_a_target_every_column_is_needed_but_those_to_ignore() -> None:
    contract = without_target()
    assert contract.columns == {"buyer", "basket", "spent", "city"}
    (absent,) = check(ROWS.drop(columns="buyer"), contract).stops
    assert absent.sentence == "The rows have no column 'buyer'."


def test_a_table_of_nothing_but_columns_to_ignore_gets_no_contract() -> None:
    roles = tuple((name, "ignore") for name in ROWS)
    with pytest.raises(DataError, match="No column is left"):
        written_contract(Recipe(problem=Problem(roles=roles)), PURCHASES)


def test_names_may_be_new_ones_but_not_twice_where_they_were_unique() -> None:
    contract = without_target()
    assert set(rules_on(contract, "buyer")) == {"present", "kind", "missing"}
    assert set(rules_on(contract, "basket")) == {"present", "kind", "missing", "unique"}
    later = ROWS.assign(buyer=[900, 901, 902, 903], basket=["b1", "b2", "b3", "b1"])
    assert [(b.rule.rule, b.column) for b in check(later, contract).breaches] == [
        ("unique", "basket")
    ]


def test_with_a_target_only_training_rows_are_looked_at() -> None:
    contract = written_contract(recipe("logistic"), customers())
    assert contract.training
    assert 0 < contract.rows < customers().rows


def test_rows_to_predict_need_no_target_whatever_the_contract_says() -> None:
    table, whole = customers(), recipe("logistic")
    target = whole.problem.target
    unasked = written_contract(whole.edit(problem=replace(whole.problem, target="")), table)
    assert target in unasked.columns
    kept = fit(whole.edit(contract=unasked), whole.candidates[0], table).contract
    assert kept == unasked.without([target])
