"""Read the answer of an API as JSON, or say what came instead."""

from __future__ import annotations

import json
from typing import Any

from core.errors import SourceError
from core.fetch import Answer, need_ok
from core.sources.content import content_of
from core.sources.web.secrets import blanked
from core.text import shown

_SAMPLE = 4096


def json_of(answer: Answer) -> Any:
    """Return the JSON value of a good answer; records on lines of their own become a list."""
    need_ok(answer, blanked)
    try:
        text = answer.body.decode(_encoding(answer))
    except (UnicodeDecodeError, LookupError) as error:
        raise _not_json(answer) from error
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        lines = _on_lines(text)
        if lines is None:
            raise _not_json(answer) from error
        return lines
    except RecursionError as error:
        raise SourceError(
            "The answer is nested too deeply to be read.", "Ask for another form of it."
        ) from error


def _encoding(answer: Answer) -> str:
    if answer.body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    charset = answer.head.charset
    return "utf-8-sig" if charset in ("", "utf8", "utf-8") else charset


def _on_lines(text: str) -> list[Any] | None:
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) < 2:
        return None
    try:
        return [json.loads(line) for line in lines]
    except (json.JSONDecodeError, RecursionError):
        return None


def _not_json(answer: Answer) -> SourceError:
    host = shown(answer.head.url.host)
    if not answer.body.strip():
        return SourceError(f"'{host}' gave an empty answer.", "Check the address and parameters.")
    kind = content_of(answer.body[:_SAMPLE], "")
    came = {"html": "a web page", "xml": "XML", "text": "text"}.get(kind, f"a file ({kind})")
    hints = {
        "html": "Use the address of the API, or load the page with the web page source.",
        "text": "If it is a CSV file, load it with the source for a file on the web.",
    }
    return SourceError(
        f"'{host}' answered with {came}, not with JSON.",
        hints.get(kind, "Load it with the source for a file on the web."),
    )
