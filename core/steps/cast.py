"""Change what a column is: a number, a category or a date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from core.errors import RecipeError
from core.params import Choice, Columns, Flag
from core.steps import STEPS, Step, each_column, source_of
from core.teaching import Teaching
from core.text import shown

if TYPE_CHECKING:
    import pandas as pd


def as_number(values: pd.Series) -> pd.Series:
    """Read texts as numbers; what is no finite number becomes missing."""
    import pandas as pd

    numbers = pd.to_numeric(values, errors="coerce").astype("float64")
    return numbers.where(numbers.abs() != float("inf"))


def as_category(values: pd.Series) -> pd.Series:
    """Write values as texts; whole numbers without a decimal point, dates without midnight."""

    def word(value: object) -> str:
        if isinstance(value, float) and value % 1 == 0 and abs(value) < 1e15:
            return str(int(value))
        return str(value).removesuffix(" 00:00:00")

    if values.dtype.kind in "iufM":
        values = values.map(word, na_action="ignore")
    return values.astype("str")


def as_date(values: pd.Series, day_first: bool) -> pd.Series:
    """Read complete dates; what has no year or does not exist becomes missing."""
    import pandas as pd

    if values.dtype.kind == "M":
        return values
    texts = as_category(values).str.strip()
    # pandas fills what is not there from the clock ("10:30"), and lets ISO dates be day first
    dated = r"(?<![\d.:])\d{4}|\d+[^\d:]+\d+[^\d:]+\d|\d\W*[A-Za-z]{3,}\W*\d"
    texts = texts.where(texts.str.contains(dated) & ~texts.str.contains("q", case=False))
    iso = texts.str.match(r"\d{4}\D")
    how = {"format": "mixed", "errors": "coerce", "utc": True}
    written = pd.to_datetime(texts.where(~iso), dayfirst=day_first, **how)
    standard = pd.to_datetime(texts.where(iso), **how)
    return plausible(written).fillna(plausible(standard))


def plausible(dates: pd.Series) -> pd.Series:
    """Drop the time zone (times are in UTC then) and years outside 1678 to 2261."""
    plain = dates.dt.tz_localize(None).astype("datetime64[us]")
    return plain.where(plain.dt.year.between(1678, 2261))


_CODE = {
    "number": ((as_number,), "as_number(table[column])"),
    "category": ((as_category,), "as_category(table[column])"),
    "date": ((as_category, plausible, as_date), "as_date(table[column], {day_first})"),
}


@STEPS.add
@dataclass(frozen=True)
class Cast(Step):
    """Change the type of columns; values that do not fit the new type become missing."""

    kind = "prepare"
    label = "Change type"
    takes = ("number", "category", "date")
    teaching = Teaching(
        "Reads the columns as numbers, as categories or as dates. What cannot be read, such as "
        "“n/a” in a number column, becomes missing.",
        "The type was guessed wrongly: a postal code is a category, and “12” in quotation "
        "marks is a number.",
        "Many values do not fit the new type and are lost: look at the preview first. Ordered "
        "numbers, such as years, lose their order as categories.",
    )

    columns: Annotated[tuple[str, ...], Columns(required=True)] = ()
    to: Annotated[
        str,
        Choice(
            ("number", "category", "date"),
            labels=("Number", "Category", "Date"),
            label="New type",
            help="What the values mean, not how they are written.",
        ),
    ] = "category"
    day_first: Annotated[
        bool,
        Flag(
            label="Day before month",
            help="Reads 01/02/2024 as 1 February. Dates that begin with the year are not touched.",
        ),
    ] = False

    @classmethod
    def example(cls) -> tuple[Cast, pd.DataFrame]:
        import pandas as pd

        frame = pd.DataFrame({"price": ["12", "7.5", "n/a"]}).astype("str")
        return cls(("price",), to="number"), frame

    def describe(self) -> str:
        return f"Read {self.where()} as {self.to}"

    def apply(self, frame: pd.DataFrame) -> pd.DataFrame:
        table = frame.copy(deep=False)
        for column in table.columns.intersection(list(self.columns)):
            table[column] = self._read(table[column])
        return table

    def _read(self, values: pd.Series) -> pd.Series:
        if self.to == "category":
            return as_category(values)
        if self.to == "date":
            return as_date(values, self.day_first)
        if values.dtype.kind == "M":
            raise RecipeError(
                f"'{shown(values.name)}' holds dates, which are no numbers.",
                "Add date parts to get year, month or days from it.",
            )
        return as_number(values)

    def code(self) -> list[str]:
        functions, expression = _CODE[self.to]
        call = expression.format(day_first=self.day_first)
        return [*source_of(*functions), *each_column(self.columns, call)]
