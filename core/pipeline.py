"""Compile a recipe's steps and one candidate into a plain scikit-learn pipeline.

The result is what a careful person would write by hand: one ColumnTransformer whose
blocks are chains of the steps that apply to the same columns, then the steps that look
at the whole table, then the model. Columns are always named, so their order in the
input does not matter; the model itself gets a plain matrix, so no name can upset it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.errors import RecipeError, UnknownNameError
from core.models import MODELS, Model
from core.problem import TASK_LABELS, Problem
from core.recipe import Candidate, Recipe
from core.steps import Step
from core.table import LARGEST, broad_kind_of
from core.text import listed, shown

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Block:
    """Columns that go through the same chain of steps.

    `native` blocks give category codes, one per column, to models that read them.
    """

    name: str
    columns: tuple[str, ...]
    steps: tuple[Step, ...]
    native: bool = False


def features_of(problem: Problem, columns: Sequence[str]) -> tuple[str, ...]:
    """Return the columns a model may learn from: features and sensitive ones."""
    return tuple(c for c in columns if problem.role_of(c) in ("feature", "sensitive"))


def refuse_featureless(features: Sequence[str]) -> None:
    """Refuse a table that leaves nothing to learn from."""
    if not features:
        raise RecipeError(
            "No columns are left to learn from.", "Give some columns the role feature."
        )


def blocks_of(recipe: Recipe, model: Model, kinds: Mapping[str, str]) -> tuple[Block, ...]:
    """Group the feature columns by the chain of steps each goes through.

    `kinds` gives number, category or date for every column of the prepared table.
    """
    features = features_of(recipe.problem, tuple(kinds))
    refuse_featureless(features)
    now = {column: kinds[column] for column in features}
    chains: dict[str, tuple[Step, ...]] = dict.fromkeys(features, ())
    known = {*kinds, recipe.problem.split.column, *(column for column, _ in recipe.problem.roles)}
    for step in recipe.active("learn"):
        _refuse_task(step, recipe.problem.task)
        if step.whole_table or (step.scales and not model.scale_matters):
            continue
        for column in _columns_for(step, now, known):
            chains[column] = (*chains[column], step)
            now[column] = step.gives or now[column]
    _refuse_unready(now)
    native = bool(model.category_argument) and not _whole(recipe)
    return _grouped(chains, native, kinds)


def compile_pipeline(recipe: Recipe, candidate: Candidate, frame: pd.DataFrame) -> Any:
    """Return the unfitted pipeline for the feature columns of a prepared training frame."""
    from sklearn.pipeline import Pipeline

    model = MODELS.get(candidate.model)
    kinds = {column: broad_kind_of(frame[column]) for column in frame.columns}
    blocks = blocks_of(recipe, model, kinds)
    _refuse_missing(blocks, model, frame)
    _refuse_huge(blocks, frame)
    seed, task = recipe.seed, recipe.problem.task
    stages = [("columns", _column_transformer(blocks, seed, task))]
    whole = enumerate(_whole(recipe), 1)
    stages += [(f"table{n}", step.transformer(seed, task)) for n, step in whole]
    samplers = recipe.active("resample")
    for n, step in enumerate(samplers, 1):
        _refuse_task(step, task)
        stages.append((f"rows{n}", step.sampler(seed, task)))
    codes = range(sum(len(block.columns) for block in blocks if block.native))
    stages.append(("model", model.build(task, candidate.params, seed, codes)))
    if samplers:
        from imblearn.pipeline import Pipeline as SamplingPipeline

        return SamplingPipeline(stages)
    return Pipeline(stages)


def transform_features(pipeline: Any, frame: pd.DataFrame) -> Any:
    """Return the matrix that the model of a fitted pipeline sees, shape (rows, outputs)."""
    matrix = frame
    for name, stage in pipeline.steps[:-1]:
        if not name.startswith("rows"):
            matrix = stage.transform(matrix)
    return matrix


def origins_of(
    pipeline: Any, recipe: Recipe, candidate: Candidate, frame: pd.DataFrame
) -> list[str]:
    """Name the original column behind each column of the matrix the fitted model sees."""
    model = MODELS.get(candidate.model)
    kinds = {column: broad_kind_of(frame[column]) for column in frame.columns}
    transformer = pipeline.named_steps["columns"]
    names: list[str] = []
    for block in blocks_of(recipe, model, kinds):
        inner = list(block.columns)
        chain = transformer.named_transformers_[block.name]
        fitted = [stage for _, stage in chain.steps] if block.steps else []
        for step, stage in zip(block.steps, fitted, strict=True):
            inner = list(inner) if isinstance(stage, str) else step.origins(stage, inner)
        names += inner
    stages = [stage for name, stage in pipeline.steps[1:-1] if not name.startswith("rows")]
    for step, stage in zip(_whole(recipe), stages, strict=True):
        names = step.origins(stage, names)
    return names


def _whole(recipe: Recipe) -> tuple[Step, ...]:
    return tuple(step for step in recipe.active("learn") if step.whole_table)


def _columns_for(step: Step, now: Mapping[str, str], known: Collection[str]) -> tuple[str, ...]:
    """Return the feature columns a step works on; columns left out by their role are skipped."""
    named = step.named_columns()
    if not named:
        return tuple(column for column, kind in now.items() if kind in step.takes)
    for column in named:
        if column not in known:
            raise UnknownNameError.of(f"column for '{step.label}'", shown(column), known)
    for column in named:
        if column in now and now[column] not in step.takes:
            raise RecipeError(_misfit(step, column, now[column]), "Change the step or its columns.")
    return tuple(column for column in named if column in now)


def _misfit(step: Step, column: str, kind: str) -> str:
    if kind in step.takes or kind == "encoded":
        return f"'{step.label}' comes too late for '{shown(column)}': it is already encoded."
    return (
        f"'{step.label}' works on {' or '.join(step.takes)} columns; '{shown(column)}' is {kind}."
    )


def _refuse_task(step: Step, task: str) -> None:
    if not step.suits(task):
        raise RecipeError(
            f"'{step.label}' with these settings does not work for: {TASK_LABELS[task].lower()}.",
            "Change its settings, switch it off or remove it.",
        )


def _refuse_unready(now: Mapping[str, str]) -> None:
    texts = [column for column, kind in now.items() if kind == "category"]
    if texts:
        raise RecipeError(
            f"No step turns {listed(texts)} into numbers.",
            "Add one-hot or target encoding, or leave the columns out.",
        )
    dates = [column for column, kind in now.items() if kind == "date"]
    if dates:
        raise RecipeError(
            f"No step turns the dates in {listed(dates)} into numbers.",
            "Add date parts, or leave the columns out.",
        )


def _refuse_missing(blocks: Sequence[Block], model: Model, frame: pd.DataFrame) -> None:
    if model.handles_missing:
        return
    holes = [
        column
        for block in blocks
        if not any(step.fills for step in block.steps)
        for column in block.columns
        if frame[column].isna().any()
    ]
    if holes:
        raise RecipeError(
            f"{model.label} cannot work with missing values; there are some in {listed(holes)}.",
            "Add a step that fills missing values.",
        )


def _refuse_huge(blocks: Sequence[Block], frame: pd.DataFrame) -> None:
    huge = [
        column
        for block in blocks
        if not any(step.bounded() for step in block.steps)
        for column in block.columns
        if broad_kind_of(frame[column]) == "number" and (frame[column].abs() > LARGEST).any()
    ]
    if huge:
        raise RecipeError(
            f"The numbers in {listed(huge)} are too large to calculate with (over {LARGEST:g}).",
            "Cap the outliers, or leave the columns out.",
        )


def _grouped(
    chains: Mapping[str, tuple[Step, ...]], native: bool, kinds: Mapping[str, str]
) -> tuple[Block, ...]:
    groups: dict[tuple[bool, tuple[Step, ...]], list[str]] = {}
    for column, chain in chains.items():
        coded = native and any(step.native() is not None for step in chain)
        groups.setdefault((coded, chain), []).append(column)
    ordered = sorted(groups.items(), key=lambda item: not item[0][0])
    blocks = []
    for number, ((coded, chain), columns) in enumerate(ordered, 1):
        kind = kinds[columns[0]]
        blocks.append(Block(f"{kind}{number}", tuple(columns), chain, coded))
    return tuple(blocks)


def _column_transformer(blocks: Sequence[Block], seed: int, task: str) -> Any:
    from sklearn.compose import ColumnTransformer
    from sklearn.pipeline import Pipeline

    transformers = []
    for block in blocks:
        chain = [
            (f"{type(step).__name__.lower()}{n}", _transformer(step, block.native, seed, task))
            for n, step in enumerate(block.steps, 1)
        ]
        transformers.append(
            (block.name, Pipeline(chain) if chain else "passthrough", list(block.columns))
        )
    return ColumnTransformer(transformers, remainder="drop", sparse_threshold=0)


def _transformer(step: Step, native: bool, seed: int, task: str) -> Any:
    codes = step.native() if native else None
    return step.transformer(seed, task) if codes is None else codes
