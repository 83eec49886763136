"""Find how lines are cut: try every delimiter, quote and escape that the text shows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from math import sqrt

from core.sources.dialect.cells import column_type, is_link, is_tidy, type_of
from core.sources.dialect.lines import unwrapped
from core.sources.dialect.tokens import Cut, records_of, split_line

_SCORED_LINES = 400
_SCORED_ROWS = 120
_SCORED_CELLS = 2500
_REACH = 60
_USUAL = (",", ";", "\t", "|", "\x1f", "ws")
_NO_DELIMITER = frozenset("\"'\\.-_()[]{}/<>+?%$€£#=*&,;|")
_DOUBLED = re.compile(r"([^\w\s\"'\\.\-_()+?/#*=])\1(?!\1)")
_UNUSUAL_WEIGHT = {"ws": 0.6, " ": 0.55, ":": 0.6, ", ": 0.99}
_LESS = 0.85
_HARDLY_TIDY, _LEAST_TIDY = 0.1, 0.6
_ONE_VALUE = 0.95
_FAVOUR = 1.001
_FEW_QUOTES = 3
_FEW_ROWS = 3
_LIKELY_LINES = 0.85
_TYPED = ("number", "date", "time")
_COMMON = re.compile(r"[,;|\t]")
_OTHER_THAN_PROSE = re.compile(r'[,;](?=\S)|[|\t"]')
_FEW_VALUES, _MARKED_LINES = 0.1, 1 / 3
_GROUPED = re.compile(r"(?<![\d:.])\d{1,3}(?:,\d{3})+(?!\d)")
_MOST_GROUPING = 0.95
_MOST_MARKED = 0.8


def best_cut(lines: Sequence[str], forced: str, comment: str) -> Cut:
    """Return the cut that gives the most even rows of the tidiest cells."""
    lines = _without_far_lines(lines)
    best, best_score = Cut("", '"', comment), 0.0
    if not forced and (_are_values(lines) or _are_sentences(lines)):
        return best
    for delimiter in (forced,) if forced else tuple(_delimiters(lines)):
        for quote in _quotes(lines, delimiter):
            for escape in _escapes(lines, delimiter, quote):
                cut = Cut(delimiter, quote, comment, _REACH, escape)
                found = score(lines, cut) * _FAVOUR ** ((quote == "'") + bool(escape))
                if found > best_score + 1e-9:
                    best, best_score = cut, found
    if best.delimiter == "," and not forced and only_groups(lines):
        spaces = Cut("ws", '"', comment, _REACH)
        best = spaces if score(lines, spaces) > 0 else best
    return replace(best, reach=Cut().reach)


def only_groups(lines: Sequence[str]) -> bool:
    """Say whether nearly all commas could stand between thousands, on lines that hold spaces.

    >>> only_groups(["2024-01-31 2,143", "2024-02-29 12,800"]), only_groups(["12,345", "1,200"])
    (True, False)
    """
    filled = [line for line in lines if line.strip()]
    commas = sum(line.count(",") for line in filled)
    groups = sum(found.count(",") for line in filled for found in _GROUPED.findall(line))
    spaced = sum(" " in line.strip() for line in filled)
    return groups >= max(1, _MOST_GROUPING * commas) and spaced >= _MOST_GROUPING * len(filled)


def _are_values(lines: Sequence[str]) -> bool:
    """Say whether lines below the first are one link or moment each, which hold `:` or a space."""
    below = [line for line in lines if line.strip()][1:]
    whole = sum(
        not _COMMON.search(line) and (is_link(line) or type_of(line) in ("date", "time"))
        for line in below
    )
    return bool(below) and whole >= _ONE_VALUE * len(below)


def _are_sentences(lines: Sequence[str]) -> bool:
    """Say whether lines below a name are texts, whose commas are followed by spaces as in prose.

    As many commas in each, two or more, would be cells. So would be as many rare marks in most.
    """
    first, *below = [line for line in lines if line.strip()] or [""]
    if not first.strip() or _COMMON.search(first) or type_of(first) != "text":
        return False
    if len(below) < _FEW_ROWS or any(map(_OTHER_THAN_PROSE.search, below)):
        return False
    if sum(map(bool, map(_COMMON.search, below))) < _MARKED_LINES * len(below):
        return False
    each = ([line.count(mark) for line in below] for mark in ",;")
    if any(max(held) == min(held) > 1 for held in each) or any(_rare_marks(below)):
        return False
    cells = [cell for line in below for cell in _COMMON.split(line) if cell.strip()]
    values = sum(type_of(cell) in _TYPED for cell in cells)
    return values <= _FEW_VALUES * len(cells)


def _rare_marks(lines: Sequence[str]) -> Iterator[str]:
    """Yield the marks that no prose holds, such as ^, of which most lines have as many."""
    for mark in {*lines[-1]} - _NO_DELIMITER - {*" :!"}:
        if _may_delimit(mark):
            number, lines_of_it = Counter(line.count(mark) for line in lines).most_common(1)[0]
            if number > 1 and lines_of_it >= _MOST_MARKED * len(lines):
                yield mark


def is_wrapped(lines: Sequence[str], cut: Cut) -> bool:
    """Say whether whole lines stand in quotes, with a table inside them."""
    filled = [line.strip() for line in lines[:200] if line.strip()]
    quoted = [line for line in filled if len(line) > 1 and line[0] == line[-1] == '"']
    if len(quoted) < 2 or len(quoted) < 0.6 * len(filled):
        return False
    alone = sum(len(split_line(line, Cut(cut.delimiter or ","))[0]) == 1 for line in quoted)
    if alone < 0.9 * len(quoted):
        return False
    inside = [unwrapped(line) for line in quoted]
    found = best_cut(inside, "", "")
    return found.delimiter not in ("", "ws", " ") and score(inside, found) > 0.3


def score(lines: Sequence[str], cut: Cut) -> float:
    """Score a cut by how even its rows are and how tidy its cells (after CleverCSV's idea).

    Lines above and below the table may be cut in any way: they cost a little, once.
    """
    rows = [record.cells for record in islice(records_of(lines, cut), _SCORED_ROWS)]
    body = _body(rows)
    if not body:
        return 0.0
    widths = Counter(len(row) for row in body)
    if cut.delimiter in ("ws", " ") and not (
        _aligned(body, widths, cut.delimiter)
        or _parts_quotes(lines, cut)
        or (len(body) == len(rows) and _is_even_table(body))
    ):
        return 0.0
    even = sum(number * (width - 1) / width for width, number in widths.items() if width > 1)
    pattern = even / len(body) / (1 + 0.25 * (len(widths) - 1))
    modal = widths.most_common(1)[0][1] / len(body)
    cells = [cell for row in body for cell in row][:_SCORED_CELLS]
    tidy = sum(is_tidy(cell) for cell in cells) / max(len(cells), 1)
    usual = cut.delimiter in _USUAL or cut.delimiter in _UNUSUAL_WEIGHT
    if tidy < (_HARDLY_TIDY if usual else _LEAST_TIDY):
        return 0.0
    weight = _UNUSUAL_WEIGHT.get(cut.delimiter, 1.0 if usual else _LESS)
    covered = sqrt(len(body) / len(rows))
    return weight * covered * (pattern * (0.3 + 0.7 * modal)) * (0.1 + 0.9 * tidy)


def _without_far_lines(lines: Sequence[str]) -> Sequence[str]:
    return lines[:_SCORED_LINES]


def _body(rows: Sequence[list[str]]) -> Sequence[list[str]]:
    """Return the rows from the first to the last that have the commonest number of cells."""
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return rows
    width = widths.most_common(1)[0][0]
    at = [position for position, row in enumerate(rows) if len(row) == width]
    body = rows[at[0] : at[-1] + 1]
    return body if len(body) >= 0.25 * len(rows) else rows


def _delimiters(lines: Sequence[str]) -> Iterator[str]:
    """Yield the usual delimiters that occur, and others that nearly every line holds."""
    filled = [line for line in lines if line.strip()]
    for mark in _USUAL:
        held = sum(line.count(mark) for line in filled)
        if mark == "ws" or (held and not _only_doubled(filled, mark, held)):
            yield mark
    often: Counter[str] = Counter()
    for char in sorted(set("".join(filled))):
        if _may_delimit(char):
            often[char] = sum(char in line for line in filled)
    for line in filled:
        often.update({found.group(0) for found in _DOUBLED.finditer(line)})
    least = max(2, _LIKELY_LINES * len(filled)) if len(filled) > 1 else 1
    wide = [mark for mark, number in often.items() if number >= 0.5 * least]
    for mark in sorted(wide, key=lambda mark: -often[mark])[:8]:
        if mark not in _USUAL and _is_even(filled, mark):
            yield mark
    if not _is_even(filled, " ") and _parts_quotes(filled, Cut(" ")):
        yield " "


def _only_doubled(lines: Sequence[str], mark: str, held: int) -> bool:
    """Say whether a mark hardly stands alone, so that two of them are the delimiter.

    A line that holds as many of them apart shows that an empty column lies in between.
    """
    doubled = sum(line.count(mark * 2) for line in lines)
    if held > 2.2 * doubled:
        return False
    usual = Counter(line.count(mark) for line in lines if mark * 2 in line).most_common(1)[0][0]
    apart = any(mark * 2 not in line and line.count(mark) == usual for line in lines)
    return not apart and _is_even(lines, mark * 2)


def _may_delimit(char: str) -> bool:
    if char == " ":
        return True
    return not (char.isalnum() or char.isspace() or char in _NO_DELIMITER)


def _is_even(lines: Sequence[str], mark: str) -> bool:
    """Say whether most lines that hold a mark hold it equally often, outside of quotes."""
    if len(mark) > 1 and sum(not line.startswith(mark) for line in lines) < 3:
        return False
    for quote in ('"', "'"):
        cut = Cut(mark, quote)
        found = [number for line in lines if (number := len(split_line(line, cut)[0]) - 1)]
        even = max(Counter(found).values(), default=0)
        if len(found) >= 0.5 * len(lines) and even >= max(3, 0.7 * len(found)):
            return True
    return False


def _quotes(lines: Sequence[str], delimiter: str) -> tuple[str, ...]:
    """Return the double quote, and the apostrophe where it opens and closes cells."""
    if delimiter == "ws":
        return ('"',)
    edge = re.escape(delimiter)
    opens = re.compile(rf"(?:^|{edge})\s?'(?!\s)")
    end = rf"\s?(?:{edge}|$)"
    inside = rf"(?:[^'\\]|''(?!{end})|\\.|'(?!{end}))*+"  # read in one way only, so never slow
    closed = re.compile(rf"(?:^|{edge})\s?'{inside}'\s?(?={edge}|$)")
    opened = sum(len(opens.findall(line)) for line in lines)
    complete = [cell for line in lines for cell in closed.findall(line)]
    inside_of = sum(delimiter in cell.strip(delimiter) for cell in complete)
    if len(complete) >= _ONE_VALUE * opened and inside_of >= max(_FEW_QUOTES, 0.5 * len(lines)):
        return ("'",)
    needed = any(
        delimiter in cell.strip(delimiter) or "''" in cell[1:] or '""' in cell for cell in complete
    )
    enough = len(complete) >= (1 if needed else _FEW_QUOTES) and len(complete) >= 0.8 * opened
    return ('"', "'") if enough else ('"',)


def _escapes(lines: Sequence[str], delimiter: str, quote: str) -> tuple[str, ...]:
    """Return the backslash where it stands before a quote or delimiter inside of cells.

    One that ends a quoted cell, as in the path "C:\\\\", protects nothing. Between apostrophes
    a double quote that only occurs doubled protects itself, as it did before they came.
    """
    if delimiter == "ws":
        return ("",)
    edge = re.escape(delimiter)
    inside = re.compile(rf"(?<!\\)\\(?:\\\\)*(?:{quote}(?!\s?(?:{edge}|$)|{quote})|{edge})")
    ends = re.compile(rf"(?<!\\)\\(?:\\\\)*{quote}(?={quote}(?:{edge}|$))")
    found = sum(len(inside.findall(line)) + len(ends.findall(line)) for line in lines)
    itself = ('"',) if quote == "'" and _is_doubled(lines, delimiter) else ()
    return ("", *itself, "\\") if found else ("", *itself)


def _is_doubled(lines: Sequence[str], delimiter: str) -> bool:
    """Say whether double quotes stand in pairs only, and inside of texts."""
    edge = re.escape(delimiter)
    runs = [run for line in lines for run in re.findall('"+', line)]
    alone = any(re.search(f'(?:^|{edge})""(?:{edge}|$)', line) for line in lines)
    return bool(runs) and all(len(run) % 2 == 0 for run in runs) and not alone


def _aligned(rows: Sequence[list[str]], widths: Counter[int], delimiter: str) -> bool:
    """Accept spaces as the delimiter only for even rows that are mostly typed or quoted."""
    width, number = widths.most_common(1)[0]
    if width < 2 or len(rows) < 2 or number < max(2, 0.75 * len(rows)):
        return False
    fitting = [row for row in rows if len(row) == width]
    if delimiter == " ":
        blank = sum(not cell for row in fitting for cell in row)
        if blank > 0.3 * width * len(fitting):
            return False
        even = number >= 0.95 * len(rows) and _typed_share(fitting[1:]) >= 0.25
        return even and _holds_values(fitting)
    return max(_typed_share(fitting), _typed_share(fitting[1:])) >= 0.6


def _is_even_table(rows: Sequence[list[str]]) -> bool:
    """Say whether all rows have as many words, and columns of values tell these from prose."""
    first, *below = rows
    if len(below) < _FEW_ROWS - 1 or len(first) < 3 or any(len(r) != len(first) for r in below):
        return False
    return _holds_values(rows)


def _holds_values(rows: Sequence[list[str]]) -> bool:
    """Say whether two columns are typed, or one below names: an address has one number, too."""
    first, *below = rows
    typed = sum(column_type(column) in _TYPED for column in zip(*below, strict=True))
    labels = not any(type_of(cell) in (*_TYPED, "empty") for cell in first)
    return typed >= (1 if labels and len(below) >= _FEW_ROWS else 2)


def _parts_quotes(lines: Sequence[str], cut: Cut) -> bool:
    """Say whether a delimiter stands between a closing and an opening quote on most lines.

    That tells it from the spaces of unquoted texts, of which rows hold any number.
    """
    mark = f"{cut.quote}{cut.delimiter}{cut.quote}"
    held = sum(mark in line for line in lines)
    return bool(cut.quote) and held >= max(_FEW_QUOTES, 0.6 * len(lines))


def _typed_share(rows: Sequence[list[str]]) -> float:
    kinds = [kind for row in rows for cell in row if (kind := type_of(cell)) != "empty"]
    return sum(kind in _TYPED for kind in kinds) / max(len(kinds), 1)
