"""Score loading against a folder of ugly files and its manifest; used by tests and by hand.

Run ``python tests/sources/ugly.py`` to list the files that fail.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import AppError
from core.loading import detect, load
from core.table import Dataset

FOLDER = Path(__file__).parents[3] / "shared" / "ugly"
SHORTENED = 60
REFUSE = ("refuse", "refuse_or_load", "refuse_or_load_empty")


@dataclass(frozen=True)
class Verdict:
    """What became of one file: right or wrong, and why."""

    file: str
    right: bool
    why: str
    seconds: float

    @property
    def group(self) -> str:
        """The source that the file comes from."""
        return self.file.split("__")[0]


def entries() -> list[dict[str, Any]]:
    """Return the manifest's entries."""
    return list(json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))["files"])


def verdicts() -> Iterator[Verdict]:
    """Load every file and judge what came out."""
    for entry in entries():
        start = time.perf_counter()
        try:
            why = judge(entry)
        except Exception as error:  # noqa: BLE001 - any other error is what we look for
            why = f"crash: {type(error).__name__}: {error}"
        name = entry["file"].removeprefix("files/")
        yield Verdict(name, why == "", why, time.perf_counter() - start)


def judge(entry: Mapping[str, Any]) -> str:
    """Return why an entry is wrong, or an empty text when it is right."""
    try:
        table = _load(FOLDER / entry["file"], entry)
    except AppError as error:
        if entry["outcome"] in REFUSE:
            return "" if error.message and error.hint else "refused without a hint"
        return f"refused: {error.message}"
    if entry["outcome"] == "refuse":
        return "loaded, should be refused"
    if entry["outcome"] == "load_with_warning" and not table.notes:
        return "no note"
    return _rows(entry, table) or _columns(entry, table)


def _load(file: Path, entry: Mapping[str, Any]) -> Dataset:
    """Read as the first guess would; cases for the reader alone say that there is no header."""
    if "parser micro-case" in entry["tags"]:
        source = detect(file)
        return load(file, source.edit(header_rows=0, bad_rows="skip", skip_lines=0))
    return load(file)


def _rows(entry: Mapping[str, Any], table: Dataset) -> str:
    if entry.get("rows") is None:
        return ""
    allowed = _allowed([entry["rows"], *(entry.get("acceptable_rows") or [])])
    return "" if table.rows in allowed else f"{table.rows} rows, expected {sorted(allowed)[:6]}"


def _allowed(numbers: list[Any]) -> set[int]:
    found: set[int] = set()
    for number in numbers:
        if isinstance(number, str):
            low, high = number.split("..")
            found.update(range(int(low), int(high) + 1))
        else:
            found.add(int(number))
    return found


def _columns(entry: Mapping[str, Any], table: Dataset) -> str:
    expected = entry.get("columns")
    if expected is not None and len(table.columns) not in (expected, entry.get("max_fields")):
        return f"{len(table.columns)} columns, expected {expected}"
    header = entry.get("header")
    if not header or not entry.get("header_present") or len(header) > SHORTENED:
        return ""
    if len(header) != len(table.columns):
        return ""
    for wanted, found in zip(header, table.columns, strict=True):
        if wanted and header.count(wanted) == 1 and _plain(wanted) != _plain(found):
            return f"column '{found}', expected '{wanted}'"
    return ""


def _plain(name: str) -> str:
    return " ".join(str(name).replace("\ufeff", "").split()).strip('"')


def main() -> None:
    """Print the failures and the share that is right, by source."""
    every = list(verdicts())
    for verdict in every:
        if not verdict.right:
            print(f"{verdict.file[:60]:60} {verdict.why[:150]}")
    right = sum(verdict.right for verdict in every)
    slow = max(every, key=lambda verdict: verdict.seconds)
    print(f"{right} of {len(every)} right ({right / len(every):.1%}); slowest {slow}")


if __name__ == "__main__":
    main()
