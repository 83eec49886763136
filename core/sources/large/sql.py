"""The SQL that converts one column of a large text, or says that a cell does not fit it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from core.sources.large.kinds import (
    DATE,
    INTEGER,
    MOST_DIGITS,
    NUMBER,
    PATIENT,
    TEXT,
    Cells,
    Demotion,
)

_WHITE = "' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8239) || chr(8201)"
_MARK = "modelwright-demotion"
_MARKED = re.compile(rf"{_MARK}:(\d+):(\w+)")


def expression(place: int, kind: str, cells: Cells) -> str:
    """Return the SQL that converts one column of texts, named f0, f1 and so on."""
    return _EXPRESSIONS[kind](place, cells)


def demotion_in(message: str) -> Demotion | None:
    """Find the column and kind that an error of the engine speaks of."""
    found = _MARKED.search(message)
    return Demotion(int(found[1]), found[2]) if found else None


def _integer(place: int, cells: Cells) -> str:
    cell = f"f{place}"
    value = f"TRY_CAST({cell} AS BIGINT)"
    exact = f"CAST({value} AS VARCHAR) = {cell} AND strlen({cell}) <= {MOST_DIGITS}"
    number = _number_sql(place, cells)
    return (
        f"CASE WHEN {cell} IS NULL THEN NULL WHEN {exact} THEN {value} "
        f"{_gap(place, cells)} "
        f"WHEN {number.fits} AND NOT starts_with({cell}, '+') "
        f"THEN {_demote(place, NUMBER, 'BIGINT')} "
        f"ELSE {_demote(place, PATIENT, 'BIGINT')} END"
    )


def _number(place: int, cells: Cells) -> str:
    number = _number_sql(place, cells)
    return (
        f"CASE WHEN f{place} IS NULL THEN NULL WHEN {number.fits} THEN {number.value} "
        f"{_gap(place, cells)} ELSE {_demote(place, PATIENT, 'DOUBLE')} END"
    )


@dataclass(frozen=True)
class _Number:
    """The SQL of a number, and of the condition that the text is a plain one."""

    value: str
    fits: str


def _number_sql(place: int, cells: Cells) -> _Number:
    cell = f"f{place}"
    comma = cells.decimal == ","
    pointed = f"replace({cell}, ',', '.')" if comma else cell
    value = f"TRY_CAST({pointed} AS DOUBLE)"
    mark = cells.decimal
    # Comparing by order looks at the first letters only, which costs next to nothing.
    leading = (
        f"({cell} >= '0' AND {cell} < '1' AND strlen({cell}) > 1"
        f" AND NOT starts_with({cell}, '0{mark}') AND lower({cell}[2]) <> 'e')"
        f" OR ({cell} >= '-0' AND {cell} < '-1' AND strlen({cell}) > 2"
        f" AND NOT starts_with({cell}, '-0{mark}'))"
    )
    long = f"strlen({cell}) > {MOST_DIGITS} AND NOT contains({cell}, '{mark}')"
    foreign = f"contains({cell}, '_') OR {cell} < '!' OR ends_with({cell}, ' ')"
    if comma:
        foreign += f" OR contains({cell}, '.')"
    fits = (
        f"{value} IS NOT NULL AND isfinite({value}) AND NOT ({leading})"
        f" AND NOT ({long}) AND NOT ({foreign})"
    )
    return _Number(value, fits)


def _date(place: int, cells: Cells) -> str:
    cell = f"f{place}"
    value = f"TRY_CAST({cell} AS TIMESTAMP)"
    spaced = f"replace({cell}, 'T', ' ')"
    shown = f"CAST({value} AS VARCHAR)"
    fits = (
        f"CASE strlen({cell}) WHEN 10 THEN CAST(TRY_CAST({cell} AS DATE) AS VARCHAR) = {cell}"
        f" WHEN 19 THEN {shown} = {spaced} WHEN 16 THEN {shown} = {spaced} || ':00'"
        f" ELSE strlen({cell}) < 27 AND {cell}[20] = '.' AND {cell}[12:13] < '24'"
        f" AND translate({cell}, '0123456789-:T .', '') = '' END"
    )
    placeholder = "TIMESTAMP '0002-01-01'", "TIMESTAMP '9999-01-01'"
    return (
        f"CASE WHEN {cell} IS NULL THEN NULL "
        f"WHEN {value} >= {placeholder[0]} AND {value} < {placeholder[1]} AND {fits} THEN {value} "
        f"{_gap(place, cells)} ELSE {_demote(place, PATIENT, 'TIMESTAMP')} END"
    )


def _text(place: int, cells: Cells) -> str:
    cell, gaps = f"f{place}", cells.gaps(place)
    ends = " OR ".join(f"ends_with({cell}, chr({code}))" for code in (32, 9, 10, 13, 160))
    # No white space at either end: the usual case, told without taking the text apart.
    trim = f"{cell} >= '!' AND {cell} < chr(127) AND NOT ({ends})"
    trimmed = f"trim({cell}, {_WHITE})"
    if not gaps:
        return f"CASE WHEN {trim} THEN {cell} ELSE nullif({trimmed}, '') END"
    longest = max(len(gap.encode()) for gap in gaps)
    listed = _literals(gaps)
    return (
        f"CASE WHEN {trim} THEN"
        f" CASE WHEN strlen({cell}) <= {longest} AND {cell} IN ({listed}) THEN NULL ELSE {cell} END"
        f" WHEN {trimmed} IN ({listed}, '') THEN NULL ELSE {trimmed} END"
    )


def _patient(place: int, cells: Cells) -> str:
    del cells
    return f"f{place}"


def _gap(place: int, cells: Cells) -> str:
    gaps = cells.gaps(place)
    return f"WHEN f{place} IN ({_literals(gaps)}) THEN NULL" if gaps else ""


def _demote(place: int, kind: str, type_: str) -> str:
    return f"CAST(error('{_MARK}:{place}:{kind}') AS {type_})"


def _literals(texts: Sequence[str]) -> str:
    return ", ".join(literal(text) for text in texts)


def literal(text: str) -> str:
    """Return a text as SQL."""
    quoted = text.replace("'", "''")
    return f"'{quoted}'"


_EXPRESSIONS: Mapping[str, Callable[[int, Cells], str]] = {
    INTEGER: _integer,
    NUMBER: _number,
    DATE: _date,
    PATIENT: _patient,
    TEXT: _text,
}
