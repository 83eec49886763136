"""What a page does, the core does: every action is one public function, long or short."""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

import core
from core.jobs.clockwork import KIND as BY_THE_CLOCK
from core.jobs.kinds import KINDS

PAGES = Path(__file__).resolve().parents[2] / "pages"
PUBLIC = {
    "compare": "compare",
    "measure": "training_time",
    "tune": "tune",
    "evaluate": "evaluate",
    "explain": "shap_values",
    "bundle": "make_bundle",
    "script": "script",
    "predict": "predict_file",
    "scheduled": "predict_file",
    "import": "load",
    "look": "findings",
}

ROOMS = (
    *("advice", "contract", "evaluation", "explain", "export", "loading", "out_of_fold"),
    *("profile", "shipping", "tasks", "training"),
)
ACTIONS = {
    "pick a threshold by a measure": "best_by_metric",
    "pick a threshold by cost": "best_by_cost",
    "pick a threshold by capacity": "by_capacity",
    "say why one row is predicted so": "row_reasons",
    "see which columns go together": "associations",
    "see where values are missing": "missing_patterns",
    "ask what can be known": "ask",
    "see what a step does": "effect_of_step",
    "hold rows against the contract": "check_contract",
    "score the choosing itself": "nested_check",
    "write the report": "report",
    "rank rows for a threshold": "threshold_cuts",
    "see which test rows are worst": "row_choices",
    "look at some test rows": "chosen_rows",
    "list them": "rows_table",
    "say what they have in common": "in_common",
}
NO_ACTION = {
    "a stored result is read back": {
        *("comparison_from", "evaluation_from", "load_explanation", "nested_from", "points_from"),
        *("judged_rows", "tuning_from"),
    },
    "a stored result is told as it counts today": {
        *("error_cost", "gain_words", "judged_today", "misleading_metrics", "ranked_today"),
        *("valid_today",),
    },
    "a control is filled or told": {
        *("class_names", "how_sampled", "nested_fits", "shares", "skipped_csv", "split_column"),
        *("split_marks", "tunable", "values_of", "with_baseline", "with_settings"),
    },
    "a chart or a time is drawn from what is known": {
        *("cuts_of", "error_places", "estimate", "lines", "marked_bars", "marked_cells"),
        *("marked_curves", "marked_dots", "marked_errors", "marked_scores", "score_groups"),
        *("commonest", "readable"),
    },
    "a click on a chart is read, and what was clicked is told": {
        *("cell_at", "choice_label", "peers", "peers_label", "within"),
    },
}


def used() -> dict[str, object]:
    """Return the functions of the core's use cases that pages import, by name."""
    found = {}
    for path in PAGES.rglob("*.py"):
        for module, name in _imported(path):
            thing = getattr(importlib.import_module(module), name)
            if inspect.isfunction(thing):
                found[thing.__name__] = thing
    return found


def _imported(path: Path) -> Iterator[tuple[str, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        module = node.module or "" if isinstance(node, ast.ImportFrom) else ""
        if module.startswith("core.") and module.split(".")[1] in ROOMS:
            yield from ((module, alias.name) for alias in node.names)


def submitted() -> set[str]:
    """Return the kinds of work that pages submit."""
    found = set()
    for path in PAGES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                found |= _kind(node)
    return found


def _kind(call: ast.Call) -> set[str]:
    words = [part.value for part in call.args if isinstance(part, ast.Constant)]
    named = ast.unparse(call.func).endswith("submit") or any(
        ast.unparse(part).endswith("submit") for part in call.args
    )
    return {word for word in words if isinstance(word, str)} if named else set()


def test_pages_and_the_clock_start_every_kind_of_work_and_no_other() -> None:
    assert submitted() | {BY_THE_CLOCK} == set(KINDS)


def test_every_kind_of_work_is_one_function_with_a_public_twin() -> None:
    assert set(PUBLIC) == set(KINDS)
    for kind, public in PUBLIC.items():
        module, _, name = KINDS[kind].partition(":")
        assert module in ("core.work", "core.importing", "core.scheduled", "core.looking")
        assert inspect.getdoc(getattr(importlib.import_module(module), name))
        assert callable(getattr(core, public))


@pytest.mark.parametrize("name", sorted(used()))
def test_what_a_page_calls_is_public_or_no_action_of_its_own(name: str) -> None:
    public = [getattr(core, word) for word in core.__all__]
    exempt = {word for words in NO_ACTION.values() for word in words}
    assert (used()[name] in public) != (name in exempt)


def test_no_exemption_outlives_its_use() -> None:
    exempt = {word for words in NO_ACTION.values() for word in words}
    assert exempt <= set(used())


@pytest.mark.parametrize("action", ACTIONS)
def test_every_short_action_is_a_documented_public_function(action: str) -> None:
    assert inspect.getdoc(getattr(core, ACTIONS[action]))
