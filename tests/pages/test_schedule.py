"""Deploy: new rows are predicted by the clock, also while nobody looks."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from conftest import ROOT
from core.jobs.clockwork import KEPT, KIND
from core.jobs.clockwork import begin as begin_run
from core.reach import HOSTS
from core.schedules import Schedule, bundle_of
from core.secret_store import forget, typed_in
from pages.ui import stores
from tests.fetch.server import as_json, serving
from tests.jobs.conftest import over, until
from tests.pages.conftest import (
    PATIENCE,
    Opener,
    change_recipe,
    errors_of,
    newest,
    recipe_of,
    words,
    work,
)
from tests.traces import traces

FOLD = "schedule-fold"
NEW = "age,plan,visits\n30,gold,2\n31,basic,5\n"


def unfolded(app: AppTest) -> AppTest:
    """Open the fold in which a schedule is set."""
    app.expander(key=FOLD).open = True
    app.session_state[FOLD] = True
    return app.run()


def given(app: AppTest, path: object, folder: object = "") -> AppTest:
    """Set a schedule that reads a path."""
    app = unfolded(app)
    app.text_input(key="schedule-path").input(str(path)).run()
    app.text_input(key="schedule-folder").input(str(folder)).run()
    return app.button(key="schedule-set").click().run()


def schedule_of(project: str) -> Schedule:
    """Return the schedule of a project."""
    found = stores.schedules().of(project, "local")
    assert found is not None
    return found


def make_due(project: str) -> Schedule:
    """Let the schedule of a project be due for an hour."""
    due = replace(schedule_of(project), due=float(round(time.time() - 3600)))
    stores.schedules().put(due)
    return due


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """Write two new rows to a file."""
    path = tmp_path / "rows" / "new_1.csv"
    path.parent.mkdir()
    path.write_text(NEW)
    return path


def test_without_a_bundle_nothing_can_be_scheduled(show: Opener, project: str) -> None:
    change_recipe(project, chosen="Logistic regression")
    assert not [fold for fold in show("deploy", project).expander if fold.key == FOLD]


def test_a_schedule_begins_tomorrow_and_can_be_run_now(
    show: Opener, worked: str, fresh: Path, tmp_path: Path
) -> None:
    app = given(show("deploy", worked), fresh.parent / "new_*.csv", tmp_path)
    assert not errors_of(app)
    assert "**Every day at 06:00 (UTC)**" in words(app)
    assert 0 < schedule_of(worked).due - time.time() <= 24 * 3600
    app = work(app, "schedule-run-now", KIND)
    assert not errors_of(app)
    assert "**2 rows predicted.**" in words(app)
    (copy,) = tmp_path.glob("predictions_*.csv")
    assert copy.read_text().startswith("age,plan,visits,prediction,")


def test_a_list_is_never_written_over_another(
    show: Opener, worked: str, fresh: Path, tmp_path: Path
) -> None:
    given(show("deploy", worked), fresh, tmp_path)
    schedule = schedule_of(worked)
    for second in (0.0, 1.0):  # twice in the same minute
        os.utime(fresh, (second, second))
        job = begin_run(stores.engine(), stores.store(), replace(schedule, due=second))
        over(stores.engine(), job, PATIENCE)
    first = _stem(worked)
    assert sorted(file.name for file in tmp_path.glob("predictions*")) == [
        f"{first}.csv",
        f"{first}_2.csv",
    ]


def test_a_file_is_predicted_again_where_its_copy_failed_or_the_model_is_another(
    show: Opener, worked: str, fresh: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    given(show("deploy", worked), fresh, folder)
    schedule = schedule_of(worked)

    def counted(moment: float) -> str:
        due = replace(schedule_of(worked), due=moment)
        job = begin_run(stores.engine(), stores.store(), due)
        over(stores.engine(), job, PATIENCE)
        return str((stores.engine().result(job) or {})["counted"])

    partial = folder / f"{_stem(worked)}.part"
    partial.mkdir()  # so that the copy cannot be written
    assert counted(0.0) == "2 rows predicted"
    partial.rmdir()
    assert counted(1.0) == "2 rows predicted"
    assert len(list(folder.glob("*.csv"))) == 1
    assert counted(2.0).startswith("Nothing new")
    other = replace(schedule, bundle=replace(schedule.bundle, job="other"))
    stores.schedules().put(other, bundle_of(stores.home(), worked, schedule.bundle.job))
    assert counted(3.0) == "2 rows predicted"


def _stem(project: str) -> str:
    """Return the name of the list of a project for the first minute of 1970."""
    name = stores.store().open(project, "local").info.name.replace(" ", "_")
    return f"predictions_{name}_1970-01-01_0000"


def test_a_file_that_has_not_changed_is_not_predicted_again(
    show: Opener, worked: str, fresh: Path
) -> None:
    app = work(given(show("deploy", worked), fresh.parent / "new_?.csv"), "schedule-run-now", KIND)
    app = work(app, "schedule-run-now", KIND)
    assert "Nothing new" in words(app)
    (fresh.parent / "new_2.csv").write_text(NEW + "32,gold,1\n")
    app = work(app, "schedule-run-now", KIND)
    assert "**3 rows predicted.**" in words(app)


def test_rows_that_do_not_fit_are_refused_by_name_and_the_next_time_comes(
    show: Opener, worked: str, fresh: Path
) -> None:
    app = given(show("deploy", worked), fresh)
    fresh.write_text("age,plan\n30,gold\n")
    app.button(key="schedule-run-now").click().run()
    job = newest(app, KIND)
    assert job is not None
    over(stores.engine(), job.id, PATIENCE)
    (error,) = errors_of(app.run())
    assert "'new_1.csv' was not predicted. The rows have no column 'visits'." in error
    assert schedule_of(worked).due > time.time()


@pytest.mark.parametrize(
    ("path", "folder", "refusal"),
    [
        ("/nowhere/new.csv", "", "There is no file '/nowhere/new.csv' on this computer."),
        ("customers.csv", "/nowhere", "There is no folder '/nowhere' on this computer."),
    ],
)
def test_what_is_not_there_is_refused(
    show: Opener, worked: str, tmp_path: Path, path: str, folder: str, refusal: str
) -> None:
    (tmp_path / "customers.csv").write_text("age\n30\n")
    app = given(show("deploy", worked), tmp_path / path, folder)
    assert any(refusal in error for error in errors_of(app))
    assert stores.schedules().of(worked, "local") is None


def test_the_time_can_be_changed_and_the_rest_stays(show: Opener, worked: str, fresh: Path) -> None:
    given(show("deploy", worked), fresh)
    app = unfolded(show("deploy", worked))
    app.selectbox(key="schedule-every").select("week").run()
    app.selectbox(key="schedule-weekday").select("Friday").run()
    app.button(key="schedule-set").click().run()
    now = schedule_of(worked)
    assert now.timing.words() == "Every Friday at 06:00 (UTC)"
    assert now.rows.path == str(fresh)


def test_a_new_bundle_is_used_only_when_it_is_asked_for(
    show: Opener, worked: str, fresh: Path
) -> None:
    app = given(show("deploy", worked), fresh)
    before = schedule_of(worked)
    change_recipe(worked, chosen="Decision tree")
    app = work(show("deploy", worked), "pack", "bundle")
    assert "A newer bundle was packed since." in words(app)
    assert schedule_of(worked) == before
    app.button(key="schedule-use-new-bundle").click().run()
    assert schedule_of(worked).bundle.model == "Decision tree"
    assert "A newer bundle was packed since." not in words(app.run())


def test_a_stopped_schedule_leaves_its_predictions(show: Opener, worked: str, fresh: Path) -> None:
    app = work(given(show("deploy", worked), fresh), "schedule-run-now", KIND)
    app.button(key="schedule-stop").click().run()
    assert stores.schedules().of(worked, "local") is None
    assert "**2 rows predicted.**" in words(app.run())


def test_a_schedule_that_cannot_be_read_can_be_stopped(
    show: Opener, worked: str, home: Path, fresh: Path
) -> None:
    given(show("deploy", worked), fresh)
    (home / "schedules" / worked / "schedule.json").write_text("{")
    app = show("deploy", worked)
    assert any("The schedule of this project cannot be read." in error for error in errors_of(app))
    app = app.button(key="schedule-stop").click().run()
    assert not errors_of(app)
    assert "Set a schedule" in [fold.label for fold in app.expander]


def test_a_shared_server_names_no_paths(
    show: Opener, worked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODELWRIGHT_SHARED", "1")
    app = unfolded(show("deploy", worked))
    assert not [
        field for field in app.text_input if field.key in ("schedule-path", "schedule-folder")
    ]


def test_rows_about_people_are_masked_as_in_training_and_stay_nowhere(
    show: Opener, worked: str, home: Path, csv: Path
) -> None:
    rows = csv.read_text().replace("\n", ",canary-4712\n").replace("left,canary-4712", "left,who")
    csv.write_text(rows)
    fields = [{"column": "who", "way": "drop"}]
    source = recipe_of(worked).source | {"masks": {"columns": fields, "salt": ""}}
    change_recipe(worked, source=source)
    app = work(show("deploy", worked), "pack", "bundle")
    app = work(given(app, csv), "schedule-run-now", KIND)
    assert "**80 rows predicted.**" in words(app)
    csv.unlink()
    assert traces(home, "canary-4712") == []


def test_the_newest_lists_of_predictions_stay(
    show: Opener, worked: str, fresh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert KEPT == 30
    monkeypatch.setattr("core.jobs.clockwork.KEPT", 2)
    given(show("deploy", worked), fresh)
    schedule = schedule_of(worked)
    ids = []
    for moment in range(3):
        job = begin_run(stores.engine(), stores.store(), replace(schedule, due=float(moment)))
        over(stores.engine(), job, PATIENCE)
        ids.insert(0, job)
    assert [job.id for job in stores.engine().jobs(worked, KIND)] == ids[:2]


def test_home_says_when_a_project_predicts_and_that_it_failed(
    show: Opener, worked: str, fresh: Path
) -> None:
    app = given(show("deploy", worked), fresh)
    assert "Predicts every day at 06:00 (UTC)" in words(show("home", worked))
    fresh.write_text("age,plan\n30,gold\n")
    app.button(key="schedule-run-now").click().run()
    job = newest(app, KIND)
    assert job is not None
    over(stores.engine(), job.id, PATIENCE)
    assert "The last predictions by schedule failed" in words(show("home", worked))


def test_a_project_that_is_deleted_takes_its_schedule_along(
    show: Opener, worked: str, fresh: Path, home: Path
) -> None:
    given(show("deploy", worked), fresh)
    app = show("home", worked)
    app.checkbox(key=f"sure-{worked}").check().run()
    app.button(key=f"delete-{worked}").click().run()
    assert not errors_of(app)
    assert stores.schedules().all() == ()
    assert not (home / "schedules" / worked).exists()


def test_rows_of_an_api_come_with_a_typed_key_which_stays_nowhere(
    show: Opener, worked: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(HOSTS, "127.0.0.1")
    key = "canary-9d4e1f"
    with serving() as web:
        address = web.give("/new", as_json([{"age": 30, "plan": "gold", "visits": 2}] * 3))
        app = unfolded(show("deploy", worked))
        app.segmented_control(key="schedule-where").set_value("http_api").run()
        app.text_input(key="api-url").set_value(address).run()
        app.selectbox(key="api-sent").select("bearer").run()
        app.text_input(key="api-key-0").set_value(key).run()
        app.button(key="api-ask").click().run()
        assert "forgotten when the app is restarted" in words(app)
        app = app.button(key="schedule-set").click().run()
        app = work(app, "schedule-run-now", KIND)
        assert "**3 rows predicted.**" in words(app)
        assert web.asked[-1].headers["authorization"] == f"Bearer {key}"
    assert traces(home, key) == []
    forget(next(iter(typed_in(schedule_of(worked).rows.to_json()))), "local")
    make_due(worked)
    until(lambda: schedule_of(worked).problem)
    assert "kept only until the server stopped" in words(show("deploy", worked))


def test_a_server_without_visitors_predicts_what_is_due(
    show: Opener, worked: str, fresh: Path, home: Path, serve: Callable[..., str]
) -> None:
    given(show("deploy", worked), fresh)
    due = make_due(worked)
    stores.let_go()
    serve(ROOT / "server.py", MODELWRIGHT_HOME=str(home))
    ended = until(lambda: [job for job in stores.engine().jobs(worked, KIND) if job.is_over])
    assert ended[0].state == "finished", ended[0].error
    assert (
        stores.engine()
        .task(ended[0].id)["moment"]
        .startswith(time.strftime("%Y-%m-%dT%H:%M", time.gmtime(due.due)))
    )
    assert until(lambda: schedule_of(worked).due > time.time())
