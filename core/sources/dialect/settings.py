"""The settings that several kinds of text share, each declared once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Protocol

from core.params import Choice, Number, Text, Words
from core.sources.dialect.encoding import ENCODINGS

if TYPE_CHECKING:
    from core.sources.dialect.values import Rules

MOST_LINES = 100_000
MOST_HEADER_ROWS = 10
THOUSANDS = {
    "guess": ("guess", "Decide by the values"),
    "none": ("", "None: such cells stay text"),
    "comma": (",", "Comma (1,234)"),
    "point": (".", "Point (1.234)"),
    "space": (" ", "Space (1 234)"),
    "apostrophe": ("'", "Apostrophe (1'234)"),
}

Encoding = Annotated[
    str,
    Choice(
        tuple(ENCODINGS),
        labels=tuple(ENCODINGS.values()),
        help="How letters were stored. When it is wrong, é and ü look odd.",
    ),
]
Decimal = Annotated[
    str,
    Choice(
        (".", ","),
        labels=("Point (1.5)", "Comma (1,5)"),
        label="Decimal mark",
        help="How numbers that stand as text are written.",
    ),
]
SkipLines = Annotated[
    int,
    Number(
        0,
        MOST_LINES,
        integer=True,
        label="Skip at the top",
        unit="lines",
        help="Lines above the header to leave out.",
    ),
]
HeaderRows = Annotated[
    int,
    Number(
        0,
        MOST_HEADER_ROWS,
        integer=True,
        help="Rows that hold the column names; 0 when there are none.",
    ),
]
Thousands = Annotated[
    str,
    Choice(
        tuple(THOUSANDS),
        labels=tuple(label for _, label in THOUSANDS.values()),
        label="Thousands mark",
    ),
]
Signs = Annotated[
    str,
    Choice(
        ("take_off", "keep"),
        labels=("Take off", "Keep: such cells stay text"),
        label="Signs such as € and %",
        help="Taken off, $3 becomes 3 and 12 % becomes 12.",
    ),
]
Missing = Annotated[
    tuple[str, ...],
    Words(help="Texts that mean 'no value'. Take one out when it is a real value."),
]
DayFirst = Annotated[
    str,
    Choice(
        ("guess", "yes", "no"),
        labels=("Decide by the values", "Day first (31/12)", "Month first (12/31)"),
        label="Order in dates",
    ),
]
Broken = Annotated[str, Choice(("stop", "replace"), label="Broken characters", advanced=True)]
Comment = Annotated[str, Text(5, label="Comment lines begin with", advanced=True)]
Depth = Annotated[
    int,
    Number(
        0,
        10,
        integer=True,
        unit="levels",
        label="Take nested records apart",
        help="How deep records in records become columns of their own.",
    ),
]
Lists = Annotated[
    str,
    Choice(
        ("join", "count", "rows", "drop"),
        labels=("Join", "Count", "A row each", "Leave out"),
        label="Lists in cells",
        help="What becomes of a list inside a record.",
    ),
]

VALUES = ("decimal", "thousands", "signs", "day_first", "missing")
"""The settings that say how texts become values."""
_ORDERS = {"guess": None, "yes": True, "no": False}


class Marked(Protocol):
    """A source whose texts become values by settings that a person can correct."""

    @property
    def decimal(self) -> str: ...
    @property
    def thousands(self) -> str: ...
    @property
    def signs(self) -> str: ...
    @property
    def day_first(self) -> str: ...
    @property
    def missing(self) -> tuple[str, ...]: ...


def rules_of(source: Marked) -> Rules:
    """Return how the texts of a source become values."""
    from core.sources.dialect.values import Rules

    order, groups = _ORDERS[source.day_first], THOUSANDS[source.thousands][0]
    keep = source.signs == "keep"
    return Rules(source.missing, source.decimal, order, groups, keep, doubtful=True)
