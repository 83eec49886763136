"""Take the number out of texts such as “12 kg”, in one unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from core.params import Choice, Columns
from core.steps import STEPS, Step, each_column, source_of
from core.steps.cast import as_category
from core.teaching import Teaching

if TYPE_CHECKING:
    import pandas as pd

_FAMILIES: tuple[dict[str, float], ...] = (
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
_UNITS = ("any", "kg", "g", "m", "cm", "km", "l", "ml", "s", "min", "h", "day", "mb", "k")
_LABELS = (
    *("As written", "Kilograms", "Grams", "Metres", "Centimetres", "Kilometres"),
    *("Litres", "Millilitres", "Seconds", "Minutes", "Hours", "Days", "Megabytes"),
    "Ones (k, M and bn multiply)",
)


def amount(values: pd.Series, decimal: str, sizes: dict[str, float] | None) -> pd.Series:
    """Return the first number of each text, times the size of the unit behind it.

    `sizes` are the units that are known; a text in another unit becomes missing. Without
    them units are passed over.
    """
    import re

    thousands = "," if decimal == "." else "."
    group = re.compile(rf"(?<=\d)[{thousands}'’ \u00a0\u202f](?=\d{{3}}(?!\d))")
    sign = re.escape(decimal)
    found = re.compile(
        rf"((?<!\w)[-+\u2212])?\s?(\d+(?:{sign}\d+)?(?:[eE][-+]?\d+(?!\w))?)\s*([^\W\d_]+|[\"'])?"
    )

    def read(text: str) -> float:
        match = found.search(group.sub("", text))
        if match is None:
            return float("nan")
        number = float(match[2].replace(decimal, "."))
        number = -number if match[1] in ("-", "\u2212") else number
        unit = (match[3] or "").lower()
        if sizes is None or not unit:
            return number
        return number * sizes.get(unit, float("nan"))

    if values.dtype.kind in "iuf":
        return values.astype("float64")
    numbers = as_category(values).map(read, na_action="ignore").astype("float64")
    return numbers.where(numbers.abs() != float("inf"))


def sizes_in(unit: str) -> dict[str, float] | None:
    """Return how many of the wanted unit each known unit is; None where none is wanted.

    >>> sizes_in("g")["kg"]
    1000.0
    """
    if unit == "any":
        return None
    if unit == "k":
        return dict(_FAMILIES[-1])
    family = next(family for family in _FAMILIES if unit in family)
    return {name: float(f"{size / family[unit]:.12g}") for name, size in family.items()}


@STEPS.add
@dataclass(frozen=True)
class ExtractNumber(Step):
    """Take the first number out of each text, and bring units to one."""

    kind = "prepare"
    label = "Extract numbers"
    takes = ("category",)
    teaching = Teaching(
        "Reads the first number of each text: “12 kg” becomes 12. With a unit chosen, others of "
        "its kind are converted (“500 g” becomes 0.5 kilograms); a text in a unit of another "
        "kind becomes missing, one without a unit counts as in the chosen one.",
        "Amounts were typed with their unit, with signs such as “~” or “€”, or as “1.2k”.",
        "A text holds several numbers, such as “10–12”: only the first is read. Codes such as "
        "“A12” are names, not amounts.",
    )

    columns: Annotated[tuple[str, ...], Columns(kinds=("category", "text"), required=True)] = ()
    unit: Annotated[
        str, Choice(_UNITS, labels=_LABELS, label="Unit of the result", help="What is known.")
    ] = "any"
    decimal: Annotated[
        str,
        Choice((".", ","), labels=("Point: 1,234.5", "Comma: 1.234,5"), label="Decimal sign"),
    ] = "."

    @classmethod
    def example(cls) -> tuple[ExtractNumber, pd.DataFrame]:
        import pandas as pd

        frame = pd.DataFrame({"weight": ["12 kg", "500 g", "3", "2 m"]}).astype("str")
        return cls(("weight",), unit="kg"), frame

    def describe(self) -> str:
        label = dict(zip(_UNITS, _LABELS, strict=True))[self.unit]
        unit = "" if self.unit == "any" else f" in {label.lower()}"
        return f"Read the first number in {self.where()}{unit}"

    def apply(self, frame: pd.DataFrame) -> pd.DataFrame:
        table = frame.copy(deep=False)
        for column in table.columns.intersection(list(self.columns)):
            table[column] = amount(table[column], self.decimal, sizes_in(self.unit))
        return table

    def code(self) -> list[str]:
        call = f"amount(table[column], {self.decimal!r}, {sizes_in(self.unit)!r})"
        return [*source_of(as_category, amount), *each_column(self.columns, call)]
