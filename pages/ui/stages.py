"""The pages of the app in the order of the work: names, icons and files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core.errors import UnknownNameError


@dataclass(frozen=True)
class Stage:
    """One page: `needs_project` pages are shown on the rail once a project is open."""

    name: str
    title: str
    icon: str
    needs_project: bool = True

    @property
    def file(self) -> str:
        """The page's file, as Streamlit names pages."""
        return f"pages/{self.name}.py"

    @property
    def exists(self) -> bool:
        """Whether the page has been built."""
        return (_FOLDER / f"{self.name}.py").exists()


HOME = Stage("home", "Home", "home", needs_project=False)
LEARN = Stage("learn", "Learn", "school", needs_project=False)
RUNS = Stage("runs", "Runs", "history")
STAGES = (
    Stage("problem", "Problem", "flag"),
    Stage("data", "Data", "table"),
    Stage("explore", "Explore", "query_stats"),
    Stage("clean", "Clean", "cleaning_services"),
    Stage("features", "Features", "construction"),
    Stage("models", "Models", "leaderboard"),
    Stage("tune", "Tune", "tune"),
    Stage("evaluate", "Evaluate", "verified"),
    Stage("explain", "Explain", "lightbulb"),
    Stage("deploy", "Deploy", "rocket_launch"),
    Stage("monitor", "Monitor", "monitoring"),
)
PAGES = (HOME, *STAGES, RUNS, LEARN)
_FOLDER = Path(__file__).resolve().parents[1]


def stage(name: str) -> Stage:
    """Return the page of that name."""
    for page in PAGES:
        if page.name == name:
            return page
    raise UnknownNameError.of("page", name, (page.name for page in PAGES))


def neighbours(name: str) -> tuple[Stage | None, Stage | None]:
    """Return the stages before and after one; None at the ends and beside the line."""
    names = [page.name for page in STAGES]
    if name not in names:
        return None, None
    place = names.index(name)
    before = STAGES[place - 1] if place else None
    return before, STAGES[place + 1] if place + 1 < len(STAGES) else None
