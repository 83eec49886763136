"""Downloads and caches keep people apart; escaped text is still readable as text."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.text import shown
from pages.ui.safe import download_name, esc
from tests.security.payloads import PAYLOADS

JOINER = "\u2060"


def readable(text: str) -> str:
    """Undo the escaping as a Markdown reader does."""
    out = []
    letters = iter(text.replace(JOINER, ""))
    for letter in letters:
        out.append(next(letters, "") if letter == "\\" else letter)
    return "".join(out)


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_escaped_text_reads_as_the_original(payload: str) -> None:
    assert readable(esc(payload)) == shown(payload).strip()


def test_plain_words_are_left_alone() -> None:
    assert esc("Monthly charges 2 (EUR), no-tax") == "Monthly charges 2 (EUR), no-tax"


def test_a_unit_stays_on_the_line_of_its_number() -> None:
    assert (
        esc("27 % leave within 3 min of 5 sales") == "27\u00a0% leave within 3\u00a0min of 5 sales"
    )


def test_the_name_follows_content_and_project() -> None:
    names = {
        download_name("a.csv", digest, project)
        for digest in ("1" * 64, "2" * 64)
        for project in ("one", "two")
    }
    assert len(names) == 4


def test_the_name_keeps_a_readable_stem_and_the_ending() -> None:
    name = download_name("../../étude <b>.tar.gz", "0" * 64, "project")
    assert name.startswith("étude -b-0000") and name.endswith(".tar.gz")
    assert "/" not in name and "<" not in name


def test_a_name_of_nothing_but_signs_becomes_a_file() -> None:
    assert download_name("..", "0" * 64, "p").startswith("file-000000000000-")


def offer(content: object, project: str) -> None:
    """Draw one download button."""
    from pages.ui.safe import download

    download("Predictions", content, "predictions.csv", project, key="get")


def name_offered(content: object, project: str = "p") -> str:
    """Return the file name in the browser of a download button."""
    app = AppTest.from_function(offer, args=(content, project), default_timeout=30).run()
    assert not app.exception
    return app.get("download_button")[0].proto.url.rsplit("/", 1)[-1]


def large(middle: bytes) -> bytes:
    """Return 2 MiB that differ only where Streamlit's own fingerprint does not look."""
    half = bytes(1 << 20)
    return half[:600_000] + middle + half[600_000:] + half


def test_large_files_that_differ_in_the_middle_get_different_addresses() -> None:
    assert name_offered(large(b"alice")) != name_offered(large(b"bobby"))


def test_two_projects_never_share_an_address() -> None:
    assert name_offered(b"same", "one") != name_offered(b"same", "two")


def test_a_path_is_named_by_what_it_holds_now(tmp_path: Path) -> None:
    from pages.ui.safe import _digest

    path = tmp_path / "a.csv"
    path.write_text("one")
    first = _digest(path)
    path.write_text("three")
    assert _digest(path) != first
    assert _digest(b"three") == _digest("three") == _digest(path)


def test_what_is_made_on_the_click_never_shares_a_name() -> None:
    from pages.ui.safe import _digest

    make = partial(bytes, 3)
    assert _digest(make) != _digest(make)


def keep(project: str, version: str, name: str) -> None:
    """Show which call of `make` the cache returned."""
    import streamlit as st

    from pages.ui.safe import cached, kept, shared

    calls = st.session_state.setdefault("calls", [])

    def make() -> list[str]:
        calls.append(name)
        return [project, version]

    first, second = cached(project, version, name, make), cached(project, version, name, make)
    one, two = kept(project, version, name, make), kept(project, version, name, make)
    st.write(f"copy={first is not second} object={one is two} calls={len(calls)} got={first}")
    st.write(f"server={shared('test_safe', make)[0]}")


def drawn(*arguments: str) -> list[str]:
    """Return what a new session shows."""
    app = AppTest.from_function(keep, args=arguments, default_timeout=30).run()
    assert not app.exception
    return [element.value for element in app.markdown]


def test_a_session_makes_a_result_once_for_each_cache() -> None:
    assert drawn("p", "v", "n")[0].startswith("copy=True object=True calls=2 ")


def test_two_projects_never_share_a_result() -> None:
    assert "got=['alice', 'v']" in drawn("alice", "v", "n")[0]
    assert "got=['bobby', 'v']" in drawn("bobby", "v", "n")[0]


def test_a_new_version_is_made_anew() -> None:
    assert "got=['p', 'w']" in drawn("p", "w", "n")[0]


def test_a_shared_thing_is_made_once_for_all() -> None:
    first = drawn("one", "v", "n")[1]
    assert drawn("two", "v", "n")[1] == first
