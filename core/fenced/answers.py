"""What comes back from a reading: values, a table or a refusal, as files that run nothing.

The rows are an Arrow file, everything else is JSON. Nothing is unpickled, so that a process
which a damaged file has taken over cannot make the server run anything.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.errors import AppError, LimitError
from core.table import Dataset

MOST_BYTES = 50_000_000
"""So large may what is no table be; a JSON file of the largest size to point into is smaller."""
_VALUES, _ROWS = "answer.json", "rows.arrow"
_ERROR, _FAULT, _STARVED = "error", "fault", "starved"


@dataclass(frozen=True)
class Answer:
    """What an errand found: values as JSON, and a table where it has read one."""

    values: Mapping[str, Any] = field(default_factory=dict)
    table: Dataset | None = None


class ReadingFaultError(RuntimeError):
    """A fault of the program in the process that read a file; its traceback is the text."""


class StarvedError(Exception):
    """The process that read a file met its memory limit."""


def leave(folder: Path, answer: Answer) -> None:
    """Write an answer into the folder of a reading."""
    table = answer.table
    if table is None:
        _write(folder, {"values": answer.values})
        return
    from pyarrow import ipc

    from core.fingerprint import arrow_of

    rows = arrow_of(table.frame)
    with ipc.new_file(str(folder / _ROWS), rows.schema) as file:
        file.write_table(rows)
    known = {"name": table.name, "notes": table.notes, "infinite": table.infinite}
    _write(folder, {"values": answer.values, "table": known})


def leave_refusal(folder: Path, error: AppError) -> None:
    """Write an expected error, which is raised again on the other side."""
    kind, given = error.__reduce__()
    named = {"module": kind.__module__, "name": kind.__qualname__, "given": given}
    _write(folder, {_ERROR: named})


def leave_fault(folder: Path, traceback: str) -> None:
    """Write down an error that nobody expected."""
    _write(folder, {_FAULT: traceback})


def leave_starved(folder: Path) -> None:
    """Write down that the memory was too little."""
    _write(folder, {_STARVED: True})


def taken(folder: Path) -> Answer | None:
    """Return the answer in a folder, raise the error that is there, None where nothing is."""
    path = folder / _VALUES
    if not path.exists():
        return None
    with path.open("rb") as file:
        text = file.read(MOST_BYTES + 1)
    if len(text) > MOST_BYTES:
        raise _too_much()
    found = json.loads(text)
    if _ERROR in found:
        raise _error_of(found[_ERROR])
    if _FAULT in found:
        raise ReadingFaultError(found[_FAULT])
    if _STARVED in found:
        raise StarvedError
    known = found.get("table")
    return Answer(found["values"], _table(folder, known) if known else None)


def _table(folder: Path, known: Mapping[str, Any]) -> Dataset:
    import pyarrow as pa

    # A map of the file would hold its room on the disk as long as the table is looked at.
    with pa.OSFile(str(folder / _ROWS)) as file:
        rows = pa.ipc.open_file(file).read_all()
    try:
        rows.validate(full=True)  # places outside of its memory would crash the server
    except pa.ArrowInvalid as error:
        raise ReadingFaultError(f"the rows that were read are damaged: {error}") from error
    frame = rows.to_pandas()
    infinite = tuple((name, tuple(rows)) for name, rows in known["infinite"])
    return Dataset(frame, known["name"], tuple(known["notes"]), infinite)


def _error_of(named: Mapping[str, Any]) -> AppError:
    """Build an error of ours again; no other class is ever called."""
    kind = _class_of(str(named["module"]), str(named["name"]))
    given: Any = [tuple(value) if isinstance(value, list) else value for value in named["given"]]
    return kind(*given)


def _class_of(module: str, name: str) -> type[AppError]:
    kind = getattr(importlib.import_module(module), name) if module.startswith("core.") else None
    if isinstance(kind, type) and issubclass(kind, AppError):
        return kind
    raise ReadingFaultError(f"'{name}' is no error of ours")


def _write(folder: Path, content: Mapping[str, Any]) -> None:
    """Write in one go at the end: a process that is killed meanwhile has answered nothing."""
    text = json.dumps(content)
    if len(text) > MOST_BYTES:
        raise _too_much()
    whole = folder / f"{_VALUES}.tmp"
    whole.write_text(text, encoding="utf-8")
    whole.replace(folder / _VALUES)


def _too_much() -> LimitError:
    return LimitError(
        f"What there is to say about it takes more than {MOST_BYTES // 1_000_000} MB.",
        "Keep only the rows and columns you need, or save it in another format.",
    )
