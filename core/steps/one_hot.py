"""Turn each category into a column of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from core.params import Columns, Number
from core.steps import STEPS, Step
from core.teaching import Teaching

if TYPE_CHECKING:
    import pandas as pd

MAX_CODES = 200


@STEPS.add
@dataclass(frozen=True)
class OneHot(Step):
    """Turn each category into a 0/1 column; rare and unknown ones share one column."""

    kind = "learn"
    label = "One-hot encode categories"
    takes = ("category",)
    gives = "encoded"
    fills = True
    teaching = Teaching(
        "Makes one 0/1 column per category; rare categories share a column, and so do "
        "categories never seen in training.",
        "Categories have no order and there are up to a few dozen of them.",
        "There are hundreds of categories: use target encoding. Models that read categories "
        "natively get codes instead of columns.",
    )

    columns: Annotated[tuple[str, ...], Columns(kinds=("category", "text"))] = ()
    min_rows: Annotated[
        int,
        Number(
            1,
            10_000,
            integer=True,
            label="Rare below",
            unit="rows",
            help="Categories with fewer training rows than this are grouped together.",
        ),
    ] = 5
    max_categories: Annotated[
        int,
        Number(
            2,
            1000,
            integer=True,
            label="At most",
            unit="columns",
            help="Per original column; the least frequent categories are grouped together.",
        ),
    ] = 50

    @classmethod
    def example(cls) -> tuple[OneHot, pd.DataFrame]:
        import pandas as pd

        frame = pd.DataFrame({"colour": ["red", "blue", "red", "blue", "green"]})
        return cls(("colour",), min_rows=2), frame.astype("str")

    def describe(self) -> str:
        return f"One-hot encode {self.where()}; fewer than {self.min_rows} rows count as rare"

    def transformer(self, seed: int, task: str) -> Any:
        from sklearn.preprocessing import OneHotEncoder

        return OneHotEncoder(
            handle_unknown="infrequent_if_exist",
            min_frequency=self.min_rows,
            max_categories=self.max_categories,
            sparse_output=False,
        )

    def native(self) -> Any:
        import numpy as np
        from sklearn.preprocessing import OrdinalEncoder

        return OrdinalEncoder(
            handle_unknown="use_encoded_value",
            unknown_value=np.nan,
            encoded_missing_value=np.nan,
            min_frequency=self.min_rows,
            max_categories=min(self.max_categories, MAX_CODES),
        )

    def origins(self, fitted: Any, columns: Sequence[str]) -> list[str]:
        from sklearn.preprocessing import OneHotEncoder

        if not isinstance(fitted, OneHotEncoder):
            return list(columns)
        rare = [0 if names is None else len(names) - 1 for names in fitted.infrequent_categories_]
        widths = [len(names) - less for names, less in zip(fitted.categories_, rare, strict=True)]
        return [name for name, width in zip(columns, widths, strict=True) for _ in range(width)]
