"""Columns that name a row instead of describing it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from core.checks import CHECKS, Check, Finding, View
from core.checks.coverage import features_of_kind, leave_out
from core.checks.same_rows import repeated
from core.checks.some_cells import first_known
from core.teaching import Teaching
from core.text import count, listed, number, shown

if TYPE_CHECKING:
    import pandas as pd

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_GAP = re.compile(r"\s+", re.ASCII)
_KEY_WORDS = frozenset(
    ("id", "pid", "uid", "uuid", "guid", "key", "index", "rownum", "nr", "no", "number", "code")
)
MIN_ROWS = 20
DENSE = 0.5
MOSTLY = 0.5
FEW_WORDS = 6


def look(view: View) -> Finding | None:
    """Report feature columns that have a different value in each row, like a key."""
    found = id_columns(view)
    if not found:
        return None
    first = found[0]
    values = view.frame[first]
    return Finding(
        code="id_like",
        severity="warning",
        title=f"{listed(found)} {'names' if len(found) == 1 else 'name'} rows instead of "
        "describing them",
        evidence=f"'{shown(first)}' has {number(values.nunique())} different values in "
        f"{count(int(values.count()), 'row')}, such as '{shown(values.dropna().iloc[0], 30)}'.",
        consequence="A model would learn rows by heart; on new rows the column says nothing.",
        columns=found,
        fixes=(leave_out(found, "Use as identifier", role="id"),),
        page="data",
        safe=True,
    )


def id_columns(view: View) -> tuple[str, ...]:
    """Return the feature columns that look like a key of the rows.

    Rows that repeat an earlier one in every column are counted once: a table that was
    loaded twice still has its keys.
    """
    names = features_of_kind(view, "number", "category", "text")
    found = {name for name in names if _may_be_id(view, name) and is_id(view.frame[name], name)}
    rest = [name for name in names if name not in found]
    doubtful = (name for name in rest if _hardly_repeats(view, name))
    if any(True for _ in doubtful) and (copies := repeated(view.frame)).any():
        once = view.frame[~copies]
        found |= {name for name in rest if _hardly_repeats(view, name) and is_id(once[name], name)}
    return tuple(name for name in names if name in found)


def _may_be_id(view: View, name: str) -> bool:
    """Tell by its figures whether a column of numbers may be a key; any other may be one."""
    figures = view.figures.get(name)
    return figures is None or (figures.distinct == figures.known and figures.is_whole)


def is_id(values: pd.Series, name: str) -> bool:
    """Tell whether a column has a different, orderless value in each row."""
    first = first_known(values, 200)
    if len(set(first)) < len(first):
        return False
    known = values.dropna()
    if len(known) < MIN_ROWS or len(known) < 0.9 * len(values) or not known.is_unique:
        return False
    if known.dtype.kind in "iuf":
        return _whole_key(known, name)
    some = known.iloc[:500].tolist()
    return sum(len(_GAP.findall(text)) for text in some) / len(some) < FEW_WORDS


def _hardly_repeats(view: View, name: str) -> bool:
    figures, values = view.figures.get(name), view.frame[name]
    if figures is not None and figures.distinct < MOSTLY * figures.known:
        return False
    first = values.iloc[:200]
    few, every = (int(part.nunique()) for part in (first, values))
    return few >= MOSTLY * len(first) and every >= MOSTLY * int(values.count())


def _whole_key(known: pd.Series, name: str) -> bool:
    if known.dtype.kind == "f" and not (known % 1 == 0).all():
        return False
    if named_like_id(name):
        return True
    spread = float(known.max()) - float(known.min()) + 1
    return len(known) >= 50 and len(known) / spread >= DENSE


def named_like_id(name: str) -> bool:
    """Tell whether a column's name says that it identifies something.

    >>> named_like_id("customerID"), named_like_id("paid"), named_like_id("order_id")
    (True, False, True)
    """
    words = [word.lower() for word in _WORD.findall(name)]
    return is_unnamed(name) or bool(words) and (words[-1] in _KEY_WORDS or words[0] == "id")


def is_unnamed(name: str) -> bool:
    """Tell whether a column has a number only for its name: it may be anything."""
    words = [word.lower() for word in _WORD.findall(name)]
    return len(words) == 2 and words[0] == "column" and words[1].isdigit()


ID_LIKE = CHECKS.add(
    Check(
        name="id_like",
        label="Identifiers among the features",
        teaching=Teaching(
            "Finds columns with a different value in each row: keys, names, running numbers.",
            "Keep them as identifiers: they come back beside each prediction.",
            "A measured number that happens never to repeat is no identifier: keep it.",
        ),
        look=look,
    )
)
