"""The code of a script that sets rows apart and cuts folds just as the app does."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.export.sources import source_of_function
from core.problem import FEWEST_FOLDS, Problem
from core.tasks.supervised import MIN_CLASS
from core.tasks.training_sample import even_sample, group_sample, latest_sample


@dataclass(frozen=True)
class SplitCode:
    """Functions as text, the imports they need, and others that they call."""

    imports: frozenset[str]
    text: str
    definitions: tuple[tuple[str, str], ...] = ()


LABEL = '''
def label(value):
    """Return a class as text; whole numbers lose their decimal point."""
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if whole else str(value)


def labels(values):
    """Return classes as texts."""
    return np.asarray(values.map(label), dtype=object)
'''

_USABLE = {
    True: f"""\
    sizes = table[TARGET].map(table[TARGET].value_counts())
    usable = table[TARGET].notna().to_numpy() & ~np.asarray(sizes < {MIN_CLASS}, dtype=bool)
    rows = np.flatnonzero(usable)
""",
    False: """\
    rows = np.flatnonzero(table[TARGET].notna().to_numpy())
""",
}

_APART = {
    "random": """\
    strata = {strata}
    train, test = train_test_split(
        np.arange(len(rows)), test_size={share!r}, random_state=SEED, stratify=strata
    )
""",
    "group": """\
    groups = pd.factorize(table[GROUPS].iloc[rows], use_na_sentinel=False)[0]
    splitter = GroupShuffleSplit(1, test_size={share!r}, random_state=SEED)
    train, test = next(splitter.split(table.iloc[rows], groups=groups))
""",
    "time": """\
    order = np.argsort(np.asarray(table[TIME].iloc[rows]), kind="stable")
    cut = len(order) - round(len(order) * {share!r})
    train, test = order[:cut], order[cut:]
""",
    "column": """\
    values = table[SPLIT_BY].iloc[rows]
    chosen = np.asarray(values.map(label).isin(TEST_VALUES) & values.notna(), dtype=bool)
    train, test = np.flatnonzero(~chosen), np.flatnonzero(chosen)
""",
}

_SIZES = f"""\
sizes = table[TARGET].value_counts()
    allowed = max(sizes.min(), min({FEWEST_FOLDS}, sizes.iloc[:2].min()))
    """

_COUNT = {
    "random": _SIZES + "folds = max(min({folds}, int(allowed)), 2)",
    "group": "folds = max(min({folds}, int(table[GROUPS].nunique())), 2)",
    "group classes": _SIZES
    + "folds = max(min({folds}, int(table[GROUPS].nunique()), int(allowed)), 2)",
}

_CUT_AS = {"column": "random"}

_FOLDS = {
    ("random", True): """\
    {count}
    splitter = StratifiedKFold(folds, shuffle=True, random_state=seed)
    return list(splitter.split(table, labels(table[TARGET])))
""",
    ("random", False): """\
    return list(KFold({folds}, shuffle=True, random_state=seed).split(table))
""",
    ("group", True): """\
    {count}
    groups = pd.factorize(table[GROUPS], use_na_sentinel=False)[0]
    splitter = StratifiedGroupKFold(folds, shuffle=True, random_state=seed)
    return list(splitter.split(table, labels(table[TARGET]), groups))
""",
    ("group", False): """\
    {count}
    groups = pd.factorize(table[GROUPS], use_na_sentinel=False)[0]
    splitter = GroupKFold(folds, shuffle=True, random_state=seed)
    return list(splitter.split(table, groups=groups))
""",
    ("time", True): """\
    order = np.argsort(np.asarray(table[TIME]), kind="stable")
    return [(order[fit], order[check]) for fit, check in TimeSeriesSplit({folds}).split(order)]
""",
}

_IMPORTS = {
    "random": ("train_test_split", "StratifiedKFold", "KFold"),
    "group": ("GroupShuffleSplit", "StratifiedGroupKFold", "GroupKFold"),
    "time": ("TimeSeriesSplit",),
    "column": ("StratifiedKFold", "KFold"),
}


_SAMPLE: dict[str, tuple[Callable[..., Any], str]] = {
    "random": (even_sample, "{classes}, {wanted}, {folds}, SEED"),
    "group": (
        group_sample,
        "pd.factorize(table[GROUPS].iloc[rows[train]], use_na_sentinel=False)[0], "
        "{wanted}, {groups}, SEED",
    ),
    "time": (latest_sample, "np.asarray(table[TIME].iloc[rows[train]]), {wanted}"),
}


def split_code(problem: Problem, sample: int | None = None) -> SplitCode:
    """Return the functions `set_apart`, `folds_of` and `cut` for a problem."""
    split, classes = problem.split, problem.task != "regression"
    cut = _CUT_AS.get(split.kind, split.kind)
    strata = "labels(table[TARGET].iloc[rows])" if classes else "None"
    apart = _APART[split.kind].format(share=split.test_share, strata=strata)
    count = _COUNT.get(f"{cut} classes" if classes else "", _COUNT.get(cut, ""))
    body = _FOLDS.get((cut, classes), _FOLDS.get((cut, True), ""))
    folds = body.format(count=count.format(folds=split.folds), folds=max(split.folds, 2))
    repeats = 1 if split.kind == "time" else split.repeats
    text = (
        "def set_apart(table):\n"
        '    """Return positions of the training rows and of the locked test rows."""\n'
        f"{_USABLE[classes]}{apart}{_sampled(problem, sample)}"
        "    return np.sort(rows[train]), np.sort(rows[test])\n\n\n"
        "def folds_of(table):\n"
        '    """Return (fit, check) positions for each fold of the training rows."""\n'
        f"    return [fold for turn in range({repeats}) for fold in cut(table, SEED + turn)]\n\n\n"
        "def cut(table, seed):\n"
        '    """Cut the training rows into folds once."""\n'
        f"{folds}"
    )
    imports = {
        f"from sklearn.model_selection import {name}"
        for name in _IMPORTS[split.kind]
        if re.search(rf"\b{name}\(", text)
    }
    called = source_of_function(_SAMPLE[cut][0]) if sample is not None else None
    return SplitCode(
        frozenset(imports | (called.imports if called else frozenset())),
        (LABEL.strip() + "\n\n\n" if classes or split.kind == "column" else "") + text,
        called.definitions if called else (),
    )


def _sampled(problem: Problem, wanted: int | None) -> str:
    """Return the lines that leave a sample of the training rows."""
    if wanted is None:
        return ""
    kind = problem.split.kind
    function, arguments = _SAMPLE[_CUT_AS.get(kind, kind)]
    classes = "pd.factorize(table[TARGET].iloc[rows[train]])[0]"
    given = arguments.format(
        classes="np.zeros(len(train))" if problem.task == "regression" else classes,
        wanted=wanted,
        folds=problem.split.folds,
        groups=max(problem.split.folds, 3),
    )
    return (
        f"    if len(train) > {wanted}:\n"
        "        train = np.sort(train)\n"
        f"        train = train[{function.__name__}({given})]\n"
    )
