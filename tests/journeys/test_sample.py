"""From a sample to a bundle in the fewest clicks; reload, back and other tabs lose nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from conftest import context_of
from core.export import predict_file
from core.loading import load
from core.samples import sample_named
from tests.journeys.walker import STAGES, Walker

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FEWEST = 6  # open the sample, train, choose, go to Deploy, pack, download


@dataclass(frozen=True)
class Packed:
    """What the shortest way leads to."""

    project: str
    clicks: int
    bundle: Path


@pytest.fixture(scope="module")
def packed(
    browser: Browser, app: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Packed]:
    """Walk the shortest way from the start page to a bundle."""
    with context_of(browser) as context:
        walker = Walker(context.new_page(), app)
        walker.home()
        walker.press("open-sample-penguins")
        walker.at("data")
        walker.press("train-now")
        walker.finished("compare")
        walker.press("choose-model")
        walker.at("evaluate")
        walker.rail("deploy")
        walker.press("pack")
        walker.finished("bundle")
        bundle = walker.download("get-bundle", tmp_path_factory.mktemp("bundle"))
        yield Packed(walker.project, walker.clicks, bundle)


def test_a_sample_becomes_a_bundle_in_few_clicks(packed: Packed) -> None:
    assert packed.clicks <= FEWEST
    table = load(sample_named("penguins").file)
    predicted = predict_file(packed.bundle, table).frame
    assert len(predicted) == table.rows
    assert set(predicted["prediction"]) == {"Adelie", "Chinstrap", "Gentoo"}
    assert (predicted["prediction"] == table.frame["species"].astype(str)).mean() > 0.9


def test_a_reload_and_the_back_button_show_every_page_as_it_was(
    walker: Walker, packed: Packed
) -> None:
    walker.go(STAGES[0], packed.project)
    for stage in STAGES[1:]:
        walker.rail(stage)
    shown = {}
    for stage in reversed(STAGES):
        walker.at(stage)
        shown[stage] = walker.seen()
        walker.reload()
        walker.sees(shown[stage])
        walker.page.go_back()
    walker.go(STAGES[0], packed.project)
    walker.sees(shown[STAGES[0]])
    walker.go("", packed.project)  # Home, with the project open
    home = walker.seen()
    walker.reload()
    walker.sees(home)
    walker.page.go_back()
    walker.at(STAGES[0])
    walker.sees(shown[STAGES[0]])
    walker.page.go_forward()
    walker.settle()
    walker.sees(home)


def test_a_second_tab_that_saves_is_never_overwritten(
    walk: Callable[..., Walker], packed: Packed
) -> None:
    first, second = walk(), walk()
    for tab in (first, second):
        tab.go("problem", packed.project)
    second.fill("problem-good_enough", "0.91")
    first.fill("problem-prediction_moment", "When it is caught")
    first.says("This project was changed in another tab")
    expect(first.part("problem-good_enough").locator("input")).to_have_value("0.91")
    first.press("conflict-drop")
    expect(first.part("problem-prediction_moment").locator("input")).to_have_value("")
    second.reload()
    expect(second.part("problem-good_enough").locator("input")).to_have_value("0.91")
    second.press("undo")


def test_a_comparison_goes_on_through_reload_and_back(walker: Walker) -> None:
    walker.home()
    walker.press("open-sample-titanic")
    walker.at("data")
    walker.press("train-now")
    walker.at("models")
    expect(walker.part("cancel-compare")).to_be_visible()
    walker.reload()
    walker.at("models")
    walker.rail("features")
    walker.page.go_back()
    walker.at("models")
    walker.finished("compare")
    walker.says("reaches ROC-AUC")
    walker.rail("data")
    walker.rail("models")
    walker.finished("compare")
