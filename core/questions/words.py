"""What the tree is made of: questions, their answers, and endings."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Ending:
    """Where a walk ends: what works now, the table it needs, and its limit.

    An ending without a `task` is one that no model is trained for; `today` says what can be
    done instead. `asked` completes “You asked for …”. `expects` is the role that a column should
    have for this kind of question: time or group. `sample` is a bundled table to try it on, with
    `sample_target` where the catalogue leaves the target open, and `sample_features` for columns
    that the catalogue sets aside and this question needs.
    """

    name: str
    title: str
    asked: str
    says: str
    row: str
    limit: str
    sample: str
    target: str = ""
    task: str = ""
    metric: str = ""
    metric_why: str = ""
    expects: str = ""
    today: tuple[str, ...] = ()
    sample_target: str = ""
    sample_features: tuple[str, ...] = ()

    @property
    def trains(self) -> bool:
        """Whether a model is trained at the end of this walk."""
        return bool(self.task)


@dataclass(frozen=True)
class Answer:
    """One answer, an example of it from daily business, what data it needs, what follows."""

    name: str
    title: str
    example: str
    needs: str
    next: Question | Ending


@dataclass(frozen=True)
class Question:
    """One question, why it is asked, and its answers."""

    text: str
    why: str
    answers: tuple[Answer, ...]
