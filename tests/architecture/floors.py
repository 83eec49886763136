"""The floors of the house: which module may import which."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.architecture.sources import ROOT, Source

GROUND = (
    *(
        "association",
        "canonical",
        "column_names",
        "data_folder",
        "disk_shelf",
        "errors",
        "files",
        "fingerprint",
        "kept_work",
        "locks",
        "months",
        "nursery",
        "params",
        "pictures",
        "problem",
        "progress",
        "quantiles",
        "questions",
    ),
    *(
        "reach",
        "registry",
        "secret_store",
        "shelf",
        "table",
        "table_file",
        "teaching",
        "text",
        "total_row",
        "units",
    ),
)
BUILDING_BLOCKS = ("contract", "estimators", "fetch", "masking", "meaning")
ROOMS = ("sources", "checks", "steps", "models", "metrics", "charts", "tasks")
TOP_OF_ROOMS = ("recipe", "step_order", "goal", "pipeline", "row_order", "loading", "suggest")
USES = (
    *("profile", "advice", "training", "evaluation", "explain", "export", "monitor"),
    *("projects", "schedules"),
)
RUNNERS = ("cli", "fenced", "jobs", "serve", "__main__")
DATA_ROOM, ITS_READER = "samples", "sources"
FLOORS: dict[str, float] = {
    **dict.fromkeys((*GROUND, DATA_ROOM), 0),
    **dict.fromkeys(BUILDING_BLOCKS, 0.5),
    "samples": 0.5,
    **dict.fromkeys(ROOMS, 1),
    **dict.fromkeys(TOP_OF_ROOMS, 1.5),
    **dict.fromkeys(USES, 2),
    "shipping": 2.4,
    "batch": 2.4,
    "out_of_fold": 2.4,
    "work": 2.5,
    "importing": 2.5,
    "looking": 2.5,
    "scheduled": 2.5,
    **dict.fromkeys(("undecided", "remasking", "held_rows"), 2.4),
    "headless": 2.5,
    **dict.fromkeys(RUNNERS, 3),
}
FACADE = 2.9  # `import core`: the public functions, for whatever runs things
MAY_VISIT = {(room, "training") for room in ("evaluation", "explain", "export")}


def place(module: str) -> tuple[float, str] | None:
    """Return the floor and the room of a module of ours; None is nobody's business."""
    parts = module.split(".")
    if parts[0] == "core":
        if len(parts) == 1:
            return FACADE, "core"
        return FLOORS.get(parts[1], -1), parts[1]
    if parts[0] == "pages":
        return (4, "ui") if parts[1:2] == ["ui"] else (5, ".".join(parts[1:2]))
    return (6, "app") if module in ("app", "server") else None


def floors(source: Source) -> Iterator[str]:
    """Imports go down only; rooms of one floor do not know each other."""
    if not source.is_product or source.path in ("run.py", "core/__init__.py"):
        return
    here = place(_module_of(source.path))
    if here is None:
        return
    if here[0] < 0:
        yield f"'{here[1]}' is on no floor: put it on one in tests/architecture/floors.py"
        return
    for line, module in imports(source):
        there = place(module)
        wrong = None if there is None else _objection(here, there)
        if wrong:
            yield f"line {line}: {module}: {wrong}"


def _objection(here: tuple[float, str], there: tuple[float, str]) -> str | None:
    floor, room = here
    other, neighbour = there
    if neighbour == DATA_ROOM:
        shown = floor >= FLOORS["cli"]
        fits = shown or room in (ITS_READER, DATA_ROOM)
        return None if fits else "inside the core only sources reads the samples"
    if other < 0:
        return f"'{neighbour}' is on no floor"
    if other > floor:
        return f"floor {floor:g} may not import floor {other:g}"
    if room == "jobs" and neighbour == "work":
        return "jobs knows work only by name, at run time"
    if other == floor and room != neighbour and floor in (1, 2, 5):
        return None if (room, neighbour) in MAY_VISIT else "rooms of one floor stay apart"
    return None


def imports(source: Source) -> Iterator[tuple[int, str]]:
    """Return each imported module, with its line; `from core import x` names core.x."""
    for node in source.nodes:
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(node, source.path)
            for name in node.names:
                yield node.lineno, f"{base}.{name.name}" if _is_module(base, name.name) else base


def _is_module(base: str, name: str) -> bool:
    folder = ROOT / base.replace(".", "/")
    inside = (folder / name).is_dir() or (folder / f"{name}.py").is_file()
    return inside or (base == "core" and name in FLOORS)


def _absolute(node: ast.ImportFrom, path: str) -> str:
    if not node.level:
        return node.module or ""
    above = path.removesuffix(".py").split("/")[: -node.level]
    return ".".join([*above, *filter(None, [node.module])])


def _module_of(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
