"""A file on the web is read as an upload would be, and remembers where it came from."""

from __future__ import annotations

import gc
import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from core.errors import AppError, LimitError, NotAllowedError, SettingError, SourceError
from core.fetch import Fetcher, Policy
from core.importing import bring
from core.loading import read
from core.masking import Masks
from core.progress import Cancelled, Event
from core.secret_store import VALUE
from core.sources import source_from_json, source_to_json
from core.sources.csv import Csv
from core.sources.url import UrlFile
from core.sources.web import files
from core.table import Dataset
from core.undecided import Undecided, Watched
from tests.fetch.server import Reply, Web, as_json, moved, page
from tests.sources.conftest import HERE

CSV = b"town;people\nBern;1,5\nThun;2,5\n"
KEY, NAME = "hunter2-k3y", "reports"


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put temporary files where they can be counted."""
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    return place


def parquet(tmp_path: Path) -> bytes:
    path = tmp_path / "t.parquet"
    pd.DataFrame({"town": ["Bern", "Thun"], "people": [1.5, 2.5]}).to_parquet(path)
    return path.read_bytes()


@pytest.mark.parametrize("kind", ["csv", "gzip", "json", "parquet", "arff"])
def test_a_file_of_any_kind_is_read(kind: str, web: Web, tmp_path: Path) -> None:
    bodies = {
        "csv": CSV,
        "gzip": gzip.compress(CSV),
        "json": b'[{"town":"Bern","people":1.5},{"town":"Thun","people":2.5}]',
        "parquet": parquet(tmp_path),
        "arff": b"@relation x\n@attribute town string\n@attribute people real\n@data\n"
        b"Bern,1.5\nThun,2.5\n",
    }
    source = UrlFile(url=web.give("/data", Reply(bodies[kind])))
    assert source.load().frame.to_dict("list") == {"town": ["Bern", "Thun"], "people": [1.5, 2.5]}
    pieces = list(source.pieces())
    assert pd.concat([piece.frame for piece in pieces])["people"].tolist() == [1.5, 2.5]
    assert pieces[0].notes[0].startswith("Read from ")


def test_a_long_text_is_written_to_disk_as_it_streams(
    web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = b"town,people\n" + b"".join(b"Bern %d,%d\n" % (at, at) for at in range(60_000))
    source = UrlFile(url=web.give("/long.csv", Reply(body)))
    whole = Dataset.of(source.load().frame, "whole")
    monkeypatch.setattr("core.sources.large.text.BIG_BYTES", 1000)
    monkeypatch.setattr(Csv, "pieces", None)
    target = tmp_path / ".import.1.00000000.tmp"
    arrived = bring(source, None, Masks(()), target, lambda event: None)
    assert arrived.facts.fingerprint == whole.fingerprint
    assert arrived.notes[0].startswith("Read from ")
    assert arrived.name == source.describe().rstrip(".")
    assert read(None, source)[0].frame.equals(whole.frame)


def test_people_in_a_long_text_are_asked_about_before_it_is_stored(
    web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.sources.large.text.BIG_BYTES", 1000)
    body = b"contact,x\n" + b"".join(b"p%d@site.example,%d\n" % (at, at) for at in range(3_000))
    source = Watched(UrlFile(url=web.give("/people.csv", Reply(body))), Masks(()))
    with pytest.raises(Undecided):
        bring(source, None, Masks(()), tmp_path / ".import.1.00000000.tmp", lambda event: None)
    assert not list(tmp_path.glob(".import*"))


def test_where_it_came_from_is_kept(web: Web) -> None:
    web.give("/v2/towns.csv", Reply(CSV))
    source = UrlFile(url=web.give("/latest", moved("/v2/towns.csv?sig=hunter2")))
    note = source.load().notes[0]
    assert note.startswith(f"Read from {web.address}/v2/towns.csv on 20")
    assert hashlib.sha256(CSV).hexdigest() in note
    assert "hunter2" not in note


def test_how_it_is_read_can_be_corrected_and_stored(web: Web) -> None:
    source = UrlFile(url=web.give("/towns.csv", Reply(CSV)))
    guess = source.inner(source.fetch())
    assert isinstance(guess, Csv) and (guess.delimiter, guess.decimal) == ("semicolon", ",")
    corrected = source.read_as(guess.edit(missing=("Bern",)))
    again = source_from_json(json.loads(json.dumps(source_to_json(corrected))))
    assert again == corrected
    assert again.load().frame["town"].isna().tolist() == [True, False]


@pytest.mark.parametrize(
    ("reading", "says"),
    [
        ("{", "not written as JSON"),
        ("[]", "not written as JSON|no source"),
        ('{"source": "url", "url": "http://127.0.0.1/"}', "cannot be read as 'File on the web'"),
        ('{"source": "sample"}', "cannot be read as 'Sample'"),
        ('{"source": "nothing"}', "no source named"),
        ('{"source": "csv", "delimiter": "x"}', "must be one of"),
    ],
)
def test_how_it_is_read_is_checked(reading: str, says: str, web: Web) -> None:
    with pytest.raises(AppError, match=says):
        UrlFile(url=web.give("/towns.csv", Reply(CSV)), reading=reading).load()


def test_a_preview_fetches_the_beginning_of_a_long_text(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "PREVIEW_BYTES", 100_000)
    sent: list[int] = []

    def rows() -> Any:
        yield b"a,b\n"
        for at in range(1000):
            sent.append(at)
            yield b"1,2\n" * 10_000

    source = UrlFile(url=web.answer("/long.csv", lambda _: Reply(rows())))
    loaded = source.load(rows=20)
    assert len(loaded.frame) == 20
    assert len(sent) < 500
    assert "SHA-256" not in loaded.notes[0]


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ('attachment; filename="towns 2024.csv"', "towns 2024.csv"),
        ("attachment; filename*=UTF-8''t%C3%B6wns.csv", "töwns.csv"),
        ('attachment; filename="../../etc/passwd"', "passwd"),
        ('attachment; filename="..\\\\x.csv"', "x.csv"),
        ("inline", "data"),
        ("", "data"),
    ],
)
def test_a_file_is_called_as_its_server_calls_it(header: str, name: str, web: Web) -> None:
    source = UrlFile(url=web.give("/data", Reply(CSV, 200, {"Content-Disposition": header})))
    assert source.fetch().name == name


def test_temporary_files_go(web: Web, folders: Path) -> None:
    source = UrlFile(url=web.give("/towns.csv", Reply(CSV)))
    held = source.fetch()
    assert len(list(folders.iterdir())) == 1
    del held
    source.load()
    list(source.pieces())
    web.give("/towns.csv", Reply(b"", 500))
    with pytest.raises(SourceError):
        source.load()
    gc.collect()
    assert not list(folders.iterdir())


def test_fetching_can_be_cancelled_and_leaves_nothing(web: Web, folders: Path) -> None:
    def stop(event: Event) -> None:
        assert "MB fetched" in event.message
        raise Cancelled

    source = UrlFile(url=web.give("/towns.csv", Reply(CSV + b"x;1\n" * 500_000)))
    with pytest.raises(Cancelled):
        list(source.pieces(report=stop))
    assert not list(folders.iterdir())


def test_a_file_over_the_limit_is_refused(web: Web) -> None:
    source = UrlFile(url=web.give("/towns.csv", Reply(CSV * 100_000)))
    with pytest.raises(LimitError, match="larger than 1 MB"):
        source.fetch(Fetcher(Policy(allowed=HERE)).within(bytes=1_000_000))


@pytest.mark.parametrize(
    ("reply", "says", "do"),
    [
        (
            page("<html><body>hello"),
            "leads to a web page of '127.0.0.1', not to a file",
            "download",
        ),
        (Reply(b""), "The file is empty: 'data'", "address"),
        (Reply(b"\x80\x04\x95abc"), "can run programs", "CSV or Parquet"),
        (Reply(b"%PDF-1.7"), "is a PDF", "spreadsheet"),
        (as_json({"error": "unknown"}, 404), "nothing at this address", "address"),
        (as_json({"error": "who are you"}, 401), "asks for a key", "key"),
        (Reply("", 503), "trouble of its own", "later"),
        (moved("http://10.0.0.1/x.csv"), "private network", "allow it"),
        (moved("file:///etc/passwd"), "'file://' are not read", "https"),
    ],
)
def test_what_is_no_file_is_said(reply: Reply, says: str, do: str, web: Web) -> None:
    with pytest.raises(AppError, match=says) as refused:
        UrlFile(url=web.give("/data", reply)).load()
    assert do in refused.value.hint


def test_an_address_inside_is_refused_unless_it_is_listed(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MODELWRIGHT_HOSTS")
    with pytest.raises(NotAllowedError, match="private network"):
        UrlFile(url=web.give("/data", Reply(CSV))).load()
    assert not web.asked


def test_a_secret_is_sent_and_kept_nowhere(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VALUE + "REPORTS", KEY)
    url = web.give("/towns.csv", Reply(CSV))
    source = UrlFile(url=url, secret=NAME, sent_as="query", sent_name="key")
    said = " ".join([*source.load().notes, source.describe(), json.dumps(source_to_json(source))])
    assert web.asked[0].query == {"key": KEY}
    assert KEY not in said + repr(source.fetch())


def test_an_address_with_a_key_is_refused() -> None:
    with pytest.raises(SettingError, match="carries a key in 'X-Amz-Signature'"):
        UrlFile(url="https://a.org/x.csv?X-Amz-Signature=1").load()
