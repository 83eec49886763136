"""Write small spreadsheets of many kinds for tests."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl

Rows = Sequence[Sequence[object]]
Change = Callable[[Any], None]


def xlsx(path: Path, rows: Rows, change: Change | None = None, sheet: str = "Sheet") -> Path:
    """Write rows to the first sheet; `change` may do more with that sheet."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    for row in rows:
        page.append(row)
    if change:
        change(page)
    book.save(path)
    return path


def with_member(path: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    """Rewrite one member of a zip file."""
    with zipfile.ZipFile(path) as archive:
        members = {item: archive.read(item) for item in archive.namelist()}
    members[name] = change(members[name])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for item, content in members.items():
            archive.writestr(item, content)
    return path


def with_shared_texts(path: Path) -> Path:
    """Move the texts of the first sheet to a part of their own, as Excel writes them."""
    texts: list[bytes] = []

    def shared(found: re.Match[bytes]) -> bytes:
        texts.append(found[1])
        return b't="s"><v>%d</v>' % (len(texts) - 1)

    inline = re.compile(rb't="inlineStr"><is><t>([^<]*)</t></is>')
    with_member(path, "xl/worksheets/sheet1.xml", lambda sheet: inline.sub(shared, sheet))
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    link = b'<Relationship Type="%s" Target="sharedStrings.xml" Id="rId9"/></Relationships>' % kind
    with_member(
        path,
        "xl/_rels/workbook.xml.rels",
        lambda links: links.replace(b"</Relationships>", link),
    )
    items = b"".join(b"<si><t>%s</t></si>" % text for text in texts)
    space = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/sharedStrings.xml", b'<sst xmlns="%s">%s</sst>' % (space, items))
    return path


def ods(path: Path, tables: str, styles: str = "") -> Path:
    """Write an OpenDocument spreadsheet around the XML of its tables."""
    names = {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
        "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
    }
    spaces = " ".join(f'xmlns:{name}="{uri}"' for name, uri in names.items())
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return path


def ods_row(*cells: object, more: str = "") -> str:
    """Write a row of texts and numbers; a text that begins with < is a cell already."""
    return f"<table:table-row {more}>" + "".join(map(_ods_cell, cells)) + "</table:table-row>"


def ods_table(*rows: str, name: str = "Rows", more: str = "") -> str:
    """Write a sheet around rows."""
    return f'<table:table table:name="{name}" {more}>{"".join(rows)}</table:table>'


def _ods_cell(cell: object) -> str:
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, str) and cell.startswith("<"):
        return cell
    text = f"<text:p>{cell}</text:p></table:table-cell>"
    if isinstance(cell, str):
        return f'<table:table-cell office:value-type="string">{text}'
    return f'<table:table-cell office:value-type="float" office:value="{cell}">{text}'
