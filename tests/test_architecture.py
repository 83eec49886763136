"""The rules of ARCHITECTURE.md hold for every file, and each rule can say no."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from tests.architecture.rules import RULES
from tests.architecture.sources import ROOT, Source, project_files

FILES = tuple(project_files())
START = '"""Say what it is."""\n\nfrom __future__ import annotations\n\n'
LONG = "def long() -> None:\n" + "    print()\n" * 51
HEAVY = ("shap", "optuna", "xgboost", "lightgbm", "dask", "sklearn", "streamlit")
PLACE = "/wo" + "rk/main"

OFFENDERS = (
    ("floors", "core/text.py", "from core.steps import STEPS"),
    ("floors", "core/steps/impute.py", "from core.models import MODELS"),
    ("floors", "core/steps/impute.py", "def f():\n    import core.recipe"),
    ("floors", "core/models/forest.py", "from core import training"),
    ("floors", "core/profile/columns.py", "from core.training import compare"),
    ("floors", "core/training/fit.py", "from core.evaluation import scores"),
    ("floors", "core/jobs/worker.py", "from core.work import train"),
    ("floors", "core/jobs/worker.py", "from core import work"),
    ("floors", "core/export/report.py", "import core"),
    ("floors", "core/work.py", "import core"),
    ("floors", "core/recipe.py", "from core.training.fit import fit"),
    ("floors", "core/steps/impute.py", "from core.samples import churn"),
    ("floors", "core/attic/thing.py", "import os"),
    ("floors", "core/steps/impute.py", "from ..models import forest"),
    ("floors", "pages/ui/form.py", "from pages.data import draw"),
    ("floors", "pages/data.py", "from pages.clean import draw"),
    ("floors", "pages/data.py", "import app"),
    ("no_streamlit_in_core", "core/steps/impute.py", "def f():\n    import streamlit as st"),
    ("no_streamlit_in_core", "core/steps/impute.py", "from pages.ui import safe"),
    ("pages_never_compute", "pages/data.py", "import pandas as pd"),
    ("pages_never_compute", "pages/data.py", "def f():\n    from sklearn import tree"),
    ("pages_never_compute", "app.py", "import numpy"),
    ("files_are_read_behind_the_fence", "pages/ui/form.py", "from core.loading import read"),
    ("files_are_read_behind_the_fence", "pages/data.py", "def f():\n    from core import loading"),
    ("files_are_read_behind_the_fence", "pages/ui/form.py", "source.load(rows=20)"),
    ("files_are_read_behind_the_fence", "pages/ui/form.py", "partial(source.look, {}, 20)"),
    (
        "files_are_read_behind_the_fence",
        "pages/ui/form.py",
        "from core.sources.web.pages import read_page",
    ),
    ("pages_define_no_types", "pages/data.py", "class Row:\n    pass"),
    ("heavy_imports_are_local", "pages/ui/theme.py", "import plotly.graph_objects as go"),
    ("one_door_to_the_session", "pages/data.py", "st.session_state['a'] = 1"),
    ("one_door_to_the_session", "pages/ui/form.py", "from streamlit import session_state"),
    ("raw_calls_only_in_safe", "pages/data.py", "@st.cache_data\ndef f(): ..."),
    ("raw_calls_only_in_safe", "app.py", "st.cache_resource(f)"),
    ("raw_calls_only_in_safe", "pages/ui/form.py", "st.sidebar.download_button('x', b'')"),
    ("raw_calls_only_in_safe", "pages/data.py", "st.markdown(x, unsafe_allow_html=True)"),
    ("raw_calls_only_in_safe", "pages/data.py", "import streamlit.components.v1 as components"),
    ("raw_calls_only_in_safe", "pages/data.py", "st.html(name)"),
    ("raw_calls_only_in_safe", "pages/ui/safe.py", "st.plotly_chart(f)"),
    ("nothing_is_run_from_text", "core/steps/formula.py", "eval(text)"),
    ("nothing_is_run_from_text", "core/steps/formula.py", "exec(text)"),
    ("nothing_is_run_from_text", "core/steps/formula.py", "frame.query(text)"),
    ("nothing_is_run_from_text", "core/steps/formula.py", "frame.eval(text)"),
    ("nothing_is_run_from_text", "core/export/bundle.py", "import joblib\njoblib.load(path)"),
    ("nothing_is_run_from_text", "core/export/bundle.py", "import cloudpickle"),
    ("nothing_is_run_from_text", "core/export/bundle.py", "from pickle import loads"),
    ("nothing_is_run_from_text", "core/export/bundle.py", "from pickle import Pickler"),
    ("nothing_is_run_from_text", "core/training/size.py", "from pickle import Pickler, loads"),
    ("nothing_is_run_from_text", "core/training/size.py", "import pickle"),
    ("nothing_is_run_from_text", "core/export/bundle.py", "np.load(p, allow_pickle=True)"),
    ("nothing_is_run_from_text", "core/export/bundle.py", "pd.read_pickle(p)"),
    ("nothing_is_run_from_text", "core/jobs/launch.py", "subprocess.run(text, shell=True)"),
    ("errors_are_caught_by_name", "core/cli.py", "try:\n    f()\nexcept:\n    g()"),
    ("errors_are_caught_by_name", "core/cli.py", "try:\n    f()\nexcept Exception:\n    g()"),
    (
        "errors_are_caught_by_name",
        "pages/data.py",
        "try:\n    f()\nexcept (A, BaseException):\n    g()",
    ),
    ("errors_are_caught_by_name", "core/cli.py", "try:\n    f()\nexcept KeyError:\n    pass"),
    ("sizes", "core/text.py", "x = 1\n" * 501),
    ("sizes", "tests/test_text.py", "x = 1\n" * 501),
    ("sizes", "core/text.py", LONG),
    ("sizes", "pages/data.py", "x = 1\n" * 121),
    ("few_parameters", "core/text.py", "def f(a, b, c, *, d, e, f): ..."),
    ("few_parameters", "pages/data.py", "class A:\n    def f(self, a, b, c, d, e, f): ..."),
    ("names_say_something", "core/utils.py", ""),
    ("names_say_something", "core/helpers/impute.py", ""),
    ("public_names_are_documented", "core/text.py", "x = 1"),
    ("public_names_are_documented", "core/text.py", START + "def f() -> None: ..."),
    ("public_names_are_documented", "core/text.py", START + "class A:\n    x = 1"),
    ("public_names_are_documented", "core/text.py", '"""Not a sentence"""'),
    (
        "public_names_are_documented",
        "core/text.py",
        START + 'class A:\n    """Do."""\n\n    def f(self) -> None: ...',
    ),
    ("annotations_are_late", "core/text.py", '"""Say."""\nx: int = 1'),
    ("nothing_global_changes", "core/text.py", "def f():\n    global x"),
    ("nothing_global_changes", "core/text.py", "warnings.filterwarnings('ignore')"),
    ("nothing_global_changes", "core/text.py", "pd.set_option('x', 1)"),
    ("nothing_global_changes", "core/text.py", "np.random.seed(0)"),
    ("nothing_global_changes", "core/text.py", "os.environ['X'] = '1'"),
    ("no_place_of_ours_is_named", "README.md", f"Look into {PLACE}."),
    ("no_place_of_ours_is_named", "tests/test_x.py", f"path = '{PLACE}'"),
    ("no_place_of_ours_is_named", "core/text.py", "path = '/tm" + "p/x'"),
    ("no_place_of_ours_is_named", "core/text.py", "path = '.." + "/shared/data'"),
    ("no_place_of_ours_is_named", "requirements.lock", "--index-url https://pypi" + ".org/simple"),
)

HARMLESS = (
    ("floors", "core/evaluation/scores.py", "from core.training import fit"),
    ("floors", "core/recipe.py", "from core.steps import STEPS\nfrom core import pipeline"),
    ("floors", "core/sources/sample.py", "from core.samples import index"),
    ("floors", "core/cli.py", "import core"),
    ("floors", "core/work.py", "from core.training import fit\nfrom core import evaluation"),
    ("floors", "pages/data.py", "import core\nfrom pages.ui.safe import esc"),
    (
        "files_are_read_behind_the_fence",
        "pages/ui/form.py",
        "from core import fenced\nfrom core.fenced import web\nweb.look(x)\nfenced.whole(x)",
    ),
    ("files_are_read_behind_the_fence", "pages/ui/mongo_form.py", "wanted.load(rows=20)"),
    ("files_are_read_behind_the_fence", "core/cli.py", "from core.loading import load"),
    ("raw_calls_only_in_safe", "core/export/report.py", "page.html(x)"),
    (
        "errors_are_caught_by_name",
        "core/jobs/worker.py",
        "try:\n    f()\nexcept Exception:\n    g()",
    ),
    ("nothing_is_run_from_text", "core/text.py", "re.compile(x)\nnp.load(p, allow_pickle=False)"),
    ("nothing_is_run_from_text", "core/training/size.py", "from pickle import Pickler"),
    ("errors_are_caught_by_name", "core/cli.py", "try:\n    f()\nexcept Exception:\n    raise"),
    ("heavy_imports_are_local", "pages/ui/theme.py", "def f():\n    import plotly"),
    ("no_place_of_ours_is_named", "README.md", "the network/work of /working people, ./work/x"),
    ("few_parameters", "core/text.py", "class A:\n    def f(self, a, b, c, d, e): ..."),
)


@pytest.mark.parametrize("rule", RULES)
def test_every_file_keeps_the_rule(rule: str) -> None:
    parsed = [file for file in FILES if rule == "no_place_of_ours_is_named" or file.is_python]
    broken = [f"{file.path}: {finding}" for file in parsed for finding in RULES[rule](file)]
    assert not broken, "\n" + "\n".join(broken)


@pytest.mark.parametrize(("rule", "path", "text"), OFFENDERS)
def test_a_rule_finds_what_breaks_it(rule: str, path: str, text: str) -> None:
    assert list(RULES[rule](Source(path, text)))


@pytest.mark.parametrize(("rule", "path", "text"), HARMLESS)
def test_a_rule_leaves_what_is_right_alone(rule: str, path: str, text: str) -> None:
    assert not list(RULES[rule](Source(path, text)))


def test_every_rule_has_something_that_breaks_it() -> None:
    assert {rule for rule, _, _ in OFFENDERS} == set(RULES)


def test_the_rules_read_the_whole_project() -> None:
    paths = {file.path for file in FILES}
    assert {"core/recipe.py", "pages/ui/safe.py", "run.py", "tests/test_architecture.py"} <= paths
    assert {"requirements.lock", ".ci/run", ".streamlit/config.toml"} <= paths


def test_importing_core_is_quick() -> None:
    """The time is compared with that of a bare module, so a busy machine changes little."""
    assert seconds_to_import("core") <= seconds_to_import("json") + 1


def test_importing_core_and_its_parts_loads_nothing_heavy() -> None:
    rooms = "core.steps core.models core.metrics core.checks core.charts core.sources core.recipe"
    code = (
        f"import sys, importlib, core; [importlib.import_module(m) for m in {rooms.split()}]; "
        "from core.steps import STEPS; from core.models import MODELS; len(STEPS), len(MODELS); "
        f"print(*[name for name in {HEAVY} if name in sys.modules])"
    )
    assert run_python(code) == ""


def seconds_to_import(module: str) -> float:
    """Return the shortest of three starts of Python that import a module."""
    times = []
    for _ in range(3):
        started = time.perf_counter()
        run_python(f"import {module}")
        times.append(time.perf_counter() - started)
    return min(times)


def run_python(code: str) -> str:
    """Return what a fresh Python prints."""
    answer = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return answer.stdout.strip()
