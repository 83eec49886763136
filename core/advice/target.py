"""Guess which column is to be predicted, and say why."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.checks.figures import Figures, figures_of
from core.checks.id_like import is_id, named_like_id
from core.table import LARGEST, Dataset
from core.tasks.supervised import MAX_CLASSES
from core.text import shown

if TYPE_CHECKING:
    import pandas as pd

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_SAYS_SO = frozenset(("target", "label", "labels", "labs", "y", "outcome", "response"))
_USUAL = frozenset(
    (
        "class", "churn", "churned", "survived", "price", "saleprice", "default", "income",
        "deposit", "fraud", "converted", "diagnosis", "species", "damage", "cnt", "sales",
        "sold", "result", "rating", "delay", "value", "demand", "revenue", "attrition",
        "subscribed", "approved", "cancelled", "quality", "spam", "readmitted", "salary",
        "disease", "defect", "failure", "exited", "left", "cost",
    )
)  # fmt: skip
_WANTED = 3.0
_ROWS_A_CLASS = 5


@dataclass(frozen=True)
class Guess:
    """The most likely target, how sure the guess is (high, medium, low), and why."""

    column: str
    confidence: str
    reason: str


def guess_target(dataset: Dataset, suits: Callable[[pd.Series], int] = lambda _: 0) -> Guess | None:
    """Return the most likely target column, None when no column can be predicted.

    It is one of the columns that `suit` best what was asked for (2 well, 1 also, 0 not); where
    the name of one says that it is the target, to suit at all is enough.
    """
    numbers = [name for name, kind in dataset.kinds.items() if kind == "number"]
    figures = figures_of(dataset.frame, numbers)
    scores = {name: _score(dataset, name, figures.get(name)) for name in dataset.columns}
    usable = {name: points for name, points in scores.items() if points > 0}
    if not usable:
        return None
    fit = {name: suits(dataset.frame[name]) for name in usable}
    fit = {name: 2 if grade and _named(name) else grade for name, grade in fit.items()}
    usable = {name: points for name, points in usable.items() if fit[name] == max(fit.values())}
    later_first = list(usable)[::-1]
    ordered = sorted(later_first, key=lambda name: usable[name], reverse=True)
    best = ordered[0]
    lead = usable[best] - (usable[ordered[1]] if len(ordered) > 1 else 0)
    sure = usable[best] >= _WANTED
    confidence = "high" if sure and lead >= 1 else "medium" if sure else "low"
    return Guess(best, confidence, _reason(dataset, best, confidence))


def _score(dataset: Dataset, name: str, figures: Figures | None) -> float:
    """Return points for a column, by its figures where it holds numbers; 0 for no target."""
    if dataset.kinds[name] in ("date", "text"):
        return 0.0
    distinct = figures.distinct if figures else int(dataset.frame[name].nunique())
    if distinct < 2 or not _learnable(distinct, figures):
        return 0.0
    if not _named(name) and _tells_apart(dataset.frame[name], distinct, figures):
        return 0.0
    points = 1.0 + _named(name)
    if name == dataset.columns[-1]:
        points += 1.5
    if name == dataset.columns[0]:
        points += 0.5
    if distinct == 2:
        points += 0.75
    return points - (2.0 if named_like_id(name) else 0.0)


def _learnable(distinct: int, figures: Figures | None) -> bool:
    if figures is None:
        return distinct <= MAX_CLASSES
    return max(abs(figures.low), abs(figures.high)) <= LARGEST


def _tells_apart(values: pd.Series, distinct: int, figures: Figures | None) -> bool:
    """Tell whether a column names rows: by ids, or by words that hardly repeat."""
    if figures is None and int(values.notna().sum()) < _ROWS_A_CLASS * distinct:
        return True
    may_be_id = figures is None or (distinct == figures.known and figures.is_whole)
    return may_be_id and is_id(values, str(values.name))


def _named(name: str) -> float:
    words = [word.lower() for word in _WORD.findall(name)]
    if not words:
        return 0.0
    if len(words) <= 2 and (_SAYS_SO & set(words)):
        return 4.0
    if words[-1] in _USUAL or "".join(words) in _USUAL:
        return {1: 3.0, 2: 2.5}.get(len(words), 2.0)
    return 0.0


def _reason(dataset: Dataset, name: str, confidence: str) -> str:
    values = dataset.frame[name]
    last = dataset.columns[-1] == name
    why = [
        "its name says so" if _named(name) else "",
        "it is the last column" if last else "",
        "it has two values" if values.nunique() == 2 else "",
    ]
    *most, last_one = [part for part in why if part] or ["no other column fits better"]
    told = f"{', '.join(most)} and {last_one}" if most else last_one
    doubt = "" if confidence == "high" else " Check it: this is a guess."
    return f"'{shown(name)}' looks like the question: {told}.{doubt}"
