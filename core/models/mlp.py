"""A small neural network."""

from __future__ import annotations

from core.models import MODELS, Model
from core.params import Number, Setting
from core.teaching import Teaching

MLP = MODELS.add(
    Model(
        name="mlp",
        label="Neural network",
        teaching=Teaching(
            "Mixes the columns in one layer of simple units, whose weights are learned in many "
            "small steps.",
            "Effects are smooth and bend into each other, and there are thousands of rows.",
            "Rows are few, columns are unscaled, or decisions must be told in one sentence.",
        ),
        speed="medium",
        explainable="with SHAP, slowly: its units mean nothing by themselves",
        estimators={
            "classification": "sklearn.neural_network.MLPClassifier",
            "regression": "sklearn.neural_network.MLPRegressor",
        },
        simplicity=8,
        settings=(
            Setting(
                "hidden_layer_sizes",
                Number(
                    4,
                    256,
                    integer=True,
                    log=True,
                    label="Units",
                    help="Units in the layer. More see finer shapes and over-fit sooner.",
                ),
                32,
            ),
            Setting(
                "alpha",
                Number(
                    0.001,
                    30,
                    log=True,
                    label="Restraint (L2)",
                    help="Larger values hold the weights closer to zero.",
                ),
                1.0,
            ),
            Setting(
                "learning_rate_init",
                Number(
                    0.0003,
                    0.02,
                    log=True,
                    label="Learning rate",
                    advanced=True,
                    help="How far each step goes. Smaller is steadier and slower.",
                ),
                0.001,
            ),
        ),
        fixed={"max_iter": 1000, "tol": 0.001},
        scale_target=True,
    )
)
