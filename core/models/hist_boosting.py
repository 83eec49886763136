"""Histogram gradient boosting."""

from __future__ import annotations

from core.models import MODELS, Model
from core.models.boosting import LEARNING_RATE, TREES
from core.params import Number, Setting
from core.teaching import Teaching

HIST_BOOSTING = MODELS.add(
    Model(
        name="hist_boosting",
        label="Gradient boosting",
        teaching=Teaching(
            "Grows small trees one after another, each correcting what the ones before got "
            "wrong. It reads categories and missing values as they are.",
            "Tables with hundreds of rows or more: often the best score for little effort.",
            "There are only a few dozen rows, or values beyond those seen must be predicted.",
        ),
        speed="medium",
        explainable="with SHAP: many small trees are added up",
        estimators={
            "classification": "sklearn.ensemble.HistGradientBoostingClassifier",
            "regression": "sklearn.ensemble.HistGradientBoostingRegressor",
        },
        simplicity=7,
        settings=(
            Setting(
                "learning_rate",
                LEARNING_RATE,
                0.05,
            ),
            Setting(
                "max_iter",
                TREES,
                300,
            ),
            Setting(
                "max_leaf_nodes",
                Number(
                    3,
                    63,
                    integer=True,
                    log=True,
                    label="Answers per tree",
                    help="Larger trees see more complicated effects and over-fit sooner.",
                ),
                10,
            ),
            Setting(
                "min_samples_leaf",
                Number(
                    1,
                    200,
                    integer=True,
                    log=True,
                    label="Rows per answer",
                    unit="rows",
                    help="The fewest training rows that an answer may rest on.",
                ),
                20,
            ),
            Setting(
                "l2_regularization",
                Number(
                    0.001,
                    100,
                    log=True,
                    label="Restraint (L2)",
                    help="Larger values make each tree more careful.",
                ),
                5.0,
            ),
            Setting(
                "max_features",
                Number(
                    0.1,
                    1.0,
                    label="Share of columns",
                    help="Share of the columns that each question may choose from.",
                    advanced=True,
                ),
                0.3,
            ),
        ),
        fixed={"early_stopping": False},
        category_argument="categorical_features",
        scale_matters=False,
        handles_missing=True,
        explainer="tree",
    )
)
