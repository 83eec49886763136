"""From the bytes of a request to its rows: within limits, and strictly JSON."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from core.serve.refusal import Refusal
from core.text import count, shown

MAX_BYTES = 10_000_000
MAX_ROWS = 10_000
MAX_SECONDS = 30.0
SHAPE = 'Send {"rows": [{"column": value, ...}, ...]}.'


def check_headers(content_type: str, length: str) -> None:
    """Refuse another content type or a length over the limit, before any byte is read."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind != "application/json":
        got = f"'{shown(kind, 40)}'" if kind else "none"
        raise Refusal(
            415,
            f"The content type must be application/json. Got {got}.",
            "Send the header Content-Type: application/json.",
        )
    if length.isascii() and length.isdigit() and (len(length) > 15 or int(length) > MAX_BYTES):
        raise _too_large()


async def read_body(stream: AsyncIterator[bytes], seconds: float = MAX_SECONDS) -> bytes:
    """Return the whole body; stop as soon as it is over the limit or takes too long."""
    read = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for part in stream:
                read += part
                if len(read) > MAX_BYTES:
                    raise _too_large()
    except TimeoutError as error:
        raise Refusal(
            408, f"The request was not complete after {seconds:g} seconds.", "Send it again."
        ) from error
    return bytes(read)


def rows_in(body: bytes) -> list[dict[str, Any]]:
    """Return the rows of a request's body, or refuse it with 413 or 422."""
    given = _parsed(body)
    if not isinstance(given, dict) or not isinstance(given.get("rows"), list):
        raise Refusal(422, "The request holds no list of rows.", SHAPE)
    strange = sorted(set(given) - {"rows"})
    if strange:
        raise Refusal(422, f"'{shown(strange[0], 40)}' is not known beside 'rows'.", SHAPE)
    rows: list[dict[str, Any]] = given["rows"]
    if len(rows) > MAX_ROWS:
        raise Refusal(
            413,
            f"The request has {len(rows):,} rows; the limit is {MAX_ROWS:,}.",
            "Send the rows in parts, or use: python -m core predict",
        )
    for place, row in enumerate(rows, 1):
        if not isinstance(row, dict):
            raise Refusal(422, f"Row {place} is not an object of fields and values.", SHAPE)
    return rows


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body.decode("utf-8-sig"), object_pairs_hook=_object)
    except UnicodeDecodeError as error:
        raise Refusal(422, "The body is not UTF-8 text.", "Send JSON in UTF-8.") from error
    except json.JSONDecodeError as error:
        raise Refusal(
            422,
            f"The body is not valid JSON: {error.msg} at line {error.lineno}, "
            f"column {error.colno}.",
            SHAPE,
        ) from error
    except RecursionError as error:
        raise Refusal(422, "The body is nested too deeply.", SHAPE) from error
    except ValueError as error:
        raise Refusal(422, "The body holds a number with too many digits.", SHAPE) from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Refusal(
            422, f"The field '{shown(twice, 40)}' stands twice in one object.", "Send it once."
        )
    return made


def _too_large() -> Refusal:
    limit = count(MAX_BYTES // 1_000_000, "MB", "MB")
    return Refusal(
        413, f"The request is over {limit}.", "Send fewer rows, or use: python -m core predict"
    )
