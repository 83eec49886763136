"""Take year, month, weekday and more from dates."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from core.errors import RecipeError, SettingError
from core.params import Columns, Flag, Text
from core.steps import STEPS, Step, source_of
from core.teaching import Teaching
from core.text import shown

if TYPE_CHECKING:
    import pandas as pd


def date_part(dates: pd.Series, part: str) -> pd.Series:
    """Return a part such as "month", "month sine" or "days since 2020-01-01" as numbers."""
    import numpy as np
    import pandas as pd

    name, _, rest = part.partition(" ")
    if name == "days":
        start = pd.Timestamp(rest.removeprefix("since "))
        return (dates - start).dt.total_seconds() / 86_400
    if name == "weekend":
        return (dates.dt.day_of_week >= 5).astype("float64").where(dates.notna())
    field, period = {"weekday": ("day_of_week", 7), "month": ("month", 12)}.get(name, (name, 24))
    numbers = getattr(dates.dt, field).astype("float64")
    waves = {"sine": np.sin, "cosine": np.cos}
    return waves[rest](numbers * (2 * np.pi / period)) if rest else numbers


_PLAIN = ("year", "quarter", "month", "day", "weekday", "weekend", "hour")
_CIRCULAR = ("month", "weekday", "hour")


@STEPS.add
@dataclass(frozen=True)
class DateParts(Step):
    """Turn each date into numbers: its year, month, weekday, or the days since a fixed day."""

    kind = "prepare"
    label = "Date parts"
    page = "features"
    takes = ("date",)
    teaching = Teaching(
        "Makes a number column for each part you tick, and drops the date itself, which no model "
        "can read. Monday is weekday 0.",
        "Months, weekdays or hours repeat a pattern. Days since a fixed day tell an age or a "
        "slow change. The circle keeps December beside January for linear models.",
        "A year, or days since a day, tempts the model to learn when rows were recorded: new "
        "rows come later than all it has seen. Hours mean nothing if only days were recorded.",
    )

    columns: Annotated[tuple[str, ...], Columns(kinds=("date",), required=True)] = ()
    year: Annotated[bool, Flag()] = True
    quarter: Annotated[bool, Flag(help="1 to 4.")] = False
    month: Annotated[bool, Flag(help="1 to 12.")] = True
    day: Annotated[bool, Flag(label="Day of the month", help="1 to 31.")] = False
    weekday: Annotated[bool, Flag(help="Monday is 0, Sunday is 6.")] = True
    weekend: Annotated[bool, Flag(help="1 on Saturday and Sunday, else 0.")] = False
    hour: Annotated[bool, Flag(help="0 to 23; choose it only where times were recorded.")] = False
    since: Annotated[
        str,
        Text(
            10,
            label="Days since",
            help="A fixed day such as 2020-01-01; negative before it. Empty: no such column. It is "
            "never today, so that a row means the same tomorrow.",
        ),
    ] = ""
    circle: Annotated[
        bool,
        Flag(
            label="Month, weekday and hour as a circle",
            help="Two columns each, sine and cosine, so that December is next to January.",
        ),
    ] = False
    keep: Annotated[
        bool,
        Flag(
            label="Keep the date",
            help="Needed when rows are split by this date; give it the role “time”.",
        ),
    ] = False

    @classmethod
    def example(cls) -> tuple[DateParts, pd.DataFrame]:
        import pandas as pd

        dates = pd.to_datetime(pd.Series(["2024-01-31", None, "2024-12-01"]))
        frame = pd.DataFrame({"signed": dates.astype("datetime64[us]")})
        return cls(("signed",), weekend=True, since="2024-01-01"), frame

    def check(self) -> None:
        try:
            datetime.date.fromisoformat(self.since or "2020-01-01")
        except ValueError as error:
            raise SettingError(
                f"'since' of {self.label} must be a date. Got {self.since!r}.",
                "Write it as 2020-01-31.",
            ) from error
        if not self.parts():
            raise SettingError(f"{self.label} has no part ticked.", "Tick at least one part.")

    def parts(self) -> tuple[str, ...]:
        """Return the parts to take, in order, as they appear in column names."""
        found: list[str] = []
        for part in _PLAIN:
            if getattr(self, part):
                turns = self.circle and part in _CIRCULAR
                found += [f"{part} sine", f"{part} cosine"] if turns else [part]
        return (*found, f"days since {self.since}") if self.since else tuple(found)

    def describe(self) -> str:
        return f"Take {', '.join(self.parts())} from {self.where()}"

    def apply(self, frame: pd.DataFrame) -> pd.DataFrame:
        import pandas as pd

        dates = frame.columns.intersection(list(self.columns))
        made: dict[str, pd.Series] = {}
        for column in dates:
            if frame[column].dtype.kind != "M":
                raise RecipeError(
                    f"'{shown(column)}' does not hold dates.", "Add “Read dates” before this step."
                )
            for part in self.parts():
                name = f"{column} ({part})"
                if name in frame.columns or name in made:
                    raise RecipeError(
                        f"The table already has a column '{shown(name)}'.",
                        "Remove the second step that makes it, or rename the column.",
                    )
                made[name] = date_part(frame[column], part)
        kept = frame if self.keep else frame.drop(columns=dates)
        return pd.concat([kept, pd.DataFrame(made, index=frame.index)], axis=1)

    def code(self) -> list[str]:
        lines = [
            *source_of(date_part),
            f"for column in table.columns.intersection({list(self.columns)!r}):",
            f"    for part in {list(self.parts())!r}:",
            '        table[f"{column} ({part})"] = date_part(table[column], part)',
        ]
        return lines if self.keep else [*lines, "    table = table.drop(columns=column)"]
