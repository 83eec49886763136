"""The endings at which a model is trained, in the words of somebody who has no table yet."""

from __future__ import annotations

from core.questions.words import Ending

ANSWERED = "One past case whose answer is known: one customer, one order, one machine."

AMOUNT = Ending(
    name="amount",
    title="Predict a number",
    asked="a number",
    says="A model learns from past cases how the amount goes with what else is known of each.",
    row=ANSWERED,
    target="A column of numbers in one unit: the price, the days, the pieces.",
    limit="It is told what is usual for such a case, with an interval. It answers poorly far "
    "outside of the amounts that it has seen.",
    task="regression",
    metric="rmse",
    metric_why="It is in the unit of the amount and counts large errors "
    "more. Where a few amounts are huge, the mean absolute error is proposed instead.",
    sample="house_prices",
)
YES_NO = Ending(
    name="yes_no",
    title="Predict one of two outcomes",
    asked="yes or no",
    says="A model learns which cases end in yes, and gives each new case a probability.",
    row=ANSWERED,
    target="A column with two values, such as left and stayed. A few hundred rows of the rarer one "
    "make a steady score.",
    limit="It says how likely an outcome is. It does not say what would change it.",
    task="binary",
    metric="roc_auc",
    metric_why="It judges how well cases are ranked, before anybody decides from which "
    "probability on to act.",
    sample="churn",
)
KINDS = Ending(
    name="kinds",
    title="Predict one of several categories",
    asked="one of several answers",
    says="A model learns what tells the answers apart, and gives each a probability.",
    row=ANSWERED,
    target="A column with three or more values that repeat: the team, the species, the cause.",
    limit="It can only give answers that the past cases have; a new one needs new cases.",
    task="multiclass",
    metric="f1",
    metric_why="It counts every answer alike, also rare ones. Where all are about equally "
    "common, accuracy is proposed: it is easier to tell.",
    sample="forest_cover",
)
SERIES_KNOWN = Ending(
    name="series_known",
    title="Predict a number in the order of time",
    asked="the next values of a series",
    says="A forecast works here as predicting a number: a model learns from the calendar and from "
    "what is known beforehand. It is tested on the latest rows, never on shuffled ones.",
    row="One period, such as a day or an hour; with several series, one period of one series.",
    target="A column of numbers: what is counted or measured in each period.",
    limit="Use only columns whose values you will know for the period to predict, such as prices, "
    "holidays or a weather forecast. Past values are not added by themselves: put the sales of a "
    "week ago in a column of its own, as far back as you predict ahead.",
    task="regression",
    metric="rmse",
    metric_why="It is in the unit of the series and counts large errors more.",
    expects="time",
    sample="bike_rentals",
)
SERIES_ALONE = Ending(
    name="series_alone",
    title="Predict a number from the calendar",
    asked="the next values of a series",
    says="A forecast works here as predicting a number from the parts of the date: year, month, "
    "weekday, hour. It is tested on the latest rows, never on shuffled ones.",
    row="One period, such as a month or a day, with its date and its value.",
    target="A column of numbers: what is counted or measured in each period.",
    limit="It repeats seasons and, with a linear model, goes on with a trend. It does not look at "
    "the values just before: for that, add them as columns, such as the value of a year ago. "
    "Compare it with repeating the last season before you rely on it.",
    task="regression",
    metric="rmse",
    metric_why="It is in the unit of the series and counts large errors more.",
    expects="time",
    sample="air_passengers",
    sample_target="Passengers",
)
GROUPS_KNOWN = Ending(
    name="groups_known",
    title="Predict one of several categories",
    asked="one of several known groups",
    says="With groups that you know, this is a choice among several answers: a model learns from "
    "members what makes a group, and puts new ones into it.",
    row="One member whose group is known: one customer, one product, one patient.",
    target="A column that names the group, with three or more groups that repeat.",
    limit="It finds no new group. Who belongs to none is put into the nearest one all the same; "
    "look at the probability.",
    task="multiclass",
    metric="f1",
    metric_why="It counts every group alike, also small ones. Where all are about equally large, "
    "accuracy is proposed: it is easier to tell.",
    sample="penguins",
)
ODD_KNOWN = Ending(
    name="odd_known",
    title="Predict one of two outcomes, one of them rare",
    asked="yes or no, with a rare yes",
    says="With past cases that are known to be odd, this is a yes or no with a rare yes: a model "
    "learns what they have in common, and ranks new cases.",
    row="One case, such as a payment or a test, odd ones and plain ones alike.",
    target="A column with two values that says which cases were odd. About fifty odd ones are a "
    "beginning; do not thin out the plain ones.",
    limit="It finds what resembles known odd cases. A trick that nobody has seen yet stays unseen, "
    "and cases that were never checked count as plain.",
    task="binary",
    metric="pr_auc",
    metric_why="It shows how many alarms are right. It is proposed where less than 5 % are "
    "odd; from there on ROC-AUC is. Accuracy misleads: never crying wolf is right nearly always.",
    sample="thyroid",
    sample_target="class",
)
OFFER_ANSWERED = Ending(
    name="offer_answered",
    title="Predict one of two outcomes, for each offer",
    asked="yes or no, for each offer to a person",
    says="A recommendation works here as a yes or no: will this person take this offer? Ask it for "
    "each offer, and make the most likely one.",
    row="One offer to one person, whether it was taken or not, with what is known of both.",
    target="A column with two values: taken or not.",
    limit="Offers that were not taken must be in the table, or there is nothing to tell apart. "
    "People with the same facts get the same answer: nobody is compared with others who bought "
    "alike.",
    task="binary",
    metric="roc_auc",
    metric_why="It judges the ranking, and a recommendation is a ranking.",
    expects="group",
    sample="bank_calls",
)
OFFER_RATED = Ending(
    name="offer_rated",
    title="Predict a number, for each person and thing",
    asked="a rating by a person",
    says="A recommendation works here as a number: which rating would this person give to this "
    "thing? The rows of one person stay together, so it is tested on people it has not met.",
    row="One rating of one thing by one person, with what is known of both.",
    target="A column of numbers: the stars, the points, the minutes watched.",
    limit="It learns what is liked by people of a kind, not by people who rated alike. Describe "
    "people and things in columns, such as age and genre.",
    task="regression",
    metric="rmse",
    metric_why="It is in stars or points and counts large errors more.",
    expects="group",
    sample="films",
    sample_target="rating",
    sample_features=("title",),
)
