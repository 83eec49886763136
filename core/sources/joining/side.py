"""One of the tables that a join or an append brings together."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from core.errors import RecipeError, SourceError
from core.files import canonical_json
from core.sources import Loaded, Source, source_from_json, source_to_json
from core.text import shown

if TYPE_CHECKING:
    import pandas as pd

_HASH = re.compile(r"[0-9a-f]{64}")
_PLACES = ("file", "upload", "path", "data")
_MASKS = "masks"
_OTHER = (_MASKS, "skipped")


@dataclass(frozen=True)
class Side:
    """A table of its own: how it is read, and where its rows are.

    file    the name of its file, which lies beside the recipe when that is run again
    upload  the hash of the file as it was uploaded
    path    where a file lies that was read where it is, on this computer
    data    the fingerprint of the table as it was stored
    masks   how its values are masked, as JSON, empty for not at all
    """

    source: Source | None = None
    file: str = ""
    upload: str = ""
    data: str = ""
    path: str = ""
    masks: str = ""

    @property
    def called(self) -> str:
        """The name of the table in a sentence."""
        if self.file:
            return shown(self.file)
        return self.source.describe().rstrip(".") if self.source else "no table"


Reader = Callable[[Side], Loaded]


def side_to_json(side: Side) -> dict[str, Any]:
    """Return a side as JSON values: its source, and where its rows are."""
    places = {name: getattr(side, name) for name in _PLACES if getattr(side, name)}
    masks = {_MASKS: json.loads(side.masks)} if side.masks else {}
    return {**(source_to_json(side.source) if side.source else {}), **places, **masks}


def side_from_json(values: Any) -> Side:
    """Build a side from JSON values, which may be what a recipe says about its own table."""
    if not isinstance(values, Mapping):
        raise RecipeError("A table of the join is not described.", "Choose the table again.")
    places = {name: values.get(name, "") for name in _PLACES}
    for name, value in places.items():
        if not isinstance(value, str):
            raise RecipeError(f"'{name}' of a table of the join must be a text.")
    for name in ("upload", "data"):
        if places[name] and not _HASH.fullmatch(places[name]):
            raise RecipeError(f"'{name}' of a table of the join must be a hash of 64 digits.")
    rest = {key: value for key, value in values.items() if key not in (*_PLACES, *_OTHER)}
    masks = canonical_json(values[_MASKS]) if values.get(_MASKS) else ""
    return Side(source_from_json(rest) if rest else None, **places, masks=masks)


def by_itself(side: Side) -> Loaded:
    """Read a side that needs no file; others are read by whoever knows where files are."""
    if side.source is None:
        raise SourceError("A table of the join is missing.", "Choose the second table.")
    if side.source.needs_file:
        raise SourceError(
            f"The file '{side.called}' is not at hand.", "Load it again, beside the recipe."
        )
    return side.source.load()


def rows_of(side: Side, reader: Reader) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return the rows of a side in canonical types, and what was said on reading them."""
    from core.canonical import canonical

    if side.source is None:
        return by_itself(side).frame, ()
    loaded = reader(replace(side, source=placed(side.source, reader)))
    frame, notes = canonical(loaded.frame)
    return _masked(frame, (*loaded.notes, *notes), side.masks)


def _masked(
    frame: pd.DataFrame, notes: tuple[str, ...], masks: str
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    if not masks:
        return frame, notes
    from core.masking import masked, masks_from, said_of_masked

    made = masks_from(json.loads(masks))
    frame, said = masked(frame, made)
    return frame, (*said_of_masked(notes, made), *said)


def placed(source: Source, reader: Reader) -> Source:
    """Return a source that reads its tables with `reader`, if it has tables of its own."""
    place = getattr(source, "placed", None)
    return place(reader) if place else source
