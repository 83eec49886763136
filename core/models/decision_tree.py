"""A single decision tree."""

from __future__ import annotations

from core.models import MODELS, Model
from core.params import Number, Setting
from core.teaching import Teaching

DECISION_TREE = MODELS.add(
    Model(
        name="decision_tree",
        label="Decision tree",
        teaching=Teaching(
            "Asks a chain of yes/no questions about the columns and answers with the average "
            "of the training rows that gave the same answers.",
            "The rules must be drawn on one page, or effects depend on each other.",
            "You need the best score: it changes much with few rows, and forests beat it.",
        ),
        speed="fast",
        explainable="fully, while it is small: a drawing of its questions",
        estimators={
            "classification": "sklearn.tree.DecisionTreeClassifier",
            "regression": "sklearn.tree.DecisionTreeRegressor",
        },
        simplicity=3,
        settings=(
            Setting(
                "max_depth",
                Number(
                    1,
                    20,
                    integer=True,
                    label="Questions in a row",
                    help="How many questions may follow each other. More fit finer and over-fit.",
                ),
                6,
            ),
            Setting(
                "min_samples_leaf",
                Number(
                    1,
                    500,
                    integer=True,
                    log=True,
                    label="Rows per answer",
                    unit="rows",
                    help="The fewest training rows that an answer may rest on.",
                ),
                10,
            ),
        ),
        scale_matters=False,
        handles_missing=True,
        explainer="tree",
    )
)
