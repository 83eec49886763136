"""Write fitted or unfitted estimators as the Python code that makes them anew."""

from __future__ import annotations

import functools
import importlib
import inspect
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

import numpy as np

WIDTH = 88
INDENT = "    "


@dataclass(frozen=True)
class Code:
    """An expression, the imports it needs, and the classes of our own it names."""

    text: str
    imports: frozenset[str]
    own: tuple[type, ...]


def code_of(value: Any) -> Code:
    """Return an expression that builds an equal, unfitted value.

    Estimators are written as constructor calls with the settings that differ from their
    defaults.

    >>> from sklearn.preprocessing import StandardScaler
    >>> code_of(StandardScaler(with_mean=False)).text
    'StandardScaler(with_mean=False)'
    """
    named = tuple(dict.fromkeys(_named(value)))
    names = _names(named)
    imports = {_import_of(part, names[part]) for part in named if not is_own(part)}
    if _mentions_numpy(value):
        imports.add("import numpy as np")
    own = tuple(part for part in named if is_own(part) and isinstance(part, type))
    return Code(_text(value, names), frozenset(imports), own)


def is_own(part: Any) -> bool:
    """Tell whether a class is one of this project's estimators."""
    return str(part.__module__).startswith("core.")


def home_of(part: Any) -> str:
    """Return the shortest public module that offers a class or function."""
    parts = str(part.__module__).split(".")
    for end in range(1, len(parts) + 1):
        name = ".".join(parts[:end])
        if getattr(importlib.import_module(name), part.__name__, None) is part:
            return name
    return str(part.__module__)


def settings_of_estimator(estimator: Any) -> dict[str, Any]:
    """Return the settings that differ from the defaults, in the order of the constructor."""
    defaults = _defaults(cast(Hashable, type(estimator)))
    order = list(inspect.signature(type(estimator)).parameters)
    given = _settings(estimator)
    order += given
    return {
        name: given[name]
        for name in dict.fromkeys(order)
        if name in given and not (name in defaults and _same(given[name], defaults[name]))
    }


@functools.cache
def _defaults(kind: Any) -> Mapping[str, Any]:
    parameters = inspect.signature(kind).parameters.values()
    bare = all(p.default is not p.empty or p.kind in (p.VAR_KEYWORD,) for p in parameters)
    if bare:
        return _settings(kind())
    return {p.name: p.default for p in parameters if p.default is not p.empty}


def _same(one: Any, other: Any) -> bool:
    return one is other or (type(one) is type(other) and repr(one) == repr(other))


def _settings(part: Any) -> dict[str, Any]:
    """Return all settings of an estimator, or of a part such as a splitter."""
    if hasattr(part, "get_params"):
        return dict(part.get_params(deep=False))
    return {name: getattr(part, name) for name in inspect.signature(type(part)).parameters}


def _is_built(value: Any) -> bool:
    """Tell whether a value is written as a call of its class."""
    if isinstance(value, type):
        return False
    return hasattr(value, "get_params") or type(value).__module__.startswith("sklearn.")


def _named(value: Any) -> Iterable[Any]:
    """Yield every class and function that the code of a value names."""
    if _is_built(value):
        yield type(value)
        for inner in settings_of_estimator(value).values():
            yield from _named(inner)
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _named(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _named(inner)
    elif (isinstance(value, type) or inspect.isroutine(value)) and not _is_builtin(value):
        yield value


def _is_builtin(value: Any) -> bool:
    return getattr(value, "__module__", "") == "builtins"


def _names(parts: Iterable[Any]) -> dict[Any, str]:
    """Give each class a name of its own; a second `Pipeline` is told apart by its package."""
    taken: dict[str, Any] = {}
    for part in parts:
        name = part.__name__
        if name in taken:
            name = f"{home_of(part).split('.')[0].capitalize()}{name}"
        taken[name] = part
    return {part: name for name, part in taken.items()}


def _import_of(part: Any, name: str) -> str:
    alias = "" if name == part.__name__ else f" as {name}"
    return f"from {home_of(part)} import {part.__name__}{alias}"


def _mentions_numpy(value: Any) -> bool:
    if _is_built(value):
        return any(_mentions_numpy(inner) for inner in settings_of_estimator(value).values())
    if isinstance(value, Mapping):
        return any(_mentions_numpy(inner) for inner in value.values())
    if isinstance(value, list | tuple):
        return any(_mentions_numpy(inner) for inner in value)
    return isinstance(value, np.ndarray | np.ufunc) or (
        isinstance(value, float) and not np.isfinite(value)
    )


def _text(value: Any, names: Mapping[Any, str]) -> str:
    if _is_built(value):
        arguments = [
            f"{name}={_text(inner, names)}" for name, inner in settings_of_estimator(value).items()
        ]
        return _bracketed(f"{names[type(value)]}(", arguments, ")")
    if isinstance(value, Mapping):
        pairs = [f"{key!r}: {_text(inner, names)}" for key, inner in value.items()]
        return _bracketed("{", pairs, "}")
    if isinstance(value, list):
        return _bracketed("[", [_text(inner, names) for inner in value], "]")
    if isinstance(value, tuple):
        return _bracketed("(", [_text(inner, names) for inner in value], ")", lone=",")
    if isinstance(value, np.ndarray):
        kind = "object" if value.dtype == object else repr(value.dtype.str)
        return f"np.array({_text(value.tolist(), names)}, dtype={kind})"
    if isinstance(value, np.ufunc):
        return f"np.{value.__name__}"
    if isinstance(value, type) or inspect.isroutine(value):
        return names.get(value, value.__name__)
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not np.isfinite(value):
        return "np.nan" if np.isnan(value) else f"{'-' if value < 0 else ''}np.inf"
    if value is not None and not isinstance(value, bool | int | float | str | bytes):
        raise TypeError(f"{type(value).__name__} cannot be written as code.")
    return repr(value)


def _bracketed(opening: str, parts: list[str], closing: str, lone: str = "") -> str:
    line = opening + ", ".join(parts) + (lone if len(parts) == 1 else "") + closing
    if len(line) <= WIDTH - 12 and "\n" not in line:
        return line
    inner = "".join(f"{_indented(part)},\n" for part in parts)
    return f"{opening}\n{inner}{closing}"


def _indented(text: str) -> str:
    return "\n".join(INDENT + line for line in text.split("\n"))
