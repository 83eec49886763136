"""What a page starts, the core does: every long action is one function behind one word."""

from __future__ import annotations

import ast
import importlib
import inspect
from pathlib import Path

import core
from core.jobs.kinds import KINDS

PAGES = Path(__file__).resolve().parents[2] / "pages"
PUBLIC = {
    "compare": "compare",
    "measure": "training_time",
    "tune": "tune",
    "evaluate": "evaluate",
    "explain": "shap_values",
    "bundle": "make_bundle",
    "script": "script",
    "predict": "predict_file",
    "import": "load",
}


def submitted() -> set[str]:
    """Return the kinds of work that pages submit."""
    found = set()
    for path in PAGES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                found |= _kind(node)
    return found


def _kind(call: ast.Call) -> set[str]:
    words = [part.value for part in call.args if isinstance(part, ast.Constant)]
    named = ast.unparse(call.func).endswith("submit") or any(
        ast.unparse(part).endswith("submit") for part in call.args
    )
    return {word for word in words if isinstance(word, str)} if named else set()


def test_pages_start_every_kind_of_work_and_no_other() -> None:
    assert submitted() == set(KINDS)


def test_every_kind_of_work_is_one_function_with_a_public_twin() -> None:
    assert set(PUBLIC) == set(KINDS)
    for kind, public in PUBLIC.items():
        module, _, name = KINDS[kind].partition(":")
        assert module in ("core.work", "core.importing")
        assert inspect.getdoc(getattr(importlib.import_module(module), name))
        assert callable(getattr(core, public))
