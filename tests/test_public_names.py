"""The names that `core` promises: they are there, they are documented, and they load late."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest

import core


@pytest.mark.parametrize("name", core.__all__)
def test_a_public_name_is_there_and_says_what_it_does(name: str) -> None:
    thing = getattr(core, name)
    own = vars(thing).get("__doc__") if isinstance(thing, type) else thing.__doc__
    assert own, f"core.{name} has no docstring of its own"
    first = inspect.cleandoc(own).partition("\n\n")[0]
    assert first.endswith((".", ":")), first


@pytest.mark.parametrize("name", core.__all__)
def test_a_public_function_says_what_it_takes_and_gives(name: str) -> None:
    thing = getattr(core, name)
    if isinstance(thing, type):
        return
    declared = inspect.signature(thing)
    assert declared.return_annotation is not inspect.Signature.empty
    bare = [item.name for item in declared.parameters.values() if item.annotation is item.empty]
    assert bare == []


def test_public_names_are_listed_and_unknown_ones_refused() -> None:
    assert set(core.__all__) <= set(dir(core))
    with pytest.raises(AttributeError, match="no attribute 'sugest'"):
        _ = core.sugest


def test_importing_core_loads_no_room() -> None:
    code = "import core, sys; print([n for n in sys.modules if n.startswith('core.')])"
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "[]"
