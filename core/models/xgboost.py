"""XGBoost."""

from __future__ import annotations

from core.models import MODELS, Model
from core.models.boosting import COLUMNS_SHARE, LEARNING_RATE, RESTRAINT, ROWS_SHARE, TREES
from core.params import Number, Setting
from core.teaching import Teaching

XGBOOST = MODELS.add(
    Model(
        name="xgboost",
        label="XGBoost",
        teaching=Teaching(
            "Grows trees one after another, each correcting what the ones before got wrong, "
            "on random parts of the rows and columns.",
            "You want a top score on a table and will tune it.",
            "There are only a few dozen rows, or every decision must be told in one sentence.",
        ),
        speed="medium",
        explainable="with SHAP: many small trees are added up",
        estimators={
            "classification": "xgboost.XGBClassifier",
            "regression": "xgboost.XGBRegressor",
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
                "max_depth",
                Number(
                    2,
                    10,
                    integer=True,
                    label="Questions in a row",
                    help="Deeper trees see more complicated effects and over-fit sooner.",
                ),
                4,
            ),
            Setting(
                "min_child_weight",
                Number(
                    0.5,
                    50,
                    log=True,
                    label="Weight per answer",
                    help="The least evidence that an answer may rest on. Larger is more careful.",
                ),
                1.0,
            ),
            Setting(
                "subsample",
                ROWS_SHARE,
                0.8,
            ),
            Setting(
                "colsample_bytree",
                COLUMNS_SHARE,
                0.4,
            ),
            Setting(
                "reg_lambda",
                RESTRAINT,
                2.0,
            ),
        ),
        fixed={"n_jobs": 1, "tree_method": "hist", "verbosity": 0},
        scale_matters=False,
        handles_missing=True,
        explainer="tree",
        requires=("xgboost",),
    )
)
