"""Inputs that go wrong in practice, by the case numbers of the reliability list.

Each entry makes a file, says what must become of it, and where. The runners are the core,
the pages, the command line and the server: all must agree.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Maker = Callable[[Path], Path]
EXPECTED = ("auto", "fine", "stop", "asks")
PLACES = ("load", "advice", "train", "predict", "bundle")


@dataclass(frozen=True)
class Bad:
    """One bad input.

    `expect` is 'auto' (handled, with a note), 'fine' (nothing to say), 'stop' (one
    sentence) or 'asks' (handled, with a finding that asks). `says` is part of the note,
    reason, message or finding; `offers` is part of the hint of a refusal.

    `where` names the step at which it shows: 'load', 'advice' (the proposed recipe or a
    finding), 'train', 'predict' (new rows for the shipped bundle) or 'bundle' (a bundle to
    open, made from the `bundle.zip` in the folder). `called` is the name of an upload that
    no disk would take; `budget` the number of bytes it may unpack to while it is tried;
    `folds` those that it is trained with.
    """

    name: str
    cases: tuple[int, ...]
    make: Maker
    expect: str
    says: str = ""
    where: str = "load"
    target: str = ""
    task: str = ""
    offers: str = ""
    called: str = ""
    budget: int = 0
    folds: int = 2


def all_bad() -> tuple[Bad, ...]:
    """Return every entry, from all the files of this folder."""
    from tests.bad.advised import ADVISED
    from tests.bad.containers import CONTAINERS
    from tests.bad.databases import DATABASES
    from tests.bad.files import FILES
    from tests.bad.names import NAMES
    from tests.bad.shipped import SHIPPED
    from tests.bad.targets import TARGETS
    from tests.bad.values import VALUES

    return (*FILES, *CONTAINERS, *DATABASES, *NAMES, *VALUES, *ADVISED, *TARGETS, *SHIPPED)


def tried(*places: str) -> tuple[Bad, ...]:
    """Return the entries that show at one of these steps."""
    return tuple(bad for bad in all_bad() if bad.where in places)


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
    """Return a maker of a CSV with a header and numbered lines, written when it is needed."""

    def make(folder: Path) -> Path:
        lines = [header, *(line(at) for at in range(number))]
        return text("\n".join(lines) + "\n")(folder)

    return make
