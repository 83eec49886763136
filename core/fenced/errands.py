"""What is done inside the fence: each errand reads a file as `core.loading` does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from core import loading
from core.errors import AppError
from core.fenced import TEXTS, answers
from core.fenced.answers import Answer
from core.sources import SkippedRow, Source, source_from_json, source_to_json
from core.sources.weigh import has_many_cells, weigh
from core.table import Dataset

Asked = Mapping[str, Any]
_REHEARSED = "day,city,price,code\n" + "2024-01-31,Rome,1.5,007\n2024-02-01,Paris,,008\n" * 20


def rehearse() -> None:
    """Read a small table, so that what is imported on the way is there for the next one."""
    with TemporaryDirectory(prefix="modelwright-") as folder:
        file = Path(folder) / "table.csv"
        file.write_text(_REHEARSED, encoding="utf-8")
        asked = {"path": str(file), "name": "", "changes": {}, "most": 1_000_000}
        answers.leave(Path(folder), whole(asked))
        beginning({**asked, "rows": 10})


def whole(asked: Asked) -> Answer:
    """Say how a file is read, and read it unless that takes too long to wait for."""
    source, heavy = _looked_at(asked)
    known = {"source": source_to_json(source), "heavy": heavy}
    if heavy:
        return Answer(known)
    asked = {**asked, "source": known["source"]}
    rows = read(asked)
    known |= rows.values
    with suppress(AppError):  # the rows are there: asking for other parts will say what is wrong
        known |= choices(asked).values
    return Answer(known, rows.table)


def beginning(asked: Asked) -> Answer:
    """Say how a file is read, and read its first rows.

    What packs its rows may unpack to any size: of that only a job looks at what is heavy.
    """
    source, heavy = _looked_at(asked)
    known = {"source": source_to_json(source), "heavy": heavy}
    if heavy and source.name not in TEXTS:
        return Answer(known)
    return Answer(known, preview({**asked, "source": known["source"]}).table)


def read(asked: Asked) -> Answer:
    """Read a whole table, and the rows that were skipped."""
    loaded, called = loading.read(asked["path"], _source(asked), asked["name"])
    table = Dataset.of(loaded.frame, called, loaded.notes)
    return Answer({"skipped": _listed(loaded.skipped)}, table)


def skipped(asked: Asked) -> Answer:
    """List the rows that cannot be read, of a table of any size."""
    source = _known(asked)
    with (
        loading.opened(asked["path"], asked["name"], member=source.member) as found,
        TemporaryDirectory(prefix="modelwright-") as folder,
    ):
        written = source.write(found.file, Path(folder) / "table.parquet")
        rows = written.skipped if written else source.load(found.file).skipped
    return Answer({"skipped": _listed(rows)})


def preview(asked: Asked) -> Answer:
    """Read the first rows."""
    table = loading.preview(asked["path"], _source(asked), asked["rows"], asked["name"])
    return Answer(table=table)


def detect(asked: Asked) -> Answer:
    """Guess how a file is read."""
    return Answer({"source": source_to_json(loading.detect(asked["path"], asked["name"]))})


def pick(asked: Asked) -> Answer:
    """Guess how another part of a file is read."""
    found = loading.pick(asked["path"], _known(asked), asked["picked"], asked["name"])
    return Answer({"source": source_to_json(found)})


def choices(asked: Asked) -> Answer:
    """List what a file offers to pick."""
    return Answer({"choices": loading.choices(asked["path"], _known(asked), asked["name"])})


def tree(asked: Asked) -> Answer:
    """Read a JSON file to point into."""
    found = loading.tree(asked["path"], _known(asked), asked["name"])
    if found is None:
        return Answer({"tree": None})
    places = [asdict(place) for place in found.places]
    return Answer({"tree": {"answer": found.answer, "places": places, "paths": dict(found.paths)}})


def _looked_at(asked: Asked) -> tuple[Source, bool]:
    """Return how a file is read, and whether it is more than may be read while one waits."""
    path, name, most = asked["path"], asked["name"], int(asked["most"])
    source = _source(asked) or loading.detect(path, name)
    heavy = weigh(Path(path), name, most) >= most or has_many_cells(Path(path), name)
    return source.edit(**asked["changes"]), heavy


def _listed(rows: Iterable[SkippedRow]) -> list[list[Any]]:
    return [[int(row.line), row.reason, row.text] for row in rows]


def _source(asked: Asked) -> Source | None:
    return source_from_json(asked["source"]) if asked.get("source") else None


def _known(asked: Asked) -> Source:
    return source_from_json(asked["source"])
