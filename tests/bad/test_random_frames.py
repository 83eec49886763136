"""Frames that mix odd columns, drawn by Hypothesis: a result, or a refusal in words."""

from __future__ import annotations

import datetime as dt
import math
import os
import tempfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import core
from core.errors import AppError
from core.table import Dataset
from tests.bad.walk import Walked, quick, walk

EXAMPLES = int(os.environ.get("RANDOM_FRAMES", "10"))
MODELS = ("logistic", "ridge", "hist_boosting")
NAMES = (
    "a", "A", "a ", "", "  ", "a[1]", "b<2", '"{}:,', "a b", "a_b", "target", "index", "fold",
    "prediction", "__id", "=cmd()", "class", "é", "e\u0301", "😀", "שלום", "x\x00y", "$x_1$",
    "n" * 300, "<img src=x>", "'; DROP TABLE x;--", "date", "id", "weight", "y", "price",
)  # fmt: skip
DAY = dt.datetime(2024, 1, 31, 12)
Column = Callable[[np.random.Generator, int], Any]


def picked(*values: Any) -> Column:
    """Return a column that draws from a few values."""
    pool = np.empty(len(values), dtype=object)
    pool[:] = values
    as_it_is = any(isinstance(value, str) and "\ud800" in value for value in values)
    kind = object if as_it_is else None
    return lambda draw, rows: pd.Series(pool[draw.integers(len(values), size=rows)], dtype=kind)


def numbers(make: Callable[[np.random.Generator, int], Any]) -> Column:
    return lambda draw, rows: pd.Series(make(draw, rows))


COLUMNS: dict[str, Column] = {
    "normal": numbers(lambda draw, rows: draw.normal(size=rows)),
    "whole": numbers(lambda draw, rows: draw.integers(0, 5, size=rows)),
    "running": numbers(lambda draw, rows: np.arange(rows)),
    "skewed": numbers(lambda draw, rows: np.exp(3 * draw.normal(size=rows))),
    "nearly always zero": numbers(lambda draw, rows: (draw.random(rows) < 0.05) * 1e6),
    "tiny": numbers(lambda draw, rows: draw.normal(size=rows) * 1e-300),
    "huge": numbers(lambda draw, rows: draw.normal(size=rows) * 1e300),
    "one huge": picked(1.0, 2.0, 3.0, 1e308),
    "infinite": picked(1.0, 2.0, math.inf, -math.inf),
    "few numbers": numbers(lambda draw, rows: np.where(draw.random(rows) < 0.97, np.nan, 1.5)),
    "half empty": numbers(lambda draw, rows: np.where(draw.random(rows) < 0.5, np.nan, 2.5)),
    "all empty": numbers(lambda draw, rows: np.full(rows, np.nan)),
    "all None": picked(None),
    "constant": picked(7),
    "constant text": picked("x"),
    "constant and empty": picked("x", None),
    "beyond 64 bits": picked(2**64, 2**65, 1),
    "unsigned": lambda draw, rows: 2**63 + draw.integers(9, size=rows).astype("uint64"),
    "nullable": lambda draw, rows: pd.array(draw.integers(3, size=rows), dtype="Int64"),
    "truth": picked(True, False),
    "truth and None": picked(True, False, None),
    "yes and no": picked("yes", "no"),
    "words": picked("red", "green", "blue", None),
    "spelled alike": picked("Red", "red", " red", "RED "),
    "odd words": picked("", " ", "\x00", "=1+1", "<b>", "\ud800", "nan", "None", "missing"),
    "long words": picked("x" * 5000, "y" * 5000),
    "identifiers": lambda draw, rows: pd.Series([f"id{at:05d}" for at in range(rows)]),
    "many words": lambda draw, rows: pd.Series([f"w{at % 40}" for at in range(rows)]),
    "numbers as text": picked("1,234.5", "2", "n/a", "-", "3 %"),
    "mixed": picked(1, "x", None, True, b"y", 2.5),
    "decimals": picked(Decimal("1.5"), Decimal("NaN"), None),
    "bytes": picked(b"a", b"b"),
    "lists": picked([1], [2]),
    "complex": picked(1j, 2.0),
    "dates": picked(DAY, DAY + dt.timedelta(days=40), None),
    "far dates": picked(dt.date(1, 1, 1), dt.date(9999, 12, 31), DAY.date()),
    "zoned": picked(pd.Timestamp(DAY, tz="UTC"), pd.Timestamp(DAY, tz="Asia/Tokyo"), None),
    "dates as text": picked("2024-01-31", "2024-02-30", "31.01.2024"),
    "durations": picked(dt.timedelta(hours=1), dt.timedelta(0), None),
    "periods": lambda draw, rows: pd.period_range("2020-01", periods=rows, freq="M"),
    "intervals": lambda draw, rows: pd.cut(draw.random(rows), 3),
    "unused levels": lambda draw, rows: pd.Categorical(["p"] * rows, categories=["p", "q"]),
    "sparse": lambda draw, rows: pd.arrays.SparseArray(draw.integers(2, size=rows) * 1.0),
}  # fmt: skip
REFUSED = ("bytes", "lists", "complex")
TARGETS = {
    "two": lambda draw, rows: np.where(draw.random(rows) < 0.4, "yes", "no"),
    "three": lambda draw, rows: draw.integers(3, size=rows),
    "rare": lambda draw, rows: np.where(np.arange(rows) % 25 == 3, "odd", "usual"),
    "number": lambda draw, rows: draw.normal(size=rows) * 1e5,
    "gaps": lambda draw, rows: np.where(draw.random(rows) < 0.2, np.nan, draw.normal(size=rows)),
    "count": lambda draw, rows: draw.poisson(3, size=rows),
}


@st.composite
def tables(draw: st.DrawFn) -> tuple[pd.DataFrame, int, dict[str, str]]:
    """Draw a frame of odd columns, the position of its target, and what was drawn."""
    usual = [kind for kind in sorted(COLUMNS) if kind not in REFUSED]
    kinds = draw(st.lists(st.sampled_from(usual), min_size=1, max_size=12))
    kinds += draw(st.sampled_from([*([[], ["normal"]] * 5), *([kind] for kind in REFUSED)]))
    names = draw(st.lists(st.sampled_from(NAMES), min_size=len(kinds), max_size=len(kinds)))
    own = [f"column {n}" for n in range(len(kinds))]
    target = draw(st.one_of(st.sampled_from(sorted(TARGETS)), st.sampled_from(own)))
    rows = draw(st.sampled_from((90, 60, 40, 30, 24, 24, 19, 1)))
    generator = np.random.default_rng(draw(st.integers(0, 99)))
    columns = [_as_series(COLUMNS[kind](generator, rows)) for kind in kinds]
    place = len(columns)
    if target in TARGETS:
        columns.append(pd.Series(TARGETS[target](generator, rows)))
        names = [*names, draw(st.sampled_from(NAMES))]
    else:
        place = int(target.split()[1])
    frame = pd.concat(columns, axis=1)
    frame.columns = names
    said = {"kinds": repr(kinds), "names": repr(names), "target": target, "rows": str(rows)}
    return frame, place, said


def _as_series(values: Any) -> pd.Series:
    return values if isinstance(values, pd.Series) else pd.Series(values)


def outcome(frame: pd.DataFrame, place: int, folder: Path) -> Walked | AppError:
    """Return the end of the whole way, or the refusal."""
    try:
        table = Dataset.of(frame, "random")
        recipe = core.suggest(table, table.columns[place] if place < len(table.columns) else None)
        return walk(quick(recipe, MODELS, folds=2), table, folder)
    except AppError as error:
        return error


@pytest.mark.filterwarnings("ignore")
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize="RANDOM_FRAMES" not in os.environ,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(tables())
def test_any_mixture_gives_a_result_or_a_sentence(
    drawn: tuple[pd.DataFrame, int, dict[str, str]],
) -> None:
    frame, place, _ = drawn
    with tempfile.TemporaryDirectory() as folder:
        ended = outcome(frame, place, Path(folder))
    if isinstance(ended, AppError):
        assert ended.message.endswith((".", "?")), ended.message
        assert ended.hint, ended.message
    else:
        assert len(ended.predicted) == len(frame)
