"""Predict a whole table: same rows, same order, answers beside them, nothing lost."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from core.contract import check, refuse
from core.export.bundle import load_bundle
from core.export.unanswerable import LARGEST, must_be_present, unbounded
from core.files import write_atomic
from core.masking import masked_table, masks_in
from core.progress import Event, Report, silent
from core.table import Dataset, broad_kind_of, with_columns
from core.text import count, listed, shown
from core.training.fit import FittedModel
from core.training.schema import ColumnSchema, read_cells

if TYPE_CHECKING:
    import pandas as pd

PART = 50_000
PREDICTION = "prediction"
LOW, HIGH = "prediction_low", "prediction_high"
PROBLEM = "problem"
TOLD_ROWS = 3
_NOT = {"number": ("a number", "numbers"), "date": ("a date", "dates")}


@dataclass(frozen=True, eq=False)
class PredictedTable:
    """The rows of the input in their order, with what the model says about each.

    `frame` has the input columns, `prediction`, for classes `probability_<class>`, for numbers
    `prediction_low` and `prediction_high` where the model knows its margin, and `problem` when
    some rows could not be predicted; those have no prediction.
    """

    frame: pd.DataFrame
    notes: tuple[str, ...]
    unpredicted: int

    @property
    def counted(self) -> str:
        """How many rows have a prediction."""
        rows = len(self.frame)
        if not self.unpredicted:
            return f"{count(rows, 'row')} predicted"
        return f"{rows - self.unpredicted:,} of {count(rows, 'row')} predicted"

    @property
    def problems(self) -> tuple[str, ...]:
        """Say for the first rows without a prediction why, and how many more there are."""
        if not self.unpredicted:
            return ()
        words = self.frame[PROBLEM]
        bad = np.flatnonzero(words.notna())[:TOLD_ROWS]
        told = tuple(f"Row {row + 1:,}: {words.iloc[row]}." for row in bad)
        rest = self.unpredicted - len(told)
        verb = "has" if rest == 1 else "have"
        more = f"{count(rest, 'more row')} {verb} no prediction: see '{PROBLEM}' in the file."
        return (*told, more) if rest else told


def predict_file(bundle: Path, data: Dataset, report: Report = silent) -> PredictedTable:
    """Predict every row of a table with a bundle, masked as its training rows were."""
    fitted = load_bundle(bundle).fitted
    return predict_table(fitted, masked_table(data, masks_in(fitted.recipe.source)), report)


def predict_table(fitted: FittedModel, data: Dataset, report: Report = silent) -> PredictedTable:
    """Predict every row of a table; a row that cannot be predicted says why and stays.

    Raises SchemaError when a column that the model needs is absent, or the rows break a rule
    of the contract that says stop.
    """
    import pandas as pd

    refuse(check(data.frame, fitted.contract, "stop"))
    readable, problems, unread = _readable(data.frame, fitted.schema.columns)
    prepared, notes = fitted.prepare(readable, data.frame)
    _mark(problems, prepared, fitted)
    good = np.array([not words for words in problems], dtype=bool)
    answers = _answers(fitted, prepared.loc[good], report)
    columns: dict[str, Any] = {name: _spread(values, good) for name, values in answers.items()}
    if not good.all():
        words = ["; ".join(found) or None for found in problems]
        columns[PROBLEM] = pd.Series(words, dtype="str")
    result = pd.concat(
        [
            _renamed(data.frame, columns).reset_index(drop=True),
            pd.DataFrame(columns, index=pd.RangeIndex(len(good))),
        ],
        axis=1,
    )
    return PredictedTable(result, (*notes, *unread), int((~good).sum()))


def write_predictions(path: Path, frame: pd.DataFrame, for_spreadsheets: bool = False) -> None:
    """Write a table as CSV (UTF-8); `for_spreadsheets` makes texts that look like formulas safe.

    Exact by default: a cell that starts with = would be run by a spreadsheet program.
    """
    from core.export.spreadsheet import harmless

    safe = harmless(frame) if for_spreadsheets else frame
    quoting = csv.QUOTE_NONNUMERIC if _has_returns(safe) else csv.QUOTE_MINIMAL
    write_atomic(path, lambda partial: safe.to_csv(partial, index=False, quoting=quoting))


def _has_returns(frame: pd.DataFrame) -> bool:
    """Tell whether a carriage return, which pandas does not quote, would break a line."""
    texts = frame.select_dtypes(exclude=["number", "datetime"])
    return any("\r" in str(name) for name in frame.columns) or any(
        texts[name].astype("str").str.contains("\r", regex=False).any() for name in texts.columns
    )


def _readable(
    frame: pd.DataFrame, schema: Sequence[ColumnSchema]
) -> tuple[pd.DataFrame, list[list[str]], tuple[str, ...]]:
    """Blank the cells that cannot be read as their column needs; say which rows and columns."""
    frame = frame.reset_index(drop=True)
    problems: list[list[str]] = [[] for _ in range(len(frame))]
    changed, notes = {}, []
    for column in schema:
        values = frame.get(column.name)
        if values is None or not column.required or column.kind == "category":
            continue
        if broad_kind_of(values) == column.kind:
            continue
        wrong = np.flatnonzero(read_cells(values, column.kind).isna() & values.notna())
        name, (one, many) = shown(column.name, 40), _NOT[column.kind]
        for row in wrong:
            problems[row].append(f"'{shown(values.iloc[row], 40)}' in '{name}' is not {one}")
        if len(wrong):
            verb = f"is not {one}" if len(wrong) == 1 else f"are not {many}"
            cells = listed(values.iloc[wrong].unique())
            notes.append(f"{count(len(wrong), 'value')} of '{name}' {verb}: {cells}.")
            changed[column.name] = values.where(~frame.index.isin(wrong))
    return with_columns(frame, changed), problems, tuple(notes)


def _mark(problems: list[list[str]], prepared: pd.DataFrame, fitted: FittedModel) -> None:
    for column in must_be_present(fitted, prepared):
        for row in np.flatnonzero(prepared[column].isna()):
            if not problems[row]:
                problems[row].append(
                    f"no value in '{shown(column, 40)}', which was never missing in training"
                )
    for column in unbounded(fitted, prepared):
        for row in np.flatnonzero(prepared[column].abs() > LARGEST):
            problems[row].append(f"the number in '{shown(column, 40)}' is too large")


def _answers(fitted: FittedModel, prepared: pd.DataFrame, report: Report) -> dict[str, Any]:
    parts = []
    for start in range(0, max(len(prepared), 1), PART):
        part = prepared.iloc[start : start + PART]
        parts.append(fitted.predict_prepared(part))
        done = start + len(part)
        report(Event(done, len(prepared), f"{done:,} rows predicted"))
    if not fitted.classes:
        return _numbers(fitted, np.concatenate([part.values for part in parts]))
    labels = np.array([label for part in parts for label in part.labels], dtype=object)
    answers: dict[str, Any] = {PREDICTION: labels}
    probabilities = np.concatenate([part.probabilities for part in parts])
    for place, name in enumerate(fitted.classes):
        answers[f"probability_{name}"] = probabilities[:, place]
    return answers


def _numbers(fitted: FittedModel, values: Any) -> dict[str, Any]:
    if fitted.margin is None:
        return {PREDICTION: values}
    half = fitted.margin.half
    return {PREDICTION: values, LOW: values - half, HIGH: values + half}


def _spread(values: Any, good: Any) -> Any:
    import pandas as pd

    if values.dtype == object:
        wide = np.full(len(good), None, dtype=object)
        wide[good] = values
        return pd.Series(wide, dtype="str")
    numbers = np.full(len(good), np.nan)
    numbers[good] = values
    return numbers


def _renamed(frame: pd.DataFrame, columns: dict[str, Any]) -> pd.DataFrame:
    """Keep input columns that are called like an answer, under another name."""
    taken = {*frame.columns, *columns}
    names = {}
    for name in frame.columns:
        if name in columns:
            fresh = f"{name} (input)"
            while fresh in taken:
                fresh += " (input)"
            taken.add(fresh)
            names[name] = fresh
    return frame.rename(columns=names)
