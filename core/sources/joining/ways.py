"""What counts as equal in a key, and how rows of one key are summed up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import SettingError

KINDS: dict[str, tuple[str, ...]] = {
    "count": (),
    "mean": ("number",),
    "sum": ("number",),
    "min": ("number", "date"),
    "max": ("number", "date"),
    "last": ("number", "date", "category"),
}
WAYS = tuple(KINDS)


@dataclass(frozen=True)
class Alike:
    """What counts as equal: texts whatever their case and spaces, codes without zeros."""

    fold: bool = False
    zeros: bool = False


def check_ways(ways: Sequence[str]) -> None:
    """Refuse a way of summing up that there is not."""
    for way in ways:
        if way not in WAYS:
            raise SettingError(
                f"'{way}' is no way of summing up.", f"Choose among: {', '.join(WAYS)}."
            )
