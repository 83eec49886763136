"""Fits keep to one thread, also in libraries that are loaded late."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import threadpoolctl

from core.training.threads import one_thread


def test_libraries_keep_to_one_thread_and_get_back_what_they_had() -> None:
    np.ones((2, 2)) @ np.ones((2, 2))
    with threadpoolctl.threadpool_limits(limits=2):
        before = threadpoolctl.threadpool_info()
        with one_thread():
            assert {item["num_threads"] for item in threadpoolctl.threadpool_info()} == {1}
        assert threadpoolctl.threadpool_info() == before


def test_libraries_are_looked_for_again_after_an_import_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked, real = [], threadpoolctl.ThreadpoolController

    def look() -> Any:
        looked.append(1)
        return real()

    monkeypatch.setattr(threadpoolctl, "ThreadpoolController", look)
    for name in ("new_library", "another_library"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
        for _ in range(3):
            with one_thread():
                pass
    assert len(looked) == 2
