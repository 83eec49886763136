"""A plain script that repeats a comparison to the last bit, without this project."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.errors import RecipeError
from core.export.code_of import code_of
from core.export.sources import (
    Source,
    StepCode,
    parted,
    source_of_classes,
    source_of_function,
)
from core.export.split_code import SplitCode, split_code
from core.export.versions import versions
from core.files import write_atomic
from core.metrics import METRICS, Metric, withheld
from core.tasks.timeline import in_time, naive_error
from core.tasks.training_sample import sample_words
from core.text import shown
from core.training.fit import FittedModel, weight_of

if TYPE_CHECKING:
    from pathlib import Path

    from core.steps import Step
    from core.table import Dataset

ALWAYS = (
    "import numpy as np",
    "import pandas as pd",
    "from threadpoolctl import threadpool_limits",
)


@dataclass(frozen=True)
class Pieces:
    """The parts of a script before they are put together."""

    imports: frozenset[str]
    definitions: tuple[tuple[str, str], ...]
    prepare: str
    split: str
    build: str


def script(
    fitted: FittedModel,
    metric: str,
    data_file: str = "data.parquet",
    expected: Sequence[float] = (),
) -> str:
    """Return a script that sets apart, prepares, cross-validates and fits as the app did.

    It reads the stored table from a Parquet file beside it (see `write_data`) and prints one
    score per fold. With `expected`, the app's fold scores, it also says whether they are equal.
    """
    if why := withheld(fitted.recipe.problem).get(metric):
        raise RecipeError(why, "Or judge by another metric.")
    pieces = _pieces(fitted, metric)
    parts = [
        _head(fitted, metric),
        "\n".join(["from __future__ import annotations", "", *_sorted(pieces.imports)]),
        _constants(fitted, metric, data_file, expected),
        *(text for _, text in pieces.definitions),
        pieces.split,
        pieces.prepare,
        pieces.build,
        _target(fitted),
        _outputs(fitted),
        _main(fitted, metric, bool(expected)),
    ]
    first, second, third, *rest = (part.strip("\n") for part in parts if part)
    body = "\n\n\n".join(rest)
    return (
        f'{first}\n\n{second}\n\n{third}\n\n\n{body}\n\n\nif __name__ == "__main__":\n    main()\n'
    )


def write_data(dataset: Dataset, path: Path) -> None:
    """Write the stored table exactly as the script reads it: every type and bit kept."""
    write_atomic(path, lambda partial: dataset.frame.to_parquet(partial, index=False))


def _pieces(fitted: FittedModel, metric: str) -> Pieces:
    pipeline = code_of(fitted.pipeline)
    score = _score(METRICS.get(metric))
    own = source_of_classes(pipeline.own)
    steps = [(step, parted(step.code())) for step in fitted.recipe.active("prepare")]
    split = split_code(fitted.recipe.problem, fitted.recipe.sample)
    imports = {*ALWAYS, *pipeline.imports, *score.imports, *own.imports, *split.imports}
    for _, code in steps:
        imports |= code.imports
    return Pieces(
        imports=frozenset(imports),
        definitions=_definitions(score, own, [code for _, code in steps], split),
        prepare=_prepared(steps),
        split=split.text,
        build=_build(pipeline.text),
    )


def _score(metric: Metric) -> Source:
    """Return the functions that score a fold."""
    functions = (metric.score, *((in_time, naive_error) if metric.against_naive else ()))
    parts = [source_of_function(function) for function in functions]
    return Source(
        frozenset().union(*(part.imports for part in parts)),
        tuple(item for part in parts for item in part.definitions),
    )


def _definitions(
    score: Source, own: Source, steps: Iterable[StepCode], split: SplitCode
) -> tuple[tuple[str, str], ...]:
    every = [*own.definitions, *score.definitions, *split.definitions]
    for code in steps:
        every += code.definitions
    return tuple(dict(every).items())


def _head(fitted: FittedModel, metric: str) -> str:
    pins = [f"# {name} {version}" for name, version in versions(fitted.candidate.model).items()]
    return "\n".join(
        [
            '"""Repeat a comparison made with Modelwright: the same rows, folds and scores."""',
            "",
            f"# {shown(fitted.candidate.name)}, judged by {METRICS.get(metric).label}.",
            f"# Data version {shown(fitted.data_version, 20)}.",
            *([f"# {sample}"] if (sample := _sample(fitted)) else []),
            "# Equal to the last bit with these versions, on the same kind of processor:",
            *pins,
        ]
    )


def _sample(fitted: FittedModel) -> str:
    return sample_words(fitted.rows, fitted.whole, fitted.recipe.problem)


def _sorted(imports: Iterable[str]) -> list[str]:
    """Merge the names imported from each module, standard library first."""
    plain = sorted(line for line in imports if line.startswith("import "))
    names: dict[str, set[str]] = {}
    for line in imports:
        if line.startswith("from "):
            module, _, name = line.removeprefix("from ").partition(" import ")
            names.setdefault(module, set()).add(name)
    merged = [
        f"from {module} import {', '.join(sorted(names[module]))}" for module in sorted(names)
    ]
    return [*plain, *merged]


def _constants(fitted: FittedModel, metric: str, data_file: str, expected: Sequence[float]) -> str:
    problem = fitted.recipe.problem
    lines = [
        f"DATA = {data_file!r}",
        f"TARGET = {problem.target!r}",
        f"FEATURES = {list(fitted.features)!r}",
        f"SEED = {fitted.recipe.seed!r}",
    ]
    if fitted.classes:
        lines.append(f"CLASSES = {list(fitted.classes)!r}")
    if problem.split.kind != "random":
        name = {"group": "GROUPS", "time": "TIME", "column": "SPLIT_BY"}[problem.split.kind]
        lines.append(f"{name} = {problem.split.column!r}")
    if METRICS.get(metric).against_naive:
        lines.append(f"SERIES = {list(problem.series)!r}")
        if problem.split.kind != "time":
            lines.append(f"TIME = {problem.time!r}")
    if problem.split.kind == "column":
        lines.append(f"TEST_VALUES = {list(problem.split.tested)!r}")
    if problem.weight:
        lines.append(f"WEIGHT = {problem.weight!r}")
    if expected:
        lines.append(f"EXPECTED = {list(expected)!r}")
    return "\n".join(lines)


def _prepared(steps: Sequence[tuple[Step, StepCode]]) -> str:
    first = max((n for n, (step, _) in enumerate(steps, 1) if step.needs_order), default=0)
    rest = _function(
        "prepare", "Change the table before anything is learned from it.", steps[first:]
    )
    if not first:
        return rest
    what = "Pass values from row to row, while all rows are there in their order."
    return _function("in_order", what, steps[:first]) + "\n\n\n" + rest


def _function(name: str, what: str, steps: Sequence[tuple[Step, StepCode]]) -> str:
    lines = [
        f"def {name}(table, predicting=False):",
        f'    """{what}"""',
        "    table = table.copy()",
    ]
    for step, code in steps:
        lines.append(f"    # {shown(step.describe(), 90)}")
        indent = "    "
        if step.drops_rows:
            lines.append("    if not predicting:")
            indent = "        "
        for statement in code.statements:
            lines += [indent + line for line in statement.splitlines()]
    return "\n".join([*lines, "    return table"])


def _build(pipeline: str) -> str:
    body = "\n".join(
        f"    {line}" if number else line for number, line in enumerate(pipeline.split("\n"))
    )
    return (
        "def build():\n"
        '    """Return the unfitted pipeline: it is fitted again in every fold."""\n'
        f"    return {body}"
    )


def _target(fitted: FittedModel) -> str:
    if not fitted.classes:
        body = '    return rows[TARGET].to_numpy(dtype="float64")'
    else:
        body = "    return pd.Index(CLASSES).get_indexer(pd.Index(labels(rows[TARGET])))"
    return (
        'def target_of(rows):\n    """Return the target as numbers, classes by position."""\n'
        + body
    )


def _outputs(fitted: FittedModel) -> str:
    if not fitted.classes:
        return (
            "def outputs_of(model, rows):\n"
            '    """Return predicted values, and no probabilities."""\n'
            '    return np.asarray(model.predict(rows), dtype="float64"), np.empty((len(rows), 0))'
        )
    return (
        "def outputs_of(model, rows):\n"
        '    """Return predicted positions, and probabilities of shape (rows, classes)."""\n'
        "    probabilities = np.zeros((len(rows), len(CLASSES)))\n"
        "    probabilities[:, model.classes_] = model.predict_proba(rows)\n"
        "    return probabilities.argmax(axis=1), probabilities"
    )


def _main(fitted: FittedModel, metric: str, compared: bool) -> str:
    part = METRICS.get(metric)
    naive = part.against_naive
    weighted, learned = bool(fitted.recipe.problem.weight), bool(weight_of(fitted))
    fold_weights = ", model__sample_weight=weights[fit]" if learned else ""
    all_weights = ", model__sample_weight=weights" if learned else ""
    scored = "y[check], predicted, probabilities" + (", naive" if naive else "")
    scored += ", weights=weights[check]" if weighted else ""
    steps = "y[fit], moments[fit], series[fit]" + (", weights[fit]" if weighted else "")
    ordered = any(step.needs_order for step in fitted.recipe.active("prepare"))
    whole = "in_order(table)" if ordered else "table"
    lines = [
        "def main():",
        '    """Score every fold, then fit the model on all training rows."""',
        "    threadpool_limits(limits=1)",
        "    table = pd.read_parquet(DATA)",
        "    train, test = set_apart(table)",
        "    apart = np.concatenate([train, test])",
        f"    ready = prepare({whole}.iloc[apart])",
        *(["    there = table.drop(index=np.setdiff1d(apart, ready.index))"] if naive else []),
        "    ready = ready[ready[TARGET].notna()]",
        "    rows = ready.loc[ready.index.isin(train)]",
        "    x, y = rows[FEATURES], target_of(rows)",
        "    known = table.loc[rows.index].copy()",
        "    known[TARGET] = rows[TARGET]",
        "    folds = folds_of(known)",
    ]
    if weighted:
        lines.append('    weights = table.loc[rows.index, WEIGHT].to_numpy().astype("float64")')
    if naive:
        lines.append("    moments, series = in_time(there, rows.index, TIME, SERIES)")
    lines += [
        "    scores = []",
        "    for fit, check in folds:",
        f"        model = build().fit(x.iloc[fit], y[fit]{fold_weights})",
        "        predicted, probabilities = outputs_of(model, x.iloc[check])",
        *([f"        naive = naive_error({steps})"] if naive else []),
        f"        scores.append(float({part.score.__name__}({scored})))",
        '        print(f"fold {len(scores)}: {scores[-1]!r}")',
        *(['    print("equal to the app:", scores == EXPECTED)'] if compared else []),
        f"    model = build().fit(x, y{all_weights})",
        '    print(f"fitted on {len(x)} training rows; {len(test)} test rows were not touched")',
        "    return model",
    ]
    return "\n".join(lines)
