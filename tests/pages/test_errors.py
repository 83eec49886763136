"""The catalogue of errors: each kind is told in plain words, with details, and no traceback."""

from __future__ import annotations

import importlib
import logging
import pkgutil
from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

import core
from core.errors import AppError

CONNECTION = "postgresql://ann:hunter2@db.example/sales"


def every_kind(kind: type[AppError] = AppError) -> Iterator[type[AppError]]:
    """Return the class and all below it, wherever they are defined."""
    yield kind
    for below in kind.__subclasses__():
        yield from every_kind(below)


def catalogue() -> list[type[AppError]]:
    """Return every error class of the product."""
    for module in pkgutil.walk_packages(core.__path__, "core."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    return sorted(
        {kind for kind in every_kind() if kind.__module__.startswith("core.")},
        key=lambda kind: kind.__name__,
    )


def shown(kind: str) -> AppTest:
    """Raise an error of a kind, with another below it, inside the frame of a page."""

    def script(kind: str, secret: str) -> None:
        from core.errors import AppError
        from pages.ui.guards import frame
        from tests.pages.test_errors import catalogue

        kinds = {item.__name__: item for item in catalogue()}
        with frame():
            try:
                raise KeyError(secret)
            except KeyError as below:
                if kind not in kinds:
                    raise ZeroDivisionError(f"row 7 of {secret}") from below
                error = AppError.__new__(kinds[kind])
                AppError.__init__(error, "The <b>file</b> has 3 rows.", "Load *more* rows.")
                raise error from below

    return AppTest.from_function(script, args=(kind, CONNECTION), default_timeout=60).run()


@pytest.mark.parametrize("kind", [kind.__name__ for kind in catalogue()])
def test_each_kind_is_told_with_details_and_no_traceback(
    kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "modelwright.pages"):
        app = shown(kind)
    assert not app.exception
    assert r"The \<b\>file\<\/b\> has 3 rows." in app.error[0].value.replace("/", r"\/")
    assert r"Load \*more\* rows." in app.error[0].value
    details = "\n".join(line.value for line in app.expander[0].markdown)
    assert "KeyError" in details
    said = "\n".join([app.error[0].value, details])
    for leak in ("Traceback", "hunter2", "test_errors.py", "line "):
        assert leak not in said
    mark = details.partition("**Error id:** ")[2].partition(",")[0]
    assert len(mark) == 8
    assert f"Error {mark}" in caplog.text
    assert "hunter2" not in caplog.text


def test_a_mistake_in_the_program_is_told_calmly(caplog: pytest.LogCaptureFixture) -> None:
    app = shown("none of them")
    said = "\n".join([app.error[0].value, *(line.value for line in app.expander[0].markdown)])
    assert "Something went wrong here" in said
    assert "A mistake in this program." in said
    assert "row 7" not in said
    assert "hunter2" not in caplog.text


def test_every_kind_says_in_one_line_what_it_is() -> None:
    lines = [(kind.__doc__ or "").split("\n")[0] for kind in catalogue()]
    assert all(line.endswith(".") and len(line) > 15 for line in lines), lines
    assert len(set(lines)) == len(lines)


def test_an_error_that_comes_again_by_itself_is_logged_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.WARNING, "modelwright.pages"):
        app = shown("SourceError")
        first = app.expander[0].markdown[-1].value
        app.run()
        assert app.expander[0].markdown[-1].value == first
    assert caplog.text.count("Error ") == 1


@pytest.mark.parametrize("about_data", [False, True])
def test_work_that_its_rows_refuse_is_not_to_be_resumed(about_data: bool) -> None:
    def script(about_data: bool) -> None:
        from core.jobs import JobStatus
        from pages.ui import jobs

        told = {"error": "One value only.", "hint": "Choose.", "about_data": about_data}
        key = jobs.key_of("compare")
        jobs._ended(JobStatus("j", "compare", "p", "local", key, "failed", **told))

    app = AppTest.from_function(script, args=(about_data,), default_timeout=60).run()
    assert "One value only." in app.error[0].value
    assert [button.label for button in app.button] == ([] if about_data else ["Resume"])
