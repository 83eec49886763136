"""Support vector machine for numbers."""

from __future__ import annotations

from core.models import MODELS, Model
from core.params import Number, Setting
from core.teaching import Teaching

SVM = MODELS.add(
    Model(
        name="svm",
        label="Support vector machine",
        teaching=Teaching(
            "Fits a smooth surface that ignores small errors and rests on the rows that lie "
            "outside of it.",
            "A few hundred to a few thousand rows with smooth effects.",
            "There are tens of thousands of rows: the time grows with their square.",
        ),
        speed="slow",
        explainable="with SHAP, slowly: a surface over all columns at once",
        estimators={"regression": "sklearn.svm.SVR"},
        simplicity=6,
        settings=(
            Setting(
                "C",
                Number(
                    0.01,
                    100,
                    log=True,
                    label="Freedom (C)",
                    help="Larger values follow single rows more closely and over-fit sooner.",
                ),
                3.0,
            ),
            Setting(
                "epsilon",
                Number(
                    0.001,
                    1.0,
                    log=True,
                    label="Ignored error",
                    help="Errors up to this many standard deviations of the target are ignored.",
                ),
                0.1,
            ),
        ),
        seed_argument="",
        scale_target=True,
    )
)
