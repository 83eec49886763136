"""Write a contract from what training rows look like, with room for what comes later."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from core.contract.rules import Contract, Rule

TOLERANCE = 0.1
MORE_GAPS = 2.0
FEW_GAPS = 0.05
MAX_LEVELS = 200
MAX_RANGES = 200
WIDE = 100


class Facts(Protocol):
    """What is known of a column: its kind, its ends, its categories, its share of gaps."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def kind(self) -> str:
        """Its kind: number, category or date."""

    @property
    def required(self) -> bool:
        """Whether rows without it can be used at all."""

    @property
    def integer(self) -> bool:
        """Whether it holds whole numbers only."""

    @property
    def low(self) -> float | str | None:
        """Its smallest value."""

    @property
    def high(self) -> float | str | None:
        """Its largest value."""

    @property
    def levels(self) -> tuple[str, ...]:
        """Its categories, none if they are too many."""

    @property
    def missing(self) -> float:
        """Its share of gaps."""


def contract_of(
    columns: Iterable[Facts], unique: Sequence[str] = (), longest: Mapping[str, int] | None = None
) -> Contract:
    """Write the rules for the columns that are needed; see the constants for the room left.

    `unique` names columns in which no value may come twice, `longest` the letters of the
    longest text of a column. Tables of over 100 columns get common rules for all columns of
    one kind, and ranges for the first 200 only, so that the contract stays readable.
    """
    needed = [column for column in columns if column.required]
    wide = len(needed) > WIDE
    rules = [Rule("present", tuple(c.name for c in needed), "stop")] if needed else []
    rules += _grouped([Rule("kind", (c.name,), kind=c.kind) for c in needed], wide)
    rules += _grouped([_gaps(column) for column in needed], wide)
    spans = [rule for column in needed if (rule := _span(column)) is not None]
    rules += spans[:MAX_RANGES] if wide else spans
    rules += [_known(c) for c in needed if c.kind == "category" and 0 < len(c.levels) <= MAX_LEVELS]
    lengths = {name: size for name, size in (longest or {}).items() if size > 0}
    rules += [Rule("length", (name,), high=float(2 * size)) for name, size in lengths.items()]
    rules += [Rule("unique", (name,)) for name in unique]
    return Contract(tuple(rules))


def _gaps(column: Facts) -> Rule:
    share = column.missing
    allowed = max(MORE_GAPS * share, share + FEW_GAPS) if share else 0.0
    return Rule("missing", (column.name,), share=min(round(allowed, 4), 1.0))


def _known(column: Facts) -> Rule:
    return Rule("categories", (column.name,), values=column.levels)


def _span(column: Facts) -> Rule | None:
    if column.low is None or column.high is None:
        return None
    if isinstance(column.low, str) or isinstance(column.high, str):
        low, high = _dates(str(column.low), str(column.high))
        return Rule("dates", (column.name,), low=low, high=high)
    ends = _numbers(column.low, column.high, column.integer)
    return Rule("range", (column.name,), low=ends[0], high=ends[1])


def _numbers(low: float, high: float, whole: bool) -> tuple[float, float]:
    """Return limits a tenth of the span beyond both ends; what was never negative stays so."""
    room = TOLERANCE * ((high - low) or abs(high))
    if not math.isfinite(room):
        return low, high
    under = max(low - room, 0.0) if low >= 0 else low - room
    over = min(high + room, 0.0) if high <= 0 else high + room
    if whole:
        return float(math.floor(under)), float(math.ceil(over))
    return float(f"{under:.6g}"), float(f"{over:.6g}")


def _dates(low: str, high: str) -> tuple[str, str]:
    """Return limits of a tenth of the span before, and as much time again after, or a year."""
    first, last = (datetime.datetime.fromisoformat(end) for end in (low, high))
    span = last - first
    try:
        under = first - TOLERANCE * span
        over = last + max(span, datetime.timedelta(days=366))
    except OverflowError:
        under, over = first, last
    return under.date().isoformat(), over.date().isoformat()


def _grouped(rules: list[Rule], wide: bool) -> list[Rule]:
    """Make one rule of those that say the same, in wide tables."""
    if not wide:
        return rules
    groups: dict[tuple[str, float | None], list[str]] = {}
    for rule in rules:
        groups.setdefault((rule.kind, rule.share), []).extend(rule.columns)
    name = rules[0].rule
    return [
        Rule(name, tuple(columns), kind=kind, share=share)
        for (kind, share), columns in groups.items()
    ]
