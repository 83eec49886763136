"""The recipe: one small value that says everything about how a model is made.

Pages edit it, core functions read it, and nothing else is remembered. It is stored as
readable JSON. Changing it always makes a new recipe::

    recipe = recipe.add(Impute(("age",))).edit(seed=1)
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any

from core.checks import Fix
from core.contract import Contract, contract_from, contract_json
from core.errors import RecipeError, UnknownNameError
from core.files import canonical_json, text_hash
from core.goal import check_goal, without_goal
from core.models import MODELS
from core.params import Flag, Number, Text, checked, settings_of
from core.problem import PROBLEM_SETTINGS, Problem, problem_from, split_from
from core.step_order import check_order, place_for
from core.steps import Step, step_from, step_to
from core.text import shown

if TYPE_CHECKING:
    import pandas as pd

VERSION = 1
MAX_BYTES = 8 << 20  # ten thousand columns, each with a role, its reason and a contract
MAX_DEPTH = 20


@dataclass(frozen=True)
class Entry:
    """A step in the list: switched on or off, with the reason it was proposed."""

    step: Step
    on: bool = True
    reason: str = ""


@dataclass(frozen=True)
class Candidate:
    """One model to try, with the settings that differ from its defaults."""

    model: str
    params: Mapping[str, Any] = field(default_factory=dict)
    label: str = ""
    on: bool = True
    reason: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "params", MappingProxyType(dict(self.params)))

    @property
    def name(self) -> str:
        """The name on the leaderboard, unique within a recipe."""
        return self.label or MODELS.get(self.model).label


@dataclass(frozen=True)
class Search:
    """How to tune: which candidate, for how many trials, and for how long at the most."""

    candidate: Annotated[str, Text()] = ""
    trials: Annotated[int, Number(2, 1000, integer=True)] = 30
    minutes: Annotated[float | None, Number(0.05, 24 * 60, optional=True)] = 5.0


@dataclass(frozen=True)
class Recipe:
    """Every decision from the data source to the threshold; immutable.

    source     where the rows come from: the source's name and settings
    problem    target, task, metric, roles, split
    steps      changes of the table, in order
    candidates models to compare
    search     how to tune
    minutes    time limit of a comparison
    nested     whether the choice among the candidates is scored as well
    sample     train on at most this many of the training rows, None for all of them
    seed       the one source of randomness
    chosen     the candidate that is evaluated, explained and shipped
    threshold  probability above which the positive class is predicted
    reasons    one sentence for each proposed choice, by name of the choice
    contract   what rows must look like on every later load, None while none is kept
    """

    source: Mapping[str, Any] = field(default_factory=dict)
    problem: Problem = Problem()
    steps: tuple[Entry, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    search: Search = Search()
    minutes: Annotated[float | None, Number(0.05, 24 * 60, optional=True)] = None
    nested: Annotated[bool, Flag()] = False
    sample: Annotated[int | None, Number(100, 10**9, integer=True, optional=True)] = None
    seed: Annotated[int, Number(0, 2**31 - 1, integer=True)] = 0
    chosen: Annotated[str, Text()] = ""
    threshold: Annotated[float, Number(0.0, 1.0)] = 0.5
    reasons: Mapping[str, str] = field(default_factory=dict)
    contract: Contract | None = None

    def __post_init__(self) -> None:
        for name in ("source", "reasons"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    # ---- editing -------------------------------------------------------------------

    def edit(self, **changes: Any) -> Recipe:
        """Return a copy with changed fields; fields of the problem may be named directly.

        Another metric takes the goal of the former one away; a choice that is made anew loses
        the reason for which the former one was proposed.

        >>> Recipe().edit(target="price", seed=1).problem.target
        'price'
        """
        own = {item.name for item in dataclasses.fields(self)}
        inner = {name: value for name, value in changes.items() if name not in own}
        checked("Problem", PROBLEM_SETTINGS, {k: v for k, v in inner.items() if k != "split"})
        checked("Recipe", settings_of(Recipe), _settings_in(changes))
        problem = changes.pop("problem", self.problem)
        if inner.get("metric", problem.metric) != problem.metric:
            problem = without_goal(problem)
        if inner:
            problem = replace(problem, **inner)
        check_goal(problem)
        outer = {name: value for name, value in changes.items() if name in own}
        edited = replace(self, problem=problem, **outer)
        return edited if "reasons" in outer else replace(edited, reasons=_still_true(self, edited))

    def add(self, step: Step, reason: str = "") -> Recipe:
        """Return a copy with a step added at the last place where it is safe."""
        place = place_for(step, [entry.step for entry in self.steps])
        return self._with_steps(
            (*self.steps[:place], Entry(step, reason=reason), *self.steps[place:])
        )

    def remove(self, index: int) -> Recipe:
        """Return a copy without one step."""
        return self._with_steps((*self.steps[:index], *self.steps[index + 1 :]))

    def change(self, index: int, step: Step) -> Recipe:
        """Return a copy with other settings of one step, which lose their reason."""
        entry = self.steps[index]
        entry = replace(entry, step=step, reason=entry.reason if step == entry.step else "")
        return self._with_steps((*self.steps[:index], entry, *self.steps[index + 1 :]))

    def switch(self, index: int, on: bool) -> Recipe:
        """Return a copy with one step switched on or off."""
        entry = replace(self.steps[index], on=on)
        return self._with_steps((*self.steps[:index], entry, *self.steps[index + 1 :]))

    def move(self, index: int, to: int) -> Recipe:
        """Return a copy with one step moved, or refuse an order that would leak."""
        rest = [*self.steps[:index], *self.steps[index + 1 :]]
        rest.insert(to, self.steps[index])
        return self._with_steps(tuple(rest))

    def apply(self, fix: Fix) -> Recipe:
        """Return a copy with the remedy of a finding carried out; unsuited models leave."""
        recipe = replace(self, problem=self.problem.with_each(fix.roles))
        for values in fix.steps:
            step = step_from(values)
            recipe = replace(recipe, steps=_released(recipe.steps, step))
            recipe = recipe.add(step, reason=fix.label)
        changes = dict(fix.problem)
        if isinstance(changes.get("split"), Mapping):
            changes["split"] = split_from(changes["split"])
        recipe = recipe.edit(**changes) if changes else recipe
        return recipe._with_able_models()

    def _with_able_models(self) -> Recipe:
        """Return a copy whose candidates can answer the question; one that leaves is not chosen."""
        task = self.problem.task
        unable = {c.name for c in self.candidates if not MODELS.get(c.model).suits(task)}
        rest = tuple(c for c in self.candidates if c.name not in unable)
        return replace(self, candidates=rest, chosen="" if self.chosen in unable else self.chosen)

    def _with_steps(self, steps: tuple[Entry, ...]) -> Recipe:
        recipe = replace(self, steps=steps)
        recipe.check()
        return recipe

    # ---- reading -------------------------------------------------------------------

    def check(self) -> None:
        """Refuse settings and orders that would leak or cannot work, in one sentence."""
        check_goal(self.problem)
        for entry in self.steps:
            entry.step.check()
        check_order([entry.step for entry in self.steps])
        names = [candidate.name for candidate in self.candidates]
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            raise RecipeError(f"Two candidates are called '{shown(twice.pop())}'.", "Rename one.")

    def active(self, *kinds: str) -> tuple[Step, ...]:
        """Return the steps that are switched on, of the given kinds."""
        return tuple(e.step for e in self.steps if e.on and (not kinds or e.step.kind in kinds))

    def prepare(
        self, frame: pd.DataFrame, predicting: bool = False, rows: Any = None
    ) -> pd.DataFrame:
        """Run the steps that learn nothing; those that drop rows are skipped to predict.

        Of a whole table `rows` are the positions to go on with, in that order. They are taken
        after the last step that needs all rows in their order.
        """
        steps = self.active("prepare")
        first = max((n for n, step in enumerate(steps, 1) if step.needs_order), default=0)
        frame = _applied(steps[:first], frame, predicting)
        return _applied(steps[first:], frame if rows is None else frame.iloc[rows], predicting)

    def candidate(self, name: str) -> Candidate:
        """Return the candidate of that name."""
        for candidate in self.candidates:
            if candidate.name == name:
                return candidate
        raise RecipeError(
            f"There is no candidate named '{shown(name)}'.", "Choose one on the Models page."
        )

    def fingerprint(self, part: str, candidate: Candidate | None = None) -> str:
        """Return a hash of what a result depends on: "split", or "fit" of one candidate.

        Words, reasons, metric, goal and costs are left out: the same fits hold under others.
        """
        problem = self.problem
        facts: dict[str, Any] = {
            "seed": self.seed,
            "task": problem.task,
            "target": problem.target,
            "split": dataclasses.asdict(problem.split),
        }
        if self.sample is not None:
            facts["sample"] = self.sample
        if part == "fit":
            facts |= {
                "positive": problem.positive,
                "roles": [list(pair) for pair in problem.roles],
                "steps": [step_to(step) for step in self.active()],
            }
            if problem.weight:
                facts["scores"] = "weighted"  # those kept from before counted every row once
        if candidate is not None:
            facts["candidate"] = [candidate.model, dict(candidate.params)]
        return text_hash(canonical_json(facts))

    # ---- JSON ----------------------------------------------------------------------

    def to_json(self) -> dict[str, Any]:
        """Return the recipe as JSON values; `Recipe.from_json` gives an equal one back."""
        values: dict[str, Any] = {
            "version": VERSION,
            "source": dict(self.source),
            "problem": _values_of(self.problem),
            "steps": [_entry_to(entry) for entry in self.steps],
            "candidates": [_candidate_to(candidate) for candidate in self.candidates],
            "search": _values_of(self.search),
            "reasons": dict(self.reasons),
        }
        for name in ("minutes", "seed", "chosen", "threshold"):
            values[name] = getattr(self, name)
        if self.nested:
            values["nested"] = True
        if self.sample is not None:
            values["sample"] = self.sample
        if self.contract is not None:
            values["contract"] = contract_json(self.contract)
        return values

    @classmethod
    def from_json(cls, values: Any) -> Recipe:
        """Build a recipe from JSON values, refusing what is unknown or out of range."""
        if not isinstance(values, Mapping):
            raise RecipeError("This is not a recipe file.", "A recipe is a JSON object.")
        version = values.get("version")
        if version != VERSION:
            raise RecipeError(
                f"The recipe has version {shown(version)}; this app reads version {VERSION}.",
                "Open it with the version of Modelwright that wrote it.",
            )
        _known_keys(values, cls)
        try:
            return cls._from_checked(values)
        except (TypeError, ValueError, AttributeError, KeyError) as error:
            raise RecipeError(
                f"The recipe file is damaged: {shown(error, 120)}.", "Export it again."
            ) from error

    @classmethod
    def _from_checked(cls, values: Mapping[str, Any]) -> Recipe:
        simple = checked("Recipe", settings_of(cls), _settings_in(values))
        search = checked("Search", settings_of(Search), values.get("search", {}))
        recipe = cls(
            source=dict(values.get("source", {})),
            problem=problem_from(values.get("problem", {})),
            steps=tuple(_entry_from(item) for item in values.get("steps", ())),
            candidates=tuple(_candidate_from(item) for item in values.get("candidates", ())),
            search=Search(**search),
            reasons={str(k): str(v) for k, v in dict(values.get("reasons", {})).items()},
            contract=contract_from(values["contract"]) if "contract" in values else None,
            **simple,
        )
        recipe.check()
        return recipe


def read_recipe(text: str) -> Recipe:
    """Read a recipe file's text, within the limits of size and depth."""
    if len(text) > MAX_BYTES:
        limit = f"{MAX_BYTES >> 20} MB"
        raise RecipeError(f"The recipe file is over {limit}.", "A recipe holds choices, not data.")
    try:
        values = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RecipeError("The recipe file is not valid JSON.", "Export it again.") from error
    if _depth(values) > MAX_DEPTH:
        raise RecipeError("The recipe file is nested too deeply.", "Export it again.")
    return Recipe.from_json(values)


def write_recipe(recipe: Recipe) -> str:
    """Return the recipe file's text."""
    return json.dumps(recipe.to_json(), indent=2, ensure_ascii=False) + "\n"


def _still_true(before: Recipe, after: Recipe) -> dict[str, str]:
    """Return the reasons of all choices but those that were made anew."""
    facts: Mapping[str, Callable[[Recipe], Any]] = {
        "task": lambda recipe: recipe.problem.task,
        "metric": lambda recipe: recipe.problem.metric,
        "positive": lambda recipe: recipe.problem.positive,
        "split": lambda recipe: replace(recipe.problem.split, folds=5, repeats=1),
        "folds": lambda recipe: replace(recipe.problem.split, test_share=0.2),
        "search": lambda recipe: replace(recipe.search, candidate=""),
    }
    anew = {name for name, fact in facts.items() if fact(before) != fact(after)}
    return {name: why for name, why in after.reasons.items() if name not in anew}


def _released(entries: tuple[Entry, ...], step: Step) -> tuple[Entry, ...]:
    """Take the columns of a new step away from steps of the same sort that name them."""
    named = set(step.named_columns())
    kept = []
    for entry in entries:
        other = entry.step
        alike = type(other) is type(step) or bool(other.gives and step.gives)
        if not (alike and other.kind == step.kind == "learn" and named & {*other.named_columns()}):
            kept.append(entry)
            continue
        rest = tuple(column for column in other.named_columns() if column not in named)
        if rest:
            kept.append(replace(entry, step=replace(other, **{"columns": rest})))
    return tuple(kept)


def _applied(steps: Sequence[Step], frame: pd.DataFrame, predicting: bool) -> pd.DataFrame:
    for step in steps:
        if predicting and step.drops_rows:
            continue
        if not predicting:
            _refuse_unknown(step, frame)
        frame = step.apply(frame)
    return frame


def _refuse_unknown(step: Step, frame: pd.DataFrame) -> None:
    known = [str(name) for name in frame.columns]
    for column in step.named_columns():
        if column not in frame.columns:
            raise UnknownNameError.of(f"column for '{step.label}'", shown(column), known)


def _settings_in(values: Mapping[str, Any]) -> dict[str, Any]:
    names = {setting.name for setting in settings_of(Recipe)}
    return {name: value for name, value in values.items() if name in names}


def _known_keys(values: Mapping[str, Any], part: type) -> None:
    known = {item.name for item in dataclasses.fields(part)} | {"version"}
    unknown = sorted(set(map(str, values)) - known)
    if unknown:
        raise RecipeError(
            f"The recipe file has an unknown entry '{shown(unknown[0])}'.",
            f"Known: {', '.join(sorted(known))}.",
        )


def _depth(value: Any) -> int:
    level, layer = 0, [value]
    while layer:
        level += 1
        layer = [inner for outer in layer for inner in _inside(outer)]
    return level


def _inside(value: Any) -> Sequence[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _values_of(part: Any) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for item in dataclasses.fields(part):
        value = getattr(part, item.name)
        if dataclasses.is_dataclass(value):
            value = _values_of(value)
        values[item.name] = [list(pair) for pair in value] if isinstance(value, tuple) else value
    return values


def _entry_to(entry: Entry) -> dict[str, Any]:
    values = step_to(entry.step)
    if not entry.on:
        values["off"] = True
    return values | ({"reason": entry.reason} if entry.reason else {})


def _entry_from(values: Mapping[str, Any]) -> Entry:
    rest = dict(values)
    on = not rest.pop("off", False)
    reason = str(rest.pop("reason", ""))
    return Entry(step_from(rest), on, reason)


def _candidate_to(candidate: Candidate) -> dict[str, Any]:
    values: dict[str, Any] = {"model": candidate.model}
    if candidate.params:
        values["params"] = dict(candidate.params)
    if candidate.label:
        values["label"] = candidate.label
    if not candidate.on:
        values["off"] = True
    return values | ({"reason": candidate.reason} if candidate.reason else {})


def _candidate_from(values: Mapping[str, Any]) -> Candidate:
    rest = dict(values)
    model = MODELS.get(rest.pop("model", None))
    candidate = Candidate(
        model=model.name,
        params=checked(model.label, model.settings, rest.pop("params", {})),
        label=str(rest.pop("label", "")),
        on=not rest.pop("off", False),
        reason=str(rest.pop("reason", "")),
    )
    if rest:
        raise RecipeError(f"A candidate has an unknown entry '{shown(next(iter(rest)))}'.")
    return candidate
