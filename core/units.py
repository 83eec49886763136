"""Units that amounts are written in, and how they are brought to one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

FAMILIES: tuple[Mapping[str, float], ...] = (
    {"kg": 1, "g": 1e-3, "mg": 1e-6, "t": 1e3, "lb": 0.45359237, "lbs": 0.45359237,
     "oz": 0.028349523125, "st": 6.35029318},
    {"m": 1, "km": 1e3, "cm": 1e-2, "mm": 1e-3, "in": 0.0254, '"': 0.0254, "ft": 0.3048,
     "'": 0.3048, "yd": 0.9144, "mi": 1609.344, "mile": 1609.344, "miles": 1609.344},
    {"l": 1, "ml": 1e-3, "cl": 1e-2, "dl": 0.1, "hl": 100, "gal": 3.785411784,
     "pt": 0.473176473, "cc": 1e-3},
    {"s": 1, "sec": 1, "ms": 1e-3, "min": 60, "mins": 60, "h": 3600, "hr": 3600, "hrs": 3600,
     "hour": 3600, "hours": 3600, "d": 86400, "day": 86400, "days": 86400, "week": 604800,
     "weeks": 604800},
    {"byte": 1, "b": 1, "kb": 1e3, "mb": 1e6, "gb": 1e9, "tb": 1e12},
    {"k": 1e3, "thousand": 1e3, "m": 1e6, "mio": 1e6, "million": 1e6, "bn": 1e9, "mrd": 1e9,
     "billion": 1e9},
)  # fmt: skip
"""What can be converted into each other, and how many of the first of them each is."""
AS_WRITTEN, ONES = "any", "k"
UNITS = (AS_WRITTEN, "kg", "g", "m", "cm", "km", "l", "ml", "s", "min", "h", "day", "mb", ONES)
"""The units that amounts can be brought to; in ones, k, M and bn multiply."""


def sizes_in(unit: str) -> dict[str, float] | None:
    """Return how many of the wanted unit each known unit is; None where none is wanted.

    >>> sizes_in("g")["kg"]
    1000.0
    """
    if unit == AS_WRITTEN:
        return None
    if unit == ONES:
        return dict(FAMILIES[-1])
    family = next(family for family in FAMILIES if unit in family)
    return {name: float(f"{size / family[unit]:.12g}") for name, size in family.items()}


def unit_for(written: Iterable[str]) -> str:
    """Return the unit to which others can be brought, the first of them if possible.

    The result is empty when they cannot be converted into each other.

    >>> unit_for(["g", "KG"]), unit_for(["lb", "oz"]), unit_for(["K", "M"]), unit_for(["kg", "m"])
    ('g', 'kg', 'k', '')
    """
    units = [unit.lower() for unit in written]
    family = next((f for f in FAMILIES if all(unit in f for unit in units)), None)
    if family is None:
        return ""
    if family is FAMILIES[-1]:
        return ONES
    return next(unit for unit in (*units, *UNITS) if unit in UNITS and unit in family)
