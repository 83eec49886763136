"""Text columns that no step can turn into something to learn from."""

from __future__ import annotations

from core.checks import CHECKS, Check, Finding, View
from core.checks.amounts_as_text import amount_texts
from core.checks.coverage import features_of_kind, leave_out, treated
from core.checks.id_like import id_columns
from core.checks.numbers_as_text import number_texts
from core.teaching import Teaching
from core.text import count, listed, shown

TEXT_STEPS = ("target_encode", "text_features", "text_length", "tfidf", "ordinal")


def look(view: View) -> Finding | None:
    """Report feature columns of free text or of names that hardly ever repeat."""
    found = text_columns(view)
    if not found:
        return None
    first = found[0]
    known = view.frame[first].dropna()
    return Finding(
        code="text_columns",
        severity="warning",
        title=f"{listed(found)} {'holds' if len(found) == 1 else 'hold'} free text",
        evidence=f"'{shown(first)}' has {known.nunique():,} different texts in "
        f"{count(len(known), 'row')}, such as '{shown(known.iloc[0], 40)}'.",
        consequence="As categories they hardly repeat, so a model would learn rows by heart.",
        columns=found,
        fixes=(leave_out(found, "Leave them out" if len(found) > 1 else "Leave it out"),),
        page="features",
    )


def text_columns(view: View) -> tuple[str, ...]:
    """Return the feature columns of text but keys, numbers and amounts, if no step treats them."""
    names = features_of_kind(view, "text")
    amounts = (found.column for found in amount_texts(view)) if names else ()
    others = {*id_columns(view), *number_texts(view), *amounts} if names else ()
    return tuple(n for n in names if n not in others and not treated(view, n, *TEXT_STEPS))


TEXT_COLUMNS = CHECKS.add(
    Check(
        name="text_columns",
        label="Free text among the features",
        teaching=Teaching(
            "Finds text columns whose values hardly ever repeat.",
            "Leave names and remarks out, or build a column from what matters in them.",
            "The text itself carries the answer, as in messages: then its words are needed.",
        ),
        look=look,
    )
)
