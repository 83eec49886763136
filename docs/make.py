"""Write the reference pages from the parts themselves: python docs/make.py

One page per room in docs/parts/, and docs/python.md for the public functions. A test
compares the pages with what this file would write, so they cannot fall behind.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS.parent))  # run as a file, the project is not on the path

import core  # noqa: E402
from core import charts, samples  # noqa: E402
from core.checks import CHECKS  # noqa: E402
from core.metrics import METRICS, Metric  # noqa: E402
from core.models import MODELS, Model  # noqa: E402
from core.params import Choice, Columns, Flag, Number, Param, Setting, Text, Words  # noqa: E402
from core.problem import TASK_LABELS  # noqa: E402
from core.samples import twins  # noqa: E402
from core.sources import SOURCES  # noqa: E402
from core.steps import STEPS, Step  # noqa: E402
from core.teaching import Teaching  # noqa: E402

REFRESH = "python docs/make.py"
KINDS = {
    "prepare": "learns nothing, so it runs before the split",
    "learn": "learned again inside each fold",
    "resample": "changes training rows only, inside each fold",
}


def main() -> int:
    """Write every page that has changed and name it."""
    for place, text in pages().items():
        file = DOCS / place
        if not file.is_file() or file.read_text(encoding="utf-8") != text:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
            print(f"docs/{place}")
    return 0


def pages() -> dict[str, str]:
    """Return the text of every generated page by its place under docs/."""
    rooms = {f"parts/{name}.md": draw() for name, draw in ROOMS.items()}
    return {"parts/README.md": _index(), **rooms, "python.md": python_page()}


def steps_page() -> str:
    """Describe every step: its kind, when it is right, its settings and an example."""
    parts = [_entry(part.label, STEPS.name_of(part), _step(part)) for part in STEPS]
    return _page("Steps", "Each step is one change of the table.", parts)


def models_page() -> str:
    """Describe every model: its estimators, when it is right, and its settings."""
    parts = [_entry(part.label, part.name, _model(part)) for part in MODELS]
    return _page("Models", "Each model is a candidate that a recipe may name.", parts)


def metrics_page() -> str:
    """Describe every metric: direction, range, when to judge by it and when not."""
    parts = [_entry(part.label, part.name, _metric(part)) for part in METRICS]
    return _page("Metrics", "A metric says in one number how good predictions are.", parts)


def checks_page() -> str:
    """Describe what every check looks for, and how far to trust it."""
    parts = [_entry(part.label, part.name, _teaching(part.teaching)) for part in CHECKS]
    intro = "Each check looks at the training rows for one thing worth knowing."
    return _page("Checks", intro, parts)


def sources_page() -> str:
    """Describe every source: what it reads, the endings it knows, and its settings."""
    parts = []
    for part in SOURCES:
        lines = _teaching(Teaching(part.what, part.right, part.wrong))
        if part.suffixes:
            lines += ["", f"File endings: {', '.join(part.suffixes)}"]
        parts.append(_entry(part.label, part.name, [*lines, *_settings(part.settings())]))
    return _page("Sources", "A source reads rows, and changes no file.", parts)


def charts_page() -> str:
    """Describe every chart: what it shows and what it is drawn from."""
    parts = []
    for module in chart_modules():
        own = [inspect.getdoc(module) or "", "", f"- **Drawn from:** {_first(module.data)}"]
        own.append(f"- **Drawn as:** {_first(module.figure)}")
        name = module.__name__.rpartition(".")[2]
        parts.append(_entry(name.replace("_", " ").capitalize(), name, own))
    intro = "Every chart has its finding as its title and the same sentence for screen readers."
    return _page("Charts", intro, parts)


def samples_page() -> str:
    """Describe every bundled table: its question, its lesson and where it comes from."""
    parts = []
    for part in samples.SAMPLES:
        name, low, high = part.expected
        label = METRICS.get(name).label if name in METRICS else samples.MEASURES[name]
        how = f", by {part.method}" if part.method else ""
        lines = [
            f"{part.question} {part.rows:,} rows, {part.columns} columns.",
            "",
            f"- **Kind of question:** {samples.QUESTIONS[part.task]}",
            f"- **Target:** {f'`{part.target}`' if part.target else 'none'}",
            f"- **What one learns:** {part.lesson}",
            f"- **An honest score:** {label} from {low:,g} to {high:,g}{how}",
            f"- **Its flawed twin:** {_planted(part.name)}",
            f"- **From:** {part.citation}. {part.licence}.",
        ]
        parts.append(_entry(part.title, part.name, lines))
    return _page("Samples", "Small real tables that come with the app.", parts)


def _planted(sample: str) -> str:
    plants = twins.planted(sample)
    each = [f"`{plant.code or plant.needs}` {' '.join(plant.columns)}".strip() for plant in plants]
    yet = [plant for plant in plants if plant.needs]
    unfound = f" No check finds these yet: {', '.join(p.done for p in yet)}" if yet else ""
    return f"{len(plants)} planted problems: {', '.join(each)}.{unfound}"


def python_page() -> str:
    """Describe every public name of `core`: signatures, and the methods of its values."""
    parts = []
    for name in core.__all__:
        thing = getattr(core, name)
        text = _quoted(inspect.getdoc(thing) or "")
        if isinstance(thing, type):
            parts.append("\n".join([f"## core.{name}", "", text, *_methods(thing), ""]))
        else:
            call = ["```python", signature(name, thing), "```"]
            parts.append("\n".join([f"## core.{name}", "", *call, "", text, ""]))
    return _page("Python", _quoted(inspect.getdoc(core) or ""), parts)


def chart_modules() -> Iterable[ModuleType]:
    """Return the modules of the chart room that draw a chart of their own."""
    import importlib
    import pkgutil

    for found in pkgutil.iter_modules(charts.__path__):
        module = importlib.import_module(f"{charts.__name__}.{found.name}")
        if all(hasattr(module, half) for half in ("data", "text", "figure")):
            yield module


def signature(name: str, function: Callable[..., Any]) -> str:
    """Return a call as it is declared, one line if it fits.

    >>> def load(path: str, rows: int | None = None) -> int: ...
    >>> signature("load", load)
    'core.load(path: str, rows: int | None = None) -> int'
    """
    declared = inspect.signature(function)
    given = [_argument(item) for item in declared.parameters.values()]
    end = f") -> {declared.return_annotation}"
    line = f"core.{name}({', '.join(given)}{end}"
    if len(line) <= 100:
        return line
    return "\n".join([f"core.{name}(", *(f"    {item}," for item in given), end])


def allowed(param: Param) -> str:
    """Say what a setting may be.

    >>> allowed(Number(2, 20, integer=True))
    'a whole number from 2 to 20'
    """
    tellers: dict[type, Callable[[Any], str]] = {
        Number: _range,
        Choice: lambda p: ", ".join(f"`{option}`" for option in p.options),
        Flag: lambda _: "true or false",
        Columns: lambda p: f"names of {' or '.join(p.kinds) + ' ' if p.kinds else ''}columns",
        Words: lambda _: "a list of texts",
        Text: lambda p: f"a text of at most {p.max_length} characters",
    }
    return next(tell(param) for kind, tell in tellers.items() if isinstance(param, kind))


def _range(param: Number) -> str:
    kind = "a whole number" if param.integer else "a number"
    unit = f" {param.unit}" if param.unit else ""
    end = ", or nothing" if param.optional else ""
    return f"{kind} from {param.low:g} to {param.high:g}{unit}{end}"


def _argument(item: inspect.Parameter) -> str:
    text = f"{item.name}: {item.annotation}"
    if item.default is inspect.Parameter.empty:
        return text
    return f"{text} = {getattr(item.default, '__name__', repr(item.default))}"


def _methods(thing: type) -> list[str]:
    lines = [
        f"- `.{name}{'' if isinstance(member, property) else '()'}` {_first(member)}"
        for name, member in vars(thing).items()
        if not name.startswith("_") and not isinstance(member, type) and _first(member)
        if isinstance(member, property | classmethod | staticmethod) or inspect.isfunction(member)
    ]
    return ["", *lines] if lines else []


def _step(part: type[Step]) -> list[str]:
    facts = [f"- **Kind:** {part.kind}: {KINDS[part.kind]}", f"- **Page:** {part.page}"]
    if part.takes:
        facts.append(f"- **Works on:** {' and '.join(part.takes)} columns")
    if part.drops_rows:
        facts.append("- **Drops rows:** so it is passed over when predicting")
    step, _ = part.example()
    facts.append(f"- **For example:** {step.describe()}")
    return [*_teaching(part.teaching), *facts, *_settings(part.settings())]


def _model(part: Model) -> list[str]:
    paths = [f"- **For {task}:** `{path}`" for task, path in sorted(part.estimators.items())]
    gaps = "takes missing numbers" if part.handles_missing else "needs missing numbers filled"
    facts = [*paths, f"- **Speed:** {part.speed}; {gaps}", f"- **Explained:** {part.explainable}"]
    if part.requires:
        facts.append(f"- **Needs:** `pip install {' '.join(part.requires)}`")
    return [*_teaching(part.teaching), *facts, *_settings(part.settings)]


def _metric(part: Metric) -> list[str]:
    ends = ["any number" if end is None else f"{end:g}" for end in (part.low, part.high)]
    better = "greater is better" if part.greater_is_better else "smaller is better"
    order = ", and an order of rows in time" if part.against_naive else ""
    return [
        f"- **Good when:** {part.good_when}",
        f"- **Misleads when:** {part.misleads_when}",
        f"- **Direction:** {better}; from {ends[0]} to {ends[1]}; unit: {part.unit}",
        f"- **For:** {', '.join(TASK_LABELS[task].lower() for task in part.tasks)}",
        f"- **Needs:** {part.needs}{order}",
    ]


def _teaching(teaching: Teaching) -> list[str]:
    return [
        teaching.what,
        "",
        f"- **Good when:** {teaching.good_when}",
        f"- **Misleads when:** {teaching.bad_when}",
    ]


def _settings(settings: Sequence[Setting]) -> list[str]:
    if not settings:
        return []
    rows = [
        f"| `{one.name}` | {one.label} | {allowed(one.param)} | {_default(one)} | {_help(one)} |"
        for one in settings
    ]
    head = "| setting | label | may be | default | what it does |"
    return ["", head, "|---|---|---|---|---|", *rows]


def _help(setting: Setting) -> str:
    return _cell(setting.param.help)


def _default(setting: Setting) -> str:
    value = setting.default
    if value is None or value in ("", ()):
        return "–"
    text = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return f"`{_cell(text)}`"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _first(thing: object) -> str:
    return (inspect.getdoc(thing) or "").partition("\n\n")[0].replace("\n", " ")


def _quoted(text: str) -> str:
    """Set code in a docstring off as code, and keep the lines of lists apart."""
    blocks = []
    for block in text.split("\n\n"):
        shown = block.removesuffix("::") + ":" if block.endswith("::") else block
        code = any(line.startswith(("  ", ">>>")) or "   " in line for line in block.splitlines())
        blocks.append(f"```\n{inspect.cleandoc(shown)}\n```" if code else shown)
    return "\n\n".join(blocks)


def _entry(title: str, name: str, lines: Sequence[str]) -> str:
    return "\n".join([f"## {title}", "", f"`{name}`", "", *lines, ""])


def _page(title: str, intro: str, parts: Sequence[str]) -> str:
    note = f"<!-- Written by {REFRESH}: change the parts, not this page. -->"
    return "\n".join([f"# {title}", "", note, "", intro, "", *parts])


def _index() -> str:
    lines = [f"- [{name.capitalize()}]({name}.md)" for name in ROOMS]
    intro = "Everything the app can do is a part, and every part is here."
    return _page("Parts", intro, [*lines, ""])


ROOMS: dict[str, Callable[[], str]] = {
    "sources": sources_page,
    "checks": checks_page,
    "steps": steps_page,
    "models": models_page,
    "metrics": metrics_page,
    "charts": charts_page,
    "samples": samples_page,
}

if __name__ == "__main__":
    sys.exit(main())
