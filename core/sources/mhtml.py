"""Web pages that were saved in one file (MHTML), as browsers, Excel and report servers do."""

from __future__ import annotations

from core.errors import SourceError

Page = tuple[bytes, str]


def pages_in(content: bytes) -> list[Page]:
    """Return the pages of an archive with the encoding that each is said to have."""
    from email import message_from_bytes, policy

    parts = message_from_bytes(content, policy=policy.compat32).walk()
    pages = [
        (body, part.get_content_charset(""))
        for part in parts
        if part.get_content_type() == "text/html"
        and isinstance(body := part.get_payload(decode=True), bytes)
        and body.strip()
    ]
    if not pages:
        raise SourceError(
            "The file is a saved message or web archive (MIME) without a web page.",
            "Open it in the program it comes from and save the table as CSV.",
        )
    return pages
