"""The decimal mark of a file is told by numbers that can be read in one way only."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.loading import load


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("n;m\n685.684;1.335.877\n319.488;1.120.100\n", [685684, 319488]),
        ("n;m\n685,684;1,335,877\n319,488;1,120,100\n", [685684, 319488]),
        ("n;m\n1.234;a\n88;b\n750;c\n2.100;d\n", [1234, 88, 750, 2100]),
        ("n;m\n1,234;a\n88;b\n750;c\n2,100;d\n", [1234, 88, 750, 2100]),
        ("n\tm\n1,234\t$2,929.50\n2,345\t$12.00\n", [1234, 2345]),
        ("n\tm\n1,234\t(2.50)\n2,345\t12.25-\n", [1234, 2345]),
        ("n;m\n1.234;CHF 1,5\n2.345;CHF 2,5\n", [1234, 2345]),
        ("n;m\n1.234;a\n2.345;b\n", [1.234, 2.345]),
        ("n;m\n1.125;a\n2;b\n3;c\n1.5;d\n", [1.125, 2, 3, 1.5]),
        ("n;m\n1.125;a\n0;b\n0;c\n", [1.125, 0, 0]),
        ('n,m\n"1.234",a\n"88",b\n"750",c\n', [1.234, 88, 750]),
        ("n;m\n1.125;10.20.30.400\n2.250;192.168.100.101\n", [1.125, 2.25]),
    ],
)
def test_the_decimal_mark_is_told(tmp_path: Path, text: str, values: list[float]) -> None:
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    assert load(path).frame["n"].tolist() == values
