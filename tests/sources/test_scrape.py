"""Tables of a web page are found as a person sees them, if the page may be read."""

from __future__ import annotations

from typing import Any

import pytest

from core.errors import AppError, LimitError, NotAllowedError, SettingError, SourceError
from core.fetch import Fetcher, Policy
from core.sources.dialect.values import Rules
from core.sources.scrape import WebTableSource
from core.sources.web.html import decoded, tree_of
from core.sources.web.pages import Visit, read_page
from core.sources.web.tables import WebTable, loaded, tables_in
from tests.fetch.server import Reply, Web, moved, page, serving
from tests.sources.conftest import HERE, Naps


def tables(html: str) -> tuple[WebTable, ...]:
    return tables_in(tree_of(html.encode(), "utf-8"))


def grid(html: str) -> list[list[str]]:
    return [list(row) for row in tables(html)[0].rows]


TOWNS = """
<h2>Towns</h2>
<table>
 <thead><tr><th>Town</th><th>People</th><th>Founded</th></tr></thead>
 <tbody><tr><td>Bern</td><td>134,591</td><td>1191-05-01</td></tr>
 <tr><td>Thun</td><td>43,568</td><td>1264-01-01</td></tr>
 <tr><td>Biel</td><td>–</td><td>1225-06-30</td></tr></tbody>
</table>
"""


@pytest.fixture
def visit(naps: Naps) -> Visit:
    return Visit(Fetcher(Policy(allowed=HERE)), naps.manners())


def test_a_table_becomes_typed_columns_with_its_origin(web: Web, visit: Visit) -> None:
    source = WebTableSource(url=web.give("/towns", page(TOWNS)) + "?year=2024")
    found = source.read(source.visit(visit))
    assert list(found.frame.columns) == ["Town", "People", "Founded"]
    assert found.frame["People"].iloc[0] == 134_591
    assert str(found.frame["Founded"].dtype).startswith("datetime64")
    assert found.notes[0].startswith(f"Read from {web.address}/towns on 20")
    assert found.notes[0].endswith(" UTC.")
    assert len(source.load(rows=2).frame) == 2


SPANS: dict[str, tuple[str, list[list[str]]]] = {
    "across": (
        "<tr><th colspan=2>a<th>b<tr><td>1<td>2<td>3",
        [["a", "a", "b"], ["1", "2", "3"]],
    ),
    "down": (
        "<tr><td rowspan=2>a<td>1<tr><td>2<tr><td>b<td>3",
        [["a", "1"], ["a", "2"], ["b", "3"]],
    ),
    "down in the middle": (
        "<tr><td>1<td rowspan=2>a<td>2<tr><td>3<td>4",
        [["1", "a", "2"], ["3", "a", "4"]],
    ),
    "both": (
        "<tr><td rowspan=2 colspan=2>a<td>1<tr><td>2<tr><td>x<td>y<td>3",
        [["a", "a", "1"], ["a", "a", "2"], ["x", "y", "3"]],
    ),
    "at the end of a short row": (
        "<tr><td>1<td>2<td rowspan=2>a<tr><td>3",
        [["1", "2", "a"], ["3", "", "a"]],
    ),
    "to the end of its part": (
        "<tbody><tr><td rowspan=0>a<td>1<tr><td>2<tbody><tr><td>b<td>3",
        [["a", "1"], ["a", "2"], ["b", "3"]],
    ),
    "beyond the end": ("<tr><td rowspan=99>a<td>1<tr><td>2", [["a", "1"], ["a", "2"]]),
    "never into the next part": (
        "<thead><tr><th rowspan=3>a<th>b</thead><tbody><tr><td>1<td>2",
        [["a", "b"], ["1", "2"]],
    ),
    "nonsense": (
        "<tr><td colspan=-3>a<td colspan=x>b<tr><td rowspan=1.5>1<td>2",
        [["a", "b"], ["1", "2"]],
    ),
    "overlapping": (
        "<tr><td rowspan=2>a<td rowspan=3>b<tr><td>1<tr><td>2<td>3",
        [["a", "b", ""], ["a", "b", "1"], ["2", "b", "3"]],
    ),
}


@pytest.mark.parametrize("way", SPANS)
def test_cells_stand_where_a_browser_draws_them(way: str) -> None:
    html, expected = SPANS[way]
    found = grid(f"<table>{html}</table>")
    width = max(map(len, found))
    assert [row + [""] * (width - len(row)) for row in found] == expected


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("a<br>b", "a b"),
        ("<p>a</p><p>b</p>", "a b"),
        ("1<b>2</b>3", "123"),
        ("5<sup>[1]</sup><sup>[note 2]</sup>", "5"),
        ("m<sup>2</sup>", "m2"),
        ("<span style='display: none'>0005</span>5", "5"),
        ("<span hidden>x</span>5", "5"),
        ("<script>alert(1)</script><style>a{}</style>5", "5"),
        ("<!-- x -->5&nbsp;km&amp;h", "5 km&h"),
        ("<img src=x alt=Yes>", "Yes"),
        ("<a href='javascript:alert(1)'>5</a>", "5"),
        (" \n a \t b ", "a b"),
        ("a<table><tr><td>inner</table>b", "ab"),
    ],
)
def test_a_cell_holds_what_a_person_sees(cell: str, text: str) -> None:
    assert grid(f"<table><tr><td>{cell}</td><td>x</td></tr></table>")[0][0] == text


NAMED = {
    "caption": (
        "<h1>no</h1><table><caption>A <b>caption</b></caption><tr><td>1</table>",
        "A caption",
    ),
    "heading": ("<h1>no</h1><h3>A <i>heading</i></h3><p>x<table><tr><td>1</table>", "A heading"),
    "nothing": ("<table><tr><td>1</table>", "Table 1"),
}


@pytest.mark.parametrize("way", NAMED)
def test_a_table_is_named_by_what_stands_above(way: str) -> None:
    html, title = NAMED[way]
    assert tables(html)[0].title == title


HEADERS: dict[str, tuple[str, list[str]]] = {
    "thead": ("<thead><tr><td>a<td>b</thead><tr><td>1<td>2", ["a", "b"]),
    "th alone": ("<tr><th>a<th>b<tr><td>1<td>2", ["a", "b"]),
    "two rows": (
        "<tr><th rowspan=2>town<th colspan=2>people<tr><th>men<th>women<tr><td>x<td>1<td>2",
        ["town", "people men", "people women"],
    ),
    "empty corner": ("<tr><td><th>b<tr><th>x<td>2", ["", "b"]),
    "guessed": ("<tr><td>name<td>size<tr><td>x<td>2<tr><td>y<td>3", ["name", "size"]),
    "none": ("<tr><td>1<td>x<tr><td>2<td>y<tr><td>3<td>z", ["", ""]),
    "row headers": ("<tr><th>a<th>b<tr><th>x<td>2<tr><th>y<td>3", ["a", "b"]),
}


@pytest.mark.parametrize("way", HEADERS)
def test_a_header_is_found(way: str) -> None:
    html, names = HEADERS[way]
    found = loaded(tables(f"<table>{html}</table>")[0], Rules(decimal="guess"))
    assert list(found.frame.columns) == names


def test_what_is_no_data_is_left_out_and_said() -> None:
    html = (
        "<table><tr><th>a<th>b<tr><th colspan=2>Group 1<tr><td>1<td>2<tr><th>a<th>b<tr><td>3<td>4"
        "<tr><td><td><tfoot><tr><td>all<td>6</tfoot></table>"
    )
    found = loaded(tables(html)[0], Rules(decimal="guess"))
    assert found.frame.to_numpy().tolist() == [[1, 2], [3, 4]]
    assert found.notes[:3] == (
        "1 heading inside the table left out.",
        "1 row of its footer left out.",
        "1 repeated header left out.",
    )


@pytest.mark.parametrize(
    ("cells", "decimal", "values"),
    [
        (["1,5", "2,25"], "guess", [1.5, 2.25]),
        (["1.5", "2.25"], "guess", [1.5, 2.25]),
        (["1.234,5", "2,0"], "guess", [1234.5, 2]),
        (["1,234", "5,678"], "guess", [1234, 5678]),
        (["1,234", "5,678"], ",", [1.234, 5.678]),
    ],
)
def test_the_decimal_mark_is_seen(cells: list[str], decimal: str, values: list[float]) -> None:
    rows = "".join(f"<tr><td>x{at}<td>{cell}" for at, cell in enumerate(cells))
    found = loaded(tables(f"<table><tr><th>a<th>b{rows}</table>")[0], Rules(decimal=decimal))
    assert list(found.frame["b"]) == values


def test_nested_tables_are_listed_and_those_that_arrange_the_page_are_known() -> None:
    html = f"<table><tr><td>menu<td>{TOWNS}<tr><td>x<td>y</table><table><tr><td>1</table>"
    found = tables(html)
    assert [(table.number, table.is_data) for table in found] == [(1, False), (2, True), (3, False)]
    assert found[1].title == "Towns"
    assert found[1].width == 3


def test_hidden_and_empty_tables_are_not_listed() -> None:
    empty = "<table></table><table><tr><td></table>"
    html = f"<table hidden><tr><td>1</table>{empty}<table><tr><td>1</table>"
    assert [table.number for table in tables(html)] == [4]


@pytest.mark.parametrize(
    ("body", "charset", "text"),
    [
        ("é".encode(), "", "é"),
        ("é".encode("latin-1"), "", "é"),
        ("€".encode("cp1252"), "iso-8859-1", "€"),
        (b'<meta charset="shift_jis">' + "日".encode("shift_jis"), "", "日"),
        (b'<meta charset="utf-8">' + "é".encode("latin-1"), "iso-8859-1", "é"),
        ("é".encode("utf-16"), "utf-8", "é"),
        (b"\xef\xbb\xbf" + "é".encode(), "latin-1", "é"),
        ("é".encode(), "no-such-encoding", "é"),
    ],
)
def test_letters_are_read_right(body: bytes, charset: str, text: str) -> None:
    assert decoded(body, charset).endswith(text)


# ---- hostile pages ----


def test_no_entity_is_resolved(tmp_path: Any) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("hunter2")
    html = (
        f'<!DOCTYPE html [<!ENTITY x SYSTEM "file://{secret}">'
        '<!ENTITY a "&b;&b;"><!ENTITY b "lol">]>'
        "<table><tr><td>&x;</td><td>&a;</td></tr></table>"
    )
    assert "hunter2" not in str(grid(html))


@pytest.mark.parametrize(
    "html",
    [
        "<table><tr>" + "<td colspan=1000>x" * 11,
        "<table>" + "<tr>" * 3 + "<td colspan=9999>x" * 20,
    ],
)
def test_a_table_that_unfolds_to_a_huge_one_is_refused(html: str) -> None:
    with pytest.raises(LimitError, match="more than 10,000 columns"):
        tables(html)


def test_many_wide_rows_are_refused_before_they_fill_the_memory() -> None:
    with pytest.raises(LimitError, match="5,000,000 cells"):
        tables("<table>" + "<tr><td colspan=1000>x<td colspan=1000>y" * 3000)


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 20_000 + TOWNS,
        "<table><tr><td>" * 3000 + "x",
        "<table><tr><td rowspan=0>" * 200 + "x",
        "\x00<table\x00><tr><td>x</table>",
        "<table><tr><td>\ud800</table>",
        "<b>" * 5000 + "<table><tr><td>x<td>y</table>",
    ],
)
def test_odd_pages_are_read_or_refused_quickly(html: str) -> None:
    try:
        tables_in(tree_of(html.encode("utf-8", "surrogatepass"), "utf-8"))
    except AppError as error:
        assert error.hint


# ---- may it be read? ----


def test_robots_are_obeyed_before_the_page_is_asked_for(web: Web, visit: Visit) -> None:
    web.give("/robots.txt", Reply("User-agent: *\nDisallow: /towns\n"))
    url = web.give("/towns", page(TOWNS))
    with pytest.raises(NotAllowedError, match="asks programs not to read this page"):
        read_page(url, visit)
    assert web.paths() == ["/robots.txt"]


def test_a_wish_for_slowness_is_kept(web: Web, visit: Visit, naps: Naps) -> None:
    web.give("/robots.txt", Reply("User-agent: *\nCrawl-delay: 7\n"))
    read_page(web.give("/towns", page(TOWNS)), visit)
    assert naps.now == 7


def test_a_wish_for_great_slowness_is_said(web: Web, visit: Visit) -> None:
    web.give("/robots.txt", Reply("User-agent: *\nCrawl-delay: 3600\n"))
    with pytest.raises(NotAllowedError, match="wait 1 h 0 min before each page"):
        read_page(web.give("/towns", page(TOWNS)), visit)


def test_the_rules_of_the_site_that_a_page_moved_to_count_too(web: Web, visit: Visit) -> None:
    with serving() as other:
        other.give("/robots.txt", Reply("User-agent: *\nDisallow: /\n"))
        other.give("/towns", page(TOWNS))
        url = web.give("/towns", moved(other.address + "/towns"))
        with pytest.raises(NotAllowedError, match="asks programs not to read"):
            read_page(url, visit)


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (page("<p>no table</p>"), "The page holds no tables"),
        (page(""), "no tables|is empty"),
        (Reply("a,b\n", 200, {"Content-Type": "text/csv"}), "leads to text/csv, not to a web page"),
        (page("gone", 404), r"has nothing at this address \(404\)"),
        (page("no", 403), r"refused access \(403\)"),
        (page("oh", 500), r"trouble of its own \(500\)"),
    ],
)
def test_what_is_no_page_with_tables_is_said(
    reply: Reply, says: str, web: Web, visit: Visit
) -> None:
    with pytest.raises(SourceError, match=says) as refused:
        read_page(web.give("/", reply), visit)
    assert refused.value.hint


def test_an_address_with_a_key_is_refused() -> None:
    with pytest.raises(SettingError, match="carries a key in 'token'"):
        read_page("https://a.org/?token=1")


# ---- a page that changes ----


def two(first: str, second: str) -> str:
    body = "<tr><th>a<th>b<tr><td>1<td>2"
    return "".join(f"<table><caption>{name}</caption>{body}</table>" for name in (first, second))


def test_a_table_that_moved_is_found_by_its_title(web: Web, visit: Visit) -> None:
    source = WebTableSource(url=web.give("/", page(two("New", "Towns"))), table=1, title="Towns")
    found = source.read(source.visit(visit))
    assert "The table is now number 2 on the page." in found.notes


@pytest.mark.parametrize(
    ("title", "table", "says"),
    [("Rivers", 1, "no longer holds one table named 'Rivers'"), ("", 3, "no table 3: it holds 2")],
)
def test_a_table_that_is_gone_is_said(
    title: str, table: int, says: str, web: Web, visit: Visit
) -> None:
    source = WebTableSource(url=web.give("/", page(two("A", "B"))), table=table, title=title)
    with pytest.raises(SourceError, match=says):
        source.read(source.visit(visit))
