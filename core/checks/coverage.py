"""What the recipe already does about a column, and the outcome that checks measure against."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sized
from typing import TYPE_CHECKING, Any

from core.checks import Fix, View
from core.text import count, listed

if TYPE_CHECKING:
    import pandas as pd

    from core.association import Outcome

ENCODERS = ("one_hot", "ordinal", "target_encode")
FILLERS = ("impute", "impute_categories", "impute_neighbours", "impute_iterative")


def treated(view: View, column: str, *steps: str) -> bool:
    """Tell whether a step of one of these names works on the column."""
    return first_step(view, column, *steps) is not None


def first_step(view: View, column: str, *steps: str) -> Mapping[str, Any] | None:
    """Return the first step of one of these names that works on the column."""
    for values in view.steps:
        named = values.get("columns") or ()
        if values.get("step") in steps and (not named or column in named):
            return values
    return None


def has_step(view: View, *steps: str) -> bool:
    """Tell whether the recipe has a step of one of these names."""
    return any(values.get("step") in steps for values in view.steps)


def features_of_kind(view: View, *kinds: str) -> tuple[str, ...]:
    """Return the feature columns of these kinds."""
    return tuple(name for name in view.features() if view.kinds[name] in kinds)


def undecided_texts(view: View) -> tuple[str, ...]:
    """Return the feature columns of texts of which no step says yet how they are read."""
    texts = features_of_kind(view, "category", "text")
    return tuple(name for name in texts if not treated(view, name, "cast"))


def missing_shares(view: View) -> dict[str, float]:
    """Return the share of missing values of each feature column."""
    shares = view.frame[list(view.features())].isna().mean()
    return {str(name): float(share) for name, share in shares.items()}


def leave_out(columns: Iterable[str], label: str, role: str = "ignore") -> Fix:
    """Return the remedy that gives columns a role under which no model learns from them."""
    return Fix(label, roles=tuple((column, role) for column in columns))


def them(columns: Sized) -> str:
    """Return the word that stands for one column or for several."""
    return "it" if len(columns) == 1 else "them"


def columns_that(columns: Sized, one: str, many: str) -> str:
    """Count columns with a verb.

    >>> columns_that("a", "has", "have"), columns_that("ab", "has", "have")
    ('1 column has', '2 columns have')
    """
    return f"{count(len(columns), 'column')} {one if len(columns) == 1 else many}"


def affected(columns: Collection[str]) -> str:
    """Name the columns behind the first example; one column is the example itself."""
    return f" Affected: {listed(columns)}." if len(columns) > 1 else ""


def target_of(view: View) -> pd.Series | None:
    """Return the target of the training rows, None while none is chosen."""
    name = view.problem.target
    return view.frame[name] if name in view.frame.columns else None


def outcome(view: View) -> tuple[pd.DataFrame, Outcome] | None:
    """Return a sample of the rows that have a target, with the target encoded.

    None while no usable target is chosen.
    """
    from core.association import outcome_of, sampled
    from core.table import broad_kind_of

    target = target_of(view)
    if target is None or target.nunique() < 2:
        return None
    number = broad_kind_of(target) == "number"
    if view.problem.task == "regression" and not number:
        return None
    rows = sampled(view.frame[target.notna()], len(view.features()))
    return rows, outcome_of(rows[view.problem.target], view.problem.task)
