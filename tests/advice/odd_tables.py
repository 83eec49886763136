"""Odd tables that must still give a recipe that trains."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import numpy as np
import pandas as pd

ROWS = 120


def base(target: object = None, **extra: object) -> pd.DataFrame:
    """Return a small table with a target that can be learned and extra columns."""
    random = np.random.default_rng(3)
    frame = {"size": random.normal(0, 1, ROWS).round(3), "tone": ["a", "b", "c"] * 40, **extra}
    left = np.where(frame["size"] + random.normal(0, 1, ROWS) > 0, "yes", "no")
    return pd.DataFrame({**frame, "left": left if target is None else target})


def named(*names: object) -> pd.DataFrame:
    """Return number columns with the given names, as they are, and a target."""
    random = np.random.default_rng(1)
    values = random.normal(0, 1, (ROWS, len(names)))
    frame = pd.DataFrame(values)
    frame["left"] = np.where(values[:, 0] > 0.2, "yes", "no")
    frame.columns = pd.Index([*names, "left"], dtype=object, tupleize_cols=False)
    return frame


def cells(values: list[object]) -> pd.Series:
    """Repeat cells to the length of the table."""
    return pd.Series((values * ROWS)[:ROWS], dtype=object)


def rare(positives: int, rows: int) -> pd.DataFrame:
    """Return a table with very few positive rows."""
    random = np.random.default_rng(5)
    frame = pd.DataFrame({"size": random.normal(0, 1, rows), "tone": ["a", "b"] * (rows // 2)})
    frame["left"] = np.where(np.arange(rows) % (rows // positives) == 0, 1, 0)
    return frame


DAY = pd.date_range("2024-01-01", periods=ROWS, freq="D")
ODD: dict[str, Callable[[], pd.DataFrame]] = {
    "37 same name twice": lambda: named("a", "a"),
    "38 no name": lambda: named("", "Unnamed: 0"),
    "39 spaces as name": lambda: named("  ", " "),
    "40 brackets": lambda: named("a[1]", "b<2"),
    "41 json signs": lambda: named('"{}:,', ",", "{"),
    "42 space and underscore": lambda: named("a b", "a_b"),
    "43 case and end space": lambda: named("Cafe", "cafe ", "cafe\u0301"),
    "44 long name": lambda: named("x" * 5000),
    "45 emoji and right to left": lambda: named("😀", "שלום", "a\u200bb"),
    "46 NUL in a name": lambda: named("a\x00b"),
    "47 number names": lambda: named(0, 1, "x"),
    "48 two levels": lambda: named(("a", 1), ("a", 2)),
    "49 names of internals": lambda: named("target", "index", "__id", "prediction", "fold"),
    "50 markup": lambda: named("<img onerror=x>", "![x](http://x.example)"),
    "52 formulas": lambda: named("=cmd()", ";DROP TABLE x", "class", "$x_1$", ":red[x]"),
    "56 all missing": lambda: base(empty=np.nan),
    "57 all None": lambda: base(empty=cells([None])),
    "58 constant": lambda: base(same=1, word="x"),
    "59 constant and gaps": lambda: base(same=[1, np.nan] * 60, word=cells(["x", None])),
    "60 infinite": lambda: base(big=[1.0, np.inf, -np.inf, 2.0] * 30),
    "61 huge": lambda: base(big=[1e300, -1e300, 1.0, 2.0] * 30),
    "62 beyond 64 bits": lambda: base(big=cells([2**70 + n for n in range(ROWS)])),
    "63 leading zeros": lambda: base(code=[f"{n:05d}" for n in range(ROWS)]),
    "65 mixed": lambda: base(mixed=cells([1, "x", None, True, b"y"])),
    "66 bool and None": lambda: base(flag=cells([True, None, False])),
    "67 yes and no as text": lambda: base(one=cells(["TRUE", "false"]), two=cells(["0", "1"])),
    "68 plain text": lambda: base(text=[f"word {n % 90} and some {n % 7}" for n in range(ROWS)]),
    "69 number text": lambda: base(fee=["n/a", "?", "-", *map(str, range(ROWS - 3))]),
    "70 countries": lambda: base(country=cells(["FR", "GB", "JP", None])),
    "71 dates": lambda: base(day=DAY),
    "72 time zone": lambda: base(day=DAY.tz_localize("Europe/Paris")),
    "74 impossible date": lambda: base(day=cells(["2024-02-30", "2024-02-03"])),
    "76 durations": lambda: base(wait=pd.to_timedelta(np.arange(ROWS), unit="h")),
    "77 periods": lambda: base(month=pd.period_range("2001-01", periods=ROWS, freq="M")),
    "78 intervals": lambda: base(age=pd.cut(np.arange(ROWS), 5)),
    "82 nullable and decimal": lambda: base(
        count=pd.array([1, None, 3] * 40, dtype="Int64"), fee=cells([Decimal("1.5"), Decimal(2)])
    ),
    "86 unique text": lambda: base(key=[f"k{n}" for n in range(ROWS)]),
    "87 very many categories": lambda: pd.concat(
        [base().drop(columns="tone")] * 20, ignore_index=True
    ).assign(town=[f"town {n % 450}" for n in range(ROWS * 20)])[["size", "town", "left"]],
    "88 spellings": lambda: base(town=cells(["Ulm", "ulm ", "ULM", "Bonn"])),
    "89 identical": lambda: base(two=np.arange(ROWS) % 5, three=np.arange(ROWS) % 5),
    "91 copies": lambda: pd.concat([base()] * 2, ignore_index=True),
    "96 gaps in the target": lambda: base(target=cells(["yes", None, "no"])),
    "100 class of one": lambda: base(target=["rare"] + ["yes", "no"] * 59 + ["yes"]),
    "101 class smaller than folds": lambda: base(target=["rare"] * 4 + ["yes", "no"] * 58),
    "102 labels 1 and 2": lambda: base(target=[1, 2] * 60),
    "104 zero and one as float": lambda: base(target=[0.0, 1.0] * 60),
    "104 zero and one as bool": lambda: base(target=[True, False] * 60),
    "105 two distant numbers": lambda: base(target=[1.5, 99.25] * 60),
    "106 one in a thousand": lambda: rare(10, 10_000),
    "only an id": lambda: pd.DataFrame({"id": range(ROWS), "left": ["yes", "no"] * 60}),
    "time series": lambda: pd.DataFrame({"day": DAY, "sold": np.sin(np.arange(ROWS)) + 3}),
}  # fmt: skip
