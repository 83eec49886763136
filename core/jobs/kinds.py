"""Which function does which kind of work.

A kind is a word for people and a dotted path `module:function` for the worker, which
imports it in its own process. The function has the signature
`(task: dict, shelf: DiskShelf, report: Report, cores: int) -> dict`.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from core.disk_shelf import DiskShelf
from core.errors import NotAllowedError, UnknownNameError
from core.jobs.bounds import bounds_of_parsing
from core.jobs.status import Limits
from core.progress import Report

Work = Callable[[dict[str, Any], DiskShelf, Report, int], dict[str, Any]]

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "compare": "core.work:compare",
        "measure": "core.work:measure",
        "tune": "core.work:tune",
        "evaluate": "core.work:evaluate",
        "explain": "core.work:explain",
        "bundle": "core.work:bundle",
        "script": "core.work:script",
        "predict": "core.work:predict",
        "scheduled": "core.scheduled:predict_new",
        "import": "core.importing:import_table",
        "look": "core.looking:look",
    }
)

# A few seconds on one core: these do not wait behind long work.
QUICK = frozenset({"predict", "scheduled", "import", "look"})

# Nothing but a file is read, of which the task says the `bytes`.
PARSING = frozenset({"import"})


def parses_a_file(kind: str, task: Mapping[str, Any]) -> bool:
    """Tell whether work only parses a file, and needs no more than its size lets expect."""
    return kind in PARSING and "bytes" in task


def limits_of(kind: str, task: Mapping[str, Any], most: Limits) -> Limits:
    """Return what a job may take: `most`, or less where a file is only parsed."""
    if not parses_a_file(kind, task):
        return most
    memory_mb, seconds = bounds_of_parsing(int(task["bytes"]))
    return replace(
        most, memory_mb=min(memory_mb, most.memory_mb), seconds=min(seconds, most.seconds)
    )


def check_kind(kind: str, foreign: bool) -> None:
    """Refuse a kind that no worker knows; dotted paths only where `foreign` ones are allowed."""
    if kind in KINDS:
        return
    if ":" not in kind:
        raise UnknownNameError.of("kind of job", kind, KINDS)
    if not foreign:
        raise NotAllowedError("Only the known kinds of jobs can be started.")


def work_of(kind: str) -> Work:
    """Import the function behind a kind that was checked when it was submitted."""
    module, _, name = KINDS.get(kind, kind).partition(":")
    work: Work = getattr(importlib.import_module(module), name)
    return work
