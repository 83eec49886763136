"""The shape of the rows a model was trained on, and how new rows are made to fit it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from core.errors import SchemaError
from core.table import broad_kind_of
from core.text import count, listed, shown

if TYPE_CHECKING:
    import pandas as pd

MAX_LEVELS = 1000
MOST_NAMED = 50


@dataclass(frozen=True)
class ColumnSchema:
    """What one input column looked like in training.

    kind      number, category or date
    low, high range of numbers, or of dates as ISO text; None when all were missing
    levels    the categories seen (empty when there were more than 1,000)
    missing   share of training rows without a value
    required  whether rows without this column can be predicted at all
    """

    name: str
    kind: str
    required: bool
    integer: bool = False
    low: float | str | None = None
    high: float | str | None = None
    levels: tuple[str, ...] = ()
    missing: float = 0.0


@dataclass(frozen=True)
class Schema:
    """All input columns, in the order of the training table, without the target."""

    columns: tuple[ColumnSchema, ...]

    def to_json(self) -> dict[str, Any]:
        """Return JSON values; `schema_from` gives an equal schema back."""
        return {"columns": [asdict(column) for column in self.columns]}


@dataclass(frozen=True, eq=False)
class Conformed:
    """Rows brought into the training shape, and what had to be done for it."""

    frame: pd.DataFrame
    notes: tuple[str, ...]


def schema_from(values: Mapping[str, Any]) -> Schema:
    """Build a schema from JSON values."""
    columns = [dict(item) for item in values["columns"]]
    return Schema(
        tuple(ColumnSchema(**{**item, "levels": tuple(item["levels"])}) for item in columns)
    )


def schema_of(frame: pd.DataFrame, target: str, optional: Sequence[str]) -> Schema:
    """Describe the raw training rows; `optional` columns never reach the model."""
    return Schema(
        tuple(
            _column(frame[name], name, required=name not in optional)
            for name in frame.columns
            if name != target
        )
    )


def conform(frame: pd.DataFrame, schema: Schema) -> Conformed:
    """Return the columns of the schema, by name and in its order, with its types.

    Columns the model does not know are ignored with a note; a required column that is
    absent, or a value that is no number where one is needed, is refused by name.
    """
    import pandas as pd

    known = {column.name for column in schema.columns}
    absent = [c.name for c in schema.columns if c.required and c.name not in frame.columns]
    if absent:
        raise SchemaError(
            f"The rows have no column {listed(absent, MOST_NAMED)}.",
            "The model needs every column it was trained on; add it, empty cells are allowed.",
        )
    notes = _note_extra([name for name in frame.columns if name not in known])
    columns = {}
    for column in schema.columns:
        if column.name not in frame.columns or not _is_of_use(frame[column.name], column):
            columns[column.name] = _empty(column, frame.index)
            continue
        columns[column.name] = _coerce(frame[column.name], column)
    return Conformed(pd.DataFrame(columns, index=frame.index), tuple(notes))


def _column(values: pd.Series, name: str, required: bool) -> ColumnSchema:
    kind = broad_kind_of(values)
    known = values.dropna()
    low: float | str | None = None
    high: float | str | None = None
    levels: tuple[str, ...] = ()
    if kind == "category":
        distinct = known.unique()
        levels = tuple(sorted(map(str, distinct))) if len(distinct) <= MAX_LEVELS else ()
    elif len(known):
        low, high = known.min(), known.max()
        low, high = (str(low), str(high)) if kind == "date" else (float(low), float(high))
    return ColumnSchema(
        name=name,
        kind=kind,
        required=required,
        integer=values.dtype.kind == "i",
        low=low,
        high=high,
        levels=levels,
        missing=float(values.isna().mean()) if len(values) else 0.0,
    )


def _empty(column: ColumnSchema, index: pd.Index) -> pd.Series:
    import pandas as pd

    types = {"number": "float64", "category": "str", "date": "datetime64[us]"}
    return pd.Series([None] * len(index), index=index, dtype=types[column.kind])


def _coerce(values: pd.Series, column: ColumnSchema) -> pd.Series:
    kind = broad_kind_of(values)
    if kind == column.kind:
        return values
    if values.isna().all():
        return _empty(column, values.index)
    if column.kind == "category":
        from core.tasks.supervised import label_of

        words = values.astype(object).where(values.notna(), None)
        return words.map(lambda v: None if v is None else label_of(v)).astype("str")
    return _read_as(values, column)


def _is_of_use(values: pd.Series, column: ColumnSchema) -> bool:
    """Tell whether cells have the kind they need, or are needed at all."""
    return column.required or column.kind == "category" or broad_kind_of(values) == column.kind


def read_cells(values: pd.Series, kind: str) -> pd.Series:
    """Read texts as numbers or as dates in UTC; what cannot be read becomes missing."""
    import pandas as pd

    if kind == "number":
        return pd.to_numeric(values.astype("str").str.strip(), errors="coerce").astype("float64")
    read = pd.to_datetime(values.astype("str"), errors="coerce", format="ISO8601", utc=True)
    return read.dt.tz_localize(None).astype("datetime64[us]")


def _read_as(values: pd.Series, column: ColumnSchema) -> pd.Series:
    read = read_cells(values, column.kind)
    wrong = read.isna() & values.notna()
    if wrong.any():
        row = int(wrong.to_numpy().argmax())
        raise SchemaError(
            f"Row {row + 1} has '{shown(values.iloc[row])}' in the column "
            f"'{shown(column.name)}', where a {column.kind} is needed"
            f" ({count(int(wrong.sum()), 'such row')}).",
            "Correct the cell, or leave it empty.",
        )
    return read


def _note_extra(extra: Sequence[str]) -> list[str]:
    if not extra:
        return []
    return [f"{count(len(extra), 'column')} unknown to the model ignored: {listed(extra)}."]
