"""Every command: what it prints where, and how it says no; the main ones as a person runs them."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import numpy as np
import pytest

from core.cli import main
from core.contract import Contract, Rule, contract_json, write_contract
from core.export import load_bundle, predict_table
from core.loading import load
from core.samples import sample_named
from tests.architecture.sources import ROOT

CHURN = sample_named("churn").file
ROWS = 120


def program(*words: object) -> subprocess.CompletedProcess[str]:
    """Run one command as a person would."""
    command = [sys.executable, "-m", "core", *map(str, words)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def core(*words: object) -> subprocess.CompletedProcess[str]:
    """Run one command in this process, which has imported everything."""
    said, noted = io.StringIO(), io.StringIO()
    with redirect_stdout(said), redirect_stderr(noted):
        try:
            code = main([*map(str, words)])
        except SystemExit as end:
            code = int(end.code or 0)
    return subprocess.CompletedProcess(words, code, said.getvalue(), noted.getvalue())


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write customers whose plan and age decide, but for every ninth, whether they leave."""
    path = tmp_path_factory.mktemp("table") / "customers.csv"
    lines = ["age,plan,visits,left"]
    for row in range(ROWS):
        age, plan = 20 + (row * 7) % 50, ("gold", "basic", "basic")[row % 3]
        left = (plan == "basic" and age < 45) != (row % 9 == 0)
        lines.append(f"{age},{plan},{row % 7},{'yes' if left else 'no'}")
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture(scope="module")
def recipe(table: Path) -> Path:
    """Write the proposed recipe with two quick candidates and three folds."""
    done = core("suggest", table, "--target", "left")
    assert done.returncode == 0, done.stderr
    values = json.loads(done.stdout)
    values["candidates"] = [{"model": "logistic"}, {"model": "decision_tree"}]
    values["problem"]["split"]["folds"] = 3
    path = table.with_name("recipe.json")
    path.write_text(json.dumps(values))
    return path


@pytest.fixture(scope="module")
def results(recipe: Path) -> Path:
    """Carry the recipe out."""
    folder = recipe.with_name("results")
    done = program("run", recipe, "--out", folder)
    assert done.returncode == 0, done.stderr
    last = json.loads((folder / "results.json").read_text())
    assert done.stdout == f"Chosen: {last['chosen']}. Results are in {folder}.\n"
    assert done.stderr.splitlines()[-1].endswith("Done")
    return folder


def test_suggest_writes_a_recipe_and_nothing_else_on_standard_output():
    done = program("suggest", CHURN, "--target", "Churn")
    values = json.loads(done.stdout)
    assert done.returncode == 0
    assert (values["problem"]["target"], values["problem"]["task"]) == ("Churn", "binary")
    assert values["source"]["file"] == str(CHURN)
    assert values["reasons"]
    assert all(line.startswith("Note: ") for line in done.stderr.splitlines())


def test_suggest_takes_the_task_it_is_given(table: Path):
    values = json.loads(core("suggest", table, "--target", "visits", "--task", "regression").stdout)
    assert values["problem"]["task"] == "regression"


def test_run_leaves_everything_in_the_folder(results: Path):
    found = json.loads((results / "results.json").read_text())
    assert {"leaderboard", "baseline", "chosen", "test", "data_version", "seed"} <= set(found)
    assert {"name", "mean", "low", "high", "fold_scores"} <= set(found["leaderboard"][0])
    names = {file.name for file in results.iterdir()}
    assert {"bundle.zip", "report.html", "recipe.json", "results.json"} <= names
    assert json.loads((results / "recipe.json").read_text())["chosen"] == found["chosen"]


def test_the_written_recipe_gives_the_same_numbers_again(results: Path, table: Path):
    again = results.with_name("again")
    done = core("run", results / "recipe.json", "--data", table, "--out", again)
    assert done.returncode == 0, done.stderr

    def numbers(folder: Path) -> tuple[object, ...]:
        found = json.loads((folder / "results.json").read_text())
        scores = {place["name"]: place["fold_scores"] for place in found["leaderboard"]}
        return scores, found["test"], found["data_version"], found["chosen"]

    assert numbers(again) == numbers(results)


def test_predict_keeps_the_rows_in_order_and_adds_the_answers(results: Path, table: Path):
    written = results.with_name("predictions.csv")
    done = program("predict", results / "bundle.zip", table, "--out", written)
    assert (done.returncode, done.stdout) == (0, f"120 rows predicted: {written}\n")
    with written.open(newline="") as file:
        rows = list(csv.DictReader(file))
    with table.open(newline="") as file:
        given = list(csv.DictReader(file))
    assert [{name: row[name] for name in given[0]} for row in rows] == given
    expected = predict_table(load_bundle(results / "bundle.zip").fitted, load(table)).frame
    assert [row["prediction"] for row in rows] == expected["prediction"].tolist()
    shares = [float(row["probability_yes"]) for row in rows]
    assert np.array_equal(shares, expected["probability_yes"])
    assert list(rows[0])[-3:] == ["prediction", "probability_no", "probability_yes"]


def test_verify_prints_a_line_for_each_check(results: Path):
    done = program("verify", results / "bundle.zip")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    names = [line.partition(":")[0] for line in lines]
    assert names == ["Form", "Hashes", "Pipeline", "Versions", "Golden rows", "Verified."]


def test_profile_describes_every_column(tmp_path: Path):
    done = core("profile", CHURN, "--out", tmp_path / "profile.json")
    assert done.returncode == 0
    assert done.stdout == f"7,043 rows and 21 columns described: {tmp_path / 'profile.json'}\n"
    text = (tmp_path / "profile.json").read_text()
    assert all(f'"{name}"' in text for name in ("tenure", "TotalCharges", "Churn"))
    assert json.loads(text)


def test_check_holds_a_table_against_a_contract(table, tmp_path):
    contract = Contract((Rule("range", ("age",), low=30.0), Rule("present", ("plan",), "stop")))
    file = tmp_path / "contract.json"
    file.write_text(write_contract(contract))
    done = core("check", table, "--contract", file)
    assert done.returncode == 0
    first, second = done.stdout.splitlines()
    ages = load(table).frame["age"]
    young = int((ages < 30).sum())
    assert first == "120 rows checked: 1 rule of 2 broken."
    assert second.startswith(f"warn: {young} values of 'age' outside at least 30: ")
    assert second.endswith(f" and {young - 5} more).")


def test_a_broken_stop_rule_ends_with_code_two(table, tmp_path):
    file = tmp_path / "contract.json"
    file.write_text(write_contract(Contract((Rule("present", ("height",), "stop"),))))
    done = core("check", table, "--contract", file, "--json")
    assert done.returncode == 2
    assert done.stderr.startswith("The rows have no column 'height'.")
    assert json.loads(done.stdout)["passed"] is False


def test_a_run_on_rows_that_break_the_contract_is_refused(recipe, tmp_path):
    values = json.loads(recipe.read_text())
    broken = Contract((Rule("present", ("height",), "stop"),))
    path = tmp_path / "strict.json"
    path.write_text(json.dumps({**values, "contract": contract_json(broken)}))
    done = core("run", path, "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "have no column 'height'" in done.stderr


def test_check_prints_one_finding_a_line_the_gravest_first():
    done = core("check", CHURN, "--target", "Churn")
    severities = [line.partition(":")[0] for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert severities
    order = ["stop", "warning", "advice"]
    assert severities == sorted(severities, key=order.index)


def test_check_writes_the_same_findings_for_machines():
    lines = core("check", CHURN, "--target", "Churn").stdout.splitlines()
    found = json.loads(core("check", CHURN, "--target", "Churn", "--json").stdout)
    assert [item["severity"] for item in found] == [line.partition(":")[0] for line in lines]
    assert all({"code", "title", "evidence", "columns", "fixes"} <= set(item) for item in found)


REFUSED = [
    (("suggest", "absent.csv"), "There is no file 'absent.csv'."),
    (("suggest", "FOLDER"), "is not a file."),
    (("suggest", "EMPTY"), "The file is empty"),
    (("suggest", "TABLE", "--target", "lfet"), "The target column 'lfet' is not in the table."),
    (("suggest", "TABLE", "--task", "clustering"), "Argument --task: invalid choice"),
    (("suggest",), "The following arguments are required: data."),
    (("check", "TABLE", "--target", "lfet"), "The target column 'lfet' is not in the table."),
    (("check", "absent.csv", "--json"), "There is no file 'absent.csv'."),
    (("profile", "absent.csv", "--out", "x.json"), "There is no file 'absent.csv'."),
    (("profile", "TABLE", "--out", "FOLDER"), "The disk refused to write"),
    (("profile", "TABLE", "--out", "EMPTY/x.json"), "a file of that name is in the way."),
    (("run", "absent.json", "--out", "x"), "'absent.json' cannot be read"),
    (("run", "TABLE", "--out", "x"), "The recipe file is not valid JSON."),
    (("run", "BINARY", "--out", "x"), "is not a recipe file."),
    (("run", "RECIPE", "--out", "EMPTY"), "a file of that name is in the way."),
    (("run", "RECIPE", "--out", "x", "--data", "absent.csv"), "There is no file 'absent.csv'."),
    (
        ("run", "RECIPE", "--out", "x", "--minutes", "0"),
        "'minutes' of Recipe must be a number between",
    ),
    (
        ("run", "RECIPE", "--out", "x", "--minutes", "nan"),
        "'minutes' of Recipe must be a number between",
    ),
    (("run", "RECIPE", "--out", "x", "--minutes", "soon"), "Argument --minutes: invalid float"),
    (("run", "RECIPE", "--out", "x", "--rows", "5"), "'sample' of Recipe must be a whole number"),
    (("run", "RECIPE"), "The following arguments are required: --out."),
    (("run", "UNKNOWN", "--out", "x"), "There is no model named 'logistik'."),
    (("predict", "absent.zip", "TABLE", "--out", "x.csv"), "There is no file 'absent.zip'."),
    (("predict", "TABLE", "TABLE", "--out", "x.csv"), "damaged or not a bundle"),
    (("predict", "BUNDLE", "absent.csv", "--out", "x.csv"), "There is no file 'absent.csv'."),
    (("predict", "BUNDLE", "OTHER", "--out", "x.csv"), "The rows have no column 'age'"),
    (("verify", "TABLE"), "damaged or not a bundle"),
    (("verify", "absent.zip"), "There is no file 'absent.zip'."),
    (("verify",), "The following arguments are required: bundle."),
    (("serve", "TABLE", "--port", "0"), "damaged or not a bundle"),
    (("serve", "BUNDLE", "--port", "99999"), "'port' must be between 0 and 65535."),
    (("serve", "BUNDLE", "--port", "many"), "Argument --port: invalid int value"),
    (("serve", "BUNDLE", "--host", "192.0.2.1"), "without a token."),
    (("bake", "TABLE"), "Argument command: invalid choice: 'bake'"),
    ((), "The following arguments are required: command."),
]


@pytest.fixture(scope="module")
def places(results: Path, recipe: Path, table: Path) -> dict[str, Path]:
    """Write the files that the refusals are about."""
    folder = table.parent
    made = {"TABLE": table, "RECIPE": recipe, "FOLDER": folder, "BUNDLE": results / "bundle.zip"}
    made |= {name: folder / name.lower() for name in ("EMPTY", "BINARY", "OTHER", "UNKNOWN")}
    made["EMPTY"].write_bytes(b"")
    made["BINARY"].write_bytes(b"\xff\xfe\x00\x81")
    made["OTHER"].write_text("plan,visits\ngold,1\nbasic,2\nbasic,3\n")
    values = json.loads(recipe.read_text())
    made["UNKNOWN"].write_text(json.dumps({**values, "candidates": [{"model": "logistik"}]}))
    return made


@pytest.mark.parametrize(
    ("words", "said"), REFUSED, ids=[" ".join(words) or "nothing" for words, _ in REFUSED]
)
def test_a_refusal_is_a_sentence_and_exit_code_2(places, tmp_path, words, said):
    done = core(*(_placed(word, places, tmp_path) for word in words))
    told = [line for line in done.stderr.splitlines() if not line.startswith("Note: ")]
    assert done.returncode == 2
    assert done.stdout == ""
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert len(told) <= 2
    assert all(line.endswith((".", "?", "--help", "FILE")) for line in told)


def test_output_that_nobody_reads_is_no_error(table: Path):
    command = f'"{sys.executable}" -m core check "{table}" | true; echo ${{PIPESTATUS[0]}}'
    done = subprocess.run(
        ["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("0\n", "")


def _placed(word: str, places: dict[str, Path], folder: Path) -> str:
    first, _, rest = word.partition("/")
    if first in places:
        return str(places[first] / rest)
    return str(folder / word) if word in ("x", "x.csv", "x.json") else word


def test_a_recipe_that_joins_two_files_beside_it_is_run(tmp_path: Path) -> None:
    rows = [f"{row},{20 + row % 40},{'yes' if row % 40 > 18 else 'no'}" for row in range(120)]
    (tmp_path / "people.csv").write_text("\n".join(["id,age,left", *rows]), encoding="utf-8")
    more = [f"{row};{row % 7}" for row in range(120)]
    (tmp_path / "more.csv").write_text("\n".join(["ID;visits", *more]), encoding="utf-8")
    joined = {
        "source": "join",
        "left_side": {"source": "csv", "file": "people.csv"},
        "right_side": {"source": "csv", "delimiter": "semicolon", "file": "more.csv"},
        "left_keys": ["id"],
        "right_keys": ["ID"],
    }
    asked = {"version": 1, "source": joined, "problem": {"target": "left"}}
    one = {"model": "logistic", "params": {}}
    file, out = tmp_path / "recipe.json", tmp_path / "out"
    file.write_text(json.dumps({**asked, "candidates": [one]}), encoding="utf-8")
    done = core("run", file, "--out", out)
    assert done.returncode == 0, done.stderr
    assert "100 % of 120 rows of the first table found a partner" in done.stderr
    assert "visits" in (out / "report.html").read_text(encoding="utf-8")


def test_a_recipe_of_a_sample_needs_no_file(tmp_path: Path) -> None:
    file = tmp_path / "recipe.json"
    asked = {"version": 1, "source": {"source": "sample", "sample": "penguins"}}
    asked |= {"problem": {"target": "nothing"}, "candidates": [{"model": "logistic"}]}
    file.write_text(json.dumps(asked), encoding="utf-8")
    done = core("run", file, "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "nothing" in done.stderr
    assert "Traceback" not in done.stderr
