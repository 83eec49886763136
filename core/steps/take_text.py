"""Keep a part of each text: the first letters, or what stands before or after a sign."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from core.params import Choice, Columns, Number, Text
from core.steps import STEPS, Step, each_column, source_of
from core.steps.cast import as_category
from core.teaching import Teaching
from core.text import shown

if TYPE_CHECKING:
    import pandas as pd


def part_of(values: pd.Series, part: str, letters: int, sign: str) -> pd.Series:
    """Return a part of each text; where the sign is not found, the whole text."""

    def kept(text: str) -> str:
        if part in ("before", "after"):
            before, found, after = text.partition(sign) if sign else (text, "", "")
            return (after if found and part == "after" else before).strip()
        return text[:letters] if part == "first" else text[-letters:]

    texts = as_category(values).map(kept, na_action="ignore").astype("str")
    return texts.mask(texts == "")


@STEPS.add
@dataclass(frozen=True)
class TakeText(Step):
    """Keep a part of each text, such as the area of a postal code or the host of an address."""

    kind = "prepare"
    label = "Keep a part of the text"
    takes = ("category", "number", "date")
    teaching = Teaching(
        "Keeps the first or last letters of each value, or what stands before or after a sign. "
        "Numbers are written as text first.",
        "The rest is too fine to learn from: the first two digits of a postal code tell the "
        "area, the letters of a part number the product group.",
        "The part that goes away tells something of its own: split the column instead, so that "
        "both parts stay.",
    )

    columns: Annotated[tuple[str, ...], Columns(required=True)] = ()
    part: Annotated[
        str,
        Choice(
            ("first", "last", "before", "after"),
            labels=("First letters", "Last letters", "Before a sign", "After a sign"),
            label="Keep",
        ),
    ] = "first"
    letters: Annotated[int, Number(1, 50, integer=True, label="Letters")] = 2
    sign: Annotated[
        str, Text(20, label="Sign", help="Used with “before” and “after”: the first one counts.")
    ] = "-"

    @classmethod
    def example(cls) -> tuple[TakeText, pd.DataFrame]:
        import pandas as pd

        frame = pd.DataFrame({"postcode": ["80331", "80799", "10115"]}).astype("str")
        return cls(("postcode",)), frame

    def describe(self) -> str:
        if self.part in ("first", "last"):
            letters = "letter" if self.letters == 1 else f"{self.letters} letters"
            return f"Keep the {self.part} {letters} of {self.where()}"
        return f"Keep what stands {self.part} '{shown(self.sign, 20)}' in {self.where()}"

    def apply(self, frame: pd.DataFrame) -> pd.DataFrame:
        table = frame.copy(deep=False)
        for column in table.columns.intersection(list(self.columns)):
            table[column] = part_of(table[column], self.part, self.letters, self.sign)
        return table

    def code(self) -> list[str]:
        call = f"part_of(table[column], {self.part!r}, {self.letters!r}, {self.sign!r})"
        return [*source_of(as_category, part_of), *each_column(self.columns, call)]
