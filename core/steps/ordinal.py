"""Turn ordered categories into their positions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from core.errors import SettingError
from core.params import Columns, Words
from core.steps import STEPS, Step
from core.teaching import Teaching
from core.text import shown

if TYPE_CHECKING:
    import pandas as pd

_SCALES = (
    "lowest|very low|low|lower|below average|medium|med|mid|middle|moderate|normal|average|"
    "above average|higher|high|very high|highest|extreme",
    "none|minor|mild|moderate|major|severe|critical",
    "xxs|xs|s|m|l|xl|xxl|xxxl|3xl|4xl",
    "tiny|extra small|very small|small|medium|large|very large|extra large|huge",
    "very poor|very bad|poor|bad|fair|average|ok|acceptable|good|very good|great|excellent|ideal",
    "po|fa|ta|gd|ex",
    "very unsatisfied|very dissatisfied|unsatisfied|dissatisfied|neutral|satisfied|very satisfied",
    "strongly disagree|disagree|neutral|neither|agree|strongly agree",
    "never|almost never|rarely|seldom|occasionally|sometimes|often|frequently|usually|"
    "almost always|always",
    "freezing|cold|cool|mild|warm|hot|very hot",
    "short|medium|long",
    "slow|medium|fast",
    "young|middle-aged|middle aged|old",
    "beginner|novice|intermediate|advanced|expert",
    "intern|trainee|junior|mid|senior|lead|principal",
    "free|basic|standard|plus|premium|enterprise",
    "bronze|silver|gold|platinum|diamond",
    "primary|elementary|secondary|tertiary",
    "no degree|high school|some college|associate|bachelor|bachelors|master|masters|phd|doctorate",
    "third|second|first",
    "january|february|march|april|may|june|july|august|september|october|november|december",
    "jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec",
    "monday|tuesday|wednesday|thursday|friday|saturday|sunday",
    "mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun",
    "f|e-|e|e+|d-|d|d+|c-|c|c+|b-|b|b+|a-|a|a+",
)
_RANGE = re.compile(r"([<>≤≥]?)=?\s*(\d+(?:\.\d+)?)\s*(?:(?:-|–|to)\s*\d+(?:\.\d+)?|(\+))?")


def guess_order(levels: Sequence[str]) -> tuple[str, ...] | None:
    """Return the levels from lowest to highest if they belong to a known scale, else None.

    >>> guess_order(["high", "Low", "medium"])
    ('Low', 'medium', 'high')
    >>> guess_order(["65+", "18-40", "41-64", "<18"])
    ('<18', '18-40', '41-64', '65+')
    >>> guess_order(["red", "low"]) is None
    True
    """
    words = {level: " ".join(level.casefold().replace("_", " ").split()) for level in levels}
    if len(set(words.values())) < 2:
        return None
    for scale in _SCALES:
        known = scale.split("|")
        if set(words.values()) <= set(known):
            return tuple(sorted(words, key=lambda level: known.index(words[level])))
    starts = {level: _start(word) for level, word in words.items()}
    found = {level: start for level, start in starts.items() if start is not None}
    return tuple(sorted(found, key=lambda level: found[level])) if found == starts else None


def _start(word: str) -> tuple[float, int] | None:
    """Return where a range such as 18-25, <18 or 65+ begins, None for anything else."""
    match = _RANGE.fullmatch(word)
    if match is None or match.group(0) == match.group(2):
        return None
    sign = match.group(1)
    side = {"<": -1, "≤": -1, ">": 1, "≥": 1}.get(sign, 0)
    return float(match.group(2)), side


@STEPS.add
@dataclass(frozen=True)
class Ordinal(Step):
    """Turn ordered categories into their positions: low 0, medium 1, high 2."""

    kind = "learn"
    label = "Code ordered categories"
    takes = ("category",)
    gives = "encoded"
    fills = True
    teaching = Teaching(
        "Replaces each category by its position in your order. Categories that are not in the "
        "order, and missing ones, become -1, below the lowest.",
        "Categories have an order, such as low, medium and high, grades or sizes: one column "
        "then says it all.",
        "There is no order, such as in colours: linear models would take blue for twice as much "
        "as red. Use one-hot encoding. Fill missing values first if -1 would mislead.",
    )

    columns: Annotated[
        tuple[str, ...],
        Columns(
            kinds=("category", "text"),
            required=True,
            help="All chosen columns share the order; add one step for each order.",
        ),
    ] = ()
    order: Annotated[
        tuple[str, ...],
        Words(
            label="Order, lowest first",
            help="None means alphabetical, which only tree models can make sense of.",
        ),
    ] = ()

    @classmethod
    def example(cls) -> tuple[Ordinal, pd.DataFrame]:
        import pandas as pd

        frame = pd.DataFrame({"risk": ["low", "high", "medium", "low"]}).astype("str")
        return cls(("risk",), ("low", "medium", "high")), frame

    def check(self) -> None:
        twice = [level for level in self.order if self.order.count(level) > 1]
        if twice:
            raise SettingError(
                f"'order' of {self.label} names '{shown(twice[0])}' more than once.",
                "Name each category once.",
            )

    def describe(self) -> str:
        steps = " < ".join(shown(level, 20) for level in self.order[:6])
        more = " < …" if len(self.order) > 6 else ""
        return f"Code {self.where()} by order: {steps + more if steps else 'alphabetical'}"

    def transformer(self, seed: int, task: str) -> Any:
        from sklearn.preprocessing import OrdinalEncoder

        order = [list(self.order)] * len(self.columns) if self.order else "auto"
        return OrdinalEncoder(
            categories=order,
            handle_unknown="use_encoded_value",
            unknown_value=-1,
            encoded_missing_value=-1,
        )
