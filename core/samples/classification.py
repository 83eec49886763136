"""Samples in which a category is predicted."""

from __future__ import annotations

from core.samples.sample import Sample

CHURN = Sample(
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
    teaches=("imbalance", "missing"),
    expected=("roc_auc", 0.82, 0.86),
    ids=("customerID",),
)
FOREST_COVER = Sample(
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
    teaches=("categories",),
    expected=("accuracy", 0.81, 0.87),
    ids=("Id",),
)
PENGUINS = Sample(
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
    teaches=("small", "missing"),
    expected=("accuracy", 0.97, 1.0),
)
TITANIC = Sample(
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
    teaches=("missing", "leakage", "small"),
    expected=("roc_auc", 0.82, 0.90),
    ids=("PassengerId", "Name", "Ticket"),
)
CREDIT = Sample(
    name="credit",
    title="Credit risk",
    question="Which applicants will not pay their loan back?",
    task="binary",
    target="class",
    rows=1000,
    columns=21,
    licence="CC BY 4.0",
    citation="H. Hofmann (1994), Statlog (German Credit Data), UCI Machine Learning Repository",
    lesson=(
        "Sex, age and origin are in the table: a model may treat groups unequally even so. "
        "The two errors do not cost the same, so choose the threshold by cost."
    ),
    teaches=("fairness", "small"),
    expected=("roc_auc", 0.73, 0.86),
    roles=(("age", "sensitive"), ("foreign_worker", "sensitive"), ("personal_status", "sensitive")),
)
INCOME = Sample(
    name="income",
    title="Income",
    question="Who earned more than 50,000 dollars a year in 1994?",
    task="binary",
    target="income",
    rows=32561,
    columns=15,
    licence="CC BY 4.0",
    citation="B. Becker, R. Kohavi (1996), Adult, UCI Machine Learning Repository",
    lesson=(
        "The table mirrors the inequality of its time, and a model will repeat it. "
        "Every text begins with a space, “?” means unknown, and 99999 is no income."
    ),
    teaches=("fairness", "missing", "categories"),
    expected=("roc_auc", 0.91, 0.94),
    roles=(("fnlwgt", "ignore"), ("race", "sensitive"), ("sex", "sensitive")),
)
BANK_CALLS = Sample(
    name="bank_calls",
    title="Calls of a bank",
    question="Which customers will open a deposit when the bank calls them?",
    task="binary",
    target="deposit",
    rows=45211,
    columns=17,
    licence="CC BY 4.0",
    citation="S. Moro, P. Rita, P. Cortez (2014), Bank Marketing, UCI Machine Learning Repository",
    lesson=(
        "The length of the call is known only once it is over. It is left out here; give it "
        "back its role as a feature and watch the score rise to one that nobody can use."
    ),
    teaches=("leakage", "imbalance"),
    expected=("roc_auc", 0.78, 0.82),
    roles=(("duration", "ignore"),),
)
SPAM = Sample(
    name="spam",
    title="Spam in text messages",
    question="Which text messages are spam?",
    task="binary",
    target="label",
    rows=5572,
    columns=4,
    licence="CC BY 4.0",
    citation=(
        "T. A. Almeida, J. M. Gómez Hidalgo (2011), SMS Spam Collection, UCI Machine Learning "
        "Repository; the columns length and punct were added in the pycaret data sets"
    ),
    lesson=(
        "Two numbers about a message, its length and its punctuation, already find most spam. "
        "The words themselves say more, if they are turned into numbers."
    ),
    teaches=("text", "imbalance"),
    expected=("roc_auc", 0.88, 0.93),
)
