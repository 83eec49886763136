"""Measures that would mislead for this target: named wherever a measure is chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from core.metrics import METRICS
from pages.ui import insight, looking
from pages.ui.guards import LONG
from pages.ui.safe import cached, esc
from pages.ui.session import dataset, session

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator


def misled() -> Mapping[str, str]:
    """Return the metrics that mislead for the target, with the reasons."""
    from core.advice.measures import misleading_metrics

    now = session()
    if not now.problem.target or dataset() is None:
        return {}
    if insight.is_big():
        return looking.found("misled") or {}
    made: Mapping[str, str] = cached(
        now.project, looking.version(), "misled", lambda: misleading_metrics(insight.view())
    )
    return made


def labels(names: Sequence[str]) -> dict[str, str]:
    """Return the labels of metrics; those that mislead say so, and come last."""
    found = misled()
    ends = {name: " (misleading here)" if name in found else "" for name in names}
    ordered = sorted(names, key=lambda name: name in found)
    return {name: f"{METRICS.get(name).label}{ends[name]}" for name in ordered}


def draw(chosen: str) -> None:
    """Say why the chosen metric misleads, or why others would."""
    found = misled()
    if chosen in found:
        st.warning(f"**Misleading here:** {esc(found[chosen], LONG)}", icon=":material/warning:")
    others = {name: reason for name, reason in found.items() if name != chosen}
    if others:
        fold(others)


def fold(found: Mapping[str, str]) -> DeltaGenerator:
    """Return a closed fold that says why metrics mislead, with room for more below."""
    place = st.expander(f"Misleading here ({len(found)})", icon=":material/visibility_off:")
    for name, reason in found.items():
        place.markdown(f"**{METRICS.get(name).label}**: {esc(reason, LONG)}")
    return place
