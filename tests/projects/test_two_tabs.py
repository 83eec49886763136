"""Two tabs and two owners on one store, in any order of actions, against a simple model."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from core.errors import ConflictError
from core.projects import Projects

TABS = st.sampled_from([0, 1])
VALUES = st.integers(0, 3)


class TwoTabs(RuleBasedStateMachine):
    """Each tab sees what it last loaded; the model is a list of recipes and a position."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        root = Path(self.folder.name)
        self.stores = [Projects(root, clock=lambda: 1.0) for _ in range(2)]
        self.project = self.stores[0].create("ann", "Churn", {"n": 0}).id
        self.seen = [1, 1]
        self.past: list[int] = [0]
        self.position = 0
        self.version = 1

    def teardown(self) -> None:
        """Close both stores and remove the folder."""
        for store in self.stores:
            store.close()
        self.folder.cleanup()

    def _state(self, tab: int) -> Any:
        return self.stores[tab].open(self.project, "ann")

    @rule(tab=TABS)
    def reload(self, tab: int) -> None:
        """Load the project as the browser's reload does."""
        self.seen[tab] = self._state(tab).info.version
        assert self.seen[tab] == self.version

    @rule(tab=TABS, value=VALUES)
    def save(self, tab: int, value: int) -> None:
        """Save in one tab; it must be refused exactly when the tab is behind."""
        if self.seen[tab] != self.version:
            with pytest.raises(ConflictError):
                self.stores[tab].save(self.project, "ann", {"n": value}, self.seen[tab])
            return
        self.seen[tab] = self.stores[tab].save(
            self.project, "ann", {"n": value}, self.seen[tab], f"n {value}"
        )
        if value != self.past[self.position]:
            self.past = [*self.past[: self.position + 1], value]
            self.position += 1
            self.version += 1

    @rule(tab=TABS, back=st.booleans())
    def step(self, tab: int, back: bool) -> None:
        """Undo or redo in one tab."""
        act = self.stores[tab].undo if back else self.stores[tab].redo
        state = act(self.project, "ann")
        moved = self.position + (-1 if back else 1)
        if 0 <= moved < len(self.past):
            self.position, self.version = moved, self.version + 1
        self.seen[tab] = state.info.version

    @invariant()
    def both_tabs_would_load_the_model(self) -> None:
        """Whatever happened, the disk holds what the model says."""
        for tab in (0, 1):
            state = self._state(tab)
            assert state.recipe == {"n": self.past[self.position]}
            assert state.info.version == self.version
            assert state.can_undo == (self.position > 0)
            assert state.can_redo == (self.position < len(self.past) - 1)


TwoTabs.TestCase.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
TestTwoTabs = TwoTabs.TestCase


def test_savers_at_the_same_moment_lose_nothing(tmp_path: Path) -> None:
    """Eight threads each add ten to a counter; each save is based on what was read."""
    from concurrent.futures import ThreadPoolExecutor

    store = Projects(tmp_path)
    project = store.create("ann", "Churn", {"n": 0}).id

    def add_ten(_: int) -> None:
        done = 0
        while done < 10:
            state = store.open(project, "ann")
            try:
                store.save(project, "ann", {"n": state.recipe["n"] + 1}, state.info.version)
            except ConflictError:
                continue
            done += 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add_ten, range(8)))
    state = store.open(project, "ann")
    assert (state.recipe["n"], state.info.version) == (80, 81)
    store.close()
