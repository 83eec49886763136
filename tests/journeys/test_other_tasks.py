"""Regression and many classes: the same pages lead to scores, reasons and a bundle."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from core.export import predict_file
from core.loading import load
from core.samples import sample_named
from tests.journeys.walker import Walker

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def open_sample(walker: Walker, name: str, *kept: str) -> None:
    """Open a sample on the Models page with few candidates and three folds."""
    walker.home()
    walker.press(f"open-sample-{name}")
    walker.at("data")
    walker.rail("models")
    walker.keep_candidates("Baseline", *kept)
    walker.fill("folds", "3")


def compare_and_judge(walker: Walker) -> None:
    """Train, choose the best, and open the test rows."""
    walker.press("train")
    walker.finished("compare")
    walker.press("choose-model")
    walker.at("evaluate")
    walker.press("open-test")
    walker.finished("evaluate")
    walker.says("Better than the baseline")


def packed(walker: Walker, folder: Path) -> Path:
    """Explain the chosen model, pack it, and return the bundle."""
    walker.rail("explain")
    walker.press("explain")
    walker.finished("explain")
    walker.says("of what moves predictions")
    walker.rail("deploy")
    walker.press("pack")
    walker.finished("bundle")
    return walker.download("get-bundle", folder)


def test_house_prices_are_predicted_and_explained(walker: Walker, tmp_path: Path) -> None:
    open_sample(walker, "house_prices", "Ridge regression")
    compare_and_judge(walker)
    walker.drag("residuals", (0.55, 0.5), (1.0, 0.5))
    walker.says("test rows selected: Error of at least")
    rows = pd.read_csv(walker.download("get-picked-rows", tmp_path))
    assert len(rows) > 10 and (rows["error"] > 0).all()
    table = load(sample_named("house_prices").file)
    predicted = predict_file(packed(walker, tmp_path), table).frame["prediction"]
    assert predicted.notna().all()
    assert predicted.corr(table.frame["price"]) > 0.9


def test_seven_kinds_of_trees_are_told_apart(walker: Walker, tmp_path: Path) -> None:
    open_sample(walker, "forest_cover")
    walker.part("more-models").get_by_role("button").click()
    walker.press("add-decision_tree")
    walker.page.keyboard.press("Escape")
    walker.page.get_by_text("2 models ticked").wait_for()
    compare_and_judge(walker)
    walker.drag("confusion", (0.5 / 7, 0.5 / 7), (0.5 / 7, 0.5 / 7))
    walker.says("test rows selected: '1' recognised")
    walker.pick("curve-class", "4")
    walker.says("of '4'")
    sample = sample_named("forest_cover")
    table = load(sample.file)
    predicted = predict_file(packed(walker, tmp_path), table).frame["prediction"]
    right = predicted.astype(str) == table.frame[sample.target].astype(str)
    assert right.mean() > 0.6
