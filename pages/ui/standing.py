"""Where each stage stands, and what to do next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.errors import AppError
from core.metrics import METRICS
from core.text import count, times
from pages.ui import insight, jobs, stores
from pages.ui.session import session
from pages.ui.stages import STAGES, Stage, stage

WORDS = {
    "done": "Done",
    "partial": "Under way",
    "stale": "Out of date: an earlier choice has changed",
    "blocked": "Blocked: something must be put right before models can be trained",
    "none": "No steps here, and none is required",
    "open": "Not done yet",
}
ICONS = {
    "done": ":material/check_circle:",
    "partial": ":material/incomplete_circle:",
    "stale": ":material/sync_problem:",
    "blocked": ":material/block:",
    "none": ":material/do_not_disturb_on:",
    "open": ":material/radio_button_unchecked:",
}
MAX_FACT = 18
_WORK = {
    "models": "compare",
    "tune": "tune",
    "evaluate": "evaluate",
    "explain": "explain",
    "deploy": "bundle",
}

_TO_COMPARE = {
    "blocked": "See what blocks training",
    "open": "Compare models",
    "stale": "Update the comparison",
}


@dataclass(frozen=True)
class Standing:
    """How a stage stands: done, partial, stale, blocked, none (not required) or open; a fact."""

    state: str = "open"
    fact: str = ""


@dataclass(frozen=True)
class NextAction:
    """The next best action: the words on its button, and the page it leads to."""

    label: str
    page: str


def standings() -> tuple[dict[str, Standing], NextAction]:
    """Return how every stage of the open project stands, by name, and the next best action."""
    found = {page.name: standing(page) for page in STAGES if page.exists}
    by_work = {kind: found[name] for name, kind in _WORK.items() if name in found}
    return found, _next_action(by_work.__getitem__)


def standing(page: Stage) -> Standing:
    """Return how a stage of the open project stands."""
    if page.name in _WORK:
        return _of_work(_WORK[page.name])
    return _OWN.get(page.name, Standing)()


def test_set() -> tuple[int, str]:
    """Return how often the locked test set was looked at, and the words for it."""
    now = session()
    looks = len(stores.store().looks(now.project, now.owner))
    if not looks:
        return 0, "Test rows: locked, unseen"
    return looks, f"Test rows: seen {times(looks)}"


def _next_action(of_work: Callable[[str], Standing]) -> NextAction:
    now = session()
    if not now.data:
        return NextAction("Load a table", "data")
    if not now.problem.target:
        return NextAction("Choose the target", "problem")
    comparison = of_work("compare")
    if comparison.state in _TO_COMPARE:
        return NextAction(_TO_COMPARE[comparison.state], "models")
    if comparison.state == "partial":
        going = comparison.fact in ("running", "waiting")
        return NextAction(f"{'Watch' if going else 'Finish'} the comparison", "models")
    if not now.recipe.chosen:
        return NextAction("Pick a model", "models")
    for kind, label, page in (
        ("evaluate", "Evaluate on the test rows", "evaluate"),
        ("explain", "Explain the model", "explain"),
        ("bundle", "Deploy the model", "deploy"),
    ):
        if of_work(kind).state != "done":
            return NextAction(label, page)
    watched = stage("monitor").exists
    label, page = ("Watch the model", "monitor") if watched else ("Predict new rows", "deploy")
    return NextAction(label, page)


def _of_problem() -> Standing:
    problem = session().problem
    if problem.target:
        label = METRICS.get(problem.metric).label if problem.metric in METRICS else ""
        short = label if 0 < len(label) <= MAX_FACT else problem.metric.replace("_", " ").upper()
        return Standing("done", short)
    return Standing("partial" if problem.goal else "open")


def _of_data() -> Standing:
    now = session()
    if not now.data:
        return Standing()
    version = stores.store().data_version(now.data, now.owner)
    return Standing("done", f"{version.rows:,} × {version.columns:,}")


def _of_explore() -> Standing:
    return Standing("done" if session().explored else "open")


def _of_clean() -> Standing:
    return _of_steps("clean")


def _of_features() -> Standing:
    return _of_steps("features")


def _of_steps(page: str) -> Standing:
    entries = session().recipe.steps
    on = [entry for entry in entries if entry.on and entry.step.page == page]
    if on:
        return Standing("done", count(len(on), "step"))
    return Standing("none", "no steps") if session().problem.target else Standing()


def _of_work(kind: str) -> Standing:
    status = jobs.latest(kind)
    if status is None:
        blocked = kind == "compare" and _is_blocked()
        return Standing("blocked", "must fix") if blocked else Standing()
    if not status.is_over:
        fact = "waiting" if status.state == "queued" else "running"
        return Standing("partial", fact)
    drawn = jobs.drawn(kind) or status
    if jobs.is_stale(drawn):
        return Standing("stale", "out of date")
    return Standing("done") if drawn.state == "finished" else Standing("partial", drawn.state)


def _is_blocked() -> bool:
    """Tell whether training would be refused; a table that cannot be read is told by its page."""
    try:
        return bool(insight.obstacles())
    except AppError:
        return False


_OWN = {
    "problem": _of_problem,
    "data": _of_data,
    "explore": _of_explore,
    "clean": _of_clean,
    "features": _of_features,
}
