"""Propose which columns no model should learn from, with one reason each."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from core.checks import View
from core.checks.constant import constant_columns
from core.checks.huge_numbers import huge_columns
from core.checks.id_like import id_columns
from core.checks.identical_columns import twins_of
from core.checks.text_columns import text_columns
from core.meaning import meanings_of
from core.recipe import Recipe
from core.table import LARGEST
from core.text import count, shown


def with_roles(recipe: Recipe, view: View) -> Recipe:
    """Return the recipe with identifiers and useless columns set aside."""
    twins = twins_of(view)
    plans = {
        **_plan(text_columns(view), "ignore", lambda name: _text_reason(view, name)),
        **_plan(twins, "ignore", lambda name: _twin_reason(name, twins[name])),
        **_plan(constant_columns(view), "ignore", lambda name: _constant_reason(view, name)),
        **_plan(huge_columns(view), "ignore", _huge_reason),
        **_plan(id_columns(view), "id", lambda name: _id_reason(view, name)),
    }
    left = [name for name in view.features() if name not in plans]
    if not left:
        numbers = [name for name in plans if view.kinds[name] == "number"]
        plans = {name: plan for name, plan in plans.items() if name not in numbers}
    problem = recipe.problem.with_each((name, role) for name, (role, _) in plans.items())
    reasons = {f"role {name}": reason for name, (_, reason) in plans.items()}
    return recipe.edit(problem=problem, reasons={**recipe.reasons, **reasons})


def _plan(
    names: Iterable[str], role: str, reason: Callable[[str], str]
) -> dict[str, tuple[str, str]]:
    return {name: (role, reason(name)) for name in names}


def _id_reason(view: View, name: str) -> str:
    rows = int(view.frame[name].nunique())
    reason = (
        f"'{shown(name)}' has {count(rows, 'different value')}, one for each row: an identifier."
    )
    meaning = meanings_of(view.frame[[name]], view.kinds).get(name)
    if meaning is None or not meaning.personal:
        return reason
    return f"{reason} It looks like personal data ({meaning.label})."


def _constant_reason(view: View, name: str) -> str:
    values = view.frame[name].dropna()
    if values.empty:
        return f"'{shown(name)}' has no value at all."
    return f"'{shown(name)}' only ever holds '{shown(values.iloc[0], 30)}'."


def _huge_reason(name: str) -> str:
    return f"'{shown(name)}' holds numbers too large to calculate with (over {LARGEST:g})."


def _text_reason(view: View, name: str) -> str:
    known = view.frame[name].dropna()
    return (
        f"'{shown(name)}' holds {known.nunique():,} different texts in {len(known):,} rows: "
        "as categories they hardly repeat."
    )


def _twin_reason(name: str, first: str) -> str:
    return f"'{shown(name)}' says the same as '{shown(first)}'."
