"""Tags: what is one, whose they are, and that marks of the app live beside them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import LimitError, NotAllowedError, SettingError
from core.projects import ProjectInfo, Projects, all_tags, tagged
from core.projects.tags import clean_tags


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Projects]:
    moments = iter(range(1000, 2000))
    projects = Projects(tmp_path, clock=lambda: float(next(moments)))
    yield projects
    projects.close()


def info(name: str, *tags: str) -> ProjectInfo:
    return ProjectInfo(name, name, "ann", 1, 0.0, 0.0, tags)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ([" fraud ", "Churn"], ("Churn", "fraud")),
        (["Churn", "CHURN", "churn"], ("Churn",)),
        (["Caf\u00e9", "CAFE\u0301"], ("Caf\u00e9",)),
        (["x" * 30], ("x" * 30,)),
        (["<img src=x>", "**b**"], ("**b**", "<img src=x>")),
        (["a", *"ABCDEFGHIJ"], tuple("aBCDEFGHIJ")),
        ([], ()),
    ],
)
def test_tags_are_trimmed_and_each_is_kept_once(given: list[str], kept: tuple[str, ...]) -> None:
    assert clean_tags(given) == kept


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ("", "visible"),
        (" \n ", "visible"),
        ("x" * 31, "at most 30 characters.*has 31"),
        ("a\nb", "control or hidden.*'a b'"),
        ("a\x00b", "control"),
        ("a\u202eb", "hidden.*'a·b'"),
        ("\u200b", "hidden"),
        ("a\ud800", "control"),
    ],
)
def test_what_is_no_tag_is_refused(tag: str, said: str) -> None:
    with pytest.raises(SettingError, match=said):
        clean_tags(["fine", tag])


def test_an_eleventh_tag_is_refused_and_the_ten_stay(store: Projects) -> None:
    project = store.create("ann", "Churn", {}).id
    store.tag(project, "ann", "abcdefghij")
    with pytest.raises(LimitError, match="at most 10 tags. Got 11"):
        store.tag(project, "ann", "abcdefghijk")
    assert store.open(project, "ann").info.tags == tuple("abcdefghij")


def test_tagging_changes_nothing_but_the_tags(store: Projects) -> None:
    made = store.create("ann", "Churn", {"seed": 0})
    before = store.open(made.id, "ann")
    store.tag(made.id, "ann", ["fraud"])
    after = store.open(made.id, "ann")
    assert after.info.tags == ("fraud",)
    assert (after.info.version, after.info.changed) == (before.info.version, before.info.changed)
    assert (after.recipe, after.can_undo) == (before.recipe, False)


def test_tags_and_marks_do_not_touch_one_another(store: Projects) -> None:
    project = store.create("ann", "Churn", {}).id
    store.mark(project, "ann", ["explored one"])
    store.tag(project, "ann", ["explored two"])
    store.mark(project, "ann", ["explored one", "arrived 7"])
    found = store.open(project, "ann").info
    assert (found.tags, found.marks) == (("explored two",), ("arrived 7", "explored one"))
    store.tag(project, "ann", [])
    assert store.open(project, "ann").info.marks == found.marks


def test_a_copy_has_the_tags_and_marks_of_its_original(store: Projects) -> None:
    project = store.create("ann", "Churn", {}).id
    store.tag(project, "ann", ["fraud"])
    store.mark(project, "ann", ["explored one"])
    copy = store.duplicate(project, "ann")
    assert (copy.tags, copy.marks) == (("fraud",), ("explored one",))


def test_only_the_owner_tags_and_marks_a_project(store: Projects) -> None:
    project = store.create("ann", "Churn", {}).id
    for change in (store.tag, store.mark):
        with pytest.raises(NotAllowedError):
            change(project, "bob", ["mine"])
    assert (store.open(project, "ann").info.tags, store.list("bob")) == ((), ())


def test_a_folder_from_before_there_were_tags_opens_with_its_marks(
    tmp_path: Path, store: Projects
) -> None:
    project = store.create("ann", "Churn", {}).id
    link = sqlite3.connect(tmp_path / "modelwright.db")
    link.execute("UPDATE projects SET tags = '[\"explored one\"]'")
    link.commit()
    link.close()
    found = store.open(project, "ann").info
    assert (found.tags, found.marks) == ((), ("explored one",))
    store.tag(project, "ann", ["fraud"])
    assert store.open(project, "ann").info.marks == ("explored one",)


def test_of_two_spellings_the_same_one_is_always_offered() -> None:
    projects = (info("one", "churn", "b"), info("two", "Churn"))
    assert all_tags(projects) == all_tags(projects[::-1]) == ("b", "Churn")


def test_projects_are_found_by_all_of_some_tags_in_any_case() -> None:
    both, one = info("both", "Churn", "fraud"), info("one", "churn")
    assert tagged((both, one), ["CHURN"]) == (both, one)
    assert tagged((both, one), ["churn", "Fraud"]) == (both,)
    assert tagged((both, one), []) == (both, one)
