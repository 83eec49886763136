"""A data set of OpenML is described, checked and read; without a network one sentence says so."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from core.errors import LimitError, SourceError
from core.fetch import Fetcher, Network, Policy, parse
from core.sources.openml import OpenMl, _secure
from tests.fetch.server import Reply, Web, as_json
from tests.sources.conftest import HERE

ARFF = b"@relation iris\n@attribute id numeric\n@attribute class {a,b}\n@data\n1,a\n2,?\n"
MD5 = hashlib.md5(ARFF, usedforsecurity=False).hexdigest()


@pytest.fixture
def fetcher() -> Fetcher:
    return Fetcher(Policy(allowed=HERE))


def described(web: Web, **about: Any) -> OpenMl:
    """Let the server know data set 61; return its source."""
    known = {
        "id": "61",
        "name": "iris",
        "version": "1",
        "status": "active",
        "licence": "CC-BY",
        "citation": "Fisher (1936)",
        "default_target_attribute": "class",
        "row_id_attribute": "id",
        "url": web.give("/iris.arff", Reply(ARFF)),
        "md5_checksum": MD5,
        **about,
    }
    web.give("/api/v1/json/data/61", as_json({"data_set_description": known}))
    return OpenMl(61, server=web.address)


def parquet(folder: Path) -> bytes:
    path = folder / "x.pq"
    frame = pd.DataFrame({"id": [1, 2], "class": pd.Categorical(["a", None])})
    frame.to_parquet(path)
    return path.read_bytes()


def test_a_data_set_says_whose_it_is_and_what_it_predicts(web: Web, fetcher: Fetcher) -> None:
    loaded = described(web).read(fetcher)
    assert loaded.frame["id"].tolist() == [1, 2]
    assert loaded.frame["class"].isna().tolist() == [False, True]
    assert loaded.notes[:4] == (
        "OpenML 61: iris, version 1, licence CC-BY.",
        "To be cited as: Fisher (1936)",
        "OpenML predicts 'class'.",
        "OpenML uses no features from 'id'.",
    )
    assert loaded.notes[4].startswith(f"Read from {web.address}/iris.arff on ")


def test_the_environment_is_asked_too(web: Web) -> None:
    assert len(described(web).load(rows=1).frame) == 1


def test_parquet_is_preferred(web: Web, fetcher: Fetcher, tmp_path: Path) -> None:
    source = described(web, parquet_url=web.give("/iris.pq", Reply(parquet(tmp_path))))
    assert source.read(fetcher).frame["id"].tolist() == [1, 2]
    assert web.paths()[-1] == "/iris.pq"
    source.edit(prefer="arff").read(fetcher)
    assert web.paths()[-1] == "/iris.arff"


def test_arff_stands_in_for_a_parquet_file_that_fails(web: Web, fetcher: Fetcher) -> None:
    loaded = described(web, parquet_url=web.give("/iris.pq", Reply(b"", 404))).read(fetcher)
    assert len(loaded.frame) == 2
    assert any("Its Parquet file was not used: '127.0.0.1' has nothing" in n for n in loaded.notes)


@pytest.mark.parametrize(
    ("about", "says"),
    [
        ({"md5_checksum": "0" * 32}, "checksums differ"),
        ({"url": "", "parquet_url": None}, "gives no file for data set 61"),
        ({"url": "http://10.0.0.1/x"}, "private network"),
    ],
)
def test_what_is_wrong_with_a_data_set_is_said(
    about: dict[str, Any], says: str, web: Web, fetcher: Fetcher
) -> None:
    from core.errors import AppError

    with pytest.raises(AppError, match=says):
        described(web, **about).read(fetcher)


def test_what_is_special_about_a_data_set_is_said(web: Web, fetcher: Fetcher) -> None:
    about = {"status": "deactivated", "ignore_attribute": ["x", "y"], "licence": None}
    notes = described(web, **about).read(fetcher).notes
    assert "OpenML 61: iris, version 1." in notes
    assert "OpenML marks this data set as 'deactivated'." in notes
    assert "OpenML uses no features from 'id', 'x' and 'y'." in notes


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (as_json({"error": {"code": "111", "message": "Unknown dataset"}}, 412), "no data set 61"),
        (as_json({}, 404), "no data set 61"),
        (as_json({"x": 1}), "does not describe data set 61"),
        (as_json([]), "does not describe data set 61"),
        (as_json({}, 500), "trouble of its own"),
        (Reply("<html><body>"), "not with JSON"),
    ],
)
def test_an_odd_description_is_said(reply: Reply, says: str, web: Web, fetcher: Fetcher) -> None:
    web.give("/api/v1/json/data/61", reply)
    with pytest.raises(SourceError, match=says):
        OpenMl(61, server=web.address).read(fetcher)


def test_without_a_network_one_sentence_says_so() -> None:
    def nothing(host: str, port: int) -> tuple[str, ...]:
        raise OSError("Temporary failure in name resolution")

    fetcher = Fetcher(Policy(), Network(nothing))
    with pytest.raises(SourceError, match="OpenML cannot be reached: There is no host") as refused:
        OpenMl(61).read(fetcher)
    assert "bundled sample" in refused.value.hint


def test_a_data_set_over_the_limit_is_refused(web: Web, fetcher: Fetcher) -> None:
    with pytest.raises(LimitError):
        described(web).read(fetcher.within(bytes=20))


def test_old_addresses_are_asked_on_https() -> None:
    old, server = parse("http://openml.org/x?y"), parse("https://www.openml.org")
    assert _secure(old, server).text == "https://openml.org/x?y"
    assert _secure(old, parse("http://127.0.0.1:80")).scheme == "http"
