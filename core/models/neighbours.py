"""Nearest neighbours."""

from __future__ import annotations

from core.models import MODELS, Model
from core.params import Choice, Number, Setting
from core.teaching import Teaching

NEIGHBOURS = MODELS.add(
    Model(
        name="neighbours",
        label="Nearest neighbours",
        teaching=Teaching(
            "Finds the most similar training rows and answers with their average or majority.",
            "Few columns, all of them scaled and telling, and likeness means something.",
            "There are many columns or rows: everything is far apart, and predicting is slow.",
        ),
        speed="medium",
        explainable="by example: the similar rows themselves",
        estimators={
            "classification": "sklearn.neighbors.KNeighborsClassifier",
            "regression": "sklearn.neighbors.KNeighborsRegressor",
        },
        simplicity=4,
        settings=(
            Setting(
                "n_neighbors",
                Number(
                    1,
                    50,
                    integer=True,
                    log=True,
                    label="Neighbours",
                    unit="rows",
                    help="How many similar rows are asked. More give smoother answers.",
                ),
                15,
            ),
            Setting(
                "weights",
                Choice(
                    ("uniform", "distance"),
                    label="Say of each",
                    labels=("All the same", "Nearer counts more"),
                    help="Whether nearer rows count more than those farther away.",
                ),
                "uniform",
            ),
        ),
        fixed={"algorithm": "brute", "n_jobs": 1},
        seed_argument="",
    )
)
