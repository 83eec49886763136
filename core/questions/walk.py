"""Walk the tree of questions: from answers to what comes next, and back from an ending."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.errors import UnknownNameError
from core.questions.tree import FIRST
from core.questions.words import Answer, Ending, Question

Path = tuple[str, ...]


def ask(*answers: str) -> Question | Ending:
    """Return the next question after these answers, or the ending that they lead to.

    >>> ask().text
    'What do you want to know?'
    >>> ask("odd", "yes").task
    'binary'
    """
    now: Question | Ending = FIRST
    for name in answers:
        now = _chosen(now, name).next
    return now


def told(answers: Sequence[str]) -> tuple[tuple[Question, Answer], ...]:
    """Return each question that was answered, with the answer."""
    steps = []
    for place, name in enumerate(answers):
        question = ask(*answers[:place])
        if isinstance(question, Question):
            steps.append((question, _chosen(question, name)))
    return tuple(steps)


def known_answers(answers: Sequence[str]) -> Path:
    """Return the answers up to the first that the tree does not know.

    >>> known_answers(["odd", "perhaps"])
    ('odd',)
    """
    for place in range(len(answers)):
        try:
            ask(*answers[: place + 1])
        except UnknownNameError:
            return tuple(answers[:place])
    return tuple(answers)


def path_to(name: str) -> Path:
    """Return the answers that lead to an ending, none for an unknown one."""
    return next((path for path, ending in _walks(FIRST) if ending.name == name), ())


def ending_named(name: str) -> Ending | None:
    """Return the ending of that name, None where there is none."""
    return ENDINGS.get(name)


def example_of(task: str) -> str:
    """Return an example of a question for a task."""
    paths = (path for path, ending in _walks(FIRST) if ending.task == task)
    path = next(paths, ())
    return told(path)[-1][1].example if path else ""


def _chosen(now: Question | Ending, name: str) -> Answer:
    answers = now.answers if isinstance(now, Question) else ()
    for answer in answers:
        if answer.name == name:
            return answer
    raise UnknownNameError.of("answer", name, [answer.name for answer in answers])


def _walks(question: Question, before: Path = ()) -> Iterator[tuple[Path, Ending]]:
    for answer in question.answers:
        path = (*before, answer.name)
        if isinstance(answer.next, Ending):
            yield path, answer.next
        else:
            yield from _walks(answer.next, path)


ENDINGS = {ending.name: ending for _, ending in _walks(FIRST)}
