"""Dates that were read as text."""

from __future__ import annotations

import re

from core.checks import CHECKS, Check, Finding, Fix, View
from core.checks.coverage import affected, features_of_kind, leave_out, them
from core.checks.some_cells import first_known, mostly
from core.teaching import Teaching
from core.text import count, shown

MOSTLY = 0.95
LOOKED_AT = 1_000
_FORM = re.compile(
    r"\d{4}[-/.]\d{1,2}([-/.]\d{1,2}([T ].*)?)?$|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}([T ].*)?$", re.ASCII
)


def look(view: View) -> Finding | None:
    """Report text columns in which nearly every value has the form of a date."""
    found = date_texts(view)
    if not found:
        return None
    first = found[0]
    return Finding(
        code="dates_as_text",
        severity="warning",
        title=f"{count(len(found), 'column')} of dates read as text",
        evidence=f"'{shown(first)}' holds values such as '{shown(example(view, first))}'."
        f"{affected(found)}",
        consequence="As text, each day is a category of its own that never comes back.",
        columns=found,
        fixes=(
            Fix("Read as dates", steps=(parse_step(view, found),)),
            leave_out(found, f"Leave {them(found)} out"),
        ),
        page="data",
    )


def date_texts(view: View) -> tuple[str, ...]:
    """Return the text features in which nearly every value has the form of a date."""
    found = []
    for name in features_of_kind(view, "category", "text"):
        texts = first_known(view.frame[name], LOOKED_AT)
        if mostly(texts, lambda text: _FORM.match(text.strip()), MOSTLY):
            found.append(name)
    return tuple(found)


def parse_step(view: View, columns: tuple[str, ...]) -> dict[str, object]:
    """Return the step that reads the columns, day first if a first number exceeds twelve."""
    late = any(
        view.frame[name].dropna().iloc[:LOOKED_AT].str.match(r"\s*(1[3-9]|2\d|3[01])[-/.]").any()
        for name in columns
    )
    return {"step": "parse_dates", "columns": list(columns), "day_first": bool(late)}


def example(view: View, column: str) -> str:
    """Return the first value of a column."""
    return str(view.frame[column].dropna().iloc[0])


DATES_AS_TEXT = CHECKS.add(
    Check(
        name="dates_as_text",
        label="Dates read as text",
        teaching=Teaching(
            "Compares the values of each text column with the usual forms of dates.",
            "Read as dates, they give the month, the weekday and the order of the rows.",
            "01/02/2024 can mean two days: check which number is the day.",
        ),
        look=look,
    )
)
