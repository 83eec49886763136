"""Propose the steps that turn the columns into numbers, in order, with reasons."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from core.advice.roles import with_roles
from core.checks import View
from core.checks.amounts_as_text import amount_texts, read_steps
from core.checks.coverage import features_of_kind
from core.checks.dates_as_text import date_texts, example, parse_step
from core.checks.disguised_missing import stand_ins
from core.checks.missing_signal import gaps
from core.checks.numbers_as_text import number_texts
from core.checks.outliers import far_out
from core.checks.same_rows import repeated
from core.recipe import Recipe
from core.steps import STEPS, step_from
from core.table import MAX_CATEGORIES
from core.text import cells, count, listed, number, shown

if TYPE_CHECKING:
    import pandas as pd

SKEWED = 1.0
FEW_FEATURES = 4
MOST_COPIES = 0.1  # beyond that, equal rows may well be events of their own: a person decides
OFTEN = 0.25
MAX_TESTED = 2_000
KEPT = 50
MANY_DATES = 20  # from here on, dates with the same parts share a step

_DATE_PARTS = {"year": "year", "month": "month", "weekday": "day_of_week", "hour": "hour"}

Look = Callable[[Recipe], View]
Plan = Iterator[tuple[dict[str, Any], str]]


def with_clean_columns(recipe: Recipe, look: Look) -> Recipe:
    """Return the recipe with steps that read, tidy and build columns, and with roles.

    Roles are proposed before dates are taken apart, and again for the parts.
    """
    recipe = _added(recipe, _types(look(recipe)))
    recipe = with_roles(recipe, look(recipe))
    recipe = _added(recipe, _clean(look(recipe)))
    parts = tuple(_dates(look(recipe)))
    if not parts:
        return recipe
    recipe = _added(recipe, parts)
    return with_roles(recipe, look(recipe))


def with_learned_steps(recipe: Recipe, look: Look) -> Recipe:
    """Return the recipe with steps that fill, scale, encode and select inside the folds."""
    view = look(recipe)
    return _added(recipe, (*_fill(view), *_encode(view), *_select(view)))


def _added(recipe: Recipe, plan: Iterable[tuple[dict[str, Any], str]]) -> Recipe:
    for values, reason in plan:
        recipe = recipe.add(step_from(values), reason)
    return recipe


def _types(view: View) -> Plan:
    texts = number_texts(view)
    if texts:
        yield (
            {"step": "cast", "columns": list(texts), "to": "number"},
            f"{listed(texts)} came as text, but nearly every value is a number.",
        )
    for step, amounts in read_steps(amount_texts(view)):
        yield (
            step,
            f"{listed(step['columns'])} came as text such as {cells(amounts[0].some[:1])}: "
            "amounts with their unit.",
        )
    dates = date_texts(view)
    if dates:
        yield (
            parse_step(view, dates),
            f"{listed(dates)} came as text such as '{shown(example(view, dates[0]))}': dates.",
        )


def _clean(view: View) -> Plan:
    words: dict[str, list[str]] = {}
    for name in features_of_kind(view, "category"):
        found = stand_ins(view.frame[name])
        if found:
            words[name] = found
    if words:
        values = sorted({value for found in words.values() for value in found})
        yield (
            {"step": "treat_as_missing", "columns": list(words), "values": values},
            f"{listed(values)} in {listed(words)} stands for a gap.",
        )
    copies = int(repeated(view.frame).sum()) if view.frame.shape[1] else 0
    few = 0 < copies <= MOST_COPIES * len(view.frame)
    if few and len(view.features()) >= FEW_FEATURES:
        yield (
            {"step": "drop_duplicates"},
            f"{count(copies, 'row')} {'repeats' if copies == 1 else 'repeat'} an earlier row in "
            "every column; on both sides of a split they would flatter the score.",
        )


def _dates(view: View) -> Plan:
    moment = view.problem.split.column if view.problem.split.kind == "time" else ""
    dates = [name for name in view.features() if view.kinds[name] == "date"]
    if moment in view.frame and view.kinds[moment] == "date":
        dates.append(moment)
    alike: dict[tuple[str, bool, tuple[tuple[str, bool], ...]], list[str]] = {}
    for name in dates:
        parts = _parts(view.frame[name].dropna())
        alone = name if len(dates) <= MANY_DATES else ""
        alike.setdefault((alone, name == moment, tuple(parts.items())), []).append(name)
    for (_, keep, taken), names in alike.items():
        told = f"'{shown(names[0])}'" if len(names) == 1 else listed(names)
        yield (
            {"step": "date_parts", "columns": names, "keep": keep, **dict(taken)},
            f"Models cannot read the dates in {told}; their parts they can: "
            f"{', '.join(part for part, on in taken if on)}.",
        )


def _parts(dates: pd.Series) -> dict[str, bool]:
    """Return which parts of the dates differ between rows; the weekday if none does."""
    parts = {
        part: bool(getattr(dates.dt, field).nunique() > 1) for part, field in _DATE_PARTS.items()
    }
    return parts if any(parts.values()) else {**parts, "weekday": True}


def _fill(view: View) -> Plan:
    numbers = features_of_kind(view, "number")
    if numbers:
        yield from _fill_numbers(view, numbers)
    words = _with_gaps(view, features_of_kind(view, "category", "text"))
    if words:
        yield (
            {"step": "impute_categories"},
            f"{listed(words)} {'has' if len(words) == 1 else 'have'} gaps; “missing” becomes a "
            "category of its own, so that the model can see it.",
        )
    if numbers:
        yield _scaling(view, numbers)


def _with_gaps(view: View, names: Sequence[str]) -> list[str]:
    """Return those of the columns in which a value is missing."""
    gaps = view.frame[list(names)].isna().any().to_numpy()
    return [name for name, has_gaps in zip(names, gaps, strict=True) if has_gaps]


def _fill_numbers(view: View, numbers: tuple[str, ...]) -> Plan:
    holes = _with_gaps(view, numbers)
    told = {gap.column: gap for gap in gaps(view) if gap.column in holes}
    even = [name for name in holes if name not in told and not _is_skewed(view.frame[name])]
    if told:
        worst = max(told.values(), key=lambda gap: gap.size)
        yield (
            {"step": "impute", "columns": list(told), "strategy": "median", "indicator": True},
            f"{worst.sentence()} A marker column keeps that.",
        )
    if even:
        skews = [_skew(view.frame[name]) for name in even]
        yield (
            {"step": "impute", "columns": even, "strategy": "mean"},
            f"{listed(even)}: the mean is typical, as the values are hardly skewed "
            f"(skewness {number(max(skews, key=abs))}{' at most' if len(even) > 1 else ''}).",
        )
    rest = [name for name in holes if name not in told and name not in even]
    is_skewed = f"{listed(rest)} {'is' if len(rest) == 1 else 'are'} skewed"
    skew = f"{is_skewed}, so the median is more typical than the mean. " if rest else ""
    none = "No number is missing now, but one may be when you predict. " if not holes else ""
    which = "Gaps in any other number" if told or even else "Gaps"
    yield (
        {"step": "impute", "strategy": "median"},
        f"{skew}{none}{which} get the median of the training rows.",
    )


def _scaling(view: View, numbers: tuple[str, ...]) -> tuple[dict[str, Any], str]:
    looked = numbers[:MAX_TESTED]
    extreme = [name for name in looked if far_out(view.figures[name])]
    if len(extreme) >= max(OFTEN * len(looked), 1):
        return (
            {"step": "scale", "method": "robust"},
            f"{len(extreme)} of {count(len(looked), 'number column')} have extreme values: the "
            "median and quartiles withstand them.",
        )
    return (
        {"step": "scale", "method": "standard"},
        "Linear models weigh columns by size; trees skip this step.",
    )


def _encode(view: View) -> Plan:
    from core.steps.ordinal import guess_order

    words = features_of_kind(view, "category", "text")
    levels = {name: view.frame[name].dropna().unique() for name in words}
    ordered: dict[tuple[str, ...], list[str]] = {}
    for name in words:
        known = [str(value) for value in levels[name]]
        order = guess_order(known) if 3 <= len(known) <= MAX_CATEGORIES else None
        if order and not view.frame[name].isna().any():
            ordered.setdefault(tuple(order), []).append(name)
    for order, names in ordered.items():
        yield (
            {"step": "ordinal", "columns": names, "order": list(order)},
            f"{listed(names)} {'has' if len(names) == 1 else 'have'} a natural order, from "
            f"'{shown(order[0])}' to '{shown(order[-1])}'.",
        )
    taken = {name for names in ordered.values() for name in names}
    many = [n for n in words if n not in taken and len(levels[n]) > MAX_CATEGORIES]
    if many:
        worst = max(many, key=lambda name: len(levels[name]))
        yield (
            {"step": "target_encode", "columns": many},
            f"'{shown(worst)}' has {len(levels[worst]):,} categories: too many for a column "
            "each, so each becomes its typical outcome.",
        )
    rest = [name for name in words if name not in taken and name not in many]
    if rest:
        yield (
            {"step": "one_hot"},
            f"{count(len(rest), 'category column')} with at most {MAX_CATEGORIES} categories: "
            "one 0/1 column for each.",
        )


def _select(view: View) -> Plan:
    columns, rows = len(view.features()), len(view.frame)
    if columns > rows and columns > KEPT and "select_univariate" in STEPS:
        yield (
            {"step": "select_univariate", "keep": KEPT},
            f"{columns:,} columns for {count(rows, 'row')}: by chance some fit the target. The "
            f"{KEPT} strongest are chosen inside each fold.",
        )


def _skew(values: pd.Series) -> float:
    skew = float(values.skew()) if values.count() > 2 else 0.0
    return 0.0 if math.isnan(skew) else skew


def _is_skewed(values: pd.Series) -> bool:
    return abs(_skew(values)) > SKEWED
