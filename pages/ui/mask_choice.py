"""Ask what to do with columns that point at people: one choice for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

import streamlit as st

from core.masking import WAYS, Mask, Masks, new_salt
from core.text import count, shown
from pages.ui.guards import LONG
from pages.ui.safe import esc
from pages.ui.session import held, put

if TYPE_CHECKING:
    from core.masking import Proposal

KEEP = "keep"
CHOICES: Mapping[str, str] = MappingProxyType({KEEP: "Keep as it is", **WAYS})


def question(found: Sequence[Proposal], key: str) -> None:
    """Say that nothing is stored yet, and draw the choices."""
    verb, them = ("points", "it") if len(found) == 1 else ("point", "them")
    st.markdown(
        f":material/shield_person: **{count(len(found), 'column')} {verb} at people.** "
        f"Nothing is stored yet: say first what to do with {them}."
    )
    choices(found, key)


def choices(found: Sequence[Proposal], key: str) -> None:
    """Draw one choice for each column that points at people."""
    for place, one in enumerate(found):
        # below the words: beside them half a page cuts what is chosen
        st.markdown(
            f"**{esc(one.mask.column, 60)}**: {esc(one.meaning.label)}, {one.meaning.sure}. "
            f"{esc(one.meaning.reason, LONG)} {esc(one.reason, LONG)}"
        )
        st.selectbox(
            f"What to do with {shown(one.mask.column, 40)}",
            list(CHOICES),
            index=list(CHOICES).index(one.mask.way),
            format_func=CHOICES.__getitem__,
            key=f"{key}-way-{place}",
            label_visibility="collapsed",
            width=400,
        )


def chosen(found: Sequence[Proposal], key: str, before: Masks) -> Masks:
    """Return the masks that were chosen, after those that are in force already."""
    ways = [str(held(f"{key}-way-{place}", one.mask.way)) for place, one in enumerate(found)]
    pairs = list(zip(found, ways, strict=True))
    fresh = tuple(Mask(one.mask.column, way, one.mask.width) for one, way in pairs if way != KEEP)
    keep = {one.mask.column for one, way in pairs if way == KEEP}
    keep |= set(before.kept) - {mask.column for mask in fresh}
    put(f"{key}-salt", new_salt(), once=True)  # the same in each run, or codes would change
    salt = before.salt or str(held(f"{key}-salt"))
    return Masks((*before.columns, *fresh), salt, tuple(sorted(keep)))
