"""Random forest."""

from __future__ import annotations

from core.models import MODELS, Model
from core.params import Number, Setting
from core.teaching import Teaching

RANDOM_FOREST = MODELS.add(
    Model(
        name="random_forest",
        label="Random forest",
        teaching=Teaching(
            "Averages many deep trees, each grown on random rows and random columns.",
            "You want a strong model that needs little tuning and stands noise well.",
            "It must be small or very fast, or predict numbers beyond those it has seen.",
        ),
        speed="medium",
        explainable="with SHAP: many trees are averaged",
        estimators={
            "classification": "sklearn.ensemble.RandomForestClassifier",
            "regression": "sklearn.ensemble.RandomForestRegressor",
        },
        simplicity=6,
        settings=(
            Setting(
                "n_estimators",
                Number(
                    50,
                    1000,
                    integer=True,
                    log=True,
                    label="Trees",
                    help="More trees are steadier and slower; they never over-fit.",
                ),
                200,
            ),
            Setting(
                "min_samples_leaf",
                Number(
                    1,
                    100,
                    integer=True,
                    log=True,
                    label="Rows per answer",
                    unit="rows",
                    help="The fewest training rows that an answer may rest on. "
                    "More give smoother, smaller trees.",
                ),
                3,
            ),
            Setting(
                "max_features",
                Number(
                    0.05,
                    1.0,
                    label="Share of columns",
                    help="Share of the columns that each question may choose from. "
                    "Less makes the trees differ more.",
                ),
                0.3,
            ),
            Setting(
                "max_depth",
                Number(
                    2,
                    50,
                    integer=True,
                    label="Questions in a row",
                    advanced=True,
                    help="How many questions may follow each other in one tree.",
                ),
                30,
            ),
        ),
        fixed={"n_jobs": 1},
        scale_matters=False,
        handles_missing=True,
        explainer="tree",
    )
)
