"""The question tree: what a person wants to know, in plain words, and the task it makes."""

from __future__ import annotations

from dataclasses import dataclass

from core.problem import TASKS


@dataclass(frozen=True)
class Goal:
    """One answer to “What do you want to know?”, with an example of its question."""

    task: str
    title: str
    example: str


_EVERY = (
    Goal("binary", "Will it happen, yes or no?", "Will this customer leave? Is this e-mail spam?"),
    Goal("multiclass", "Which kind is it?", "Which species is this? Which team gets this ticket?"),
    Goal("regression", "How much or how many?", "What will this house sell for?"),
    Goal("forecast", "What comes next?", "How many passengers will fly in each coming month?"),
    Goal("clustering", "Which ones belong together?", "What groups of customers are there?"),
    Goal("anomaly", "Which ones are odd?", "Which payments look unlike all others?"),
    Goal("recommend", "Who would like what?", "Which film should this viewer see next?"),
)


def goals() -> tuple[Goal, ...]:
    """Return the goals that the app has a task for."""
    return tuple(goal for goal in _EVERY if goal.task in TASKS)
