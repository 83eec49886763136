"""Propose a mask for each column that points at a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from core.masking.masks import Mask
from core.meaning import Meaning, meanings_of

if TYPE_CHECKING:
    import pandas as pd

# What still serves a model is kept, as far as it points at many people at once.
_BEST: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "email": ("domain", "The provider may tell something; the person behind it must not."),
        "phone": ("drop", "A phone number teaches nothing general."),
        "iban": ("first", "The first two letters are the country of the bank."),
        "card": ("drop", "A card number teaches nothing and must not be kept."),
        "national_id": ("drop", "An identity number teaches nothing and must not be kept."),
        "ip": ("drop", "A network address points at a household."),
        "person": ("drop", "A name teaches nothing general."),
        "address": ("drop", "An address points at a household."),
        "birth_date": ("year", "The year tells the age; the day points at a person."),
        "position": ("bins", "Rounded down, a place holds many people."),
        "postcode": ("first", "The first two digits tell the area."),
    }
)
_WIDTH = 0.1


@dataclass(frozen=True)
class Proposal:
    """A column that points at a person, the mask that is proposed, and why."""

    mask: Mask
    meaning: Meaning
    reason: str


def masks_proposed(frame: pd.DataFrame, kinds: Mapping[str, str]) -> tuple[Proposal, ...]:
    """Return the columns of a frame that point at people, each with the mask that fits.

    >>> import pandas as pd
    >>> frame = pd.DataFrame({"dob": pd.to_datetime(["1980-05-01", "1991-12-24"])})
    >>> [(one.mask.column, one.mask.way) for one in masks_proposed(frame, {"dob": "date"})]
    [('dob', 'year')]
    """
    found = []
    for name, meaning in meanings_of(frame, kinds).items():
        if not meaning.personal:
            continue
        way, why = _BEST[meaning.name]
        inside = meaning.sure == "unsure"
        plain = meaning.name == "position" and kinds[name] != "number"
        way = "drop" if inside or plain else way
        found.append(Proposal(Mask(name, way, _WIDTH if way == "bins" else 10.0), meaning, why))
    return tuple(found)


def proposals_to(found: Iterable[Proposal]) -> list[dict[str, Any]]:
    """Return proposals as JSON values."""
    return [
        {"mask": vars(one.mask), "meaning": vars(one.meaning), "reason": one.reason}
        for one in found
    ]


def proposals_from(values: Iterable[Mapping[str, Any]]) -> tuple[Proposal, ...]:
    """Build proposals from what `proposals_to` wrote."""
    return tuple(
        Proposal(Mask(**one["mask"]), Meaning(**one["meaning"]), str(one["reason"]))
        for one in values
    )
