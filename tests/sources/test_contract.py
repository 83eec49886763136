"""Every source keeps the law of its family."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from core.errors import SettingError, SourceError, UnknownNameError
from core.sources import SOURCES, Source, source_from_json, source_to_json


@pytest.mark.parametrize("part", SOURCES, ids=lambda part: part.name)
def test_a_source_teaches_and_survives_json(part: type[Source]) -> None:
    for words in (part.label, part.what, part.right, part.wrong, part.__doc__):
        assert words
    source = part()
    text = json.dumps(source_to_json(source))
    assert source_from_json(json.loads(text)) == source
    assert source.describe().endswith(".")
    assert all(setting.label for setting in part.settings())


@pytest.mark.parametrize("part", SOURCES, ids=lambda part: part.name)
def test_a_source_that_needs_a_file_says_so(part: type[Source]) -> None:
    if part.needs_file:
        with pytest.raises(SourceError, match="No file was given"):
            part().load()


def test_a_wrong_setting_is_named() -> None:
    with pytest.raises(SettingError, match="'delimiter' of CSV or text must be one of"):
        SOURCES.get("csv").from_json({"delimiter": "dot"})


def test_an_unknown_source_suggests_the_nearest() -> None:
    with pytest.raises(UnknownNameError) as error:
        source_from_json({"source": "exel"})
    assert error.value.hint == "Did you mean 'excel'?"


def test_listing_the_sources_loads_no_pandas() -> None:
    program = "import sys; from core.sources import SOURCES; SOURCES.names(); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    loaded = set(done.stdout.decode().split())
    assert not loaded & {"pandas", "pyarrow", "openpyxl", "numpy"}
