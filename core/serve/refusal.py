"""Requests that are refused: a status code, a sentence, and the rows and fields at fault."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.errors import AppError

SHOWN_FAULTS = 20


@dataclass(frozen=True)
class Fault:
    """One thing wrong with one row, counted from 1; `field` is empty if the row itself is."""

    row: int
    field: str
    words: str


class Refusal(AppError):
    """A request that is not answered, with its HTTP status."""

    def __init__(
        self, status: int, message: str, hint: str = "", faults: Sequence[Fault] = ()
    ) -> None:
        super().__init__(message, hint)
        self.status = status
        self.faults = tuple(faults)

    def to_json(self) -> dict[str, Any]:
        """Return the answer's JSON: message, hint, and the first faults."""
        answer: dict[str, Any] = {"error": self.message, "hint": self.hint}
        if self.faults:
            shown = self.faults[:SHOWN_FAULTS]
            answer["faults"] = [
                {"row": one.row, "field": one.field, "message": one.words} for one in shown
            ]
            answer["faults_left_out"] = len(self.faults) - len(shown)
        return answer
