"""Projects: owners, versions, undo, names, copies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from core.errors import (
    ConflictError,
    LimitError,
    NotAllowedError,
    RecipeError,
    SettingError,
    StorageError,
    UnknownNameError,
)
from core.projects import Projects


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Projects]:
    projects = Projects(tmp_path, clock=lambda: 1000.0)
    yield projects
    projects.close()


def test_a_project_is_there_for_another_process(tmp_path: Path, store: Projects) -> None:
    made = store.create("ann", "Churn", {"seed": 0})
    other = Projects(tmp_path)
    state = other.open(made.id, "ann")
    other.close()
    assert (state.info, state.recipe, state.can_undo) == (made, {"seed": 0}, False)


def test_a_new_data_folder_is_for_its_user_alone(tmp_path: Path) -> None:
    home = tmp_path / "above" / "home"
    with closing(Projects(home)) as opened:
        opened.list("ann")
    assert home.stat().st_mode & 0o077 == 0
    tmp_path.chmod(0o755)
    with closing(Projects(tmp_path)) as others:
        others.list("ann")
    assert tmp_path.stat().st_mode & 0o777 == 0o755


def test_only_the_owner_sees_and_opens_a_project(store: Projects) -> None:
    made = store.create("ann", "Churn", {})
    assert store.list("bob") == ()
    for refused in (
        lambda: store.open(made.id, "bob"),
        lambda: store.save(made.id, "bob", {"a": 1}, 1),
        lambda: store.undo(made.id, "bob"),
        lambda: store.rename(made.id, "bob", "Mine"),
        lambda: store.duplicate(made.id, "bob"),
        lambda: store.delete(made.id, "bob"),
        lambda: store.log_look(made.id, "bob", "forest", "f"),
        lambda: store.looks(made.id, "bob"),
    ):
        with pytest.raises(NotAllowedError):
            refused()
    assert store.open(made.id, "ann").info == made


def test_an_unknown_project_is_named_not_traced(store: Projects) -> None:
    with pytest.raises(UnknownNameError, match=r"no project '\.\./etc'"):
        store.open("../etc", "ann")


def test_the_second_tab_is_told_and_nothing_is_overwritten(store: Projects) -> None:
    project = store.create("ann", "Churn", {"seed": 0}).id
    assert store.save(project, "ann", {"seed": 1}, based_on=1) == 2
    with pytest.raises(ConflictError, match="another tab") as refused:
        store.save(project, "ann", {"seed": 9}, based_on=1)
    assert "save yours as a copy" in refused.value.hint
    assert store.open(project, "ann").recipe == {"seed": 1}
    copy = store.duplicate(project, "ann", recipe={"seed": 9})
    assert store.open(copy.id, "ann").recipe == {"seed": 9}


def test_undo_and_redo_name_the_change_and_raise_the_version(store: Projects) -> None:
    project = store.create("ann", "Churn", {"steps": []}).id
    store.save(project, "ann", {"steps": ["impute"]}, 1, "Impute: median")
    store.save(project, "ann", {"steps": ["impute", "scale"]}, 2, "Scale")
    back = store.undo(project, "ann")
    assert back.recipe == {"steps": ["impute"]}
    assert (back.undo_label, back.redo_label, back.info.version) == ("Impute: median", "Scale", 4)
    again = store.redo(project, "ann")
    assert (again.recipe["steps"], again.can_redo, again.info.version) == (
        ["impute", "scale"],
        False,
        5,
    )


def test_undo_at_the_first_change_does_nothing(store: Projects) -> None:
    project = store.create("ann", "Churn", {"seed": 0})
    assert store.undo(project.id, "ann").info == project
    assert store.redo(project.id, "ann").info == project


def test_saving_after_undo_drops_what_was_undone(store: Projects) -> None:
    project = store.create("ann", "Churn", {"n": 0}).id
    store.save(project, "ann", {"n": 1}, 1, "one")
    store.save(project, "ann", {"n": 2}, 2, "two")
    version = store.undo(project, "ann").info.version
    store.save(project, "ann", {"n": 3}, version, "three")
    assert not store.open(project, "ann").can_redo
    assert [entry.label for entry in store.history(project, "ann")] == ["Created", "one", "three"]
    assert store.undo(project, "ann").recipe == {"n": 1}


def test_redo_takes_up_one_change_at_a_time_and_names_it(store: Projects) -> None:
    project = store.create("ann", "Churn", {"n": 0}).id
    for version, label in enumerate(("one", "two", "three"), 1):
        store.save(project, "ann", {"n": version}, version, label)
    for _ in range(3):
        back = store.undo(project, "ann")
    assert (back.recipe, back.redo_label) == ({"n": 0}, "one")
    again = store.redo(project, "ann")
    assert (again.recipe, again.undo_label, again.redo_label) == ({"n": 1}, "one", "two")


def test_saving_far_back_drops_every_change_that_was_undone(store: Projects) -> None:
    project = store.create("ann", "Churn", {"n": 0}).id
    for version in (1, 2, 3):
        store.save(project, "ann", {"n": version}, version)
    for _ in range(3):
        back = store.undo(project, "ann")
    store.save(project, "ann", {"n": 9}, back.info.version, "nine")
    assert not store.open(project, "ann").can_redo
    assert [entry.label for entry in store.history(project, "ann")] == ["Created", "nine"]


def test_an_unchanged_recipe_is_no_new_entry(store: Projects) -> None:
    project = store.create("ann", "Churn", {"a": 1, "b": 2}).id
    assert store.save(project, "ann", {"b": 2, "a": 1}, based_on=1) == 1
    assert len(store.history(project, "ann")) == 1


def test_undo_from_a_stale_tab_is_refused(store: Projects) -> None:
    project = store.create("ann", "Churn", {"n": 0}).id
    store.save(project, "ann", {"n": 1}, 1)
    with pytest.raises(ConflictError):
        store.undo(project, "ann", based_on=1)


def test_the_oldest_entries_go_when_the_history_is_long(
    store: Projects, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.projects.history.MAX_ENTRIES", 3)
    project = store.create("ann", "Churn", {"n": 0}).id
    for number in range(1, 6):
        store.save(project, "ann", {"n": number}, number, f"n {number}")
    assert [entry.label for entry in store.history(project, "ann")] == ["n 3", "n 4", "n 5"]


def test_a_recipe_over_one_megabyte_is_refused(store: Projects) -> None:
    project = store.create("ann", "Churn", {}).id
    with pytest.raises(LimitError, match=r"1\.1 MB; the limit is 1 MB"):
        store.save(project, "ann", {"text": "x" * 1_100_000}, 1)


@pytest.mark.parametrize("value", [float("nan"), object()])
def test_a_recipe_that_is_not_json_is_refused(store: Projects, value: object) -> None:
    with pytest.raises(RecipeError):
        store.create("ann", "Churn", {"value": value})


def test_names_are_data_and_may_look_like_anything(store: Projects) -> None:
    name = "../../etc'; DROP TABLE projects; --"
    project = store.create("ann", name, {})
    store.rename(project.id, "ann", "<b>Ünïcode</b>")
    store.tag(project.id, "ann", ["b", "a", "a"])
    (found,) = store.list("ann")
    assert (found.name, found.tags, found.version) == ("<b>Ünïcode</b>", ("a", "b"), 1)
    with pytest.raises(SettingError):
        store.rename(project.id, "ann", " \n ")


def test_a_deleted_project_is_gone_with_its_history(store: Projects) -> None:
    project = store.create("ann", "Churn", {}).id
    store.log_look(project, "ann", "forest", "f" * 64)
    store.delete(project, "ann")
    assert store.list("ann") == ()
    with pytest.raises(UnknownNameError):
        store.open(project, "ann")


def test_a_recipe_changed_on_disk_is_named_and_undo_leads_out(
    tmp_path: Path, store: Projects
) -> None:
    import sqlite3

    project = store.create("ann", "Churn", {"n": 0}).id
    store.save(project, "ann", {"n": 1}, 1, "One")
    link = sqlite3.connect(tmp_path / "modelwright.db")
    link.execute("UPDATE history SET recipe = '{\"n\":7}' WHERE number = 2")
    link.commit()
    link.close()
    with pytest.raises(StorageError, match="One.*damaged") as refused:
        store.open(project, "ann")
    assert "Undo" in refused.value.hint
    assert store.undo(project, "ann").recipe == {"n": 0}


def test_the_table_before_is_found_in_the_history_up_to_now(store: Projects) -> None:
    made = store.create("ann", "Churn", {"source": {"data": "one"}})
    assert store.table_before(made.id, "ann") == ""
    store.save(made.id, "ann", {"source": {"data": "two"}}, 1)
    store.save(made.id, "ann", {"source": {"data": "two"}, "seed": 1}, 2)
    assert store.table_before(made.id, "ann") == "one"
    store.undo(made.id, "ann")
    store.undo(made.id, "ann")
    assert store.table_before(made.id, "ann") == ""
    with pytest.raises(NotAllowedError):
        store.table_before(made.id, "bob")
