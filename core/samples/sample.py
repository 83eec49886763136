"""What the catalogue says about one bundled table."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core.problem import TASKS, Problem

FOLDER = Path(__file__).parent / "data"
SMALL, LARGE = 1_000, 10_000

QUESTIONS = {
    "binary": "Two classes",
    "multiclass": "Several classes",
    "regression": "Regression",
    "forecast": "Forecasting",
    "clustering": "Clustering",
    "anomaly": "Anomaly detection",
    "recommend": "Recommendation",
}
MEASURES = {
    "silhouette": "Silhouette",
    "hit_rate": "Hit rate in ten recommendations",
    "events": "Share of the known events found",
    "seasonal_mase": "Seasonal MASE",
}
LESSONS = {
    "missing": "Missing values",
    "leakage": "Leakage",
    "imbalance": "Imbalance",
    "fairness": "Fairness",
    "time": "Time order",
    "text": "Text",
    "categories": "Many categories",
    "skew": "Skew and extremes",
    "small": "Few rows",
    "scale": "Different scales",
}


@dataclass(frozen=True)
class Sample:
    """One bundled table: its question, where it comes from, and what one learns from it.

    `expected` is a measure with the range in which honest scores fall: of the suggested
    recipe, cross-validated and on the test rows, where the app trains a model for the
    question; else of the simple `method` that is named. `roles` are given to columns when
    the sample is opened; `ids` name rows. `conditions` says that the licence does not allow
    every use.
    """

    name: str
    title: str
    question: str
    task: str
    rows: int
    columns: int
    licence: str
    citation: str
    lesson: str
    teaches: tuple[str, ...]
    expected: tuple[str, float, float]
    target: str = ""
    method: str = ""
    ids: tuple[str, ...] = ()
    roles: tuple[tuple[str, str], ...] = ()
    conditions: bool = False

    @property
    def file(self) -> Path:
        """The file that holds the rows."""
        return FOLDER / f"{self.name}.csv.gz"

    @property
    def trains(self) -> bool:
        """Whether the app trains models for this kind of question."""
        return self.task in TASKS

    @property
    def outlook(self) -> str:
        """What can be done with the sample while no model is trained for its question."""
        if self.trains:
            return ""
        return (
            f"This table is for {QUESTIONS[self.task].lower()}, which the app has no method of its "
            "own for yet. Its roles are set: look at it on Data, Explore and Clean. “Begin with a "
            "question” on Home says what can be done instead."
        )

    @property
    def size(self) -> str:
        """Whether the table is small, medium or large."""
        if self.rows < SMALL:
            return "small"
        return "medium" if self.rows < LARGE else "large"

    def asked(self, problem: Problem, features: tuple[str, ...] = ()) -> Problem:
        """Return the problem with the roles that this sample gives to its columns.

        The target keeps its role, and so do `features` that another question needs.
        """
        for column, role in self.roles:
            if column != problem.target and column not in features:
                problem = problem.with_role(column, role)
        return problem
