"""Every bad input on the command line: 0, or 2 with one sentence and a hint, never a traceback."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from core.cli import main
from core.recipe import read_recipe, write_recipe
from tests.bad.conftest import Made, allowing
from tests.bad.registry import Bad, text, tried
from tests.bad.targets import TARGETS
from tests.bad.walk import quick

ROOT = Path(__file__).parents[2]
RUN = ("missing targets", "labels yes and no", "two values as a number")  # all others in the core
STOPPED = [bad.name for bad in TARGETS if bad.expect == "stop"]
LOADED = tried("load")
ADVISED = tried("advice", "train")
Capture = pytest.CaptureFixture[str]


def refused(capsys: Capture, code: int) -> str:
    """Require one sentence and one hint on standard error, and return them."""
    out, err = capsys.readouterr()
    lines = [line for line in err.splitlines() if not line.startswith(("Note: ", "["))]
    assert code == 2, (out, err)
    assert out == ""
    assert len(lines) == 2 and all(line.endswith((".", "?")) for line in lines[:1]), err
    assert "Traceback" not in err
    return lines[0]


def suggested(capsys: Capture, *words: str) -> tuple[str, str]:
    """Return the recipe and the notes that `suggest` gives, or nothing and the refusal."""
    code = main(["suggest", *words])
    if code:
        return "", refused(capsys, code)
    out, err = capsys.readouterr()
    assert json.loads(out)["version"]
    return out, err


@pytest.mark.parametrize("bad", LOADED, ids=lambda bad: bad.name)
def test_a_file_is_noted_or_refused(bad: Bad, made: Made, capsys: Capture) -> None:
    with allowing(bad):
        recipe, said = suggested(capsys, str(made(bad)))
    assert bool(recipe) == (bad.expect != "stop")
    assert bad.says in said


@pytest.mark.parametrize("bad", ADVISED, ids=lambda bad: bad.name)
def test_a_column_or_target_is_spoken_of_or_refused(bad: Bad, made: Made, capsys: Capture) -> None:
    asked = (str(made(bad)), "--target", bad.target)
    recipe, said = suggested(capsys, *asked, *(("--task", bad.task) if bad.task else ()))
    if not recipe:
        assert bad.expect == "stop" and bad.says in said
        return
    reasons = json.dumps(json.loads(recipe), ensure_ascii=False)
    code = main(["check", *asked, "--json"])
    found = json.loads(capsys.readouterr().out)
    assert code == 0 and isinstance(found, list)
    told = [f"{finding['title']} {finding['evidence']}" for finding in found]
    assert bad.where == "train" or any(bad.says in words for words in (reasons, *told)), told


@pytest.mark.parametrize(
    "bad", [bad for bad in TARGETS if bad.name in (*RUN, *STOPPED)], ids=lambda bad: bad.name
)
def test_run_and_predict_answer_or_refuse(
    bad: Bad, made: Made, tmp_path: Path, capsys: Capture
) -> None:
    data, out = made(bad), tmp_path / "out"
    proposed, said = suggested(capsys, str(data), "--target", bad.target, "--task", bad.task)
    if not proposed:
        assert bad.says in said
        return
    recipe = quick(read_recipe(proposed), ("decision_tree",), bad.folds)
    (tmp_path / "recipe.json").write_text(write_recipe(recipe))
    code = main(["run", str(tmp_path / "recipe.json"), "--data", str(data), "--out", str(out)])
    if bad.expect == "stop":
        assert bad.says in refused(capsys, code)
        assert not (out / "bundle.zip").exists()
        return
    assert code == 0, capsys.readouterr().err
    code = main(["predict", str(out / "bundle.zip"), str(data), "--out", str(tmp_path / "p.csv")])
    assert code == 0, capsys.readouterr().err
    with data.open() as given, (tmp_path / "p.csv").open() as answers:
        assert len(list(csv.reader(given))) == len(list(csv.reader(answers)))


def predicted(bundle: Path, rows: Path, folder: Path) -> list[dict[str, str]]:
    if main(["predict", str(bundle), str(rows), "--out", str(folder / "p.csv")]):
        return []
    with (folder / "p.csv").open() as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("bad", tried("predict"), ids=lambda bad: bad.name)
def test_new_rows_that_differ_are_answered_or_refused(
    bad: Bad, made: Made, shipped: Path, tmp_path: Path, capsys: Capture
) -> None:
    rows = predicted(shipped, made(bad), tmp_path)
    if bad.expect == "stop":
        assert rows == []
        assert bad.says in refused(capsys, 2)
        return
    assert [row["prediction"] in ("yes", "no") for row in rows] == [True, True]
    assert bad.says in capsys.readouterr().err


def test_columns_in_another_order_give_the_same_answer(shipped: Path, tmp_path: Path) -> None:
    one, two = (
        predicted(shipped, text(content, "new.csv")(tmp_path), tmp_path)
        for content in ("age,plan,visits\n1,a,2\n7,b,3\n", "visits,age,plan\n2,1,a\n3,7,b\n")
    )
    assert [row["probability_yes"] for row in one] == [row["probability_yes"] for row in two]


@pytest.mark.parametrize("bad", tried("bundle"), ids=lambda bad: bad.name)
@pytest.mark.parametrize("command", ["predict", "serve"])
def test_a_damaged_or_foreign_bundle_is_refused(
    command: str, bad: Bad, made: Made, tmp_path: Path, capsys: Capture
) -> None:
    rows = text("age,plan,visits\n1,a,2\n", "new.csv")(tmp_path)
    rest = [str(rows), "--out", str(tmp_path / "p.csv")] if command == "predict" else []
    assert bad.says in refused(capsys, main([command, str(made(bad)), *rest]))
    assert not (tmp_path / "p.csv").exists()


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [(b"", 2, "The file is empty: 'a.csv'."), (b"a,b\n1,x\x00y\n2,z\n", 0, "Note: ")],
)
def test_a_process_of_its_own_says_the_same(
    content: bytes, code: int, said: str, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    command = [sys.executable, "-m", "core", "suggest", str(tmp_path / "a.csv")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert done.stderr.splitlines()[0].startswith(said)
    assert bool(done.stdout) == (code == 0)
    assert "Traceback" not in done.stderr
