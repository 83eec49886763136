"""Columns by which a model may treat groups of people unequally."""

from __future__ import annotations

from collections.abc import Mapping

from core.checks import CHECKS, Check, Finding, Fix, View
from core.meaning import words_of
from core.teaching import Teaching
from core.text import count, listed, shown

_NAMES: Mapping[str, str] = {
    "sex": "sex gender geschlecht sexo sexe",
    "age": "age senior alter edad idade birthdate birthday dob",
    "origin": "race ethnicity ethnic nationality foreign native immigrant citizenship herkunft",
    "family status": "marital maritalstatus married personalstatus familienstand pregnant",
    "belief": "religion religious faith",
    "disability": "disability disabled handicap",
}
_SORTS = {name: sort for sort, names in _NAMES.items() for name in names.split()}
PEOPLE = 2  # a table about animals or houses has a sex or an age, hardly both


def look(view: View) -> Finding | None:
    """Report features that say who somebody is while their role does not say so."""
    found = sensitive_columns(view)
    new = {name: sort for name, sort in found.items() if view.problem.role_of(name) == "feature"}
    if not new or len(set(found.values())) < PEOPLE:
        return None
    each = [f"'{shown(name, 40)}' tells {_told(view, name)}" for name in list(new)[:3]]
    more = f" and {count(len(new) - 3, 'more column')}" if len(new) > 3 else ""
    return Finding(
        code="sensitive",
        severity="advice",
        title=f"{listed(new)} {'is a' if len(new) == 1 else 'are'} sensitive "
        f"{'column' if len(new) == 1 else 'columns'} about people",
        evidence=f"Judged by the {'name' if len(new) == 1 else 'names'} alone: "
        f"{', '.join(each)}{more}.",
        consequence="A model that uses such columns may be less right, or less fair, for some "
        "groups of people. Marked as sensitive they are still used, and the report and the model "
        "card name them. Where a decision must not depend on them, set their role to “ignore”.",
        columns=tuple(new),
        fixes=(Fix("Mark as sensitive", roles=tuple((name, "sensitive") for name in new)),),
        page="data",
    )


def _told(view: View, name: str) -> str:
    return f"the {_sort(name)} ({count(int(view.frame[name].nunique()), 'different value')})"


def sensitive_columns(view: View) -> dict[str, str]:
    """Return the features whose names say sex, age, origin and the like, with which of them."""
    sorts = {name: _sort(name) for name in view.features()}
    return {name: sort for name, sort in sorts.items() if sort}


def _sort(name: str) -> str:
    words = words_of(name)
    return next((_SORTS[word] for word in (*words, "".join(words)) if word in _SORTS), "")


SENSITIVE = CHECKS.add(
    Check(
        name="sensitive",
        label="Sensitive columns",
        teaching=Teaching(
            "Looks at the names of the columns for sex, age, origin, family, belief and health, "
            "in tables that hold at least two of these.",
            "The model decides about people: mark the columns, so that the report and the model "
            "card name them.",
            "The rows are not people, such as animals in a study.",
        ),
        look=look,
    )
)
