"""Lasso: a linear model that drops columns it does not need."""

from __future__ import annotations

from core.models import MODELS, Model
from core.params import Number, Setting
from core.teaching import Teaching

LASSO = MODELS.add(
    Model(
        name="lasso",
        label="Lasso regression",
        teaching=Teaching(
            "Adds up weighted columns and sets the weights of needless ones to exactly zero; "
            "how strictly, it finds by trying on parts of the training rows.",
            "Many columns of which a few matter, and you want to know which.",
            "Many columns say nearly the same: it keeps one of them by chance.",
        ),
        speed="medium",
        explainable="fully: one weight per column that is kept",
        estimators={"regression": "sklearn.linear_model.LassoCV"},
        simplicity=2,
        settings=(
            Setting(
                "eps",
                Number(
                    0.0005,
                    0.1,
                    log=True,
                    label="Weakest restraint",
                    help="Share of the strictest restraint, at which all weights are zero. "
                    "Smaller values let it keep more columns.",
                ),
                0.002,
            ),
            Setting(
                "alphas",
                Number(
                    10,
                    200,
                    integer=True,
                    label="Degrees tried",
                    advanced=True,
                    help="How many degrees of restraint are tried. More is finer and slower.",
                ),
                50,
            ),
        ),
        fixed={"cv": 5, "max_iter": 20_000, "tol": 0.001, "n_jobs": 1},
        explainer="linear",
    )
)
