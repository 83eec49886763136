"""Keep or remove the training rows that meet a condition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from core.errors import SettingError
from core.params import Choice, Columns, Words
from core.steps import STEPS, Step, source_of
from core.steps.cast import as_category
from core.teaching import Teaching
from core.text import listed, shown

if TYPE_CHECKING:
    import pandas as pd

_RULES = ("known", "missing", "is", "above", "below", "contains")
_WORDS = {
    "known": "has a value",
    "missing": "is missing",
    "is": "is",
    "above": "is above",
    "below": "is below",
    "contains": "contains",
}
_ORDERED = ("above", "below")


def meets(values: pd.Series, rule: str, wanted: list[str]) -> pd.Series:
    """Tell for each row whether its value meets the rule; missing values only meet “missing”."""
    import pandas as pd

    known = values.notna()
    if rule in ("known", "missing"):
        return known if rule == "known" else ~known
    if rule in ("above", "below"):
        date = values.dtype.kind == "M"
        limit = pd.Timestamp(wanted[0]) if date else float(wanted[0])
        numbers = values if date else pd.to_numeric(values, errors="coerce")
        return (numbers > limit if rule == "above" else numbers < limit) & known
    texts = as_category(values)
    if rule == "is":
        return texts.isin(wanted) & known
    found = pd.Series(False, index=values.index)
    for word in wanted:
        found = found | texts.str.contains(word, regex=False, na=False)
    return found.astype("bool")


@STEPS.add
@dataclass(frozen=True)
class FilterRows(Step):
    """Keep or remove training rows by the value of one column."""

    kind = "prepare"
    label = "Filter rows"
    takes = ("number", "category", "date")
    drops_rows = True
    teaching = Teaching(
        "Removes rows before the split, so neither training nor test rows hold them. Rows to "
        "predict are never removed: the model answers for them all the same.",
        "Some rows are not what the question is about: test orders, a closed shop, years before "
        "a change of rules.",
        "Such rows will come when the model is used: its score would then say nothing about "
        "them. Never filter by something that is known only afterwards.",
    )

    columns: Annotated[tuple[str, ...], Columns(1, required=True, label="Column")] = ()
    keep: Annotated[
        str, Choice(("keep", "remove"), labels=("Keep", "Remove"), label="Rows in which it")
    ] = "keep"
    rule: Annotated[str, Choice(_RULES, labels=tuple(_WORDS.values()), label="Condition")] = "known"
    values: Annotated[
        tuple[str, ...],
        Words(1000, label="Values", help="Several mean any of them. Dates as 2024-01-31."),
    ] = ()

    @classmethod
    def example(cls) -> tuple[FilterRows, pd.DataFrame]:
        import pandas as pd

        frame = pd.DataFrame({"shop": ["north", "test", "south"], "sold": [5, 1, 7]})
        return cls(("shop",), keep="remove", rule="is", values=("test",)), frame

    def check(self) -> None:
        if self.rule in ("known", "missing"):
            return
        if not self.values:
            raise SettingError(f"'values' of {self.label} must not be empty.", "Type a value.")
        if self.rule in _ORDERED and not _is_limit(self.values[0]):
            raise SettingError(
                f"'values' of {self.label} must be a number or a date. "
                f"Got '{shown(self.values[0], 40)}'.",
                "Write 12.5, or 2024-01-31.",
            )

    def describe(self) -> str:
        verb = "Keep" if self.keep == "keep" else "Remove"
        wanted = "" if self.rule in ("known", "missing") else f" {listed(self.values)}"
        return f"{verb} rows in which {self.where()} {_WORDS[self.rule]}{wanted}"

    def apply(self, frame: pd.DataFrame) -> pd.DataFrame:
        for column in frame.columns.intersection(list(self.columns)):
            found = meets(frame[column], self.rule, list(self.values))
            frame = frame[found] if self.keep == "keep" else frame[~found]
        return frame

    def code(self) -> list[str]:
        sign = "" if self.keep == "keep" else "~"
        return [
            *source_of(as_category, meets),
            f"for column in table.columns.intersection({list(self.columns)!r}):",
            f"    found = meets(table[column], {self.rule!r}, {list(self.values)!r})",
            f"    table = table[{sign}found]",
        ]


def _is_limit(text: str) -> bool:
    import datetime

    for read in (float, datetime.datetime.fromisoformat):
        try:
            read(text)
        except ValueError:
            continue
        return True
    return False
