"""Tables that a job reads: shown while they come, taken in once, and undone like any change."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from streamlit.runtime.scriptrunner_utils.exceptions import StopException
from streamlit.testing.v1 import AppTest

from core.jobs import Engine
from core.locks import locked
from core.masking import masks_in
from pages.ui import at_hand, stores
from tests.jobs.conftest import over
from tests.pages.conftest import APP, CSV, PATIENCE, recipe_of
from tests.traces import traces

Opener = Callable[..., AppTest]


@pytest.fixture
def reading(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:  # noqa: ARG001
    """Open Data in a new project and name a file, which is read by a job whatever its size."""
    return begun(tmp_path, monkeypatch)


def begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setattr(at_hand, "HEAVY_BYTES", 1)
    file = tmp_path / "visits.csv"
    file.write_text(CSV)
    app = AppTest.from_file(str(APP), default_timeout=PATIENCE).run()
    app.button(key="new-source").click().run()
    assert app.segmented_control(key="source").value == "sql"
    app.segmented_control(key="source").set_value("file").run()
    app.text_input(key="data-path").set_value(str(file)).run()
    app.button(key="load-path").click().run()
    assert not app.exception
    assert not app.error, [box.value for box in app.error]
    return app


def project_of(app: AppTest) -> str:
    return str(app.query_params["project"])


def finish(app: AppTest) -> AppTest:
    """Wait for the reading and draw again, unless it was quick enough to be on the page already."""
    project, engine = project_of(app), stores.engine()
    status = engine.latest(project, "import")
    assert status is not None
    over(engine, status.id)
    taken_in = f"arrived {status.id}" in stores.store().open(project, "local").info.marks
    return app if taken_in else app.run()


def test_a_table_that_was_read_is_taken_in_with_a_recipe(reading: AppTest) -> None:
    app = finish(reading)
    assert not app.exception
    state = stores.store().open(project_of(app), "local")
    assert state.info.name == "Visits"
    assert state.recipe["problem"]["target"] == "left"
    assert state.recipe["source"]["path"].endswith("visits.csv")
    assert any("Loaded 80 rows" in box.value for box in app.success)


def test_undo_brings_the_time_before_back_and_keeps_it(reading: AppTest) -> None:
    app = finish(reading)
    app.button(key="undo").click().run()
    app.run()
    assert "data" not in stores.store().open(project_of(app), "local").recipe["source"]


def test_a_failure_is_said_and_can_be_dismissed(
    reading: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = finish(reading)
    (tmp_path / "visits.csv").write_text("a,b\n")
    app.button(key="undo").click().run()
    app.text_input(key="data-path").set_value(str(tmp_path / "visits.csv")).run()
    app.button(key="load-path").click().run()
    app = finish(app)
    assert any("no rows" in box.value for box in app.error)
    app.button(key="dismiss-import").click().run()
    assert not any("no rows" in box.value for box in app.error)
    assert app.segmented_control(key="source")


PEOPLE = "\n".join(
    ["contact,spend,left", *(f"p{at}@canary.example,{at},{'ny'[at % 2]}" for at in range(80))]
)


def named(app: AppTest, file: Path) -> AppTest:
    """Undo the table that was read before, and read another file."""
    app.button(key="undo").click().run()
    app.text_input(key="data-path").set_value(str(file)).run()
    app.button(key="load-path").click().run()
    return finish(app)


def test_a_reading_asks_about_people_before_anything_is_stored(
    reading: AppTest, home: Path, tmp_path: Path
) -> None:
    app, file = finish(reading), tmp_path / "people.csv"
    file.write_text(PEOPLE)
    app = named(app, file)
    assert any("1 column points at people" in text.value for text in app.markdown)
    assert not app.dataframe
    file.rename(tmp_path.with_name("away.csv"))
    assert traces(home, "@canary") == []
    tmp_path.with_name("away.csv").rename(file)
    app.button(key="arrival-go").click().run()
    app = finish(app)
    recipe = recipe_of(project_of(app))
    assert [mask.way for mask in masks_in(recipe.source).columns] == ["domain"]
    table = stores.table(str(recipe.source["data"]), "local")
    assert table.frame["contact"].unique().tolist() == ["canary.example"]


def test_what_is_kept_on_purpose_is_remembered(reading: AppTest, tmp_path: Path) -> None:
    app, file = finish(reading), tmp_path / "people.csv"
    file.write_text(PEOPLE)
    app = named(app, file)
    app.selectbox(key="arrival-way-0").select("keep")
    app.button(key="arrival-go").click().run()
    app = finish(app)
    assert masks_in(recipe_of(project_of(app)).source).kept == ("contact",)
    file.write_text(PEOPLE.replace(",0,", ",1,"))
    app.text_input(key="data-path").set_value(str(file)).run()
    app.button(key="load-path").click().run()
    app = finish(app)
    assert not any("at people.**" in text.value for text in app.markdown)


def test_a_table_held_in_part_is_masked_for_good_by_a_job(
    reading: AppTest, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stores, "WHOLE_ROWS", 50)
    monkeypatch.setattr(stores, "PART_ROWS", 40)
    app, file = finish(reading), tmp_path / "people.csv"
    file.write_text(PEOPLE)
    app = named(app, file)
    app.selectbox(key="arrival-way-0").select("keep")
    app.button(key="arrival-go").click().run()
    app = finish(app)
    file.unlink()
    assert traces(home, "p7@canary")
    app.session_state["privacy"] = True
    app.run()
    app.selectbox(key="mask-way-0").select("domain")
    app.checkbox(key="mask-sure").check().run()
    app.button(key="mask-go").click().run()
    app = finish(app)
    assert not app.exception
    assert any("The unmasked table and file were removed" in box.value for box in app.success)
    recipe = recipe_of(project_of(app))
    whole = stores.store().load_dataset(str(recipe.source["data"]), owner="local")
    assert whole.frame["contact"].unique().tolist() == ["canary.example"]
    assert whole.rows == 80
    assert traces(home, "p7@canary") == []


def test_lines_not_read_are_not_offered_where_columns_are_masked(
    reading: AppTest, tmp_path: Path
) -> None:
    app, file = finish(reading), tmp_path / "people.csv"
    file.write_text(f"{PEOPLE}\nTotal: 80 people, asked by p1@canary.example\n")
    app = named(app, file)
    app.button(key="arrival-go").click().run()
    app = finish(app)
    assert recipe_of(project_of(app)).source["skipped"] == 1
    assert any("masked columns stand in them" in text.value for text in app.caption)
    assert not [one for one in app.get("download_button") if "not read" in one.proto.label]


def test_a_text_of_many_short_rows_is_read_by_a_job(show: Opener, home: Path) -> None:
    app = show("home")
    content = b"a\n" + b"1\n" * 600_000
    app.file_uploader(key="home-upload").upload("ones.csv", content, "text/csv").run()
    app = finish(app)
    version = recipe_of(project_of(app)).source["data"]
    assert stores.store().data_version(version, "local").rows == 600_000
    assert stores.engine().jobs(project_of(app), "import")


def test_the_first_rows_are_shown_while_a_job_reads_the_others(
    show: Opener, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Engine, "_try_pump", lambda engine: None)
    monkeypatch.setattr(Engine, "pump", lambda engine: None)  # the job waits
    app = show("home")
    content = b"day;spent\n" + b"31.12.2024;1,5\n" * 600_000
    app.file_uploader(key="home-upload").upload("days.csv", content, "text/csv").run()
    assert not app.exception
    assert any("Semicolon" in text.value for text in app.markdown)
    shown = next(one.value for one in app.dataframe if "spent" in one.value)
    assert shown["spent"].tolist() == [1.5] * 20


def test_a_dismissed_upload_leaves_nothing(show: Opener, home: Path, monkeypatch) -> None:
    monkeypatch.setattr(at_hand, "HEAVY_BYTES", 1)
    frame = pd.read_csv(io.StringIO(PEOPLE))
    app = show("home")
    content = frame.to_parquet()
    app.file_uploader(key="home-upload").upload("people.parquet", content, "x/x").run()
    app = finish(app)
    assert list((home / "waiting").iterdir())
    assert not (home / "uploads").exists()
    app.button(key="dismiss-import").click().run()
    assert list((home / "waiting").iterdir()) == []
    assert app.segmented_control(key="source")


def test_a_very_large_table_is_shown_by_a_part_and_says_so(
    reading: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stores, "WHOLE_ROWS", 50)
    monkeypatch.setattr(stores, "PART_ROWS", 40)
    app = finish(reading)
    assert any("40 of 80 rows" in text.value for text in app.caption)
    assert not app.exception
    for page in ("explore", "clean", "features", "models"):
        app.switch_page(f"pages/{page}.py").run()
        assert not app.exception
        assert any("40 of 80 rows" in text.value for text in app.caption)


@pytest.mark.parametrize("name", ["", "projects.sqlite", "uploads/none.csv"])
def test_the_apps_own_data_folder_is_not_read(home: Path, name: str) -> None:
    app = AppTest.from_file(str(APP), default_timeout=PATIENCE).run()
    app.button(key="new-source").click().run()
    app.segmented_control(key="source").set_value("file").run()
    app.text_input(key="data-path").set_value(str(home / name)).run()
    app.button(key="load-path").click().run()
    assert not app.exception
    assert "belongs to the data that this app keeps for itself" in app.error[0].value


def test_a_home_folder_of_nobody_is_said_to_hold_no_file(home: Path) -> None:  # noqa: ARG001
    app = AppTest.from_file(str(APP), default_timeout=PATIENCE).run()
    app.button(key="new-source").click().run()
    app.segmented_control(key="source").set_value("file").run()
    app.text_input(key="data-path").set_value("~nobody-here/a.csv").run()
    app.button(key="load-path").click().run()
    assert not app.exception
    assert "a.csv" in app.error[0].value


@pytest.fixture
def left(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:  # noqa: ARG001
    """Leave the page each time before the table that a job has read is kept."""

    def leave(*_: object) -> None:
        raise StopException

    with monkeypatch.context() as patch:
        patch.setattr(stores, "table", leave)
        app = begun(tmp_path, patch)
        status = stores.engine().latest(project_of(app), "import")
        assert status is not None
        over(stores.engine(), status.id)
        app.run()
    assert recipe_of(project_of(app)).source == {}
    return app


def test_a_page_that_is_left_while_a_table_is_taken_in_loses_nothing(left: AppTest) -> None:
    app = left.run()
    assert not app.exception
    assert recipe_of(project_of(app)).source["file"] == "visits.csv"
    assert any("Loaded 80 rows" in box.value for box in app.success)


def test_a_second_window_waits_for_the_one_that_takes_a_table_in(home: Path, left: AppTest) -> None:
    project, engine, store = project_of(left), stores.engine(), stores.store()
    status = engine.latest(project, "import")
    assert status is not None
    found, task = engine.result(status.id) or {}, engine.task(status.id)
    source = {**task["source"], "file": task["file"], "data": found["data"]}
    window = threading.Thread(target=left.run)
    with locked(home / "jobs" / status.id / "taking"):
        window.start()
        window.join(1.0)
        assert window.is_alive()
        taken = recipe_of(project).edit(source=source).to_json()
        version = store.open(project, "local").info.version
        store.save(project, "local", taken, version, "Load visits")
        store.mark(project, "local", (f"arrived {status.id}",))
    window.join(PATIENCE)
    assert not left.exception
    assert store.open(project, "local").info.version == version + 1
    assert any("80 rows" in text.value for text in left.markdown)
