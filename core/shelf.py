"""A place for finished pieces of long work, so that they are not done twice."""

from __future__ import annotations

from typing import Any, Protocol

from numpy.typing import NDArray


class Shelf(Protocol):
    """Keeps JSON values and arrays by key; the job engine's shelf keeps them on disk."""

    def put(self, key: str, value: Any) -> None:
        """Keep a JSON value."""

    def get(self, key: str) -> Any | None:
        """Return a kept value, None if there is none."""

    def put_array(self, key: str, values: NDArray[Any]) -> None:
        """Keep an array."""

    def get_array(self, key: str) -> NDArray[Any] | None:
        """Return a kept array, None if there is none."""


class MemoryShelf:
    """Keeps things for as long as the program runs."""

    def __init__(self) -> None:
        self._values: dict[str, Any] = {}
        self._arrays: dict[str, NDArray[Any]] = {}

    def put(self, key: str, value: Any) -> None:
        """Keep a JSON value."""
        self._values[key] = value

    def get(self, key: str) -> Any | None:
        """Return a kept value, None if there is none."""
        return self._values.get(key)

    def put_array(self, key: str, values: NDArray[Any]) -> None:
        """Keep an array."""
        self._arrays[key] = values

    def get_array(self, key: str) -> NDArray[Any] | None:
        """Return a kept array, None if there is none."""
        return self._arrays.get(key)
