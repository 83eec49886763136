"""What a page says, and uploads to it."""

from __future__ import annotations

from pathlib import Path

from streamlit.testing.v1 import AppTest


def texts(app: AppTest) -> str:
    """Return every text on a page, with the words on its popovers."""
    parts = (app.markdown, app.caption, app.error, app.warning, app.info, app.success)
    said = [str(item.value) for part in parts for item in part]
    return "\n".join([*said, *(block.proto.popover.label for block in app.get("popover"))])


def calm(app: AppTest) -> str:
    """Require that nothing on a page is a bug, and return its texts."""
    said = texts(app)
    assert not app.exception
    assert "Something went wrong" not in said
    assert "Traceback" not in said
    return said


def uploaded(app: AppTest, key: str, path: Path, name: str = "") -> AppTest:
    """Upload a file, under another name where one is given."""
    (box,) = (box for box in app.file_uploader if str(box.key).startswith(key))
    box.upload(name or path.name, path.read_bytes(), "text/csv")
    return app.run()
