"""A database file, read by a process of its own that can do nothing but read it.

A damaged or hostile file can crash a database library or keep it busy for ever. So the
library runs in a child process with limits of memory and time and without the server's
secrets; what comes back are tables, over a pipe.
"""

from __future__ import annotations

import json
import os
import select
import struct
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core import errors
from core.errors import AppError, LimitError, SourceError
from core.sources.databases import BROWSE_SECONDS, FILES, Column, Listed

if TYPE_CHECKING:
    import pyarrow as pa

HEADER = struct.Struct("<IQ")
MAX_TALK = 16_000_000
_KEPT = ("PATH", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT", "LD_LIBRARY_PATH")


class FileSession:
    """A session on a database file; every answer comes from the child process."""

    def __init__(self, kind: str, file: Path, seconds: int) -> None:
        self.kind = kind
        self.seconds = seconds
        home = str(Path(__file__).resolve().parents[3])
        self._child = subprocess.Popen(
            [sys.executable, "-P", "-m", "core.sources.databases.reader"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={
                **{name: os.environ[name] for name in _KEPT if name in os.environ},
                "PYTHONPATH": home,
            },
        )
        self._questions: Any = self._child.stdin
        self._answers: Any = self._child.stdout
        try:
            self._asked("open", kind=kind, file=str(file.resolve()))
        except BaseException:
            self.close()
            raise

    def tables(self) -> list[Listed]:
        """Return the tables and views of the file."""
        return [Listed(*entry) for entry in self._asked("tables")["tables"]]

    def columns(self, schema: str, table: str) -> list[tuple[str, str]]:
        """Return name and declared type of each column of a table."""
        found = self._asked("columns", schema=schema, table=table)["columns"]
        return [(name, kind) for name, kind in found]

    def quoted(self, *names: str) -> str:
        """Return names as an identifier, quoted and joined with dots."""
        return ".".join('"' + name.replace('"', '""') + '"' for name in names if name)

    def ask(self, query: str, most: int) -> tuple[Column, ...]:
        """Run one statement that only reads."""
        answer = self._asked("ask", query=query, most=most)
        return tuple(Column(name, kind) for name, kind in answer["columns"])

    def rows(self, number: int) -> tuple[pa.Table, tuple[str, ...], int]:
        """Return the next rows of the answer, what was changed, and how many bytes came."""
        import pyarrow as pa

        answer = self._asked("rows", number=number)
        with pa.ipc.open_stream(answer["content"]) as stream:
            return stream.read_all(), tuple(answer["notes"]), int(answer["size"])

    def close(self) -> None:
        """End the child process."""
        self._child.kill()
        self._child.communicate()

    def _asked(self, what: str, **given: Any) -> dict[str, Any]:
        talk = json.dumps({"do": what, **given}).encode()
        patience = self.seconds if what in ("ask", "rows") else max(self.seconds, BROWSE_SECONDS)
        try:
            self._questions.write(HEADER.pack(len(talk), 0) + talk)
            self._questions.flush()
            answer = self._answer(time.monotonic() + patience)
        except (BrokenPipeError, EOFError) as error:
            raise SourceError(
                f"Reading this {FILES[self.kind]} failed: the file is damaged, or needs more"
                " memory than it may have.",
                "Check the file with the program that made it, or ask for fewer rows.",
            ) from error
        if "error" in answer:
            kind: type[AppError] = getattr(errors, answer["error"], SourceError)
            raise kind(answer["message"], answer["hint"])
        return answer

    def _answer(self, until: float) -> dict[str, Any]:
        talk, content = HEADER.unpack(self._read(HEADER.size, until))
        if talk > MAX_TALK:
            raise EOFError
        answer: dict[str, Any] = json.loads(self._read(talk, until))
        if content:
            answer["content"] = self._read(content, until)
        return answer

    def _read(self, size: int, until: float) -> bytes:
        pipe = self._answers
        parts, missing = [], size
        while missing:
            left = until - time.monotonic()
            if left <= 0 or not select.select([pipe], [], [], left)[0]:
                raise LimitError(
                    f"The query was stopped after {self.seconds:,} seconds, its time limit.",
                    "Ask for fewer rows, or allow more time in the settings.",
                )
            part = os.read(pipe.fileno(), min(missing, 1 << 20))
            if not part:
                raise EOFError
            parts.append(part)
            missing -= len(part)
        return b"".join(parts)
