"""Every bad answer of the web is read with a note, or refused in one sentence."""

from __future__ import annotations

from typing import Any

import pytest

from core.errors import AppError
from core.sources import SOURCES
from tests.bad.web import WEB, BadAnswer
from tests.fetch.server import Web


@pytest.mark.parametrize("bad", WEB, ids=lambda bad: bad.name)
@pytest.mark.parametrize("way", ["load", "pieces"])
def test_a_bad_answer_is_handled_or_refused_in_a_sentence(
    bad: BadAnswer, way: str, web: Web
) -> None:
    source: Any = SOURCES.get(bad.source)(url=web.give("/bad", bad.reply), **bad.settings)
    try:
        loaded = [source.load()] if way == "load" else list(source.pieces())
    except AppError as error:
        assert bad.expect == "stop", error.sentence()
        assert bad.says in error.message
        assert error.message.endswith(".") and error.hint.endswith(".")
        return
    assert bad.expect != "stop"
    assert sum(len(piece.frame) for piece in loaded)
    assert "root:" not in str(loaded[0].frame)
    assert any(bad.says in note for piece in loaded for note in piece.notes)
