"""The bundled samples: small real tables, each with a question and a lesson."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core.errors import UnknownNameError

FOLDER = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Sample:
    """One bundled table: its question, where it comes from, and what one learns from it.

    `expected` is the metric of the suggested recipe with the range in which the scores of
    its best models fall, both the cross-validated mean and the score on the test rows.
    """

    name: str
    title: str
    question: str
    task: str
    target: str
    rows: int
    columns: int
    licence: str
    citation: str
    lesson: str
    expected: tuple[str, float, float]
    ids: tuple[str, ...] = ()
    leaks: tuple[str, ...] = ()

    @property
    def file(self) -> Path:
        """The file that holds the rows, as they were found."""
        return FOLDER / f"{self.name}.csv.gz"


SAMPLES = (
    Sample(
        name="churn",
        title="Customers who leave",
        question="Which customers of a telephone company will leave?",
        task="binary",
        target="Churn",
        rows=7043,
        columns=21,
        licence="Apache-2.0",
        citation="Telco customer churn, IBM sample data",
        lesson=(
            "A column of amounts holds 11 blank cells, so it looks like text. "
            "Accuracy flatters: always saying 'stays' is right 73 % of the time."
        ),
        expected=("roc_auc", 0.82, 0.86),
        ids=("customerID",),
    ),
    Sample(
        name="house_prices",
        title="House prices",
        question="What will a house in Ames, Iowa, sell for?",
        task="regression",
        target="price",
        rows=2930,
        columns=82,
        licence="Free for education and research",
        citation="D. De Cock (2011), Ames, Iowa: alternative to the Boston housing data, JSE 19(3)",
        lesson=(
            "A missing value can be an answer: no pool, no garage. "
            "Prices are skewed, so the error in dollars is ruled by a few dear houses."
        ),
        expected=("rmse", 20_000, 28_000),
        ids=("Order", "PID"),
    ),
    Sample(
        name="forest_cover",
        title="Forest cover",
        question="Which of seven kinds of trees grows on a patch of land?",
        task="multiclass",
        target="Cover_Type",
        rows=15120,
        columns=56,
        licence="CC BY 4.0",
        citation="J. Blackard (1998), Covertype, UCI Machine Learning Repository",
        lesson=(
            "Seven classes of equal size make accuracy a fair judge. "
            "Trees find the steps in elevation that a straight line misses."
        ),
        expected=("accuracy", 0.81, 0.87),
        ids=("Id",),
    ),
    Sample(
        name="penguins",
        title="Penguins",
        question="Which species is a penguin, by its measures?",
        task="multiclass",
        target="species",
        rows=344,
        columns=8,
        licence="CC0",
        citation="A. M. Horst, A. P. Hill, K. B. Gorman (2020), palmerpenguins",
        lesson=(
            "Almost any model is right here: on an easy problem the simplest one wins. "
            "With 344 rows the interval of a score is wide."
        ),
        expected=("accuracy", 0.97, 1.0),
    ),
    Sample(
        name="titanic",
        title="Titanic",
        question="Who survived the sinking of the Titanic?",
        task="binary",
        target="Survived",
        rows=891,
        columns=12,
        licence="Public passenger list; this file: MIT",
        citation="Encyclopedia Titanica passenger list, file from the pycaret data sets",
        lesson=(
            "A fifth of the ages is missing, and names hide a title that tells much. "
            "A cabin is known mostly for those who lived: missing values can leak."
        ),
        expected=("roc_auc", 0.82, 0.90),
        ids=("PassengerId", "Name", "Ticket"),
    ),
)


def sample_named(name: str) -> Sample:
    """Return a sample, or raise with the nearest known name."""
    for sample in SAMPLES:
        if sample.name == name:
            return sample
    raise UnknownNameError.of("sample", name, [sample.name for sample in SAMPLES])
