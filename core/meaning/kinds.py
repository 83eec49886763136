"""The meanings that are told apart, with the words shown for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Sense:
    """One meaning: the words for it, and whether such values point at a person."""

    label: str
    personal: bool = False


MEANINGS: Mapping[str, Sense] = MappingProxyType(
    {
        "email": Sense("e-mail addresses", personal=True),
        "phone": Sense("phone numbers", personal=True),
        "iban": Sense("bank account numbers", personal=True),
        "card": Sense("card numbers", personal=True),
        "national_id": Sense("national identity numbers", personal=True),
        "ip": Sense("network addresses", personal=True),
        "person": Sense("names of people", personal=True),
        "address": Sense("postal addresses", personal=True),
        "birth_date": Sense("dates of birth", personal=True),
        "position": Sense("exact places on the map", personal=True),
        "postcode": Sense("postal codes", personal=True),
        "coordinate": Sense("coarse places on the map"),
        "url": Sense("web addresses"),
        "uuid": Sense("generated identifiers"),
        "country": Sense("countries"),
        "currency": Sense("amounts of money"),
        "percentage": Sense("percentages"),
        "date": Sense("dates"),
        "number": Sense("numbers written as text"),
        "flag": Sense("yes or no"),
        "constant": Sense("one value only"),
        "id": Sense("names of rows"),
        "text": Sense("free text"),
    }
)
