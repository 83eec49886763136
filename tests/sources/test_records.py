"""Lists of records are found wherever they stand in an answer, and become a table."""

from __future__ import annotations

import json
from typing import Any

import pytest

from core.errors import SourceError
from core.sources.dialect.values import Rules
from core.sources.json_rows import Flattening
from core.sources.web.records import (
    below,
    frame_of,
    parts_of,
    places_in,
    records_at,
    said_of,
    value_at,
)

PEOPLE = [{"name": "Ada", "home": {"city": "Bern"}}, {"name": "Max", "home": {"city": "Thun"}}]


@pytest.mark.parametrize(
    ("answer", "pointers"),
    [
        (PEOPLE, [""]),
        ({"data": {"items": PEOPLE, "tags": ["a", "b", "c"]}}, ["/data/items", "/data/tags"]),
        ([{"page": 1, "pages": 4}, PEOPLE], ["/1"]),
        ({"a/b": {"~c": PEOPLE}}, ["/a~1b/~0c"]),
        ({"values": [["name", "age"], ["Ada", 36]]}, ["/values"]),
        ({"time": ["09:00", "10:00"], "heat": [1, 2]}, [""]),
        ({"AAPL": {"open": 1, "close": 2}, "MSFT": {"open": 3, "close": 4}}, [""]),
        ({"status": "ok", "result": None}, []),
        ({"items": []}, []),
        ([], []),
        (3, []),
        ({"grid": [[1, 2], [3, [4]]]}, []),
    ],
)
def test_lists_of_records_are_found(answer: Any, pointers: list[str]) -> None:
    assert [place.pointer for place in places_in(answer)] == pointers


def test_the_list_with_most_in_it_comes_first() -> None:
    answer = {"links": [{"href": "a"}, {"href": "b"}], "people": PEOPLE, "years": [1, 2, 3]}
    assert [place.pointer for place in places_in(answer)] == ["/people", "/years", "/links"]


def test_a_place_says_what_it_holds() -> None:
    place = places_in({"data": PEOPLE})[0]
    assert place.label == "data"
    assert said_of(place) == "2 records with 2 fields: 'name' and 'home'"
    assert places_in(PEOPLE)[0].label == "the whole JSON"


@pytest.mark.parametrize("parts", [("a",), ("a/b", "~", ""), ("0", "é"), ("~1",)])
def test_pointers_keep_every_name(parts: tuple[str, ...]) -> None:
    pointer = ""
    for part in parts:
        pointer = below(pointer, part)
    assert parts_of(pointer) == parts


def test_what_stands_at_a_pointer() -> None:
    answer = {"a": [{"b": 1}, 2]}
    assert value_at(answer, "/a/0/b") == 1
    assert value_at(answer, "") == answer
    for nowhere in ("/b", "/a/2", "/a/-1", "/a/x", "/a/0/b/c"):
        assert value_at(answer, nowhere) is None
    with pytest.raises(SourceError, match="'a' is no place in an answer"):
        value_at(answer, "a")


def columns(value: Any, pointer: str = "", **how: Any) -> dict[str, list[Any]]:
    frame, _ = frame_of(records_at(value, pointer), Flattening(**how), Rules())
    return {str(name): frame[name].tolist() for name in frame.columns}


def test_nested_records_become_columns_as_deep_as_wanted() -> None:
    assert columns(PEOPLE) == {"name": ["Ada", "Max"], "home.city": ["Bern", "Thun"]}
    assert columns(PEOPLE, depth=0)["home"][0] == '{"city": "Bern"}'


def test_records_come_in_many_forms() -> None:
    assert columns({"v": [["n", "x"], ["a", 1]]}, "/v") == {"n": ["a"], "x": [1]}
    assert columns({"time": ["a", "b"], "heat": [1, 2]}) == {"time": ["a", "b"], "heat": [1, 2]}
    assert columns({"A": {"o": 1}, "B": {"o": 2}}) == {"key": ["A", "B"], "o": [1, 2]}
    assert columns({"o": 1, "p": {"q": 2}}) == {"o": [1], "p.q": [2]}
    assert columns([1, 2]) == {"value": [1, 2]}


def test_long_whole_numbers_stay_exact() -> None:
    long = 12_345_678_901_234_567
    assert columns([{"id": long}, {"id": None}])["id"][0] == str(long)
    assert columns([{"id": long}, {"id": 1}])["id"][0] == long


def test_halves_of_letters_do_no_harm() -> None:
    assert columns(json.loads('[{"a\\ud800": "\\udfffé"}]')) == {"a?": ["?é"]}
