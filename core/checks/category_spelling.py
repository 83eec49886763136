"""Categories that differ only in case or spaces."""

from __future__ import annotations

from core.checks import CHECKS, Check, Finding, Fix, View
from core.checks.coverage import features_of_kind
from core.teaching import Teaching
from core.text import count, listed, shown

MAX_LEVELS = 5_000


def look(view: View) -> Finding | None:
    """Report category columns with spellings that differ only in case or spaces."""
    found = {name: groups for name in _columns(view) if (groups := spellings(view, name))}
    if not found:
        return None
    first = next(iter(found))
    steps = tuple(
        {
            "step": "merge_categories",
            "columns": [name],
            "from_values": [old for group in groups for old in group[1:]],
            "to_values": [group[0] for group in groups for _ in group[1:]],
        }
        for name, groups in found.items()
    )
    return Finding(
        code="category_spelling",
        severity="warning",
        title=f"{count(len(found), 'column')} with several spellings of one category",
        evidence=f"'{shown(first)}' holds {listed(found[first][0])}.",
        consequence="Each spelling is learned as a category of its own, from fewer rows.",
        columns=tuple(found),
        fixes=(Fix("Merge the spellings", steps=steps),),
        page="clean",
        safe=True,
    )


def spellings(view: View, column: str) -> list[list[str]]:
    """Return groups of values that differ only in case or spaces, most frequent first."""
    sizes = view.frame[column].value_counts()
    if len(sizes) > MAX_LEVELS:
        return []
    groups: dict[str, list[str]] = {}
    for value in sizes.index:
        groups.setdefault(" ".join(str(value).casefold().split()), []).append(str(value))
    return [group for group in groups.values() if len(group) > 1]


def _columns(view: View) -> tuple[str, ...]:
    return features_of_kind(view, "category")


CATEGORY_SPELLING = CHECKS.add(
    Check(
        name="category_spelling",
        label="Several spellings",
        teaching=Teaching(
            "Compares the categories of a column without case and extra spaces.",
            "“Paris” and “paris ” mean the same: merge them.",
            "Case carries meaning, as in some codes: leave them apart.",
        ),
        look=look,
    )
)
