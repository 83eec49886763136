"""How long work tells where it is, without knowing who listens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


class Cancelled(Exception):
    """Raised by a `Report` when the listener wants the work to stop."""


@dataclass(frozen=True)
class Event:
    """A step of long work: `done` of `total` units, words, and facts for the listener."""

    done: int
    total: int
    message: str
    facts: Mapping[str, Any] = field(default_factory=dict)


Report = Callable[[Event], None]


def silent(event: Event) -> None:
    """Listen to nothing."""
