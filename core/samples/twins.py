"""Flawed twins of the bundled samples: the same rows, with problems planted on purpose.

`planted.json` is the one list of what is done to which sample: for each problem the flaw
(a function of this file), its settings, and the check that should find it, or the check
that it still needs. Planting is deterministic: the same sample always gives the same twin.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    Draw = np.random.Generator

FILE = Path(__file__).parent / "planted.json"


@dataclass(frozen=True)
class Plant:
    """One planted problem: what was done, to which columns, and the check that finds it.

    Where no check finds it yet, `code` is empty and `needs` names the check that is missing.
    """

    flaw: str
    code: str
    columns: tuple[str, ...]
    done: str
    settings: Mapping[str, Any]
    needs: str = ""


def planted(sample: str) -> tuple[Plant, ...]:
    """Return the problems planted in the twin of a sample, in the order they are planted."""
    return tuple(
        Plant(
            str(item["flaw"]),
            str(item.get("code", "")),
            tuple(item["columns"]),
            str(item["done"]),
            item.get("with", {}),
            str(item.get("needs", "")),
        )
        for item in _every()[sample]
    )


def flawed(frame: pd.DataFrame, sample: str) -> pd.DataFrame:
    """Return the rows of a sample with all its problems planted; the input stays as it is."""
    import numpy as np

    table = frame.copy()
    for plant in planted(sample):
        seed = zlib.crc32(f"{sample} {plant.flaw} {plant.columns}".encode())
        table = FLAWS[plant.flaw](table, plant, np.random.default_rng(seed))
    return table


@cache
def _every() -> Mapping[str, Any]:
    return dict(json.loads(FILE.read_text(encoding="utf-8")))


def _rows(frame: pd.DataFrame, plant: Plant, draw: Draw) -> NDArray[np.int64]:
    """Return random row labels: as many as `rows` says, or the given `share`."""
    wanted = plant.settings.get("rows") or round(plant.settings["share"] * len(frame))
    return draw.choice(len(frame), size=int(wanted), replace=False)


def _with(frame: pd.DataFrame, plant: Plant, values: Any) -> pd.DataFrame:
    """Set the planted column, a new one last before nothing else changes."""
    import pandas as pd

    frame[plant.columns[0]] = pd.Series(values, index=frame.index)
    return frame


def _part_of_target(frame: pd.DataFrame, plant: Plant, draw: Draw) -> pd.DataFrame:
    """Add a column that is a share of a number target, give or take a little."""
    values = frame[plant.settings["of"]]
    noise = draw.normal(1, plant.settings["noise"], len(frame))
    return _with(frame, plant, (values * plant.settings["share"] * noise).round(2))


def _coded_target(frame: pd.DataFrame, plant: Plant, draw: Draw) -> pd.DataFrame:
    """Add a column of numbers that stand for the classes of the target."""
    import pandas as pd

    codes, _ = pd.factorize(frame[plant.settings["of"]], sort=True)
    return _with(frame, plant, (codes + draw.normal(0, 0.1, len(frame))).round(3))


def _filled_by_target(frame: pd.DataFrame, plant: Plant, draw: Draw) -> pd.DataFrame:
    """Add a column that is filled in almost only where the target has one value."""
    import pandas as pd

    settings = plant.settings
    words = pd.Series(draw.choice(settings["words"], len(frame)), dtype="str")
    known = (frame[settings["of"]].astype("str") == settings["where"]).to_numpy()
    kept = known ^ (draw.random(len(frame)) < settings["noise"])
    return _with(frame, plant, words.where(kept).to_numpy())


def _running_number(frame: pd.DataFrame, plant: Plant, draw: Draw) -> pd.DataFrame:
    """Add a column that numbers the rows in a random order."""
    return _with(frame, plant, 1000 + draw.permutation(len(frame)))


def _constant(frame: pd.DataFrame, plant: Plant, draw: Draw) -> pd.DataFrame:
    """Add a column with the same word in every row."""
    del draw
    return _with(frame, plant, plant.settings["value"])


def _copied_column(frame: pd.DataFrame, plant: Plant, draw: Draw) -> pd.DataFrame:
    """Add a column that repeats another one under a new name."""
    del draw
    return _with(frame, plant, frame[plant.settings["of"]])


def _other_unit(frame: pd.DataFrame, plant: Plant, draw: Draw) -> pd.DataFrame:
    """Add a column that gives another one in a second unit, rounded and a little off."""
    values = frame[plant.settings["of"]] * plant.settings["factor"]
    off = draw.normal(0, 0.002, len(frame)) * float(values.std())
    return _with(frame, plant, (values + off).round(3))


def _stand_in(frame: pd.DataFrame, plant: Plant, draw: Draw) -> pd.DataFrame:
    """Put a value such as -1 or "?" where the true one is said to be unknown."""
    frame.loc[_rows(frame, plant, draw), plant.columns[0]] = plant.settings["value"]
    return frame


def _spellings(frame: pd.DataFrame, plant: Plant, draw: Draw) -> pd.DataFrame:
    """Write some categories in capitals and some with a space at the end."""
    column = plant.columns[0]
    rows = _rows(frame, plant, draw)
    half = len(rows) // 2
    frame.loc[rows[:half], column] = frame.loc[rows[:half], column].str.upper()
    frame.loc[rows[half:], column] = frame.loc[rows[half:], column] + " "
    return frame


def _wrong_unit(frame: pd.DataFrame, plant: Plant, draw: Draw) -> pd.DataFrame:
    """Multiply a few values, as if they had been typed in another unit."""
    column, rows = plant.columns[0], _rows(frame, plant, draw)
    values = frame[column].astype("float64")
    values.loc[rows] = values.loc[rows] * plant.settings["factor"]
    return _with(frame, plant, values)


def _replaced(frame: pd.DataFrame, plant: Plant, draw: Draw) -> pd.DataFrame:
    """Replace a few numbers by another one, such as infinity or 1e39."""
    column, rows = plant.columns[0], _rows(frame, plant, draw)
    values = frame[column].astype("float64")
    values.loc[rows] = float(plant.settings["value"])
    return _with(frame, plant, values)


def _words_in_numbers(frame: pd.DataFrame, plant: Plant, draw: Draw) -> pd.DataFrame:
    """Write a word into a few cells of a number column, which makes all of it text."""
    column = plant.columns[0]
    texts = frame[column].map("{:g}".format, na_action="ignore").astype("str")
    texts.loc[_rows(frame, plant, draw)] = plant.settings["word"]
    return _with(frame, plant, texts)


def _sparse(frame: pd.DataFrame, plant: Plant, draw: Draw) -> pd.DataFrame:
    """Add a column that is hardly ever filled in."""
    import pandas as pd

    words = pd.Series(draw.choice(plant.settings["words"], len(frame)), dtype="str")
    filled = draw.random(len(frame)) < plant.settings["share"]
    return _with(frame, plant, words.where(filled).to_numpy())


def _dates(frame: pd.DataFrame, plant: Plant, draw: Draw) -> pd.DataFrame:
    """Add a date for each row within `days` of the `first` day, as text if a form is given."""
    import pandas as pd

    days = draw.integers(0, plant.settings["days"], len(frame))
    moments = pd.Timestamp(plant.settings["first"]) + pd.to_timedelta(days, unit="D")
    form = plant.settings.get("form")
    return _with(frame, plant, moments.strftime(form).astype("str") if form else moments)


def _later_dates(frame: pd.DataFrame, plant: Plant, draw: Draw) -> pd.DataFrame:
    """Add a date that lies days or weeks after another date of the row."""
    import pandas as pd

    wait = pd.to_timedelta(draw.integers(5, 60, len(frame)), unit="D")
    return _with(frame, plant, frame[plant.settings["after"]] + wait)


def _addresses(frame: pd.DataFrame, plant: Plant, draw: Draw) -> pd.DataFrame:
    """Add a made-up e-mail address for each row, from the domain reserved for examples."""
    numbers = draw.integers(0, plant.settings["people"], len(frame))
    name = plant.settings["name"]
    return _with(frame, plant, [f"{name}.{number}@example.org" for number in numbers])


def _no_target(frame: pd.DataFrame, plant: Plant, draw: Draw) -> pd.DataFrame:
    """Remove the target of some rows."""
    column = plant.columns[0]
    values = frame[column].astype("float64") if frame[column].dtype.kind in "iu" else frame[column]
    gone = frame.index.isin(_rows(frame, plant, draw))
    return _with(frame, plant, values.mask(gone))


def _copied_rows(frame: pd.DataFrame, plant: Plant, draw: Draw) -> pd.DataFrame:
    """Add some rows a second time, at the end."""
    import pandas as pd

    again = frame.loc[_rows(frame, plant, draw)]
    return pd.concat([frame, again], ignore_index=True)


def _wrong_labels(frame: pd.DataFrame, plant: Plant, draw: Draw) -> pd.DataFrame:
    """Give some rows the answer of another row with another answer."""
    column, rows = plant.columns[0], _rows(frame, plant, draw)
    classes = frame[column].dropna().unique()
    for label in rows:
        others = [value for value in classes if value != frame.loc[label, column]]
        frame.loc[label, column] = others[int(draw.integers(len(others)))]
    return frame


def _missing_moments(frame: pd.DataFrame, plant: Plant, draw: Draw) -> pd.DataFrame:
    """Remove all rows of some moments, never the first or the last."""
    times = frame[plant.columns[0]]
    inner = times.drop_duplicates().sort_values().to_numpy()[1:-1]
    gone = draw.choice(inner, size=plant.settings["moments"], replace=False)
    return frame[~times.isin(gone)].reset_index(drop=True)


def _repeated_moments(frame: pd.DataFrame, plant: Plant, draw: Draw) -> pd.DataFrame:
    """Add some rows a second time, with another value."""
    import pandas as pd

    again = frame.loc[_rows(frame, plant, draw)].copy()
    value = plant.settings["value"]
    again[value] = again[value].astype("float64") * plant.settings["factor"] + 1
    return pd.concat([frame, again], ignore_index=True)


def _changed_level(frame: pd.DataFrame, plant: Plant, draw: Draw) -> pd.DataFrame:
    """Multiply the values of the last rows, as if something else had been counted."""
    del draw
    column = plant.columns[0]
    values = frame[column].astype("float64")
    last = round(plant.settings["share"] * len(values))
    values.iloc[-last:] = values.iloc[-last:] * plant.settings["factor"]
    return _with(frame, plant, values)


def _other_key(frame: pd.DataFrame, plant: Plant, draw: Draw) -> pd.DataFrame:
    """Add some rows a second time, under a number that nobody has."""
    import pandas as pd

    again = frame.loc[_rows(frame, plant, draw)].copy()
    column = plant.columns[0]
    again[column] = int(frame[column].max()) + 1 + draw.permutation(len(again))
    return pd.concat([frame, again], ignore_index=True)


FLAWS: Mapping[str, Callable[[pd.DataFrame, Plant, Draw], pd.DataFrame]] = {
    "part of the target": _part_of_target,
    "coded target": _coded_target,
    "filled by the target": _filled_by_target,
    "running number": _running_number,
    "constant": _constant,
    "copied column": _copied_column,
    "other unit": _other_unit,
    "stand-in": _stand_in,
    "spellings": _spellings,
    "wrong unit": _wrong_unit,
    "replaced": _replaced,
    "words in numbers": _words_in_numbers,
    "sparse": _sparse,
    "dates": _dates,
    "later dates": _later_dates,
    "addresses": _addresses,
    "no target": _no_target,
    "copied rows": _copied_rows,
    "wrong labels": _wrong_labels,
    "missing moments": _missing_moments,
    "repeated moments": _repeated_moments,
    "changed level": _changed_level,
    "other key": _other_key,
}
