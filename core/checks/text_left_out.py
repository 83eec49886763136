"""Free texts that no model learns from, though the answer may be in their words."""

from __future__ import annotations

from core.checks import CHECKS, Check, Elsewhere, Finding, View
from core.checks.coverage import them, treated
from core.teaching import Teaching
from core.text import count, listed, shown

SENTENCE = 4.0
LOOKED_AT = 500
READERS = ("take_text", "extract_number", "split_column", "replace_text", "map_values")


def look(view: View) -> Finding | None:
    """Report texts of several words that have the role 'ignore'."""
    words = {name: _words(view, name) for name in _left_out(view)}
    found = tuple(name for name, mean in words.items() if mean >= SENTENCE)
    if not found:
        return None
    first, rest = found[0], count(len(view.features()), "other column")
    example = shown(view.frame[first].dropna().iloc[0], 40)
    return Finding(
        code="text_left_out",
        severity="advice",
        title=f"{listed(found)} {'is' if len(found) == 1 else 'are'} left out",
        evidence=f"'{shown(first)}' holds {words[first]:.0f} words on average, such as "
        f"'{example}'. No step reads sentences yet, so models never see them.",
        consequence=f"The scores tell what {rest} can do. If the answer is in the words, a part "
        f"or a number taken out of {them(found)} can be learned from.",
        columns=found,
        page="data",
        elsewhere=Elsewhere("clean", "Take a part or a number out of a text"),
    )


def _left_out(view: View) -> tuple[str, ...]:
    """Return the ignored columns of text that no step takes anything out of."""
    ignored = view.problem.columns_with("ignore")
    return tuple(
        name
        for name in ignored
        if view.kinds.get(name) == "text" and not treated(view, name, *READERS)
    )


def _words(view: View, name: str) -> float:
    """Return how many words the first texts of a column hold on average."""
    known = view.frame[name].dropna().head(LOOKED_AT)
    return float(known.str.split().str.len().mean()) if len(known) else 0.0


TEXT_LEFT_OUT = CHECKS.add(
    Check(
        name="text_left_out",
        label="Sentences that are left out",
        teaching=Teaching(
            "Finds texts of several words that no model learns from.",
            "The words say what is asked for, as in messages: build columns from what matters.",
            "The text is a remark or a name that tells nothing about other rows.",
        ),
        look=look,
    )
)
