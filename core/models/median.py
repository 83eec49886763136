"""The baseline for absolute errors: the median for every row."""

from __future__ import annotations

from core.models import MODELS, Model
from core.teaching import Teaching

MEDIAN = MODELS.add(
    Model(
        name="median",
        label="Baseline (median)",
        teaching=Teaching(
            "Gives every row the same number: the median of the target.",
            "Success is an absolute error: no other constant has a smaller mean error.",
            "Success is a squared error or R²: there the mean is the harder baseline to beat.",
        ),
        speed="instant",
        explainable="fully: one answer for all rows",
        estimators={"regression": "sklearn.dummy.DummyRegressor"},
        simplicity=1,
        fixed={"strategy": "median"},
        seed_argument="",
        scale_matters=False,
        handles_missing=True,
        baseline=True,
    )
)
