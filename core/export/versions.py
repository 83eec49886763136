"""Which packages a model needs to predict, and whether the ones installed here fit."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Mapping
from importlib import metadata

from core.errors import BundleError
from core.models import MODELS
from core.text import shown

ALWAYS = ("numpy", "pandas", "scipy", "scikit-learn", "joblib", "threadpoolctl", "skops")
DISTRIBUTIONS = {"xgboost": ("xgboost", "xgboost-cpu")}
MINOR_MATTERS = ("scikit-learn", "xgboost", "lightgbm")
MAJOR_MATTERS = ("numpy", "pandas", "scipy", "skops")


def versions(model: str) -> dict[str, str]:
    """Return the installed version of every package that predicting with a model needs.

    Keys are package names as pip knows them, and "python".
    """
    names = [*ALWAYS, *MODELS.get(model).requires]
    found = {"python": platform.python_version()}
    for name in names:
        for distribution in DISTRIBUTIONS.get(name, (name,)):
            version = _installed(distribution)
            if version:
                found[name] = version
    return found


def requirements(wanted: Mapping[str, str]) -> str:
    """Return the text of a requirements file that pins the packages.

    >>> print(requirements({"python": "3.11.2", "numpy": "2.4.1", "xgboost": "3.2.0"}))
    # Python 3.11
    numpy==2.4.1
    xgboost-cpu==3.2.0; sys_platform != "darwin"
    xgboost==3.2.0; sys_platform == "darwin"
    <BLANKLINE>
    """
    python = ".".join(wanted["python"].split(".")[:2])
    lines = [f"# Python {python}"]
    for name in sorted(set(wanted) - {"python"}):
        if name == "xgboost":
            lines.append(f'xgboost-cpu=={wanted[name]}; sys_platform != "darwin"')
            lines.append(f'xgboost=={wanted[name]}; sys_platform == "darwin"')
        else:
            lines.append(f"{name}=={wanted[name]}")
    return "\n".join(lines) + "\n"


def check_versions(wanted: Mapping[str, str], here: Mapping[str, str]) -> None:
    """Refuse a model from other library versions, with the exact line that installs them.

    Trees and boosters may change with each minor version, arrays and tables with each
    major one; anything finer is left to the golden rows.
    """
    wrong = [
        name
        for parts, names in ((2, MINOR_MATTERS), (1, MAJOR_MATTERS))
        for name in names
        if name in wanted and _start(wanted[name], parts) != _start(here.get(name, ""), parts)
    ]
    if wrong:
        first = wrong[0]
        now = f"this is {here[first]}" if here.get(first) else "it is not installed here"
        raise BundleError(
            f"The model was made with {first} {shown(wanted[first], 20)}; {now}.",
            f"Install what it needs: pip install {_pins(wrong, wanted)}",
        )


def _pins(names: Iterable[str], wanted: Mapping[str, str]) -> str:
    return " ".join(f"{name}=={shown(wanted[name], 20)}" for name in names)


def _start(version: str, parts: int) -> tuple[str, ...]:
    return tuple(version.split(".")[:parts])


def _installed(distribution: str) -> str:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return ""
