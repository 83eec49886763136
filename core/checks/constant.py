"""Columns with a single value, or with none."""

from __future__ import annotations

from core.checks import CHECKS, Check, Finding, View
from core.checks.coverage import leave_out, them
from core.teaching import Teaching
from core.text import count, listed, shown


def look(view: View) -> Finding | None:
    """Report feature columns with at most one value, missing or not."""
    found = constant_columns(view)
    if not found:
        return None
    empty = [name for name in found if view.frame[name].isna().all()]
    parts = []
    if empty:
        parts.append(f"{listed(empty)} {'holds' if len(empty) == 1 else 'hold'} no value at all.")
    for name in [name for name in found if name not in empty][:3]:
        values = view.frame[name].dropna()
        gaps = len(view.frame) - len(values)
        rest = f", missing in {count(gaps, 'row')}" if gaps else " in every row"
        parts.append(f"'{shown(name)}' is '{shown(values.iloc[0])}'{rest}.")
    return Finding(
        code="constant",
        severity="advice",
        title=f"{count(len(found), 'column')} never {'changes' if len(found) == 1 else 'change'}",
        evidence=" ".join(parts),
        consequence="A column that never changes cannot explain anything.",
        columns=found,
        fixes=(leave_out(found, f"Leave {them(found)} out"),),
        page="clean",
        safe=True,
    )


def constant_columns(view: View) -> tuple[str, ...]:
    """Return the feature columns that have at most one distinct value."""
    if len(view.frame) <= 1:
        return ()
    return tuple(name for name in view.features() if _is_constant(view, name))


def _is_constant(view: View, name: str) -> bool:
    if name in view.figures:
        return view.figures[name].distinct <= 1
    values = view.frame[name]
    return bool(values.iloc[:1000].nunique() <= 1 and values.nunique() <= 1)


CONSTANT = CHECKS.add(
    Check(
        name="constant",
        label="Constant columns",
        teaching=Teaching(
            "Finds columns that hold one value only, or nothing.",
            "Leaving them out never hurts a model trained on these rows.",
            "The value will vary in future rows: collect some of those first.",
        ),
        look=look,
    )
)
