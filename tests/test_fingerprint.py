"""The fingerprint sees every value and no cut between pieces."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.fingerprint import Digest, arrow_of, fingerprint_of, fingerprint_of_pieces

TABLE = pd.DataFrame(
    {
        "count": [1, 2, 3, 4],
        "share": [0.5, np.nan, -0.25, 1e300],
        "name": pd.Series(["ab", None, "", "ü"], dtype="str"),
        "day": pd.Series(["2024-01-31", None, "1970-01-01", "2030-12-31"], dtype="datetime64[us]"),
    }
)


@pytest.mark.parametrize("cuts", [(1,), (1, 2, 3), (2,), ()])
def test_cuts_between_pieces_do_not_matter(cuts: tuple[int, ...]) -> None:
    edges = [0, *cuts, len(TABLE)]
    pieces = [
        arrow_of(TABLE.iloc[low:high]) for low, high in zip(edges[:-1], edges[1:], strict=True)
    ]
    assert fingerprint_of_pieces(pieces) == fingerprint_of(TABLE)


def test_slices_of_one_arrow_table_count_their_own_rows_only() -> None:
    whole = arrow_of(TABLE)
    digest = Digest()
    for at in range(len(TABLE)):
        digest.add(whole.slice(at, 1))
    assert digest.hexdigest() == fingerprint_of(TABLE)


@pytest.mark.parametrize(
    ("column", "row", "value"),
    [
        ("count", 0, 2),
        ("share", 1, 0.0),
        ("share", 2, 0.25),
        ("name", 1, ""),
        ("name", 0, "ba"),
        ("day", 0, pd.Timestamp("2024-02-01")),
        ("day", 1, pd.Timestamp("2024-02-01")),
    ],
)
def test_every_value_counts(column: str, row: int, value: object) -> None:
    other = TABLE.copy()
    other.loc[row, column] = value
    assert fingerprint_of(other) != fingerprint_of(TABLE)


def test_moving_a_letter_between_cells_is_seen() -> None:
    left = pd.DataFrame({"a": pd.Series(["ab", "c"], dtype="str")})
    right = pd.DataFrame({"a": pd.Series(["a", "bc"], dtype="str")})
    assert fingerprint_of(left) != fingerprint_of(right)


def test_order_names_and_types_count() -> None:
    seen = {
        fingerprint_of(TABLE),
        fingerprint_of(TABLE.iloc[::-1]),
        fingerprint_of(TABLE[["share", "count", "name", "day"]]),
        fingerprint_of(TABLE.rename(columns={"name": "names"})),
        fingerprint_of(TABLE.astype({"count": "float64"})),
        fingerprint_of(TABLE, (("share", (0,)),)),
        fingerprint_of(TABLE.iloc[:0]),
    }
    assert len(seen) == 7


def test_every_nan_is_the_same() -> None:
    odd = np.array([0x7FF8000000000001, 0x3FE0000000000000], dtype="uint64").view("float64")
    usual = pd.DataFrame({"a": [np.nan, 0.5]})
    assert fingerprint_of(pd.DataFrame({"a": odd})) == fingerprint_of(usual)


def test_whole_numbers_too_long_for_a_float_count_exactly_until_there_is_a_gap() -> None:
    long, next_one = (pd.DataFrame({"a": [2**62, number]}) for number in (2**53, 2**53 + 1))
    assert fingerprint_of(long) != fingerprint_of(next_one)
    floats = pd.DataFrame({"a": [2.0**62, 2.0**53, np.nan]})
    pieces = [arrow_of(next_one), arrow_of(pd.DataFrame({"a": pd.array([None], dtype="Int64")}))]
    assert fingerprint_of_pieces(pieces) == fingerprint_of(floats)
