"""Fill gaps with the last known value above, within a group or along time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from core.errors import SettingError
from core.params import Columns, Number
from core.steps import STEPS, Step, source_of
from core.teaching import Teaching
from core.text import count, listed, shown

if TYPE_CHECKING:
    import pandas as pd


def filled_down(
    table: pd.DataFrame, columns: list[str], group: list[str], by: list[str], most: int | None
) -> pd.DataFrame:
    """Give each gap the last known value above it in its group; rows keep their order."""
    columns = [name for name in columns if name in table.columns]
    group = [name for name in group if name in table.columns]
    by = [name for name in by if name in table.columns]
    table = table.copy(deep=False)
    if not columns or not len(table):
        return table
    table = table.reset_index(drop=True).rename_axis(None)
    ordered = table.sort_values(by, kind="stable") if by else table
    rows = ordered.groupby(group, sort=False, dropna=True) if group else ordered
    known = rows[columns].ffill(limit=most).reindex(table.index)
    for name in columns:
        table[name] = table[name].where(table[name].notna(), known[name]).astype(table[name].dtype)
    return table


@STEPS.add
@dataclass(frozen=True)
class FillDown(Step):
    """Fill each gap with the last known value above it, in the order of the rows or of time."""

    kind = "prepare"
    label = "Fill down"
    takes = ("number", "category", "date")
    needs_order = True
    teaching = Teaching(
        "Repeats the last known value of a column until the next one, within each group. Only "
        "earlier rows are looked at, never later ones, and never the target. Because a value "
        "passes from row to row, rows that pass values must stay on one side of the split: the "
        "step asks for a split by the same group, or by time.",
        "A value was written down only when it changed: a price, a reading, the state of a "
        "machine.",
        "Gaps mean that nothing was there, or the rows are in no order. A row that is predicted "
        "alone has no row above: its gap stays, so keep a step that fills missing values behind "
        "this one.",
    )

    columns: Annotated[tuple[str, ...], Columns(required=True)] = ()
    group: Annotated[
        tuple[str, ...],
        Columns(label="Within each", help="Values never pass from one group to another."),
    ] = ()
    by: Annotated[
        tuple[str, ...],
        Columns(
            1,
            kinds=("date", "number"),
            label="In the order of",
            help="A date or number. Empty: as the rows stand.",
        ),
    ] = ()
    most: Annotated[
        int | None,
        Number(
            1,
            1_000_000,
            integer=True,
            optional=True,
            label="At most",
            unit="rows",
            advanced=True,
            help="How many gaps in a row one value fills. Empty: until the next value.",
        ),
    ] = None

    @classmethod
    def example(cls) -> tuple[FillDown, pd.DataFrame]:
        import pandas as pd

        frame = pd.DataFrame(
            {
                "machine": ["m1", "m2", "m1", "m2", "m3", "m4"],
                "setting": [5.0, 7.0, None, None, 3.0, None],
            }
        )
        return cls(("setting",), ("machine",)), frame.astype({"machine": "str"})

    def check(self) -> None:
        both = set(self.columns) & {*self.group, *self.by}
        if both:
            raise SettingError(
                f"{self.label} cannot fill '{shown(both.pop(), 40)}' and order or group by it.",
                "Choose other columns.",
            )

    def named_columns(self) -> tuple[str, ...]:
        return (*self.columns, *self.group, *self.by)

    def describe(self) -> str:
        within = f" within each {listed(self.group)}" if self.group else ""
        order = f" in the order of {listed(self.by)}" if self.by else ""
        limit = f", {count(self.most, 'row')} at most" if self.most else ""
        return f"Fill gaps in {listed(self.columns)} from above{within}{order}{limit}"

    def apply(self, frame: pd.DataFrame) -> pd.DataFrame:
        return filled_down(frame, *self._how()).set_axis(frame.index)

    def code(self) -> list[str]:
        given = ", ".join(map(repr, self._how()))
        call = f"table = filled_down(table, {given}).set_axis(table.index)"
        return [*source_of(filled_down), call]

    def _how(self) -> tuple[list[str], list[str], list[str], int | None]:
        return list(self.columns), list(self.group), list(self.by), self.most
