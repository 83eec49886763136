"""One server per data folder."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from core.errors import ConflictError
from core.locks import grab, open_lock

_LOCK = ".server.lock"


@dataclass(frozen=True)
class Claim:
    """The right to serve a data folder, held until it is released or the process ends."""

    handle: int

    def release(self) -> None:
        """Let another server have the folder."""
        os.close(self.handle)

    def __enter__(self) -> Claim:
        """Hold the claim for a block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Release the claim at the end of the block."""
        self.release()


def claim(root: Path) -> Claim:
    """Claim a data folder for this server, or refuse and name the server that has it."""
    handle = open_lock(root / _LOCK)
    if not grab(handle):
        other = os.pread(handle, 200, 0).decode("utf-8", "replace").strip()
        os.close(handle)
        raise ConflictError(
            f"Another server already uses this data folder ({other or 'it is just starting'}).",
            "Stop that server, or start this one with another data folder.",
        )
    os.ftruncate(handle, 0)
    os.pwrite(handle, f"process {os.getpid()} on {socket.gethostname()}".encode(), 0)
    return Claim(handle)
