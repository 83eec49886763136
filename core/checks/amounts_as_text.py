"""Amounts that were read as text because their unit stands behind them, as in “12 kg”."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.checks import CHECKS, Check, Finding, Fix, View
from core.checks.coverage import affected, columns_that, undecided_texts
from core.checks.disguised_missing import WORDS
from core.checks.numbers_as_text import MOSTLY
from core.checks.some_cells import first_known
from core.teaching import Teaching
from core.text import cells, listed
from core.units import AS_WRITTEN, ONES, unit_for

if TYPE_CHECKING:
    import pandas as pd

MIN_DISTINCT = 6
LOOKED_AT, PROBED = 5_000, 20
_NUMBER = r"[~≈]?\s?[-+\u2212]?(?P<number>\d+(?:[.,'’ \u00a0\u202f]\d+)*)"
_AMOUNT = re.compile(rf"{_NUMBER}\s?(?P<unit>[°µ]?[^\W\d_][^\s\d]{{0,12}}|[°%\"'])?")
_COMMA = re.compile(r"\d,(?:\d{1,2}|\d{4,})(?!\d)")
_POINT = re.compile(r"\d\.(?:\d{1,2}|\d{4,})(?!\d)")
_HALVES = {"am", "pm"}


@dataclass(frozen=True)
class Amounts:
    """How the amounts of a column are read, with the first ones as they are written."""

    column: str
    unit: str
    decimal: str
    some: tuple[str, ...]


def look(view: View) -> Finding | None:
    """Report text columns in which nearly every value is an amount with its unit."""
    found = amount_texts(view)
    if not found:
        return None
    names = tuple(amounts.column for amounts in found)
    return Finding(
        code="amounts_as_text",
        severity="warning",
        title=f"{columns_that(found, 'holds', 'hold')} amounts with their unit",
        evidence=f"{listed(names[:1])} holds {cells(found[0].some)}.{affected(names)}",
        consequence="As text, 9 kg is no closer to 10 kg than to 900 kg, and each amount is a "
        "category.",
        columns=names,
        fixes=(
            Fix("Read as numbers", steps=tuple(step for step, _ in read_steps(found))),
            Fix("Leave as text", steps=({"step": "cast", "columns": list(names)},)),
        ),
        page="data",
    )


def amount_texts(view: View) -> tuple[Amounts, ...]:
    """Return the undecided text features of amounts whose units can be brought to one."""
    found = (amounts_in(name, view.frame[name]) for name in undecided_texts(view))
    return tuple(amounts for amounts in found if amounts)


def read_steps(found: Iterable[Amounts]) -> Iterator[tuple[dict[str, Any], tuple[Amounts, ...]]]:
    """Return a step for the columns that are read alike, with these columns."""
    alike: dict[tuple[str, str], list[Amounts]] = {}
    for amounts in found:
        alike.setdefault((amounts.unit, amounts.decimal), []).append(amounts)
    for (unit, decimal), group in alike.items():
        names = [amounts.column for amounts in group]
        step = {"step": "extract_number", "columns": names, "unit": unit, "decimal": decimal}
        yield step, tuple(group)


def amounts_in(name: str, values: pd.Series) -> Amounts | None:
    """Return how a column of amounts is read, None for any other.

    >>> import pandas as pd
    >>> texts = [f"{at},5 kg" for at in range(5)] + ["700 g"]
    >>> amounts_in("weight", pd.Series(texts, dtype="str"))
    Amounts(column='weight', unit='kg', decimal=',', some=('0,5 kg', '1,5 kg', '700 g'))
    """
    probe = first_known(values, PROBED)
    if 2 * len(_read(probe)) < len(set(probe)):
        return None
    texts = [
        text for text in values.dropna().unique()[:LOOKED_AT] if text.strip().lower() not in WORDS
    ]
    read = _read(texts)
    if len(texts) < MIN_DISTINCT or len(read) < MOSTLY * len(texts):
        return None
    units = Counter(found["unit"] or "" for found in read.values())
    unit = _common(units)
    if not unit:
        return None
    firsts = {found["unit"]: text for text, found in reversed(read.items())}
    some = dict.fromkeys([*list(read)[:2], *(firsts[unit] for unit in units if unit)])
    return Amounts(name, unit, _decimal(read), tuple(some)[:3])


def _read(texts: Iterable[str]) -> dict[str, re.Match[str]]:
    stripped = map(str.strip, texts)
    return {text: found for text in stripped if (found := _AMOUNT.fullmatch(text))}


def _common(units: Mapping[str, int]) -> str:
    """Return the unit that all amounts can be read in, empty when there is none."""
    written = [unit for unit, _ in Counter(units).most_common() if unit]
    alike = {_singular(unit) for unit in written}
    if not written or alike & _HALVES:
        return ""
    best = unit_for(written)
    if best == ONES:
        return ONES
    if len(alike) == 1:
        return AS_WRITTEN
    return "" if "" in units else best


def _singular(unit: str) -> str:
    plain = unit.lower().rstrip(".")
    return plain.removesuffix("s") if len(plain) > 2 else plain


def _decimal(texts: Iterable[str]) -> str:
    commas, points = (sum(bool(form.search(text)) for text in texts) for form in (_COMMA, _POINT))
    return "," if commas > points else "."


AMOUNTS_AS_TEXT = CHECKS.add(
    Check(
        name="amounts_as_text",
        label="Amounts with their unit",
        teaching=Teaching(
            "Looks for text columns of numbers with one unit behind them, or with units that can "
            "be converted, such as grams and kilograms.",
            "The column is an amount: read it as numbers in one unit.",
            "The texts are names of sizes or models, such as “5 XL”: leave them as text.",
        ),
        look=look,
    )
)
