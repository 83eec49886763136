"""Verifying a bundle says what was checked, and stops at what does not fit."""

from __future__ import annotations

import datetime
import json
import zipfile
from pathlib import Path

import pytest

from core.errors import BundleError
from core.export import load_bundle, make_bundle, verify_bundle
from tests.export.shipped import customers, shipped
from tests.export.test_bundle import rewrite

NOON = datetime.datetime(2026, 5, 3, 12, tzinfo=datetime.UTC)


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return make_bundle(shipped(), customers().frame, tmp_path / "bundle.zip", made_at=NOON)


def test_a_good_bundle_gets_one_line_for_each_check(good: Path) -> None:
    form, hashes, types, versions, golden = verify_bundle(good)
    rows = sum(len(case.rows) for case in load_bundle(good).golden)
    with zipfile.ZipFile(good) as archive:
        files = len(archive.namelist()) - 1
    assert form.startswith("Form: format 1, made 2026-05-03T12:00:00+00:00; Logistic regression")
    assert hashes == f"Hashes: {files} files as written"
    assert types.endswith("nothing in it but known types")
    assert versions == "Versions: 5 libraries as when it was made"
    assert golden == f"Golden rows: {rows} rows answered as when it was made, to the last bit"


def test_a_finer_difference_of_versions_is_said(good: Path) -> None:
    def older(members: dict[str, bytes]) -> None:
        manifest = json.loads(members["manifest.json"])
        major = manifest["versions"]["pandas"].split(".")[0]
        manifest["versions"]["pandas"] = f"{major}.0.0rc0"
        members["manifest.json"] = json.dumps(manifest).encode()

    line = verify_bundle(rewrite(good, older))[3]
    assert line.startswith("Versions: 4 libraries as when it was made; near enough: pandas ")
    assert "rc0" in line


def test_another_golden_answer_is_refused(good: Path) -> None:
    def wrong(members: dict[str, bytes]) -> None:
        golden = json.loads(members["golden.json"])
        golden[0]["probabilities"][0] = [0.5, 0.5]
        members["golden.json"] = json.dumps(golden).encode()

    with pytest.raises(BundleError, match="differently from when it was made"):
        verify_bundle(rewrite(good, wrong))


def test_a_changed_file_is_refused(good: Path) -> None:
    def careless(members: dict[str, bytes]) -> None:
        members["model_card.md"] += b"better than it is"

    with pytest.raises(BundleError, match=r"'model_card.md' in the bundle was changed"):
        verify_bundle(rewrite(good, careless, rehash=False))
