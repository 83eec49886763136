"""What a widget is told holds, also when a browser is clicked before it has heard it."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.testing.v1 import AppTest


def asked(value: float, once: bool) -> None:
    import streamlit as st

    from pages.ui.session import held, put

    put("level", value, once=once)
    st.slider("Level", 0.0, 1.0, key="level")
    st.markdown(str(held("level")))


@pytest.fixture(params=[False, True], ids=["each run", "once"])
def app(request: pytest.FixtureRequest) -> AppTest:
    return AppTest.from_function(asked, args=(0.5, request.param)).run()


def told(app: AppTest) -> Any:
    """Return the value that the browser was told last, None where it was told nothing."""
    proto = app.slider(key="level").proto
    return proto.value[0] if proto.set_value else None


def clicked_meanwhile(app: AppTest) -> AppTest:
    """Run again for a browser that had drawn nothing yet."""
    return app._run(WidgetStates())


def test_a_value_is_told_once(app: AppTest) -> None:
    assert told(app) == 0.5
    assert told(app.run()) is None


def test_a_browser_that_never_drew_the_widget_is_told_again(app: AppTest) -> None:
    assert told(clicked_meanwhile(app)) == 0.5
    assert told(app.run()) is None


def test_what_a_person_chose_is_told_again() -> None:
    app = AppTest.from_function(asked, args=(0.5, True)).run()
    app.slider(key="level").set_value(0.7).run()
    assert told(clicked_meanwhile(app)) == 0.7
    assert app.markdown[0].value == "0.7"


def moved(ends: bool) -> None:
    """Draw a slider that a button moves to 0.9, and what its callback was told."""
    from contextlib import nullcontext

    import streamlit as st

    from pages.ui.guards import attempt
    from pages.ui.session import held, put, telling

    heard = st.session_state.setdefault("heard", [])
    with telling() if ends else nullcontext():
        put("level", 0.9 if st.session_state.get("to-the-end") else 0.5)
        st.slider(
            "Level", 0.0, 1.0, key="level", on_change=attempt(lambda: heard.append(held("level")))
        )
        st.checkbox("To the end", key="to-the-end")


def still_at(app: AppTest, value: float) -> AppTest:
    """Click something else in a browser whose slider stands at a value."""
    app.slider(key="level").set_value(value)
    return app.run()


@pytest.mark.parametrize("grace", [0, 60])
def test_the_value_before_is_no_answer_until_the_new_one_was_sent(
    monkeypatch: pytest.MonkeyPatch, grace: float
) -> None:
    monkeypatch.setattr("pages.ui.session.GRACE", grace)
    app = AppTest.from_function(moved, args=(True,)).run()
    app.checkbox(key="to-the-end").check().run()
    app = still_at(app, 0.5)
    assert app.session_state["heard"] == [0.9 if grace else 0.5]


def test_the_value_before_is_no_answer_to_a_run_that_did_not_end() -> None:
    app = AppTest.from_function(moved, args=(False,)).run()
    app.checkbox(key="to-the-end").check().run()
    app = still_at(app, 0.5)
    assert app.session_state["heard"] == [0.9]
    assert told(app) == 0.9


def test_any_other_value_is_an_answer() -> None:
    app = AppTest.from_function(moved, args=(False,)).run()
    app.checkbox(key="to-the-end").check().run()
    assert still_at(app, 0.6).session_state["heard"] == [0.6]


def test_a_value_that_was_confirmed_can_be_taken_back() -> None:
    app = AppTest.from_function(moved, args=(False,)).run()
    app.checkbox(key="to-the-end").check().run()
    app.run()
    assert still_at(app, 0.5).session_state["heard"] == [0.5]


def stopped() -> None:
    """Draw the slider on a page that ends early."""
    import streamlit as st

    from pages.ui.guards import attempt
    from pages.ui.session import held, put, telling

    heard = st.session_state.setdefault("heard", [])
    with telling():
        put("level", 0.9 if st.session_state.get("to-the-end") else 0.5)
        st.slider(
            "Level", 0.0, 1.0, key="level", on_change=attempt(lambda: heard.append(held("level")))
        )
        st.checkbox("To the end", key="to-the-end")
        st.stop()


def test_a_page_that_stops_early_has_told_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pages.ui.session.GRACE", 0)
    app = AppTest.from_function(stopped).run()
    app.checkbox(key="to-the-end").check().run()
    assert still_at(app, 0.5).session_state["heard"] == [0.5]
