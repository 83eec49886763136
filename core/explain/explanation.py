"""An explanation: how much each original column moved each prediction."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.errors import AppError
from core.files import write_atomic
from core.text import count, shown

TOLERANCE = 1e-4


class ExplanationError(AppError):
    """The parts of an explanation do not add up to the prediction."""


@dataclass(frozen=True, eq=False)
class Explanation:
    """SHAP values of some rows, by original column.

    columns    original columns, in the order of the table
    outputs    what is explained: the positive class, each class, or the target
    space      log-odds, score, probability or value; `output` is the same as a phrase
    values     shape (rows, columns, outputs), in units of the space
    base       shape (outputs,): the mean output over the training rows
    totals     shape (rows, outputs): what the model itself gave, in units of the space
    predicted  shape (rows, outputs): probability, or value in target units
    cells      shape (rows, columns): the cells as text, in original units
    numbers    shape (rows, columns): cells as numbers for colour, NaN where not a number
    positions  row positions in the table
    asked      rows that were asked for; fewer were explained when the time was up
    exact, how whether the values are exact, and the method in one sentence
    error      largest difference between base + values and totals
    """

    columns: tuple[str, ...]
    outputs: tuple[str, ...]
    space: str
    output: str
    values: NDArray[np.float64]
    base: NDArray[np.float64]
    totals: NDArray[np.float64]
    predicted: NDArray[np.float64]
    cells: NDArray[np.str_]
    numbers: NDArray[np.float64]
    positions: NDArray[np.int64]
    asked: int
    exact: bool
    how: str
    error: float

    def words_for(self, output: str | None) -> str:
        """Return the phrase for what is explained, with the class that was chosen."""
        if output is None or len(self.outputs) < 2:
            return self.output
        return self.output.replace("each class", f"'{shown(output, 40)}'")

    def place_of(self, output: str | None) -> int:
        """Return the place of an output; None stands for the only one."""
        return self.outputs.index(output) if output else 0

    @property
    def scale(self) -> str:
        """What the units of the space mean, in one sentence; empty where they speak for themselves.

        A step of 0.7 is about the logarithm of 2.
        """
        if self.space != "log-odds":
            return ""
        if len(self.outputs) == 1:
            return (
                "Log-odds are the probability on a scale on which effects add up: 0 is one in two, "
                "and every 0.7 more doubles the odds."
            )
        return (
            "The score of a class is its probability on a scale on which effects add up: every "
            "0.7 more doubles its odds against another class."
        )

    @property
    def rows(self) -> int:
        """Number of explained rows."""
        return len(self.values)

    @property
    def likeliest(self) -> int:
        """Place of the output with the highest mean prediction: of several, the commonest."""
        return int(self.predicted.mean(axis=0).argmax())

    @property
    def note(self) -> str:
        """Say how many rows of those asked were explained, and how."""
        extent = count(self.rows, "row")
        if self.rows < self.asked:
            extent = f"The first {self.rows:,} of {count(self.asked, 'row')}: the time was up"
        return f"{extent}. {self.how}"

    def save(self, path: Path) -> None:
        """Write the explanation to one file, arrays and words, without pickle."""
        words = {name: getattr(self, name) for name in _WORDS}
        arrays = {name: getattr(self, name) for name in _ARRAYS}

        def write(partial: Path) -> None:
            with partial.open("wb") as file:
                np.savez_compressed(file, words=np.array(json.dumps(words)), **arrays)

        write_atomic(path, write)


_ARRAYS = ("values", "base", "totals", "predicted", "cells", "numbers", "positions")
_WORDS = ("columns", "outputs", "space", "output", "asked", "exact", "how", "error")


def load_explanation(path: Path) -> Explanation:
    """Read an explanation that `Explanation.save` wrote."""
    with np.load(path, allow_pickle=False) as file:
        words = json.loads(str(file["words"]))
        arrays = {name: file[name] for name in _ARRAYS}
    words |= {name: tuple(words[name]) for name in ("columns", "outputs")}
    return Explanation(**words, **arrays)


def gap_of(
    values: NDArray[np.float64], base: NDArray[np.float64], totals: NDArray[np.float64]
) -> float:
    """Return the largest difference between base + values and the model's own output."""
    if not len(values):
        return 0.0
    return float(np.abs(values.sum(axis=1) + base - totals).max())


def adds_up(gap: float, totals: NDArray[np.float64]) -> bool:
    """Tell whether a gap is within 1e-4 of the size of the output."""
    size = float(np.abs(totals).max()) if totals.size else 0.0
    return bool(np.isfinite(gap)) and gap <= TOLERANCE * max(1.0, size)


def refuse_gap(gap: float, totals: NDArray[np.float64]) -> None:
    """Raise when the parts do not add up to the prediction."""
    if not adds_up(gap, totals):
        raise ExplanationError(
            f"The explanation does not add up to the prediction: it is off by {gap:.3g}.",
            "Nothing is shown, because it could mislead. Use permutation importance instead.",
        )
