"""Which prepared cells a model cannot calculate with, by its steps and its kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.models import MODELS
from core.pipeline import Block, blocks_of
from core.table import LARGEST, broad_kind_of
from core.training.fit import FittedModel

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["LARGEST", "must_be_present", "unbounded"]


def must_be_present(fitted: FittedModel, prepared: pd.DataFrame) -> tuple[str, ...]:
    """Return the prepared columns in which a missing cell cannot be predicted."""
    if MODELS.get(fitted.candidate.model).handles_missing:
        return ()
    blocks = [b for b in _blocks(fitted, prepared) if not any(step.fills for step in b.steps)]
    return tuple(column for block in blocks for column in block.columns)


def unbounded(fitted: FittedModel, prepared: pd.DataFrame) -> tuple[str, ...]:
    """Return the number columns whose cells reach the model at any size."""
    blocks = [b for b in _blocks(fitted, prepared) if not any(step.bounded() for step in b.steps)]
    columns = tuple(column for block in blocks for column in block.columns)
    return tuple(column for column in columns if broad_kind_of(prepared[column]) == "number")


def _blocks(fitted: FittedModel, prepared: pd.DataFrame) -> tuple[Block, ...]:
    kinds = {column: broad_kind_of(prepared[column]) for column in fitted.features}
    return blocks_of(fitted.recipe, MODELS.get(fitted.candidate.model), kinds)
