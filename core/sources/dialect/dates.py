"""Turn texts into dates; the order of day and month is decided by evidence."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from core.months import BETWEEN, WEEKDAY, WORD, month_of
from core.sources.dialect.cells import closed_up, type_of
from core.sources.dialect.clock import HALF, NOT_ISO, TO_UTC, ZONE, iso_moment, spans_ahead
from core.text import cells, count

ORDERS = tuple(f"Dates were read as {order}" for order in ("day/month/year", "month/day/year"))
"""What the notes begin with on dates of numbers: the day first, the month first."""
DAYS = "Could be days"
_PROBE = 40
_DAY_NUMBERS = (19000101, 21001231)
_LEAST_SHARE = 0.9
_FIRST_YEAR = 1930
_SHORT_YEARS = (30, 68)
_YEARS_TOLD = (
    f"Years of two digits were read as {_FIRST_YEAR} to {_FIRST_YEAR + 99}, as in spreadsheets"
)
"""Said where another custom, by which years begin with 1969, would give another year."""
_TIME = (
    r"(?:(?:[T :]|, )\s*(?P<time>\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?)"
    rf"\s?(?P<half>{HALF})?\s?(?P<zone>{ZONE})?)?"
)
_NUMERIC = r"(?P<a>\d{1,2})[-/.](?P<b>\d{1,2})[-/.](?P<year>\d{4}|\d{2})" + _TIME
_NAMED = (
    rf"{WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th|er)?{BETWEEN}(?P<month>{WORD})"
    rf"(?:\.?,? de |\.?[-/ ,.]+)(?P<year>\d{{4}}|\d{{2}}){_TIME}",
    rf"{WEEKDAY}(?P<day>\d{{1,2}})(?P<month>{WORD})(?P<year>\d{{4}}){_TIME}",
    rf"{WEEKDAY}(?P<month>{WORD})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}}){_TIME}",
)
_AIRY = "\\.(?:$|[ \u00a0\u202f])|[日일号號]"
_DAYS = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:\n[0-9]{4}-[0-9]{2}-[0-9]{2})*+")
_YEAR, _LAST_MONTH, _LAST_DAY = r"(?:1[89]|2[01])\d\d", 12, 31
_MONTH = re.compile(
    rf"(?P<word>{WORD})"
    rf"(?:(?:\.?,?[-/ ]| de )(?P<year>{_YEAR})|\.?-(?P<dashed>\d\d)|\.? ?['’](?P<short>\d\d))"
    rf"|(?P<before>\d{{1,2}})[-/](?P<last>{_YEAR})|(?P<first>{_YEAR})M(?P<after>\d\d)"
)
"""A month of a year: Jan 2024, Jan-24, 01/2024, 2024M01."""
_YEARS = ("year", "dashed", "short", "last", "first")
_MONTHS_TOLD = "Months were read as their first days"
_OPEN = "; where the number behind the month is a day, choose the type text"
_ISO = r"\d{4}-\d{1,2}(?:-\d{1,2})?(?:[T ].*)?"


@dataclass(frozen=True)
class Dates:
    """Parsed dates, whether each text is written as one, and notes.

    What is written as a date but has none (NaT) stands in no calendar, such as 30 February.
    """

    values: pd.Series
    written: pd.Series
    notes: tuple[str, ...] = ()


def to_dates(texts: pd.Series, day_first: bool | None) -> Dates | str:
    """Parse stripped, distinct, non-missing texts; a reason (or "") when they are not dates.

    `day_first` None means: decide by evidence, and take the day first where there is none.
    Only what is written as a date, but is none, becomes missing; any other text keeps all text.
    """
    months = _months(texts)
    if months is not None:
        return months
    probe = texts.iloc[:_PROBE]
    if sum(type_of(text) == "date" for text in probe) < 0.8 * len(probe):
        return ""
    closed = _closed_up(texts)
    for reader in (_iso, _named, lambda values: _numeric(values, day_first)):
        dates = reader(closed)
        if isinstance(dates, str):
            return dates
        if dates is not None and dates.values.notna().mean() >= _LEAST_SHARE:
            return _without_impossible(texts, dates)
    return ""


def doubt_of_days(numbers: pd.Series) -> str:
    """Return a note when all numbers of a column could be days such as 20240131.

    >>> doubt_of_days(pd.Series([20240131, 20240201, 20231224]))
    'Could be days (“20240131” as 2024-01-31): if so, choose the type date'
    >>> doubt_of_days(pd.Series([20240131, 20240199, 20231224]))
    ''
    """
    first, last = _DAY_NUMBERS
    if not len(numbers) or not (first <= numbers.min() and numbers.max() <= last):
        return ""
    distinct = numbers.dropna().drop_duplicates()
    months, days = distinct // 100 % 100, distinct % 100
    inside = months.between(1, _LAST_MONTH) & days.between(1, _LAST_DAY)
    if not inside.all() or (distinct % 1).any():
        return ""
    text = str(int(distinct.iloc[0]))
    day = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    return f"{DAYS} ({cells([text])} as {day}): if so, choose the type date"


def _months(texts: pd.Series) -> Dates | str | None:
    """Read months without days as their first days, all of a column or none."""
    found: list[np.datetime64] = []
    odd: list[str] = []
    short: list[int] = []
    dashed: list[tuple[int, int]] = []
    for text in texts:
        written = _MONTH.fullmatch(text)
        number = _month_in(written) if written else 0
        if not written or not 1 <= number <= _LAST_MONTH:
            odd.append(text)
            if len(odd) > (1 - _LEAST_SHARE) * len(texts):
                return None
            continue
        year = int(next(filter(None, written.group(*_YEARS))))
        short += [year] if year < 100 else []
        dashed += [(number, year)] if written["dashed"] else []
        found.append(np.datetime64(f"{_full_year(year)}-{number:02d}-01", "us"))
    if odd:
        return _kept_because_of(odd)
    numbers, months = {number for _, number in dashed}, {month for month, _ in dashed}
    open_ones = bool(numbers) and all(1 <= number <= _LAST_DAY for number in numbers)
    if open_ones and len(numbers) > len(months):
        return None  # there are more days than months: Jan-05, Jan-12, but not Jan-24, Feb-24
    values = pd.Series(np.array(found), texts.index)
    told = _years_told(pd.DataFrame({"year": short}))
    return Dates(values, values.notna(), (_MONTHS_TOLD + _OPEN * open_ones, *told))


def _full_year(year: int) -> int:
    return year if year >= 100 else year + 1900 + 100 * (year + 1900 < _FIRST_YEAR)


def _month_in(written: re.Match[str]) -> int:
    word = written["word"]
    return int(written["before"] or written["after"]) if word is None else month_of(word) or 0


def _kept_because_of(odd: Iterable[str]) -> str:
    return f"Kept as text because of {cells(list(odd)[:3])} among the dates"


def _without_impossible(texts: pd.Series, dates: Dates) -> Dates | str:
    odd = texts[dates.values.isna() & ~dates.written]
    if len(odd):
        return _kept_because_of(odd)
    lost = int(dates.values.isna().sum())
    extra = (f"{count(lost, 'impossible date')} became missing",) if lost else ()
    return Dates(dates.values, dates.written, (*dates.notes, *extra))


def _closed_up(texts: pd.Series) -> pd.Series:
    """Write 31. 1. 2024, 2024.01.31. and 2024年1月31日 as dates are written elsewhere."""
    return texts.map(closed_up) if texts.str.contains(_AIRY).any() else texts


def _iso(texts: pd.Series) -> Dates | None:
    if _DAYS.fullmatch("\n".join(texts.tolist())):
        return _dates_of(texts, texts)
    dashed = texts.str.replace(r"^(\d{4})[/.](\d{1,2})[/.]", r"\1-\2-", regex=True)
    dashed = dashed.str.replace(r"^(\d{4}-\d{1,2}-\d{1,2}):", r"\1 ", regex=True)
    if dashed.str.fullmatch(_ISO).mean() < _LEAST_SHARE:
        return None
    dashed = dashed.str.replace(
        r"^(\d{4}-\d{1,2}-\d{1,2} \d{2})\.(\d{2})\.(\d{2})", r"\1:\2:\3", regex=True
    )
    dashed = dashed.str.replace(r"^(\d{4})-(\d)(?=-|$)", r"\1-0\2", regex=True)
    dashed = dashed.str.replace(r"^(\d{4}-\d{2})-(\d)(?=\D|$)", r"\1-0\2", regex=True)
    if dashed.str.contains(NOT_ISO).any():
        dashed = dashed.map(iso_moment)
    dashed = dashed.str.replace(r"\s?(?:UTC|GMT)$", "Z", regex=True)
    zoned = dashed.str.contains(r"(?:Z|[+-]\d{2}:?\d{2})$") & dashed.str.contains(":", regex=False)
    found = _dates_of(texts, dashed)
    notes = (TO_UTC,) if zoned.any() else ()
    return replace(found, written=found.written & dashed.str.match(r"\d{4}-"), notes=notes)


def _dates_of(texts: pd.Series, dashed: pd.Series) -> Dates:
    """Read texts that are written the ISO way by now; `texts` are as they came."""
    dates = pd.to_datetime(dashed.astype(object), format="ISO8601", errors="coerce", utc=True)
    days = _micro(dates.dt.tz_localize(None))
    written = days.notna().to_numpy(copy=True)
    lost = np.flatnonzero(~written)
    written[lost] = [type_of(texts.iloc[at]) == "date" for at in lost]
    return Dates(days, pd.Series(written, texts.index))


def _named(texts: pd.Series) -> Dates | None:
    for pattern in _NAMED:
        if texts.str.fullmatch(pattern).mean() >= _LEAST_SHARE:
            parts = texts.str.extract(f"^{pattern}$")
            numbers = {word: month_of(word) for word in parts["month"].dropna().unique()}
            month = parts["month"].map(numbers).astype("float64")
            days = _assembled(parts, month, pd.to_numeric(parts["day"]))
            return Dates(days, month.notna(), (*_years_told(parts), *_zones_told(parts)))
    return None


def _numeric(texts: pd.Series, day_first: bool | None) -> Dates | str | None:
    written = texts.str.fullmatch(_NUMERIC)
    if written.mean() < _LEAST_SHARE:
        return None
    parts = texts.str.extract(f"^{_NUMERIC}$")
    first, second = pd.to_numeric(parts["a"]), pd.to_numeric(parts["b"])
    by_day, by_month = (first > 12) & (second <= 12), (second > 12) & (first <= 12)
    if by_day.any() and by_month.any():
        each = cells([texts[by_day].iloc[0], texts[by_month].iloc[0]])
        return f"Dates in both orders ({each}) stay text"
    day_leads = not by_month.any() if day_first is None else day_first
    turned = texts[by_month if day_leads else by_day]
    if len(turned):
        return f"Dates in the other order ({cells(turned.iloc[:1])}) stay text"
    day, month = (first, second) if day_leads else (second, first)
    note = ORDERS[0] if day_leads else ORDERS[1]
    if day_first is None and not by_day.any() and not by_month.any():
        note += ", but could be month/day/year: please check"
    told = (note, *_years_told(parts), *_zones_told(parts))
    return Dates(_assembled(parts, month, day), written, told)


def _years_told(parts: pd.DataFrame) -> tuple[str, ...]:
    years = pd.to_numeric(parts["year"])
    return (_YEARS_TOLD,) if years.between(*_SHORT_YEARS).any() else ()


def _zones_told(parts: pd.DataFrame) -> tuple[str, ...]:
    return (TO_UTC,) if parts["zone"].notna().any() else ()


def _assembled(parts: pd.DataFrame, month: pd.Series, day: pd.Series) -> pd.Series:
    year = pd.to_numeric(parts["year"])
    known = {number: _full_year(number) for number in year.dropna().astype("int64").unique()}
    year = year.map(known)
    fields = pd.DataFrame({"year": year, "month": month, "day": day}).astype("float64")
    dates = pd.to_datetime(fields, errors="coerce")
    time, half = parts["time"], parts["half"].str[0].str.lower()
    span = _spans(time.where(time.str.count(":") != 1, time + ":00").fillna("00:00:00"))
    hours = span.dt.total_seconds() // 3600
    noon = pd.Series(0, index=parts.index).mask((half == "p") & (hours < 12), 12)
    noon = noon.mask((half == "a") & (hours == 12), -12)
    moments = dates + span + pd.to_timedelta(noon, unit="h")
    zones = parts["zone"]
    return _micro(moments - spans_ahead(zones) if zones.notna().any() else moments)


def _spans(clock: pd.Series) -> pd.Series:
    """Return times of the day as spans; the same times occur on many days."""
    codes, distinct = pd.factorize(clock)
    spans = pd.Series(pd.to_timedelta(pd.Series(distinct), errors="coerce"))
    return spans.take(codes).set_axis(clock.index)


def _micro(dates: pd.Series) -> pd.Series:
    return dates.astype("datetime64[us]")
