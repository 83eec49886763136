"""Pollute clean tables in the ways that real exports are polluted; the truth stays known.

Every case is drawn from its number alone, so that a failure can be repeated:
``PYTHONPATH=. python tests/sources/pollute.py`` measures many and lists what fails.
Cases from 100,000 on have one of the changes in LATER, besides none to two of the others.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from core.errors import AppError
from core.loading import detect, load
from core.sources.csv import Csv
from tests.sources.ugly import plain, unlike

Table = list[list[str]]


@dataclass(frozen=True)
class Clean:
    """A table before it is polluted: names, rows, and a second row for the header if any."""

    names: list[str]
    rows: Table
    groups: list[str] = field(default_factory=list)
    units: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Dress:
    """How a table is written, and what stands around it."""

    delimiter: str = ","
    quote: str = '"'
    escape: str = ""
    every: bool = False
    end: str = "\n"
    encoding: str = "utf-8"
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    header: bool = True
    last: bool = True
    wrapped: bool = False
    bare: bool = False
    doubled: bool = False
    misread: bool = False
    what: tuple[str, ...] = ()


@dataclass(frozen=True)
class Case:
    """A polluted file: its bytes, and what must come out of it."""

    number: int
    content: bytes
    names: list[str] | None
    rows: Table
    what: tuple[str, ...]


_FIRST = ("Ann", "José", "Zoë", "Paul", "Mia", "Søren", "Inés", "Lars", "Éric", "Uwe")
_LAST = ("Müller", "O'Brien", "García", "Smith", "Nuñez", "Åberg", "Lee", "Köhler")
_TOWN = ("Rome", "Köln", "São Paulo", "Oslo", "Genève", "York", "Málaga", "Brest")
_SAID = (
    "fine, thanks", 'he said "no" twice', "not sure; ask again", "nothing", "see page 4 | 5",
    "arrived late, but happy", "a 5\" screen", "it's ok", "too hot", "ready",
)  # fmt: skip
_CODES = ("MG-8769", "RI-3895", "BH-7531", "AB-1201", "ZX-0042")


def _sales(draw: random.Random, rows: int) -> Clean:
    names = ["Date", "Time", "Qty", "Code", "Price", "Town", "Comment"]
    body = [
        [
            f"{draw.randint(1, 28):02}/{draw.randint(1, 12):02}/2018",
            f"{draw.randint(0, 23):02}:{draw.choice(('00', '15', '30'))}",
            str(draw.randint(0, 30)),
            draw.choice(_CODES),
            f"${draw.randint(1, 90)}.{draw.randint(10, 99)}",
            draw.choice(_TOWN),
            draw.choice(_SAID),
        ]
        for _ in range(rows)
    ]
    return Clean(names, body)


def _people(draw: random.Random, rows: int) -> Clean:
    names = ["id", "name", "town", "age", "joined", "remark"]
    body = [
        [
            str(at + 1),
            f"{draw.choice(_FIRST)} {draw.choice(_LAST)}",
            draw.choice(_TOWN),
            str(draw.randint(18, 90)),
            f"20{draw.randint(10, 24)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}",
            draw.choice(("", draw.choice(_SAID))),
        ]
        for at in range(rows)
    ]
    return Clean(names, body, units=["", "", "", "years", "", ""])


def _readings(draw: random.Random, rows: int) -> Clean:
    names = ["station", "temperature", "pressure", "wind", "flag"]
    body = [
        [
            f"S{draw.randint(1, 9):03}",
            f"{draw.uniform(-20, 40):.1f}",
            f"{draw.uniform(950, 1050):.2f}",
            str(draw.randint(0, 120)),
            draw.choice("AB"),
        ]
        for _ in range(rows)
    ]
    groups = ["", "weather", "", "", "quality"]
    return Clean(names, body, groups, ["", "°C", "hPa", "km/h", ""])


def _accounts(draw: random.Random, rows: int) -> Clean:
    names = ["Konto", "Betrag", "Anteil", "Buchung", "Text"]
    body = [
        [
            f"{draw.randint(10000, 99999)}",
            f"{draw.randint(1, 999)}.{draw.randint(100, 999)},{draw.randint(10, 99)}",
            f"{draw.randint(0, 99)},{draw.randint(1, 9)}",
            f"{draw.randint(1, 28):02}.{draw.randint(1, 12):02}.2023",
            draw.choice(("Miete für März", "Gehalt", "Büro, Material", "Rückzahlung; Teil 2")),
        ]
        for _ in range(rows)
    ]
    return Clean(names, body)


TABLES: tuple[Callable[[random.Random, int], Clean], ...] = (_sales, _people, _readings, _accounts)
_USUAL, _RARE = (",", ";", "\t", "|"), ("^", "~", "||", "::", " ", "\x1f", "!", "¦", "@", ";;")
_TITLES = (
    ("Report on visitors",),
    ("Quarterly figures 2023", ""),
    ("Town hall of Brest", "Office for statistics", "printed on 3 May 2023", ""),
    ("Report; part 2; draft", "", ""),
    ("Source: own survey, all rights reserved, 2020", "Contact: office@example.org", ""),
)
_NOTES = (
    ("", "Source: office for statistics, Brest"),
    ("", "* values are provisional and may be revised", "** estimated by the office"),
    ("End of the report, printed on 3 May 2023 at the office",),
)
_ENCODINGS = (
    "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "cp1252", "latin-1",
    "mac_roman", "cp850",
)  # fmt: skip

Change = Callable[[random.Random, Clean, Dress], tuple[Clean, Dress]]


def _rare_delimiter(draw: random.Random, table: Clean, dress: Dress) -> tuple[Clean, Dress]:
    return table, replace(dress, delimiter=draw.choice(_RARE))


def _apostrophes(draw: random.Random, table: Clean, dress: Dress) -> tuple[Clean, Dress]:
    return table, replace(dress, quote="'", every=draw.random() < 0.5)


def _backslashes(draw: random.Random, table: Clean, dress: Dress) -> tuple[Clean, Dress]:
    return table, replace(dress, escape="\\", every=draw.random() < 0.5)


def _title(draw: random.Random, table: Clean, dress: Dress) -> tuple[Clean, Dress]:
    lines = draw.choice(_TITLES)
    if draw.random() < 0.4:
        lines = tuple(_bare(line, dress) + dress.delimiter * (len(table.names) - 1)
                      for line in lines)  # fmt: skip
    return table, replace(dress, before=lines)


def _remarks(draw: random.Random, table: Clean, dress: Dress) -> tuple[Clean, Dress]:
    lines = ("# made by the logger, version 2", "# station: Brest", "# units: metric; local time")
    return table, replace(dress, before=lines[: draw.randint(1, 3)])


def _notes(draw: random.Random, table: Clean, dress: Dress) -> tuple[Clean, Dress]:
    lines = draw.choice(_NOTES)
    if draw.random() < 0.4:
        lines = tuple(_bare(line, dress) + dress.delimiter * (len(table.names) - 1)
                      for line in lines)  # fmt: skip
    return table, replace(dress, after=lines)


def _bare(line: str, dress: Dress) -> str:
    return line.replace(dress.delimiter, " ") if dress.delimiter.strip() else line


def _no_header(_: random.Random, table: Clean, dress: Dress) -> tuple[Clean, Dress]:
    return table, replace(dress, header=False)


def _two_rows(_: random.Random, table: Clean, dress: Dress) -> tuple[Clean, Dress]:
    return (table, replace(dress, what=(*dress.what, "groups"))) if table.groups else (table, dress)


def _unit_row(_: random.Random, table: Clean, dress: Dress) -> tuple[Clean, Dress]:
    units = sum(map(bool, table.units)) > 1
    return table, replace(dress, what=(*dress.what, "units")) if units else dress


def _encoded(draw: random.Random, table: Clean, dress: Dress) -> tuple[Clean, Dress]:
    return table, replace(dress, encoding=draw.choice(_ENCODINGS))


def _ends(draw: random.Random, table: Clean, dress: Dress) -> tuple[Clean, Dress]:
    return table, replace(dress, end=draw.choice(("\r\n", "\r", "mixed")))


def _open_end(_: random.Random, table: Clean, dress: Dress) -> tuple[Clean, Dress]:
    return table, replace(dress, last=False)


def _all_quoted(_: random.Random, table: Clean, dress: Dress) -> tuple[Clean, Dress]:
    return table, replace(dress, every=True)


def _whole_lines(_: random.Random, table: Clean, dress: Dress) -> tuple[Clean, Dress]:
    return table, replace(dress, wrapped=True, quote='"', escape="")


def _second(draw: random.Random, table: Clean, dress: Dress) -> tuple[Clean, Dress]:
    mark = dress.delimiter
    lines = [mark.join(("kind", "number", "share")[: len(table.names) - 2])]
    lines += [mark.join(("abc"[at], str(draw.randint(1, 9)), "0.5")) for at in range(3)]
    return table, replace(dress, after=("", *lines))


CHANGES: dict[str, Change] = {
    "delimiter": _rare_delimiter,
    "apostrophes": _apostrophes,
    "backslashes": _backslashes,
    "title": _title,
    "remarks": _remarks,
    "notes": _notes,
    "no header": _no_header,
    "two header rows": _two_rows,
    "unit row": _unit_row,
    "encoding": _encoded,
    "line ends": _ends,
    "no last line end": _open_end,
    "all quoted": _all_quoted,
    "whole lines quoted": _whole_lines,
    "second table": _second,
}


def _bare_texts(draw: random.Random, table: Clean, dress: Dress) -> tuple[Clean, Dress]:
    """Leave texts unquoted that hold the delimiter; the texts may stand in any place."""
    names, rows = table.names, table.rows
    if not table.groups and not any(table.units) and draw.random() < 0.5:
        at = draw.randint(1, len(names) - 1)
        names, rows = [*names[at:], *names[:at]], [[*row[at:], *row[:at]] for row in rows]
    rows = rows if len(rows) > LEAST_ROWS else rows * 4
    usual = dress.delimiter in (",", ";", "|")
    dress = replace(dress, bare=True, every=False, delimiter=dress.delimiter if usual else ";")
    return replace(table, names=names, rows=rows), dress


def _converted(_: random.Random, table: Clean, dress: Dress) -> tuple[Clean, Dress]:
    """Write apostrophes where quotes were, with quotes inside still doubled."""
    return table, replace(dress, quote="'", doubled=True, escape="", every=False)


def _returns(draw: random.Random, table: Clean, dress: Dress) -> tuple[Clean, Dress]:
    """Put carriage returns into a few texts."""
    rows = [list(row) for row in table.rows]
    for row in draw.sample(rows, 3):
        spaced = [at for at, cell in enumerate(row) if " " in cell]
        for at in spaced[:1]:
            row[at] = row[at].replace(" ", "\r", 1)
    end = draw.choice(("\n", "\r\n"))
    return replace(table, rows=rows), replace(dress, end=end)


def _misread(draw: random.Random, table: Clean, dress: Dress) -> tuple[Clean, Dress]:
    """Store letters of an old code as if they were Latin-1."""
    return table, replace(dress, encoding=draw.choice(("cp850", "mac_roman")), misread=True)


LATER: dict[str, Change] = {
    "bare texts": _bare_texts,
    "converted quotes": _converted,
    "returns": _returns,
    "misread letters": _misread,
}
FIRST_LATER = 100_000
LEAST_ROWS = 30
_BESIDE = ("encoding", "no header", "no last line end", "notes", "remarks", "title")


def case(number: int) -> Case:
    """Return the polluted file with a number."""
    draw = random.Random(number)  # noqa: S311 - no secret is made
    table = draw.choice(TABLES)(draw, draw.choice((6, 15, 40, 120)))
    usual = _USUAL[1:] if table.names[0] == "Konto" else _USUAL
    dress = Dress(draw.choice(usual))
    if number < FIRST_LATER:
        chosen = draw.sample(sorted(CHANGES), draw.choice((1, 1, 2, 2, 3)))
    else:
        chosen = [draw.choice(sorted(LATER)), *draw.sample(_BESIDE, draw.choice((0, 1, 2)))]
    every = {**LATER, **CHANGES}
    for name in sorted(chosen, key=list(every).index):
        if name != "encoding" or not dress.misread:
            table, dress = every[name](draw, table, dress)
    return _written(number, draw, table, replace(dress, what=(*chosen, *dress.what)))


def _written(number: int, draw: random.Random, table: Clean, dress: Dress) -> Case:
    heads, names = _head(table, dress)
    lines = [_line(row, dress) for row in (*heads, *table.rows)]
    lines = [*dress.before, *lines, *dress.after]
    ends = ("\n", "\r\n") if dress.end == "mixed" else (dress.end,)
    text = "".join(line + draw.choice(ends) for line in lines)
    text = text if dress.last else text.rstrip("\r\n")
    content = text.encode(dress.encoding, "replace")
    content = content.decode("latin-1").encode() if dress.misread else content
    rows = [[cell.encode(dress.encoding, "replace").decode(dress.encoding) for cell in row]
            for row in table.rows]  # fmt: skip
    seen = [f"{dress.delimiter!r}", f"{len(rows)} rows", dress.encoding]
    return Case(number, content, names, rows, (*dress.what, *seen))


def _head(table: Clean, dress: Dress) -> tuple[Table, list[str] | None]:
    if not dress.header:
        return [], None
    heads = [table.names]
    if "groups" in dress.what:
        heads.insert(0, table.groups)
    if "units" in dress.what:
        heads.append(table.units)
    return heads, table.names if len(heads) == 1 else None


def _line(row: list[str], dress: Dress) -> str:
    line = dress.delimiter.join(_cell(cell, dress) for cell in row)
    return '"' + line.replace('"', '""') + '"' if dress.wrapped else line


def _cell(cell: str, dress: Dress) -> str:
    if dress.bare and dress.quote not in cell:
        return cell
    if dress.doubled:
        plainly = dress.delimiter not in cell and '"' not in cell
        return cell if plainly else "'" + cell.replace('"', '""') + "'"
    special = (dress.delimiter, dress.quote, dress.escape or dress.quote, "\n")
    spaced = dress.delimiter == " " and (not cell or " " in cell)
    if not dress.every and not spaced and not any(mark in cell for mark in special):
        return cell
    inside = dress.escape + dress.quote if dress.escape else dress.quote * 2
    if dress.escape:
        cell = cell.replace(dress.escape, dress.escape * 2)
    return dress.quote + cell.replace(dress.quote, inside) + dress.quote


def judge(case: Case, folder: Path) -> str:
    """Return why a polluted file comes out wrong, or an empty text when it is right."""
    file = folder / f"case_{case.number}.csv"
    file.write_bytes(case.content)
    try:
        source = detect(file)
        table = load(file, source)
    except AppError as error:
        return f"refused: {error.message}"
    if not isinstance(source, Csv):
        return f"read as {source.name}"
    if case.names and [plain(n) for n in table.columns] != [plain(n) for n in case.names]:
        return f"names {table.columns}"[:160]
    frame = source.texts(file).frame
    found = [tuple(plain(cell) for cell in row) for row in frame.itertuples(index=False)]
    wanted = [tuple(plain(cell) for cell in row) for row in case.rows]
    return unlike(wanted, found)


def wrong(numbers: range) -> Iterator[tuple[Case, str]]:
    """Yield the cases that come out wrong, and why."""
    with tempfile.TemporaryDirectory() as folder:
        for number in numbers:
            made = case(number)
            why = judge(made, Path(folder))
            if why:
                yield made, why


def main() -> None:
    """Print what fails, and the share that is right for each kind of pollution."""
    first, last = (int(text) for text in (*sys.argv[1:], "0", "400")[:2])
    numbers = range(first, last)
    failed = list(wrong(numbers))
    for made, why in failed:
        print(made.number, ", ".join(made.what), "|", why[:150])
    every = {**CHANGES, **LATER}
    total = Counter(what for number in numbers for what in case(number).what if what in every)
    lost = Counter(what for made, _ in failed for what in made.what if what in every)
    for name, number in sorted(total.items()):
        print(f"   {name:20} {number - lost[name]:4} of {number:4}")
    print(f"{len(numbers) - len(failed)} of {len(numbers)} right")


if __name__ == "__main__":
    main()
