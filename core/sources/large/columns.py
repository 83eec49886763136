"""Rows of a large text in canonical types, and everything that has to be said about them."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa

from core.canonical import canonical
from core.column_names import clean_names
from core.fingerprint import Infinite, arrow_of
from core.sources.dialect.values import typed_column
from core.sources.large.batch import Batch
from core.sources.large.kinds import (
    DATE,
    DAY_FIRST,
    MONTH_FIRST,
    PATIENT,
    TEXT,
    BigText,
    Demotion,
    Kinds,
    order_of,
)
from core.table import MAX_SHOWN_ROWS, infinite_in
from core.table_file import TableFacts
from core.text import count, listed


class Columns:
    """Brings batches into canonical types, and collects what has to be noted."""

    def __init__(self, text: BigText, kinds: Kinds) -> None:
        self._text = text
        self._kinds = kinds
        self._gaps = [0] * text.head.width
        self._blank_rows = 0
        self._said: dict[tuple[str, str], None] = dict.fromkeys(kinds.notes)
        self._types: dict[int, str] = {}
        self._rows = 0
        self._infinite: dict[str, tuple[int, ...]] = {}

    def converted(self, batch: Batch) -> pa.Table:
        """Return the rows of a batch in canonical types and names."""
        names, notes = clean_names(self._text.head.names)
        for note in notes:
            self._said[(note, "")] = None
        self._blank_rows += batch.blank
        columns = []
        for place, kind in enumerate(self._kinds.kinds):
            column = batch.columns[place]
            if kind == PATIENT:
                column = self._patient(place, column)
            else:
                self._gaps[place] += column.null_count
            columns.append(column.cast(pa.timestamp("us")) if kind == DATE else column)
        self._rows += batch.rows
        return pa.Table.from_arrays(columns, names=names)

    @property
    def infinite(self) -> Infinite:
        """The columns with infinite values that became missing, with the first such rows."""
        return tuple(self._infinite.items())

    def notes(self, facts: TableFacts) -> tuple[str, ...]:
        """Return everything that has to be said about the columns."""
        found: dict[str, list[str]] = {}
        for note, name in self._said:
            found.setdefault(note, [])
            if name:
                found[note].append(name)
        said = [f"{n.rstrip('.')}: {listed(w)}." if w else n for n, w in found.items()]
        if self._blank_rows:
            said.append(f"{count(self._blank_rows, 'empty row')} left out.")
        return (*said, *self._gap_note(), *_empty_columns(facts))

    def _gap_note(self) -> tuple[str, ...]:
        names = self._text.head.names
        where = [names[at] or f"column {at + 1}" for at, gaps in enumerate(self._gaps) if gaps]
        if not where:
            return ()
        cells = count(sum(self._gaps), "cell")
        marks = "'NA', 'null', '?' or the like"
        return (f"{cells}, empty or with {marks}, became missing: {listed(where)}.",)

    def _patient(self, place: int, raw: pa.Array) -> pa.Array:
        """Convert a chunk as a small file would be, and hold the column to one kind."""
        order = self._kinds.orders[place]
        rules = replace(self._text.rules, day_first=order)
        texts = raw.to_pandas().astype("str")
        column = typed_column(texts, rules)
        if order is None and (proof := order_of(column.notes, None)) is not None:
            raise Demotion(place, DAY_FIRST if proof else MONTH_FIRST)
        clean, changes = canonical(column.values.to_frame("cell"))
        values = arrow_of(clean).column("cell").combine_chunks()
        name = clean_names(self._text.head.names)[0][place]
        for _, rows in infinite_in(column.values.to_frame(name), [name], self._rows):
            self._infinite[name] = (*self._infinite.get(name, ()), *rows)[:MAX_SHOWN_ROWS]
        for note in (*column.notes, *(change.split(":")[0] for change in changes)):
            if not note.startswith("Columns without any value"):
                self._said[(_without_count(note), name)] = None
        kind = column.values.dtype.kind
        if column.values.notna().any() and self._types.setdefault(place, kind) != kind:
            numbers = {kind, self._types[place]} == {"i", "f"}
            if not numbers:
                raise Demotion(place, TEXT)
        return values


def _without_count(note: str) -> str:
    """Say what happened without how often: a chunk knows only its own rows."""
    first, _, rest = note.partition(" ")
    if not first.replace(",", "").isdigit():
        return note
    noun, _, what = rest.partition(" became")
    plural = noun if noun.endswith("s") else f"{noun}s"
    return f"{plural[:1].upper()}{plural[1:]} became{what}" if what else note


def _empty_columns(facts: TableFacts) -> tuple[str, ...]:
    empty = [name for name, kind in facts.types.items() if kind == "nothing"]
    return (f"Columns without any value: {listed(empty)}.",) if empty else ()
