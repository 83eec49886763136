"""What steps share that make one new column of several."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from core.errors import RecipeError, SettingError
from core.steps import source_of
from core.text import shown

if TYPE_CHECKING:
    import pandas as pd


def need_name(name: str, label: str) -> None:
    """Refuse an empty name for the new column."""
    if not name.strip():
        raise SettingError(f"'name' of {label} must not be empty.", "Type a name.")


def with_column(
    frame: pd.DataFrame,
    named: Sequence[str],
    name: str,
    keep: bool,
    make: Callable[[pd.DataFrame, list[str]], pd.Series],
) -> pd.DataFrame:
    """Return a copy with the column `name`, made of the named columns that are there.

    Without any of them the copy is as the frame was.
    """
    table = frame.copy(deep=False)
    columns = [column for column in named if column in frame.columns]
    if not columns:
        return table
    if name in frame.columns:
        raise RecipeError(
            f"The table already has a column '{shown(name)}'.", "Choose another name."
        )
    table[name] = make(table, columns)
    return table if keep else table.drop(columns=columns)


def code_with_column(
    functions: Sequence[Callable[..., Any]],
    named: Sequence[str],
    name: str,
    keep: bool,
    call: str,
) -> list[str]:
    """Return the pandas statements of `with_column`; `call` makes the column."""
    lines = [
        *source_of(*functions),
        f"columns = [name for name in {list(named)!r} if name in table.columns]",
        "if columns:",
        f"    table[{name!r}] = {call}",
    ]
    return lines if keep else [*lines, "    table = table.drop(columns=columns)"]
