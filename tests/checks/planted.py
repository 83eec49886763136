"""Tables with one planted flaw each, and healthy ones, for the tests of the checks."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from core.problem import Split
from core.recipe import Recipe
from core.table import Dataset

ROWS = 400
Planted = tuple[Dataset, Recipe]


def healthy(**extra: object) -> pd.DataFrame:
    """Return 400 rows with an honest binary target, and extra columns."""
    random = np.random.default_rng(7)
    size = random.normal(50, 10, ROWS).round(6)
    colour = random.choice(["red", "green", "blue"], ROWS)
    chance = 1 / (1 + np.exp(-(size - 50) / 8))
    frame = {"size": size, "colour": colour, **extra}
    frame["bought"] = np.where(random.random(ROWS) < chance, "yes", "no")
    return pd.DataFrame(frame)


def asked(frame: pd.DataFrame, **problem: object) -> Planted:
    """Return the dataset and a recipe without steps that asks for the last column."""
    dataset = Dataset.of(frame, "planted")
    settings = {"target": dataset.columns[-1], "task": "binary", **problem}
    return dataset, Recipe().edit(**settings)


def ignoring(column: str, frame: pd.DataFrame) -> Planted:
    """Return the dataset and a recipe without steps that leaves a column out."""
    dataset, recipe = asked(frame)
    return dataset, recipe.edit(problem=recipe.problem.with_role(column, "ignore"))


def numbers(**extra: object) -> pd.DataFrame:
    """Return 400 rows with an honest number as target."""
    frame = healthy(**extra).drop(columns="bought")
    noise = np.random.default_rng(1).normal(0, 20, ROWS)
    frame["price"] = (frame["size"] * 2 + noise).round(1)
    return frame


def regression(frame: pd.DataFrame, **problem: object) -> Planted:
    """Return the dataset and a recipe without steps for a number."""
    return asked(frame, task="regression", metric="rmse", **problem)


def draw(seed: int = 0) -> np.random.Generator:
    """Return a generator of its own for each planted column."""
    return np.random.default_rng(seed)


def _holes(share: float, values: object, seed: int = 3) -> pd.Series:
    return pd.Series(values).mask(pd.Series(draw(seed).random(ROWS) < share))


def _missing_signal() -> Planted:
    frame = healthy()
    gone = (frame["bought"] == "yes") & (draw(2).random(ROWS) < 0.6)
    frame.insert(0, "income", pd.Series(draw(1).normal(0, 1, ROWS)).mask(gone))
    return asked(frame)


def _leak() -> Planted:
    frame = healthy()
    answer = (frame["bought"] == "yes").astype("float64")
    frame.insert(0, "refund", answer + draw(1).normal(0, 0.1, ROWS))
    return asked(frame)


def _twins() -> Planted:
    frame = healthy()
    frame.insert(1, "colour code", frame["colour"].map({"red": 1, "green": 2, "blue": 3}))
    return asked(frame)


def _collinear() -> Planted:
    frame = healthy()
    inches = frame["size"] / 2.54 + draw(4).normal(0, 0.01, ROWS)
    frame.insert(0, "inches", inches)
    return asked(frame)


def _copies() -> Planted:
    frame = healthy()
    return asked(pd.concat([frame, frame.head(40)], ignore_index=True))


def _conflicts() -> Planted:
    frame = healthy()
    frame["size"] = frame["size"].round(-1)
    return asked(frame)


def _formula() -> Planted:
    frame = numbers()
    frame.insert(0, "fee", draw(1).normal(5, 1, ROWS))
    frame["total"] = frame["fee"] * 3 + frame.pop("price")
    frame.insert(0, "price", (frame["total"] - frame["fee"] * 3))
    return regression(frame)


def _rare() -> Planted:
    frame = healthy()
    frame["bought"] = np.where(np.arange(ROWS) % 40 == 0, "yes", "no")
    return asked(frame, metric="roc_auc")


def _small_classes() -> Planted:
    frame = healthy()
    frame["kind"] = np.where(np.arange(ROWS) < 5, "c", frame.pop("bought"))
    return asked(frame, task="multiclass", metric="f1")


def _outliers() -> Planted:
    frame = healthy()
    frame.loc[:9, "size"] = 9_000.0
    return asked(frame)


def _dates(start: str = "2020-01-01") -> pd.DatetimeIndex:
    return pd.date_range(start, periods=ROWS, freq="D")


def _future() -> Planted:
    frame = healthy(day=_dates(), closed=_dates("2020-03-01"))
    dataset, recipe = asked(frame, split=Split("time", column="day"))
    return dataset, recipe.edit(problem=recipe.problem.with_role("day", "time"))


def _spelling() -> Planted:
    frame = healthy()
    frame.loc[::3, "colour"] = frame.loc[::3, "colour"].str.upper() + " "
    return asked(frame)


def _signs() -> Planted:
    frame = healthy()
    frame.loc[::3, "colour"] = frame.loc[::3, "colour"] + "."
    return asked(frame)


def _several_small_classes() -> Planted:
    frame = healthy()
    rare = pd.Series(np.arange(ROWS)).map(lambda row: "cdef"[row % 4] if row < 24 else None)
    frame["kind"] = rare.fillna(frame.pop("bought"))
    return asked(frame, task="multiclass", metric="f1", split=Split(folds=3))


def _countries() -> Planted:
    codes = draw(1).choice(["FR", "GB", "JP", "BR", "DE"], ROWS)
    return asked(healthy(country=_holes(0.05, codes)))


def _words(count: int) -> list[str]:
    chosen = draw(5).choice(["alpha", "beta", "gamma", "delta", "omega"], (ROWS, count))
    return [" ".join(row) + f" {number % 350}" for number, row in enumerate(chosen)]


def _stars() -> Planted:
    frame = healthy()
    frame["stars"] = np.where(frame.pop("bought") == "yes", 5, np.arange(ROWS) % 4 + 1)
    return asked(frame, task="multiclass", metric="f1")


def _two_numbers() -> Planted:
    frame = healthy()
    frame["flag"] = (frame.pop("bought") == "yes").astype("int64")
    return regression(frame)


FLAWS: dict[str, Callable[[], Planted]] = {
    "missing": lambda: asked(healthy(age=_holes(0.3, draw(1).normal(40, 9, ROWS)))),
    "mostly_missing": lambda: asked(healthy(fax=_holes(0.95, draw(1).normal(0, 1, ROWS)))),
    "missing_signal": _missing_signal,
    "constant": lambda: asked(healthy(unit="kg", empty=np.nan)),
    "huge_numbers": lambda: asked(healthy(mass=[1e300, 1.0, -1e300, 2.0] * 100)),
    "id_like": lambda: asked(healthy(customer=[f"C{n:05d}" for n in range(ROWS)])),
    "duplicate_rows": _copies,
    "conflicting_labels": _conflicts,
    "high_cardinality": lambda: asked(
        healthy(town=[f"town {n}" for n in draw(1).integers(0, 60, ROWS)])
    ),
    "imbalance": _rare,
    "leakage_suspect": _leak,
    "target_formula": _formula,
    "missing_target": lambda: asked(
        healthy().assign(bought=lambda f: f["bought"].mask(f.index < 25))
    ),
    "identical_columns": _twins,
    "collinear": _collinear,
    "outliers": _outliers,
    "text_columns": lambda: asked(healthy(remark=_words(8))),
    "text_left_out": lambda: ignoring("remark", healthy(remark=_words(8))),
    "date_columns": lambda: asked(healthy(signed=_dates())),
    "dates_as_text": lambda: asked(healthy(signed=_dates().strftime("%d.%m.%Y"))),
    "months_as_text": lambda: asked(healthy(signed=_dates().strftime("%b-%y"))),
    "amounts_as_text": lambda: asked(
        healthy(
            load=[f"{n % 90 + 1} kg" if n % 3 else f"{n * 37 % 900 + 50} g" for n in range(ROWS)]
        )
    ),
    "numbers_as_text": lambda: asked(
        healthy(fee=["?" if n % 50 == 0 else str(n % 90) for n in range(ROWS)])
    ),
    "mixed_types": lambda: asked(
        healthy(wait=["soon" if n % 4 == 0 else str(n % 9) for n in range(ROWS)])
    ),
    "few_rows": lambda: asked(healthy().head(100)),
    "wide_table": lambda: asked(
        healthy(**{f"g{n}": draw(n).normal(0, 1, ROWS) for n in range(60)}).head(50)
    ),
    "small_classes": _small_classes,
    "time_order": lambda: asked(healthy(day=_dates())),
    "group_column": lambda: asked(healthy(patient_id=np.arange(ROWS) // 4)),
    "country_code": _countries,
    "target_kind": _stars,
    "disguised_missing": lambda: asked(
        healthy(age=np.where(np.arange(ROWS) % 20 == 0, -1, 20 + np.arange(ROWS) % 50))
    ),
    "category_spelling": _spelling,
    "similar_spellings": _signs,
    "future_dates": _future,
    "sensitive": lambda: asked(healthy(gender=["f", "m"] * 200, SeniorCitizen=[0, 0, 0, 1] * 100)),
    "personal_data": lambda: asked(healthy(mail=[f"p{n % 30}@site.example" for n in range(ROWS)])),
}
MORE_FLAWS: dict[str, tuple[str, Callable[[], Planted]]] = {
    "two numbers": ("target_kind", _two_numbers),
    "twelve numbers": (
        "target_kind",
        lambda: regression(numbers().assign(price=np.arange(ROWS) % 12)),
    ),
    "missing words": ("missing", lambda: asked(healthy(shape=_holes(0.1, ["a", "b"] * 200)))),
    "accuracy": (
        "imbalance",
        lambda: asked(
            healthy().assign(bought=np.where(np.arange(ROWS) % 5 == 0, "yes", "no")),
            metric="accuracy",
        ),
    ),
    "several small classes": ("small_classes", _several_small_classes),
    "question marks": (
        "disguised_missing",
        lambda: asked(healthy(shape=["a", "b", "c", "?"] * 100)),
    ),
    "running number": ("id_like", lambda: asked(healthy(place=np.arange(ROWS)))),
    "key of rows loaded twice": (
        "id_like",
        lambda: asked(pd.concat([healthy(place=np.arange(ROWS)).head(200)] * 2)),
    ),
    "a date after the likely time": (
        "future_dates",
        lambda: asked(healthy(closed=_dates("2020-03-01"), day=_dates())),
    ),
    "unnamed": ("id_like", lambda: asked(healthy(**{"Unnamed: 0": np.arange(ROWS)}))),
    "constant with gaps": ("constant", lambda: asked(healthy(unit=_holes(0.2, ["kg"] * ROWS)))),
    "gaps leak": (
        "leakage_suspect",
        lambda: asked(
            healthy().pipe(
                lambda f: f.assign(
                    left=pd.Series(np.arange(ROWS) % 7.0).where(f["bought"] == "yes"),
                    bought=f["bought"],
                )[["size", "colour", "left", "bought"]]
            )
        ),
    ),
}
HEALTHY: dict[str, Callable[[], Planted]] = {
    "binary": lambda: asked(healthy(), metric="roc_auc"),
    "number": lambda: regression(numbers()),
    "animals": lambda: asked(healthy(sex=["female", "male"] * 200, average=draw().random(ROWS))),
}
