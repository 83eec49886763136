"""Linear regression."""

from __future__ import annotations

from core.models import MODELS, Model
from core.teaching import Teaching

LINEAR = MODELS.add(
    Model(
        name="linear",
        label="Linear regression",
        teaching=Teaching(
            "Adds up weighted columns; the weights make the squared errors smallest.",
            "Effects add up, there are many more rows than columns, or each effect must be "
            "told in one sentence.",
            "Columns repeat each other or are many: weights run wild, and ridge is safer.",
        ),
        speed="fast",
        explainable="fully: one weight per column",
        estimators={"regression": "sklearn.linear_model.LinearRegression"},
        simplicity=2,
        seed_argument="",
        explainer="linear",
    )
)
