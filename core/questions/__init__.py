"""The questions before the data: what a person wants to know, in plain words, and where it leads.

Every walk ends in something that works: a model that can be trained, or an honest word about
what can be done without one.
"""

from __future__ import annotations

from core.questions.tree import FIRST
from core.questions.walk import (
    ENDINGS,
    ask,
    ending_named,
    example_of,
    known_answers,
    path_to,
    told,
)
from core.questions.words import Answer, Ending, Question

__all__ = [
    "ENDINGS",
    "FIRST",
    "Answer",
    "Ending",
    "Question",
    "ask",
    "ending_named",
    "example_of",
    "known_answers",
    "path_to",
    "told",
]
