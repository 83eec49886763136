"""Deploy: the bundle, predictions of a file, and the script that repeats the scores."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.export import load_bundle, predict_file
from core.loading import load
from core.shipping import BUNDLE, REPORT
from pages.ui import stores
from tests.jobs.conftest import over
from tests.pages.conftest import (
    PATIENCE,
    Opener,
    Uploads,
    change_recipe,
    errors_of,
    is_freed,
    newest,
    recipe_of,
    words,
    work,
)
from tests.traces import traces


def test_without_a_project_the_page_leads_home(show: Opener) -> None:
    assert "No project is open yet" in words(show("deploy"))


def test_without_a_chosen_model_the_page_leads_to_the_models(show: Opener, project: str) -> None:
    assert "No model is chosen yet" in words(show("deploy", project))


def test_the_leader_can_be_chosen_here(show: Opener, worked: str) -> None:
    change_recipe(worked, chosen="")
    app = show("deploy", worked)
    app.button(key="choose-leader").click().run()
    assert recipe_of(worked).chosen
    assert app.button(key="pack").label


def test_packing_before_comparing_is_refused_in_words(show: Opener, project: str) -> None:
    change_recipe(project, chosen="Logistic regression")
    app = show("deploy", project)
    app.button(key="pack").click().run()
    assert any("Nothing was compared yet" in error for error in errors_of(app))


def test_a_packed_bundle_predicts(show: Opener, worked: str, csv: Path) -> None:
    app = work(show("deploy", worked), "pack", "bundle")
    assert not errors_of(app)
    job = newest(app, "bundle")
    assert job is not None
    frame = predict_file(stores.engine().result_path(job.id, BUNDLE), load(csv)).frame
    assert set(frame["prediction"]) <= {"yes", "no"}
    assert len(frame) == 80


def test_a_file_is_predicted_on_the_page(
    show: Opener, worked: str, csv: Path, in_memory: Uploads
) -> None:
    app = show("deploy", worked)
    app.file_uploader(key="batch-upload").upload("new.csv", csv.read_bytes(), "text/csv")
    app = work(app.run(), "predict", "predict")
    assert not errors_of(app)
    assert "**80 rows predicted.**" in words(app)
    assert is_freed(in_memory)


def test_new_rows_that_differ_are_counted_on_the_page(show: Opener, worked: str) -> None:
    app = show("deploy", worked)
    rows = b"shoe,visits,plan,age\n9,2,platinum,30\n9,,gold,31\n"
    app.file_uploader(key="batch-upload").upload("new.csv", rows, "text/csv")
    said = words(work(app.run(), "predict", "predict"))
    for counted in ("**2 rows predicted.**", "never seen in training", "missing value", "shoe"):
        assert counted in said


def test_rows_to_predict_are_not_stored(show: Opener, worked: str, home: Path, csv: Path) -> None:
    rows = csv.read_text().replace("\n", ",canary-4711\n").replace("left,canary-4711", "left,who")
    csv.unlink()
    fields = [{"column": "who", "way": "drop"}]
    source = recipe_of(worked).source | {"masks": {"columns": fields, "salt": ""}}
    change_recipe(worked, source=source)
    app = work(show("deploy", worked), "pack", "bundle")
    app.file_uploader(key="batch-upload").upload("new.csv", rows.encode(), "text/csv")
    app = work(app.run(), "predict", "predict")
    assert "**80 rows predicted.**" in words(app)
    assert traces(home, "canary-4711") == []


def test_rows_that_are_gone_are_asked_for_again(show: Opener, worked: str, csv: Path) -> None:
    app = show("deploy", worked)
    app.file_uploader(key="batch-upload").upload("new.csv", csv.read_bytes(), "text/csv")
    app = work(app.run(), "predict", "predict")
    done = newest(app, "predict")
    assert done is not None
    task = stores.engine().task(done.id)
    again = stores.engine().submit("predict", worked, "local", task, "again")
    over(stores.engine(), again, PATIENCE)
    assert any("kept only to be predicted" in error for error in errors_of(app.run()))


def test_a_file_without_a_needed_column_is_refused_by_name(show: Opener, worked: str) -> None:
    app = show("deploy", worked)
    app.file_uploader(key="batch-upload").upload("new.csv", b"age,plan\n30,gold\n", "text/csv")
    app.run()
    app.button(key="predict").click().run()
    job = newest(app, "predict")
    assert job is not None
    over(stores.engine(), job.id, PATIENCE)
    (error,) = errors_of(app.run())
    assert "'new.csv' was not predicted. The rows have no column 'visits'." in error
    assert not [button for button in app.button if button.label == "Resume"]


def test_rows_without_an_answer_are_counted_once_and_told_in_words(
    show: Opener, worked: str
) -> None:
    app = show("deploy", worked)
    rows = b"age,visits,plan\n30,2,gold\n31,abc,gold\n32,,basic\n"
    app.file_uploader(key="batch-upload").upload("new.csv", rows, "text/csv")
    said = words(work(app.run(), "predict", "predict"))
    assert "**2 of 3 rows predicted.**" in said
    assert "Row 2\\: 'abc' in 'visits' is not a number." in said
    assert "1 missing value in 'visits'" in said
    assert "could not be predicted" not in said


def test_the_script_repeats_the_scores(show: Opener, worked: str) -> None:
    app = work(show("deploy", worked), "write-script", "script")
    assert "The script gave the same scores on 2 folds, bit for bit" in words(app)


def packed(show: Opener, project: str) -> tuple[str, str]:
    """Pack, and return the report and the model card."""
    app = work(show("deploy", project), "pack", "bundle")
    assert not errors_of(app)
    job = newest(app, "bundle")
    assert job is not None
    bundle = load_bundle(stores.engine().result_path(job.id, BUNDLE))
    return stores.engine().result_path(job.id, REPORT).read_text(), bundle.card


def test_the_report_is_judged_by_the_recipe_of_today(show: Opener, worked: str) -> None:
    change_recipe(worked, metric="accuracy")
    change_recipe(worked, good_enough=0.99)
    report, card = packed(show, worked)
    assert "Accuracy, higher is better" in report
    assert "99.0 %" in report
    assert "the errors on " not in report
    assert "| Accuracy | cross-validation |" in card


def test_the_report_says_what_errors_cost(show: Opener, worked: str) -> None:
    change_recipe(worked, cost_false_negative=80.0)
    assert "At a threshold of 0.5 the errors on " in packed(show, worked)[0]


def test_a_comparison_out_of_date_is_left_out_and_said(show: Opener, worked: str) -> None:
    change_recipe(worked, seed=7)
    app = show("deploy", worked)
    assert "that the comparison of models, the score on the test rows and" in words(app)
    report, card = packed(show, worked)
    left_out = "The recipe has changed since 3 models were compared; their scores are left out."
    assert left_out in report
    assert "3 folds" not in report and "Decision tree" not in report
    assert "cross-validation |" not in card
    assert "Scores on held-out folds" in card.partition("## Not checked")[2]


@pytest.mark.parametrize(
    "change",
    [{"metric": "accuracy"}, {"good_enough": 0.7}, {"threshold": 0.3}, {"goal": "Who leaves?"}],
    ids=lambda change: next(iter(change)),
)
def test_what_the_report_tells_makes_the_bundle_stale(
    show: Opener, worked: str, change: dict[str, object]
) -> None:
    change_recipe(worked, **change)
    assert "This bundle is out of date" in words(show("deploy", worked))


def test_another_measure_makes_the_script_stale(show: Opener, worked: str) -> None:
    app = work(show("deploy", worked), "write-script", "script")
    assert "This script is out of date" not in words(app)
    change_recipe(worked, metric="accuracy")
    assert "This script is out of date" in words(app.run())


def test_another_model_makes_the_bundle_stale(show: Opener, worked: str) -> None:
    app = show("deploy", worked)
    assert "This bundle is out of date" not in words(app)
    change_recipe(worked, chosen="Decision tree")
    assert "This bundle is out of date" in words(app.run())
