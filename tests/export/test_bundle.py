"""Bundles answer as the app does, and nothing hostile or damaged gets in."""

from __future__ import annotations

import datetime
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import joblib
import numpy as np
import pytest
import skops.io
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer

from core.contract import read_contract
from core.errors import BundleError
from core.export import Evidence, bundle, load_bundle, make_bundle
from core.export.pipeline_file import own_types, read_pipeline, trusted_types, write_pipeline
from core.models import MODELS
from core.problem import TASKS
from core.steps import STEPS
from core.training.fit import fit
from core.training.scored import Interval
from tests.export.shipped import candidate, customers, recipe_for, shipped

NOON = datetime.datetime(2026, 5, 3, 12, tzinfo=datetime.UTC)
# Of each model one task, the one with the most outputs: tests/contracts tries the others.
PAIRS = [
    (model.name, max(filter(model.suits, TASKS), key=("regression", "binary", "multiclass").index))
    for model in MODELS
    if not model.missing_packages()
]


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bundle") / "bundle.zip"
    return make_bundle(shipped(), customers().frame, path, made_at=NOON)


@pytest.fixture
def good(made_once: Path, tmp_path: Path) -> Path:
    return shutil.copy(made_once, tmp_path / "bundle.zip")


def rewrite(path: Path, change: Callable[[dict[str, bytes]], None], rehash: bool = True) -> Path:
    """Change members of a bundle; with `rehash` the manifest is made to fit again."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    if rehash and "manifest.json" in members:
        manifest = json.loads(members["manifest.json"])
        manifest["sha256"] = {
            name: hashlib.sha256(content).hexdigest()
            for name, content in members.items()
            if name != "manifest.json"
        }
        members["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def edit_manifest(**changes: object) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        values = json.loads(members["manifest.json"]) | changes
        members["manifest.json"] = json.dumps(values).encode()

    return change


# ---- made here -----------------------------------------------------------------------


@pytest.mark.parametrize(("model", "task"), PAIRS)
def test_every_model_answers_the_same_to_the_last_bit(model, task, tmp_path):
    fitted = shipped(model, task)
    path = make_bundle(fitted, customers().frame, tmp_path / "bundle.zip")
    opened = load_bundle(path)
    assert opened.difference == 0
    before, after = (m.predict(customers().frame) for m in (fitted, opened.fitted))
    assert np.array_equal(before.values, after.values)
    assert np.array_equal(before.probabilities, after.probabilities)
    assert before.labels == after.labels


@pytest.mark.parametrize("part", [part for part in STEPS if part.kind == "learn"])
def test_every_learning_step_can_be_shipped(part):
    step, frame = part.example()
    task = next((t for t in TASKS if step.suits(t)), "binary")
    target = np.arange(len(frame)) % 2
    transformer = step.transformer(0, task)
    if isinstance(transformer, str):
        return
    columns = frame[list(step.named_columns())] if step.named_columns() else frame
    pipeline = Pipeline([("columns", transformer.fit(columns, target))])
    again = read_pipeline(write_pipeline(pipeline))
    assert np.array_equal(
        np.asarray(pipeline.transform(columns), dtype=object).astype(str),
        np.asarray(again.transform(columns), dtype=object).astype(str),
    )


def test_samplers_are_left_out_of_the_bundle(tmp_path):
    from core.steps.balance_classes import BalanceClasses

    steps = [entry.step for entry in recipe_for("binary").steps]
    recipe = recipe_for("binary", *steps, BalanceClasses())
    fitted = fit(recipe, candidate("logistic"), customers())
    opened = load_bundle(make_bundle(fitted, customers().frame, tmp_path / "b.zip"))
    assert [name for name, _ in opened.fitted.pipeline.steps] == ["columns", "model"]
    assert "imbalanced" not in opened.manifest["versions"]


def test_the_same_model_gives_the_same_bytes(tmp_path):
    one, two = (
        make_bundle(shipped(), customers().frame, tmp_path / name, made_at=NOON)
        for name in ("one.zip", "two.zip")
    )
    assert one.read_bytes() == two.read_bytes()


def test_golden_rows_hold_typical_and_nasty_rows(good):
    names = [case.name for case in load_bundle(good).golden]
    assert names == [
        "typical rows",
        "a single row",
        "unknown categories",
        "missing cells",
        "columns in another order, one too many",
    ]


def test_the_rows_with_turned_columns_really_have_them_turned(good):
    cases = load_bundle(good).golden
    typical, turned = list(cases[0].rows.columns), list(cases[-1].rows.columns)
    assert turned[: len(typical)] == typical[::-1]
    assert len(turned) == len(typical) + 1


def test_a_bundle_replays_in_a_fresh_process(good):
    code = (
        "import sys; from pathlib import Path; from core.export import load_bundle;"
        "print(load_bundle(Path(sys.argv[1])).difference)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(good)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "0.0"


def test_requirements_pin_only_what_predicting_needs(good):
    with zipfile.ZipFile(good) as archive:
        lines = archive.read("requirements.txt").decode().splitlines()
    names = {line.split("==")[0] for line in lines if "==" in line}
    assert {"scikit-learn", "pandas", "skops"} <= names
    assert not names & {"streamlit", "shap", "xgboost", "optuna", "imbalanced-learn"}


def test_the_card_says_what_was_seen_and_what_was_not_checked(tmp_path):
    evidence = Evidence(
        test={"roc_auc": Interval(0.847, 0.82, 0.871)},
        looks=2,
        importance=(("tenure", 0.6),),
        data_name="customers | <b>",
    )
    path = make_bundle(shipped(), customers().frame, tmp_path / "b.zip", evidence, NOON)
    card = load_bundle(path).card
    assert "fitted on 120 training rows of 'customers \\| \\<b\\>'" in card
    assert "| ROC-AUC | test rows, looked at 2 times | 0.847 | 0.820 to 0.871 |" in card
    unchecked = card.partition("## Not checked")[2]
    assert "Fairness between groups" in unchecked
    assert "Scores on rows the model never saw" not in unchecked


# ---- hostile and damaged files -------------------------------------------------------


def refused(path: Path) -> BundleError:
    with pytest.raises(BundleError) as caught:
        load_bundle(path)
    assert caught.value.hint
    return caught.value


def hostile_pipeline(canary: Path) -> bytes:
    stage = FunctionTransformer(os.system, kw_args={"command": f"touch {canary}"})
    return skops.io.dumps(Pipeline([("columns", stage)]))


def test_a_pipeline_that_runs_a_program_is_refused_by_name(good, tmp_path):
    canary = tmp_path / "canary"
    content = hostile_pipeline(canary)
    rewrite(good, lambda members: members.update({"pipeline.skops": content}))
    assert "'posix.system', which could run programs" in refused(good).message
    assert not canary.exists()


@pytest.mark.parametrize("function", [eval, exec, __import__, open, os.remove, np.load])
def test_functions_that_reach_out_are_refused(function):
    content = skops.io.dumps(Pipeline([("columns", FunctionTransformer(function))]))
    with pytest.raises(BundleError, match="could run programs"):
        read_pipeline(content)


class Trap:
    """A pickle that writes a file when it is read."""

    def __init__(self, canary: Path) -> None:
        self.canary = canary

    def __reduce__(self):
        return os.system, (f"touch {self.canary}",)


@pytest.mark.parametrize("compress", [0, 3, ("gzip", 3)])
def test_pickles_under_another_name_are_refused_unread(tmp_path, compress):
    canary, path = tmp_path / "canary", tmp_path / "bundle.zip"
    joblib.dump(Trap(canary), path, compress=compress)
    assert "can run programs" in refused(path).message
    assert not canary.exists()


def test_a_pickle_inside_a_bundle_is_refused_unread(good, tmp_path):
    canary, pickled = tmp_path / "canary", tmp_path / "trap"
    joblib.dump(Trap(canary), pickled)
    content = pickled.read_bytes()
    rewrite(good, lambda members: members.update({"pipeline.skops": content}))
    assert "damaged" in refused(good).message
    assert not canary.exists()


@pytest.mark.parametrize("name", sorted(set(bundle.LIMITS) - {"manifest.json"}))
def test_a_changed_member_is_named(good, name):
    rewrite(good, lambda members: members.update({name: members[name] + b" "}), rehash=False)
    assert f"'{name}' in the bundle was changed or damaged" in refused(good).message


@pytest.mark.parametrize("name", sorted(set(bundle.LIMITS) - set(bundle.LATER)))
def test_a_lacking_member_is_refused(good, name):
    rewrite(good, lambda members: members.pop(name) and None)
    refused(good)


@pytest.mark.parametrize("name", bundle.LATER)
def test_a_bundle_made_before_a_member_existed_still_opens(good, name):
    rewrite(good, lambda members: members.pop(name) and None)
    assert load_bundle(good).difference == 0


@pytest.mark.parametrize("name", bundle.LATER)
def test_a_member_that_was_taken_out_is_missed(good, name):
    rewrite(good, lambda members: members.pop(name) and None, rehash=False)
    assert f"lacks the file '{name}'" in refused(good).message


def test_a_bundle_holds_the_contract_of_its_training_rows(good):
    with zipfile.ZipFile(good) as archive:
        contract = read_contract(archive.read("contract.json").decode())
    assert contract == load_bundle(good).fitted.contract
    assert any(rule.rule == "range" for rule in contract.rules)


@pytest.mark.parametrize("share", [0.0, 0.2, 0.5, 0.9, 0.999])
def test_a_truncated_bundle_is_refused(good, share):
    content = good.read_bytes()
    good.write_bytes(content[: int(len(content) * share)])
    assert "damaged" in refused(good).message


@pytest.mark.parametrize(
    "name", ["../../evil.py", "/etc/passwd", "..\\evil", "extra.pkl", "a\x00b"]
)
def test_names_that_do_not_belong_are_refused(good, name, tmp_path):
    rewrite(good, lambda members: members.update({name: b"x"}))
    refused(good)
    assert [path.name for path in tmp_path.iterdir()] == ["bundle.zip"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_member_that_is_there_twice_is_refused(good):
    with zipfile.ZipFile(good, "a") as archive:
        archive.writestr("model_card.md", archive.read("model_card.md"))
    assert "holds the same file twice" in refused(good).message


def test_a_huge_member_is_stopped_at_its_limit(good, monkeypatch):
    monkeypatch.setitem(bundle.LIMITS, "model_card.md", 1 << 20)
    with zipfile.ZipFile(good) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(good, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, bytes(5 << 20) if name == "model_card.md" else content)
    assert "'model_card.md' in the bundle is over 1 MB" in refused(good).message


def test_a_pipeline_that_unpacks_to_gigabytes_is_refused(good, monkeypatch):
    monkeypatch.setattr("core.export.pipeline_file.MOST_BYTES", 1000)
    assert "would unpack to" in refused(good).message


def test_another_zip_file_is_no_bundle(tmp_path):
    path = tmp_path / "photos.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.jpg", b"x")
    assert "not a Modelwright bundle" in refused(path).message


def test_no_file_at_all_is_said(tmp_path):
    assert "no file 'bundle.zip'" in refused(tmp_path / "bundle.zip").message


@pytest.mark.parametrize("format_", [0, 2, "1", None])
def test_other_formats_are_refused(good, format_):
    rewrite(good, edit_manifest(format=format_))
    assert "this version reads format 1" in refused(good).message


@pytest.mark.parametrize("version", ["1.2.0", "99.0.1"])
def test_other_library_versions_name_the_line_to_install(good, version):
    rewrite(good, edit_manifest(versions={"python": "3.11.2", "scikit-learn": version}))
    error = refused(good)
    assert f"made with scikit-learn {version}; this is" in error.message
    assert error.hint == f"Install what it needs: pip install scikit-learn=={version}"


@pytest.mark.parametrize(
    ("member", "content"),
    [
        ("manifest.json", b"[]"),
        ("manifest.json", b"{"),
        ("model.json", b"[]"),
        ("model.json", b"{}"),
        ("schema.json", b'{"columns": [{}]}'),
        ("recipe.json", b"{}"),
        ("golden.json", b'[{"name": 1}]'),
        ("pipeline.skops", b"PK"),
    ],
)
def test_wrong_content_under_a_right_hash_is_refused(good, member, content):
    rewrite(good, lambda members: members.update({member: content}), rehash=member[0] != "m")
    refused(good)


def test_a_model_that_answers_differently_is_refused(good):
    def change(members: dict[str, bytes]) -> None:
        cases = json.loads(members["golden.json"])
        cases[0]["probabilities"][0] = [0.5, 0.5]
        members["golden.json"] = json.dumps(cases).encode()

    rewrite(good, change)
    assert "golden rows differently from when it was made" in refused(good).message


@pytest.mark.parametrize("value", [30.0, float("nan"), None])
def test_a_number_that_differs_or_is_none_is_refused(value, tmp_path):
    path = make_bundle(shipped("ridge", "regression"), customers().frame, tmp_path / "b.zip")

    def change(members: dict[str, bytes]) -> None:
        cases = json.loads(members["golden.json"])
        first = cases[0]["values"]
        cases[0]["values"] = first[:-1] if value is None else [value, *first[1:]]
        members["golden.json"] = json.dumps(cases).encode()

    assert "golden rows differently from when it was made" in refused(rewrite(path, change)).message


def test_a_model_that_differs_by_less_than_the_tolerance_is_not_put_in_place(tmp_path, monkeypatch):
    monkeypatch.setattr(bundle, "replay", lambda fitted, cases: 1e-9)
    path = tmp_path / "b.zip"
    with pytest.raises(BundleError, match="was not written"):
        make_bundle(shipped(), customers().frame, path)
    assert not list(tmp_path.iterdir())


def test_an_object_that_is_no_pipeline_is_refused():
    for thing in ({"steps": []}, FunctionTransformer(np.log1p), [1, 2]):
        with pytest.raises(BundleError):
            read_pipeline(skops.io.dumps(thing))


def test_our_own_estimators_are_trusted_and_nothing_unknown():
    assert "core.estimators.clip.Clip" in own_types()
    assert not any("system" in name or "builtins" in name for name in trusted_types())


def test_a_skops_file_with_a_lying_type_is_refused(good):
    """A crafted schema that calls a method of a trusted type is not followed."""
    node = {
        "__class__": "dict",
        "__module__": "builtins",
        "__loader__": "MethodNode",
        "content": {"func": "system", "obj": {"__class__": "os", "__module__": "posix"}},
        "protocol": 2,
        "__id__": 1,
    }
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("schema.json", json.dumps(node))
    rewrite(good, lambda members: members.update({"pipeline.skops": content.getvalue()}))
    refused(good)
