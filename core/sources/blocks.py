"""Collect rows of any keys into columns, packed tightly while they come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from core.column_names import MAX_COLUMNS, chosen_places, clean_names, names_any
from core.errors import LimitError, SourceError
from core.sources.column import LARGEST_EXACT, value_column
from core.text import listed, shown

if TYPE_CHECKING:
    import pandas as pd

    from core.sources.dialect.values import Rules

Agreed = dict[tuple[str, str], str]
"""The order in dates (`ORDER`) and the decimal mark (`MARK`) of each column."""
ORDER, MARK = "order", "mark"
BLOCK_ROWS = 20_000
MAX_CELLS = 100_000_000


@dataclass(frozen=True)
class _Packed:
    """Cells of one block of rows: as numbers, as texts, or as they came."""

    kind: str
    cells: Any


@dataclass(eq=False)
class Blocks:
    """Rows taken in so far; `columns` has one packed block for each block of rows, or a gap.

    `agreed` is shared by the pieces of one table: how dates and numbers of a column were read.
    """

    agreed: Agreed = field(default_factory=dict)

    sizes: list[int] = field(default_factory=list)
    columns: dict[str, list[_Packed | None]] = field(default_factory=dict)
    partial: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)

    @property
    def rows(self) -> int:
        """Number of rows taken in."""
        return sum(self.sizes)

    def take(self, rows: Iterable[dict[str, Any]]) -> Iterator[int]:
        """Take rows in, block by block, and yield the number of rows after each."""
        stream = iter(rows)
        while block := list(islice(stream, BLOCK_ROWS)):
            self._add(block)
            yield self.rows

    def keep(self, wanted: Sequence[str], again: bool = False) -> None:
        """Let go of all columns but those asked for.

        Of a piece that comes `again`, after others, some of them may be missing, but not all.
        """
        names = clean_names(self.columns)[0]
        there = [words for words in wanted if names_any(names, words)] if again else wanted
        places = set(chosen_places(names, there or wanted))
        every = enumerate(self.columns.items())
        self.columns = {name: packed for at, (name, packed) in every if at in places}

    def frame(self, rules: Rules) -> tuple[pd.DataFrame, list[str]]:
        """Return the columns, each with one type, and notes; what was taken in is used up."""
        import pandas as pd

        made, found = [], dict[str, list[str]]()
        names = list(self.columns)
        gaps = [n for n in names if n in self.partial]
        notes = [f"Some records lack {listed(gaps)}: read as missing."] if gaps else []
        if self.broken:
            notes.append(f"Broken characters were replaced: {listed(sorted(self.broken))}.")
        for name in names:
            blocks = self.columns.pop(name)
            values, changes = self._typed(blocks, rules)
            made.append(values)
            self._agree(name, changes, values.dtype.kind in "iuf" and _has_marks(blocks))
            for change in changes:
                found.setdefault(change, []).append(name)
        frame = pd.concat(made, axis=1)
        frame.columns = pd.Index(names, dtype=object)
        return frame, notes + [f"{note}: {listed(where)}." for note, where in found.items()]

    def _agree(self, name: str, changes: Sequence[str], with_marks: bool) -> None:
        """Refuse dates and numbers that an earlier piece read in another way than this one."""
        from core.sources.dialect.dates import ORDERS
        from core.sources.dialect.numbers import COMMAS

        order = next((o for o in ORDERS if any(c.startswith(o) for c in changes)), "")
        commas = any(change.startswith(COMMAS) for change in changes)
        mark = "," if commas else "." if with_marks else ""
        if order and self.agreed.setdefault((ORDER, name), order) != order:
            raise SourceError(
                f"Some dates in '{shown(name, 40)}' have the month first, others the day.",
                "Choose 'Order in dates' and load the rows again.",
            )
        if mark and self.agreed.setdefault((MARK, name), mark) != mark:
            raise SourceError(
                f"Some numbers in '{shown(name, 40)}' have a decimal comma, others a point.",
                "Choose 'Decimal mark' and 'Thousands mark' and load the rows again.",
            )

    def _add(self, block: list[dict[str, Any]]) -> None:
        names = dict.fromkeys(chain.from_iterable(block))
        complete = sum(map(len, block)) == len(names) * len(block)
        for name in names:
            if name not in self.columns:
                self.columns[name] = [None] * len(self.sizes)
                if self.sizes:
                    self.partial.add(name)
        wide = len(self.columns)
        if wide > MAX_COLUMNS or wide * (self.rows + len(block)) > MAX_CELLS:
            raise LimitError(
                f"The records have {wide:,} different keys in {self.rows + len(block):,} rows: "
                "too many cells for a table.",
                "Keep only the rows and keys you need.",
            )
        for name, packed in self.columns.items():
            if name not in names:
                packed.append(None)
                self.partial.add(name)
                continue
            if not complete and any(name not in row for row in block):
                self.partial.add(name)
            packed.append(self._packed(name, [row.get(name) for row in block]))
        self.sizes.append(len(block))

    def _packed(self, name: str, cells: list[Any]) -> _Packed:
        """Pack cells; halves of surrogate pairs, which JSON can hold, are replaced."""
        try:
            return _packed(cells)
        except UnicodeEncodeError:
            self.broken.add(name)
            return _packed([_whole(cell) for cell in cells])

    def _typed(
        self, blocks: list[_Packed | None], rules: Rules
    ) -> tuple[pd.Series, tuple[str, ...]]:
        kinds = {block.kind for block in blocks if block is not None}
        if kinds == {"text"}:
            return _texts(blocks, self.sizes, rules)
        if kinds and kinds <= {"integer", "number"}:
            return _numbers(blocks, self.sizes)
        cells: list[Any] = []
        for block, size in zip(blocks, self.sizes, strict=True):
            cells += [None] * size if block is None else _unpacked(block)
        return value_column(cells, rules)


def _packed(cells: list[Any]) -> _Packed:
    import numpy as np
    import pyarrow as pa

    kinds = {type(cell) for cell in cells}
    if kinds <= {str, type(None)} and str in kinds:
        return _Packed("text", pa.array(cells, pa.large_string()))
    if kinds == {int} and all(-LARGEST_EXACT < cell < LARGEST_EXACT for cell in cells):
        return _Packed("integer", np.array(cells, dtype="int64"))
    floats = kinds <= {int, float, type(None)} and kinds & {int, float}
    if floats and not any(isinstance(c, int) and abs(c) > LARGEST_EXACT for c in cells):
        numbers = (np.nan if cell is None else cell for cell in cells)
        return _Packed("number", np.fromiter(numbers, "float64", len(cells)))
    for cell in cells:
        if isinstance(cell, str):
            cell.encode("utf-8")
    return _Packed("mixed", cells)


def _has_marks(blocks: Iterable[_Packed | None]) -> bool:
    """Tell whether any text among the cells holds a mark that can be a decimal mark."""
    import pyarrow.compute as pc

    for block in blocks:
        if block is not None and block.kind == "text":
            if pc.any(pc.match_substring_regex(block.cells, "[.,]")).as_py():
                return True
        elif block is not None and block.kind == "mixed":
            texts = (cell for cell in block.cells if isinstance(cell, str))
            if any("," in text or "." in text for text in texts):
                return True
    return False


def _whole(cell: Any) -> Any:
    return cell.encode("utf-8", "replace").decode("utf-8") if isinstance(cell, str) else cell


def _unpacked(block: _Packed) -> list[Any]:
    if block.kind == "text":
        return list(block.cells.to_pylist())
    if block.kind == "number":
        return [None if cell != cell else cell for cell in block.cells.tolist()]  # noqa: PLR0124
    return list(block.cells) if block.kind == "mixed" else list(block.cells.tolist())


def _texts(
    blocks: list[_Packed | None], sizes: list[int], rules: Rules
) -> tuple[pd.Series, tuple[str, ...]]:
    import pandas as pd
    import pyarrow as pa

    from core.sources.dialect.values import typed_column

    parts = [
        pa.nulls(size, pa.large_string()) if block is None else block.cells
        for block, size in zip(blocks, sizes, strict=True)
    ]
    raw = pd.Series(pd.array(pa.chunked_array(parts), dtype="str"))
    column = typed_column(raw, rules)
    return column.values, column.notes


def _numbers(blocks: list[_Packed | None], sizes: list[int]) -> tuple[pd.Series, tuple[str, ...]]:
    import numpy as np
    import pandas as pd

    parts = [
        np.full(size, np.nan) if block is None else block.cells
        for block, size in zip(blocks, sizes, strict=True)
    ]
    return pd.Series(np.concatenate(parts)), ()
