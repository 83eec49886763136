"""Files on their way in: what a person reads, corrects, picks, and waits for."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from playwright.sync_api import expect
from pyarrow import csv

from tests.journeys.walker import QUICK, Walker

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ROWS = 3_000_000


@pytest.fixture(scope="module")
def app(local_app: str) -> str:
    """Use the app that may ask this computer."""
    return local_app


def shops(path: Path) -> Path:
    """Write a table as a German program does: semicolons, decimal commas, the day first."""
    rows = ["Datum;Filiale;Umsatz;Kunden;Rabatt"]
    for at in range(120):
        euros = f"{1 + at * 37 % 977 // 100}.{at * 37 % 977:03d},25"
        day = f"{at % 28 + 1:02d}.{at // 28 + 1:02d}.2025"
        shop, sale = ("Nord", "Süd", "West")[at % 3], "ja" if at * 13 % 10 < 4 else "nein"
        rows.append(f"{day};{shop};{euros};{50 + at * 7 % 31};{sale}")
    path.write_text("\n".join(rows) + "\n", encoding="cp1252")
    return path


def thousands(path: Path) -> Path:
    """Write whole numbers with points between thousands: they look like decimals."""
    rows = ["Filiale;Umsatz;Rabatt"]
    rows += [
        f"{('Nord', 'West')[at % 2]};1.{at + 25:03d};{('ja', 'nein')[at % 3 % 2]}"
        for at in range(90)
    ]
    path.write_text("\n".join(rows) + "\n")
    return path


def workbook(path: Path) -> Path:
    """Write a workbook with two tables."""
    with pd.ExcelWriter(path) as book:
        for sheet, rows in (("2024", 60), ("2025", 80)):
            sold = {
                "shop": ["N", "S"] * (rows // 2),
                "sold": range(rows),
                "left": ["y", "n", "y", "y"] * (rows // 4),
            }
            pd.DataFrame(sold).to_excel(book, sheet_name=sheet, index=False)
    return path


def large(path: Path) -> Path:
    """Write three million rows, some 130 MB."""
    chance = np.random.default_rng(0)
    columns = {
        "visits": chance.integers(0, 1000, ROWS),
        **{f"spend {year}": chance.random(ROWS).round(4) for year in range(2020, 2025)},
        "left": pa.DictionaryArray.from_arrays(chance.integers(0, 2, ROWS), ["no", "yes"]).cast(
            pa.string()
        ),
    }
    csv.write_csv(pa.table(columns), path)
    return path


def profile(walker: Walker, column: str) -> str:
    """Return what Explore says about a column."""
    walker.rail("explore")
    walker.pick("explore-column", column)
    walker.says(f"{column}")
    return walker.page.get_by_test_id("stMain").inner_text()


def test_a_german_file_is_read_said_and_profiled(walker: Walker, tmp_path: Path) -> None:
    walker.home()
    walker.upload("home-upload", shops(tmp_path / "umsatz.csv"))
    walker.at("data")
    walker.says("Loaded 120 rows and 5 columns")
    parts = walker.part("reading-parts")
    expect(parts).not_to_contain_text("No title lines")
    for words in ("Semicolon", "Windows-1252", "Decimal comma", "Dates are day first"):
        expect(parts).to_contain_text(words)
    walker.says("Dates were read as day/month/year: 'Datum'")
    walker.says("Decimal commas were read (1,5 is one and a half): 'Umsatz'")
    told = profile(walker, "Umsatz")
    assert "Kind: number" in told
    assert "Middle half" in told
    told = profile(walker, "Datum")
    assert "Kind: date" in told


def test_the_second_sheet_of_a_workbook_is_picked(walker: Walker, tmp_path: Path) -> None:
    walker.home()
    walker.upload("home-upload", workbook(tmp_path / "shops.xlsx"))
    walker.at("data")
    walker.says("Sheet '2024'; header on row 1. 60 rows, 3 columns.")
    walker.click(walker.part("read-again").locator("summary"))
    walker.click(walker.part("read-again").get_by_role("radio", name="2025 (81 × 3)"))
    walker.says("Preview: the first 20 rows as they would be read")
    walker.press("load-again")
    walker.says("Sheet '2025'; header on row 1. 80 rows, 3 columns.")


def test_a_wrong_guess_is_corrected_with_a_preview(walker: Walker, tmp_path: Path) -> None:
    walker.home()
    walker.upload("home-upload", thousands(tmp_path / "umsatz.csv"))
    walker.at("data")
    walker.click(walker.part("reading-more").locator("summary"))
    walker.click(walker.page.get_by_role("button", name="Decimal comma"))
    box = walker.part("reading-correction")
    expect(box).to_contain_text("'Umsatz': 1.025 becomes 1,025", timeout=QUICK)
    expect(box).to_contain_text("Nord1025ja", timeout=QUICK)  # the first row of the preview
    expect(walker.part("part-decimal")).to_contain_text("Decimal comma")
    walker.press("load-again")
    expect(box).to_have_count(0)
    walker.says("Thousands marks were taken out: 'Umsatz'")
    assert re.search(r"Smallest to largest: 10\d\d to 11\d\d", profile(walker, "Umsatz"))


def test_three_million_rows_come_with_progress_and_can_be_stopped(
    walker: Walker, tmp_path: Path, local_home: Path
) -> None:
    file = large(tmp_path / "visits.csv")
    before = stored(local_home)
    walker.home()
    walker.press("new-source")
    walker.at("data")
    walker.click(walker.part("source").get_by_role("radio", name="A file", exact=True))
    walker.click(walker.part("by-path").locator("summary"))
    walker.fill("data-path", str(file))
    walker.press("load-path")
    box = walker.part("job-import")
    expect(box).to_contain_text("Reading the table", timeout=QUICK)
    walker.press("cancel-import")
    expect(box).to_contain_text("Cancelled", timeout=QUICK)
    assert stored(local_home) == before
    walker.press("dismiss-import")
    walker.click(walker.part("by-path").locator("summary"))
    walker.fill("data-path", str(file))
    walker.press("load-path")
    expect(box).to_contain_text(re.compile(r"\d\s%"), timeout=QUICK)
    walker.says("Loaded 3,000,000 rows and 7 columns")
    walker.says("Shown by a random sample of 200,000 of 3,000,000 rows")
    assert len(stored(local_home)) == len(before) + 1


def stored(home: Path) -> list[str]:
    """Name the tables and files of a data folder, finished or not."""
    folders = ("data", "uploads", "waiting")
    return sorted(path.name for name in folders for path in (home / name).glob("*"))
