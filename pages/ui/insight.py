"""What is known about the table, worked out once for each state of the recipe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.checks import Finding, View
from core.files import canonical_json, text_hash
from core.steps import step_to
from core.table import Dataset
from core.text import shown
from pages.ui.safe import cached, kept
from pages.ui.session import dataset, session

if TYPE_CHECKING:
    import pandas as pd

    from core.advice.effect import Effect
    from core.profile import Associations, ColumnProfile, MissingPatterns, Profile
    from core.tasks.part_sizes import PartSizes

SOME_ROWS = 100
_ANSWER = ("leakage_suspect", "target_formula")
_SPOILS = (*_ANSWER, "time_order", "group_column", "small_classes")


def version() -> str:
    """Return a fingerprint of the data and of what advice depends on."""
    now = session()
    problem = now.recipe.to_json()["problem"]
    steps = [step_to(step) for step in now.recipe.active()]
    contract = now.recipe.to_json().get("contract")
    facts = [now.data, problem, steps, now.recipe.seed]
    return text_hash(canonical_json([*facts, contract] if contract else facts))


def view() -> View:
    """Return the training rows as the recipe prepares them."""
    made: View = kept(session().project, version(), "view", _view)
    return made


def findings() -> tuple[Finding, ...]:
    """Return everything worth knowing about the training rows, the gravest first."""
    with st.spinner("Looking at the training rows", show_time=True):
        made: tuple[Finding, ...] = cached(session().project, version(), "findings", _findings)
    return made


def obstacles() -> tuple[Finding, ...]:
    """Return what keeps the recipe from being trained; nothing while no target is chosen."""
    from core.advice import obstacles as look

    table, recipe = dataset(), session().recipe
    if table is None or not recipe.problem.target:
        return ()
    made: tuple[Finding, ...] = cached(
        session().project, version(), "obstacles", lambda: look(recipe, table)
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


def column_rows(table: Dataset) -> list[dict[str, Any]]:
    """Return one row for each column of the grid: kind, role and a few facts."""
    facts = {column.name: column for column in profile_of_all(table).columns}
    problem = session().problem
    return [
        {
            "Column": name,
            "Kind": kind,
            "Role": problem.role_of(name),
            "Missing": facts[name].missing_share,
            "Different": facts[name].distinct,
            "Examples": ", ".join(examples(facts[name])),
        }
        for name, kind in kinds_now(table).items()
    ]


def examples(column: ColumnProfile) -> list[str]:
    """Return some values of a column: the most frequent, or the smallest and largest."""
    common = [shown(value, 30) for value, _ in column.top[:3]]
    ends = [value for value in (column.low, column.high) if value is not None]
    return common or [f"{end:.10g}" if isinstance(end, float) else str(end) for end in ends]


def profile_of_all(table: Dataset) -> Profile:
    """Return the profile of all rows, to confirm types and roles."""
    from core.profile import profile

    made: Profile = cached(
        session().project,
        session().data,
        "profile of all rows",
        lambda: profile(table.frame, table.kinds),
    )
    return made


def profile_of_training() -> Profile:
    """Return the profile of the training rows as the recipe prepares them."""
    from core.profile import profile

    def make() -> Profile:
        seen = view()
        return profile(seen.frame, seen.kinds, seen.problem.target)

    made: Profile = cached(session().project, version(), "profile", make)
    return made


def missing_of_training() -> MissingPatterns:
    """Return where the training rows have gaps."""
    from core.profile import missing_patterns

    def make() -> MissingPatterns:
        return missing_patterns(view().frame, session().problem)

    made: MissingPatterns = cached(session().project, version(), "missing", make)
    return made


def associations_of_training() -> Associations:
    """Return how columns go with the target and with each other in the training rows."""
    from core.profile import associations

    def make() -> Associations:
        return associations(view().frame, session().problem)

    made: Associations = cached(session().project, version(), "associations", make)
    return made


def sizes_of_parts(table: Dataset) -> PartSizes:
    """Return how many rows of a table each part of the split has."""
    from core.tasks.part_sizes import part_sizes

    now = session().recipe
    made: PartSizes = cached(
        session().project, version(), "parts", lambda: part_sizes(table, now.problem, now.seed)
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
    every = canonical_json([version(), [step_to(entry.step) for entry in recipe.steps]])
    made: Effect = kept(
        session().project,
        text_hash(every),
        f"effect {place}",
        lambda: effect_of(recipe, table, place),
    )
    return made
