"""Carry functions and classes of this project into a script that does not import it."""

from __future__ import annotations

import ast
import inspect
import sys
import types
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Source:
    """Top-level definitions, by name, and the imports they need."""

    imports: frozenset[str]
    definitions: tuple[tuple[str, str], ...]


def source_of_function(function: Callable[..., Any]) -> Source:
    """Return a function with the helpers and constants of this project it uses."""
    imports: set[str] = set()
    found: dict[str, str] = {}
    _gather(function, imports, found)
    return Source(frozenset(imports), tuple(found.items()))


def source_of_classes(classes: Iterable[type]) -> Source:
    """Return the whole files of our own estimators, without their docstrings and imports."""
    imports: set[str] = set()
    found: dict[str, str] = {}
    for module in dict.fromkeys(kind.__module__ for kind in classes):
        text = inspect.getsource(sys.modules[module])
        imports |= _imports_in(ast.parse(text).body)
        for node in ast.parse(text).body:
            kept = isinstance(node, ast.ClassDef | ast.FunctionDef | ast.Assign | ast.AnnAssign)
            if kept:
                found[f"{module}:{node.lineno}"] = _segment(text, node)
    return Source(frozenset(imports), tuple(found.items()))


@dataclass(frozen=True)
class StepCode:
    """The code of one prepare step: definitions to place above, statements to run."""

    imports: frozenset[str]
    definitions: tuple[tuple[str, str], ...]
    statements: tuple[str, ...]


def parted(lines: Sequence[str]) -> StepCode:
    """Part the code of a step into imports, function definitions and statements."""
    text = "\n".join(lines)
    nodes = ast.parse(text).body
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef)]
    rest = [
        node
        for node in nodes
        if not isinstance(node, ast.FunctionDef | ast.Import | ast.ImportFrom)
    ]
    return StepCode(
        imports=frozenset(_imports_in(nodes)),
        definitions=tuple((node.name, _segment(text, node)) for node in functions),
        statements=tuple(_segment(text, node) for node in rest),
    )


def _gather(function: Callable[..., Any], imports: set[str], found: dict[str, str]) -> None:
    module = sys.modules[function.__module__]
    for name in _names_in(function.__code__):
        value = vars(module).get(name)
        if value is None or name in found:
            continue
        if isinstance(value, types.ModuleType):
            alias = "" if name == value.__name__ else f" as {name}"
            imports.add(f"import {value.__name__}{alias}")
        elif inspect.isfunction(value) and value.__module__.startswith("core."):
            _gather(value, imports, found)
        elif isinstance(value, int | float | str | tuple):
            found[name] = f"{name} = {value!r}"
    found[function.__name__] = inspect.getsource(function).rstrip()


def _names_in(code: types.CodeType) -> list[str]:
    inner = [const for const in code.co_consts if isinstance(const, types.CodeType)]
    return [*code.co_names, *(name for part in inner for name in _names_in(part))]


def _imports_in(nodes: Sequence[ast.stmt]) -> set[str]:
    found = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {f"import {ast.unparse(name)}" for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module != "__future__":
            found |= {f"from {node.module} import {ast.unparse(name)}" for name in node.names}
    return found


def _segment(text: str, node: ast.stmt) -> str:
    decorators = getattr(node, "decorator_list", [])
    first = min([node.lineno, *(mark.lineno for mark in decorators)])
    return "\n".join(text.splitlines()[first - 1 : node.end_lineno])
