"""Search better settings for one candidate with Optuna's TPE sampler.

Trial 0 is the candidate as it stands, so the result is never worse by the tuning score.
Trials run one after another and their folds in parallel; each trial's sampler is seeded
by the recipe's seed and the trial's number. The list of trials is therefore the same on
any number of cores, and after an interruption.
"""

from __future__ import annotations

import math
import re
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import Any

from core.errors import RecipeError
from core.metrics import METRICS
from core.models import MODELS, Model
from core.params import Choice, Flag, Number, Setting
from core.progress import Cancelled, Event, Report, silent
from core.recipe import Candidate, Recipe
from core.shelf import MemoryShelf, Shelf
from core.table import Dataset
from core.training.material import Material, material_of
from core.training.ranking import SIGNIFICANT, tie_probability
from core.training.search import Trial, Tuning, trial_from
from core.training.threads import one_thread
from core.training.unit import Unit, run_unit

TUNING = "tuning"
MIN_FOR_IMPORTANCE = 8


def tune(
    recipe: Recipe,
    dataset: Dataset,
    report: Report = silent,
    shelf: Shelf | None = None,
    cores: int = 1,
) -> Tuning:
    """Try `recipe.search.trials` settings of the candidate `recipe.search.candidate`.

    Finished trials are put on the shelf and not repeated. The time limit
    `recipe.search.minutes` is looked at before each fold: a trial that it ends is left out, and
    the best so far is kept. Only trial 0 is always finished.
    """
    keep = MemoryShelf() if shelf is None else shelf
    candidate = recipe.candidate(recipe.search.candidate)
    model = MODELS.get(candidate.model)
    if not tunable(model):
        raise RecipeError(f"{model.label} has no settings to tune.", "Choose another candidate.")
    minutes = recipe.search.minutes
    deadline = math.inf if minutes is None else monotonic() + 60 * minutes
    search = _Search(recipe, candidate, material_of(recipe, dataset), report, deadline, cores)
    tuning = _blank(search, dataset.fingerprint)
    for number in range(recipe.search.trials):
        key = _trial_key(tuning, number)
        kept = keep.get(key)
        if kept is None and search.is_late(number):
            return _judged(tuning.stopped("the time limit"), keep)
        try:
            trial = trial_from(kept) if kept else _score(search, tuning)
        except Cancelled:
            _judged(tuning.ended(), keep)
            raise
        if trial is None:
            rest = "One more was not finished and does not count."
            return _judged(tuning.stopped("the time limit", rest), keep)
        if kept is None:
            keep.put(key, trial.to_json())
        tuning = replace(tuning, trials=(*tuning.trials, trial))
        _judged(tuning, keep)
    done = len(tuning.trials)
    report(Event(done, tuning.planned, "All trials are finished", {"trial": done}))
    return _judged(replace(tuning, state="finished"), keep)


def tunable(model: Model) -> tuple[Setting, ...]:
    """Return the settings of a model that can be searched."""
    return tuple(s for s in model.settings if isinstance(s.param, Number | Choice | Flag))


def tuned_candidate(recipe: Recipe, tuning: Tuning) -> Candidate:
    """Return a new candidate with the settings of the best trial."""
    best = tuning.best
    if best is None:
        raise RecipeError("No trial finished.", "Read the reasons, and tune again.")
    taken = {candidate.name for candidate in recipe.candidates}
    label, turn = _tuned_name(tuning.candidate), 2
    while label in taken:
        label, turn = f"{_tuned_name(tuning.candidate)} {turn}", turn + 1
    reason = f"Best of {len(tuning.trials)} trials. {tuning.verdict}"
    return Candidate(tuning.model, best.params, label=label, reason=reason)


def adopted(recipe: Recipe) -> bool:
    """Tell whether a result of the recipe's search is a candidate already."""
    name = re.compile(rf"{re.escape(_tuned_name(recipe.search.candidate))}( \d+)?")
    return any(name.fullmatch(candidate.name) for candidate in recipe.candidates)


def with_settings(recipe: Recipe, model: str, params: Mapping[str, Any]) -> Candidate | None:
    """Return the candidate of a model that has these settings, whatever its name."""
    values = MODELS.get(model).values
    same = (c for c in recipe.candidates if c.model == model and values(c.params) == values(params))
    return next(same, None)


def _tuned_name(name: str) -> str:
    return f"{name}, tuned"


@dataclass(frozen=True, eq=False)
class _Search:
    """What all trials of a search share."""

    recipe: Recipe
    candidate: Candidate
    material: Material
    report: Report
    deadline: float
    cores: int
    lock: Any = field(default_factory=threading.Lock)

    @property
    def space(self) -> tuple[Setting, ...]:
        """The settings that are searched."""
        return tunable(MODELS.get(self.candidate.model))

    def is_late(self, number: int) -> bool:
        """Tell whether a trial may begin nothing more; the first one always may."""
        return number > 0 and monotonic() > self.deadline


def _blank(search: _Search, version: str) -> Tuning:
    recipe, candidate = search.recipe, search.candidate
    return Tuning(
        candidate=candidate.name,
        model=candidate.model,
        metric=recipe.problem.metric,
        trials=(),
        planned=recipe.search.trials,
        test_ratio=search.material.test_ratio,
        fingerprint=recipe.fingerprint("fit", candidate),
        data_version=version,
    )


def _trial_key(tuning: Tuning, number: int) -> str:
    return f"trial-{tuning.data_version[:12]}-{tuning.fingerprint[:20]}-{tuning.metric}-{number}"


def _score(search: _Search, tuning: Tuning) -> Trial | None:
    """Score the next settings on every fold; None if time was up before the last fold began."""
    from joblib import Parallel, delayed

    params = _propose(tuning, search.space, search.candidate, search.recipe.seed)
    candidate = replace(search.candidate, params=params)
    started = time.perf_counter()
    with one_thread():
        units: list[Unit | None] = Parallel(n_jobs=search.cores, backend="threading")(
            delayed(_unit)(search, tuning, candidate, fold)
            for fold in range(len(search.material.folds))
        )
    seconds = time.perf_counter() - started
    done = [unit for unit in units if unit is not None]
    return _trial(tuning, params, done, seconds) if len(done) == len(units) else None


def _unit(search: _Search, tuning: Tuning, candidate: Candidate, fold: int) -> Unit | None:
    number, folds = len(tuning.trials), len(search.material.folds)
    with search.lock:
        if search.is_late(number):
            return None
        facts = {"trial": number, "fold": fold, "best": tuning.best and tuning.best.mean}
        where = f"Trial {number + 1} of {tuning.planned}, fold {fold + 1} of {folds}"
        search.report(Event(number, tuning.planned, where, facts))
    return run_unit(search.recipe, candidate, search.material, fold)


def _trial(
    tuning: Tuning, params: Mapping[str, Any], units: Sequence[Unit], seconds: float
) -> Trial:
    number, metric = len(tuning.trials), tuning.metric
    failed = next((unit for unit in units if unit.error), None)
    scores = tuple(float(unit.scores.get(metric, math.nan)) for unit in units)
    if failed is None and any(math.isnan(score) for score in scores):
        failed = Unit(error=f"{metric} is not defined on some folds.")
    if failed is not None:
        return Trial(number, params, (), seconds, failed.error)
    return Trial(number, params, scores, seconds)


def _propose(
    tuning: Tuning, space: Sequence[Setting], candidate: Candidate, seed: int
) -> dict[str, Any]:
    if not tuning.trials:
        return dict(candidate.params)
    study = _study(tuning, space, seed + len(tuning.trials))
    asked = study.ask(_distributions(space))
    return {**candidate.params, **asked.params}


def _study(tuning: Tuning, space: Sequence[Setting], seed: int) -> Any:
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    better = METRICS.get(tuning.metric).greater_is_better
    study = optuna.create_study(
        direction="maximize" if better else "minimize",
        sampler=optuna.samplers.TPESampler(seed=seed, n_startup_trials=8),
    )
    model = MODELS.get(tuning.model)
    distributions = _distributions(space)
    for trial in tuning.trials:
        values = model.values(trial.params)
        state = optuna.trial.TrialState
        study.add_trial(
            optuna.trial.create_trial(
                params={name: values[name] for name in distributions},
                distributions=distributions,
                value=trial.mean,
                state=state.FAIL if trial.mean is None else state.COMPLETE,
            )
        )
    return study


def _distributions(space: Sequence[Setting]) -> dict[str, Any]:
    from optuna.distributions import (
        CategoricalDistribution,
        FloatDistribution,
        IntDistribution,
    )

    found: dict[str, Any] = {}
    for setting in space:
        param = setting.param
        if isinstance(param, Number) and param.integer:
            low, high = int(param.low), int(param.high)
            found[setting.name] = IntDistribution(low, high, log=param.log)
        elif isinstance(param, Number):
            found[setting.name] = FloatDistribution(param.low, param.high, log=param.log)
        elif isinstance(param, Choice):
            found[setting.name] = CategoricalDistribution(param.options)
        else:
            found[setting.name] = CategoricalDistribution((False, True))
    return found


def _judged(tuning: Tuning, shelf: Shelf) -> Tuning:
    """Judge a search as far as it has come, and keep it on the shelf."""
    helped, verdict = _verdict(tuning)
    space = tunable(MODELS.get(tuning.model))
    judged = replace(tuning, helped=helped, verdict=verdict, importance=_importance(tuning, space))
    shelf.put(TUNING, judged.to_json())
    return judged


def _importance(tuning: Tuning, space: Sequence[Setting]) -> dict[str, float]:
    import optuna

    scored = [trial for trial in tuning.trials if trial.mean is not None]
    if len(scored) < MIN_FOR_IMPORTANCE or len({trial.mean for trial in scored}) < 2:
        return {}
    study = _study(tuning, space, 0)
    evaluator = optuna.importance.PedAnovaImportanceEvaluator()
    shares = optuna.importance.get_param_importances(study, evaluator=evaluator)
    return {name: float(share) for name, share in shares.items() if math.isfinite(share)}


def _verdict(tuning: Tuning) -> tuple[bool, str]:
    best = tuning.best
    first = tuning.trials[0] if tuning.trials else None
    if best is None or first is None or first.mean is None or best.mean is None:
        return False, ""
    if len(tuning.trials) == 1:
        return False, "Only the starting settings were tried."
    if best.number == 0:
        return False, "Tuning did not help: the starting settings are the best that was found."
    gain = METRICS.get(tuning.metric).apart(abs(best.mean - first.mean))
    if tie_probability(best.scores, first.scores, tuning.test_ratio) > SIGNIFICANT:
        return False, (
            f"Tuning did not help beyond noise: {gain} better than the starting settings, "
            "within the spread of the folds. The simpler choice is to keep them."
        )
    return True, f"Tuning helped: {gain} better than the starting settings, more than noise."
