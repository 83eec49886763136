"""The rules of a contract: plain values, each about one fact of one or several columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from core.text import count, listed, percent

SEVERITIES = ("stop", "warn")
RULES: Mapping[str, str] = MappingProxyType(
    {
        "present": "Column is there",
        "kind": "Kind of value",
        "range": "Range of numbers",
        "dates": "Span of dates",
        "categories": "Known categories",
        "missing": "Missing values",
        "unique": "No value twice",
        "length": "Length of texts",
    }
)


@dataclass(frozen=True)
class Rule:
    """One rule about one or several columns.

    rule       a name of `RULES`
    severity   "stop" refuses the rows, "warn" says so and goes on
    on         a rule that is off is kept, but not checked
    kind       number, category or date (rule "kind")
    low, high  limits, both allowed; dates as ISO text; None is no limit. For "length" letters
    values     the categories that are known
    share      share of rows that may lack a value, 0 to 1
    own        whether a person has changed it
    """

    rule: str
    columns: tuple[str, ...]
    severity: str = "warn"
    on: bool = True
    kind: str = ""
    low: float | str | None = None
    high: float | str | None = None
    values: tuple[str, ...] = ()
    share: float | None = None
    own: bool = False

    @property
    def key(self) -> tuple[str, tuple[str, ...]]:
        """What makes it one rule, whatever its limits are."""
        return self.rule, self.columns

    def describe(self) -> str:
        """Say in a few words what is allowed."""
        return str(_WORDS[self.rule](self))

    def limits(self) -> str:
        """Say the lowest and highest allowed value."""
        low, high = (_told(end) for end in (self.low, self.high))
        if low and high:
            return f"{low} to {high}"
        return f"at least {low}" if low else f"at most {high}"


@dataclass(frozen=True)
class Contract:
    """All rules, and the table and the number of its rows that they were written from.

    `training` says whether these are the training rows, or all rows: no target, no test rows.
    """

    rules: tuple[Rule, ...] = ()
    data_version: str = ""
    rows: int = 0
    training: bool = True

    @property
    def origin(self) -> str:
        """Say which rows of which table the rules were written from.

        >>> Contract(data_version="ab12", rows=1).origin
        'Written from 1 training row of data version ab12.'
        """
        those = count(self.rows, "training row") if self.training else count(self.rows, "row")
        whole = "" if self.training else ", none of them set apart,"
        return f"Written from {those}{whole} of data version {self.data_version[:12]}."

    def active(self, *severities: str) -> tuple[Rule, ...]:
        """Return the rules that are on, of the given severities."""
        return tuple(r for r in self.rules if r.on and (not severities or r.severity in severities))

    def with_rule(self, rule: Rule) -> Contract:
        """Return a copy in which a rule replaces the one about the same fact."""
        rules = tuple(rule if other.key == rule.key else other for other in self.rules)
        return replace(self, rules=rules)

    @property
    def columns(self) -> frozenset[str]:
        """The columns that rules are about."""
        return frozenset(name for rule in self.rules for name in rule.columns)

    def concerns(self, columns: Iterable[str]) -> bool:
        """Tell whether a rule is about one of these columns; else it is for another table."""
        return not self.columns.isdisjoint(columns)

    def without(self, columns: Iterable[str]) -> Contract:
        """Return a copy that says nothing about some columns.

        >>> both = Contract((Rule("present", ("age", "mail")), Rule("length", ("mail",))))
        >>> [rule.key for rule in both.without(["mail"]).rules]
        [('present', ('age',))]
        """
        gone = set(columns)
        left = [(rule, tuple(n for n in rule.columns if n not in gone)) for rule in self.rules]
        rules = tuple(replace(rule, columns=names) for rule, names in left if names)
        return replace(self, rules=rules)


def _told(end: Any) -> str:
    if end is None:
        return ""
    return str(end).removesuffix(" 00:00:00") if isinstance(end, str) else f"{end:,.10g}"


_WORDS: Mapping[str, Any] = {
    "present": lambda _: "must be there",
    "kind": lambda rule: f"{rule.kind} in every row",
    "range": Rule.limits,
    "dates": Rule.limits,
    "categories": lambda rule: listed(rule.values),
    "missing": lambda rule: (
        f"at most {percent(rule.share or 0, 1)} missing" if rule.share else "never missing"
    ),
    "unique": lambda _: "each value once",
    "length": lambda rule: f"at most {count(int(rule.high or 0), 'letter')}",
}
