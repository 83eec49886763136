"""Inputs that go wrong in practice, by the case numbers of the reliability list.

Each entry makes a file, says what must become of it, and where. The runners are the core,
the pages and the server: all must agree.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Maker = Callable[[Path], Path]


@dataclass(frozen=True)
class Bad:
    """One bad input.

    `expect` is 'auto' (handled, with a note), 'fine' (nothing to say), 'stop' (one
    sentence), 'asks' (handled, with a finding that asks), or 'auto or stop'. `says` is
    part of the note, message or finding. `where` names the step at which it shows: 'load'
    or 'train'.
    """

    name: str
    cases: tuple[int, ...]
    make: Maker
    expect: str
    says: str = ""
    where: str = "load"
    target: str = ""
    task: str = ""


def all_bad() -> tuple[Bad, ...]:
    """Return every entry, from all the files of this folder."""
    from tests.bad.containers import CONTAINERS
    from tests.bad.databases import DATABASES
    from tests.bad.files import FILES
    from tests.bad.names import NAMES
    from tests.bad.targets import TARGETS
    from tests.bad.values import VALUES

    return (*FILES, *CONTAINERS, *DATABASES, *NAMES, *VALUES, *TARGETS)


def text(content: str, name: str = "table.csv", encoding: str = "utf-8") -> Maker:
    """Return a maker of a text file."""
    return raw(content.encode(encoding), name)


def raw(content: bytes, name: str = "table.csv") -> Maker:
    """Return a maker of a file of bytes."""

    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content)
        return path

    return make


def rows(header: str, line: Callable[[int], str], number: int = 60) -> Maker:
    """Return a maker of a CSV with a header and numbered lines."""
    return text("\n".join([header, *(line(at) for at in range(number))]) + "\n")
