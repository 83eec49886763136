"""Findings as cards: what was seen, what it means, and buttons that put it right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import streamlit as st

from core.checks import SEVERITIES, Finding, Fix
from core.recipe import Recipe
from core.text import count
from pages.ui.guards import LONG, attempt
from pages.ui.safe import esc
from pages.ui.session import address, change, held, session
from pages.ui.stages import stage

_Colour = Literal["red", "orange", "blue"]
_LOOKS: Mapping[str, tuple[str, str, _Colour]] = {
    "stop": ("Must fix", "block", "red"),
    "warning": ("Warning", "warning", "orange"),
    "advice": ("Advice", "lightbulb", "blue"),
}
_DISMISSED = "dismissed "
SHOWN = 3


def show(findings: Sequence[Finding], key: str) -> None:
    """Draw the findings of a page: the gravest first, many of them folded."""
    open_ones = [finding for finding in _sorted(findings) if not reason_dismissed(finding)]
    closed = [finding for finding in findings if reason_dismissed(finding)]
    _safe_ones(open_ones, key)
    for place, finding in enumerate(open_ones[:SHOWN]):
        _card(finding, f"{key}-{place}-{finding.code}")
    rest = open_ones[SHOWN:]
    if rest:
        with st.expander(f"{count(len(rest), 'more finding')}", key=f"{key}-rest", type="compact"):
            for place, finding in enumerate(rest, start=SHOWN):
                _card(finding, f"{key}-{place}-{finding.code}")
    if closed:
        with st.expander(
            f"{count(len(closed), 'dismissed finding')}", key=f"{key}-closed", type="compact"
        ):
            for place, finding in enumerate(closed):
                _closed(finding, f"{key}-closed-{place}")


def reason_dismissed(finding: Finding) -> str:
    """Return why a finding was dismissed, empty if it was not."""
    return session().recipe.reasons.get(_name(finding), "")


def _sorted(findings: Sequence[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity))


def _safe_ones(findings: Sequence[Finding], key: str) -> None:
    safe = [finding for finding in findings if finding.safe and finding.fixes]
    if len(safe) < 2:
        return
    label = f"Apply all {len(safe)} safe fixes"
    st.button(
        label,
        icon=":material/done_all:",
        key=f"{key}-safe",
        help="Safe fixes never make a model worse. One Undo takes all of them back.",
        on_click=attempt(change, label, lambda recipe: _with_all(recipe, safe)),
    )


def _with_all(recipe: Recipe, findings: Sequence[Finding]) -> Recipe:
    for finding in findings:
        recipe = recipe.apply(finding.fixes[0])
    return recipe


def _card(finding: Finding, key: str) -> None:
    word, icon, colour = _LOOKS[finding.severity]
    with st.container(border=True, key=f"finding-{key}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.badge(word, icon=f":material/{icon}:", color=colour)
            st.markdown(f"**{esc(finding.title, LONG)}**", width="stretch")
        st.markdown(f"{esc(finding.evidence, LONG)} {esc(finding.consequence, LONG)}")
        if finding.done:
            st.markdown(f":material/task_alt: {esc(finding.done, LONG)}")
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            _remedies(finding, key)
            if finding.severity != "stop":
                _dismiss(finding, key)


def _remedies(finding: Finding, key: str) -> None:
    """Draw the remedy that the evidence suggests as a button, others less loud behind it."""
    for place, fix in enumerate(finding.fixes[:1]):
        _fix_button(fix, f"{key}-fix-{place}")
    others = list(enumerate(finding.fixes))[1:]
    if len(others) == 1:
        _fix_button(others[0][1], f"{key}-fix-1", "tertiary")
    elif others:
        with st.popover("Other ways", type="tertiary", key=f"{key}-others"):
            for place, fix in others:
                _fix_button(fix, f"{key}-fix-{place}", "tertiary")
    if finding.elsewhere is not None:
        st.page_link(
            stage(finding.elsewhere.page).file,
            label=esc(finding.elsewhere.label, 120),
            icon=":material/arrow_forward:",
            query_params=address(),
        )


def _fix_button(fix: Fix, key: str, look: Literal["secondary", "tertiary"] = "secondary") -> None:
    st.button(
        esc(fix.label, 120),
        key=key,
        icon=":material/build:" if look == "secondary" else None,
        type=look,
        on_click=attempt(change, fix.label, lambda recipe: recipe.apply(fix)),
    )


def _dismiss(finding: Finding, key: str) -> None:
    with st.popover("Dismiss", type="tertiary"):
        st.text_input(
            "Why is this no concern here?",
            key=f"{key}-why",
            max_chars=200,
            placeholder="The reason is kept in the recipe",
        )
        st.button(
            "Dismiss this finding",
            key=f"{key}-dismiss",
            on_click=attempt(_set_dismissed, finding, f"{key}-why"),
        )


def _set_dismissed(finding: Finding, key: str) -> None:
    dismiss(finding, str(held(key, "")).strip() or "No reason given")


def dismiss(finding: Finding, why: str) -> None:
    """Keep in the recipe that a finding is no concern here, and why."""
    change(
        f"Dismiss: {finding.title}",
        lambda recipe: recipe.edit(reasons={**recipe.reasons, _name(finding): why}),
    )


def _closed(finding: Finding, key: str) -> None:
    st.markdown(f"**{esc(finding.title, LONG)}**: {esc(reason_dismissed(finding), 200)}")
    st.button("Show again", key=key, type="tertiary", on_click=attempt(_reopen, finding))


def _reopen(finding: Finding) -> None:
    def reopened(recipe: Recipe) -> Recipe:
        rest = {name: why for name, why in recipe.reasons.items() if name != _name(finding)}
        return recipe.edit(reasons=rest)

    change(f"Show again: {finding.title}", reopened)


def _name(finding: Finding) -> str:
    return _DISMISSED + " ".join((finding.code, *finding.columns[:3]))
