"""The process that reads one database file: questions come in, tables go out.

Started by `file.py` as `python -m core.sources.databases.reader`; it speaks in frames of a
JSON object and, for rows, an Arrow stream behind it.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from core.errors import AppError, SourceError
from core.sources.databases import FILES
from core.sources.databases.file import HEADER

MEMORY_BYTES = 4_000_000_000
NICENESS = 5


def main() -> None:
    """Answer until the questions end."""
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    questions, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    session: Any = None
    while header := questions.read(HEADER.size):
        asked = json.loads(questions.read(HEADER.unpack(header)[0]))
        try:
            if asked["do"] == "open":
                session = _opened(asked["kind"], Path(asked["file"]))
                _send(answers, {})
            else:
                _send(answers, *_answer(session, asked))
        except AppError as error:
            said = {"error": type(error).__name__, "message": error.message, "hint": error.hint}
            _send(answers, said)


def _opened(kind: str, file: Path) -> Any:
    if kind not in FILES:
        raise SourceError("This kind of file is not read here.", "Choose another file.")
    return importlib.import_module(f"core.sources.databases.{kind}_file").open_file(file)


def _answer(session: Any, asked: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
    if asked["do"] == "tables":
        listed = [(t.schema, t.name, t.is_view, t.rows) for t in session.tables()]
        return {"tables": listed}, b""
    if asked["do"] == "columns":
        return {"columns": session.columns(asked["schema"], asked["table"])}, b""
    if asked["do"] == "ask":
        columns = session.ask(asked["query"], asked["most"])
        return {"columns": [(column.name, column.kind) for column in columns]}, b""
    return _rows(session, asked["number"])


def _rows(session: Any, number: int) -> tuple[dict[str, Any], bytes]:
    import pyarrow as pa

    table, notes, size = session.rows(number)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return {"notes": list(notes), "size": size}, sink.getvalue().to_pybytes()


def _send(pipe: IO[bytes], said: Mapping[str, Any], content: bytes = b"") -> None:
    talk = json.dumps(said).encode()
    pipe.write(HEADER.pack(len(talk), len(content)) + talk + content)
    pipe.flush()


if __name__ == "__main__":
    main()
