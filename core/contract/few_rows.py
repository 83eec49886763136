"""A quick first look at few rows: most requests keep every rule, and are answered at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from core.contract.rules import Rule
from core.table import broad_kind_of

if TYPE_CHECKING:
    import pandas as pd


class FewRows:
    """The cells of a small frame as plain lists, each read once."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._columns = {str(name): frame[name] for name in frame.columns}
        self._cells: dict[str, list[Any]] = {}

    def keep(self, rule: Rule, column: str) -> bool:
        """Tell whether a column surely keeps a rule; False means to look closely."""
        values = self._columns[column]
        kind = broad_kind_of(values)
        if rule.rule == "kind":
            return kind == rule.kind
        if rule.rule in _OF_KIND and kind != _OF_KIND[rule.rule]:
            return False
        return rule.rule in _KEPT and _KEPT[rule.rule](self._list(column), rule)

    def _list(self, column: str) -> list[Any]:
        if column not in self._cells:
            self._cells[column] = self._columns[column].tolist()
        return self._cells[column]


def _within(cells: list[Any], rule: Rule) -> bool:
    low, high = rule.low, rule.high
    under = low is not None and any(cell < low for cell in cells)
    return not under and not (high is not None and any(cell > high for cell in cells))


def _known(cells: list[Any], rule: Rule) -> bool:
    names = frozenset(rule.values)
    return all(cell in names or cell != cell for cell in cells)  # noqa: PLR0124 - a gap


def _no_gap(cells: list[Any], rule: Rule) -> bool:  # noqa: ARG001
    return all(cell == cell and cell is not None for cell in cells)  # noqa: PLR0124 - a gap


def _short(cells: list[Any], rule: Rule) -> bool:
    longest = float(rule.high or 0)
    return all(cell != cell or len(cell) <= longest for cell in cells)  # noqa: PLR0124 - a gap


def _once(cells: list[Any], rule: Rule) -> bool:  # noqa: ARG001
    return len(set(cells)) == len(cells)


_OF_KIND = {"range": "number", "categories": "category", "length": "category"}
_KEPT: Mapping[str, Callable[[list[Any], Rule], bool]] = {
    "range": _within,
    "categories": _known,
    "missing": _no_gap,
    "length": _short,
    "unique": _once,
}
