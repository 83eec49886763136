"""Every page that shows a result names the data version it was made from."""

from __future__ import annotations

import pytest

from tests.pages.conftest import Opener, recipe_of, words


@pytest.mark.parametrize("page", ["data", "explore", "models", "evaluate", "explain", "deploy"])
def test_a_result_names_its_data_version(show: Opener, worked: str, page: str) -> None:
    version = str(recipe_of(worked).source["data"])[:12]
    app = show(page, worked)
    assert f"Data version {version}" in words(app).replace("of data v", "Data v")


def test_a_version_is_named_once_on_the_models_page(show: Opener, worked: str) -> None:
    version = str(recipe_of(worked).source["data"])[:12]
    assert words(show("models", worked)).count(version) == 1
