"""What an answer's status means, in words a person can act on."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from core.errors import SourceError
from core.fetch.messages import Answer
from core.text import shown

_SAID = ("message", "detail", "error_description", "error", "errors", "title", "reason")
_MOST_SAID = 160
Redact = Callable[[str], str]

_MEANING: dict[int, tuple[str, str]] = {
    400: ("did not understand the request", "Check the parameters."),
    401: ("asks for a key, or refused the one it got", "Check the key and how it is sent."),
    402: ("asks to be paid first", "Check the account that the key belongs to."),
    403: ("refused access", "Check the key and what it may read."),
    404: ("has nothing at this address", "Check the address."),
    405: ("does not answer this method here", "Try GET instead of POST, or the other way round."),
    406: ("cannot answer in the form that was asked for", "Check the 'Accept' header."),
    407: ("stands behind a proxy that asks for a password", "Use a network without one."),
    410: ("has nothing at this address any more", "Look for a new address."),
    413: ("finds the request too large", "Ask for fewer rows at once."),
    414: ("finds the address too long", "Leave out parameters."),
    422: ("did not accept the parameters", "Check the parameters."),
    429: ("asks for fewer requests", "Wait a while, or lower the requests per second."),
    451: ("may not answer, for legal reasons", "Use another source."),
}


def need_ok(answer: Answer, redact: Redact = shown) -> None:
    """Return when the server answered well; else say what it said, without secrets."""
    head = answer.head
    if head.ok:
        return
    meaning, hint = _MEANING.get(head.status, _general(head.status))
    said = redact(_said(answer.body))
    words = f": {shown(said, _MOST_SAID)}" if said else ""
    if head.status in (404, 410):
        words = f": {shown(head.url.plain, 200)}"
    raise SourceError(f"'{shown(head.url.host)}' {meaning} ({head.status}){words}.", hint)


def _general(status: int) -> tuple[str, str]:
    if 500 <= status < 600:
        return "has trouble of its own", "Try again later."
    if 300 <= status < 400:
        return "points elsewhere without saying where", "Check the address."
    return "did not give the data", "Check the address and the parameters."


def _said(body: bytes) -> str:
    """Return the sentence in an answer that reports an error as JSON."""
    if len(body) > 100_000:
        return ""
    try:
        return _sentence(json.loads(body)).strip().rstrip(".")
    except (ValueError, RecursionError):
        return ""


def _sentence(value: Any, depth: int = 0) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list) and value and depth < 3:
        return _sentence(value[0], depth + 1)
    if isinstance(value, dict) and depth < 3:
        found = (_sentence(value[name], depth + 1) for name in _SAID if name in value)
        return next(filter(None, found), "")
    return ""
