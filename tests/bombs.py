"""Files that unpack to far more than they are."""

from __future__ import annotations

import zipfile
from pathlib import Path

MB = 1_000_000
SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'


def workbook(path: Path) -> Path:
    """Write a spreadsheet of half a megabyte that unpacks to 300 MB."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(SHEET)
            for _ in range(300):
                sheet.write(b" " * MB)
    return path


def parquet(path: Path) -> Path:
    """Write a Parquet file of a hundred kilobytes that unpacks to 10 GB: one text in every row."""
    import pyarrow as pa
    from pyarrow import parquet as files

    text = pa.DictionaryArray.from_arrays(pa.array([0] * 10_000, pa.int32()), pa.array(["x" * MB]))
    files.write_table(pa.table({"text": text}), path, store_schema=False)
    return path


def wide(path: Path) -> Path:
    """Write a table of 100,000 columns."""
    path.write_text((",".join(f"c{place}" for place in range(100_000)) + "\n") * 3)
    return path
