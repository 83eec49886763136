"""JSON: a list of records, a list of lists, columns of values, or one record per line."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from core.errors import LimitError, SourceError
from core.params import Words
from core.sources import SOURCES, Loaded, SkippedRow, Source, need_file
from core.sources.content import content_of
from core.sources.dialect.cells import MISSING
from core.text import count, listed, shown

if TYPE_CHECKING:
    import pandas as pd

MAX_JSON_BYTES = 200_000_000
MAX_LEVELS = 2
_HALF = re.compile(r"\\u[dD][89a-fA-F]")


@SOURCES.add
@dataclass(frozen=True)
class Json(Source):
    """Records in JSON; nested records become columns named `outer.inner`, two levels deep."""

    name: ClassVar[str] = "json"
    label: ClassVar[str] = "JSON"
    what: ClassVar[str] = "Reads records from JSON or JSON lines."
    right: ClassVar[str] = "For answers of web services and event logs."
    wrong: ClassVar[str] = "For deep trees: pick one list of records first."
    suffixes: ClassVar[tuple[str, ...]] = (".json", ".jsonl", ".ndjson")

    missing: Annotated[tuple[str, ...], Words(help="Texts that mean 'no value'.")] = MISSING

    @classmethod
    def sniff(cls, head: bytes, name: str) -> float:
        """Recognise text that begins as JSON."""
        return 0.8 if content_of(head, name) == "json" else 0.0

    def load(self, file: Path | None = None, rows: int | None = None) -> Loaded:
        """Read all records; keys that some records lack become missing values."""
        text = _text(need_file(file))
        records, skipped, notes = _records(text)
        if not records:
            raise SourceError("The file holds no records.", "Choose a file with data.")
        if rows is not None:
            records = records[:rows]
        flat = [_flat(record) for record in records]
        if _HALF.search(text):
            flat = [_whole(record) for record in flat]
        names = list(dict.fromkeys(name for record in flat for name in record))
        if not names:
            raise SourceError("The records have no fields.", "Choose a file with data.")
        if any(isinstance(value, Mapping) for record in records for value in record.values()):
            notes.append("Nested records became columns such as 'outer.inner'.")
        partial = [name for name in names if any(name not in record for record in flat)]
        if partial:
            notes.append(f"Some records lack {listed(partial)}: read as missing.")
        frame, changes = _frame(flat, names, self.missing)
        return Loaded(frame, (*notes, *changes), skipped)


def _whole(record: dict[str, Any]) -> dict[str, Any]:
    """Replace halves of surrogate pairs, which JSON can hold and no file in UTF-8 can."""
    return {
        name.encode("utf-8", "replace").decode(): value.encode("utf-8", "replace").decode()
        if isinstance(value, str)
        else value
        for name, value in record.items()
    }


def _text(file: Path) -> str:
    if file.stat().st_size > MAX_JSON_BYTES:
        raise LimitError(
            f"The JSON file is larger than {MAX_JSON_BYTES / 1e6:.0f} MB.",
            "Save it as CSV or Parquet.",
        )
    content = file.read_bytes()
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise SourceError("The JSON file is not valid UTF-8.", "Save it as UTF-8.") from error


def _records(text: str) -> tuple[list[dict[str, Any]], tuple[SkippedRow, ...], list[str]]:
    try:
        return [*_as_records(json.loads(text))], (), []
    except json.JSONDecodeError as error:
        found, skipped = _json_lines(text)
        if not found or len(skipped) > max(3, 0.05 * len(found)):
            raise SourceError(
                f"The JSON is broken on line {error.lineno:,}: {error.msg}.",
                "Correct the file, or export it again.",
            ) from error
        lost = [f"{count(len(skipped), 'line')} could not be read and left out."]
        return found, skipped, lost if skipped else []
    except RecursionError as error:
        raise SourceError("The JSON is nested too deeply.", "Save the records alone.") from error


def _json_lines(text: str) -> tuple[list[dict[str, Any]], tuple[SkippedRow, ...]]:
    values: list[Any] = []
    skipped = []
    decoder = json.JSONDecoder()
    for at, line in enumerate(text.split("\n"), start=1):
        stripped = line.strip().rstrip(",")
        if not stripped:
            continue
        try:
            values.append(decoder.decode(stripped))
        except (json.JSONDecodeError, RecursionError):
            skipped.append(SkippedRow(at, "not valid JSON", shown(stripped, 200)))
    if skipped and len(skipped) > 0.5 * (len(values) + len(skipped)):
        return _concatenated(text, decoder), ()
    return _as_records(values), tuple(skipped)


def _concatenated(text: str, decoder: json.JSONDecoder) -> list[dict[str, Any]]:
    """Read records that follow one another and span several lines."""
    values = []
    position = 0
    while position < len(text):
        while position < len(text) and text[position] in " \r\n\t,":
            position += 1
        if position >= len(text):
            break
        try:
            value, position = decoder.raw_decode(text, position)
        except json.JSONDecodeError:
            return []
        values.append(value)
    return _as_records(values)


def _as_records(value: Any) -> list[dict[str, Any]]:
    """Find the table in a JSON value."""
    if isinstance(value, Mapping):
        return _from_mapping(value)
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise SourceError("The JSON holds a single value, not a table.", "Choose another file.")
    items = list(value)
    if items and all(isinstance(item, Mapping) for item in items):
        return [dict(item) for item in items]
    if items and all(isinstance(item, list) for item in items):
        return _from_lists(items)
    return [{"value": item} for item in items]


def _from_lists(items: list[list[Any]]) -> list[dict[str, Any]]:
    first, rest = items[0], items[1:]
    if rest and all(isinstance(name, str) for name in first) and len(set(first)) == len(first):
        names = list(first)
    else:
        names, rest = [f"column {at + 1}" for at in range(max(map(len, items)))], items
    return [dict(zip(names, row, strict=False)) for row in rest]


def _from_mapping(value: Mapping[str, Any]) -> list[dict[str, Any]]:
    tables = [
        item
        for item in value.values()
        if isinstance(item, list) and item and all(isinstance(row, Mapping) for row in item)
    ]
    if tables:
        return [dict(row) for row in max(tables, key=len)]
    columns = [item for item in value.values() if isinstance(item, list)]
    if columns and len(columns) == len(value) and len({len(item) for item in columns}) == 1:
        rows = zip(*columns, strict=True)
        return [dict(zip(value, row, strict=True)) for row in rows]
    inner = [item for item in value.values() if isinstance(item, Mapping)]
    if inner and len(inner) == len(value) and len(inner) > 1:
        keys = list(dict.fromkeys(key for item in inner for key in item))
        if all(key.isdigit() for key in keys):
            return [{name: value[name].get(key) for name in value} for key in keys]
        return [dict(item) for item in inner]
    return [dict(value)]


def _flat(record: Mapping[str, Any], prefix: str = "", level: int = 0) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in record.items():
        key = f"{prefix}{name}"
        if isinstance(value, Mapping) and value and level < MAX_LEVELS:
            flat.update(_flat(value, f"{key}.", level + 1))
        else:
            flat[key] = json.dumps(value) if isinstance(value, Mapping | list) else value
    return flat


def _frame(
    flat: list[dict[str, Any]], names: list[str], missing: tuple[str, ...]
) -> tuple[pd.DataFrame, list[str]]:
    import pandas as pd

    from core.sources.dialect.reading import check_columns
    from core.sources.dialect.values import Rules
    from core.sources.grid import value_column

    check_columns(len(names))
    columns, found = [], dict[str, list[str]]()
    for name in names:
        values, notes = value_column([record.get(name) for record in flat], Rules(missing))
        columns.append(values)
        for note in notes:
            found.setdefault(note, []).append(name)
    frame = pd.concat(columns, axis=1)
    frame.columns = names
    return frame, [f"{note}: {listed(where)}." for note, where in found.items()]
