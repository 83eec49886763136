"""Score loading against a folder of ugly files and its manifest; used by tests and by hand.

Run ``python tests/sources/ugly.py`` to list the files that fail, by source and by basis.
A file is right when it is refused or loaded as it should be, with as many rows and columns
as it holds, the names of its header, and, where a clean table exists, the same cells.
Some clean tables hold what their file does not; those are counted as contradicted, not right.
The manifest asks for what stands in the file: by that, such a file comes out well where each of
our names and cells stands in it.
"""

from __future__ import annotations

import csv
import io
import json
import re
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import AppError
from core.loading import detect, load
from core.sources import Source
from core.sources.csv import Csv
from core.table import Dataset

FOLDER = Path(__file__).parents[3] / "shared" / "ugly"
SHORTENED = 60
REFUSE = ("refuse", "refuse_or_load", "refuse_or_load_empty")
DAMAGED_ROWS = 1
NOTES_OF_HARM = ("mended", "could not be read", "left out", "end early", "ends early", "footnote")
Rows = list[tuple[str, ...]]
REASONS = {
    "frictionless__dialect.csv": "a row with a cell too many is left out, counted and shown",
    "messytables__begrotingsanalyse-2011.csv": "a report: its blocks are not rows of one table",
    "papa__019": "a quote never closes; read as meant, the rest of a file would be one cell",
    "papa__022": "a quote never closes; read as meant, the rest of a file would be one cell",
    "papa__072": "both line ends give even rows; the other reading makes one row ragged",
    "pollock__survey_Copy_of_2016": "the clean file lost the pound sign that the file holds",
    "pollock__survey_Feb-2016": "its last line is a sentence, not a record: told as a footnote",
    "pollock__survey_O18_air": "the clean file has another cell than the file",
    "pollock__survey_Sustainability": "its first line is told as a title, not as a group of names",
    "pollock__survey_workforce": "the clean file has other punctuation in a name",
    "spectrum__location_coordinates": "the clean file has another phone number than the file",
}
"""Why a file that comes out in another way than its manifest expects is left so."""


@dataclass(frozen=True)
class Verdict:
    """What became of one file: right or wrong, why, and whether its cells were compared."""

    file: str
    right: bool
    why: str
    seconds: float
    basis: str = ""
    compared: bool = False
    contradicted: bool = False
    stands: bool = False

    @property
    def group(self) -> str:
        """The source that the file comes from."""
        return self.file.split("__")[0]

    @property
    def sure(self) -> bool:
        """Whether what is right comes from the source of the file, not from inspection."""
        return self.basis.startswith("source")


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
        seconds = time.perf_counter() - start
        compared = bool(entry.get("expected_clean") or entry.get("expected_grid"))
        denied = why != "" and contradicted(entry)
        stands = why == "" or (denied and as_it_stands(entry))
        yield Verdict(name, why == "", why, seconds, entry["basis"], compared, denied, stands)


def as_it_stands(entry: Mapping[str, Any]) -> bool:
    """Say whether what differs from the expectation stands so in the file; all else is right.

    A control character may stand for the letter that its byte was in the code page of DOS.
    """
    file = FOLDER / entry["file"]
    source = _source(file, entry)
    table = load(file, source)
    header = entry.get("header") or ()
    if _rows(entry, table) or len(table.columns) != (entry.get("columns") or len(header)):
        return False
    pairs = zip(header, table.columns, strict=False)
    names = [found for wanted, found in pairs if wanted and not _same_name(wanted, found)]
    wanted_rows = clean_rows(entry)
    changed: list[str] = []
    if wanted_rows is not None and isinstance(source, Csv):
        lost, extra = _apart(wanted_rows, texts_of(source, file))
        if len(lost) != len(extra):
            return False
        changed = [cell for row in extra for cell in row]
    read_as = source.encoding if isinstance(source, Csv) else "utf-8"
    plainly = [file.read_bytes().decode(name, "ignore") for name in (read_as, "utf-8")]
    dos = plainly[-1].encode("latin-1", "ignore").decode("cp850")
    texts = [_squeezed(text) for text in (*plainly, dos)]
    joins = max(entry.get("header_lines") or 1, 1)
    return all(
        any(_stands(piece, text, most) for text in texts)
        for most, pieces in ((joins, names), (1, changed))
        for piece in pieces
    )


def contradicted(entry: Mapping[str, Any]) -> bool:
    """Say whether a name or cell that is expected of a file does not stand in it.

    A name may be joined of as many pieces as the header has rows.
    """
    if not entry["basis"].startswith("source"):
        return False
    raw = (FOLDER / entry["file"]).read_bytes()
    text = _squeezed(raw.decode(entry.get("encoding") or "utf-8", "ignore"))
    utf8 = _squeezed(raw.decode("utf-8", "ignore"))
    rows = clean_rows(entry) if entry.get("expected_clean") else None
    names = [name for name in entry.get("header") or () if name and name != "..."]
    joins = max(entry.get("header_lines") or 1, 1)
    return any(
        not (_stands(piece, text, most) or _stands(piece, utf8, most))
        for most, pieces in ((joins, names), (1, [cell for row in rows or () for cell in row]))
        for piece in pieces
    )


def _stands(wanted: str, text: str, most: int) -> bool:
    """Say whether a text is made of no more than so many pieces of another."""
    left = _squeezed(wanted)
    for _ in range(most):
        size = len(left)
        while size and left[:size] not in text:
            size -= 1
        left = left[size:]
        if not left:
            return True
    return False


def _squeezed(text: str) -> str:
    """Return a text without blanks, quotes and NUL characters."""
    return re.sub(r"[\s\"'\x00]", "", text)


def judge(entry: Mapping[str, Any]) -> str:
    """Return why an entry is wrong, or an empty text when it is right."""
    file = FOLDER / entry["file"]
    try:
        source = _source(file, entry)
        table = load(file, source)
    except AppError as error:
        if entry["outcome"] in REFUSE:
            return "" if error.message and error.hint else "refused without a hint"
        return f"refused: {error.message}"
    if entry["outcome"] == "refuse":
        return "" if _warned(table) else "loaded without a note, should be refused"
    if entry["outcome"] == "load_with_warning" and not table.notes:
        return "no note"
    return (
        _rows(entry, table)
        or _columns(entry, table)
        or _settings(entry, source)
        or _cells(entry, table, source)
    )


def _source(file: Path, entry: Mapping[str, Any]) -> Source:
    """Read as the first guess would; cases for the reader alone say that there is no header."""
    source = detect(file)
    if "parser micro-case" not in entry["tags"] or not isinstance(source, Csv):
        return source
    return source.edit(header_rows=0, bad_rows="skip", skip_lines=0)


def _warned(table: Dataset) -> bool:
    """Accept a table in place of a refusal when a note asks for a second look at the reading.

    So does one that says what a file really is: web pages are refused no more.
    """
    said = ("please check", "Fixed width", "web page (HTML)")
    return any(words in note for note in table.notes for words in said)


def _rows(entry: Mapping[str, Any], table: Dataset) -> str:
    if entry.get("rows") is None:
        return ""
    allowed = _allowed([entry["rows"], *(entry.get("acceptable_rows") or [])])
    if entry.get("expected_grid"):
        # Blank lines are no rows, by the manifest's own definition of its counts.
        allowed.add(len(clean_rows(entry) or ()))
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
        if wanted and header.count(wanted) == 1 and not _same_name(wanted, found):
            return f"column '{found}', expected '{wanted}'"
    return ""


def _same_name(wanted: str, found: str) -> bool:
    """Compare names; of one that was decoded into control characters only the rest counts."""
    if any("\x80" <= char <= "\x9f" for char in wanted):
        wanted, found = (text.encode("ascii", "ignore").decode() for text in (wanted, found))
    return _once(wanted) == _once(found)


def _once(name: str) -> str:
    """Return a name; one that was joined of two equal header rows stands once."""
    text = plain(name)
    half = len(text) // 2
    return text[:half] if text[:half] == text[half + 1 :] else text


def _settings(entry: Mapping[str, Any], source: Source) -> str:
    """Compare the delimiter; a file of one column has none to compare."""
    wanted, columns = entry.get("delimiter"), entry.get("columns")
    if not isinstance(source, Csv) or not wanted or not columns or columns < 2:
        return ""
    found = source.mark
    if found == wanted or {found.strip(), wanted.strip()} == {","} or found.strip() == "ws":
        return ""
    return f"delimiter {found!r}, expected {wanted!r}"


def _cells(entry: Mapping[str, Any], table: Dataset, source: Source) -> str:
    """Compare the texts of all cells with the clean table of the source."""
    wanted = clean_rows(entry)
    if wanted is None or not isinstance(source, Csv):
        return ""
    found = texts_of(source, FOLDER / entry["file"])
    return unlike(wanted, found, _may_differ(entry, table, len(wanted)))


def _may_differ(entry: Mapping[str, Any], table: Dataset, rows: int) -> int:
    """Return how many rows may differ: those that a note speaks of, or that are debatable."""
    if entry.get("acceptable_rows"):
        allowed = _allowed([entry["rows"], *entry["acceptable_rows"]])
        return max(abs(rows - number) for number in allowed) + DAMAGED_ROWS
    harm = any(word in note for note in table.notes for word in NOTES_OF_HARM)
    return DAMAGED_ROWS if harm and entry["outcome"] == "load_with_warning" else 0


def texts_of(source: Csv, file: Path) -> Rows:
    """Return the cells of a file as texts, without the header."""
    frame = source.texts(file).frame
    return [tuple(plain(cell) for cell in row) for row in frame.itertuples(index=False)]


def clean_rows(entry: Mapping[str, Any]) -> Rows | None:
    """Return the rows that the source of a file says it holds, without blank ones."""
    grid: Sequence[Sequence[Any]] | None = entry.get("expected_grid")
    clean = entry.get("expected_clean")
    if grid is None and clean:
        text = (FOLDER / clean).read_bytes().decode("utf-8-sig")
        grid = _json_rows(text) if text.startswith("[{") else _csv_rows(text, entry)
    if grid is None:
        return None
    return [tuple(plain(cell) for cell in row) for row in grid if any(map(str.strip, row))]


def _json_rows(text: str) -> Sequence[Sequence[Any]]:
    return [list(row.values()) for row in json.loads(text)]


def _csv_rows(text: str, entry: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
    """Read a clean file; where the original has no header, some were given one and some not."""
    rows = list(csv.reader(io.StringIO(text)))
    given = entry.get("header_present") or len(rows) > entry["rows"]
    return rows[1:] if given else rows


def unlike(wanted: Rows, found: Rows, may_differ: int = 0) -> str:
    """Say how many rows differ when they are more than may, comparing without order."""
    lost, extra = _apart(wanted, found)
    worst = max(len(lost), len(extra))
    if worst <= may_differ:
        return ""
    first = (lost or extra)[0]
    return f"{worst} rows differ in their cells, first {str(first)[:90]}"


def _apart(wanted: Rows, found: Rows) -> tuple[Rows, Rows]:
    """Return the rows that only one side has, compared without order."""
    left = Counter(_trimmed(row) for row in wanted)
    left.subtract(Counter(_trimmed(row) for row in found))
    lost = [row for row, number in left.items() if number > 0]
    return lost, [row for row, number in left.items() if number < 0]


def _trimmed(row: tuple[str, ...]) -> tuple[str, ...]:
    while row and not row[-1]:
        row = row[:-1]
    return row


def plain(name: Any) -> str:
    """Return a text without blanks, line ends, outer quotes and escapes before quotes.

    The clean files themselves keep or drop these without a rule.
    """
    text = re.sub(r"[\ufeff\x00]|\\(?=['\"])", "", str(name))
    return " ".join(text.split()).strip('"')


def report(every: Sequence[Verdict]) -> str:
    """Return the failures and the shares that are right, by source and by basis."""
    lines = [
        f"{v.file[:60]:60} {'(contradicted) ' if v.contradicted else ''}{v.why[:150]}\n"
        f"{'':10} {reason(v.file) or 'no reason is known: mend it'}"
        for v in every
        if not v.right
    ]
    lines += _shares("source", every, lambda v: v.group)
    lines += _shares("basis", every, lambda v: "source" if v.sure else "inspection")
    lines += _shares("cells", every, lambda v: "compared" if v.compared else "not compared")
    right = sum(verdict.right for verdict in every)
    slow = max(every, key=lambda verdict: verdict.seconds)
    lines.append(f"{right} of {len(every)} right ({right / len(every):.1%})")
    sure = [verdict for verdict in every if verdict.sure]
    stands = sum(verdict.stands for verdict in sure)
    lines.append(
        f"by source, as it stands in the file: {stands} of {len(sure)} ({stands / len(sure):.1%})"
    )
    fair = [verdict for verdict in every if verdict.sure and not verdict.contradicted]
    share = sum(verdict.right for verdict in fair) / max(len(fair), 1)
    lines.append(f"{share:.1%} of the {len(fair)} by source that their file does not contradict")
    lines.append(f"slowest: {slow.file} {slow.seconds:.1f} s")
    return "\n".join(lines)


def reason(file: str) -> str:
    """Return why a file is left as it comes out, empty where nothing is said."""
    return next((why for name, why in REASONS.items() if file.startswith(name)), "")


def _shares(title: str, every: Sequence[Verdict], key: Any) -> Iterator[str]:
    yield f"-- by {title}"
    for name, total in sorted(Counter(map(key, every)).items()):
        right = sum(v.right for v in every if key(v) == name)
        yield f"   {name:14} {right:4} of {total:4}  {right / total:.1%}"


def main() -> None:
    """Print the report."""
    print(report(list(verdicts())))


if __name__ == "__main__":
    main()
