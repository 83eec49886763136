"""One table in which every name, category, class and the file name is hostile."""

from __future__ import annotations

import json
import random

from tests.security.payloads import HOST, HTML, MARKDOWN, STREAMLIT, TEXT

ROWS = 120
EVERYTHING = (
    f"![x]({HOST}/p.png) [pay]({HOST}) <img src=x onerror=window.__xss=1>"
    " **b** $x_1$ :material/skull: :red[r] `c`"
)
TARGET = f"left {EVERYTHING}"
STAYS, LEAVES = f"no {EVERYTHING}", f"yes {EVERYTHING}"
GROUP = f"group {EVERYTHING}"
AMOUNT = f"amount {EVERYTHING}"
DAY = f"day {EVERYTHING}"
GAPS = f"gaps {EVERYTHING}"
LONG = "long name " * 500
FILE_NAME = "![x](https:evil.example) <img src=x onerror=window.__xss=1> $x$ **b** \u202egnp.json"
NAMES = (*MARKDOWN[::5], *STREAMLIT[::5], *HTML[::5], *TEXT, LONG)
CATEGORIES = (*HTML, *MARKDOWN, *STREAMLIT, *TEXT)


def content(rows: int = ROWS, with_target: bool = True) -> bytes:
    """Return the table as a JSON file, the one kind of text file that can hold every sign."""
    draw = random.Random(7)  # noqa: S311
    return json.dumps([_row(place, draw, with_target) for place in range(rows)]).encode()


def _row(place: int, draw: random.Random, with_target: bool) -> dict[str, object]:
    leaves = draw.random() < 0.4
    row: dict[str, object] = {
        GROUP: CATEGORIES[(place + 40 * leaves) % len(CATEGORIES)],
        AMOUNT: round(draw.gauss(10.0 + 3 * leaves, 2.0), 3),
        DAY: f"2024-{1 + place % 12:02}-{1 + place % 28:02}",
        GAPS: None if place % 3 else EVERYTHING,
    }
    row |= {name: draw.randrange(50) for name in NAMES}
    if with_target:
        row[TARGET] = LEAVES if leaves else STAYS
    return row
