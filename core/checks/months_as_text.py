"""Months that were read as text: “Jan-20” is no complete date, and can be one without its year."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from typing import TYPE_CHECKING

from core.checks import CHECKS, Check, Finding, Fix, View
from core.checks.coverage import affected, undecided_texts
from core.checks.some_cells import first_known
from core.months import months_in_english
from core.teaching import Teaching
from core.text import count, shown

if TYPE_CHECKING:
    import pandas as pd

MOSTLY = 0.95
LOOKED_AT = 1_000
DAYS = 31
_SHORT = "jan feb mar apr may jun jul aug sep oct nov dec"
_LONG = "january february march april may june july august september october november december"
_NAMES = {"%b": "|".join(_SHORT.split()), "%B": "|".join(_LONG.split())}
_YEARS = {"%y": r"(\d{2})", "%Y": r"[12]\d{3}"}
_AS_TEXT = (
    "As text the months have no order, and a month to come is a category that was never seen."
)
_A_DAY = "If the number is a day, leave it as text: without a year it is no date."
_BETWEEN = ("-", " ", "/", ".", "'", " '", ", ", "")


def look(view: View) -> Finding | None:
    """Report text columns in which nearly every value is a month with a year or a day."""
    found = month_texts(view)
    if not found:
        return None
    first = next(iter(found))
    months = {name: _months(view.frame[name], pattern) for name, pattern in found.items()}
    open_ones = [name for name, pattern in found.items() if _is_open(months[name], pattern)]
    told = open_ones[0] if open_ones else first
    return Finding(
        code="months_as_text",
        severity="warning",
        title=f"{count(len(found), 'column')} of months read as text",
        evidence=f"{_evidence(told, months[told].iloc[0], bool(open_ones))}{affected(found)}",
        consequence=f"{_AS_TEXT} {_A_DAY}" if open_ones else _AS_TEXT,
        columns=tuple(found),
        fixes=(
            Fix("Read as the first of the month", steps=tuple(_parse_steps(found))),
            Fix(
                "Leave as text",
                steps=({"step": "cast", "columns": list(found), "to": "category"},),
            ),
        ),
        page="data",
    )


def month_texts(view: View) -> dict[str, str]:
    """Return the undecided text features of months, each with the pattern that reads it."""
    made = {name: pattern_of(view.frame[name]) for name in undecided_texts(view)}
    return {name: pattern for name, pattern in made.items() if pattern}


def pattern_of(values: pd.Series) -> str:
    """Return the pattern of months by which nearly every value can be read, empty for none.

    >>> import pandas as pd
    >>> pattern_of(pd.Series(["Jan-20", "Feb-20"])), pattern_of(pd.Series(["03/2024", "04/2024"]))
    ('%b-%y', '%m/%Y')
    >>> pattern_of(pd.Series(["2024-01-03", "May", "May 2024"]))
    ''
    >>> pattern_of(pd.Series(["janv. 2024", "août 2023"])), pattern_of(pd.Series(["Mrz 24"]))
    ('%b %Y', '%b %y')
    """
    import pandas as pd

    texts = pd.Series(first_known(values, LOOKED_AT), dtype="str").str.strip()
    return _pattern(texts, lambda as_they_are: as_they_are) or _pattern(texts, months_in_english)


def _pattern(texts: pd.Series, written: Callable[[pd.Series], pd.Series]) -> str:
    """Return the pattern of nearly all texts as they are written, empty for none.

    The first and the last one tell whether there is anything to look for.
    """
    if not len(texts):
        return ""
    ends = written(texts.iloc[[0, -1]]).tolist()
    likely = [pattern for pattern, form in _FORMS.items() if any(map(form.fullmatch, ends))]
    every = written(texts) if likely else texts
    mostly = (p for p in likely if every.str.fullmatch(_FORMS[p]).mean() >= MOSTLY)
    return next(mostly, "")


def _months(values: pd.Series, pattern: str) -> pd.Series:
    """Return the values that the pattern reads, without what few others a column has."""
    texts, form = values.dropna().str.strip(), _FORMS[pattern]
    return texts[texts.str.fullmatch(form) | months_in_english(texts).str.fullmatch(form)]


def _is_open(months: pd.Series, pattern: str) -> bool:
    """Tell whether the number beside the month can be a day: two digits, and none above 31."""
    if "%y" not in pattern:
        return False
    numbers = months.str.extract(r"(\d{2})", expand=False).astype("int64")
    return bool(numbers.between(1, DAYS).all())


def _evidence(name: str, value: str, is_open: bool) -> str:
    such = f"'{shown(name)}' holds values such as '{shown(value)}'"
    if not is_open:
        return f"{such}: a month and a year, and no day."
    number = re.sub(r"\D", "", value)
    month = re.sub(r"[\d\W]", "", value)
    return f"{such}, which can be {month} 20{number}, or {month} {int(number)} without a year."


def _parse_steps(found: Mapping[str, str]) -> Iterator[dict[str, object]]:
    """Return a step for each pattern, and one that makes numbers of the dates."""
    for pattern, names in groupby(sorted(found, key=found.__getitem__), key=found.__getitem__):
        yield {
            "step": "parse_dates",
            "columns": list(names),
            "written": "pattern",
            "pattern": pattern,
        }
    yield {"step": "date_parts", "columns": list(found)}


def _forms() -> Iterator[tuple[str, str]]:
    """Return each pattern with the form of the texts that it reads."""
    for between in _BETWEEN:
        for month, names in _NAMES.items():
            for year, digits in _YEARS.items():
                yield f"{month}{between}{year}", f"(?:{names}){re.escape(between)}{digits}"
                yield f"{year}{between}{month}", f"{digits}{re.escape(between)}(?:{names})"
    for between in "/-.":
        yield f"%m{between}%Y", rf"(?:0?[1-9]|1[0-2]){re.escape(between)}[12]\d{{3}}"


_FORMS = {pattern: re.compile(form, re.IGNORECASE) for pattern, form in _forms()}


MONTHS_AS_TEXT = CHECKS.add(
    Check(
        name="months_as_text",
        label="Months read as text",
        teaching=Teaching(
            "Compares the values of each text column with the forms of a month and a year, such "
            "as “Jan-20”, “May 2024” or “05/2024”.",
            "Read as the first of the month, they have an order, and give the month and the year.",
            "“Jan-20” can be a day as well, whose year is not told: then it is to stay text.",
        ),
        look=look,
    )
)
