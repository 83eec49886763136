"""The proposed recipe on the Data page: its target, with a reason and a way to another one."""

from __future__ import annotations

from pages.ui import stores
from pages.ui.safe import esc
from tests.pages.conftest import Opener, recipe_of

ROWS = "\n".join(f"{n % 28 + 1},{n % 7},{'yes' if n % 3 else 'no'}" for n in range(60))


def test_the_target_is_proposed_with_its_reason_and_a_way_to_another(show: Opener) -> None:
    app = show("home")
    content = f"age,visits,left\n{ROWS}".encode()
    app.file_uploader(key="home-upload").upload("visits.csv", content, "text/csv").run()
    app = show("data", stores.store().list("local")[0].id)
    why = recipe_of(stores.store().list("local")[0].id).reasons["target"]
    assert "'left' looks like the question" in why
    assert esc(why, 600) in [text.value for text in app.caption]
    assert "Another target" in [link.proto.label for link in app.get("page_link")]
