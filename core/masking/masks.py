"""What is to be masked and how, as a value that travels in the recipe."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from core.errors import SettingError
from core.text import shown

KEY = "masks"
ASK = "ask"
STORED = "stored"
"""Under this a task names the fingerprint of the stored table to mask."""
_NOT_ITS = ("data", "upload", "skipped")
"""Under this a task says whether columns that nobody has decided about stop it."""
WAYS: Mapping[str, str] = MappingProxyType(
    {
        "drop": "Leave the column out",
        "hash": "Replace by a code",
        "year": "Keep the year only",
        "domain": "Keep what follows the @",
        "first": "Keep the first 2 characters",
        "bins": "Round down to steps",
        "constant": "Replace by one word",
    }
)
_SALT = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Mask:
    """How one column is masked: a name of `WAYS`; `width` is that of the steps."""

    column: str
    way: str
    width: float = 10.0


@dataclass(frozen=True)
class Masks:
    """All masks of a source.

    `salt` makes the codes of one project differ from those of any other; the same value gets
    the same code in each table of the project, so tables can still be joined. `kept` names
    columns that point at people and stay as they are on purpose: nobody is asked again.
    """

    columns: tuple[Mask, ...] = ()
    salt: str = ""
    kept: tuple[str, ...] = ()

    @property
    def decided(self) -> frozenset[str]:
        """Name the columns about which somebody has decided."""
        return frozenset((*self.kept, *(mask.column for mask in self.columns)))


def new_salt() -> str:
    """Return a random salt for a project."""
    return secrets.token_hex(16)


def masks_to(masks: Masks) -> dict[str, Any]:
    """Return masks as JSON values for the source settings of a recipe."""
    each = [
        {"column": mask.column, "way": mask.way}
        | ({"width": mask.width} if mask.way == "bins" else {})
        for mask in masks.columns
    ]
    kept = {"kept": list(masks.kept)} if masks.kept else {}
    return {"columns": each, "salt": masks.salt, **kept}


def masks_in(source: Mapping[str, Any]) -> Masks:
    """Return the masks in the source settings of a recipe; none where there are none."""
    return masks_from(source[KEY]) if KEY in source else Masks()


def source_of_masked(source: Mapping[str, Any], masks: Masks) -> dict[str, Any]:
    """Return a source's settings as they hold for the masked table: without the unmasked rows.

    >>> source_of_masked({"source": "csv", "upload": "ab12", "masks": {}}, Masks())
    {'source': 'csv', 'masks': {'columns': [], 'salt': ''}}
    """
    rest = {name: value for name, value in source.items() if name not in _NOT_ITS}
    return {**rest, KEY: masks_to(masks)}


def with_inner_masks(source: Mapping[str, Any]) -> dict[str, Any]:
    """Return a source's settings with the masks of its tables as its own: new rows need them.

    The masks of the source itself go first.
    """
    sides = [side for value in source.values() for side in _mappings(value) if side.get(KEY)]
    every = [masks_in(source), *(masks_in(side) for side in sides)]
    columns = {mask.column: mask for masks in reversed(every) for mask in masks.columns}
    kept = sorted({name for masks in every for name in masks.kept} - set(columns))
    salt = next((masks.salt for masks in every if masks.salt), "")
    made = Masks(tuple(columns.values()), salt, tuple(kept))
    return {**source, KEY: masks_to(made)} if made.decided else dict(source)


def _mappings(value: Any) -> list[Mapping[str, Any]]:
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, Mapping)]


def masks_from(values: Any) -> Masks:
    """Build masks from JSON values, refusing what is unknown."""
    if not isinstance(values, Mapping) or not isinstance(values.get("columns"), list):
        raise SettingError("The masks of the recipe cannot be read.", "Export the recipe again.")
    salt = values.get("salt", "")
    if not isinstance(salt, str) or (salt and not _SALT.fullmatch(salt)):
        raise SettingError("The salt of the masks cannot be read.", "Export the recipe again.")
    masks = tuple(_mask_from(item) for item in values["columns"])
    kept = values.get("kept", [])
    if not isinstance(kept, list) or not all(isinstance(name, str) for name in kept):
        raise SettingError("The columns kept unmasked cannot be read.", "Export the recipe again.")
    if not salt and any(mask.way == "hash" for mask in masks):
        raise SettingError("Codes need a salt, and the masks have none.", "Export it again.")
    return Masks(masks, salt, tuple(kept))


def _mask_from(item: Any) -> Mask:
    if not isinstance(item, Mapping) or item.get("way") not in WAYS:
        raise SettingError(
            f"A mask must be one of: {', '.join(WAYS)}. Got {shown(repr(item), 60)}.",
            "Choose the mask again on the Data page.",
        )
    column, width = item.get("column"), item.get("width", 10.0)
    plain = isinstance(width, int | float) and not isinstance(width, bool)
    if not isinstance(column, str) or not plain or not 0 < width < 1e15:
        raise SettingError(f"A mask cannot be read: {shown(repr(item), 60)}.", "Choose it again.")
    return Mask(column, str(item["way"]), float(width))
