"""Rooms of interchangeable parts: a part joins by being a file in its room.

The registry imports every module of its package on first use, and then the entry
points of other packages (group ``modelwright.<room>``).
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import threading
from collections.abc import Iterator
from importlib.metadata import entry_points
from typing import Any, Generic, TypeVar

from core.errors import UnknownNameError

Part = TypeVar("Part")


def snake(name: str) -> str:
    """Turn a class name into a part name.

    >>> snake("DropDuplicates")
    'drop_duplicates'
    """
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


class Registry(Generic[Part]):
    """The parts of one room, by name."""

    def __init__(self, room: str, noun: str) -> None:
        self.room = room
        self.noun = noun
        self._parts: dict[str, Part] = {}
        self._loaded = False
        self._lock = threading.RLock()

    def add(self, part: Part) -> Part:
        """Register a class or value under its `name` (or its class name) and return it."""
        name = getattr(part, "name", None) or snake(part.__name__)  # type: ignore[attr-defined]
        if name in self._parts:
            raise ValueError(f"Two {self.noun}s are named '{name}'.")
        self._parts[name] = part
        return part

    def get(self, name: Any) -> Part:
        """Return the part of that name, or raise with the nearest known name."""
        self._load()
        if not isinstance(name, str) or name not in self._parts:
            raise UnknownNameError.of(self.noun, name, self._parts)
        return self._parts[name]

    def names(self) -> tuple[str, ...]:
        """Return all names, sorted."""
        self._load()
        return tuple(sorted(self._parts))

    def name_of(self, part: object) -> str:
        """Return the name under which a part (or its class) is registered."""
        self._load()
        for name, known in self._parts.items():
            if known is part or known is type(part):
                return name
        raise UnknownNameError.of(self.noun, part, self._parts)

    def __iter__(self) -> Iterator[Part]:
        self._load()
        return iter([self._parts[name] for name in sorted(self._parts)])

    def __contains__(self, name: object) -> bool:
        self._load()
        return name in self._parts

    def __len__(self) -> int:
        self._load()
        return len(self._parts)

    def _load(self) -> None:
        with self._lock:
            if self._loaded:
                return
            package = importlib.import_module(f"core.{self.room}")
            for module in pkgutil.iter_modules(package.__path__):
                importlib.import_module(f"core.{self.room}.{module.name}")
            self._loaded = True
            for point in entry_points(group=f"modelwright.{self.room}"):
                point.load()
