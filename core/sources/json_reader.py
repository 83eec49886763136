"""Read JSON value by value from a text of any length, remembering what was odd in it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from core.errors import LimitError, SourceError

HEAD_CHARS = 4_000_000
MAX_VALUE_CHARS = 200_000_000
_CHUNK = 1 << 20
_NEAR_THE_END = 24
_SPACE = " \t\r\n\x1e"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
DEEP = SourceError("The JSON is nested too deeply.", "Save the list of records alone.")


class Oddities:
    """What a decoder met that plain JSON does not have, or that gets lost."""

    def __init__(self) -> None:
        self.twice: set[str] = set()
        self.words: Counter[str] = Counter()
        self.decoder = json.JSONDecoder(
            object_pairs_hook=self._record, parse_constant=self._constant, strict=False
        )

    def notes(self) -> list[str]:
        """Return what should be said, in sentences."""
        from core.text import count, listed

        notes = []
        if self.twice:
            where = listed(sorted(self.twice))
            notes.append(f"Keys that occur twice in a record: {where}; the last value was kept.")
        if self.words["NaN"]:
            notes.append(f"{count(self.words['NaN'], 'NaN')} read as missing.")
        return notes

    def _record(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) < len(pairs) and len(self.twice) < 100:
            seen: set[str] = set()
            for key, _ in pairs:
                if key in seen:
                    self.twice.add(key)
                seen.add(key)
        return made

    def _constant(self, word: str) -> float | None:
        self.words[word] += 1
        return None if word == "NaN" else float(word)


@contextmanager
def opened(file: Path) -> Iterator[TextIO]:
    """Open a JSON text in the encoding it declares, without its byte order mark."""
    with file.open("rb") as start:
        head = start.read(4)
    encoding = "utf-8-sig"
    if head.startswith(_UTF16):
        encoding = "utf-16"
    elif head[1:2] == b"\x00" or head[:1] == b"\x00":
        encoding = "utf-16-le" if head[1:2] == b"\x00" else "utf-16-be"
    try:
        with file.open(encoding=encoding, newline="") as text:
            yield text
    except UnicodeDecodeError as error:
        kind = "UTF-16" if encoding.startswith("utf-16") else "UTF-8"
        raise SourceError(f"The JSON file is not valid {kind}.", "Save it as UTF-8.") from error


class Reader:
    """A position in a JSON text, from which values are decoded one after another."""

    def __init__(self, text: TextIO, oddities: Oddities) -> None:
        self._text = text
        self._decoder = oddities.decoder
        self._buffer = ""
        self._at = 0
        self._lines = 0
        self._over = False

    def peek(self) -> str:
        """Skip white space and return the next character, or nothing at the end."""
        while True:
            while self._at < len(self._buffer) and self._buffer[self._at] in _SPACE:
                self._at += 1
            if self._at < len(self._buffer):
                return self._buffer[self._at]
            if not self._more():
                return ""

    def skip(self, expected: str) -> None:
        """Step over one character, which must be the expected one."""
        found = self.peek()
        if found != expected:
            raise self.broken(f"'{expected}' expected, found '{found or 'the end'}'")
        self._at += 1

    def value(self) -> Any:
        """Decode the next value whole."""
        self.peek()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._buffer, self._at)
            except json.JSONDecodeError as error:
                cut = error.msg.startswith("Unterminated")
                near = cut or error.pos >= len(self._buffer) - _NEAR_THE_END
                if not near or not self._more():
                    self._at = min(error.pos, len(self._buffer))
                    raise self.broken(error.msg) from error
                continue
            except RecursionError as error:
                raise DEEP from error
            except ValueError as error:  # an integer of thousands of digits
                raise self.broken("a number with too many digits") from error
            if end < len(self._buffer) or not self._more():
                self._at = end
                return value

    def members(self) -> Iterator[Any]:
        """Decode the members of the list that begins here."""
        self.skip("[")
        if self.peek() == "]":
            self._at += 1
            return
        while True:
            yield self.value()
            if self.peek() == "]":
                self._at += 1
                return
            self.skip(",")

    def into(self, path: list[str]) -> None:
        """Go to the value at a path of keys; what stands before it is passed over."""
        for key in path:
            self.skip("{")
            while self.value() != key:
                self.skip(":")
                self.value()
                if self.peek() == "}":
                    raise SourceError(
                        f"The JSON has no '{key}' where rows were looked for.",
                        "Choose where the rows are.",
                    )
                self.skip(",")
            self.skip(":")

    def broken(self, why: str) -> SourceError:
        """Return the error for the present position."""
        line = self._lines + self._buffer.count("\n", 0, self._at) + 1
        return SourceError(
            f"The JSON is broken on line {line:,}: {why}.", "Correct the file, or export it again."
        )

    def _more(self) -> bool:
        """Read on, dropping what was decoded; say whether there was anything to read."""
        if self._over:
            return False
        waiting = len(self._buffer) - self._at
        if waiting > MAX_VALUE_CHARS:
            raise LimitError(
                f"One JSON value is longer than {MAX_VALUE_CHARS / 1e6:.0f} MB.",
                "Save the list of records alone, or one record per line.",
            )
        chunk = self._text.read(max(_CHUNK, waiting))
        self._lines += self._buffer.count("\n", 0, self._at)
        self._buffer = self._buffer[self._at :] + chunk
        self._at = 0
        self._over = not chunk
        return bool(chunk)
