"""Contracts as JSON: part of a recipe, a file of its own, a member of a bundle."""

from __future__ import annotations

import dataclasses
import datetime
import json
import math
from collections.abc import Mapping
from typing import Any

from core.contract.rules import RULES, SEVERITIES, Contract, Rule
from core.errors import SettingError
from core.text import shown

NAME = "modelwright-contract"
VERSION = 1
MAX_BYTES = 4_000_000
_DEFAULTS = {item.name: item.default for item in dataclasses.fields(Rule)}
_NEEDED = {"kind": "kind", "missing": "share", "length": "high"}
_HINT = "Download the contract again from the Data page."


def contract_json(contract: Contract) -> dict[str, Any]:
    """Return JSON values; `contract_from` gives an equal contract back."""
    whole = {} if contract.training else {"training": False}
    return {
        "kind": NAME,
        "version": VERSION,
        "data_version": contract.data_version,
        "rows": contract.rows,
        **whole,
        "rules": [_rule_to(rule) for rule in contract.rules],
    }


def contract_from(values: Any) -> Contract:
    """Build a contract from JSON values, refusing what is unknown or does not fit."""
    if not isinstance(values, Mapping) or values.get("kind") != NAME:
        raise SettingError("This is not a data contract.", _HINT)
    if values.get("version") != VERSION:
        raise SettingError(
            f"The contract has version {shown(values.get('version'), 20)}; "
            f"this app reads version {VERSION}.",
            "Open it with the version of Modelwright that wrote it.",
        )
    rules, rows = values.get("rules"), values.get("rows", 0)
    if not isinstance(rules, list) or isinstance(rows, bool) or not isinstance(rows, int):
        raise SettingError("The contract holds no list of rules.", _HINT)
    training = values.get("training", True)
    if not isinstance(training, bool):
        raise SettingError("'training' of the contract must be true or false.", _HINT)
    made = tuple(_rule_from(item) for item in rules)
    return Contract(made, str(values.get("data_version", "")), rows, training)


def write_contract(contract: Contract) -> str:
    """Return the contract file's text."""
    text = json.dumps(contract_json(contract), indent=1, ensure_ascii=False, allow_nan=False)
    return text + "\n"


def read_contract(text: str) -> Contract:
    """Read a contract file's text, or the contract within a recipe file's text."""
    if len(text) > MAX_BYTES:
        raise SettingError("The contract file is over 4 MB.", _HINT)
    try:
        values = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SettingError("The contract file is not valid JSON.", _HINT) from error
    if isinstance(values, Mapping) and "contract" in values:
        values = values["contract"]
    return contract_from(values)


def _rule_to(rule: Rule) -> dict[str, Any]:
    values: dict[str, Any] = {"rule": rule.rule, "columns": list(rule.columns)}
    for name, default in _DEFAULTS.items():
        value = getattr(rule, name)
        if name not in values and value != default:
            values[name] = list(value) if isinstance(value, tuple) else value
    return values


def _rule_from(values: Any) -> Rule:
    if not isinstance(values, Mapping) or values.get("rule") not in RULES:
        raise SettingError(f"The contract holds an unknown rule: {shown(values, 80)}.", _HINT)
    wrong = next((name for name in values if not _fits(name, values[name])), None)
    if wrong is not None:
        raise SettingError(
            f"'{shown(wrong, 40)}' of the rule “{RULES[values['rule']]}” cannot be "
            f"{shown(repr(values[wrong]), 60)}.",
            _HINT,
        )
    given: dict[str, Any] = {
        name: tuple(v) if isinstance(v, list) else v for name, v in values.items()
    }
    rule = Rule(**{"columns": (), **given})
    needed = _NEEDED.get(rule.rule)
    if not rule.columns or (needed and getattr(rule, needed) in ("", None)):
        lacks = "columns" if not rule.columns else needed
        raise SettingError(f"The rule “{RULES[rule.rule]}” lacks '{lacks}'.", _HINT)
    _check_limits(rule)
    return rule


def _check_limits(rule: Rule) -> None:
    """Refuse limits of the wrong kind, such as a word where a date is needed."""
    for end in (rule.low, rule.high):
        if end is None:
            continue
        if rule.rule == "dates" and isinstance(end, str) and _is_date(end):
            continue
        if rule.rule != "dates" and not isinstance(end, str):
            continue
        raise SettingError(
            f"A limit of “{RULES[rule.rule]}” cannot be {shown(repr(end), 40)}.",
            "Write dates as 2024-01-31, and numbers as 12.5.",
        )


def _is_date(text: str) -> bool:
    try:
        return 1678 <= datetime.datetime.fromisoformat(text).year <= 2261
    except ValueError:
        return False


def _fits(name: Any, value: Any) -> bool:
    return name in _FITTING and _FITTING[name](value)


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_number(value: Any) -> bool:
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    return plain and math.isfinite(value)


_FITTING = {
    "rule": lambda value: value in RULES,
    "columns": _is_texts,
    "severity": lambda value: value in SEVERITIES,
    "on": lambda value: isinstance(value, bool),
    "own": lambda value: isinstance(value, bool),
    "kind": lambda value: value in ("number", "category", "date"),
    "low": lambda value: value is None or isinstance(value, str) or _is_number(value),
    "high": lambda value: value is None or isinstance(value, str) or _is_number(value),
    "values": _is_texts,
    "share": lambda value: value is None or (_is_number(value) and 0 <= value <= 1),
}
