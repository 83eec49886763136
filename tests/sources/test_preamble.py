"""Facts and small tables above the main table are left out, and its names are found."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.loading import load
from core.sources.dialect.layout import guess_layout

FACTS = "Account;12 34\nCurrency;EUR\nFrom;2024-01-01\nTo;2024-01-31\n\n"
BANK = "day;text;amount;balance\n2024-01-03;rent;-500,00;700,00\n2024-01-09;pay;20,50;720,50\n"
ORDERS = "kind,id,day,n,paid,by,sum,to,shop\n" + "a,7,2024-01-02,1,x,y,3.50,z,s\n" * 2
SETUP = "Model 7\nmin-x,max-x,min-y,max-y\n0,11,0,11\n"
RUNS = "run,step,density,count\n1,100,50,42\n1,200,50,51\n2,100,75,60\n2,200,75,58\n"
SHEET = "[Header],,\nDate,3/4/2021,\n[Reads],,\n151,,\n"
SAMPLES = "[Data],,\nid,name,index\nS1,alpha,ATTA\nS2,beta,TCCG\nS3,gamma,CGCT\n"


@pytest.mark.parametrize(
    ("text", "skip", "header"),
    [
        (FACTS + BANK, 5, 1),
        (FACTS.replace("\n", ";\n") + BANK, 5, 1),
        (f"Orders,1\nTotal ,34.29,USD\nShipments,1\n\n{ORDERS}", 4, 1),
        (SETUP + RUNS, 3, 1),
        (SHEET + SAMPLES, 5, 1),
    ],
)
def test_the_main_table_is_found_below_others(text: str, skip: int, header: int) -> None:
    layout = guess_layout(text)
    assert (layout.skip_lines, layout.header_rows) == (skip, header)


@pytest.mark.parametrize(
    "text",
    [
        "town;people\nOslo;700\nBergen;280\nVik;3\n\nday;text;amount;balance\n2024-01-03;a;1;2\n",
        RUNS + "run,step,density,count\n3,100,75,60\n",
        "a,b,c\n1,2,3\n4,5,6\n7,8,9\nx,y,z\n10,11,12\n",
        "code,age,sex\n1,33,1\nrefused,unknown,other\n2,44,1\n3,55,2\n4,66,1\n",
        ORDERS + "Orders,1\nTotal,2\n",
        "who,text\n[deleted],\nann,hi\nbob,ho\n",
        "[id],name,n\n1,a,2\n2,b,3\n",
    ],
)
def test_a_table_that_comes_first_stays(text: str) -> None:
    layout = guess_layout(text)
    assert (layout.skip_lines, layout.header_rows) == (0, 1)


def test_a_lone_value_in_brackets_begins_no_part() -> None:
    rows = "id,said,n\nS1,hi,1\nS2,ho,2\n[deleted],,\nS3,ha,3\nS4,he,4\nS5,hu,5\nS6,hy,6\n"
    layout = guess_layout(f"{SHEET}[Data],,\n{rows}")
    assert (layout.skip_lines, layout.header_rows) == (5, 1)


def test_no_row_of_the_main_table_is_lost(tmp_path: Path) -> None:
    file = tmp_path / "bank.csv"
    file.write_text(FACTS + BANK, encoding="utf-8")
    table = load(file)
    assert table.columns == ("day", "text", "amount", "balance")
    assert table.frame["amount"].tolist() == [-500.0, 20.5]
    assert any("5 title lines skipped" in note for note in table.notes)
