"""Which columns matter most over all explained rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.explain.explanation import Explanation


@dataclass(frozen=True)
class Importance:
    """How far one column moves predictions: mean absolute SHAP value, and its share of all."""

    column: str
    mean_effect: float
    share: float


def global_importance(
    explanation: Explanation, output: str | None = None
) -> tuple[Importance, ...]:
    """Rank the original columns by mean absolute effect, the largest first.

    Over several classes the effects are added up, unless one `output` is named.
    """
    sizes = np.abs(explanation.values).mean(axis=0)
    if output is not None:
        sizes = sizes[:, [explanation.outputs.index(output)]]
    effects = sizes.sum(axis=1)
    total = float(effects.sum())
    order = sorted(range(len(effects)), key=lambda place: (-effects[place], place))
    return tuple(
        Importance(
            explanation.columns[place],
            float(effects[place]),
            float(effects[place]) / total if total else 0.0,
        )
        for place in order
    )
