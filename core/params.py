"""One vocabulary of settings: drawn as forms, searched by Optuna, checked in JSON.

A part declares each setting once, as a dataclass field::

    strategy: Annotated[str, Choice(("median", "mean"))] = "median"

`settings_of` reads the declarations back; `checked` validates values against them.
"""

from __future__ import annotations

import dataclasses
import functools
import math
import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.errors import SettingError, UnknownNameError

ENDLESS = 1e15


@dataclass(frozen=True)
class Param:
    """What a setting may be, and the words shown beside its control."""

    label: str = field(default="", kw_only=True)
    help: str = field(default="", kw_only=True)
    advanced: bool = field(default=False, kw_only=True)

    def problem_with(self, value: Any) -> str | None:
        """Say what is allowed when `value` is not, else return None."""
        raise NotImplementedError

    def clean(self, value: Any) -> Any:
        """Return a valid value in its canonical form (tuples, exact ints)."""
        return value


@dataclass(frozen=True)
class Number(Param):
    """A number from `low` to `high`, both included; `log` searches orders of magnitude."""

    low: float
    high: float
    integer: bool = field(default=False, kw_only=True)
    log: bool = field(default=False, kw_only=True)
    optional: bool = field(default=False, kw_only=True)
    unit: str = field(default="", kw_only=True)

    @property
    def allowed(self) -> str:
        """The numbers that are allowed, in words.

        >>> Number(2, 1000, integer=True).allowed, Number(0, 1e15).allowed
        ('a whole number between 2 and 1,000', 'a number of at least 0')
        """
        whole = "a whole number" if self.integer else "a number"
        below, above = self.low > -ENDLESS, self.high < ENDLESS
        if below and above:
            return f"{whole} between {_said(self.low)} and {_said(self.high)}"
        if below:
            return f"{whole} of at least {_said(self.low)}"
        return f"{whole} of at most {_said(self.high)}" if above else whole

    def refusal(self, label: str, value: Any, kept: Any) -> str:
        """Say that a number is not allowed, what stays instead, and what to enter.

        A field that must hold a number gives 0 when it is emptied, so both are meant then.

        >>> Number(2, 1000, integer=True).refusal("Trials", 5000, 30)
        "'Trials' stays at 30: 5,000 is not allowed. Enter a whole number between 2 and 1,000."
        >>> Number(2, 1000, integer=True).refusal("Trials", 0, 30)
        "'Trials' stays at 30: it cannot be empty or 0. Enter a whole number between 2 and 1,000."
        """
        stays = "stays empty" if kept is None else f"stays at {_said(kept)}"
        emptied = not value and not self.optional
        why = "it cannot be empty or 0" if emptied else f"{_said(value)} is not allowed"
        return f"'{label}' {stays}: {why}. Enter {self.allowed}."

    def problem_with(self, value: Any) -> str | None:
        if value is None and self.optional:
            return None
        rule = f"must be {self.allowed}"
        if isinstance(value, bool) or not isinstance(value, int | float):
            return rule
        if not self.low <= value <= self.high or not math.isfinite(value):
            return rule
        return rule if self.integer and value != int(value) else None

    def clean(self, value: Any) -> Any:
        if value is None:
            return None
        return int(value) if self.integer else float(value)


def _said(value: float) -> str:
    """Return a bound or a typed number with its thousands marked and no digit lost."""
    whole = abs(value) < ENDLESS and value == int(value)
    return f"{int(value):,}" if whole else f"{value:.10g}"


@dataclass(frozen=True)
class Choice(Param):
    """One of a few named options; `labels` are the words shown for them."""

    options: tuple[str, ...]
    labels: tuple[str, ...] = field(default=(), kw_only=True)

    def problem_with(self, value: Any) -> str | None:
        known = ", ".join(self.options)
        return None if value in self.options else f"must be one of: {known}"

    def label_of(self, option: str) -> str:
        """Return the words shown for an option."""
        shown = dict(zip(self.options, self.labels, strict=False))
        return shown.get(option, option.replace("_", " "))


@dataclass(frozen=True)
class Flag(Param):
    """Yes or no."""

    def problem_with(self, value: Any) -> str | None:
        return None if isinstance(value, bool) else "must be true or false"


@dataclass(frozen=True)
class Text(Param):
    """A short text."""

    max_length: int = 200

    def problem_with(self, value: Any) -> str | None:
        fits = isinstance(value, str) and len(value) <= self.max_length
        return None if fits else f"must be a text of at most {self.max_length} characters"


@dataclass(frozen=True)
class Secret(Text):
    """The *name* of a secret kept outside the recipe; never its value."""


@dataclass(frozen=True)
class Words(Param):
    """An ordered list of short texts, such as the levels of a grade."""

    max_items: int = 1000

    def problem_with(self, value: Any) -> str | None:
        fits = (
            isinstance(value, Sequence)
            and not isinstance(value, str)
            and len(value) <= self.max_items
            and all(isinstance(item, str) for item in value)
        )
        return None if fits else f"must be a list of at most {self.max_items} texts"

    def clean(self, value: Any) -> Any:
        return tuple(value)


@dataclass(frozen=True)
class Columns(Words):
    """Names of columns, of the given kinds; an empty choice means all that fit."""

    kinds: tuple[str, ...] = ()
    max_items: int = 10_000
    required: bool = field(default=False, kw_only=True)

    def problem_with(self, value: Any) -> str | None:
        wrong = super().problem_with(value)
        if wrong is None and self.required and not value:
            return "must name at least one column"
        return wrong


@dataclass(frozen=True)
class Setting:
    """A named setting of a part: what it may be, and what it is by default."""

    name: str
    param: Param
    default: Any

    @property
    def label(self) -> str:
        """Return the words shown beside the control."""
        return self.param.label or self.name.replace("_", " ").capitalize()


def settings_of(part: type) -> tuple[Setting, ...]:
    """Read the declared settings of a dataclass, in order."""
    known: tuple[Setting, ...] = _settings_of(part)
    return known


@functools.cache
def _settings_of(part: Any) -> tuple[Setting, ...]:
    hints = typing.get_type_hints(part, include_extras=True)
    found = []
    for item in dataclasses.fields(part):
        extras = getattr(hints[item.name], "__metadata__", ())
        param = next((extra for extra in extras if isinstance(extra, Param)), None)
        if param is not None:
            default = None if item.default is dataclasses.MISSING else item.default
            found.append(Setting(item.name, param, default))
    return tuple(found)


def numbers_of(part: type) -> dict[str, Number]:
    """Return what each declared number of a dataclass may be, by name."""
    return {s.name: s.param for s in settings_of(part) if isinstance(s.param, Number)}


def checked(owner: str, settings: Sequence[Setting], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return `values` in canonical form, or raise a SettingError that names the culprit.

    >>> folds = Setting("folds", Number(2, 20, integer=True), 5)
    >>> checked("Compare", [folds], {"folds": 1})
    Traceback (most recent call last):
    ...
    core.errors.SettingError: 'folds' of Compare must be a whole number between 2 and 20. Got 1.
    """
    known = {setting.name: setting for setting in settings}
    clean = {}
    for name, value in values.items():
        if name not in known:
            raise UnknownNameError.of(f"setting of {owner}", name, known)
        param = known[name].param
        wrong = param.problem_with(value)
        if wrong:
            got = "" if value in ((), [], "") else f" Got {repr(value)[:80]}."
            raise SettingError(f"'{name}' of {owner} {wrong}.{got}")
        clean[name] = param.clean(value)
    return clean
