"""The data contract: written from the rows, edited rule by rule, checked on each load."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from core.contract import RULES, SEVERITIES, Contract, Report, Rule, check, write_contract
from core.errors import SettingError
from core.recipe import Recipe
from core.table import Dataset
from core.text import count, listed, shown
from pages.ui.guards import LONG, attempt
from pages.ui.safe import cached, download, esc
from pages.ui.session import change, dataset, held, session

SHOWN = 20
_ICONS = {"stop": ":material/block:", "warn": ":material/warning:"}


def draw(table: Dataset) -> None:
    """Show whether the table keeps the contract, with its rules; offer to write one."""
    kept = session().recipe.contract
    report = _report(table, kept) if kept else None
    if report is not None and report.breaches:
        _breaches(report)
    label = "Data contract" if report is None else f"Data contract: {report.sentence}"
    fold = st.expander(label, icon=":material/contract:", key="contract", on_change="rerun")
    if not fold.open:
        return
    with fold:
        if kept is None:
            _offer(table)
        else:
            _rules(kept, broken_in(report))
            _buttons(kept)


def _report(table: Dataset, contract: Contract) -> Report:
    made: Report = cached(
        session().project,
        f"{table.fingerprint} {hash(contract)}",
        "contract",
        lambda: check(table.frame, contract),
    )
    return made


def _breaches(report: Report) -> None:
    """Say what breaks the contract, above the fold: it was asked for."""
    stops = bool(report.stops)
    with st.container(border=True, key="contract-report"):
        grave = "This table breaks the data contract"
        grave += ": nothing is trained before it is put right." if session().problem.target else "."
        st.markdown(f"**{grave if stops else 'This table breaks rules of the data contract.'}**")
        for breach in report.breaches[:SHOWN]:
            where = f" ({breach.where})" if breach.where else ""
            said = f"{breach.sentence.removesuffix('.')}{where}."
            st.markdown(f"{_ICONS[breach.rule.severity]} {esc(said, LONG)}")
        if len(report.breaches) > SHOWN:
            st.caption(f"{count(len(report.breaches) - SHOWN, 'more breach', 'more breaches')}.")
        with st.container(horizontal=True, key="contract-remedies"):
            if stops:
                st.button("Only warn of this", key="contract-soften", on_click=attempt(_soften))
            st.button("Write the contract anew", key="contract-anew", on_click=attempt(_write))


def _offer(table: Dataset) -> None:
    target = session().problem.target
    checked = "load, batch and request" if target else "load"
    st.markdown(
        "A contract says what rows must look like: which columns, of what kind, in what range, "
        f"with which categories and how many gaps. It is written from {_written_from(table)}, "
        f"with room for what comes later, and checked on every later {checked}."
    )
    st.button(
        "Write the contract",
        key="contract-write",
        type="primary",
        icon=":material/edit_document:",
        on_click=attempt(_write),
    )


def _written_from(table: Dataset) -> str:
    if session().problem.target:
        return "the **training rows**"
    drawn = " of the sample that is in memory" if table.part else ""
    return f"**all {count(len(table.frame), 'row')}**{drawn}, as no target is chosen"


def broken_in(report: Report | None) -> frozenset[Any]:
    """Return the keys of the rules that a table breaks."""
    return frozenset(breach.rule.key for breach in report.breaches) if report else frozenset()


def in_order(contract: Contract, broken: Collection[Any]) -> list[int]:
    """Return the places of the rules in the order of the grid: broken ones first."""
    places = range(len(contract.rules))
    return sorted(places, key=lambda place: contract.rules[place].key not in broken)


def _rules(contract: Contract, broken: Collection[Any]) -> None:
    st.caption(
        "“Stop” refuses the rows with one sentence; “warn” answers, and says so with counts. "
        "Leave a limit empty for none."
    )
    version = session().state
    column = st.column_config
    key = f"contract-rules-{version.info.version if version else 0}"
    order = in_order(contract, broken)
    rules = [contract.rules[place] for place in order]
    rows = [row_of(rule, rule.key in broken) for rule in rules]
    st.data_editor(
        rows,
        key=key,
        hide_index=True,
        disabled=["Column", "Rule", "Allowed", "Now"],
        column_config={
            "On": column.CheckboxColumn(width=56),
            "Column": column.TextColumn(width=118),
            "Rule": column.TextColumn(width=132),
            "Now": column.TextColumn(width=76, help="Whether this table keeps the rule"),
            "Allowed": column.TextColumn(width=180),
            "If broken": column.SelectboxColumn(options=list(SEVERITIES), required=True, width=88),
            "At least": column.TextColumn(width=80, help="A number, or a date as 2024-01-31"),
            "At most": column.TextColumn(width=80, help="A number, or a date as 2024-01-31"),
            "Missing": column.TextColumn(width=80, help="Share of rows without a value, as 5 %"),
            "Categories": column.ListColumn(width=160),
        },
        on_change=attempt(_edited, key, tuple(order)),
        height=min(35 * (len(rows) + 1) + 2, 492),
    )


def _buttons(contract: Contract) -> None:
    st.caption(contract.origin)
    with st.container(horizontal=True, key="contract-buttons"):
        name = f"{session().name} contract.json"
        text = write_contract(contract)
        download("Download the contract", text, name, session().project, "contract-get")
        st.button("Write it anew", key="contract-again", on_click=attempt(_write))
        st.button("Remove it", key="contract-remove", type="tertiary", on_click=attempt(_remove))


def row_of(rule: Rule, broken: bool = False) -> dict[str, Any]:
    """Return a rule as a row of the grid."""
    first = shown(rule.columns[0], 60)
    dates = rule.rule == "dates"
    ends = [
        "" if end is None else str(end) if dates or isinstance(end, str) else f"{end:.10g}"
        for end in (rule.low, rule.high)
    ]
    return {
        "On": rule.on,
        "Column": first if len(rule.columns) == 1 else count(len(rule.columns), "column"),
        "Rule": RULES[rule.rule],
        "Now": "✕ broken" if broken else "✓ kept" if rule.on else "",
        "Allowed": rule.describe() if len(rule.columns) == 1 else listed(rule.columns, 4),
        "If broken": rule.severity,
        "At least": ends[0],
        "At most": ends[1],
        "Missing": "" if rule.share is None else f"{rule.share * 100:.6g} %",
        "Categories": list(rule.values),
    }


def with_edit(rule: Rule, values: Mapping[str, Any]) -> Rule:
    """Return a rule as it was changed in the grid, refusing limits that are none."""
    rule = replace(rule, own=True)
    if "On" in values:
        rule = replace(rule, on=bool(values["On"]))
    if "If broken" in values:
        rule = replace(rule, severity=str(values["If broken"]))
    if "Missing" in values:
        rule = replace(rule, share=_share(rule, values["Missing"]))
    if "Categories" in values and rule.rule == "categories":
        rule = replace(rule, values=tuple(str(value) for value in values["Categories"] or ()))
    if "At least" in values:
        rule = replace(rule, low=_limit(rule, values["At least"]))
    if "At most" in values:
        rule = replace(rule, high=_limit(rule, values["At most"]))
    return rule


def _limit(rule: Rule, cell: object) -> float | str | None:
    text = str(cell or "").strip()
    if not text:
        return None
    if rule.rule not in ("range", "dates", "length"):
        raise SettingError(f"“{RULES[rule.rule]}” has no limits.", "Change another column.")
    if rule.rule == "dates":
        return text
    try:
        return float(text.replace(",", ""))
    except ValueError as error:
        raise SettingError(
            f"'{shown(text, 40)}' is no number.", "Write it as 12.5, or leave it empty."
        ) from error


def _share(rule: Rule, cell: object) -> float:
    if rule.rule != "missing":
        raise SettingError(f"“{RULES[rule.rule]}” has no share of gaps.", "Change another column.")
    text = str(cell or "0").strip().removesuffix("%").strip()
    try:
        share = float(text) / 100
    except ValueError as error:
        raise SettingError(f"'{shown(cell, 40)}' is no share.", "Write it as 5 %.") from error
    if not 0 <= share <= 1:
        raise SettingError(f"A share lies between 0 and 100 %. Got {shown(cell, 40)}.")
    return share


def edited(contract: Contract, edits: Mapping[int, Mapping[str, Any]]) -> Contract:
    """Return the contract with the rules that were changed in the grid, by row."""
    rules: Sequence[Rule] = contract.rules
    for place, values in edits.items():
        contract = contract.with_rule(with_edit(rules[int(place)], values))
    return contract


def _edited(key: str, order: Sequence[int]) -> None:
    cells = held(key, {}).get("edited_rows", {})
    edits = {order[int(place)]: values for place, values in cells.items()}

    def edit(recipe: Recipe) -> Recipe:
        contract = recipe.contract
        made = recipe if contract is None else recipe.edit(contract=edited(contract, edits))
        return Recipe.from_json(made.to_json())

    change(f"Contract: {count(len(edits), 'rule')} changed", edit)


def _write() -> None:
    from core.training.written_contract import written_contract

    table = dataset()
    if table is None:
        return
    made = written_contract(session().recipe, table)
    change("Write the data contract", lambda recipe: recipe.edit(contract=made))


def softened(contract: Contract, table: Dataset) -> Contract:
    """Return the contract with the rules to stop that a table breaks only warning of it."""
    for breach in check(table.frame, contract, "stop").breaches:
        contract = contract.with_rule(replace(breach.rule, severity="warn", own=True))
    return contract


def _soften() -> None:
    table, contract = dataset(), session().recipe.contract
    if table is not None and contract is not None:
        made = softened(contract, table)
        change("Only warn of the broken rules", lambda recipe: recipe.edit(contract=made))


def _remove() -> None:
    change("Remove the data contract", lambda recipe: recipe.edit(contract=None))
