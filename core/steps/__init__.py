"""Steps: one change of the table each, of one of three kinds.

prepare    learns nothing and runs before the split, the same for every row (or drops rows).
learn      a scikit-learn transformer, fitted again inside each fold.
resample   changes which training rows are used, inside each fold; an imbalanced-learn sampler.

Law of the family: a step is a value. It never changes the frame it is given, reads no
file and no clock, and a prepare step gives each row the same result, of the same type,
whatever other rows stand beside it. There are two exceptions: dropping duplicate rows, only
when training; and steps that need the order, which run on the whole table, under a split that
no value crosses (core/row_order.py). A prepare step names its columns and passes over those
that are not there, because rows to predict lack the target; `Recipe.prepare` refuses unknown
names in training.
"""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from core.params import Setting, checked, settings_of
from core.registry import Registry
from core.teaching import Teaching
from core.text import listed

if TYPE_CHECKING:
    import pandas as pd

STEPS: Registry[type[Step]] = Registry("steps", "step")

__all__ = ["STEPS", "Group", "Step", "each_column", "source_of", "step_from", "step_to"]


@dataclass(frozen=True)
class Group:
    """Texts of one column that a step writes under one name, each with its number of rows."""

    column: str
    name: str
    texts: tuple[tuple[str, int], ...]

    @property
    def rows(self) -> int:
        """Number of rows of all texts together."""
        return sum(rows for _, rows in self.texts)


@dataclass(frozen=True)
class Step:
    """The contract of all steps; a subclass fills in what its kind needs.

    takes        kinds of column it works on: number, category (any text) or date
    gives        "encoded" when it turns the column into numbers that a model can read
    fills        leaves no missing value behind, whatever comes in
    drops_rows   removes rows, so it is skipped when predicting
    needs_order  passes values from earlier rows to later ones: runs on all rows in order
    whole_table  looks at all columns at once, after each has been turned into numbers
    scales       only changes the scale, so models that ignore scale skip it
    comparison   a small table of the options for teaching: a head, then rows
    """

    kind: ClassVar[str]
    label: ClassVar[str]
    page: ClassVar[str] = "clean"
    teaching: ClassVar[Teaching]
    takes: ClassVar[tuple[str, ...]] = ()
    gives: ClassVar[str] = ""
    fills: ClassVar[bool] = False
    drops_rows: ClassVar[bool] = False
    needs_order: ClassVar[bool] = False
    removes: ClassVar[bool] = False
    whole_table: ClassVar[bool] = False
    scales: ClassVar[bool] = False
    comparison: ClassVar[tuple[tuple[str, ...], ...]] = ()

    @classmethod
    def settings(cls) -> tuple[Setting, ...]:
        """Return the declared settings, in the order of the form."""
        return settings_of(cls)

    @classmethod
    def example(cls) -> tuple[Step, pd.DataFrame]:
        """Return a step and a small frame that it changes, for teaching and for tests."""
        raise NotImplementedError

    def check(self) -> None:
        """Raise a SettingError when the settings do not fit together."""

    def suits(self, task: str) -> bool:
        """Tell whether the step can be used for a task."""
        return True

    def bounded(self) -> bool:
        """Tell whether its numbers stay within limits, whatever comes in."""
        return False

    def describe(self) -> str:
        """Say in one short line what this step does with its settings."""
        raise NotImplementedError

    def apply(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return a changed copy of the frame (prepare steps)."""
        raise NotImplementedError

    def code(self) -> Sequence[str]:
        """Return pandas statements that change the variable `table` as `apply` does."""
        raise NotImplementedError

    def transformer(self, seed: int, task: str) -> Any:
        """Return an unfitted scikit-learn transformer (learn steps)."""
        raise NotImplementedError

    def native(self) -> Any | None:
        """Return the transformer for models that take category codes, None if the same."""
        return None

    def origins(self, fitted: Any, columns: Sequence[str]) -> list[str]:
        """Name, for each output of the fitted transformer, the input column it came from."""
        return list(columns)

    def groups(self, frame: pd.DataFrame) -> tuple[Group, ...]:
        """Return the texts that it merges in these rows, for the user to look at."""
        return ()

    def sampler(self, seed: int, task: str) -> Any:
        """Return an unfitted imbalanced-learn sampler (resample steps)."""
        raise NotImplementedError

    def named_columns(self) -> tuple[str, ...]:
        """Return the columns this step names; none means all that fit."""
        return tuple(getattr(self, "columns", ()))

    def where(self) -> str:
        """Return the columns this step works on, in words."""
        if self.named_columns():
            return listed(self.named_columns())
        return f"all {' and '.join(self.takes)} columns"


def source_of(*functions: Callable[..., Any]) -> list[str]:
    """Return the source lines of self-contained functions, for the code of a prepare step."""
    lines = ["import pandas as pd"]
    for function in functions:
        lines += ["", *inspect.getsource(function).splitlines(), ""]
    return lines


def each_column(columns: Sequence[str], expression: str) -> list[str]:
    """Return a loop that replaces `table[column]` where the column is there."""
    return [
        f"for column in table.columns.intersection({list(columns)!r}):",
        f"    table[column] = {expression}",
    ]


def step_to(step: Step) -> dict[str, Any]:
    """Return a step as JSON values: its name and all of its settings."""
    values: dict[str, Any] = {"step": STEPS.name_of(step)}
    for item in dataclasses.fields(step):
        value = getattr(step, item.name)
        values[item.name] = list(value) if isinstance(value, tuple) else value
    return values


def step_from(values: Mapping[str, Any]) -> Step:
    """Build a step from JSON values; unknown names and bad settings are refused."""
    rest = dict(values)
    part = STEPS.get(rest.pop("step", None))
    step = part(**checked(part.label, part.settings(), rest))
    step.check()
    return step
