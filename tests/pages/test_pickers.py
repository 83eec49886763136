"""Picking a part of the project's file: another sheet, another file of an archive."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import openpyxl
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import Opener

ROWS = [["id", "name"], [1, "a"], [2, "b"], [3, "c"]]


def uploaded(app: AppTest, file: Path) -> AppTest:
    app.file_uploader(key="home-upload").upload(file.name, file.read_bytes(), "x/y").run()
    app.session_state["read-again"] = True
    return app.run()


def pick(app: AppTest, value: str) -> None:
    pickers = [*app.selectbox, *app.segmented_control]
    control = next(one for one in pickers if str(one.key).startswith("picking-"))
    control.set_value(value).run()
    assert not app.exception
    app.button(key="load-again").click().run()
    assert not app.exception


def test_another_sheet_is_picked_and_its_header_found(show: Opener, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    below = book.create_sheet("below")
    for row in [["A title"], [], ["k", "v"], ["x", 1], ["y", 2]]:
        below.append(row)
    book.save(tmp_path / "t.xlsx")
    app = uploaded(show("home"), tmp_path / "t.xlsx")
    pick(app, "below")
    assert any("2 rows, 2 columns" in text.value for text in app.markdown)


def test_another_file_of_an_archive_is_picked(show: Opener, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "t.zip", "w") as archive:
        archive.writestr("large.csv", "a,b\n" + "1,2\n" * 40)
        archive.writestr("small.csv", "p,q,r\n1,2,3\n4,5,6\n")
    app = uploaded(show("home"), tmp_path / "t.zip")
    pick(app, "small.csv")
    assert any("2 rows, 3 columns" in text.value for text in app.markdown)


def test_a_list_in_a_json_file_is_pointed_at(show: Opener, tmp_path: Path) -> None:
    people = [{"id": at, "name": "x"} for at in range(5)]
    plans = [{"plan": "gold", "price": 3}, {"plan": "basic", "price": 1}]
    (tmp_path / "t.json").write_text(json.dumps({"a.b": {"people": people, "plans": plans}}))
    app = uploaded(show("home"), tmp_path / "t.json")
    labels = [button.label for button in app.button]
    assert "**people** · 5 records with 'id' and 'name'" in labels
    assert not [one for one in app.selectbox if str(one.key).startswith("picking-")]
    line = labels.index("**plans** · 2 records with 'plan' and 'price'")
    assert labels[line + 1] == "Use these rows"
    app.button[line + 1].click().run()
    assert "These rows are used" in app.button[line + 1].label
    app.button(key="load-again").click().run()
    assert not app.exception
    assert any("2 rows, 2 columns" in text.value for text in app.markdown)
