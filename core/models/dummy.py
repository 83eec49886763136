"""The baseline: one answer for every row."""

from __future__ import annotations

from core.models import MODELS, Model
from core.teaching import Teaching

DUMMY = MODELS.add(
    Model(
        name="dummy",
        label="Baseline",
        teaching=Teaching(
            "Gives every row the same answer: the share of each class, or the mean of the target.",
            "Always: a model that does not beat it has learned nothing.",
            "You want predictions that differ from row to row.",
        ),
        speed="instant",
        explainable="fully: one answer for all rows",
        estimators={
            "classification": "sklearn.dummy.DummyClassifier",
            "regression": "sklearn.dummy.DummyRegressor",
        },
        simplicity=1,
        per_task={
            "classification": {"strategy": "prior"},
            "regression": {"strategy": "mean"},
        },
        seed_argument="",
        scale_matters=False,
        handles_missing=True,
        baseline=True,
    )
)
