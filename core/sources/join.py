"""Two tables side by side, matched by a key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self

from core.errors import RecipeError, SettingError, UnknownNameError
from core.params import Choice, Flag, Text, Words, checked
from core.sources import SOURCES, Loaded, Source
from core.sources.joining.side import (
    Reader,
    Side,
    by_itself,
    rows_of,
    side_from_json,
    side_to_json,
)
from core.sources.joining.ways import WAYS, Alike, check_ways
from core.text import listed

if TYPE_CHECKING:
    import pandas as pd

MAX_KEYS = 3


@SOURCES.add
@dataclass(frozen=True)
class Join(Source):
    """Rows of one table with what another table says about them."""

    name: ClassVar[str] = "join"
    label: ClassVar[str] = "Join of two tables"
    what: ClassVar[str] = "Puts the columns of a second table beside the rows with the same key."
    right: ClassVar[str] = "When facts about the same thing stand in two tables."
    wrong: ClassVar[str] = "When the second table has more rows of the same kind: append it."
    needs_file: ClassVar[bool] = False
    at_once: ClassVar[bool] = True

    left_side: Side = Side()
    right_side: Side = Side()
    how: Annotated[
        str,
        Choice(
            ("left", "inner"),
            labels=("All rows of the first table", "Only rows found in both"),
            label="Which rows are kept",
        ),
    ] = "left"
    left_keys: Annotated[tuple[str, ...], Words(MAX_KEYS, label="Key of the first table")] = ()
    right_keys: Annotated[tuple[str, ...], Words(MAX_KEYS, label="Key of the second table")] = ()
    fold: Annotated[
        bool, Flag(label="Ignore case and spaces", help="‘Ann ’ is the same as ‘ann’.")
    ] = False
    zeros: Annotated[
        bool, Flag(label="Ignore leading zeros", help="‘00123’ is the same as 123.")
    ] = False
    left_time: Annotated[
        str, Text(5000, label="Moment of the first table", help="Only earlier rows are joined.")
    ] = ""
    right_time: Annotated[str, Text(5000, label="Moment of the second table")] = ""
    ways: Annotated[
        tuple[str, ...],
        Words(len(WAYS), label="Sum up the second table", help=f"Any of: {', '.join(WAYS)}."),
    ] = ()
    suffix: Annotated[
        str, Text(40, label="Ending of names that are in both tables", advanced=True)
    ] = "_right"
    reader: Reader = field(default=by_itself, compare=False, repr=False)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """Build a join from JSON values; both tables are described inside it."""
        rest = dict(values)
        left, right = (side_from_json(rest.pop(name, {})) for name in ("left_side", "right_side"))
        return cls(left, right, **checked(cls.label, cls.settings(), rest))

    def to_json(self) -> dict[str, Any]:
        """Return both tables and the settings as JSON values."""
        sides = {name: side_to_json(getattr(self, name)) for name in ("left_side", "right_side")}
        return {**sides, **super().to_json()}

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The columns that are compared, one of each table."""
        if len(self.left_keys) != len(self.right_keys):
            raise SettingError(
                f"The keys have {len(self.left_keys)} and {len(self.right_keys)} columns.",
                "Choose as many columns of one table as of the other.",
            )
        return tuple(zip(self.left_keys, self.right_keys, strict=True))

    @property
    def alike(self) -> Alike:
        """What counts as equal."""
        return Alike(self.fold, self.zeros)

    @property
    def in_time(self) -> bool:
        """Whether only rows up to the moment of the first table are joined."""
        return bool(self.left_time and self.right_time)

    def describe(self) -> str:
        """Say what is joined to what, and by which key."""
        if self.left_side.source is None or self.right_side.source is None:
            return "Two tables by a key."
        summed = "summed up, " if self.ways else ""
        time = f", up to '{self.left_time}'" if self.in_time else ""
        return (
            f"{self.left_side.called} with {self.right_side.called}, {summed}by "
            f"{listed(self.left_keys)}{time}."
        )

    def tables(self) -> tuple[pd.DataFrame, pd.DataFrame, tuple[str, ...]]:
        """Read both tables; the notes of both come with them."""
        left, said = rows_of(self.left_side, self.reader)
        right, also = rows_of(self.right_side, self.reader)
        return left, right, (*said, *also)

    def load(self, file: Path | None = None, rows: int | None = None) -> Loaded:
        """Read both tables and join them."""
        from core.sources.joining.joined import join_frames

        del file
        left, right, notes = self.tables()
        frame, said = join_frames(left, right, self)
        return Loaded(frame if rows is None else frame.head(rows), (*notes, *said))

    def check(self, left: pd.DataFrame, right: pd.DataFrame) -> None:
        """Refuse keys and moments that the tables do not have."""
        if not self.pairs:
            raise RecipeError("No key is chosen.", "Choose what the two tables have in common.")
        check_ways(self.ways)
        if bool(self.left_time) != bool(self.right_time):
            raise SettingError(
                "Only one table has a moment.", "Choose a date of each table, or none."
            )
        mine = (*self.left_keys, *filter(None, [self.left_time]))
        other = (*self.right_keys, *filter(None, [self.right_time]))
        for names, frame, which in ((mine, left, "first"), (other, right, "second")):
            for name in names:
                if name not in frame.columns:
                    raise UnknownNameError.of(f"column of the {which} table", name, frame.columns)

    def placed(self, reader: Reader) -> Join:
        """Return the join with a reader that knows where files are."""
        return replace(self, reader=reader)
