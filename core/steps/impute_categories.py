"""Fill missing categories."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from core.params import Choice, Columns, Text
from core.steps import STEPS, Step
from core.teaching import Teaching
from core.text import shown

if TYPE_CHECKING:
    import pandas as pd


@STEPS.add
@dataclass(frozen=True)
class ImputeCategories(Step):
    """Fill missing categories with the most frequent one, or with a word of their own."""

    kind = "learn"
    label = "Fill missing categories"
    takes = ("category",)
    fills = True
    teaching = Teaching(
        "Replaces each missing category by a word of its own, or by the most frequent category "
        "of the training rows.",
        "A word of its own is nearly always right: the model then sees what was missing, which "
        "often says something.",
        "The most frequent category hides what was missing and makes the common case more "
        "common. Use it only when values are missing by pure chance.",
    )

    columns: Annotated[tuple[str, ...], Columns(kinds=("category", "text"))] = ()
    strategy: Annotated[
        str,
        Choice(
            ("word", "most_frequent"),
            labels=("A word of its own", "Most frequent"),
            help="What to fill in; learned from the training rows of each fold.",
        ),
    ] = "word"
    word: Annotated[str, Text(50, help="Used with “A word of its own”.")] = "missing"

    @classmethod
    def example(cls) -> tuple[ImputeCategories, pd.DataFrame]:
        import pandas as pd

        frame = pd.DataFrame({"colour": ["red", None, "red", "blue"]}).astype("str")
        return cls(("colour",)), frame

    def describe(self) -> str:
        word = f"the word '{shown(self.word)}'"
        how = word if self.strategy == "word" else "the most frequent category"
        return f"Fill missing in {self.where()} with {how}"

    def transformer(self, seed: int, task: str) -> Any:
        from sklearn.impute import SimpleImputer

        if self.strategy == "word":
            return SimpleImputer(
                strategy="constant", fill_value=self.word, keep_empty_features=True
            )
        return SimpleImputer(strategy="most_frequent", keep_empty_features=True)
