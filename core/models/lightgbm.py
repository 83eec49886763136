"""LightGBM."""

from __future__ import annotations

from core.models import MODELS, Model
from core.models.boosting import COLUMNS_SHARE, LEARNING_RATE, RESTRAINT, ROWS_SHARE, TREES
from core.params import Number, Setting
from core.teaching import Teaching

LIGHTGBM = MODELS.add(
    Model(
        name="lightgbm",
        label="LightGBM",
        teaching=Teaching(
            "Grows trees one after another, always splitting where it helps most, on random "
            "parts of the rows and columns.",
            "Many rows or columns: it is the quickest of the boosting models.",
            "There are only a few hundred rows: it over-fits sooner than the others.",
        ),
        speed="fast",
        explainable="with SHAP: many small trees are added up",
        estimators={
            "classification": "lightgbm.LGBMClassifier",
            "regression": "lightgbm.LGBMRegressor",
        },
        simplicity=8,
        settings=(
            Setting(
                "learning_rate",
                LEARNING_RATE,
                0.05,
            ),
            Setting(
                "n_estimators",
                TREES,
                300,
            ),
            Setting(
                "num_leaves",
                Number(
                    3,
                    127,
                    integer=True,
                    log=True,
                    label="Answers per tree",
                    help="Larger trees see more complicated effects and over-fit sooner.",
                ),
                12,
            ),
            Setting(
                "min_child_samples",
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
                "subsample",
                ROWS_SHARE,
                0.8,
            ),
            Setting(
                "colsample_bytree",
                COLUMNS_SHARE,
                0.5,
            ),
            Setting(
                "reg_lambda",
                RESTRAINT,
                1.0,
            ),
        ),
        fixed={
            "n_jobs": 1,
            "verbose": -1,
            "deterministic": True,
            "force_row_wise": True,
            "subsample_freq": 1,
        },
        scale_matters=False,
        handles_missing=True,
        explainer="tree",
        requires=("lightgbm",),
    )
)
