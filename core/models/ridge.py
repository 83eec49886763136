"""Ridge regression: a linear model with its weights held small."""

from __future__ import annotations

from core.models import MODELS, Model
from core.params import Number, Setting
from core.teaching import Teaching

RIDGE = MODELS.add(
    Model(
        name="ridge",
        label="Ridge regression",
        teaching=Teaching(
            "Adds up weighted columns like linear regression, and pulls all weights towards zero.",
            "Many columns, or columns that say nearly the same: a safe linear model.",
            "Effects bend or depend on each other: it cannot see that by itself.",
        ),
        speed="fast",
        explainable="fully: one weight per column",
        estimators={"regression": "sklearn.linear_model.Ridge"},
        simplicity=2,
        settings=(
            Setting(
                "alpha",
                Number(
                    0.001,
                    10_000,
                    log=True,
                    label="Restraint (alpha)",
                    help="Larger values hold the weights closer to zero.",
                ),
                1.0,
            ),
        ),
        explainer="linear",
    )
)
