"""Cases 37 to 55: column names."""

from __future__ import annotations

import unicodedata

import pandas as pd

from tests.bad.containers import parquet_of, workbook
from tests.bad.registry import Bad, Maker, text

_LEVELS = pd.DataFrame(
    [[1, 2, 3], [4, 5, 6]], columns=pd.MultiIndex.from_tuples([("a", "1"), ("a", "2"), ("b", "")])
)
_EMOJI, _RTL, _HIDDEN = "😀 mood", "שלום", "a\u200bb"


def named(*names: str) -> Maker:
    """Return a maker of a CSV with these quoted names over three rows of numbers."""
    header = ",".join('"' + name.replace('"', '""') + '"' for name in names)
    body = "".join(",".join(str(row + at) for at in range(len(names))) + "\n" for row in range(3))
    return text(header + "\n" + body)


NAMES = (
    Bad("duplicate names", (37,), named("a", "a", "b"), "auto", "'a (2)'"),
    Bad("an empty name", (38,), named("a", "", "b"), "auto", "'column 2'"),
    Bad("Unnamed: 0", (38,), named("Unnamed: 0", "a", "b"), "auto", "'column 1'"),
    Bad("a name of spaces", (39,), named("a", "   ", "b"), "auto", "'column 2'"),
    Bad("brackets", (40,), named("a[1]", "b<2", "c"), "fine"),
    Bad("signs of JSON", (41,), named('"{}:,', "[x]", "c"), "fine"),
    Bad("a b and a_b", (42,), named("a b", "a_b", "c"), "fine"),
    Bad("same but for case", (43,), named("Age", "age", "c"), "auto", "almost the same"),
    Bad(
        "same but for composition",
        (43,),
        named("é", unicodedata.normalize("NFD", "é"), "c"),
        "auto",
        "almost the same",
    ),
    Bad("5,000 characters", (44,), named("n" * 5000, "b", "c"), "fine"),
    Bad("emoji, right to left, zero width", (45,), named(_EMOJI, _RTL, _HIDDEN), "fine"),
    Bad("NUL in a name", (46,), named("a\x00b", "c", "d"), "auto", "NUL"),
    Bad(
        "numbers and text as names",
        (47,),
        workbook([[2020, 2021, "x"], [1, 2, 3], [4, 5, 6]]),
        "fine",
    ),
    Bad(
        "names of two levels in Parquet",
        (48,),
        parquet_of(_LEVELS),
        "auto",
        "several levels were joined: 'a / 1'",
    ),
    Bad(
        "names of two levels in a workbook",
        (48,),
        workbook([["a", "", "b"], ["x", "y", "z"], [1, 2, 3], [4, 5, 6]]),
        "auto",
        "header on rows 1 to 2",
    ),
    Bad("internal names", (49,), named("target", "index", "__id", "prediction", "fold"), "fine"),
    Bad("an image tag", (50,), named("<img src=x onerror=alert(1)>", "b", "c"), "fine"),
    Bad("a Markdown image", (51,), named("![x](https://host.example/p.png)", "b", "c"), "fine"),
    Bad("a formula", (52,), named("=cmd()", "+1+1", "@sum"), "fine"),
    Bad("SQL", (53,), named("select", "a'; DROP TABLE x;--", '"b"'), "fine"),
    Bad("keywords", (54,), named("class", "def", "lambda"), "fine"),
    Bad("names of arguments", (54,), named("self", "frame", "other"), "fine"),
    Bad("names of arguments, the target last", (54,), named("values", "data", "self"), "fine"),
    Bad("Markdown and LaTeX", (55,), named("$x_1$", ":material/x:", ":red[x]"), "fine"),
)
