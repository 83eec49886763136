"""Take the number out of texts such as “12 kg”, in one unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from core.params import Choice, Columns
from core.steps import STEPS, Step, each_column, source_of
from core.steps.cast import as_category
from core.teaching import Teaching
from core.units import AS_WRITTEN, UNITS, sizes_in

if TYPE_CHECKING:
    import pandas as pd

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
        str, Choice(UNITS, labels=_LABELS, label="Unit of the result", help="What is known.")
    ] = AS_WRITTEN
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
        label = dict(zip(UNITS, _LABELS, strict=True))[self.unit]
        unit = "" if self.unit == AS_WRITTEN else f" in {label.lower()}"
        return f"Read the first number in {self.where()}{unit}"

    def apply(self, frame: pd.DataFrame) -> pd.DataFrame:
        table = frame.copy(deep=False)
        for column in table.columns.intersection(list(self.columns)):
            table[column] = amount(table[column], self.decimal, sizes_in(self.unit))
        return table

    def code(self) -> list[str]:
        call = f"amount(table[column], {self.decimal!r}, {sizes_in(self.unit)!r})"
        return [*source_of(as_category, amount), *each_column(self.columns, call)]
