"""The long way: an uploaded table, a choice on every page, a bundle that answers alike outside."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

from conftest import ROOT
from tests.journeys.walker import Walker

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ONLY = "Logistic regression"


def test_every_page_changes_the_model_and_the_bundle_answers_as_the_page_does(
    walker: Walker, churn_file: Path, tmp_path: Path
) -> None:
    walker.home()
    walker.upload("home-upload", churn_file)
    walker.at("data")
    walker.says("Ready to predict 'Churn'")
    _ask(walker)
    _leave_out(walker, "gender")
    _look(walker)
    _clean(walker)
    _build(walker)
    _compare(walker)
    _tune(walker)
    _judge(walker)
    _explain(walker)
    bundle, inside = _ship(walker, churn_file, tmp_path)
    weekly = _schedule(walker, churn_file, tmp_path)
    outside = tmp_path / "outside.csv"
    command = ["-m", "core", "predict", str(bundle), str(churn_file), "--out", str(outside)]
    subprocess.run([sys.executable, *command], cwd=ROOT, check=True, timeout=120)
    assert outside.read_bytes() == inside.read_bytes() == weekly.read_bytes()
    assert outside.read_text().count("\n") == 7044


def _ask(walker: Walker) -> None:
    walker.rail("problem")
    walker.fill("problem-good_enough", "0.8")
    walker.page.get_by_text("What does an error cost?").click()
    walker.fill("problem-cost_false_positive", "10")
    walker.fill("problem-cost_false_negative", "50")
    walker.reload()
    expect(walker.part("problem-good_enough").locator("input")).to_have_value("0.8")


def _leave_out(walker: Walker, column: str) -> None:
    walker.rail("data")
    walker.says("19 columns of 21 are features")
    walker.pick("bulk-columns", column)
    walker.page.keyboard.press("Escape")
    walker.pick("bulk-role", "ignore")
    walker.press("bulk-go")
    walker.says("18 columns of 21 are features")


def _look(walker: Walker) -> None:
    walker.rail("explore")
    walker.click(walker.part("explore-part").get_by_role("radio", name="Target"))
    walker.says("always answering 'No' is right for 73 %")


def _clean(walker: Walker) -> None:
    walker.rail("clean")
    switch = walker.part("step-0-on").get_by_role("switch")
    expect(switch).to_be_checked()
    walker.tick("step-0-on")
    expect(switch).not_to_be_checked()
    walker.press("undo")
    expect(switch).to_be_checked()
    walker.press("redo")
    expect(switch).not_to_be_checked()
    walker.press("undo")
    expect(switch).to_be_checked()


def _build(walker: Walker) -> None:
    walker.rail("features")
    walker.pick("add-features-which", "Keep the most telling columns")
    walker.press("add-features-go")
    walker.says("Keep the 20 columns that score best")


def _compare(walker: Walker) -> None:
    walker.rail("models")
    walker.keep_candidates("Baseline", ONLY)
    walker.fill("folds", "3")
    walker.press("train")
    walker.finished("compare")
    walker.says(f"{ONLY} reaches ROC-AUC 0.8")


def _tune(walker: Walker) -> None:
    walker.rail("tune")
    walker.fill("tune-trials", "3")
    walker.press("start-tuning")
    walker.finished("tune")
    walker.says("All 3 trials")


def _judge(walker: Walker) -> None:
    walker.rail("models")
    walker.press("choose-model")
    walker.at("evaluate")
    walker.click(walker.part("threshold-curve").get_by_role("radio", name="Gain"))
    value = walker.part("threshold").get_by_test_id("stSliderThumbValue")
    expect(value).to_have_text("0.50")
    walker.drag("threshold-curve-Gain", (0.48, 0.18), (0.48, 0.18))
    expect(value).not_to_have_text("0.50")
    walker.press("threshold-by-cost")
    walker.says("Cost of errors")
    walker.press("open-test")
    walker.finished("evaluate")
    walker.says("Leakage certificate")
    walker.says("The test rows were looked at once")


def _explain(walker: Walker) -> None:
    walker.rail("explain")
    walker.press("explain")
    walker.finished("explain")
    walker.page.get_by_role("tab", name="One row").click()
    walker.click(walker.part("row-pick").get_by_role("radio", name="Lowest prediction"))
    walker.says("The sum is checked")


def _ship(walker: Walker, file: Path, folder: Path) -> tuple[Path, Path]:
    walker.rail("deploy")
    walker.press("pack")
    walker.finished("bundle")
    walker.upload("batch-upload", file)
    walker.press("predict")
    walker.finished("predict")
    walker.says("7,043 rows predicted")
    bundle = walker.download("get-bundle", folder)
    return bundle, walker.download("get-predictions", folder)


def _schedule(walker: Walker, file: Path, folder: Path) -> Path:
    walker.click(walker.part("schedule-fold").locator("summary"))
    walker.fill("schedule-path", str(file))
    walker.pick("schedule-every", "Every week")
    walker.press("schedule-set")
    walker.says("Every Monday at 06:00")
    walker.press("schedule-run-now")
    walker.says("Lists of predictions (1 run)")
    return walker.download("schedule-get-predictions", folder)
