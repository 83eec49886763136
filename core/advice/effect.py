"""What one step of a recipe does to the training rows: before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from core.advice.view import training_rows
from core.pipeline import features_of
from core.recipe import Recipe
from core.steps import Group, Step
from core.table import Dataset, broad_kind_of, with_columns

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

SAMPLE_ROWS = 2000
SHOWN_ROWS = 50
SHOWN_COLUMNS = 8
GROUP_ROWS = 200_000
_WHOLE_TABLE = (
    "This step looks at all columns at once, after they are turned into numbers, and again in "
    "each fold. Its effect shows in the scores."
)
_NOTHING = "This step changes nothing in the training rows looked at."
_RESAMPLE = (
    "This step changes how often rows are used for training, inside each fold. The rows that "
    "are predicted stay as they are."
)


@dataclass(frozen=True, eq=False)
class Effect:
    """Counts before and after one step, and rows in which it changes something.

    `before` and `after` hold the columns that it touches, or those that it reads where none of
    them changes; `note` says why there is nothing to see. `groups` are the texts that a step
    merges, counted in `group_rows` training rows.
    """

    rows_before: int = 0
    rows_after: int = 0
    columns_before: int = 0
    columns_after: int = 0
    missing_before: int = 0
    missing_after: int = 0
    before: pd.DataFrame | None = None
    after: pd.DataFrame | None = None
    note: str = ""
    groups: tuple[Group, ...] = ()
    group_rows: int = 0


def effect_of(recipe: Recipe, dataset: Dataset, place: int) -> Effect:
    """Carry out the step at a place of the list on a sample of the training rows.

    Steps before it are carried out first, those behind it are not; a step that is switched
    off is shown as if it were on.
    """
    step = recipe.steps[place].step
    if step.kind == "resample" or step.whole_table:
        return Effect(note=_RESAMPLE if step.kind == "resample" else _WHOLE_TABLE)
    whole = training_rows(recipe, dataset)
    rows = _some(whole, SAMPLE_ROWS, recipe.seed)
    earlier = replace(recipe, steps=recipe.steps[:place])
    if step.needs_order:
        every = earlier.prepare(dataset.frame)
        return _compared(every.iloc[rows], step.apply(every).iloc[rows], step)
    prepared = earlier.prepare(dataset.frame, rows=rows)
    if step.kind == "prepare":
        return _compared(prepared, step.apply(prepared), step)
    found = _learned(earlier, step, prepared)
    if type(step).groups is Step.groups:
        return found
    counted = earlier.prepare(dataset.frame, rows=_some(whole, GROUP_ROWS, recipe.seed))
    return replace(found, groups=step.groups(counted), group_rows=len(counted))


def _some(rows: NDArray[np.int64], most: int, seed: int) -> NDArray[np.int64]:
    if len(rows) <= most:
        return rows
    return np.sort(np.random.default_rng(seed).choice(rows, most, replace=False))


def _learned(earlier: Recipe, step: Step, frame: pd.DataFrame) -> Effect:
    target = earlier.problem.target
    frame = frame[frame[target].notna()] if target in frame.columns else frame
    features = features_of(earlier.problem, tuple(frame.columns))
    columns = _columns(step, frame, features)
    if not columns:
        return Effect(note="No column fits this step, so it changes nothing.")
    before = frame[columns]
    for other in earlier.active("learn"):
        inner = [] if other.whole_table or other.gives else _columns(other, before, columns)
        if inner:
            before = with_columns(before, _fitted(earlier, other, frame, before[inner]))
    return _compared(before, _fitted(earlier, step, frame, before), step)


def _columns(step: Step, frame: pd.DataFrame, among: Sequence[str]) -> list[str]:
    named = step.named_columns() or tuple(among)
    return [name for name in named if name in among and broad_kind_of(frame[name]) in step.takes]


def _fitted(recipe: Recipe, step: Step, frame: pd.DataFrame, columns: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    problem = recipe.problem
    transformer = step.transformer(recipe.seed, problem.task)
    answers = frame[problem.target] if problem.target in frame.columns else None
    values = transformer.fit_transform(columns, answers)
    if isinstance(values, pd.DataFrame):
        return values
    names = list(columns.columns)
    if values.shape[1] != len(names):
        names = [str(name) for name in transformer.get_feature_names_out(names)]
    return pd.DataFrame(values, index=columns.index, columns=names)


def _compared(before: pd.DataFrame, after: pd.DataFrame, step: Step) -> Effect:
    gone = [name for name in before.columns if name not in after.columns]
    fresh = [name for name in after.columns if name not in before.columns]
    changed = [
        name
        for name in before.columns.intersection(after.columns)
        if not _same(before[name], after[name])
    ]
    if not (changed or gone or fresh) and len(before) == len(after):
        return Effect(note=_NOTHING)
    old, new = [*changed, *gone], [*changed, *fresh]
    rows = _rows(before, after, changed)
    read = [name for name in step.named_columns() or before.columns if name in before.columns]
    told = old or read
    left = new or [name for name in told if name in after.columns]
    return Effect(
        rows_before=len(before),
        rows_after=len(after),
        columns_before=before.shape[1],
        columns_after=after.shape[1],
        missing_before=int(before[old].isna().sum().sum()),
        missing_after=int(after[new].isna().sum().sum()),
        before=before.loc[rows, told[:SHOWN_COLUMNS]],
        after=after.loc[after.index.intersection(rows), left[:SHOWN_COLUMNS]],
    )


def _same(before: pd.Series, after: pd.Series) -> bool:
    kept = before.loc[after.index] if len(before) != len(after) else before
    if kept.dtype.kind in "iuf" and after.dtype.kind in "iuf":
        return bool(kept.astype("float64").equals(after.astype("float64")))
    return bool(kept.dtype == after.dtype and kept.equals(after))


def _rows(before: pd.DataFrame, after: pd.DataFrame, changed: list[str]) -> pd.Index:
    """Return the rows to show: those that were dropped, or in which a value has changed."""
    dropped = before.index.difference(after.index)
    if len(dropped):
        return dropped[:SHOWN_ROWS]
    if not changed:
        return before.index[:SHOWN_ROWS]
    old, new = before[changed].astype("str"), after[changed].astype("str")
    touched = before.index[(old != new).any(axis=1).to_numpy()]
    return (touched if len(touched) else before.index)[:SHOWN_ROWS]
