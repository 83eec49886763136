"""Verify a bundle: say what was checked when it was opened, one line a check."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from core.export.bundle import LoadedBundle, load_bundle
from core.export.versions import MAJOR_MATTERS, MINOR_MATTERS, versions
from core.models import MODELS
from core.problem import TASK_LABELS
from core.text import count, shown


def verify_bundle(path: Path) -> tuple[str, ...]:
    """Open a bundle as predicting would, and return one line for each check that it passed.

    The bytes of every file against their hashes, the types in the pipeline, the library
    versions, and the golden rows, predicted again. Raises BundleError, with a hint, at the
    first check that fails.
    """
    opened = load_bundle(path)
    return (_form(opened), _hashes(opened), _types(opened), _versions(opened), _golden(opened))


def _form(opened: LoadedBundle) -> str:
    manifest, fitted = opened.manifest, opened.fitted
    problem, moment = fitted.recipe.problem, manifest.get("made_at", "at an unknown time")
    return (
        f"Form: format {manifest['format']}, made {shown(moment, 40)}; "
        f"{MODELS.get(fitted.candidate.model).label} for {shown(problem.target, 40)} "
        f"({TASK_LABELS[problem.task].lower()})"
    )


def _hashes(opened: LoadedBundle) -> str:
    return f"Hashes: {count(len(opened.manifest['sha256']), 'file')} as written"


def _types(opened: LoadedBundle) -> str:
    steps = count(len(opened.fitted.pipeline.steps), "part")
    return f"Pipeline: {steps}, nothing in it but known types"


def _versions(opened: LoadedBundle) -> str:
    wanted: Mapping[str, str] = opened.manifest["versions"]
    here = versions(opened.fitted.candidate.model)
    matter = [name for name in (*MINOR_MATTERS, *MAJOR_MATTERS) if name in wanted]
    others = [
        f"{name} {here.get(name, 'absent')} instead of {shown(wanted[name], 20)}"
        for name in matter
        if here.get(name) != wanted[name]
    ]
    same = count(len(matter) - len(others), "library", "libraries")
    rest = f"; near enough: {', '.join(others)}" if others else ""
    return f"Versions: {same} as when it was made{rest}"


def _golden(opened: LoadedBundle) -> str:
    rows = count(sum(len(case.rows) for case in opened.golden), "row")
    far = opened.difference
    exact = "to the last bit" if far == 0 else f"within {far:.1g}"
    return f"Golden rows: {rows} answered as when it was made, {exact}"
