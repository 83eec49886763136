"""Bad files, each made and read once for all tests, and a bundle for new rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import core
from core import fenced
from core.errors import AppError
from core.fenced import errands
from core.fenced.answers import Answer
from core.sources import parquet, unpack
from core.table import Dataset
from tests.bad.registry import Bad
from tests.bad.shipped import TRAINED, with_bundle
from tests.bad.walk import quick
from tests.pages.conftest import begun, csv, framed, home, project, show

__all__ = ["begun", "csv", "framed", "home", "project", "show"]
Made = Callable[[Bad], Path]
Read = Callable[[Bad], Dataset | AppError]


@contextmanager
def allowing(bad: Bad) -> Iterator[None]:
    """Let a file unpack to its own budget, where it has one: a small bomb is quick.

    It is read in this process then, which alone knows of that budget.
    """
    with pytest.MonkeyPatch.context() as patch:
        if bad.budget:
            patch.setattr(fenced, "answered", _here)
        for reader in (unpack, parquet) if bad.budget else ():
            patch.setattr(reader, "MAX_DECODED_BYTES", bad.budget)
        yield


def _here(
    errand: str, asked: Mapping[str, Any], fence: fenced.Fence = fenced.FENCE, owner: str = ""
) -> Answer:
    del fence, owner
    answer: Answer = getattr(errands, errand.partition(":")[2])(asked)
    return answer


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Made:
    """Return a function that makes the file of an entry, once."""
    paths: dict[str, Path] = {}

    def make(bad: Bad) -> Path:
        if bad.name not in paths:
            folder = tmp_path_factory.mktemp("bad")
            if bad.where == "bundle":
                sound = request.getfixturevalue("shipped")
                paths[bad.name] = with_bundle(sound, folder, bad.make)
            else:
                paths[bad.name] = bad.make(folder)
        return paths[bad.name]

    return make


@pytest.fixture(scope="session")
def read(made: Made) -> Read:
    """Return a function that loads the file of an entry, once: its table, or the refusal."""
    found: dict[str, Dataset | AppError] = {}

    def load(bad: Bad) -> Dataset | AppError:
        if bad.name not in found:
            try:
                with allowing(bad):
                    found[bad.name] = core.load(made(bad), name=bad.called)
            except AppError as error:
                found[bad.name] = error
        return found[bad.name]

    return load


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a bundle that predicts who left, from two numbers and a category."""
    folder = tmp_path_factory.mktemp("shipped")
    table = core.load(TRAINED(folder))
    recipe = quick(core.suggest(table, "left"), ("logistic",))
    fitted = core.fit(recipe, recipe.candidates[0], table)
    return Path(core.make_bundle(fitted, table.frame, folder / "bundle.zip"))
