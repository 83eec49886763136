"""Tell what a file is from its first bytes, whatever its name says."""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.errors import SourceError

HEAD_BYTES = 4096

_TAR_MARK = slice(257, 262)
_CODE = "not accepted because it can run programs"
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"PAR1", "parquet"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstandard"),
    (b"\x93NUMPY", "numpy"),
    (b"\x89HDF\r\n", "hdf5"),
    (b"%PDF", "pdf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"SQLite format 3\x00", "sqlite"),
    (b"ARROW1", "arrow"),
    (b"FEA1", "arrow"),
    (b"\x5d\x00\x00", "xz"),
    (b"RDX2", "rdata"),
    (b"RDX3", "rdata"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!", "rar"),
    (b"\x7fELF", "program"),
    (b"MZ", "program"),
)
_CODE_SUFFIXES = (".pkl", ".pickle", ".joblib", ".npy", ".npz", ".dill", ".pt", ".pth", ".rds")
_JSON_SUFFIXES = (".json", ".jsonl", ".ndjson", ".geojson")
_XML_SHEET = b"urn:schemas-microsoft-com:office:spreadsheet"
_ARROW_STREAM = re.compile(rb"\xff\xff\xff\xff.{3}\x00", re.S)
_PICKLE = re.compile(rb"\x80[\x02-\x05][\x80-\xff\x00-\x7f]|c(?:os|posix|nt|builtins)\n\w+\n")
_COMMENTS = rb"(?>\s*(?:<!--.*?-->\s*)*)"
_HTML = re.compile(
    _COMMENTS + rb"<(?:!doctype\s+html|html|head|body|table|meta|style|title|link)\b", re.I | re.S
)
_MARKED_UP = re.compile(_COMMENTS + rb"<[a-z][a-z0-9]*(?:\s[^<>]*)?/?>", re.I | re.S)
_MIME = re.compile(
    rb"(?:[a-z][\w-]*:[^\n]*\n(?:[ \t][^\n]*\n)*)*?"
    rb"(?:mime-version:|content-type:\s*(?:multipart/|text/html))",
    re.I,
)
_ROWS = re.compile(rb"<(?:html|table|t[rdh])\b", re.I)


@dataclass(frozen=True)
class Refusal:
    """Why content of a kind is not read, and what to do instead."""

    is_a: str
    why: str
    hint: str


_TABLE_HINT = "Open it in the program it comes from and save the table as CSV."
REFUSED = {
    "pickle": Refusal(
        "a Python object file (pickle or joblib)", _CODE, "Save the table as CSV or Parquet."
    ),
    "numpy": Refusal("a NumPy file", _CODE, "Save the table as CSV or Parquet."),
    "program": Refusal("a program", _CODE, "Choose a file that holds a table."),
    "xml": Refusal("an XML file", "not a table file", _TABLE_HINT),
    "rdata": Refusal("an R data file", "not a table file", "Save it from R with write.csv."),
    "hdf5": Refusal("an HDF5 file", "not a table file", "Save the table as CSV or Parquet."),
    "pdf": Refusal("a PDF", "not a table file", "Copy its table to a spreadsheet first."),
    "image": Refusal("an image", "not a table file", "Choose a file that holds a table."),
    "7z": Refusal("a 7z archive", "not read here", "Unpack it first."),
    "rar": Refusal("a RAR archive", "not read here", "Unpack it first."),
    "binary": Refusal("a binary file", "not a table file", "Save the table as CSV or Parquet."),
}


def content_of(head: bytes, name: str = "") -> str:
    """Return the kind of content: a container, a binary kind, `html`, `mhtml`, `json` or `text`.

    >>> content_of(b"PAR1..."), content_of(b"a,b\\n1,2\\n"), content_of(b"[{}]")
    ('parquet', 'text', 'json')
    """
    if name.lower().endswith(_CODE_SUFFIXES):
        return "pickle"
    for magic, kind in _MAGIC:
        if head.startswith(magic) and not (kind == "program" and _is_text(head)):
            return kind
    if head[_TAR_MARK] == b"ustar":
        return "tar"
    if _ARROW_STREAM.match(head):
        return "arrow"
    if head[8:12] == b"DUCK":
        return "duckdb"
    if _PICKLE.match(head):
        return "pickle"
    return _kind_of_text(head, name)


def _kind_of_text(head: bytes, name: str) -> str:
    text = _as_utf8(head).lstrip()
    if _HTML.match(text) or (_MARKED_UP.match(text) and _ROWS.search(text)):
        return "html"
    if text.startswith((b"<?xml", b"<svg", b"<!DOCTYPE", b"<Workbook")):
        if _XML_SHEET in text:
            return "spreadsheet xml"
        return "html" if b"<html" in text.lower() else "xml"
    if _MIME.match(text):
        return "mhtml"
    if _looks_json(text, name):
        return "json"
    return "text" if _is_text(head) else "binary"


def _as_utf8(head: bytes) -> bytes:
    """Return text without its byte order mark, UTF-16 as UTF-8."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "ignore").encode("utf-8", "ignore")
    for start, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if head[start : start + 1] == b"\x00" and head[1 - start :: 2].count(0) == 0:
            return head.decode(encoding, "ignore").encode("utf-8", "ignore")
    return head.removeprefix(b"\xef\xbb\xbf")


def refuse(kind: str, name: str) -> None:
    """Raise for a kind of content that is never read."""
    reason = REFUSED.get(kind)
    if reason is not None:
        raise SourceError(f"'{name}' is {reason.is_a}: {reason.why}.", reason.hint)


def _looks_json(text: bytes, name: str) -> bool:
    if re.match(rb"\{\s*(?:\"|\})", text):
        return True
    if re.match(rb"\[\s*(?:\{|\]|\[\s*[\"\d\[-])", text):
        return True
    return text[:1] in (b"{", b"[") and name.lower().endswith(_JSON_SUFFIXES)


def _has_four_bytes_a_letter(head: bytes) -> bool:
    """Say whether only one or two of every four bytes hold anything, as in UTF-32."""
    filled = [len(head[at::4]) - head[at::4].count(0) for at in range(4)]
    return filled.count(0) >= 2 and max(filled) > 0.9 * (len(head) // 4)


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or not head:
        return True
    nul = head.count(0)
    if nul > 0.2 * len(head):
        wide = head[1::2].count(0) > 0.8 * nul or head[0::2].count(0) > 0.8 * nul
        return wide or _has_four_bytes_a_letter(head)
    control = sum(head.count(code) for code in range(1, 32) if code not in (9, 10, 12, 13, 27, 31))
    return nul + control <= max(2, 0.02 * len(head))
