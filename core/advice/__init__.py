"""Advice: what is worth knowing about a table, and a complete first recipe for it."""

from __future__ import annotations

from core.advice.findings import findings, obstacles
from core.advice.split import split_column, split_marks
from core.advice.suggest import suggest
from core.advice.view import view_of

__all__ = ["findings", "obstacles", "split_column", "split_marks", "suggest", "view_of"]
