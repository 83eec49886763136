"""XGBoost."""

from __future__ import annotations

from core.models import MODELS, Model
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
                Number(
                    0.01,
                    0.3,
                    log=True,
                    label="Learning rate",
                    help="How much each tree corrects. Smaller is safer and needs more trees.",
                ),
                0.05,
            ),
            Setting(
                "n_estimators",
                Number(
                    50,
                    1000,
                    integer=True,
                    log=True,
                    label="Trees",
                    help="More trees fit finer; too many over-fit. For several classes it is "
                    "this many for each.",
                ),
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
                Number(
                    0.5,
                    1.0,
                    label="Share of rows",
                    help="Share of the training rows that each tree sees.",
                ),
                0.8,
            ),
            Setting(
                "colsample_bytree",
                Number(
                    0.2,
                    1.0,
                    label="Share of columns",
                    help="Share of the columns that each tree sees.",
                ),
                0.4,
            ),
            Setting(
                "reg_lambda",
                Number(
                    0.001,
                    100,
                    log=True,
                    label="Restraint (L2)",
                    help="Larger values make each tree more careful.",
                    advanced=True,
                ),
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
