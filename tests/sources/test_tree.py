"""An answer as the lines of a tree: what is open, what is cut, and that size does not matter."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from core.sources.json_shape import look
from core.sources.web.records import places_in
from core.sources.web.tree import MOST_FIELDS, MOST_LINES, Line, lines_of, tree_of

PEOPLE = [{"name": "Ada", "home": {"city": "Bern"}, "tags": ["a", "b"]}, {"name": "Max"}, {}]


def tree(answer: Any, chosen: str = "", **folds: bool) -> tuple[Line, ...]:
    opened = {f"/{name.replace('__', '/')}": is_open for name, is_open in folds.items()}
    return lines_of(answer, places_in(answer), chosen, opened)


def drawn(lines: tuple[Line, ...]) -> list[str]:
    return [f"{'  ' * line.depth}{line.name}: {line.said}" for line in lines]


def test_every_list_of_records_stands_in_its_place() -> None:
    answer = {"ok": True, "data": {"people": PEOPLE, "years": [1, 2, 3, 4]}, "more": {"a": {}}}
    assert drawn(tree(answer, "/data/people")) == [
        "ok: true",
        "data: 2 fields",
        "  people: 3 records with 'name', 'home' and 'tags'",
        "  years: 4 values: 1, 2, 3, …",
        "more: 1 field",
    ]


def test_the_rows_are_shown_where_they_are_opened() -> None:
    answer = {"ok": True, "data": {"people": PEOPLE, "years": [1, 2, 3, 4]}, "more": {"a": {}}}
    assert drawn(tree(answer, "/data/people", data__people=True)) == [
        "ok: true",
        "data: 2 fields",
        "  people: 3 records with 'name', 'home' and 'tags'",
        "    row 1: 3 fields",
        '      name: "Ada"',
        "      home: 1 field",
        '      tags: 2 values: "a", "b"',
        "    row 2: 1 field",
        "    : … 1 more item",
        "  years: 4 values: 1, 2, 3, …",
        "more: 1 field",
    ]


def test_what_is_opened_and_closed_stays_so() -> None:
    answer = {"data": {"people": PEOPLE, "n": 1}, "more": {"a": 1}}
    closed = drawn(tree(answer, "/data/people", data=False, more=True))
    assert closed == ["data: 2 fields", "more: 1 field", "  a: 1"]
    opened = drawn(tree(answer, "/data/people", data__people__0__home=True))
    assert '        city: "Bern"' in opened


def test_the_level_within_a_row_is_known() -> None:
    levels = {line.name: line.level for line in tree({"p": PEOPLE, "q": {"r": 1}}, "/p")}
    assert levels == {**levels, "p": None, "row 1": 0, "home": 1, "q": None, "name": None}


def test_a_chain_of_records_is_one_line() -> None:
    deep: Any = PEOPLE
    for name in "dcba":
        deep = {name: deep}
    assert drawn(tree(deep))[0].startswith("a → b → c → d: 3 records")
    chain: Any = {"end": 1, "last": 2}
    for at in range(30):
        chain = {f"k{at}": chain}
    (line,) = lines_of(chain, ())
    assert (line.name, line.said, line.folds) == ("k29 → … → k1 → k0", "2 fields", True)


def test_rows_alone_and_a_single_value_have_a_line() -> None:
    assert drawn(tree(PEOPLE))[0] == "the whole JSON: 3 records with 'name', 'home' and 'tags'"
    assert drawn(tree(3)) == ["the whole JSON: 3"]
    assert drawn(tree([])) == ["the whole JSON: empty list"]
    assert drawn(tree({})) == ["the whole JSON: empty"]


def test_wide_and_long_parts_are_cut_and_said() -> None:
    wide = {f"f{at}": at for at in range(100)} | {"rows": PEOPLE, "text": "x" * 10_000_000}
    found = drawn(tree(wide, "/rows"))
    assert found[MOST_FIELDS].startswith("rows: ")  # however far down, a list of rows is shown
    assert found[-1] == ": … 71 more fields"
    assert max(map(len, drawn(tree({"text": "y" * 10_000, "b": 1})))) < 120
    many = {f"g{at}": {f"h{at}": at, "b": 1} for at in range(30)}
    opened = {f"/g{at}": True for at in range(30)}
    assert len(lines_of(many, (), "", opened)) == 90
    wider = {f"g{at}": {f"h{inner}": inner for inner in range(9)} for at in range(30)}
    cut = lines_of(wider, (), "", opened)
    assert len(cut) == MOST_LINES + 1
    assert "fold a part to see it" in cut[-1].said


def test_the_lists_of_a_file_have_the_paths_of_the_source(tmp_path: Path) -> None:
    file = tmp_path / "t.json"
    file.write_text(json.dumps({"a.b": {"c/d": PEOPLE}, "n": [1, 2], "one": {"x": 1}}))
    found = tree_of(file)
    assert found is not None
    assert found.paths == {"/a.b/c~1d": r"a\.b.c/d", "": ""}
    assert {spot.path for spot in look(file).spots} == set(found.paths.values())
    lines = lines_of(found.answer, found.places, "/a.b/c~1d")
    assert [(line.name, line.is_open) for line in lines if line.place] == [
        ("the whole JSON", True),
        ("a.b → c/d", False),
    ]


@pytest.mark.parametrize("text", ['{"a": 1}\n{"a": 2}\n', '{"a": [{"b": 1}', '{"a": [{"b": 1,}]}'])
def test_lines_and_what_needs_mending_are_not_pointed_into(text: str, tmp_path: Path) -> None:
    file = tmp_path / "t.json"
    file.write_text(text)
    assert tree_of(file) is None


@pytest.mark.alone
def test_a_large_answer_is_walked_at_once() -> None:
    row = {f"f{at}": {"a": {"b": "x" * 50}} for at in range(20)}
    answer = {"data": {"rows": [row] * 10_000, **{f"w{at}": [row] * 50 for at in range(50)}}}
    places = places_in(answer)
    began = time.process_time()
    lines = lines_of(answer, places, "/data/rows")
    assert time.process_time() - began < 0.5
    assert len(lines) < MOST_LINES
