"""Read texts or numbers as dates."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from core.errors import SettingError
from core.months import month_names, month_numbers, months_in_english, plain_letters
from core.params import Choice, Columns, Flag, Text
from core.steps import STEPS, Step, each_column, source_of
from core.steps.cast import as_category, as_date, plausible
from core.teaching import Teaching

if TYPE_CHECKING:
    import pandas as pd


def by_pattern(values: pd.Series, pattern: str) -> pd.Series:
    """Read texts by a pattern such as %d.%m.%Y; what does not match becomes missing."""
    import pandas as pd

    if values.dtype.kind == "M":
        return values
    texts = as_category(values).str.strip()
    return plausible(pd.to_datetime(texts, format=pattern, errors="coerce", utc=True))


def by_pattern_of_names(values: pd.Series, pattern: str) -> pd.Series:
    """Read texts by a pattern with the name of a month, in any of several languages."""
    dates = by_pattern(values, pattern)
    if values.dtype.kind == "M" or dates.notna().all():
        return dates
    english = months_in_english(as_category(values), full="%B" in pattern)
    return dates.fillna(by_pattern(english, pattern))


def by_counting(values: pd.Series, unit: str, start: str) -> pd.Series:
    """Read numbers as units (s, ms or D) since a start; what is no number becomes missing."""
    import pandas as pd

    if values.dtype.kind == "M":
        return values
    days = pd.to_numeric(values, errors="coerce").astype("float64")
    days = days / {"s": 86_400, "ms": 86_400_000, "D": 1}[unit]
    near = days.where(days.abs() < 200_000)
    return plausible(pd.Timestamp(start, tz="UTC") + pd.to_timedelta(near, unit="D").dt.round("ms"))


_START = {"s": "1970-01-01", "ms": "1970-01-01", "D": "1899-12-30"}


@STEPS.add
@dataclass(frozen=True)
class ParseDates(Step):
    """Read columns as dates; what is no complete date becomes missing."""

    kind = "prepare"
    label = "Read dates"
    takes = ("category", "number")
    teaching = Teaching(
        "Turns texts such as “3 May 2024” and numbers such as 1714694400 into dates. Times with "
        "a zone become UTC; impossible dates, such as 30 February, become missing.",
        "A column holds dates in one or several ways of writing. Afterwards date parts can be "
        "taken from it, and rows can be split by time.",
        "01/02/2024 can mean two days: say whether the day comes first. If rows of one column "
        "differ in that, no setting is right.",
    )

    columns: Annotated[
        tuple[str, ...], Columns(kinds=("category", "text", "number"), required=True)
    ] = ()
    written: Annotated[
        str,
        Choice(
            ("auto", "pattern", "s", "ms", "D"),
            labels=(
                "As people write dates",
                "By a pattern",
                "Seconds since 1970",
                "Milliseconds since 1970",
                "Days as in Excel",
            ),
            help="How the dates are written in the column.",
        ),
    ] = "auto"
    day_first: Annotated[
        bool,
        Flag(
            label="Day before month",
            help="Reads 01/02/2024 as 1 February. Dates that begin with the year are not touched.",
        ),
    ] = False
    pattern: Annotated[
        str,
        Text(
            50,
            help="Used with “By a pattern”. %d day, %m month, %b or %B its name, %Y year, %y its "
            "last two digits, %H hour, %M minute.",
        ),
    ] = "%d.%m.%Y"

    @classmethod
    def example(cls) -> tuple[ParseDates, pd.DataFrame]:
        import pandas as pd

        frame = pd.DataFrame({"signed": ["01/02/2024", "2024-02-03", "unknown"]})
        return cls(("signed",), day_first=True), frame.astype("str")

    def check(self) -> None:
        import pandas as pd

        try:
            pd.to_datetime("2024", format=self.pattern, errors="coerce")
        except ValueError as error:
            raise SettingError(
                f"'pattern' of {self.label} must be a pattern of dates. Got {self.pattern!r}.",
                "Write for example %d.%m.%Y for 31.12.2024.",
            ) from error

    def describe(self) -> str:
        order = "day first" if self.day_first else "month first"
        how = {"auto": order, "pattern": f"pattern {self.pattern}"}
        units = {"s": "seconds since 1970", "ms": "milliseconds since 1970", "D": "Excel days"}
        return f"Read {self.where()} as dates: {(how | units)[self.written]}"

    def apply(self, frame: pd.DataFrame) -> pd.DataFrame:
        functions, arguments = self._reader()
        table = frame.copy(deep=False)
        for column in table.columns.intersection(list(self.columns)):
            table[column] = functions[-1](table[column], *arguments)
        return table

    def code(self) -> list[str]:
        functions, arguments = self._reader()
        given = "".join(f", {argument!r}" for argument in arguments)
        call = f"{functions[-1].__name__}(table[column]{given})"
        return [*source_of(*functions), *each_column(self.columns, call)]

    def _reader(self) -> tuple[tuple[Callable[..., Any], ...], tuple[object, ...]]:
        """Return the reading function, after those it needs, and its arguments."""
        if self.written == "auto":
            return (as_category, plausible, as_date), (self.day_first,)
        if self.written == "pattern" and re.search("%[bB]", self.pattern):
            names = (month_names, month_numbers, plain_letters, months_in_english)
            how = (as_category, plausible, by_pattern, by_pattern_of_names)
            return (*names, *how), (self.pattern,)
        if self.written == "pattern":
            return (as_category, plausible, by_pattern), (self.pattern,)
        return (plausible, by_counting), (self.written, _START[self.written])
