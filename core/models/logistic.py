"""Logistic regression."""

from __future__ import annotations

from core.models import MODELS, Model
from core.params import Choice, Number, Setting
from core.teaching import Teaching

LOGISTIC = MODELS.add(
    Model(
        name="logistic",
        label="Logistic regression",
        teaching=Teaching(
            "Adds up weighted columns and turns the sum into a probability.",
            "A solid first model: effects mostly add up, rows are few, or each effect must "
            "be told in one sentence.",
            "Effects depend on each other or bend: it cannot see that by itself.",
        ),
        speed="fast",
        explainable="fully: one weight per column",
        estimators={"classification": "sklearn.linear_model.LogisticRegression"},
        simplicity=2,
        settings=(
            Setting(
                "C",
                Number(
                    0.0001,
                    1000,
                    log=True,
                    label="Freedom (C)",
                    help="Small values hold the weights near zero and guard against over-fitting.",
                ),
                1.0,
            ),
            Setting(
                "class_weight",
                Choice(
                    ("none", "balanced"),
                    label="Class weights",
                    labels=("As found", "Balanced"),
                    help="Balanced lets rare classes count as much as common ones.",
                ),
                "none",
            ),
        ),
        fixed={"max_iter": 3000},
        explainer="linear",
    )
)
