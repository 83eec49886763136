"""A log that never grows over a limit, whatever is printed."""

from __future__ import annotations

from collections import deque
from pathlib import Path

MAX_BYTES = 1_000_000
_TAIL_BYTES = 300_000
_HEAD_BYTES = MAX_BYTES - _TAIL_BYTES - 1_000


def room_in(path: Path) -> int:
    """Return how many bytes the log may still take, after shortening what is there."""
    if not path.exists():
        return _HEAD_BYTES
    if path.stat().st_size > _HEAD_BYTES:
        path.write_bytes(path.read_bytes()[-_TAIL_BYTES:])
    return _HEAD_BYTES - path.stat().st_size


class CappedLog:
    """Keeps the beginning as it comes, and the end of what was too much."""

    def __init__(self, path: Path, room: int) -> None:
        self._path = path
        self._room = room
        self._tail: deque[bytes] = deque()
        self._tail_size = 0
        self._dropped = 0

    def write(self, content: bytes) -> None:
        """Take some output."""
        head, rest = content[: self._room], content[self._room :]
        if head:
            self._append(head)
            self._room -= len(head)
        if rest:
            self._tail.append(rest)
            self._tail_size += len(rest)
        while self._tail_size - len(self._tail[0] if self._tail else b"") > _TAIL_BYTES:
            gone = len(self._tail.popleft())
            self._tail_size -= gone
            self._dropped += gone

    def finish(self) -> None:
        """Write the end of what was too much, with a note on what is missing."""
        kept = b"".join(self._tail)
        dropped = self._dropped + max(0, len(kept) - _TAIL_BYTES)
        if dropped:
            self._append(f"\n[... {dropped:,} bytes are left out ...]\n".encode())
        if kept:
            self._append(kept[-_TAIL_BYTES:])

    def _append(self, content: bytes) -> None:
        try:
            with self._path.open("ab") as file:
                file.write(content)
        except OSError:
            # A full disk must not cost the job its result for the sake of its log.
            self._room = 0
