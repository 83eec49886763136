"""Replace values one by one, as a list says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from core.errors import SettingError
from core.params import Choice, Columns, Words
from core.steps import STEPS, Step, each_column, source_of
from core.steps.cast import as_category
from core.teaching import Teaching
from core.text import count, shown

if TYPE_CHECKING:
    import pandas as pd


def mapped(values: pd.Series, pairs: dict[str, str], keep_rest: bool) -> pd.Series:
    """Replace whole values as listed; the result is text."""
    texts = as_category(values)
    fresh = texts.map(pairs).astype("str")
    if keep_rest:
        fresh = fresh.where(texts.isin(list(pairs)), texts)
    return fresh.mask(fresh == "")


@STEPS.add
@dataclass(frozen=True)
class MapValues(Step):
    """Replace values by others, one by one."""

    kind = "prepare"
    label = "Map values"
    takes = ("number", "category", "date")
    teaching = Teaching(
        "Replaces each value that you list by the one beside it. Several may become one. "
        "Numbers are written as text first; an empty new value means missing.",
        "Codes stand for something (1 is “male”), categories are spelled in several ways, or "
        "are too fine: towns become regions.",
        "New values will come that nobody listed: say what becomes of them, and look at them "
        "from time to time.",
    )

    columns: Annotated[tuple[str, ...], Columns(required=True)] = ()
    values: Annotated[tuple[str, ...], Words(label="Old values")] = ()
    into: Annotated[
        tuple[str, ...], Words(label="New values", help="As many as old ones, in their order.")
    ] = ()
    rest: Annotated[
        str,
        Choice(("keep", "missing"), labels=("Keep", "Make missing"), label="All other values"),
    ] = "keep"

    @classmethod
    def example(cls) -> tuple[MapValues, pd.DataFrame]:
        import pandas as pd

        frame = pd.DataFrame({"mark": ["A+", "A", "B", "C"]}).astype("str")
        return cls(("mark",), ("A+", "A"), ("good", "good")), frame

    def check(self) -> None:
        if len(self.values) != len(self.into):
            raise SettingError(
                f"'into' of {self.label} must have as many values as 'values'. "
                f"Got {len(self.into)} for {len(self.values)}.",
                "Write one new value for each old one.",
            )
        if len(set(self.values)) != len(self.values):
            twice = next(value for value in self.values if self.values.count(value) > 1)
            raise SettingError(
                f"'values' of {self.label} names '{shown(twice, 40)}' twice.", "Name it once."
            )

    def describe(self) -> str:
        pairs = list(zip(self.values, self.into, strict=False))
        told = ", ".join(f"'{shown(a, 20)}' → '{shown(b, 20)}'" for a, b in pairs[:2])
        more = f" and {count(len(pairs) - 2, 'more', 'more')}" if len(pairs) > 2 else ""
        rest = "" if self.rest == "keep" else ", all others → missing"
        return f"In {self.where()}: {told or 'change nothing'}{more}{rest}"

    def apply(self, frame: pd.DataFrame) -> pd.DataFrame:
        table = frame.copy(deep=False)
        for column in table.columns.intersection(list(self.columns)):
            table[column] = mapped(table[column], self._pairs(), self.rest == "keep")
        return table

    def code(self) -> list[str]:
        call = f"mapped(table[column], {self._pairs()!r}, {self.rest == 'keep'!r})"
        return [*source_of(as_category, mapped), *each_column(self.columns, call)]

    def _pairs(self) -> dict[str, str]:
        return dict(zip(self.values, self.into, strict=True))
