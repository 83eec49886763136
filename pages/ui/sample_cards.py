"""The bundled samples as cards: the question, the lesson, and one click to open."""

from __future__ import annotations


def draw() -> None:
    """Draw a card for each sample."""
