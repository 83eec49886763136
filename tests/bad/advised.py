"""Cases 38, 56 to 71 and 86 to 91: columns that load as they are and need advice."""

from __future__ import annotations

from collections.abc import Callable

from tests.bad.registry import Bad, Maker, rows


def _beside(names: str, cells: Callable[[int], str], number: int = 60) -> Maker:
    """Return a maker of a CSV with odd columns between a number and a target."""
    return rows(
        f"size,{names},left",
        lambda at: f"{at * at % 89 / 8},{cells(at)},{'yes' if at * 7 % 11 < 4 else 'no'}",
        number,
    )


def _advised(name: str, case: int, make: Maker, says: str, expect: str = "auto") -> Bad:
    return Bad(name, (case,), make, expect, says, "advice", "left")


def _card(at: int) -> str:
    """Return a card number with its check digit."""
    digits = f"40{at * 7919:013d}"
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(digits)]
    total = sum(value - 9 if value > 9 else value for value in doubled)
    return f"{digits}{-total % 10}"


def _alike(at: int) -> str:
    """Return a row that is the same for the same number."""
    return f"{at**2 % 89},{at % 7},{at * 3 % 11},{at % 9},{'yes' if at % 3 else 'no'}"


ADVISED = (
    _advised(
        "an index column without a name",
        38,
        _beside("", str),
        "'column 2' has 48 different values, one for each row: an identifier.",
    ),
    _advised("an empty column", 56, _beside("gone", lambda _: ""), "'gone' has no value at all."),
    _advised(
        "a constant column", 58, _beside("same", lambda _: "k"), "'same' only ever holds 'k'."
    ),
    _advised(
        "a constant column with gaps",
        59,
        _beside("same", lambda at: "k" if at % 2 else ""),
        "'same' only ever holds 'k'.",
    ),
    _advised(
        "phone numbers",
        64,
        _beside("call", lambda at: f"+49 30 {at * 7919 + 1_000_000}"),
        "It looks like personal data (phone numbers).",
    ),
    _advised(
        "card numbers",
        64,
        _beside("paid", _card),
        "It looks like personal data (card numbers).",
    ),
    _advised(
        "card numbers that return",
        64,
        _beside("paid", lambda at: _card(at % 20)),
        "'paid' looks like personal data",
        "asks",
    ),
    _advised(
        "TRUE and false",
        67,
        _beside("paid", lambda at: ("TRUE", "false")[at % 2]),
        "1 category column with at most 50 categories: one 0/1 column for each.",
    ),
    _advised(
        "a few texts that return",
        68,
        _beside("town", lambda at: f"town {at % 9}"),
        "1 category column with at most 50 categories",
    ),
    _advised(
        "texts that hardly return",
        68,
        _beside("said", lambda at: f"word {at % 80} of many", 120),
        "different texts in 96 rows: as categories they hardly repeat.",
    ),
    _advised(
        "dates to learn from",
        71,
        _beside("day", lambda at: f"2024-0{at % 9 + 1}-{at % 28 + 1:02d}"),
        "Models cannot read the dates in 'day'; their parts they can: month, weekday.",
    ),
    _advised(
        "texts that never return",
        86,
        _beside("key", lambda at: f"id{at:06d}x"),
        "'key' has 48 different values, one for each row: an identifier.",
    ),
    _advised(
        "600 categories",
        87,
        _beside("town", lambda at: f"c{at % 600}x", 4_000),
        "'town' has 600 categories: too many for a column each",
    ),
    _advised(
        "20,000 categories",
        87,
        _beside("town", lambda at: f"c{at % 20_000}x", 40_000),
        "'town' holds 19,",
    ),
    _advised(
        "spellings of one category",
        88,
        _beside("town", lambda at: ("Ulm", "ulm", "ULM", "Bonn")[at % 4]),
        "1 column has several spellings of one category",
        "asks",
    ),
    _advised(
        "identical columns",
        89,
        _beside("one,two", lambda at: f"{at % 7},{at % 7}"),
        "'two' says the same as 'one'.",
    ),
    _advised(
        "a column that is the stretch of another",
        90,
        _beside("metres,feet", lambda at: f"{at * 17 % 59},{at * 17 % 59 * 3.28 + 0.01:.4f}"),
        "'feet' moves exactly with 'metres'",
        "asks",
    ),
    _advised(
        "a column that is the sum of two",
        90,
        _beside("one,two,both", lambda at: f"{at % 7},{at % 5},{at % 7 + at % 5}"),
        "'both' is a fixed sum of 'one' and 'two'",
        "asks",
    ),
    _advised(
        "copies of rows",
        91,
        rows("size,left", lambda at: f"{at % 40},{'yes' if at % 40 % 3 else 'no'}"),
        "rows are copies",
        "asks",
    ),
    _advised(
        "copies on both sides of a split",
        91,
        rows("size,one,two,three,left", lambda at: _alike(at % 56)),
        "on both sides of a split they would flatter the score",
    ),
    _advised(
        "events that look alike",
        91,
        rows("size,one,two,three,left", lambda at: _alike(at % 40)),
        "repeat an earlier row in every column",
        "asks",
    ),
)
