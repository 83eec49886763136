"""The questions before the data: every walk ends in something that works."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pandas as pd
import pytest

from core.advice import suggest
from core.errors import UnknownNameError
from core.loading import load
from core.metrics import METRICS
from core.models import MODELS
from core.problem import TASKS, Problem, problem_from
from core.questions import (
    ENDINGS,
    FIRST,
    Answer,
    Ending,
    Question,
    ask,
    ending_named,
    example_of,
    known_answers,
    path_to,
    told,
)
from core.samples import sample_named
from core.table import Dataset

EVERY = pytest.mark.parametrize("ending", ENDINGS.values(), ids=ENDINGS)
TRAINED = pytest.mark.parametrize(
    "ending", [ending for ending in ENDINGS.values() if ending.trains], ids=lambda one: one.name
)
ROWS = 1_000


def answers(question: Question = FIRST) -> Iterator[Answer]:
    """Return every answer of the tree."""
    for answer in question.answers:
        yield answer
        if isinstance(answer.next, Question):
            yield from answers(answer.next)


@cache
def some_rows(name: str) -> Dataset:
    """Return rows from all over a sample."""
    frame = load(sample_named(name).file).frame
    return Dataset.of(frame.iloc[:: max(len(frame) // ROWS, 1)].reset_index(drop=True), name)


@EVERY
def test_an_ending_is_reached_and_names_a_sample(ending: Ending) -> None:
    path = path_to(ending.name)
    assert path and ask(*path) is ending
    assert ending_named(ending.name) is ending
    columns = some_rows(ending.sample).columns
    assert {*ending.sample_features} <= {*columns}
    assert not ending.sample_target or ending.sample_target in columns


@EVERY
def test_an_ending_can_be_trained_or_says_what_can_be_done_instead(ending: Ending) -> None:
    if ending.trains:
        assert ending.task in TASKS
        assert ending.task in METRICS.get(ending.metric).tasks
        assert ending.metric_why and ending.target and not ending.today
        assert any(model.suits(ending.task) for model in MODELS)
    else:
        assert ending.today and not ending.metric and not ending.expects
        assert ending.title.startswith("No model")
    for sentence in (ending.says, ending.row, ending.limit, *ending.today):
        assert sentence.endswith(".")


@TRAINED
def test_the_sample_of_an_ending_gives_what_the_ending_says(ending: Ending) -> None:
    sample = sample_named(ending.sample)
    target = ending.sample_target or sample.target
    recipe = suggest(some_rows(sample.name), target, intent=ending.name)
    problem = sample.asked(recipe.problem, ending.sample_features)
    assert (problem.task, problem.target, problem.differs) == (ending.task, target, False)
    if ending.expects == "time":
        assert problem.split.kind == "time"
    if ending.name == "offer_rated":
        assert (problem.split.kind, problem.split.column) == ("group", "userId")
    for name in ending.sample_features:
        assert problem.role_of(name) == recipe.problem.role_of(name)


@pytest.mark.parametrize("answer", [*answers()], ids=lambda answer: answer.title)
def test_an_answer_has_an_example_and_what_it_needs(answer: Answer) -> None:
    assert answer.example.endswith(("?", "."))
    assert answer.needs.endswith(".")


def test_there_are_six_things_to_know_and_no_two_answers_alike() -> None:
    assert len(FIRST.answers) == 6
    questions = [FIRST, *(a.next for a in answers() if isinstance(a.next, Question))]
    for question in questions:
        names = [answer.name for answer in question.answers]
        assert len(set(names)) == len(names)
        assert not any("." in name for name in names)
    leaves = [answer.next for answer in answers() if isinstance(answer.next, Ending)]
    assert sorted(one.name for one in leaves) == sorted(ENDINGS)


def test_every_task_has_an_example() -> None:
    assert all(example_of(task) for task in TASKS)
    assert example_of("juggling") == ""


def test_an_unknown_answer_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="no answer named 'od'") as error:
        ask("od")
    assert "odd" in error.value.hint
    assert known_answers(("odd", "no", "more")) == ("odd", "no")
    assert [answer.name for _, answer in told(("odd", "no"))] == ["odd", "no"]


def test_what_was_asked_stays_in_the_recipe_file() -> None:
    assert problem_from({"intent": "odd_known", "task": "binary"}).intent == "odd_known"
    assert problem_from({"task": "binary"}).intent == ""
    assert not Problem(intent="odd_unknown").differs


def test_a_time_is_told_to_be_missing() -> None:
    table = Dataset.of(pd.DataFrame({"pieces": [row * 7 % 91 for row in range(90)], "n": 1}), "t")
    recipe = suggest(table, "pieces", intent="series_alone")
    assert recipe.problem.split.kind == "random"
    assert "no column of dates is complete" in recipe.reasons["split"]
