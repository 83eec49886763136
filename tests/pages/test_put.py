"""A widget that the browser never had begins with its value, not with its default."""

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
