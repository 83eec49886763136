"""Tables of the same kind, one below the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self

from core.errors import RecipeError
from core.params import Choice, Flag, Text, checked
from core.sources import SOURCES, Loaded, Source
from core.sources.joining.side import (
    Reader,
    Side,
    by_itself,
    rows_of,
    side_from_json,
    side_to_json,
)
from core.text import count, shown

if TYPE_CHECKING:
    import pandas as pd

MAX_TABLES = 50


@SOURCES.add
@dataclass(frozen=True)
class Append(Source):
    """The rows of several tables, below each other."""

    name: ClassVar[str] = "append"
    label: ClassVar[str] = "Tables below each other"
    what: ClassVar[str] = "Adds the rows of one table below those of another, column by column."
    right: ClassVar[str] = "When each month or branch has a table of its own."
    wrong: ClassVar[str] = "When the second table says more about the same rows: join it."
    needs_file: ClassVar[bool] = False
    at_once: ClassVar[bool] = True

    sides: tuple[Side, ...] = ()
    columns: Annotated[
        str,
        Choice(
            ("all", "shared"),
            labels=("All columns", "Only those in every table"),
            label="Which columns are kept",
        ),
    ] = "all"
    fold: Annotated[
        bool,
        Flag(label="Match names without case and spaces", help="‘Price ’ is the same as ‘price’."),
    ] = False
    origin: Annotated[
        str,
        Text(
            200,
            label="Column that says which table",
            help="Leave it empty to have none. It may tell a model what it must not know.",
        ),
    ] = ""
    reader: Reader = field(default=by_itself, compare=False, repr=False)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """Build an append from JSON values; every table is described inside it."""
        rest = dict(values)
        sides = rest.pop("sides", ())
        if not isinstance(sides, list | tuple) or len(sides) > MAX_TABLES:
            raise RecipeError(f"'sides' must be a list of at most {MAX_TABLES} tables.")
        read = tuple(side_from_json(side) for side in sides)
        return cls(sides=read, **checked(cls.label, cls.settings(), rest))

    def to_json(self) -> dict[str, Any]:
        """Return all tables and the settings as JSON values."""
        return {"sides": [side_to_json(part) for part in self.sides], **super().to_json()}

    def describe(self) -> str:
        """Say how many tables, and which come first."""
        if not self.sides:
            return "Tables below each other."
        first = " and ".join(part.called for part in self.sides[:2])
        more = len(self.sides) - 2
        return f"{first}{f' and {more} more' if more > 0 else ''}, below each other."

    def tables(self) -> tuple[tuple[tuple[str, pd.DataFrame], ...], tuple[str, ...]]:
        """Read every table with its name; the notes of all come with them."""
        if len(self.sides) < 2:
            raise RecipeError("There is only one table.", "Choose the second table.")
        read, notes = [], list[str]()
        for part in self.sides:
            frame, said = rows_of(part, self.reader)
            read.append((part.called, frame))
            notes += [note for note in said if note not in notes]
        return tuple(read), tuple(notes)

    def load(self, file: Path | None = None, rows: int | None = None) -> Loaded:
        """Read all tables and put them below each other."""
        from core.sources.joining.below import below_each_other

        del file
        tables, notes = self.tables()
        frame, facts = below_each_other(tables, self)
        said = f"{count(len(frame), 'row')} from {count(len(tables), 'table')}."
        every = (*notes, shown(said, 200), *facts.notes)
        return Loaded(frame if rows is None else frame.head(rows), every)

    def placed(self, reader: Reader) -> Append:
        """Return the append with a reader that knows where files are."""
        return replace(self, reader=reader)
