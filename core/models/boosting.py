"""What all boosting models have in common: how fast they learn, and how many trees they grow."""

from __future__ import annotations

from core.params import Number

LEARNING_RATE = Number(
    0.01,
    0.3,
    log=True,
    label="Learning rate",
    help="How much each tree corrects. Smaller is safer and needs more trees.",
)
TREES = Number(
    50,
    1000,
    integer=True,
    log=True,
    label="Trees",
    help="More trees fit finer; too many over-fit. For several classes it is this many for each.",
)
ROWS_SHARE = Number(
    0.5, 1.0, label="Share of rows", help="Share of the training rows that each tree sees."
)
COLUMNS_SHARE = Number(
    0.2, 1.0, label="Share of columns", help="Share of the columns that each tree sees."
)
RESTRAINT = Number(
    0.001,
    100,
    log=True,
    label="Restraint (L2)",
    help="Larger values make each tree more careful.",
    advanced=True,
)
