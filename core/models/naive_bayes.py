"""Naive Bayes."""

from __future__ import annotations

from core.models import MODELS, Model
from core.params import Number, Setting
from core.teaching import Teaching

NAIVE_BAYES = MODELS.add(
    Model(
        name="naive_bayes",
        label="Naive Bayes",
        teaching=Teaching(
            "Asks how usual each value is within each class, and multiplies the answers as if "
            "the columns had nothing to do with each other.",
            "Rows are very few, or an instant first answer is wanted.",
            "Columns say nearly the same: it counts them twice, and its probabilities are far "
            "too sure.",
        ),
        speed="instant",
        explainable="fairly: one curve per column and class",
        estimators={"classification": "sklearn.naive_bayes.GaussianNB"},
        simplicity=2,
        settings=(
            Setting(
                "var_smoothing",
                Number(
                    1e-9,
                    1.0,
                    log=True,
                    label="Smoothing",
                    help="Larger values widen every curve, so that no value is unthinkable.",
                ),
                0.01,
            ),
        ),
        seed_argument="",
    )
)
