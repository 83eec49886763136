"""Several rows of the same customer, patient or machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.checks import CHECKS, Check, Finding, Fix, View
from core.checks.id_like import is_unnamed, named_like_id
from core.teaching import Teaching
from core.text import count, number, shown

if TYPE_CHECKING:
    import pandas as pd

MIN_GROUPS = 20
MIN_PER_GROUP = 1.5
_WORDS = (
    "customer",
    "client",
    "patient",
    "user",
    "person",
    "subject",
    "household",
    "account",
    "student",
    "employee",
    "member",
    "machine",
    "device",
    "session",
)


def look(view: View) -> Finding | None:
    """Report a repeated identifier while rows are split at random."""
    column = group_of(view)
    if not column or view.problem.split.kind != "random" or not view.problem.target:
        return None
    values = view.before[column]
    groups = int(values.nunique())
    split = view.problem.split
    values_of_split = {
        "kind": "group",
        "column": column,
        "test_share": split.test_share,
        "folds": split.folds,
    }
    fix = Fix(
        "Keep the rows of one group together",
        roles=((column, "group"),),
        problem={"split": values_of_split},
    )
    return Finding(
        code="group_column",
        severity="warning",
        title=f"'{shown(column)}' repeats: rows belong together",
        evidence=f"{groups:,} different values in {count(int(values.count()), 'row')}: "
        f"{number(values.count() / groups)} rows each on average.",
        consequence="A random split puts rows of one group on both sides. The model recognises "
        "them, and the score is too good for new groups.",
        columns=(column,),
        fixes=(fix,),
        page="data",
    )


def group_of(view: View) -> str:
    """Return the repeated identifier with the most different values, or ''."""
    found = groups_of(view)
    return max(found, key=lambda name: found[name], default="")


def groups_of(view: View) -> dict[str, int]:
    """Return the repeated identifiers, each with how many different values it has."""
    found = {}
    for name, type_ in view.before.dtypes.items():
        role = view.problem.role_of(name)
        if role in ("target", "ignore", "time", "weight") or type_.kind == "M":
            continue
        if not (role in ("id", "group") or _named_like_group(name)):
            continue
        values = view.before[name].dropna()
        groups = int(values.nunique())
        if groups >= MIN_GROUPS and len(values) >= MIN_PER_GROUP * groups and _whole(values):
            found[name] = groups
    return found


def _whole(values: pd.Series) -> bool:
    return values.dtype.kind != "f" or bool((values % 1 == 0).all())


def _named_like_group(name: str) -> bool:
    lower = name.lower()
    return (named_like_id(name) and not is_unnamed(name)) or lower in _WORDS


GROUP_COLUMN = CHECKS.add(
    Check(
        name="group_column",
        label="Rows that belong together",
        teaching=Teaching(
            "Looks for an identifier, such as a customer number, that occurs in several rows.",
            "You will predict for new customers: keep the rows of one customer together.",
            "You will predict for the same customers again: a time split is more honest.",
        ),
        look=look,
    )
)
