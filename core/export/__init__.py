"""Exports: bundles that answer as the app does, predictions as files, and plain scripts."""

from core.export.bundle import LoadedBundle, load_bundle, make_bundle
from core.export.card import Evidence
from core.export.plain_script import script, write_data
from core.export.predict import (
    PredictedTable,
    predict_file,
    predict_table,
    write_predictions,
)
from core.export.script_check import export_script, run_script
from core.export.verify import verify_bundle
from core.export.versions import requirements, versions

__all__ = [
    "Evidence",
    "LoadedBundle",
    "PredictedTable",
    "export_script",
    "load_bundle",
    "make_bundle",
    "predict_file",
    "predict_table",
    "requirements",
    "run_script",
    "script",
    "verify_bundle",
    "versions",
    "write_data",
    "write_predictions",
]
