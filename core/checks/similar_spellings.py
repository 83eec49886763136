"""Categories that only punctuation, accents or the order of words tell apart."""

from __future__ import annotations

from core.checks import CHECKS, Check, Finding, Fix, View
from core.checks.coverage import columns_that, features_of_kind, treated
from core.teaching import Teaching
from core.text import count, listed, shown

MAX_LEVELS = 5_000


def look(view: View) -> Finding | None:
    """Report category columns whose spellings share a key beyond case and spaces."""
    found = {
        name: groups
        for name in features_of_kind(view, "category")
        if not treated(view, name, "merge_spellings") and (groups := alike(view, name))
    }
    if not found:
        return None
    first = next(iter(found))
    texts = sum(len(group) for groups in found.values() for group in groups)
    categories = sum(map(len, found.values()))
    return Finding(
        code="similar_spellings",
        severity="advice",
        title=f"{columns_that(found, 'has', 'have')} spellings that are nearly the same",
        evidence=f"{listed(found[first][0])} in '{shown(first)}' differ by signs, accents or the "
        f"order of words only. In all, {texts:,} spellings make "
        f"{count(categories, 'category', 'categories')}.",
        consequence="Each spelling is learned as a category of its own. Look at the groups before "
        "you train: what only looks alike can be kept apart.",
        columns=tuple(found),
        fixes=(Fix("Merge the spellings", ({"step": "merge_spellings", "columns": list(found)},)),),
        page="clean",
    )


def alike(view: View, column: str) -> list[list[str]]:
    """Return groups of spellings with one key that case and spaces do not explain."""
    from core.estimators.merge_spellings import spellings_of

    values = view.frame[column].dropna()
    if values.nunique() > MAX_LEVELS:
        return []
    groups = spellings_of(values, "fingerprint").values()
    telling = [group for group in groups if len({_plain(text) for text in group}) > 1]
    largest = sorted(telling, key=lambda group: -sum(group.values()))
    return [[text for text, _ in sorted(group.items(), key=_by_size)] for group in largest]


def _by_size(pair: tuple[str, int]) -> tuple[int, str]:
    return -pair[1], pair[0]


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


SIMILAR_SPELLINGS = CHECKS.add(
    Check(
        name="similar_spellings",
        label="Nearly the same spelling",
        teaching=Teaching(
            "Compares the categories of a column without case, accents, punctuation and the order "
            "of words.",
            "“Müller, Anna” and “Anna Muller” mean the same: merge them.",
            "The order of words or a sign carries meaning, as in some codes: keep those apart.",
        ),
        look=look,
    )
)
