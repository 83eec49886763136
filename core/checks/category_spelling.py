"""Categories that differ only in case or spaces."""

from __future__ import annotations

import unicodedata

from core.checks import CHECKS, Check, Finding, Fix, View
from core.checks.coverage import columns_that, features_of_kind, treated
from core.teaching import Teaching
from core.text import listed, shown

MAX_LEVELS = 5_000


def look(view: View) -> Finding | None:
    """Report category columns with spellings that differ only in case or spaces."""
    found = {name: groups for name in _columns(view) if (groups := spellings(view, name))}
    if not found:
        return None
    first = next(iter(found))
    spaces = tuple(name for name, groups in found.items() if _only_spaces(groups))
    capitals = tuple(name for name in found if name not in spaces)
    steps = [
        {"step": "merge_categories", "columns": list(names), "fold_case": fold}
        for names, fold in ((spaces, False), (capitals, True))
        if names
    ]
    return Finding(
        code="category_spelling",
        severity="warning",
        title=f"{columns_that(found, 'has', 'have')} several spellings of one category",
        evidence=f"'{shown(first)}' holds {listed(found[first][0])}.",
        consequence="Each spelling is learned as a category of its own, from fewer rows.",
        columns=tuple(found),
        fixes=(Fix("Merge the spellings", steps=tuple(steps)),),
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
        groups.setdefault(_folded(str(value)).casefold(), []).append(str(value))
    return [group for group in groups.values() if len(group) > 1]


def _only_spaces(groups: list[list[str]]) -> bool:
    return all(len({_folded(value) for value in group}) == 1 for group in groups)


def _folded(value: str) -> str:
    return " ".join(unicodedata.normalize("NFC", value).split())


def _columns(view: View) -> tuple[str, ...]:
    names = features_of_kind(view, "category")
    return tuple(name for name in names if not treated(view, name, "merge_spellings"))


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
