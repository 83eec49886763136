"""What a model says about the rows of a request, as JSON values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from core.errors import SchemaError
from core.export import LoadedBundle, predict_table
from core.export.predict import HIGH, LOW, PREDICTION
from core.masking import masked_rows, masks_in
from core.models import MODELS
from core.serve.body import MAX_BYTES, MAX_ROWS
from core.serve.refusal import Fault, Refusal
from core.serve.rows import refusal_of, table_of
from core.training.fit import FittedModel


def describe(bundle: LoadedBundle) -> dict[str, Any]:
    """Return what a caller must know: task, classes, interval, fields with their kinds, limits."""
    fitted = bundle.fitted
    problem = fitted.recipe.problem
    return {
        "model": MODELS.get(fitted.candidate.model).label,
        "task": problem.task,
        "target": problem.target,
        "classes": list(fitted.classes),
        "interval": asdict(fitted.margin) if fitted.margin else None,
        "threshold": fitted.recipe.threshold if len(fitted.classes) == 2 else None,
        "made_at": bundle.manifest["made_at"],
        "fields": [item for item in fitted.schema.to_json()["columns"] if item["required"]],
        "limits": {"bytes": MAX_BYTES, "rows": MAX_ROWS},
    }


def answer(bundle: LoadedBundle, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return one prediction per row, in order, with notes on what was done to the rows.

    The rows go the way of a whole file. One that cannot be predicted refuses the request.
    """
    if not rows:
        return {"predictions": [], "notes": []}
    fitted = bundle.fitted
    masks = masks_in(fitted.recipe.source)
    rows = masked_rows(rows, masks) if masks.columns else rows
    data, notes = table_of(rows, fitted.schema, fitted.recipe.problem.target)
    try:
        predicted = predict_table(fitted, data)
    except SchemaError as error:
        raise Refusal(422, error.message, error.hint) from error
    if predicted.unpredicted:
        words = predicted.frame["problem"]
        raise refusal_of(
            [Fault(place, "", text) for place, text in enumerate(words, 1) if isinstance(text, str)]
        )
    return {
        "predictions": _predictions(predicted.frame, fitted),
        "notes": [*notes, *predicted.notes],
    }


def _predictions(frame: Any, fitted: FittedModel) -> list[dict[str, Any]]:
    if not fitted.classes:
        names = [PREDICTION, *((LOW, HIGH) if fitted.margin else ())]
        rows = zip(*(frame[name].tolist() for name in names), strict=True)
        return [dict(zip(names, row, strict=True)) for row in rows]
    columns = [frame[f"probability_{name}"].tolist() for name in fitted.classes]
    return [
        {"prediction": value, "probabilities": dict(zip(fitted.classes, shares, strict=True))}
        for value, shares in zip(
            frame[PREDICTION].tolist(), zip(*columns, strict=True), strict=True
        )
    ]
