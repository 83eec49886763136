"""What is known about the table, worked out once for each state of the recipe."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import streamlit as st

from core.checks import Finding, View
from core.errors import AppError
from core.files import canonical_json, text_hash
from core.steps import step_to
from core.table import Dataset
from core.text import shown
from pages.ui import looking
from pages.ui.safe import cached, drawn, kept
from pages.ui.session import dataset, session

if TYPE_CHECKING:
    import pandas as pd

    from core.advice.columns import ColumnGuess
    from core.advice.effect import Effect
    from core.profile import Associations, ColumnProfile, MissingPatterns, Profile
    from core.tasks.part_sizes import PartSizes

Made = TypeVar("Made")
SOME_ROWS = 100
CANNOT_TRAIN = "cannot_train"
_ANSWER = ("leakage_suspect", "target_formula")
_SPOILS = (*_ANSWER, "time_order", "group_column", "small_classes")


def view() -> View:
    """Return the training rows as the recipe prepares them."""
    made: View = kept(session().project, looking.version(), "view", _view)
    return made


def is_big() -> bool:
    """Tell whether the table is so big that a job looks at it, and a page never waits for it."""
    table = dataset()
    return table is not None and looking.is_big(table)


def is_looked_at() -> bool:
    """Tell whether everything is known of the training rows that pages show of them."""
    return not is_big() or looking.is_done()


def findings() -> tuple[Finding, ...]:
    """Return everything worth knowing about the training rows, the gravest first.

    Of a very wide table nothing is known until a job has looked at it.
    """
    if is_big():
        return looking.found("findings") or ()
    with st.spinner("Looking at the training rows", show_time=True):
        made: tuple[Finding, ...] = drawn(
            session().project, looking.version(), "findings", _findings
        )
    return made


def obstacles() -> tuple[Finding, ...]:
    """Return what keeps the recipe from being trained; nothing while no target is chosen."""
    from core.advice import obstacles as look

    table, recipe = dataset(), session().recipe
    if table is None or not recipe.problem.target:
        return ()
    if looking.is_big(table):
        return tuple(finding for finding in findings() if finding.code == CANNOT_TRAIN)
    made: tuple[Finding, ...] = drawn(
        session().project, looking.version(), "obstacles", lambda: look(recipe, table)
    )
    return made


def findings_on(page: str) -> tuple[Finding, ...]:
    """Return the findings that are shown on one page."""
    return tuple(finding for finding in findings() if finding.page == page)


def findings_on_data() -> tuple[Finding, ...]:
    """Return the findings of the Data page, columns that hold the answer first.

    Data offers to train at once, so what would make every score false is shown there too.
    """
    return (*giving_away(), *findings_on("data"))


def giving_away() -> tuple[Finding, ...]:
    """Return the findings on columns that seem to hold the answer."""
    return tuple(finding for finding in findings() if finding.code in _ANSWER)


def findings_before_training() -> tuple[Finding, ...]:
    """Return what prevents training or spoils its scores, wherever else it is shown."""
    return tuple(
        finding
        for finding in findings()
        if finding.page == "models"
        or finding.severity == "stop"
        or (finding.severity == "warning" and finding.code in _SPOILS)
    )


def columns_made(table: Dataset) -> tuple[str, ...]:
    """Return the features that steps make; none as long as a job looks at a very wide table."""
    from core.pipeline import features_of

    if looking.is_big(table):
        found: Profile | None = looking.found("profile")
        seen = tuple(column.name for column in found.columns) if found else ()
        used = features_of(session().problem, seen)
    else:
        used = view().features()
    columns = set(table.columns)
    return tuple(name for name in used if name not in columns)


def column_rows(table: Dataset) -> list[dict[str, Any]]:
    """Return one row for each column of the grid: its name, kind and role."""
    problem = session().problem
    return [
        {"Column": name, "Kind": kind, "Role": problem.role_of(name)}
        for name, kind in kinds_now(table).items()
    ]


def column_facts(table: Dataset, names: Sequence[str]) -> list[dict[str, Any]]:
    """Return the facts of some columns for the grid; empty ones as long as they are not known."""
    found = columns_of_all(table)
    if found is None:
        return [{"Missing": None, "Different": None, "Examples": ""} for _ in names]
    of_name = {column.name: column for column in found[0].columns}
    return [
        {
            "Missing": facts.missing_share,
            "Different": facts.distinct,
            "Examples": ", ".join(examples(facts)),
        }
        for facts in map(of_name.__getitem__, names)
    ]


def examples(column: ColumnProfile) -> list[str]:
    """Return some values of a column: the most frequent, or the smallest and largest."""
    common = [shown(value, 30) for value, _ in column.top[:3]]
    ends = [value for value in (column.low, column.high) if value is not None]
    return common or [f"{end:.10g}" if isinstance(end, float) else str(end) for end in ends]


def columns_of_all(table: Dataset) -> tuple[Profile, dict[str, ColumnGuess]] | None:
    """Return what all rows hold and what each column seems to be, to confirm types and roles.

    None as long as a job looks at a very wide table.
    """
    if looking.is_big(table):
        return looking.found_of_columns()
    return kept(session().project, session().data, "columns of all rows", lambda: _columns(table))


def profile_of_training() -> Profile:
    """Return the profile of the training rows as the recipe prepares them."""

    def make() -> Profile:
        from core.profile import profile

        seen = view()
        return profile(seen.frame, seen.kinds, seen.problem.target)

    return _of_training("profile", make)


def missing_of_training() -> MissingPatterns:
    """Return where the training rows have gaps."""

    def make() -> MissingPatterns:
        from core.profile import missing_patterns

        return missing_patterns(view().frame, session().problem)

    return _of_training("missing", make)


def associations_of_training() -> Associations:
    """Return how columns go with the target and with each other in the training rows."""

    def make() -> Associations:
        from core.profile import associations

        return associations(view().frame, session().problem)

    return _of_training("associations", make)


def sizes_of_parts(table: Dataset) -> PartSizes:
    """Return how many rows of a table each part of the split has."""
    from core.tasks.part_sizes import part_sizes

    now = session().recipe
    made: PartSizes = cached(
        session().project,
        looking.version(),
        "parts",
        lambda: part_sizes(table, now.problem, now.seed),
    )
    return made


def kinds_now(table: Dataset) -> dict[str, str]:
    """Return the kind of each column as loaded, or as a step of the recipe makes it."""
    kinds = dict(table.kinds)
    for step in session().recipe.active("prepare"):
        values = step_to(step)
        if values["step"] == "cast":
            kinds |= dict.fromkeys(values["columns"], values["to"])
    return {name: kinds[name] for name in table.columns}


def some_rows(table: Dataset, which: str) -> pd.DataFrame:
    """Return the first, last or random rows of a table."""
    rows = min(SOME_ROWS, table.rows)
    if which == "Random":
        return table.frame.sample(rows, random_state=0)
    return table.frame.head(rows) if which == "First" else table.frame.tail(rows)


def _columns(table: Dataset) -> tuple[Profile, dict[str, ColumnGuess]]:
    from core.advice.columns import column_guesses
    from core.profile import profile

    found = profile(table.frame, table.kinds)
    facts = {column.name: column for column in found.columns}
    return found, column_guesses(table.frame, table.kinds, facts)


def _of_training(name: str, make: Callable[[], Made]) -> Made:
    """Return what a job has found of a very wide table, or what is worked out now."""
    if not is_big():
        return drawn(session().project, looking.version(), name, make)
    found: Made | None = looking.found(name)
    if found is None:
        raise AppError("The columns are still being looked at.", "This appears here by itself.")
    return found


def _view() -> View:
    from core.advice import view_of

    table = dataset()
    if table is None:
        raise LookupError("There is no table to look at.")
    return view_of(session().recipe, table)


def _findings() -> tuple[Finding, ...]:
    from core.advice import findings as look

    return (*obstacles(), *look(view()))


def effect(place: int) -> Effect:
    """Return what the step at a place of the list does to a sample of training rows."""
    from core.advice.effect import effect_of

    table = dataset()
    if table is None:
        raise LookupError("There is no table to look at.")
    recipe = session().recipe
    every = canonical_json([looking.version(), [step_to(entry.step) for entry in recipe.steps]])
    made: Effect = kept(
        session().project,
        text_hash(every),
        f"effect {place}",
        lambda: effect_of(recipe, table, place),
    )
    return made
