"""The search for better settings: what to search, how it goes, and what came out."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from core.charts import tuning_history, tuning_importance, tuning_parallel, tuning_slice
from core.metrics import METRICS
from core.models import MODELS
from core.params import Choice, Number, Setting, numbers_of
from core.recipe import Recipe, Search
from core.text import duration, number
from core.training.search import Trial, Tuning, tuning_from
from core.training.tune import TUNING, tunable, tuned_candidate, with_settings
from pages.ui import board, jobs, stores
from pages.ui.guards import LONG, attempt
from pages.ui.number_field import Field, number_field
from pages.ui.safe import esc
from pages.ui.session import change, go, held, put, session
from pages.ui.theme import chart, is_phone


def found() -> Tuning | None:
    """Return the newest tuning of the project as far as it has come."""
    status = jobs.latest("tune")
    if status is None:
        return None
    kept = stores.engine().shelf(status.id).get(TUNING)
    tuning = None if kept is None else tuning_from(kept)
    return tuning.ended() if tuning and status.is_over else tuning


def controls() -> bool:
    """Draw what to tune and for how long; return whether there is something to tune."""
    recipe = session().recipe
    names = [c.name for c in recipe.candidates if tunable(MODELS.get(c.model))]
    if not names:
        st.markdown("No candidate has settings to tune.")
        return False
    search = recipe.search
    wanted = (search.candidate, recipe.chosen, *board.leaders(), *names)
    put("tune-candidate", next(name for name in wanted if name in names))
    st.selectbox("Candidate", names, key="tune-candidate", on_change=attempt(_keep))
    ranges = numbers_of(Search)
    put("tune-trials", search.trials)
    put("tune-minutes", search.minutes)
    trials_side, minutes_side = st.columns(2)
    with trials_side:
        number_field(
            Field(
                "Trials",
                ranges["trials"],
                "tune-trials",
                help="Each trial fits one group of settings on every fold.",
                changed=attempt(_keep),
            )
        )
    with minutes_side:
        number_field(
            Field(
                "Minutes at most",
                ranges["minutes"],
                "tune-minutes",
                help="Checked before each fold; an unfinished trial is left out, the best so far "
                "kept.",
                changed=attempt(_keep),
                step=1,
                empty="no limit",
            )
        )
    fits = recipe.problem.split.folds * search.trials
    st.caption(f"At most {fits:,} fits. Trial 0 is the candidate as it stands.")
    _space(recipe)
    return True


def cost_words() -> str:
    """Return about how long a search takes by the trials so far; empty for another candidate."""
    tuning, recipe = found(), session().recipe
    if tuning is None or not tuning.trials or tuning.candidate != recipe.search.candidate:
        return ""
    one = sum(trial.seconds for trial in tuning.trials) / len(tuning.trials)
    most = 60 * recipe.search.minutes if recipe.search.minutes else float("inf")
    return f" (about {duration(min(one * recipe.search.trials, most))})"


def remember() -> None:
    """Write the drawn choice of candidate into the recipe before the work is submitted."""
    _keep()
    jobs.submit("tune")


def draw() -> None:
    """Draw the history, the importance of settings and the trials, as far as there are any."""
    tuning = found()
    if tuning is None or not tuning.trials:
        return
    metric = METRICS.get(tuning.metric)
    history = tuning_history.data(
        metric.label,
        metric.greater_is_better,
        [trial.mean for trial in tuning.trials],
        _baseline(tuning),
    )
    chart(tuning_history, history, "tuning-history", 320)
    _parallel(tuning)
    _slice(tuning)
    labels = {setting.name: setting.label for setting in MODELS.get(tuning.model).settings}
    importance = tuning_importance.data(tuning.importance, labels)
    if len(importance.labels) > 1:
        chart(tuning_importance, importance, "tuning-importance", 260)
    with st.expander(f"All {len(tuning.trials)} trials"):
        st.dataframe(
            [_row(trial, tuning) for trial in tuning.trials],
            hide_index=True,
            width="stretch",
            key="trials",
        )


def _baseline(tuning: Tuning) -> float | None:
    """Return the baseline's score, if the candidate was compared with it on the same folds."""
    found = board.comparison()
    if found is None or found.baseline is None or found.metric != tuning.metric:
        return None
    same = any(result.fingerprint == tuning.fingerprint for result in found.results)
    interval = found.interval(found.baseline)
    fits = same and found.data_version == tuning.data_version
    return interval.mean if interval and fits else None


def _by_importance(tuning: Tuning) -> dict[str, Setting]:
    """Return the searched settings by name, the most important one first."""
    found = {setting.name: setting for setting in tunable(MODELS.get(tuning.model))}
    names = sorted(found, key=lambda name: -tuning.importance.get(name, 0.0))
    return {name: found[name] for name in names}


def _parallel(tuning: Tuning) -> None:
    """Draw every trial along all settings, where there is room for as many names."""
    if is_phone():
        return
    model, metric = MODELS.get(tuning.model), METRICS.get(tuning.metric)
    searched = [
        tuning_parallel.Searched(
            name, setting.label, isinstance(setting.param, Number) and setting.param.log
        )
        for name, setting in _by_importance(tuning).items()
    ]
    tried = [(model.values(trial.params), trial.mean) for trial in tuning.trials]
    drawn = tuning_parallel.data(
        metric.label, metric.greater_is_better, searched, tried, _baseline(tuning)
    )
    if len(drawn.trials) >= tuning_parallel.FEWEST and len(drawn.axes) > 2:
        chart(tuning_parallel, drawn, "tuning-parallel", 340)


def _slice(tuning: Tuning) -> None:
    """Draw the scores along one setting, the most important one first."""
    model, metric = MODELS.get(tuning.model), METRICS.get(tuning.metric)
    settings = _by_importance(tuning)
    names = list(settings)
    if not names:
        return
    name = str(
        st.selectbox(
            "Score along the setting",
            names,
            format_func=lambda name: settings[name].label,
            key=f"tuning-slice-{tuning.model}",
        )
    )
    param = settings[name].param
    tried = [(model.values(trial.params)[name], trial.mean) for trial in tuning.trials]
    if isinstance(param, Choice):
        tried = [(param.label_of(value), score) for value, score in tried]
    drawn = tuning_slice.data(
        settings[name].label,
        metric.label,
        metric.greater_is_better,
        tried,
        log=isinstance(param, Number) and param.log,
    )
    drawn = replace(drawn, baseline=_baseline(tuning))
    chart(tuning_slice, drawn, "tuning-slice", 320)


def outcome(tuning: Tuning) -> None:
    """Say whether tuning was worth it, and offer to keep the better settings."""
    if tuning.note:
        st.caption(tuning.note)
    if not tuning.verdict:
        return
    icon = ":material/trending_up:" if tuning.helped else ":material/balance:"
    (st.success if tuning.helped else st.info)(esc(tuning.verdict, LONG), icon=icon)
    best = tuning.best
    if best is None or best.number == 0:
        return
    taken = with_settings(session().recipe, tuning.model, best.params)
    if taken is not None:
        _taken(taken.name)
        return
    st.caption(
        "The gain is measured on the folds that were searched, so expect a little less on new rows."
    )
    st.button(
        f"Use trial {best.number} as a candidate",
        type="primary" if tuning.helped else "secondary",
        key="use-tuned",
        on_click=attempt(_use, tuning),
    )


def _taken(name: str) -> None:
    """Say which candidate has the best settings, and lead on to its comparison."""
    st.markdown(f":material/check: **{esc(name)}** is a candidate with these settings.")
    if name not in board.leaders() and st.button(
        "Compare it with the others", type="primary", key="compare-tuned"
    ):
        go("models")


def _use(tuning: Tuning) -> None:
    def with_tuned(recipe: Recipe) -> Recipe:
        tuned = tuned_candidate(recipe, tuning)
        return recipe.edit(candidates=(*recipe.candidates, tuned), chosen=tuned.name)

    change(f"Use tuned settings of {tuning.candidate}", with_tuned)


def _keep() -> None:
    recipe = session().recipe
    search = replace(
        recipe.search,
        candidate=held("tune-candidate"),
        trials=int(held("tune-trials")),
        minutes=held("tune-minutes"),
    )
    if search != recipe.search:
        change("Change the search", lambda current: current.edit(search=search))


def _space(recipe: Recipe) -> None:
    candidate = recipe.candidate(held("tune-candidate"))
    with st.expander("What is searched"):
        for setting in tunable(MODELS.get(candidate.model)):
            st.markdown(f"**{esc(setting.label)}** {_range(setting)}. {setting.param.help}")


def _range(setting: Setting) -> str:
    param = setting.param
    if isinstance(param, Number):
        return f"from {param.low:g} to {param.high:g}"
    return (
        "one of " + ", ".join(map(param.label_of, param.options))
        if isinstance(param, Choice)
        else "yes or no"
    )


def _row(trial: Trial, tuning: Tuning) -> dict[str, str]:
    interval = tuning.interval(trial)
    values = MODELS.get(tuning.model).values(trial.params)
    return {
        "Trial": f"{trial.number}" + (" (start)" if trial.number == 0 else ""),
        METRICS.get(tuning.metric).label: number(trial.mean, 4) if interval else "failed",
        "95 % interval": f"{number(interval.low)} to {number(interval.high)}" if interval else "–",
        **{name: f"{v:.4g}" if isinstance(v, float) else str(v) for name, v in values.items()},
        "Reason": trial.error,
    }
