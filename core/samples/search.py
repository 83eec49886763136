"""Find samples by words, kind of question, size, licence and lesson."""

from __future__ import annotations

from dataclasses import dataclass

from core.samples.sample import LESSONS, QUESTIONS, Sample

SIZES = {"small": "Under 1,000 rows", "medium": "1,000 to 10,000", "large": "Over 10,000 rows"}
LICENCES = {"open": "Any use", "conditions": "Research and teaching only"}


@dataclass(frozen=True)
class Wanted:
    """What is looked for; empty fields mean that anything will do."""

    words: str = ""
    task: str = ""
    size: str = ""
    licence: str = ""
    lesson: str = ""


def fits(sample: Sample, wanted: Wanted) -> bool:
    """Tell whether a sample is of the wanted kind and holds every word, in any case."""
    said = _said(sample)
    return (
        all(word in said for word in wanted.words.casefold().split())
        and wanted.task in ("", sample.task)
        and wanted.size in ("", sample.size)
        and wanted.licence in ("", "conditions" if sample.conditions else "open")
        and (not wanted.lesson or wanted.lesson in sample.teaches)
    )


def _said(sample: Sample) -> str:
    words = (
        *(sample.name, sample.title, sample.question, sample.lesson, sample.target),
        *(sample.licence, sample.citation, QUESTIONS[sample.task]),
        *(LESSONS[name] for name in sample.teaches),
    )
    return " ".join(words).casefold()
