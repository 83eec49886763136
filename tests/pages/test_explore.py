"""Explore: the training rows only, one part at a time."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.advice import suggest
from core.loading import load
from pages.ui import stores
from tests.pages.conftest import CSV, Opener, errors_of


def test_without_a_project_the_page_leads_home(show: Opener) -> None:
    app = show("explore")
    assert any("No project is open yet" in text.value for text in app.markdown)


def test_only_training_rows_are_counted(show: Opener, project: str) -> None:
    app = show("explore", project)
    numbers = {item.label: item.value for item in app.metric}
    assert numbers["Training rows"] == "64"
    assert list(numbers)[-1].startswith("Share of 'yes'")
    assert numbers["Share of 'yes'"].endswith(" %")


@pytest.mark.parametrize("part", ["Columns", "Target", "Missing", "Associations"])
def test_each_part_is_drawn(show: Opener, project: str, part: str) -> None:
    app = show("explore", project)
    app.segmented_control(key="explore-part").select(part).run()
    assert not errors_of(app)


def test_gaps_are_counted_beside_the_share_of_the_class_of_interest(
    show: Opener, home: Path
) -> None:
    lines = CSV.splitlines()
    lines[1:21] = [f",{line.split(',', 1)[1]}" for line in lines[1:21]]
    (home / "gaps.csv").write_text("\n".join(lines))
    table = load(home / "gaps.csv")
    version = stores.store().store_dataset(table, {"source": "csv"}, "local")
    recipe = suggest(table, "left").edit(source={"source": "csv", "data": version.fingerprint})
    app = show("explore", stores.store().create("local", "Gaps", recipe.to_json()).id)
    app.segmented_control(key="explore-part").select("Missing").run()
    found = next(item.value for item in app.dataframe if "Missing" in item.value)
    assert list(found)[2:] == ["Share of 'yes' where missing", "Share of 'yes' where known"]
    assert " rows, " in found["Missing"].iloc[0]
    assert found.iloc[0, 2].endswith(" %")


def test_another_column_is_looked_at(show: Opener, project: str) -> None:
    app = show("explore", project)
    app.selectbox(key="explore-column").select("age").run()
    assert any("Kind: **number**" in text.value for text in app.markdown)


@pytest.mark.parametrize("chart", ["histogram", "box", "qq"])
def test_a_number_is_shown_on_a_log_scale(show: Opener, project: str, chart: str) -> None:
    app = show("explore", project)
    app.selectbox(key="explore-column").select("visits").run()
    app.segmented_control(key="explore-chart-number").select(chart).run()
    app.toggle(key="explore-log").set_value(True).run()
    assert not errors_of(app)
    assert any("zero or less cannot be drawn" in text.value for text in app.caption)
