"""Merge the spellings of a category that have the same key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from core.errors import SettingError
from core.params import Choice, Columns, Words
from core.steps import STEPS, Group, Step
from core.teaching import Teaching
from core.text import count, shown

if TYPE_CHECKING:
    import pandas as pd


@STEPS.add
@dataclass(frozen=True)
class MergeSpellings(Step):
    """Write all spellings of one category alike: found by a key, learned on training rows."""

    kind = "learn"
    label = "Merge spellings"
    takes = ("category",)
    teaching = Teaching(
        "Brings each text to a key that spellings have in common, and writes all texts of one "
        "key as the most frequent of them: “Muller, Anna”, “anna Müller” and “Anna  Muller” "
        "become one. Which spelling that is, is learned from the training rows of each fold; a "
        "new spelling of a known category falls under its name.",
        "Names, places or products were typed in by hand. Look at the groups, and keep apart "
        "what only looks alike.",
        "Order or signs carry a meaning, as in some codes. Different words for one thing, such "
        "as “USA” and “United States”, have different keys: name them yourself.",
    )

    columns: Annotated[tuple[str, ...], Columns(kinds=("category", "text"), required=True)] = ()
    method: Annotated[
        str,
        Choice(
            ("fingerprint", "ngram"),
            labels=("Same words", "Same letter pairs"),
            label="Alike when",
            help="“Same words” ignores case, accents, punctuation and the order of words. "
            "“Same letter pairs” also forgives spaces and doubled letters, and merges more: "
            "look at its groups.",
        ),
    ] = "fingerprint"
    apart: Annotated[
        tuple[str, ...], Words(label="Keep apart", help="Spellings that are never merged.")
    ] = ()
    values: Annotated[
        tuple[str, ...],
        Words(
            label="Write these",
            advanced=True,
            help="Texts that go under a name you give, with every spelling that has their key.",
        ),
    ] = ()
    into: Annotated[
        tuple[str, ...],
        Words(label="as these names", advanced=True, help="One name for each, in their order."),
    ] = ()

    @classmethod
    def example(cls) -> tuple[MergeSpellings, pd.DataFrame]:
        import pandas as pd

        towns = ["Zürich", "zurich", "Zürich", "St. Gallen", "gallen, st", "Bern"]
        return cls(("town",)), pd.DataFrame({"town": towns}).astype("str")

    def check(self) -> None:
        if len(self.values) != len(self.into):
            raise SettingError(
                f"'into' of {self.label} must have as many names as 'values'. "
                f"Got {len(self.into)} for {len(self.values)}.",
                "Write one name for each text.",
            )

    def describe(self) -> str:
        alike = "words" if self.method == "fingerprint" else "letter pairs"
        more = f"; keep {count(len(self.apart), 'spelling')} apart" if self.apart else ""
        named = f"; write '{shown(self.values[0], 20)}' as you say" if self.values else ""
        return f"Merge spellings with the same {alike} in {self.where()}{more}{named}"

    def transformer(self, seed: int, task: str) -> Any:
        from core.estimators.merge_spellings import MergeSpellings as Merger

        return Merger(self.method, self.apart, self.values, self.into)

    def groups(self, frame: pd.DataFrame) -> tuple[Group, ...]:
        """Return the spellings that it merges in these rows, the largest group first."""
        from core.estimators.merge_spellings import key_of, name_of, spellings_of

        given = {
            key_of(text, self.method): name
            for text, name in zip(self.values, self.into, strict=True)
        }
        found = []
        for column in frame.columns.intersection(list(self.columns)):
            merged: dict[str, dict[str, int]] = {}
            for key, spellings in spellings_of(frame[column], self.method, self.apart).items():
                name = given.get(key) or name_of(spellings)
                merged[name] = merged.get(name, {}) | spellings
            found += [
                Group(str(column), name, tuple(sorted(all_of.items(), key=lambda pair: -pair[1])))
                for name, all_of in merged.items()
                if len(all_of) > 1 or name not in all_of
            ]
        return tuple(sorted(found, key=lambda group: (-group.rows, group.name)))
