"""What in a large text the engine cannot cut as it is, and a copy without it."""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import TYPE_CHECKING

from core.sources.dialect.encoding import broken_bytes, chunks, line_of, without_nul
from core.text import count

if TYPE_CHECKING:
    from core.sources.dialect.reading import Plan
    from core.sources.dialect.tokens import Cut

AS_IT_IS = ("utf-8", "latin-1")
_CHUNK = 1 << 22
_CONTROLS = bytes((*range(9), 11, 12, *range(14, 32), 127))
_LATE_CONTROLS = re.compile(rb"\xc2[\x80-\x9f]")
_TEXT_CONTROLS = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")


def is_odd(file: Path, plan: Plan) -> bool:
    """Tell by how a file is read whether it needs a plainer copy before it can be cut."""
    cut = plan.cut
    if plan.encoding not in AS_IT_IS or plan.replace or cut.comment:
        return True
    if plan.skip_end or plan.wrapped:
        return True
    return not plan.skip_lines and not plan.header_rows and _begins_with_mark(file)


def has_odd_bytes(file: Path, cut: Cut) -> bool:
    """Tell by looking through a file whether it needs a plainer copy before it can be cut."""
    allowed = bytes(set(_CONTROLS) - set(cut.delimiter.encode()))
    before = b""
    spaced = f"{cut.delimiter} {cut.quote}".encode() if cut.quote else b""
    for chunk in chunks(file):
        if len(chunk.translate(None, allowed)) != len(chunk):
            return True
        joined = before + chunk
        if _has_lone_returns(joined) or _LATE_CONTROLS.search(joined):
            return True
        if spaced and spaced in joined:
            return True
        before = joined[-1:]
    return False


def plain_copy(file: Path, plan: Plan, target: Path) -> list[str]:
    """Copy a text as UTF-8 with plain line ends and without what no table needs."""
    errors = "replace" if plan.replace else "strict"
    decoder = codecs.getincrementaldecoder(plan.encoding)(errors)
    lines, nul, controls, broken, comments = 0, 0, 0, 0, 0
    rest = ""
    with file.open("rb") as source, target.open("w", encoding="utf-8", newline="") as out:
        while True:
            raw = source.read(_CHUNK)
            try:
                text = rest + decoder.decode(raw, final=not raw)
            except UnicodeDecodeError as error:
                before = raw[: error.start].decode(plan.encoding, "replace")
                raise broken_bytes(lines + line_of(before), plan.encoding) from error
            if raw and text.endswith("\r"):
                text, rest = text[:-1], "\r"
            else:
                rest = ""
            text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
            lines += text.count("\n")
            nul += text.count("\x00")
            broken += text.count("\ufffd") if plan.replace else 0
            text, changed = _TEXT_CONTROLS.subn(" ", without_nul(text))
            controls += changed
            if plan.cut.comment:
                kept, text_rest = _without_comments(text, plan.cut.comment, whole=not raw)
                comments += text.count("\n") - kept.count("\n") - text_rest.count("\n")
                text, rest = kept, text_rest + rest
            out.write(text)
            if not raw:
                break
    if plan.skip_end:
        _cut_lines_off(target, plan.skip_end)
    return _notes(nul, controls, broken, comments)


def _cut_lines_off(file: Path, lines: int) -> None:
    """Shorten a text by its last lines."""
    with file.open("r+b") as opened:
        end = opened.seek(0, 2)
        tail = b""
        while end and tail.rstrip(b"\n").count(b"\n") < lines:
            start = max(0, end - _CHUNK)
            opened.seek(start)
            tail = opened.read(end - start) + tail
            end = start
        kept = tail.rstrip(b"\n").rsplit(b"\n", lines)[0]
        opened.truncate(end + len(kept) + 1)


def _notes(nul: int, controls: int, broken: int, comments: int) -> list[str]:
    said = [
        (nul, "NUL character", "removed"),
        (controls, "control character", "replaced by spaces"),
        (broken, "broken character", "replaced by \ufffd"),
        (comments, "comment line", "left out"),
    ]
    return [f"{count(number, what)} {done}." for number, what, done in said if number]


def _without_comments(text: str, mark: str, whole: bool) -> tuple[str, str]:
    """Return complete lines that are no comments, and the line that goes on."""
    head, newline, rest = text.rpartition("\n")
    if whole:
        head, newline, rest = text, "", ""
    lines = [line for line in head.split("\n") if not line.startswith(mark)]
    return "\n".join(lines) + newline, rest


def _has_lone_returns(content: bytes) -> bool:
    if b"\r" not in content:
        return False
    complete = content[:-1] if content.endswith(b"\r") else content
    return complete.count(b"\r") != complete.count(b"\r\n")


def _begins_with_mark(file: Path) -> bool:
    with file.open("rb") as opened:
        return opened.read(3) == codecs.BOM_UTF8
