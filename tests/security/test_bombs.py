"""Files that unpack to far more than they are: refused in words, and the server stays small."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.bombs import parquet, wide, workbook
from tests.security.served import Server, served

if TYPE_CHECKING:
    from conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MOST_MB = 200


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with served(tmp_path_factory.mktemp("bombed")) as started:
        yield started


@pytest.mark.parametrize(
    ("name", "make", "words"),
    [
        ("a.xlsx", workbook, "unpacks to 300 MB; the limit is 250 MB"),
        ("a.parquet", parquet, "unpacks to more than 2 GB"),
        ("a.csv", wide, "100,000 columns; the limit is 10,000"),
    ],
)
def test_a_bomb_is_refused_and_the_server_stays_small(
    server: Server,
    visit: Callable[..., Visit],
    tmp_path: Path,
    name: str,
    make: Callable[[Path], Path],
    words: str,
) -> None:
    small = tmp_path / "small.csv"
    small.write_text("a,b\n" + "1,2\n" * 30)
    page = visit().open(server.url)
    upload = page.locator("input[type=file]").first
    upload.set_input_files(small)
    page.wait_for_url(re.compile(r"/data\?project="))
    page.goto(server.url)
    before = server.memory_mb()
    upload.set_input_files(make(tmp_path / name))
    told = re.compile(words.replace(" ", r"\s"))
    page.get_by_test_id("stAlert").get_by_text(told).first.wait_for()
    assert server.most_memory_mb() - before < MOST_MB
    assert "Traceback" not in page.content()


def test_the_limit_of_an_upload_is_named_before_it_happens(
    server: Server, visit: Callable[..., Visit]
) -> None:
    page = visit().open(server.url)
    page.get_by_test_id("stFileUploader").get_by_text("500MB per file").wait_for()


def test_a_file_over_the_limit_is_not_even_sent(
    visit: Callable[..., Visit], tmp_path: Path
) -> None:
    large = tmp_path / "large.csv"
    large.write_bytes(b"a,b\n" + b"1,2\n" * 300_000)
    with served(tmp_path / "small", STREAMLIT_SERVER_MAX_UPLOAD_SIZE="1") as small:
        page = visit().open(small.url)
        sent: list[str] = []
        page.on("request", lambda request: sent.append(request.method))
        page.locator("input[type=file]").first.set_input_files(large)
        page.get_by_text("File must be 1.0MB or smaller").wait_for()
        assert "PUT" not in sent
