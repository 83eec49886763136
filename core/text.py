"""Words and numbers as people read them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_CELLS = re.compile(r"“[^”]*”(?:(?:, | and )“[^”]*”)*")
_SECRETS = (
    (re.compile(r"(?<=://)[^/\s@]+@"), "***@"),
    (
        re.compile(r"(?i)\b(passw(?:or)?d|pwd|secret|token|api_?key)(\W{1,4})[^\s,;&'\")]+"),
        r"\1\2***",
    ),
)
_UNIT = re.compile(r"(?<=\d) (?=(?:%|[kMG]B|ms|s|min|h)(?!\w))|(?<=[<>±]) (?=\d)")
_DIRECTIONS = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
_HIDDEN = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD, *_DIRECTIONS), "·")


def shown(value: object, limit: int = 60) -> str:
    """Return a name or cell as one short, printable line: hidden characters made visible.

    >>> shown("a\\nb")
    'a b'
    """
    text = str(value).encode("utf-8", "replace").decode("utf-8").translate(_HIDDEN)
    text = _CONTROL.sub(" ", text)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def listed(names: Iterable[object], limit: int = 3) -> str:
    """Join names for a sentence, quoted, the rest counted.

    >>> listed(["a", "b", "c", "d"], limit=2)
    "'a', 'b' and 2 more"
    """
    every = [f"'{shown(name, 40)}'" for name in names]
    if len(every) > limit:
        return ", ".join(every[:limit]) + f" and {len(every) - limit:,} more"
    return " and ".join([", ".join(every[:-1]), every[-1]] if len(every) > 1 else every)


def cells(values: Iterable[object]) -> str:
    """Quote cells of a table in a note, with marks by which `without_cells` knows them.

    >>> cells(["1O", "n.a."])
    '“1O” and “n.a.”'
    """
    texts = [shown(value, 40).replace("”", '"') for value in values]
    every = [f"“{text}”" for text in texts]
    return " and ".join([", ".join(every[:-1]), every[-1]] if len(every) > 1 else every)


def without_cells(note: str) -> str:
    """Take the cells out of a note: where a column is masked, none may be told.

    >>> without_cells("Kept as text because of “1O” and “n.a.” among the numbers: 'size'.")
    "Kept as text because of other cells among the numbers: 'size'."
    """
    return _CELLS.sub("other cells", note)


def inside(label: str) -> str:
    """Return a label as it is written inside a sentence; abbreviations stay as they are.

    >>> inside("Root mean squared error"), inside("ROC-AUC"), inside("F1")
    ('root mean squared error', 'ROC-AUC', 'F1')
    """
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def count(number: int, noun: str, plural: str = "") -> str:
    """Return a number with its noun.

    >>> count(1, "row"), count(7043, "row"), count(2, "category", "categories")
    ('1 row', '7,043 rows', '2 categories')
    """
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def times(number: int) -> str:
    """Return how often something happened.

    >>> times(1), times(2)
    ('once', '2 times')
    """
    return "once" if number == 1 else count(number, "time")


def about(number: int, noun: str, plural: str = "") -> str:
    """Return an estimated number with its noun, no more precise than an estimate is.

    >>> about(7_388_809, "row"), about(41_234, "row"), about(96, "row")
    ('about 7.4 million rows', 'about 41,000 rows', 'about 96 rows')
    """
    number = round(number, 2 - len(str(number)))
    if number >= 1_000_000:
        millions = f"{number / 1e6:,.1f}".removesuffix(".0")
        return f"about {millions} million {plural or noun + 's'}"
    return f"about {count(number, noun, plural)}"


def percent(share: float, digits: int = 0) -> str:
    """Return a share as a percentage, never rounding something to nothing or to all.

    >>> percent(0.268), percent(0.001), percent(0.9999)
    ('27 %', '< 1 %', '> 99 %')
    """
    text = f"{share * 100:.{digits}f}"
    if share > 0 and float(text) == 0:
        return f"< {10**-digits:g} %"
    if share < 1 and float(text) == 100:
        return f"> {100 - 10**-digits:g} %"
    return f"{text} %"


def number(value: float | None, digits: int = 3) -> str:
    """Return a number with about `digits` significant digits and thousands marks.

    >>> number(0.84512), number(24360.7), number(0.0000123)
    ('0.845', '24,361', '1.23e-05')
    """
    if value is None or math.isnan(value):
        return "–"
    if value != 0 and (abs(value) < 10**-digits or abs(value) >= 1e15):
        return f"{value:.{digits}g}"
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    whole = len(str(int(abs(value)))) if abs(value) >= 1 else 0
    return f"{value:.{max(digits - whole, 0)}f}"


def cutoff(value: float) -> str:
    """Return a threshold with three significant digits, however small.

    >>> cutoff(0.5), cutoff(0.09429), cutoff(0.00123)
    ('0.5', '0.0943', '0.00123')
    """
    return f"{value:.3g}"


def amount(value: float) -> str:
    """Return how much there is: counts in full, sums of weights with about three digits.

    >>> amount(12), amount(5634.0), amount(0.8321)
    ('12', '5,634', '0.832')
    """
    return f"{value:,.0f}" if float(value).is_integer() else number(value)


def as_written(value: float) -> str:
    """Return a value of a table as it is written there, with marks for thousands from 10,000 on.

    A year takes none.

    >>> as_written(1995), as_written(0.25), as_written(24360), as_written(2.76789e9)
    ('1995', '0.25', '24,360', '2,767,890,000')
    """
    return number(value) if abs(value) >= 10_000 else f"{value:.6g}"


def space(size: float) -> str:
    """Return a number of bytes in the unit that suits it.

    >>> space(812), space(40_312), space(13_900_000), space(2.5e9)
    ('1 kB', '40 kB', '13.9 MB', '2.5 GB')
    """
    if size < 1e6:
        return f"{max(round(size / 1e3), 1):,} kB"
    return f"{size / 1e6:.1f} MB" if size < 1e9 else f"{size / 1e9:.1f} GB"


def duration(seconds: float) -> str:
    """Return a duration in the unit a person would use.

    >>> duration(0.007), duration(0.42), duration(75), duration(4020)
    ('7 ms', '0.4 s', '1 min 15 s', '1 h 7 min')
    """
    if seconds < 0.1:
        return f"{max(seconds, 0) * 1000:.0f} ms"
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60} min"


def unbroken(text: str) -> str:
    """Keep each unit on the line of its number, where a narrow column breaks the text.

    >>> unbroken("the top 22 % hold < 1 % of 12 sorts").split(" ")
    ['the', 'top', '22\xa0%', 'hold', '<\xa01\xa0%', 'of', '12', 'sorts']
    """
    return _UNIT.sub("\u00a0", text)


def without_passwords(text: str) -> str:
    """Blank what lets somebody in, in a text for a log: users of addresses, named secrets.

    >>> without_passwords("postgresql://bob:hunter2@host/db?password=hunter2&x=1")
    'postgresql://***@host/db?password=***&x=1'
    """
    for pattern, replacement in _SECRETS:
        text = pattern.sub(replacement, text)
    return text


def unique_names(names: Sequence[str]) -> list[str]:
    """Make repeated names different: the second 'a' becomes 'a (2)'.

    >>> unique_names(["a", "a", "a (2)"])
    ['a', 'a (3)', 'a (2)']
    """
    taken = set(names)
    seen: set[str] = set()
    turns: dict[str, int] = {}
    result = []
    for name in names:
        turn = turns.get(name, 1)
        fresh = name if turn == 1 else f"{name} ({turn})"
        while fresh in seen or (turn > 1 and fresh in taken):
            turn += 1
            fresh = f"{name} ({turn})"
        turns[name] = turn
        seen.add(fresh)
        result.append(fresh)
    return result
