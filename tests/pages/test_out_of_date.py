"""Out of date: what a page draws says which model it is of, and whether it still holds."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from pages.ui import stores
from tests.pages.conftest import Opener, change_recipe, errors_of, newest, words


def stopped(app: AppTest, button: str, kind: str) -> AppTest:
    """Press a button that begins long work, and Cancel before it has begun."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stores.engine(), "_start", lambda: None)
        app.button(key=button).click().run()
        app.button(key=f"cancel-{kind}").click().run()
    job = newest(app, kind)
    assert job is not None and job.state == "cancelled", errors_of(app)
    return app.run()


@pytest.mark.parametrize(
    ("page", "button", "says"),
    [
        ("evaluate", "open-test", "Evaluated model: **Logistic regression**"),
        ("explain", "explain", "Explained model: **Logistic regression**"),
    ],
)
def test_a_cancelled_job_leaves_the_result_of_another_model_out_of_date(
    show: Opener, worked: str, page: str, button: str, says: str
) -> None:
    app = show(page, worked)
    assert says in words(app)
    change_recipe(worked, chosen="Decision tree")
    app = stopped(app.run(), button, page)
    assert "Cancelled" in words(app)
    assert "is out of date" in words(app)
    assert says in words(app)


def test_a_cancelled_job_leaves_a_result_that_holds_as_it_is(show: Opener, worked: str) -> None:
    app = stopped(show("explain", worked), "explain", "explain")
    assert "is out of date" not in words(app)


def test_a_cancelled_job_leaves_the_packed_bundle(show: Opener, worked: str) -> None:
    app = show("deploy", worked)
    change_recipe(worked, chosen="Decision tree")
    app = stopped(app.run(), "pack", "bundle")
    assert "This bundle is out of date" in words(app)
    assert "of **Logistic regression** holds the fitted pipeline" in words(app)
