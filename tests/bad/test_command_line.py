"""Every bad input on the command line: 0, or 2 with one sentence and a hint, never a traceback."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from core.cli import main
from core.recipe import read_recipe, write_recipe
from tests.bad.registry import Bad, all_bad
from tests.bad.targets import TARGETS
from tests.bad.walk import quick

ROOT = Path(__file__).parents[2]
LARGE = ("workbook bomb", "20,000 categories", "a megabyte in a cell", "1 in 10,000")
EACH = [bad for bad in all_bad() if bad.name not in LARGE]
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


@pytest.mark.parametrize("bad", EACH, ids=lambda bad: bad.name)
def test_suggest_and_check_answer_or_refuse(bad: Bad, tmp_path: Path, capsys: Capture) -> None:
    path = bad.make(tmp_path)
    asked = [*(["--target", bad.target] if bad.target else [])]
    task = ["--task", bad.task] if bad.task else []
    code = main(["suggest", str(path), *asked, *task])
    if code:
        assert bad.says in refused(capsys, code) or bad.where == "train"
        assert "stop" in bad.expect
    else:
        out, err = capsys.readouterr()
        assert json.loads(out)["version"]
        assert bad.where == "train" or bad.says in err
    code = main(["check", str(path), *asked, "--json"])
    if code:
        assert "stop" in bad.expect
        refused(capsys, code)
    else:
        assert isinstance(json.loads(capsys.readouterr().out), list)


@pytest.mark.parametrize(
    "bad",
    [bad for bad in TARGETS if bad.name not in LARGE and "two of" not in bad.name],
    ids=lambda bad: bad.name,
)
def test_run_and_predict_answer_or_refuse(bad: Bad, tmp_path: Path, capsys: Capture) -> None:
    data, out = bad.make(tmp_path), tmp_path / "out"
    if main(["suggest", str(data), "--target", bad.target, "--task", bad.task]):
        assert bad.says in refused(capsys, 2)
        return
    recipe = quick(read_recipe(capsys.readouterr().out), folds=5)
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


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a bundle for two numbers and a category."""
    folder = tmp_path_factory.mktemp("shipped")
    lines = [
        f"{at % 13},{'ab'[at % 2]},{at * 7 % 11},{'yes' if at % 3 else 'no'}" for at in range(60)
    ]
    (folder / "data.csv").write_text("age,plan,visits,left\n" + "\n".join(lines) + "\n")
    import core

    table = core.load(folder / "data.csv")
    recipe = quick(core.suggest(table, "left"), ("logistic",))
    fitted = core.fit(recipe, recipe.candidates[0], table)
    core.make_bundle(fitted, table.frame, folder / "bundle.zip")
    return folder


def predicted(shipped: Path, text: str, folder: Path) -> list[dict[str, str]]:
    (folder / "new.csv").write_text(text)
    words = ["predict", str(shipped / "bundle.zip"), str(folder / "new.csv")]
    code = main([*words, "--out", str(folder / "p.csv")])
    if code:
        return []
    with (folder / "p.csv").open() as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("age,plan,visits\n1,a,2\n2,zzz,3\n", "1 value of 'plan' never seen in training"),
        ("age,plan,visits\n1,a,\n2,b,3\n", "1 missing value in 'visits'"),
        ("age,plan,visits,shoe\n1,a,2,9\n2,b,3,9\n", "unknown to the model ignored: 'shoe'"),
    ],
    ids=["unseen category", "new gap", "extra column"],
)
def test_new_rows_that_differ_are_answered_and_counted(
    text: str, says: str, shipped: Path, tmp_path: Path, capsys: Capture
) -> None:
    rows = predicted(shipped, text, tmp_path)
    assert [row["prediction"] in ("yes", "no") for row in rows] == [True, True]
    assert says in capsys.readouterr().err


def test_columns_in_another_order_give_the_same_answer(shipped: Path, tmp_path: Path) -> None:
    one = predicted(shipped, "age,plan,visits\n1,a,2\n7,b,3\n", tmp_path)
    two = predicted(shipped, "visits,age,plan\n2,1,a\n3,7,b\n", tmp_path)
    assert [row["probability_yes"] for row in one] == [row["probability_yes"] for row in two]


def test_a_missing_column_is_named(shipped: Path, tmp_path: Path, capsys: Capture) -> None:
    assert predicted(shipped, "age,visits\n1,2\n2,3\n", tmp_path) == []
    assert "'plan'" in refused(capsys, 2)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def altered(name: str, change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    """Return a function that changes one member of a bundle."""

    def alter(path: Path) -> None:
        with zipfile.ZipFile(path) as archive:
            members = {member: archive.read(member) for member in archive.namelist()}
        members[name] = change(members[name])
        with zipfile.ZipFile(path, "w") as archive:
            for member, content in members.items():
                archive.writestr(member, content)

    return alter


def older(manifest: bytes) -> bytes:
    values = json.loads(manifest)
    values["versions"]["scikit-learn"] = "1.2.0"
    return json.dumps(values).encode()


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (cut, "damaged"),
        (
            altered("schema.json", lambda text: text + b" "),
            "'schema.json' in the bundle was changed",
        ),
        (altered("manifest.json", older), "was made with scikit-learn 1.2.0"),
    ],
    ids=["truncated", "wrong sha256", "older version"],
)
def test_a_damaged_or_foreign_bundle_is_refused(
    damage: Callable[[Path], None], says: str, shipped: Path, tmp_path: Path, capsys: Capture
) -> None:
    bundle = tmp_path / "bundle.zip"
    bundle.write_bytes((shipped / "bundle.zip").read_bytes())
    damage(bundle)
    words = ["predict", str(bundle), str(shipped / "data.csv"), "--out", str(tmp_path / "p.csv")]
    assert says in refused(capsys, main(words))
    assert not (tmp_path / "p.csv").exists()


def test_a_process_of_its_own_says_the_same(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_bytes(b"")
    command = [sys.executable, "-m", "core", "suggest", str(tmp_path / "empty.csv")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[0] == "The file is empty: 'empty.csv'."
    assert len(done.stderr.splitlines()) == 2
