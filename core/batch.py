"""Predict a whole table with a bundle, and keep the answers as files for people and programs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import DataError
from core.export import predict_file, write_predictions
from core.progress import Report
from core.table import Dataset, with_columns
from core.text import shown

PREDICTIONS, FOR_SPREADSHEETS = "predictions.csv", "predictions_for_spreadsheets.csv"
PREVIEW_ROWS = 20


@dataclass(frozen=True)
class Batch:
    """A bundle that predicts, and the folder that its answers go to."""

    bundle: Path
    folder: Path

    def predict(self, table: Dataset, report: Report) -> dict[str, Any]:
        """Write the predictions of a table, and return what a page shows of them."""
        predicted = predict_file(self.bundle, table, report)
        write_predictions(self.folder / PREDICTIONS, predicted.frame)
        write_predictions(self.folder / FOR_SPREADSHEETS, predicted.frame, True)
        head = predicted.frame.head(PREVIEW_ROWS)
        dates = head.select_dtypes(["datetime", "datetimetz"]).columns
        head = with_columns(head, {name: head[name].astype("str") for name in dates})
        return {
            "rows": len(predicted.frame),
            "unpredicted": predicted.unpredicted,
            "counted": predicted.counted,
            "problems": list(predicted.problems),
            "notes": [*table.notes, *predicted.notes],
            "columns": list(head.columns),
            "preview": json.loads(head.to_json(orient="values", date_format="iso")),
        }


def not_predicted(name: str, error: DataError) -> DataError:
    """Say of which rows a refusal speaks."""
    return DataError(f"'{shown(name, 80)}' was not predicted. {error.message}", error.hint)
