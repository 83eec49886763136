"""How supervised problems set rows apart, and how their target is encoded."""

from __future__ import annotations

import difflib
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.errors import DataError, TargetError
from core.problem import Problem, most_folds
from core.table import LARGEST, Dataset, broad_kind_of
from core.text import count, listed, shown

MIN_ROWS = 20
MIN_CLASS = 3
MAX_CLASSES = 100


@dataclass(frozen=True, eq=False)
class Parts:
    """Row positions: `train` to learn from, `test` locked away, `unlabelled` without target.

    `left_out` are rows of classes too small to learn; `notes` say what was done.
    """

    train: NDArray[np.int64]
    test: NDArray[np.int64]
    unlabelled: NDArray[np.int64]
    left_out: NDArray[np.int64]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Target:
    """The encoded target: class positions or numbers, and the original class names."""

    values: NDArray[Any]
    classes: tuple[str, ...] = ()


def set_apart(frame: pd.DataFrame, problem: Problem, seed: int) -> Parts:
    """Lock away the test rows; the same frame, problem and seed give the same rows."""
    check_target(frame, problem)
    target = frame[problem.target]
    present = target.notna().to_numpy()
    usable = present & ~_in_small_class(target, problem)
    rows = np.flatnonzero(usable)
    _refuse_few(int(present.sum()))
    notes = _notes(target, present, usable)
    _refuse_few(len(rows))
    train, test = _SPLITTERS[problem.split.kind](frame.iloc[rows], problem, seed)
    return Parts(
        train=np.sort(rows[train]),
        test=np.sort(rows[test]),
        unlabelled=np.flatnonzero(~present),
        left_out=np.flatnonzero(present & ~usable),
        notes=tuple(notes),
    )


def folds_of(
    frame: pd.DataFrame, problem: Problem, seed: int
) -> tuple[tuple[NDArray[np.int64], NDArray[np.int64]], ...]:
    """Return (fit, check) row positions for each fold of the training rows, by repeat."""
    repeats = 1 if problem.split.kind == "time" else problem.split.repeats
    return tuple(fold for turn in range(repeats) for fold in _folds(frame, problem, seed + turn))


def _folds(
    frame: pd.DataFrame, problem: Problem, seed: int
) -> tuple[tuple[NDArray[np.int64], NDArray[np.int64]], ...]:
    from sklearn import model_selection as ms

    split, target = problem.split, frame[problem.target]
    folds = usable_folds(frame, problem)
    if split.kind == "time":
        order = np.argsort(_moments(frame, split.column), kind="stable")
        pairs = ms.TimeSeriesSplit(folds).split(order)
        return tuple((order[fit], order[check]) for fit, check in pairs)
    if split.kind == "group":
        groups = _groups(frame, split.column)
        if problem.task == "regression":
            group_folds = ms.GroupKFold(folds, shuffle=True, random_state=seed)
            return tuple(group_folds.split(frame, groups=groups))
        strata = ms.StratifiedGroupKFold(folds, shuffle=True, random_state=seed)
        return _quietly(strata.split(frame, _labels(target), groups))
    if problem.task == "regression":
        return tuple(ms.KFold(folds, shuffle=True, random_state=seed).split(frame))
    stratified = ms.StratifiedKFold(folds, shuffle=True, random_state=seed)
    return _quietly(stratified.split(frame, _labels(target)))


def _quietly(pairs: Iterator[Any]) -> tuple[tuple[NDArray[np.int64], NDArray[np.int64]], ...]:
    """Return the folds without a warning of classes with fewer rows: a finding names them."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="The least populated class")
        return tuple(pairs)


def usable_folds(frame: pd.DataFrame, problem: Problem) -> int:
    """Return the number of folds that the classes (or the groups) allow."""
    wanted = problem.split.folds
    if problem.split.kind == "group":
        wanted = min(wanted, int(frame[problem.split.column].nunique()))
    if problem.task != "regression" and problem.split.kind != "time":
        wanted = min(wanted, most_folds(frame[problem.target].value_counts()))
    return max(wanted, 2)


def encode_target(values: pd.Series, problem: Problem, classes: tuple[str, ...] = ()) -> Target:
    """Encode the target: numbers as they are, classes by position, the positive class last."""
    if problem.task == "regression":
        return Target(values.to_numpy(dtype="float64"))
    labels = _labels(values)
    known = classes or class_names(values, problem)
    return Target(pd.Index(known).get_indexer(pd.Index(labels)), known)


def class_names(values: pd.Series, problem: Problem) -> tuple[str, ...]:
    """Return the classes as text, in a natural order; in a binary problem positive is last."""
    labels = _labels(values.dropna())
    if broad_kind_of(values) == "number":
        names = [label_of(number) for number in sorted(values.dropna().unique())]
    else:
        names = sorted(set(labels))
    if problem.task == "binary" and len(names) == 2:
        positive = problem.positive if problem.positive in names else rarer_class(values)
        names = [name for name in names if name != positive] + [positive]
    return tuple(names)


def rarer_class(values: pd.Series) -> str:
    """Return the class with the fewest rows; among equals the last by name."""
    counts = pd.Series(_labels(values.dropna())).value_counts()
    return str(max(counts[counts == counts.min()].index))


def label_of(value: object) -> str:
    """Return a class as text; whole numbers lose their decimal point.

    >>> label_of(1.0), label_of("yes")
    ('1', 'yes')
    """
    whole = isinstance(value, float | np.floating) and float(value).is_integer()
    return str(int(value)) if whole else str(value)  # type: ignore[call-overload]


def check_target(frame: pd.DataFrame, problem: Problem) -> None:
    """Refuse a target that cannot be learned, in one sentence."""
    name = problem.target
    if name not in frame.columns:
        near = difflib.get_close_matches(name, map(str, frame.columns), n=1)
        raise TargetError(
            f"The target column '{shown(name)}' is not in the table."
            if name
            else "No target column is chosen.",
            f"Did you mean '{near[0]}'?" if near else "Choose the column to predict.",
        )
    values = frame[name].dropna()
    title = f"The target '{shown(name)}'"
    if values.empty:
        raise TargetError(f"{title} has no values at all.", "Choose another target.")
    distinct = values.nunique()
    if distinct < 2:
        if len(values) < MIN_ROWS:
            raise TargetError(
                f"{title} has a value in only {count(len(values), 'row')}; at least {MIN_ROWS} "
                "rows are needed.",
                "Load more rows.",
            )
        only = shown(values.iloc[0])
        raise TargetError(
            f"{title} has only one value ('{only}'), so there is nothing to tell apart.",
            "Choose another target.",
        )
    kind = broad_kind_of(values)
    if kind == "date":
        raise TargetError(
            f"{title} is a date, which cannot be predicted.", "Choose another target."
        )
    if problem.task == "regression" and kind == "number" and (values.abs() > LARGEST).any():
        raise TargetError(
            f"{title} has numbers too large to calculate with (over {LARGEST:g}).",
            "Correct them, or predict the target in a larger unit.",
        )
    _check_fits_task(problem, kind, distinct, title)


def refuse_infinite(dataset: Dataset, target: str) -> None:
    """Refuse a target that came with infinite values, and name their rows."""
    rows = dict(dataset.infinite).get(target, ())
    if rows:
        raise TargetError(
            f"The target '{shown(target)}' has infinite values in "
            f"{'row' if len(rows) == 1 else 'rows'} {', '.join(str(row + 1) for row in rows)}.",
            "Correct these rows in the file, or remove them.",
        )


def _check_fits_task(problem: Problem, kind: str, distinct: int, title: str) -> None:
    if problem.task == "regression" and kind != "number":
        raise TargetError(f"{title} is text, not a number.", "Predict a category instead.")
    if problem.task == "binary" and distinct != 2:
        raise TargetError(
            f"{title} has {distinct:,} different values, not two.",
            _other_task(kind, distinct),
        )
    if problem.task == "multiclass" and distinct > MAX_CLASSES:
        raise TargetError(
            f"{title} has {distinct:,} different values; at most {MAX_CLASSES} are possible.",
            "Predict a number instead, or merge rare classes."
            if kind == "number"
            else "Choose a column with fewer answers, or merge its rare ones on the Clean page.",
        )


def _other_task(kind: str, distinct: int) -> str:
    """Say what can be asked of a target that has more than two values."""
    classes = "Choose the problem type “Predict one of several categories”"
    if distinct > MAX_CLASSES:
        number = "Choose the problem type “Predict a number”."
        return number if kind == "number" else "Choose a column with fewer answers."
    return f"{classes}, or “Predict a number”." if kind == "number" else f"{classes}."


def _refuse_few(rows: int) -> None:
    if rows < MIN_ROWS:
        raise DataError(
            f"Only {count(rows, 'row')} can be learned from; at least {MIN_ROWS} rows are needed.",
            "Load more rows.",
        )


def _labels(values: pd.Series) -> NDArray[Any]:
    return np.asarray(values.map(label_of), dtype=object)


def _in_small_class(target: pd.Series, problem: Problem) -> NDArray[np.bool_]:
    if problem.task == "regression":
        return np.zeros(len(target), dtype=np.bool_)
    sizes = target.map(target.value_counts())
    return np.asarray(sizes < MIN_CLASS, dtype=bool)


def _notes(target: pd.Series, present: NDArray[np.bool_], usable: NDArray[np.bool_]) -> list[str]:
    notes = []
    missing = int((~present).sum())
    if missing:
        notes.append(
            f"{count(missing, 'row')} without a target left out of training, kept to predict."
        )
    small = sorted({label_of(value) for value in target[present & ~usable]})
    if small:
        notes.append(
            f"Classes with fewer than {MIN_CLASS} rows cannot be learned and were left out: "
            f"{listed(small)}."
        )
        left = target[usable].nunique()
        if left < 2:
            which = "All but one class have" if left else "Every class has"
            raise TargetError(
                f"{which} fewer than {MIN_CLASS} rows: {listed(small)}.",
                "Choose another target, or predict a number.",
            )
    return notes


def _random(frame: pd.DataFrame, problem: Problem, seed: int) -> tuple[NDArray[Any], NDArray[Any]]:
    from sklearn.model_selection import train_test_split

    strata = None if problem.task == "regression" else _labels(frame[problem.target])
    rows = np.arange(len(frame))
    share = problem.split.test_share
    if strata is not None and len(set(strata)) > share * len(frame):
        raise DataError(
            f"There are {len(set(strata))} classes but only {int(share * len(frame))} test rows.",
            "Raise the share of test rows, or merge rare classes.",
        )
    train, test = train_test_split(rows, test_size=share, random_state=seed, stratify=strata)
    return train, test


def _grouped(frame: pd.DataFrame, problem: Problem, seed: int) -> tuple[NDArray[Any], NDArray[Any]]:
    from sklearn.model_selection import GroupShuffleSplit

    groups = _groups(frame, problem.split.column)
    splitter = GroupShuffleSplit(1, test_size=problem.split.test_share, random_state=seed)
    train, test = next(splitter.split(frame, groups=groups))
    return train, test


def _by_time(frame: pd.DataFrame, problem: Problem, seed: int) -> tuple[NDArray[Any], NDArray[Any]]:
    order = np.argsort(_moments(frame, problem.split.column), kind="stable")
    cut = len(order) - round(len(order) * problem.split.test_share)
    return order[:cut], order[cut:]


def _by_column(
    frame: pd.DataFrame,
    problem: Problem,
    seed: int,  # noqa: ARG001
) -> tuple[NDArray[Any], NDArray[Any]]:
    _refuse_no_column(
        problem.split.column, "column", "Choose the column that says which rows are test rows."
    )
    chosen = test_marks(frame, problem)
    train, test = np.flatnonzero(~chosen), np.flatnonzero(chosen)
    _refuse_uneven(len(train), len(test), problem)
    if problem.task != "regression":
        labels = _labels(frame[problem.target])
        new = sorted(set(labels[test]) - set(labels[train]))
        if new:
            raise DataError(
                f"No row to learn from has the class {listed(new)}: all of them are test rows.",
                "Choose other values, or another split.",
            )
    return train, test


def test_marks(frame: pd.DataFrame, problem: Problem) -> NDArray[np.bool_]:
    """Tell for each row whether the column of the split holds a value that means test."""
    column = problem.split.column
    if column not in frame.columns:
        raise DataError(
            f"The column '{shown(column)}' of the split is not in the table.",
            "Choose the column that says which rows are test rows.",
        )
    values = frame[column]
    named = values.map(label_of).isin(problem.split.tested)
    return np.asarray(named & values.notna(), dtype=np.bool_)


def values_of(frame: pd.DataFrame, column: str, most: int = MAX_CLASSES) -> tuple[str, ...]:
    """Return the values of a column as a split may name them, the most frequent first.

    A text of several lines cannot be named.
    """
    if column not in frame.columns:
        return ()
    words = (label_of(value) for value in frame[column].value_counts().index[:most])
    return tuple(word for word in words if "\n" not in word)


def _refuse_uneven(train: int, test: int, problem: Problem) -> None:
    column, values = shown(problem.split.column), listed(problem.split.tested)
    if not values:
        raise DataError(
            f"No value of '{column}' means test yet.", "Choose the values that mean test."
        )
    if not test:
        raise DataError(
            f"No row with a target has {values} in '{column}': there are no test rows.",
            "Choose a value that occurs.",
        )
    if not train:
        raise DataError(
            f"Every row with a target has {values} in '{column}': no row is left to learn from.",
            "Choose fewer values.",
        )
    _refuse_few(train)


_SPLITTERS = {"random": _random, "group": _grouped, "time": _by_time, "column": _by_column}


def _refuse_no_column(column: str, kind: str, hint: str) -> None:
    if not column:
        raise DataError(f"Rows are split by {kind}, but no column is chosen for it.", hint)


def _groups(frame: pd.DataFrame, column: str) -> NDArray[Any]:
    _refuse_no_column(column, "group", "Choose the column that names the group.")
    if column not in frame.columns:
        raise DataError(
            f"The group column '{shown(column)}' is not in the table.",
            "Choose the column whose rows belong together.",
        )
    if frame[column].nunique() < 3:
        raise DataError(
            f"The group column '{shown(column)}' has fewer than three groups.",
            "Choose another column, or a random split.",
        )
    return np.asarray(pd.factorize(frame[column], use_na_sentinel=False)[0])


def _moments(frame: pd.DataFrame, column: str) -> NDArray[Any]:
    _refuse_no_column(column, "time", "Choose the column that tells the time.")
    if column not in frame.columns:
        raise DataError(
            f"The time column '{shown(column)}' is not in the table.",
            "Choose the column that says when each row happened.",
        )
    values = frame[column]
    if broad_kind_of(values) == "category":
        raise DataError(
            f"The time column '{shown(column)}' is text, not a date or number.",
            "Correct its type on the Data page.",
        )
    gaps = int(values.isna().sum())
    if gaps:
        raise DataError(
            f"The time column '{shown(column)}' is missing in {count(gaps, 'row')}.",
            "Choose another column, or a random split.",
        )
    return np.asarray(values)
