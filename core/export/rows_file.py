"""Keep a few raw rows as JSON: exact numbers, dates as ISO text, empty cells as null."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from core.table import broad_kind_of

if TYPE_CHECKING:
    import pandas as pd


def rows_to(frame: pd.DataFrame) -> dict[str, Any]:
    """Return rows as JSON values; `rows_from` gives equal rows back."""
    columns = [
        {
            "name": str(name),
            "kind": "integer" if frame[name].dtype.kind == "i" else broad_kind_of(frame[name]),
            "cells": [_plain(cell) for cell in frame[name]],
        }
        for name in frame.columns
    ]
    return {"rows": len(frame), "columns": columns}


def rows_from(values: Mapping[str, Any]) -> pd.DataFrame:
    """Build rows from JSON values."""
    import pandas as pd

    types = {
        "integer": "int64",
        "number": "float64",
        "category": "str",
        "date": "datetime64[us]",
    }
    columns = {
        item["name"]: pd.Series(item["cells"], dtype=types[item["kind"]])
        for item in values["columns"]
    }
    return pd.DataFrame(columns, index=pd.RangeIndex(values["rows"]))


def _plain(cell: Any) -> Any:
    import pandas as pd

    if pd.isna(cell):
        return None
    if isinstance(cell, pd.Timestamp):
        return cell.isoformat()
    return cell.item() if hasattr(cell, "item") else cell
